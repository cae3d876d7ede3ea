"""What one of the things that a receiver may be says of the target: just that stands under the name there, or something
else."""

from __future__ import annotations

from msgspec.structs import replace

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site
from refactor_cli.evidence.kept_in_class import is_told_by_no_base, may_be_kept
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import source
from refactor_cli.inference.calling.decorators import is_property
from refactor_cli.inference.classes.abstract import is_left_to_heirs
from refactor_cli.inference.classes.bases import has_unknown_base, inferred_bases
from refactor_cli.inference.classes.made_by_calls import is_decided
from refactor_cli.inference.classes.registered import is_registered
from refactor_cli.inference.classes.stand_ins import heirs, is_before, may_be_double, stands_in
from refactor_cli.inference.computed.filled_modules import fills_itself
from refactor_cli.inference.computed.module_names import may_be_another_module
from refactor_cli.inference.members.asked_names import may_give
from refactor_cli.inference.members.assignment_places import is_assigned, set_elsewhere
from refactor_cli.inference.members.attribute_assignments import given_beside
from refactor_cli.inference.members.every_assignment import files_replacing, given_outside
from refactor_cli.inference.members.kept_by_classes import behind
from refactor_cli.inference.members.odd_members import is_odd_member
from refactor_cli.inference.members.turned_before import RULE as TURNED
from refactor_cli.inference.tests_run.mocks import HAVE_ANYTHING
from refactor_cli.inference.values import PROVEN, Known, Types
from refactor_cli.resolution import (
    Lookup,
    Value,
    Values,
    attribute,
    bindings_at,
    definitions_of,
    is_subclass,
    member,
    mro,
    scope_at,
)
from refactor_cli.resolution.class_decorators import may_be_replaced
from refactor_cli.resolution.literals import is_plain_variable
from refactor_cli.resolution.metaclasses import may_be_class, may_be_given
from refactor_cli.resolution.outside_objects import may_be_object
from refactor_cli.resolution.standard_bases import is_of_standard, may_be_base
from refactor_cli.resolution.standard_library import are_apart, are_strangers
from refactor_cli.resolution.turned import may_be_turned

# how many classes with a base that has to be inferred may follow each other
_MOST_BASES = 3
# the step from a call to what the function returns
_RETURNS = "returns"
_TYPE = Symbol(None, "builtins.type")
# `super()` is what stands behind the class, wherever that is known; a mock has whatever it is asked for
_ANYTHING = frozenset({Symbol(None, "builtins.super")} | {Symbol(None, name) for name in HAVE_ANYTHING})


def answer(site: Site, known: Known, deeper: int = _MOST_BASES) -> str:
    """What is kept in a class is of that, or of a base that kept it before: see `_answer`."""
    said = _answer(site, known, deeper)
    bases = behind(site.ask.symbols, known) if said in ("yes", "no") else []
    others = {_answer(site, each, deeper) for each in bases}
    if said == "yes":
        return "yes" if others <= {"yes"} else "given"
    return "unknown" if others & {"yes", "given", "family"} else said


def _answer(site: Site, known: Known, deeper: int) -> str:
    """In one word: "yes", it has the target; "given", or something that it is given besides; "family", a class that
    derives from it may have that; "beside", what takes the target's place; "handed on", whatever stands behind it;
    "base", something else that a base of the target's class has, of which it is; "no", something else; "unknown"."""
    symbols, owner = site.ask.symbols, site.owner
    if known.symbol in _ANYTHING and known.kind == "instance":
        return "unknown"
    outside = known.symbol.path is None and known.kind != "instance"
    if outside and Symbol(None, f"{known.symbol.name}.{site.name}") in site.target.symbols:
        return "yes"  # a module or class outside, by the name that the target was asked for
    if known.kind == "function" and known.bound is None and known.symbol.path is None and owner is not None:
        if may_be_object(symbols, known.symbol.name, site.usage.path):
            return "unknown"  # what a package has, which may be a function, a module or any object
    if known.kind == "module" and known.symbol.path is not None:
        return _of_module(site, known.symbol)
    if is_turned(site, known):
        return "unknown"
    if known.symbol.path is None and may_be_another_module(symbols, known.symbol):
        return "unknown"
    is_outside = known.symbol.path is None
    if is_outside and known.made and owner is not None and not is_replaced(site, known):
        is_apart = owner.path is not None or are_apart(owner.name, known.symbol.name)
        if is_apart and _is_as_made(site):
            return "no"  # no object of a subclass
    if known.symbol.path is None and owner is not None and has_unknown_base(site.ask, owner):
        return "unknown"  # may be one of the bases that are not known
    if known.symbol.path is None or known.kind not in ("instance", "class"):
        return _of_what_is_outside(site, known)
    return _of_class(site, known, deeper)


