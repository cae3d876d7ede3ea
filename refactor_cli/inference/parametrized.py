"""Parametrized tests: a parameter is what each row has for it that the test is run with.
https://docs.pytest.org/en/stable/how-to/parametrize.html, https://github.com/wolever/parameterized,
https://ddt.readthedocs.io/en/latest/example.html"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, Parameter
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, node_at, source
from refactor_cli.inference.containers import RULE as IN_CONTAINERS
from refactor_cli.inference.containers import unpacked
from refactor_cli.inference.spelled import constant
from refactor_cli.inference.values import UNKNOWN, Types, by, iterated, union
from refactor_cli.resolution import qualified_name, resolve, scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "parametrized"
_MARKS = re.compile(rb"parametrize|parameterized|\bddt\b")
_MOST_ROWS = 60
_DEEPEST = 5
_DISPLAYS = frozenset({"list", "tuple", "set"})
_COMPREHENSIONS = frozenset({"list_comprehension", "generator_expression"})
# rows are arguments in the order of the parameters
_BY_ORDER = frozenset({"parameterized", "parameterized.expand", "parameterized.parameters"})
_DATA = frozenset({"data", "ddt.data"})


class _Mark(NamedTuple):
    """What a decorator runs a test with: the rows in `table`. `names`: of the parameters that a row is for, None where
    it is for all that the test has, in order; `is_single`: a row is the value of the only one."""

    path: str
    table: Node
    names: tuple[str, ...] | None
    is_single: bool = False


class _Row(NamedTuple):
    """One row, or where `node` is None what all of a table are that is not written down."""

    path: str
    node: Node | None
    types: Types = UNKNOWN
    is_shared: bool = False


def parametrized(
    ask: Ask, path: str, function: Definition, parameter: Parameter, is_method: bool
) -> Types | None:
    """What the rows of a test have for one of its parameters; None where none are for it."""
    if not ask.allows(RULE) or not _MARKS.search(ask.symbols.snapshot.files[path].data):
        return None
    own = tuple(each.name for each in function.parameters[is_method:])
    for mark in _marks(ask, path, function):
        names = own if mark.names is None else mark.names
        if parameter.name in names:
            return _of_mark(ask, mark, names.index(parameter.name), parameter.name)
    return None


def of_request(ask: Ask, path: str, node: Node) -> Types | None:
    """What `request.param` is in a fixture that is run for each of its `params`; None for anything else. Tests may
    give it others (`indirect`)."""
    if node.text != b"request.param" or not ask.allows(RULE):
        return None
    for call in _decorators(nearest(node, "function_definition")):
        is_fixture = _called(ask, path, call).rpartition(".")[2] in ("fixture", "yield_fixture")
        params = _argument(ask, path, call, "params") if is_fixture else None
        if params is not None:
            types = _of_mark(ask, _Mark(path, params, None, is_single=True), 0, "")
            return types._replace(complete=types.complete and not _has_indirect(ask))
    return None


def _has_indirect(ask: Ask) -> bool:
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("indirect parameters", {})
    if "found" not in memo:
        files = (each.data for each in ask.symbols.snapshot.files.values())
        memo["found"] = any(b"indirect" in each and b"parametrize" in each for each in files)
    return memo["found"]


def _marks(ask: Ask, path: str, function: Definition) -> Iterator[_Mark]:
    """The marks of a test: its own, those of its classes, and of its module."""
    around = nearest(node_at(ask.symbols, path, function.name_span), "function_definition")
    while around is not None:
        for decorator in _decorators(around):
            yield from _read(ask, path, decorator)
        around = nearest(around.parent, "class_definition")
    if b"pytestmark" not in ask.symbols.snapshot.files[path].data:
        return
    for statement in code_children(ask.symbols.tree(path).root_node):
        inner = code_children(statement)[0] if statement.type == "expression_statement" else None
        left, right = (inner.child_by_field_name(side) if inner else None for side in ("left", "right"))
        if left is not None and right is not None and left.text == b"pytestmark":
            for each in code_children(right) if right.type in _DISPLAYS else [right]:
                yield from _read(ask, path, each)


def _decorators(node: Node | None) -> list[Node]:
    """The expressions of the decorators of a function or class."""
    outer = node.parent if node is not None else None
    if outer is None or outer.type != "decorated_definition":
        return []
    return [code_children(each)[0] for each in outer.named_children if each.type == "decorator"]


def _read(ask: Ask, path: str, mark: Node) -> Iterator[_Mark]:
    """What one decorator says, or one that it is a name of: `all_carts = pytest.mark.parametrize(…)`."""
    if mark.type in ("identifier", "attribute"):
        path, mark = _assigned(ask, path, mark) or (path, mark)
    arguments = mark.child_by_field_name("arguments") if mark.type == "call" else None
    if arguments is None or arguments.type != "argument_list":
        return
    called, given = _called(ask, path, mark), _positional(mark)
    if called.rpartition(".")[2] == "parametrize":
        yield from _parametrize(ask, path, mark)
    elif called in _BY_ORDER and len(given) == 1:
        yield _Mark(path, given[0], None)
    elif called in _DATA:
        outer = nearest(mark, "decorated_definition")
        beside = _decorators(outer.child_by_field_name("definition")) if outer is not None else []
        is_spread = any(each.text in (b"unpack", b"ddt.unpack") for each in beside)
        yield _Mark(path, arguments, None, not is_spread)


def _parametrize(ask: Ask, path: str, mark: Node) -> Iterator[_Mark]:
    written, table = _argument(ask, path, mark, "argnames", 0), _argument(ask, path, mark, "argvalues", 1)
    indirect = _argument(ask, path, mark, "indirect", 2)
    if written is None or table is None or (indirect is not None and indirect.text != b"False"):
        return
    if written.type in ("list", "tuple"):
        names = tuple(constant(ask, path, each) for each in code_children(written))
    else:
        names = tuple(each.strip() for each in constant(ask, path, written).split(",") if each.strip())
    yield _Mark(path, table, names, len(names) == 1 and written.type not in ("list", "tuple"))


def _of_mark(ask: Ask, mark: _Mark, index: int, name: str) -> Types:
    rows = [*_rows(ask, mark.path, mark.table, _DEEPEST)]
    types = union(_cell(ask, mark, row, index, name) for row in rows[:_MOST_ROWS])
    types = types if len(rows) <= _MOST_ROWS else types._replace(complete=False, has_unknown=True)
    return by(types, RULE, IN_CONTAINERS) if any(row.is_shared for row in rows) else by(types, RULE)


def _rows(ask: Ask, path: str, table: Node, left: int) -> Iterator[_Row]:
    """The rows of a table, those that are put together or stand elsewhere under a name included."""
    inner = code_children(table)
    if table.type in _DISPLAYS or table.type == "argument_list":
        for each in inner:
            if each.type == "list_splat":
                yield from _rows(ask, path, code_children(each)[0], left - 1)
            else:
                yield _Row(path, each)
        return
    if table.type in _COMPREHENSIONS:
        yield _Row(path, table.child_by_field_name("body"))
        return
    if left > 0 and table.type == "parenthesized_expression" and len(inner) == 1:
        yield from _rows(ask, path, inner[0], left - 1)
        return
    operator = table.child_by_field_name("operator") if table.type == "binary_operator" else None
    if left > 0 and operator is not None and operator.type == "+":
        for side in (table.child_by_field_name(field) for field in ("left", "right")):
            yield from _rows(ask, path, side, left - 1) if side is not None else ()
        return
    named = _assigned(ask, path, table) if left > 0 and table.type in ("identifier", "attribute") else None
    if named is not None and named[1].type in (*_DISPLAYS, *_COMPREHENSIONS):
        found = _rows(ask, *named, left - 1)
        yield from (each._replace(is_shared=named[1].type != "tuple") for each in found)
        return
    yield _Row(path, None, iterated(ask.expression(path, table)))


def _cell(ask: Ask, mark: _Mark, row: _Row, index: int, name: str) -> Types:
    """What a row has for one parameter."""
    node, path = row.node, row.path
    if node is None:
        return row.types if mark.is_single else unpacked(row.types, [index])
    if node.type == "call" and _called(ask, path, node).rpartition(".")[2] == "param":
        keyword = _argument(ask, path, node, name)
        return _at(ask, path, _positional(node), index) if keyword is None else ask.expression(path, keyword)
    if mark.is_single:
        return ask.expression(path, node)
    if node.type in ("tuple", "list"):
        return _at(ask, path, code_children(node), index)
    types = ask.expression(path, node)
    is_one = mark.names is None and index == 0 and not any(each.parts or each.items for each in types.known)
    return types if is_one else unpacked(types, [index])


def _at(ask: Ask, path: str, parts: list[Node], index: int) -> Types:
    is_plain = index < len(parts) and all(each.type != "list_splat" for each in parts[: index + 1])
    return ask.expression(path, parts[index]) if is_plain else UNKNOWN


def _assigned(ask: Ask, path: str, name: Node) -> tuple[str, Node] | None:
    """Where the value stands that a name of a module or class is given, by the only assignment to it."""
    file_map, text = ask.symbols.map(path), source(ask.symbols, path, name)
    if file_map is None:
        return None
    led = resolve(ask.symbols, path, scope_at(file_map, name.start_byte), text, name.start_byte)
    if len(led.symbols) != 1 or not led.complete:
        return None
    (symbol,) = led.symbols
    where, last = ask.symbols.map(symbol.path or ""), symbol.name.rpartition(".")[2]
    named = where.named.get(last, ()) if where is not None else ()
    bindings = [each for each in named if where and qualified_name(where, each.scope, last) == symbol.name]
    if symbol.path is None or len(bindings) != 1 or bindings[0].kind != "assign":
        return None
    target = node_at(ask.symbols, symbol.path, bindings[0].span)
    statement = target.parent if target is not None else None
    right = statement.child_by_field_name("right") if statement and statement.type == "assignment" else None
    return (symbol.path, right) if right is not None else None


def _called(ask: Ask, path: str, call: Node) -> str:
    function = call.child_by_field_name("function") if call.type == "call" else None
    return source(ask.symbols, path, function) if function is not None else ""


def _positional(call: Node) -> list[Node]:
    given = code_children(call.child_by_field_name("arguments"))
    return [each for each in given if each.type not in ("keyword_argument", "dictionary_splat")]


def _argument(ask: Ask, path: str, call: Node, name: str, position: int | None = None) -> Node | None:
    """What a call gives a parameter by its name, or in its place."""
    for each in code_children(call.child_by_field_name("arguments")) if call.type == "call" else ():
        keyword = each.child_by_field_name("name") if each.type == "keyword_argument" else None
        if keyword is not None and source(ask.symbols, path, keyword) == name:
            return each.child_by_field_name("value")
    given = _positional(call) if position is not None and call.type == "call" else []
    return given[position] if position is not None and position < len(given) else None
