"""Attributes: members of modules and classes, and what methods assign to `self`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import GUESS, Ask
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.calling.builtin_results import method_outside
from refactor_cli.inference.calling.decorators import is_property
from refactor_cli.inference.classes.bases import RULE as BASES
from refactor_cli.inference.classes.bases import inferred_bases
from refactor_cli.inference.classes.made_by_calls import or_as_decided
from refactor_cli.inference.items.containers import grown_at
from refactor_cli.inference.members.asked_names import may_give
from refactor_cli.inference.members.assignment_places import files_assigning, targets
from refactor_cli.inference.members.attribute_assignments import (
    RULE,
    assigned_in,
    given_beside,
    given_elsewhere,
)
from refactor_cli.inference.members.delegation import handed_on
from refactor_cli.inference.members.every_assignment import RULE as EVERY_ASSIGNMENT
from refactor_cli.inference.members.every_assignment import has_every_assignment
from refactor_cli.inference.members.handed_to_bases import for_class
from refactor_cli.inference.members.having import has_attribute, has_none
from refactor_cli.inference.members.kept_by_classes import as_of_bases, kept_by_class
from refactor_cli.inference.members.overriding import with_overriding
from refactor_cli.inference.members.own_dictionary import files_putting, put_into
from refactor_cli.inference.members.set_by_text import files_setting, set_by_text
from refactor_cli.inference.members.setters import goes_to_setter
from refactor_cli.inference.names import of_value, of_values, outside
from refactor_cli.inference.tests_run.expected_errors import error_told_of
from refactor_cli.inference.tests_run.fixtures import given_by_fixtures, has_same_fixtures
from refactor_cli.inference.values import (
    MOST,
    NOTHING,
    PROVEN,
    UNKNOWN,
    UNSURE,
    Known,
    Types,
    by,
    by_way_of,
    exactly,
    flat,
    is_open,
    iterated,
    or_others,
    received,
    taken_out,
    union,
    without_none,
)
from refactor_cli.resolution import Value, attribute, definitions_of, member, mro
from refactor_cli.resolution.class_decorators import may_be_another
from refactor_cli.resolution.dataclass_fields import dataclass_fields
from refactor_cli.resolution.linearisation import ANY_CLASS
from refactor_cli.resolution.metaclasses import is_made_with_others
from refactor_cli.resolution.names import gives_others
from refactor_cli.resolution.odd_attributes import changes_what_it_is_given, decides_what_it_has
from refactor_cli.resolution.scopes import is_private
from refactor_cli.resolution.special_names import SPECIAL_NAMES
from refactor_cli.resolution.standard_library import is_of_library

FIELD = "field"
# the same, where the object's own class gives the attribute something of which nothing is known
OF_OTHERS = "field-of-others"
GETATTR = "getattr-method"
_MOST_FILES = 60
_BY_CALLERS = frozenset({"callers", "every-caller"})
_MOST_PLACES = 80


def attribute_of(ask: Ask, known: Known, name: str) -> Types:
    """What an attribute of a thing may be."""
    match known.kind:
        case "module":
            value = Value(known.symbol, "module" if known.symbol.path is not None else "external")
            return of_values(ask, attribute(ask.look, value, name, known.symbol.path or ""))
        case "class":
            return or_as_decided(ask, known, name, _of_class(ask, known, name))
        case "instance":
            key = ("attribute", known.symbol, name)
            types = ask.once(key, lambda: _of_instance(ask, Known("instance", known.symbol, own=True), name))
            if known.symbol.path is None:
                return error_told_of(known, name) or exactly(method_outside(known, name))
            taken = or_as_decided(ask, known, name, _taken(types, known))
            taken = with_overriding(ask, known, name, taken) if known.own else taken
            if known.kept is None:
                return taken
            return as_of_bases(ask, known, taken, lambda each: attribute_of(ask, each, name))
        case "function" if known.symbol.path is None and known.bound is None:
            dotted = f"{known.symbol.name}.{name}"
            # a folder without an `__init__` is nowhere defined, and has modules all the same
            file = ask.look.modules.find(dotted)
            return exactly(Known("module", Symbol(file, "")) if file else outside(dotted))
    return UNKNOWN


def _taken(types: Types, known: Known) -> Types:
    """What was found for an instance of the class, for this receiver: methods are bound to it."""
    bound = frozenset(
        each._replace(bound=known.symbol, own=known.own) if each.kind == "function" and each.bound else each
        for each in types.known
    )
    return received(types._replace(known=bound), known.symbol, known.own)


def _of_class(ask: Ask, known: Known, name: str) -> Types:
    if known.symbol.path is None:
        return of_value(ask, Value(Symbol(None, f"{known.symbol.name}.{name}"), "external"))
    values = member(ask.look, known.symbol, name)
    types = of_values(
        ask, values._replace(values=frozenset(v for v in values.values if v.kind != "inherited"))
    )
    if not types.known and (based := _of_inferred_bases(ask, known, name)).known:
        return based
    if all(
        each.kind == "none" for each in types.known
    ):  # `instance = None`, until a class method gives it one
        order = mro(ask.symbols, known.symbol)
        assigned = union(assigned_in(ask, cls, name) for cls in order if cls.path)
        if (given := _beside(ask, order, name)).known:
            assigned = union((assigned, given)) if assigned.known else given
        if (kept := kept_by_class(ask, known, name, assigned)) is not None:
            return kept
        if assigned.known or not types.known:
            return by(without_none(assigned), RULE)
    found = frozenset(
        each._replace(bound=known.symbol, own=known.own) if _is_of_class(ask, each) else each
        for each in types.known
    )
    types = types._replace(known=found)
    return or_others(types) if found and _is_put_there(ask, mro(ask.symbols, known.symbol), name) else types


def _is_of_class(ask: Ask, known: Known) -> bool:
    return known.kind == "function" and any(
        "classmethod" in each.decorators or each.name in ("__new__", "__init_subclass__")
        for each in definitions_of(ask.look, known.symbol)
    )


def _of_instance(ask: Ask, known: Known, name: str) -> Types:
    if known.symbol.path is None:
        return UNKNOWN
    order = mro(ask.symbols, known.symbol)
    put = NOTHING
    assigned = union(
        for_class(ask, known.symbol, cls, name, assigned_in(ask, cls, name)) for cls in order if cls.path
    )
    if goes_to_setter(ask, known.symbol, name):
        assigned, put = NOTHING, assigned
    values = member(ask.look, known.symbol, name)
    # what a base outside the repository may have is a guess
    in_class = union(_member(ask, value, known) for value in values.values if value.kind != "inherited")
    is_known = ANY_CLASS not in order
    if not assigned.known and not in_class.known and all(each.kind == "inherited" for each in values.values):
        given = _by_fixtures(ask, known, name, bool(values.values))
        if not given.known:
            given = _of_inferred_bases(ask, known, name)
        if not given.known:
            given = _beside(ask, order, name)
        return given if given.known or values.values else _by_getattr(ask, known, name)
    if not assigned.known:
        is_none = all(each.kind == "none" for each in in_class.known)
        if is_none and (given := _beside(ask, order, name)).known:
            return given
        found = _holding(in_class, iterated(put))
        found = found._replace(complete=in_class.complete and values.complete and is_known)
        is_open = decides_what_it_has(ask.symbols, known.symbol) or _is_put_there(ask, order, name)
        return or_others(found) if is_open else found
    types = union((assigned, without_none(in_class))) if in_class.known else assigned
    is_passed = not without_none(in_class).known and _is_field(ask, known.symbol, name)
    if is_passed or may_be_given_another(ask, known.symbol):
        # whatever callers pass, something else may be there
        return by(or_others(without_none(types))._replace(via=types.via - _BY_CALLERS), RULE)
    is_all = types.complete and types.via <= PROVEN and any(each.kind != "none" for each in types.known)
    is_every = is_all and has_every_assignment(ask, known.symbol, name, known.own, without_none(types))
    return by(without_none(types), EVERY_ASSIGNMENT if is_every else RULE)


def _is_field(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether whoever makes an object of a dataclass may pass it the attribute, which methods only fill in."""
    fields = dataclass_fields(ask.symbols, cls)
    return fields is not None and any(each.name == name for each in fields)


