"""The receiver's inferred types: all of them lead to the target, or none does."""

from __future__ import annotations

from collections.abc import Iterable

from refactor_cli.data import Symbol
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.evidence.asked_in_vain import asked_in_vain
from refactor_cli.evidence.behind import RULE as HANDED_ON
from refactor_cli.evidence.kept_in_class import is_told_by_no_base, may_be_kept
from refactor_cli.evidence.lacking import lacks_attribute
from refactor_cli.evidence.of_heirs import must_be_heirs
from refactor_cli.inference.abstract import is_left_to_heirs
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asked_names import may_give
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.attribute_assignments import RULE as ASSIGNED
from refactor_cli.inference.attribute_assignments import given_beside
from refactor_cli.inference.attributes import FIELD, GETATTR, OF_OTHERS
from refactor_cli.inference.bases import has_unknown_base, inferred_bases
from refactor_cli.inference.callers import RULE as CALLERS
from refactor_cli.inference.calls import BY_NAME
from refactor_cli.inference.containers import RULE as CONTAINER
from refactor_cli.inference.decorators import is_decorated_anyhow, is_property
from refactor_cli.inference.every import EVERY_CALLER
from refactor_cli.inference.every_assignment import RULE as EVERY_ASSIGNMENT
from refactor_cli.inference.every_assignment import given_outside
from refactor_cli.inference.families import is_everywhere
from refactor_cli.inference.filled_modules import fills_itself
from refactor_cli.inference.fixtures import PARAMS
from refactor_cli.inference.fixtures import RULE as FIXTURE
from refactor_cli.inference.having import has_nothing
from refactor_cli.inference.mocks import HAVE_ANYTHING
from refactor_cli.inference.module_names import is_set_elsewhere
from refactor_cli.inference.named_classes import RULE as NAMED_CLASS
from refactor_cli.inference.odd_members import is_odd_member
from refactor_cli.inference.stand_ins import is_before, may_be_double, stands_in
from refactor_cli.inference.turned_before import RULE as TURNED
from refactor_cli.inference.values import HANDED_AROUND, PROVEN, UNPACKED, Known, Types
from refactor_cli.resolution import (
    Lookup,
    Value,
    attribute,
    bindings_at,
    definitions_of,
    is_subclass,
    member,
    mro,
    scope_at,
)
from refactor_cli.resolution.literals import is_plain_variable
from refactor_cli.resolution.others import member_of_others
from refactor_cli.resolution.outside_objects import may_be_object
from refactor_cli.resolution.standard_library import are_apart, are_strangers, is_of_library
from refactor_cli.resolution.turned import may_be_turned

# of several classes one has the target
SEVERAL = "conditional"
# what is of these modules is what it seems: nobody makes one of them be another thing
_PLAIN = ("builtins.", "collections.")
# the step that finds what stands behind an object that hands its attributes on
_PROXY = "wrapped"
_RETURNS = "returns"
# what is found of every caller is no more than what is found of some, where the rest is not proved
_AS_LIKELY = {
    EVERY_CALLER: CALLERS,
    HANDED_AROUND: CALLERS,
    UNPACKED: CALLERS,
    EVERY_ASSIGNMENT: ASSIGNED,
    OF_OTHERS: FIELD,
}
# how many classes with a base that has to be inferred may follow each other
_MOST_BASES = 3


# `super()` is what stands behind the class, wherever that is known; a mock has whatever it is asked for
_ANYTHING = frozenset({Symbol(None, "builtins.super")} | {Symbol(None, name) for name in HAVE_ANYTHING})


