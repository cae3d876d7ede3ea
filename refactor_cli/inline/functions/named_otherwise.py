"""A name of a function or class that is no call by itself, where another one takes its place: as a decorator, raised
without brackets, or asked for an attribute that a decorator gives it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.inference.inferring import asking
from refactor_cli.inference.members.having import has_nothing
from refactor_cli.inline.call_arguments.called_with import called_with
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.signature import CallArgument, Unbound, bind
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.data import Definition, Parameter, Symbol, TargetUsages, Usage
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

    Signature = tuple[Parameter, ...] | None
    Symbols = frozenset[Symbol]

# these leave a function as it is
_LEAVING = frozenset({"abstractmethod", "classmethod", "override", "staticmethod"})
# what a test asks of a mock that stands in a function's place: https://docs.python.org/3/library/unittest.mock.html
_OF_MOCKS = re.compile(
    r"assert_\w+|call(?:ed|_args|_args_list|_count)|method_calls|mock_calls|return_value|side_effect|"
    r"(?:attach|configure|reset)_mock"
)


def _of_any() -> None:
    """What every function has."""


def raised_otherwise(reference: Node, old: Signature, new: Signature, name: str) -> str:
    """Why `raise old` cannot become `raise new`, "" where it can, or is none: it is called without arguments.
    https://docs.python.org/3/reference/simple_stmts.html#the-raise-statement"""
    parent = reference.parent
    if parent is None or parent.type != "raise_statement" or new is None:
        return ""
    was, becomes = bind([], old) if old is not None else None, bind([], new)
    if isinstance(was, Unbound) or not isinstance(becomes, Unbound):
        return ""
    return f"it is raised without arguments, and {becomes.reason.replace('the old signature', repr(name))}"


def raised_bare(symbols: SymbolMap, result: TargetUsages, new: frozenset[Symbol]) -> dict[Usage, str]:
    """All usages of an error that is raised without brackets, where the one that takes its place has to be given
    something: what catches it goes with what raises it."""
    target, taken = result.target, called_with(symbols, new) if new else None
    if target.kind != "class" or taken is None or not isinstance(bind([], taken), Unbound):
        return {}
    old, name = called_with(symbols, target.symbols), last_part(next(iter(new)).name)
    for usage in result.usages:
        if usage.kind != "reference" or usage.call_span is not None or usage.certainty == "possible":
            continue
        node = symbols.node(usage.path, usage.expression)
        if node is not None and (reason := raised_otherwise(node, old, taken, name)):
            line = node.start_point.row + 1
            return {each: f"{usage.path}:{line}: {reason}" for each in result.usages if each.kind != "import"}
    return {}


def decorates_otherwise(
    symbols: SymbolMap, decorator: Node, found: tuple[Symbols, Symbols], taken: tuple[Signature, Signature]
) -> str:
    """Why a decorator cannot become another one, "" for nothing that is seen: the one is given the function, and the
    other makes what is. `decorator`: its name, or the call of it."""
    (old, new), name = found, next(iter(found[1])).name
    is_call = decorator.type == "call"
    if is_call and _is_no_decorator(symbols, new):
        return f"an object of {name} is no decorator: it has no '__call__'"
    if not is_call and None not in taken:
        was, becomes = (bind([CallArgument()], each or ()) for each in taken)
        if isinstance(becomes, Unbound) and not isinstance(was, Unbound):
            return f"'{name}' does not take the function alone: it makes a decorator when it is called"
    was_deep, deep = _depth(symbols, old), _depth(symbols, new)
    if was_deep is None or deep is None:
        return ""
    if not is_call and was_deep < 2 <= deep:
        return f"'{name}' makes a decorator, and is none: it has to be called"
    if is_call and deep < 2 <= was_deep:
        return f"'{name}' is a decorator, and the old one makes one"
    return ""


def _is_no_decorator(symbols: SymbolMap, new: Symbols) -> bool:
    """Whether a call makes an object of a class of the repository that cannot be called."""
    definition = definition_of(symbols, new)
    if definition is None or definition.kind != "class" or definition.decorators:
        return False
    return has_nothing(asking(symbols), next(iter(new)), "__call__")


def _depth(symbols: SymbolMap, found: Symbols) -> int | None:
    """How many functions a function gives one after the other, each in the other; None where that is not seen."""
    definition = definition_of(symbols, found)
    if definition is None or definition.kind != "function" or definition.decorators:
        return None
    path = next(iter(found)).path or ""
    return _nested(symbols.node(path, definition.span))


def _nested(function: Node | None) -> int | None:
    if function is None or function.type != "function_definition":
        return None
    own = [*own_nodes(function)]
    inner = {_name(each): each for each in own if each.type == "function_definition"}
    given = [code_children(each)[:1] for each in own if each.type == "return_statement"]
    names = {(each[0].text or b"") if each and each[0].type == "identifier" else b"" for each in given}
    if len(names) != 1:
        return None
    (name,) = names
    if name not in inner:
        return 0 if name and name == _first_parameter(function) else None
    deeper = _nested(inner[name])
    return 1 + (deeper or 0)


def _name(function: Node) -> bytes:
    name = function.child_by_field_name("name")
    return (name.text or b"") if name is not None else b""


def _first_parameter(function: Node) -> bytes:
    given = code_children(function.child_by_field_name("parameters"))[:1]
    return (given[0].text or b"") if given else b""


def lacked_attribute(symbols: SymbolMap, reference: Node, old: Symbols, new: Symbols) -> str:
    """Why a function cannot be asked for an attribute there, "" for nothing that is seen: a decorator gives it to the
    old one, and nothing gives it to the new one, which has none."""
    parent = reference.parent
    if parent is None or parent.type != "attribute" or parent.child_by_field_name("object") != reference:
        return ""
    was, becomes = definition_of(symbols, old), definition_of(symbols, new)
    if was is None or becomes is None or not was.kind == becomes.kind == "function":
        return ""
    if not _others(was) or _others(becomes):
        return ""
    attribute = parent.child_by_field_name("attribute")
    asked = (attribute.text or b"").decode("utf-8", "replace") if attribute is not None else ""
    if not asked or hasattr(_of_any, asked) or _OF_MOCKS.fullmatch(asked):
        return ""
    names = b"|".join(re.escape(last_part(next(iter(each)).name).encode()) for each in (old, new))
    given = re.compile(rb"\b(?:%b)\s*\.\s*%b\s*[-+*/|&]?=(?!=)" % (names, re.escape(asked.encode())))
    for path in python_files_with(symbols.snapshot, asked):
        if given.search(symbols.snapshot.files[path].text.utf8):
            return ""
    return f"'{next(iter(new)).name}' has no '{asked}', which a decorator gives the old one"


def _others(definition: Definition) -> frozenset[str]:
    return decorator_names(definition) - _LEAVING