def _of_module(site: Site, module: Symbol) -> str:
    """The answer for a module of the repository, which may give a name one thing or another (`if`, `try`)."""
    symbols, path = site.ask.symbols, site.usage.path
    led = attribute(Lookup(symbols, site.target.ends), Value(module, "module"), site.name, path)
    found = {value.symbol for value in led.values}
    if site.target.symbols & found:
        return "yes" if found <= site.target.symbols else "given"
    is_open = fills_itself(symbols, module.path or "")  # or another object takes its place
    is_open = is_open or (site.owner is None and any(_may_be_function(site, each) for each in led.values))
    return "no" if led.values and led.complete and not is_open else "unknown"


def _of_what_is_outside(site: Site, known: Known) -> str:
    """The answer for a class outside of the repository, or an object of it; and for what is no class at all."""
    owner = site.owner
    if owner is not None and owner == known.symbol and known.kind in ("instance", "class"):
        return "yes"
    if owner is not None and is_subclass(site.ask.symbols, owner, known.symbol):
        return "family"
    if known.kind in ("instance", "class") and not known.made and _may_be_below(site, known.symbol):
        return "family"
    if known.kind == "instance" and known.symbol == _TYPE and owner is not None and owner.path is not None:
        return "unknown"  # any class, which has what its objects have
    if owner is not None and owner.path is None and known.kind in ("instance", "class"):
        return "no" if are_strangers(owner.name, known.symbol.name) else "unknown"
    return "no"


def _may_be_below(site: Site, base: Symbol) -> bool:
    """Whether an object of a class from outside of the repository may be one of the target's class, or of one below it:
    `except Exception` catches what derives from `ValueError`, `except OSError` a `Failure(Cart, OSError)`, and
    `isinstance(x, dict)` a mixin's heir that is one."""
    symbols, owner = site.ask.symbols, site.owner
    if owner is None or owner.path is None:
        return False
    memo: dict[tuple[Symbol, Symbol], bool] = symbols.snapshot.memo.setdefault("outside bases", {})
    key, is_standard = (owner, base), is_of_standard(base.name)
    if key not in memo:
        memo[key] = (is_standard and may_be_base(symbols, base.name, owner)) or any(
            is_subclass(symbols, each, base) or (is_standard and may_be_base(symbols, base.name, each))
            for each in heirs(symbols, owner)
        )
    return memo[key]


def _of_class(site: Site, known: Known, deeper: int) -> str:
    """The answer for a class of the repository, or an object of it."""
    symbols, owner = site.ask.symbols, site.owner
    values = member(Lookup(symbols, site.target.ends), known.symbol, site.name)
    found = frozenset[Symbol](value.symbol for value in values.values)
    defined = (each for one in found for each in definitions_of(site.ask.look, one))
    if site.usage.kind == "call" and any(is_property(each) for each in defined):
        # what the property gives is called
        return _of_property(site, site.ask.attribute(known, site.name))
    if found & site.target.symbols:
        is_else = any(
            each.kind in ("variable", "function") and each.symbol in found - site.target.symbols
            for each in values.values
        )
        is_else = is_else or may_be_given(site.ask.look, known.symbol, site.name)
        is_else = is_else or is_decided(site.ask, known, site.name)
        return "given" if is_else else "yes"
    if may_be_kept(site, values):
        return "unknown"
    if owner is not None and is_subclass(symbols, owner, known.symbol):
        if known.made and _is_just_made(site) and _of_another(site, known, values, deeper) == "no":
            return "base"
        return "given" if is_left_to_heirs(site.ask, known.symbol, site.name, found) else "family"
    return _of_another(site, known, values, deeper)


def _of_another(site: Site, known: Known, values: Values, deeper: int) -> str:
    """The same for a class that neither has the target, nor may have it by those that derive from it. `values`: what it
    has under the name."""
    symbols, owner = site.ask.symbols, site.owner
    found = frozenset[Symbol](value.symbol for value in values.values)
    if owner is not None and any(stands_in(symbols, known.symbol, owner, each) for each in found):
        return "beside"
    if owner is not None and may_be_double(symbols, site.usage, owner, known.symbol):
        return "beside"
    if owner is not None and found and known.own and is_before(symbols, owner, known.symbol):
        return "family"  # a subclass looks in a mixin first
    if is_told_by_no_base(site, known):
        return "unknown"
    if not found and _is_given_beside(site, known.symbol):
        return "given"
    if deeper and all(value.kind == "inherited" for value in values.values):
        bases = inferred_bases(site.ask, known.symbol)
        made = (known._replace(symbol=each.symbol, maker=each.maker) for each in bases.known)
        answers = {answer(site, each, deeper - 1) for each in made}
        is_all = bases.complete and not found  # nor may a base from elsewhere have it
        if answers == {"yes"} and is_all and bases.via <= PROVEN:
            return "yes"
        if answers & {"yes", "given"}:
            return "given"
        if answers == {"no"} and is_all:
            return "no"
    if not found and member(site.ask.look, known.symbol, "__getattr__").values:
        return "handed on" if may_give(site.ask, known.symbol, site.name) else "unknown"
    if known.kind == "instance" and owner is not None and may_be_class(site.ask.look, known.symbol, owner):
        return "unknown"
    if owner is not None and owner.path is None and any(_may_be_of(each, owner) for each in found):
        return "unknown"
    if known.kind == "instance" and is_odd_member(symbols, known.symbol, site.name):
        return "unknown"
    if owner is not None and may_be_given(site.ask.look, known.symbol, site.name):
        return "unknown"
    if owner is not None and (is_replaced(site, known) or is_decided(site.ask, known, site.name)):
        return "unknown"
    is_made = any(each.kind == "variable" and each.type is not None for each in values.values)
    if known.kind == "instance" and is_made and _is_described(site, known.symbol):
        return "unknown"
    if owner is not None and is_registered(site.ask, owner, known.symbol):
        return "beside"
    return "no" if found and values.complete else "unknown"