def receiver(site: Site) -> Verdict | None:
    """Certain when it follows from what functions return and tests of the type, step by step; likely when the target
    is among what the receiver's types have under the name, and no base is; ruled out when every type has something
    else."""
    known = [each for each in site.types.known if each.kind != "none"]
    if not known:
        return None
    answers = {_answer(site, each) for each in known}
    if answers == {"no", "unknown"} and site.types.complete:
        answers = {_answer(site, each) for each in known if not lacks_attribute(site.ask, each, site.name)}
    is_any = "handed on" in answers and _PROXY not in site.types.via  # who knows what that gives
    if "yes" in answers or (len(answers) > 1 and _PROXY in site.types.via):
        answers.discard("handed on")  # what that is stands beside it
    evidence = ("inferred", *sorted({_AS_LIKELY.get(each, each) for each in site.types.via}))
    is_given, answers = "given" in answers, {"yes" if each == "given" else each for each in answers}
    if "beside" in answers:  # what takes the target's place is another's, where others have the target itself
        answers = {("no" if "yes" in answers else "family") if each == "beside" else each for each in answers}
    if answers == {"family"} and must_be_heirs(site, known):
        answers = {"yes"}
    is_proved = site.types.complete and site.types.via <= PROVEN
    if "yes" in answers and len(answers) > 1 and is_proved:
        others = [each for each in known if _answer(site, each) not in ("yes", "given")]
        answers = {"yes"} if all(asked_in_vain(site, each) for each in others) else answers
    if answers == {"yes"} and not is_given and not is_any and is_proved:
        return Verdict("certain", ("inferred", *sorted(site.types.via)), 1.0)
    if answers == {"yes", "family"} and _have_nothing(site, known):
        answers.discard("family")
    is_mixed = len(answers) > 1 or site.is_contradicted
    if "yes" in answers and is_mixed and FIELD in site.types.via and is_everywhere(site.name):
        return Verdict(None, (), 0.5)  # a guess with several answers, of a name that files and lists have too
    if "yes" in answers and "family" not in answers:
        if "no" in answers and _is_as_often_another(site):
            return Verdict(None, (SEVERAL,), 0.5)
        if _is_put_there_unseen(site):
            return Verdict(None, (GETATTR,), 0.5)
        return Verdict("likely", evidence, 0.9, also_on(site, known) if "no" in answers else "")
    is_known = (
        not _is_guess(site.types.via, known)
        and not _is_of_a_relative(site, known)
        and not _is_one_of_many(site.types, known)
        and not _is_given_anything(site.types)
    )
    is_doubtful = (site.is_contradicted and site.types.has_unknown) or _are_doubles(site, known)
    is_doubtful = is_doubtful or (
        site.types.has_unknown and all(_is_told_by_none(site, each) for each in known)
    )
    if answers == {"no"} and not is_doubtful and is_known:
        if any(_may_be_joined(site, each) for each in known):
            return Verdict(None, ("family",), 0.4)
        return Verdict("ruled_out", evidence)
    if "family" in answers:
        return Verdict(None, ("family",), 0.6 if "no" not in answers else 0.4)
    return Verdict(None, (), 0.3)


def _is_as_often_another(site: Site) -> bool:
    """Whether others among the receiver's classes speak as much against the target as its own speak for it: where
    something may stand besides of which nothing is known, that is as often something else as not; and a fixture gives
    one test one of them, unless it is run for each of its parameters."""
    own, others = own_and_others(site)
    if site.types.has_unknown:
        return len(others) > len(own)
    return FIXTURE in site.types.via and PARAMS not in site.types.via and len(others) >= len(own)


def _is_put_there_unseen(site: Site) -> bool:
    """Whether `self` is asked for what its class assigns nowhere, and `__getattr__` gives something besides of which
    nothing is known: a class that knows the name in its own methods puts that there in a way that is not seen."""
    via = site.types.via
    if GETATTR not in via or not site.types.has_unknown or not via.isdisjoint((ASSIGNED, EVERY_ASSIGNMENT)):
        return False
    asked = site.receiver.child_by_field_name("object") if site.receiver.type == "attribute" else None
    return asked is not None and source(site.ask.symbols, site.usage.path, asked) in ("self", "cls")