def _holding(types: Types, put: Types) -> Types:
    """What a property gives, with what is in the containers that are assigned to it, which its setter may put there:
    `self._cart[:] = items`."""
    if not put.known:
        return types
    items = flat(put.known) | {UNSURE}
    return types._replace(
        known=frozenset(
            each._replace(items=each.items | items) if each.kind == "instance" else each
            for each in types.known
        )
    )


def _by_fixtures(ask: Ask, known: Known, name: str, is_inherited: bool) -> Types:
    """What fixtures give an attribute of a test, and nothing else, where nobody else gives it anything."""
    given = given_by_fixtures(ask, known.symbol, name)
    is_all = given.complete and not is_inherited and given.via <= PROVEN
    is_all = is_all and (not known.own or has_same_fixtures(ask, known.symbol))
    is_all = is_all and has_every_assignment(ask, known.symbol, name, known.own, given)
    return given._replace(complete=is_all)


def _is_put_there(ask: Ask, order: tuple[Symbol, ...], name: str) -> bool:
    """Whether other code gives objects of a class, or of its bases, something of the repository in the place of what
    the body of the class says: `shop.kind = Fake`."""
    given = (given_elsewhere(ask, cls, name) for cls in order if cls.path is not None)
    return any(each.symbol.path is not None for types in given for each in types.known)


