"""Call -> Types: what a function gives, a class makes, and what stands behind a call of something unknown."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import GUESS, Ask, source
from refactor_cli.inference.calling.builtin_results import CALLED_OF_FIRST
from refactor_cli.inference.calling.copied import COPIES, copied
from refactor_cli.inference.calling.decided import decided_here
from refactor_cli.inference.calling.given_here import given_here, result_for
from refactor_cli.inference.calling.left_out import left_out, left_to_itself
from refactor_cli.inference.calling.managers import ENTER_ANOTHER, GIVE_THEIR_ARGUMENT, entered
from refactor_cli.inference.calling.pickled import READING, read_back
from refactor_cli.inference.calling.returns import is_one, result_of
from refactor_cli.inference.calling.standard_calls import (
    OPENS,
    PARSE,
    made_class,
    opened_file,
    parsed,
    property_of,
    with_default,
)
from refactor_cli.inference.classes.classes_of_metaclass import NEW, classes_made_by
from refactor_cli.inference.classes.families import defining_some, is_everywhere
from refactor_cli.inference.classes.named_classes import made_by_name
from refactor_cli.inference.computed.imported_by_name import IMPORTS, imported_module
from refactor_cli.inference.computed.spelled import spelled_class
from refactor_cli.inference.items.containers import RULE as CONTAINER
from refactor_cli.inference.items.iterating import taken
from refactor_cli.inference.members.overriding import RULE as OVERRIDING
from refactor_cli.inference.tests_run.asked_fixtures import asked_fixture
from refactor_cli.inference.tests_run.expected_errors import telling
from refactor_cli.inference.tests_run.mocks import of_mock
from refactor_cli.inference.values import (
    BY_VALUE,
    UNKNOWN,
    Known,
    Types,
    builtin,
    by,
    by_way_of,
    display,
    exactly,
    gives_nothing_yet,
    held,
    iterated,
    or_as_guessed,
    or_others,
    union,
    without_none,
)
from refactor_cli.inference.written_types.annotations import annotated
from refactor_cli.resolution import member, mro, scope_at
from refactor_cli.resolution.called_metaclasses import makes_anew
from refactor_cli.resolution.class_calls import makes_others
from refactor_cli.resolution.names import has_own_new, is_metaclass
from refactor_cli.resolution.scopes import reaching
from refactor_cli.resolution.standard_library import is_of_library, is_proxy

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_TYPE = Symbol(None, "builtins.type")
BY_NAME = "method-name"
WRAPPED = "wrapped"
# methods that more classes define give anything
_MOST_OWNERS = 6
_GIVES_BACK = frozenset(
    {
        *("functools.partial", "builtins.iter", "functools.wraps"),
        *("copy.replace", "dataclasses.replace", "attr.evolve", "attr.assoc", "attrs.evolve"),
        *("weakref.proxy", "builtins.staticmethod", "builtins.classmethod"),
    }
)
# what is called later may be given so
_MAKERS = frozenset({"identifier", "attribute", "lambda", "call"})
# what may stand for the class of which an object is made
_NAMING = frozenset({"identifier", "attribute", "subscript"})
# bindings that may give a name a function or a class by themselves
_DEFINING = frozenset({"function", "class", "from", "star"})
_DEQUE = "collections.deque"
_CONTAINERS = {
    "builtins.sorted": "list",
    "builtins.list": "list",
    "builtins.set": "set",
    "builtins.frozenset": "frozenset",
    "builtins.tuple": "tuple",
    "builtins.reversed": "list",
    _DEQUE: "deque",
    "builtins.filter": "",
}
_FIRST_OF = frozenset({"builtins.next", "builtins.min", "builtins.max"})


def of_call(ask: Ask, path: str, node: Node, part: int | None = None) -> Types:
    """What a call gives. `part`: the only part of it that is asked for."""
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None:
        return UNKNOWN
    if mocked := of_mock(ask, path, node):
        return mocked
    if (asked := asked_fixture(ask, path, node)) is not None:
        return asked
    given = code_children(arguments)
    if len(given) == 3 and _is_type_of_another(ask, path, function):
        return made_class(ask, path, given)._replace(complete=False)  # its metaclass may do anything
    callee = ask.expression(path, function)
    if told := telling(ask, path, function, callee, given):
        return told
    if function.type == "attribute" and (made := _by_new(ask, path, function, given)):
        return made
    if not callee.known and function.type == "attribute":
        named = spelled_class(ask, path, node, given)
        return named if named.known else _by_name(ask, path, function)
    found = list[Types]()
    for known in callee.known:
        if known.symbol.path is None and known.kind == "class" and is_proxy(known.symbol.name):
            found.append(UNKNOWN)
        elif known.symbol.path is None and known.kind in ("class", "function"):
            types = _call_outside(ask, path, known, given)
            is_named = known.symbol.name.endswith(f".{last_part(source(ask.symbols, path, function))}")
            is_made = known.kind == "class" and is_named and is_of_library(known.symbol.name)
            found.append(_as_made(types, known) if is_made else types)
        elif known.kind == "class" and len(given) == 3 and is_metaclass(ask.symbols, known.symbol):
            made = made_class(ask, path, given, known.symbol)
            found.append(or_others(made) if makes_anew(ask.look, known.symbol) else made)
        else:
            types = _result(ask, path, node, known, part)
            is_made = _is_by_its_name(ask, path, function, callee, known)
            found.append(_as_made(types, known) if is_made else types)
    types = union(found)
    if OVERRIDING in callee.via and not types.complete:
        types = union([each for each in found if each.known] or found)._replace(complete=False)
    if not types.complete and (named := spelled_class(ask, path, node, given)).known:
        return named
    if proxied := _proxied(ask, path, callee, given):
        types = union((types, proxied))
    if not types.known and not gives_nothing_yet(types):
        return _wrapped(ask, path, given)
    types = by_way_of(types, callee)
    is_by_value = BY_VALUE in callee.via and function.type == "attribute"
    return or_as_guessed(types, _by_name(ask, path, function)) if is_by_value else types


def _result(ask: Ask, path: str, node: Node, known: Known, part: int | None) -> Types:
    """What a thing of the repository gives, for what this call passes and leaves out."""
    if known.kind == "function" and (given := given_here(ask, path, node, known)):
        types = result_for(ask, known, given, part)
        if types.known:
            return types
    without = frozenset[str]()
    if known.kind == "function":
        without = (left_out if ask.is_exact else left_to_itself)(ask, path, node, known)
    types = result_of(ask, known, without, part)
    if is_one(types) or not (decided := decided_here(ask, path, node, known)):
        return types
    return result_of(ask, known, without, part, decided)


def _is_type_of_another(ask: Ask, path: str, function: Node) -> bool:
    """Whether it is `type(base)`, the metaclass of another class."""
    inner, arguments = function.child_by_field_name("function"), function.child_by_field_name("arguments")
    if function.type != "call" or inner is None or source(ask.symbols, path, inner) != "type":
        return False
    named = {each.symbol.name for each in ask.expression(path, inner).known}
    return named == {"builtins.type"} and len(code_children(arguments)) == 1


def _is_by_its_name(ask: Ask, path: str, function: Node, callee: Types, known: Known) -> bool:
    """Whether a class of the repository is called by its own name, as scopes and imports tell, and makes an object of
    itself: `Cart()`, `shop.Cart()`, never of what derives from it, as `self.cart_class()` may."""
    if known.kind != "class" or known.own or callee.via or known.maker is not None:
        return False
    is_named = last_part(source(ask.symbols, path, function)) == last_part(known.symbol.name)
    if not is_named or function.type not in ("identifier", "attribute"):
        return False
    first = source(ask.symbols, path, function).partition(".")[0]
    return first not in ("self", "cls") and not has_own_new(ask.look, known.symbol)


def _as_made(types: Types, cls: Known) -> Types:
    """What a call of a class by its own name gives, which is of no subclass."""
    return types._replace(
        known=frozenset(
            each._replace(made=True) if each.kind == "instance" and each.symbol == cls.symbol else each
            for each in types.known
        )
    )


def _proxied(ask: Ask, path: str, callee: Types, given: list[Node]) -> Types | None:
    """What stands behind an object that hands its attributes on (`__getattr__`) and is made with a function: what
    that gives."""
    if not given or given[0].type not in _MAKERS or not ask.allows(WRAPPED):
        return None
    if not any(each.kind == "class" and _hands_on(ask, each.symbol) for each in callee.known):
        return None
    types = ask.expression(path, given[0])
    found = [
        ask.result(each) for each in types.known if each.kind in ("function", "lambda") and each.symbol.path
    ]
    behind = union(found)
    return by(behind._replace(complete=False), WRAPPED) if behind.known else None


def _hands_on(ask: Ask, cls: Symbol) -> bool:
    if cls.path is None:
        return is_proxy(cls.name)
    return any(value.symbol.path is not None for value in member(ask.look, cls, "__getattr__").values)


def _by_new(ask: Ask, path: str, function: Node, given: list[Node]) -> Types | None:
    """`cls.__new__(cls)`, which `object` has; `object.__new__(Cart)` makes an object of what it is given."""
    name, receiver = function.child_by_field_name("attribute"), function.child_by_field_name("object")
    if name is None or source(ask.symbols, path, name) != "__new__":
        return None
    types = of = ask.expression(path, receiver)
    if any(each.kind == "class" and each.symbol == _TYPE for each in types.known):
        return _made_by_type(ask, path, given)
    if given and given[0].type in _NAMING:
        asked = ask.expression(path, given[0])
        is_told = any(each.kind == "class" and each.symbol.path for each in asked.known)
        is_told = is_told and not any(is_metaclass(ask.symbols, each.symbol) for each in asked.known)
        types = asked if is_told else types
    classes = [each for each in types.known if each.kind == "class"]
    made = frozenset(each._replace(kind="instance") for each in classes if each.symbol.path)
    if not classes:
        return None
    asked_of = [each.symbol for each in of.known if each.kind == "class" and each.symbol.path]
    is_open = any(makes_others(ask.look, mro(ask.symbols, each)) for each in asked_of)
    return types._replace(known=made) if not is_open else or_others(types._replace(known=made))


def _made_by_type(ask: Ask, path: str, given: list[Node]) -> Types:
    """What `type.__new__` makes for a metaclass."""
    metaclasses = ask.expression(path, given[0]).known if given else ()
    return union(classes_made_by(ask, each.symbol) for each in metaclasses if each.kind == "class")


def _wrapped(ask: Ask, path: str, given: list[Node]) -> Types:
    """What an unknown call gives that is handed a function or a class: perhaps something that calls it."""
    if not given or not ask.allows(WRAPPED) or not _names_definition(ask, path, given[0]):
        return UNKNOWN
    types = ask.expression(path, given[0])
    if not types.known or any(
        each.kind not in ("function", "class") or not each.symbol.path for each in types.known
    ):
        return UNKNOWN
    return by(types._replace(complete=False), WRAPPED)


def _names_definition(ask: Ask, path: str, node: Node) -> bool:
    """Whether an argument may name a function or a class: an attribute, or a name that is defined or imported. What
    variables hold is hardly ever one, and asked for at each call of something unknown."""
    file_map = ask.symbols.map(path)
    if node.type != "identifier" or file_map is None:
        return node.type == "attribute"
    name, scope = source(ask.symbols, path, node), scope_at(file_map, node.start_byte)
    reached = reaching(file_map, scope, name, node.start_byte).bindings
    return any(each.kind in _DEFINING for each in reached)


def _by_name(ask: Ask, path: str, function: Node) -> Types:
    """What a method gives that is called on something unknown: what the methods of that name give, if they are few."""
    name_node = function.child_by_field_name("attribute")
    name = source(ask.symbols, path, name_node) if name_node is not None else ""
    if not ask.allows(BY_NAME) or not name or is_everywhere(name):
        return UNKNOWN
    key = (BY_NAME, name, is_aside(path))
    return ask.once(key, lambda: ask.hop(GUESS, lambda: _by_owners(ask, path, name)))


def _by_owners(ask: Ask, path: str, name: str) -> Types:
    owners = [*islice(defining_some(ask, name), _MOST_OWNERS + 1)]
    if not owners:
        return by(made_by_name(ask, path, name), BY_NAME)
    if len(owners) > _MOST_OWNERS:
        return UNKNOWN
    found = list[Types]()
    for owner in sorted(owners, key=lambda each: (each.path or "", each.name)):
        for method in ask.attribute(Known("instance", owner), name).known:
            found.append(without_none(ask.result(method)))
    types = union(each for each in found if each.known)
    return by(types._replace(complete=False), BY_NAME)


def _taken(ask: Ask, path: str, container: Node) -> Types:
    types = ask.expression(path, container)
    return taken(ask, path, container, types, iterated(types), CONTAINER)  # others may put something into it


def _call_outside(ask: Ask, path: str, known: Known, given: list[Node]) -> Types:
    dotted = known.symbol.name
    if dotted == NEW:
        return _made_by_type(ask, path, given)
    first = given[0] if given and given[0].type not in ("keyword_argument", "list_splat") else None
    if dotted in COPIES and first is not None:
        return copied(ask, dotted, ask.expression(path, first))
    if dotted in _GIVES_BACK and first is not None:
        return ask.expression(path, first)
    if dotted in READING and first is not None:
        return read_back(ask, path, first)
    if dotted in GIVE_THEIR_ARGUMENT and first is not None:
        items = held(ask.expression(path, first))
        return exactly(Known("instance", Symbol(None, dotted), items=items))
    if dotted in ENTER_ANOTHER and first is not None:
        return entered(ask, ask.expression(path, first))
    if dotted in CALLED_OF_FIRST and first is not None:
        return _called_of(ask, ask.expression(path, first), CALLED_OF_FIRST[dotted])
    if dotted in _CONTAINERS:
        items = held(iterated(ask.expression(path, first))) if first is not None else frozenset()
        if dotted == _DEQUE:
            return exactly(Known("instance", Symbol(None, _DEQUE), items=items, made=True))
        return exactly(display(_CONTAINERS[dotted] or "list", items))
    if dotted == "collections.defaultdict" and first is not None:
        makers = ask.expression(path, first).known
        if makers and all(each.symbol.path is not None for each in makers):
            made = held(union(ask.result(each) for each in makers))
            return exactly(Known("instance", Symbol(None, dotted), values=made))
    if dotted in _FIRST_OF and first is not None:
        plain = [each for each in given if each.type != "keyword_argument"]
        if dotted == "builtins.next":
            return union((_taken(ask, path, first), *(ask.expression(path, each) for each in plain[1:2])))
        if len(plain) == 1:
            return _taken(ask, path, first)
        types = [ask.expression(path, each) for each in plain]
        return union(types) if all(each.known for each in types) else UNKNOWN
    if dotted == "builtins.enumerate" and first is not None:
        return _tuples(exactly(builtin("int")), iterated(ask.expression(path, first)))
    if dotted == "builtins.zip":
        return _tuples(*(iterated(ask.expression(path, each)) for each in given[:6]))
    if dotted == "builtins.property" and first is not None:
        return property_of(ask, path, first)
    if dotted == "builtins.type" and len(given) == 3:
        return made_class(ask, path, given)
    if dotted == "builtins.type" and len(given) == 1:
        return classes_of(ask.expression(path, given[0]))
    if dotted == "builtins.getattr" and len(given) >= 2:
        return _by_getattr(ask, path, given)
    if dotted in IMPORTS:
        return imported_module(ask, path, dotted, given)
    if dotted in OPENS:
        return opened_file(ask, path, given)
    if dotted in PARSE:
        return parsed(given)
    if dotted in ("typing.cast", "typing_extensions.cast") and first is not None:
        file_map = ask.symbols.map(path)
        scope = scope_at(file_map, first.start_byte) if file_map is not None else 0
        return annotated(ask, path, scope, source(ask.symbols, path, first).strip("'\""))
    return with_default(ask, path, known, given, ask.result(known))


def _called_of(ask: Ask, of: Types, name: str) -> Types:
    """What a method gives that is called on a value without arguments."""
    methods = union(ask.attribute(known, name) for known in without_none(of).known)
    return by_way_of(union(ask.result(known) for known in methods.known), by_way_of(methods, of))


def _by_getattr(ask: Ask, path: str, given: list[Node]) -> Types:
    text = source(ask.symbols, path, given[1])
    if not ask.allows("getattr") or given[1].type != "string" or not text[1:-1].isidentifier():
        return UNKNOWN
    of = without_none(ask.expression(path, given[0]))
    types = union(ask.attribute(known, text[1:-1]) for known in of.known)
    return by(types._replace(complete=False), "getattr")


def _tuples(*parts: Types) -> Types:
    pair = Known("instance", Symbol(None, "builtins.tuple"), parts=tuple(map(held, parts)))
    return exactly(builtin("list", frozenset({pair})))


def classes_of(types: Types) -> Types:
    """The classes of objects: what `type(x)` gives. What a class keeps may be of a base as well."""
    is_kept = any(known.kept is not None for known in types.known)
    return (or_others(types) if is_kept else types)._replace(
        known=frozenset(
            Known("class", known.symbol, own=known.own) for known in types.known if known.kind == "instance"
        )
    )