def _may_be_joined(site: Site, known: Known) -> bool:
    """Whether an object that is of a class, by a test or an annotation, may be of one that looks in the target's class
    first."""
    is_made = known.made or site.types.via <= {"returns"}
    if known.kind != "instance" or known.symbol.path is None or is_made or site.owner is None:
        return False
    return is_before(site.ask.symbols, site.owner, known.symbol)


def _have_nothing(site: Site, known: list[Known]) -> bool:
    """Whether no class of these that only the target's derives from has the attribute: where one of the target's class
    may stand there too, it is that which is asked for it."""
    bases = (each for each in known if _answer(site, each) == "family")
    return all(has_nothing(site.ask, each.symbol, site.name) for each in bases)


def doubt(site: Site) -> str:
    """What another class has under the name that the receiver may be of, besides the target's, "" for none."""
    known = [
        each for each in site.types.known if each.symbol.path or each.symbol.name.startswith("builtins.")
    ]
    if _is_guess(site.types.via, known):
        return ""
    return also_on(site, (each for each in known if _answer(site, each) == "no"))


def also_on(site: Site, known: Iterable[Known]) -> str:
    """What another one of the classes has under the name, "" when none has."""
    classes = {each.symbol for each in known if each.kind in ("instance", "class")}
    return member_of_others(site.ask.symbols, classes, site.name, site.target.symbols)


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


def _is_guess(via: frozenset[str], known: list[Known]) -> bool:
    """Whether something else may stand there than what was found: enough to make a site likely, not to lose it."""
    outside = any(each.symbol.path is None and not each.symbol.name.startswith(_PLAIN) for each in known)
    if UNPACKED in via and via.isdisjoint((CONTAINER, _RETURNS)):
        return True  # the parameter itself, or an attribute that it is kept in
    return not via.isdisjoint(("getattr", HANDED_AROUND, HANDED_ON, NAMED_CLASS, OF_OTHERS)) or (
        FIELD in via and outside
    )


def _is_of_a_relative(site: Site, known: list[Known]) -> bool:
    """Whether what was found has a base in common with the target's class, and is all that is known of what a container
    holds, or is what something else has in an attribute of the same name: that holds another one of them as often as
    not."""
    is_part = site.types.has_unknown and CONTAINER in site.types.via
    if site.owner is None or not (is_part or FIELD in site.types.via):
        return False
    symbols = site.ask.symbols
    bases = {each for each in mro(symbols, site.owner) if each.path is not None}
    return any(not bases.isdisjoint(mro(symbols, each.symbol)) for each in known if each.symbol.path)


def _is_one_of_many(types: Types, known: list[Known]) -> bool:
    """Whether objects of the repository are known to be in a container, or to be given by some method of a name, and
    others of which nothing is known are too. (Of what callers pass, this is the rule: tests pass anything.)"""
    is_passed = not types.via.isdisjoint((CALLERS, EVERY_CALLER))
    if not types.has_unknown or is_passed or types.via.isdisjoint((BY_NAME, CONTAINER)):
        return False
    return all(each.symbol.path is not None for each in known)


def _is_given_anything(types: Types) -> bool:
    """Whether something of which nothing is known may stand there besides, by an assignment or a result that is seen:
    `cart = make()` in another branch. (What callers pass and others have under the name is never all of it.)"""
    return types.has_unknown and types.via.isdisjoint((CALLERS, EVERY_CALLER, FIELD))


def own_and_others(site: Site) -> tuple[set[Symbol], set[Symbol]]:
    """The classes that the receiver may be of and that have the target under the name, and those that have something
    else."""
    own, others = set[Symbol](), set[Symbol]()
    for each in site.types.known:
        answer = _answer(site, each) if each.kind != "none" else "unknown"
        if answer == "no":
            others.add(each.symbol)
        elif answer in ("yes", "given", "family", "beside"):
            own.add(each.symbol)
    return own, others


def _is_told_by_none(site: Site, known: Known) -> bool:
    """Whether only a base of another project may have the name, of which nobody says that it does."""
    if known.kind not in ("instance", "class") or known.symbol.path is None:
        return False
    return all(
        value.kind == "inherited" and not is_of_library(value.symbol.name)
        for value in member(site.ask.look, known.symbol, site.name).values
    )