def may_be_given_another(ask: Ask, cls: Symbol) -> bool:
    """Whether objects of a class may hold something else than what its methods put there, as far as these tell: the
    class decides that itself, or what is made by calling it is of another class."""
    symbols = ask.symbols
    return (
        changes_what_it_is_given(symbols, cls)
        or decides_what_it_has(symbols, cls)
        or any(may_be_another(ask.look, each) for each in mro(symbols, cls) if each.path is not None)
        or gives_others(ask.look, cls)
        or is_made_with_others(ask.look, cls)
    )


def _member(ask: Ask, value: Value, known: Known) -> Types:
    types = of_value(ask, value)
    found = list[Types]()
    for each in types.known:
        if each.kind == "function" and value.kind == "function":
            definitions = definitions_of(ask.look, each.symbol)
            method = each._replace(bound=known.symbol, own=known.own)
            if any(is_property(definition) for definition in definitions):
                found.append(ask.result(method))
            elif any("staticmethod" in definition.decorators for definition in definitions):
                found.append(exactly(each))
            else:
                found.append(exactly(method))
        elif each.symbol.name == "builtins.property" and each.kind == "instance":
            found.append(taken_out(each.items, NOTHING, True))
        elif each.kind == "instance" and each.symbol.path is not None and value.kind == "variable":
            found.append(_described(ask, each))
        elif each.kind == "function":
            found.append(exactly(each._replace(bound=known.symbol)))
        elif value.kind == "variable" and _may_describe(each):
            found.append(or_others(exactly(each)))
        else:
            found.append(exactly(each))
    result = union(found)
    return by_way_of(result, types)


def _of_inferred_bases(ask: Ask, known: Known, name: str) -> Types:
    bases = inferred_bases(ask, known.symbol).known
    found = (ask.attribute(known._replace(symbol=each.symbol, maker=each.maker), name) for each in bases)
    return by(union(each for each in found if each.known)._replace(complete=False), BASES)


def _beside(ask: Ask, order: tuple[Symbol, ...], name: str) -> Types:
    """What the file of a class, or of a base, gives it under a name: others may give it more."""
    found = (given_beside(ask, each, name) for each in order if each.path is not None)
    given = next((each for each in found if each.known or not each.complete), UNKNOWN)
    return by(without_none(given)._replace(complete=False), RULE)


