"""Parametrized tests: a parameter is what each row has for it that the test is run with.
https://docs.pytest.org/en/stable/how-to/parametrize.html, https://github.com/wolever/parameterized,
https://ddt.readthedocs.io/en/latest/example.html"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, Parameter
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask, called_in, source
from refactor_cli.inference.computed.spelled import constant
from refactor_cli.inference.items.containers import RULE as IN_CONTAINERS
from refactor_cli.inference.items.containers import unpacked
from refactor_cli.inference.tests_run.named_values import assigned, led_to
from refactor_cli.inference.tests_run.run_as_written import (
    is_called_by_others,
    is_left_alone,
    is_mark,
    is_of_repository,
)
from refactor_cli.inference.values import UNKNOWN, Types, by, iterated, or_others, union
from refactor_cli.resolution import scope_at
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

RULE = "parametrized"
_MARKS = (b"parametrize", b"parameterized", b"ddt")
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
    """One row, or where `node` is None what all of a table are that is not written down. `is_shared`: it is of a list
    with a name; `is_open`: others have that, and there may be more rows."""

    path: str
    node: Node | None
    types: Types = UNKNOWN
    is_shared: bool = False
    is_open: bool = False


def parametrized(
    ask: Ask, path: str, function: Definition, parameter: Parameter, is_method: bool
) -> Types | None:
    """What the rows of a test have for one of its parameters; None where none are for it."""
    if not ask.allows(RULE) or not _has_marks(ask, path):
        return None
    own = tuple(each.name for each in function.parameters[is_method:])
    for mark in _marks(ask, path, function):
        names = own if mark.names is None else mark.names
        if parameter.name in names:
            types = _of_mark(ask, mark, names.index(parameter.name), parameter.name)
            return types if _is_run_as_written(ask, path, function) else or_others(types)
    return None


def _has_marks(ask: Ask, path: str) -> bool:
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("has marks of parameters", {})
    if path not in memo:
        data = ask.symbols.snapshot.files[path].data
        memo[path] = any(each in data for each in _MARKS)
    return memo[path]


def _is_run_as_written(ask: Ask, path: str, function: Definition) -> bool:
    node = nearest(ask.symbols.node(path, function.name_span), "function_definition")
    return all(is_mark(ask, path, each) for each in _decorators(node)) and not is_called_by_others(
        ask, function
    )


def of_request(ask: Ask, path: str, node: Node) -> Types | None:
    """What `request.param` is in a fixture that is run for each of its `params`; None for anything else. Tests may
    give it others (`indirect`)."""
    params = _params_of(ask, path, node) if ask.allows(RULE) else None
    if params is None:
        return None
    types = _of_mark(ask, _Mark(path, params, None, is_single=True), 0, "")
    return or_others(types) if _may_get_others(ask, path, nearest(node, "function_definition")) else types


def _params_of(ask: Ask, path: str, node: Node) -> Node | None:
    """The `params` of the fixture that an expression `request.param` is in; None for anything else."""
    if node.text != b"request.param":
        return None
    for call in _decorators(nearest(node, "function_definition")):
        is_fixture = last_part(called_in(ask.symbols, path, call)) in ("fixture", "yield_fixture")
        params = _argument(ask, path, call, "params") if is_fixture else None
        if params is not None:
            return params
    return None


def texts_of_rows(ask: Ask, path: str, function: Definition, node: Node) -> tuple[str, ...]:
    """The texts that `request.param`, or a parameter of a test, is, one for each time that it is run; "" stands for
    what is no text, or for more that may be given. None at all where it is something else."""
    params = _params_of(ask, path, node)
    if params is not None:
        rows = _texts(ask, _Mark(path, params, None, is_single=True), 0, "")
        return (*rows, "") if _may_get_others(ask, path, nearest(node, "function_definition")) else rows
    name = source(ask.symbols, path, node)
    if node.type != "identifier" or not _is_parameter_alone(ask, path, function, node):
        return ()
    for mark in _marks(ask, path, function) if _has_marks(ask, path) else ():
        if mark.names is not None and name in mark.names:
            rows = _texts(ask, mark, mark.names.index(name), name)
            return rows if _is_run_as_written(ask, path, function) else (*rows, "")
    return ()


def _is_parameter_alone(ask: Ask, path: str, function: Definition, node: Node) -> bool:
    """Whether a name is a parameter of a function, and given nothing else there."""
    name, file_map = source(ask.symbols, path, node), ask.symbols.map(path)
    if file_map is None or all(each.name != name for each in function.parameters):
        return False
    scope = scope_at(file_map, node.start_byte)
    return all(each.kind == "parameter" for each in file_map.named.get(name, ()) if each.scope == scope)


def _texts(ask: Ask, mark: _Mark, index: int, name: str) -> tuple[str, ...]:
    rows = [*_rows(ask, mark.path, mark.table, _DEEPEST)]
    cells = ((row, _cell_node(ask, mark, row, index, name)) for row in rows)
    return tuple(
        constant(ask, row.path, cell) if cell is not None and not row.is_open else "" for row, cell in cells
    )


def _cell_node(ask: Ask, mark: _Mark, row: _Row, index: int, name: str) -> Node | None:
    """Where a row says what it has for one parameter; None where that is not written down."""
    node, path = row.node, row.path
    if node is None:
        return None
    if node.type == "call" and last_part(called_in(ask.symbols, path, node)) == "param":
        keyword = _argument(ask, path, node, name)
        return keyword if keyword is not None else _nth(_positional(node), index)
    if mark.is_single:
        return node
    return _nth(code_children(node), index) if node.type in ("tuple", "list") else None


def _may_get_others(ask: Ask, path: str, fixture: Node | None) -> bool:
    """Whether tests, or a fixture that takes its place and asks for it, give a fixture other values than its own."""
    node = fixture.child_by_field_name("name") if fixture is not None else None
    if node is None or not node.text:
        return True
    said = (_argument(ask, path, call, "name") for call in _decorators(fixture))
    called = next((constant(ask, path, each) for each in said if each is not None), node.text.decode())
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("fixtures that get others", {})
    if called not in memo:
        files = ask.symbols.snapshot.files
        every = (
            [files[each].data for each in python_files_with(ask.symbols.snapshot, called)] if called else []
        )
        indirect = any(b"indirect" in each and b"parametrize" in each for each in every)
        written = sum(each.count(b"def " + called.encode() + b"(") for each in every if b"params" in each)
        memo[called] = indirect or written > 1 or not called
    return memo[called]


def _marks(ask: Ask, path: str, function: Definition) -> Iterator[_Mark]:
    """The marks of a test: its own, those of its classes, and of its module. (Other methods get nothing of these.)"""
    around = nearest(ask.symbols.node(path, function.name_span), "function_definition")
    is_test = function.name.startswith("test")
    for decorator in _decorators(around):
        yield from _read(ask, path, decorator)
    while is_test and around is not None:
        around = nearest(around.parent, "class_definition")
        for decorator in _decorators(around):
            yield from _read(ask, path, decorator)
    if not is_test or b"pytestmark" not in ask.symbols.snapshot.files[path].data:
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
        path, mark = assigned(ask, path, mark) or (path, mark)
    arguments = mark.child_by_field_name("arguments") if mark.type == "call" else None
    if arguments is None or arguments.type != "argument_list":
        return
    called, given = called_in(ask.symbols, path, mark), _positional(mark)
    if is_of_repository(ask, path, mark, called):
        return
    if last_part(called) == "parametrize":
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
    given = code_children(mark.child_by_field_name("arguments"))
    if any(each.type in ("list_splat", "dictionary_splat") for each in given):  # `indirect` may be in it
        return
    if written.type in ("list", "tuple"):
        names = tuple(constant(ask, path, each) for each in code_children(written))
    else:
        names = tuple(each.strip() for each in constant(ask, path, written).split(",") if each.strip())
    yield _Mark(path, table, names, len(names) == 1 and written.type not in ("list", "tuple"))


def _of_mark(ask: Ask, mark: _Mark, index: int, name: str) -> Types:
    rows = [*_rows(ask, mark.path, mark.table, _DEEPEST)]
    types = union(_cell(ask, mark, row, index, name) for row in rows[:_MOST_ROWS])
    types = or_others(types) if len(rows) > _MOST_ROWS or any(row.is_open for row in rows) else types
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
    named = assigned(ask, path, table) if left > 0 and table.type in ("identifier", "attribute") else None
    if named is not None and named[1].type in (*_DISPLAYS, *_COMPREHENSIONS):
        is_shared, is_open = named[1].type != "tuple", not _is_left_alone(ask, path, table)
        for row in _rows(ask, *named, left - 1):
            yield row._replace(is_shared=is_shared or row.is_shared, is_open=is_open or row.is_open)
        return
    yield _Row(path, None, iterated(ask.expression(path, table)))


def _is_left_alone(ask: Ask, path: str, table: Node) -> bool:
    led = led_to(ask, path, table)
    return led is not None and is_left_alone(ask, led)


def _cell(ask: Ask, mark: _Mark, row: _Row, index: int, name: str) -> Types:
    """What a row has for one parameter."""
    node, path = row.node, row.path
    if node is None:
        return row.types if mark.is_single else unpacked(row.types, [index])
    is_written = node.type in ("tuple", "list") or (
        node.type == "call" and last_part(called_in(ask.symbols, path, node)) == "param"
    )
    if mark.is_single or is_written:
        cell = _cell_node(ask, mark, row, index, name)
        return ask.expression(path, cell) if cell is not None else UNKNOWN
    types = ask.expression(path, node)
    is_one = mark.names is None and index == 0 and not any(each.parts or each.items for each in types.known)
    return types if is_one else unpacked(types, [index])


def _nth(parts: list[Node], index: int) -> Node | None:
    is_plain = index < len(parts) and all(each.type != "list_splat" for each in parts[: index + 1])
    return parts[index] if is_plain else None


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