def _are_doubles(site: Site, known: list[Known]) -> bool:
    """Whether all that is known to come to a place in the program are objects that tests made up: the program has its
    own."""
    return not is_aside(site.usage.path) and all(
        each.symbol.path is not None and is_aside(each.symbol.path) for each in known
    )


def _answer(site: Site, known: Known, deeper: int = _MOST_BASES) -> str:
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
        led = attribute(
            Lookup(symbols, site.target.ends), Value(known.symbol, "module"), site.name, site.usage.path
        )
        if site.target.symbols & {value.symbol for value in led.values}:
            return "yes"
        is_open = fills_itself(symbols, known.symbol.path)  # or another object takes its place
        is_open = is_open or (owner is None and any(_may_be_function(site, each) for each in led.values))
        return "no" if led.values and led.complete and not is_open else "unknown"
    if is_turned(site, known):
        return "unknown"
    if known.kind in ("module", "function") and known.symbol.path is None:
        if is_set_elsewhere(symbols, known.symbol):
            return "unknown"
    if known.made and owner is not None:
        is_apart = owner.path is not None or are_apart(owner.name, known.symbol.name)
        if is_apart and _is_as_made(site):
            return "no"  # no object of a subclass
    if known.symbol.path is None and owner is not None and has_unknown_base(site.ask, owner):
        return "unknown"  # may be one of the bases that are not known
    if known.symbol.path is None or known.kind not in ("instance", "class"):
        if owner is not None and owner == known.symbol and known.kind in ("instance", "class"):
            return "yes"
        if owner is not None and is_subclass(symbols, owner, known.symbol):
            return "family"
        if owner is not None and owner.path is None and known.kind in ("instance", "class"):
            return "no" if are_strangers(owner.name, known.symbol.name) else "unknown"
        return "no"
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
        return "given" if is_else else "yes"
    if may_be_kept(site, values):
        return "unknown"
    if owner is not None and is_subclass(symbols, owner, known.symbol):
        return "given" if is_left_to_heirs(site.ask, known.symbol, site.name, found) else "family"
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
        answers = {_answer(site, known._replace(symbol=each.symbol), deeper - 1) for each in bases.known}
        if answers == {"yes"} and bases.complete and bases.via <= PROVEN:
            return "yes"
        if answers & {"yes", "given"}:
            return "given"
        if answers == {"no"} and bases.complete:
            return "no"
    if not found and member(site.ask.look, known.symbol, "__getattr__").values:
        return "handed on" if may_give(site.ask, known.symbol, site.name) else "unknown"
    if owner is not None and owner.path is None and any(_may_be_of(each, owner) for each in found):
        return "unknown"
    if known.kind == "instance" and is_odd_member(symbols, known.symbol, site.name):
        return "unknown"
    return "no" if found and values.complete else "unknown"


def _is_given_beside(site: Site, cls: Symbol) -> bool:
    """Whether the file of a class gives it the target below its body: `Table.cut = cut`."""
    order = (each for each in mro(site.ask.symbols, cls) if each.path is not None)
    given = (given_beside(site.ask, each, site.name).known for each in order)
    first = next(filter(None, given), frozenset())
    return bool(first) and {each.symbol for each in first} <= site.target.symbols


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


def _may_be_of(symbol: Symbol, owner: Symbol) -> bool:
    """Whether a member of a class outside of the repository may come from `owner`, which is outside too: what their
    bases are nothing here says."""
    return symbol.path is None and not are_strangers(owner.name, symbol.name.rpartition(".")[0])


def without_decorated(ask: Ask, types: Types) -> Types:
    """The same without functions that a decorator may have put something else in the place of."""
    left = frozenset(
        each for each in types.known if each.kind != "function" or not is_decorated_anyhow(ask, each.symbol)
    )
    return types if left == types.known else types._replace(known=left, complete=False)