def _is_just_made(site: Site) -> bool:
    """Whether an object that a call of a class makes stands there, and none of a subclass that others put in its place:
    all that may stand there is seen, or it is in a variable that is given nothing else."""
    types = site.types
    if types.via and not types.complete:
        return False
    return _is_as_made(replace(site, types=types._replace(complete=True)))


def _is_as_made(site: Site) -> bool:
    """Whether what is written down is all that stands there: by itself, in a variable of a function, or in an attribute
    or a variable of a module that nothing outside gives another value."""
    path, node = site.usage.path, site.receiver
    file_map = site.ask.symbols.map(path)
    if not site.types.complete or file_map is None or node.type not in ("identifier", "attribute"):
        return site.types.complete
    name = source(site.ask.symbols, path, node.child_by_field_name("attribute") or node)
    if node.type == "identifier":
        bound = bindings_at(file_map, scope_at(file_map, node.start_byte), name, node.start_byte)
        if bound and all(each.scope for each in bound):
            return True
    return not any(given_outside(site.ask, lambda _: False, (), name))


def _of_property(site: Site, given: Types) -> str:
    """The answer for what a property gives, which is called."""
    if any(each.kind == "class" and each.symbol in site.target.symbols for each in given.known):
        return "given"
    is_other = given.known and site.target.symbols.isdisjoint(each.symbol for each in given.known)
    return "no" if is_other and all(each.kind == "class" for each in given.known) else "unknown"


def _is_given_beside(site: Site, cls: Symbol) -> bool:
    """Whether the file of a class gives it the target below its body, `Table.cut = cut`, and no object is given
    something else by its class or one before that: `self.cut = cut`."""
    for each in (each for each in mro(site.ask.symbols, cls) if each.path is not None):
        if is_assigned(site.ask, each, site.name):
            return False
        if given := given_beside(site.ask, each, site.name).known:
            return {found.symbol for found in given} <= site.target.symbols
    return False


def _may_be_function(site: Site, value: Value) -> bool:
    """Whether what a module has under the name is a variable that may hold the function or the class that is asked
    about: `old = getattr(lib, "old", None)`."""
    is_variable = value.kind == "variable" and value.type is None and value.symbol.path is not None
    is_asked = site.target.kind in ("function", "class")
    return is_variable and is_asked and not is_plain_variable(site.ask.symbols, value.symbol)


def is_turned(site: Site, known: Known) -> bool:
    """Whether an object may become one of the target's class."""
    if (
        known.kind != "instance"
        or site.owner is None
        or TURNED in site.types.via
        or is_subclass(site.ask.symbols, known.symbol, site.owner)
    ):
        return False
    return may_be_turned(site.ask.look, known.symbol, site.owner)


def _is_described(site: Site, cls: Symbol) -> bool:
    """Whether a class has an object under the name that decides itself what is given for it: `total = Handed("cart")`.
    https://docs.python.org/3/howto/descriptor.html"""
    value = Value(cls, "instance", cls)
    return not attribute(Lookup(site.ask.symbols, site.target.ends), value, site.name, site.usage.path).values


def is_replaced(site: Site, known: Known) -> bool:
    """Whether another class may stand in the place of the one by whose name an object was made: by a decorator, or as
    other code gives its module another one."""
    if known.kind not in ("instance", "class") or known.symbol.path is None:
        return False
    return may_be_replaced(site.ask.look, known.symbol) or _is_given_another(site, known.symbol)


def _is_given_another(site: Site, cls: Symbol) -> bool:
    """`shop.Cart = NewCart`, where a function of that module returns what `Cart()` gives. (What a name leads to where
    it stands is told of names.)"""
    if _RETURNS not in site.types.via or "." in cls.name:
        return False
    module = Symbol(cls.path, "")
    places = (
        *(each.path for each in set_elsewhere(site.ask, cls.name) if each.is_class and each.cls == module),
        *files_replacing(site.ask, cls.name),
    )
    return any(is_aside(site.usage.path) or not is_aside(path) for path in places)


def _may_be_of(symbol: Symbol, owner: Symbol) -> bool:
    """Whether a member of a class outside of the repository may come from `owner`, which is outside too: what their
    bases are nothing here says."""
    return symbol.path is None and not are_strangers(owner.name, symbol.name.rpartition(".")[0])