def _by_getattr(ask: Ask, known: Known, name: str) -> Types:
    """What `__getattr__` gives for a name that nothing else has.
    https://docs.python.org/3/reference/datamodel.html#object.__getattr__"""
    if name.startswith("__") or not ask.allows(GETATTR) or not may_give(ask, known.symbol, name):
        return UNKNOWN
    if to := handed_on(ask, known.symbol):
        types = union(ask.attribute(each, name) for each in ask.attribute(known, to).known)
        return by(without_none(types)._replace(complete=False), GETATTR)
    methods = member(ask.look, known.symbol, "__getattr__").values
    results = [
        ask.result(Known("function", each.symbol, known.symbol, own=True))
        for each in methods
        if each.kind == "function" and each.symbol.path is not None
    ]
    types = without_none(union(results))
    is_proved = len(results) == 1 and types.complete and types.via <= PROVEN
    if is_proved and has_none(ask, known.symbol, name, with_hooks=False):
        return types  # what a method gives, as any other
    return by(types._replace(complete=False), GETATTR) if results else UNKNOWN


def _described(ask: Ask, known: Known) -> Types:
    """A class attribute that is a descriptor gives what its `__get__` gives.
    https://docs.python.org/3/howto/descriptor.html"""
    values = member(ask.look, known.symbol, "__get__")
    if not any(value.symbol.path is not None for value in values.values):
        return exactly(known)
    return union(ask.result(method) for method in ask.attribute(known, "__get__").known)


def _may_describe(known: Known) -> bool:
    """Whether an object in the body of a class may be a descriptor of a package, which gives the objects of the class
    what it likes: `shop = Instance("app.Shop")`. Who derives from such a class says with it what it gives."""
    return known.kind == "instance" and known.symbol.path is None and not is_of_library(known.symbol.name)


def field_types(ask: Ask, path: str, name: str, of: Iterable[Known]) -> Types:
    """What is assigned to an attribute of this name on anything, anywhere: a guess for receivers of which nothing
    tells, or that are `of` these. What tests put there says nothing of the program."""
    if not ask.allows(FIELD) or name in SPECIAL_NAMES or is_private(name):
        return UNKNOWN
    is_test = is_aside(path)
    types = ask.once(("field", name, is_test), lambda: ask.hop(GUESS, lambda: _field(ask, name, is_test)))
    return by(types, OF_OTHERS) if any(_is_given_anything(ask, each, name) for each in of) else types


def _is_given_anything(ask: Ask, known: Known, name: str) -> bool:
    """Whether its class gives an attribute of an object something of which nothing is known."""
    if known.kind != "instance" or known.symbol.path is None or not has_attribute(ask, known.symbol, name):
        return False
    return is_open(ask.attribute(known, name))


def _field(ask: Ask, name: str, is_test: bool) -> Types:
    ways = (files_assigning, files_putting, files_setting)
    every = dict.fromkeys(path for files_of in ways for path in files_of(ask.symbols, name))
    files = [each for each in every if is_test or not is_aside(each)]
    if len(files) > _MOST_FILES:
        return UNKNOWN
    found, several = list[Types](), set[Known]()
    for path in files:
        places, here = list[Span](), list[Types]()
        for types, span in _given_in(ask, path, name):
            places.append(span)
            if types is not None:
                here.append(without_none(types))
                several |= here[-1].known
                if len(found) + len(here) > _MOST_PLACES or len(several) > MOST:
                    return UNKNOWN
        found += [grown_at(ask, path, each, places) for each in here]
    types = union(each for each in found if each.known or not each.complete)
    return by(types, FIELD)


def _given_in(ask: Ask, path: str, name: str) -> Iterator[tuple[Types | None, Span]]:
    """What a file gives an attribute of this name, None where it gives nothing, each with where it is named."""
    for node, span in (*targets(ask, path, name), *put_into(ask, path, name)):
        given = given_to(ask, path, node)
        yield (given.types if given is not None else None), span
    for value, span in set_by_text(ask, path, name):
        yield ask.expression(path, value), span
