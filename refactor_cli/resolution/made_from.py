"""A name that a function gets -> the variable that holds what it makes of it: `cached = lru_cache()(function)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import FileMap, Span, Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.resolution.names import evaluate
from refactor_cli.resolution.scopes import members, qualified_name, scope_at
from refactor_cli.resolution.values import Lookup
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

CALLED_THROUGH = "called-through"
"""The evidence of a call of such a variable."""

# what they give calls the function with the arguments that it is itself called with. A property does not: those who
# read it know nothing of the function. https://docs.python.org/3/library/functools.html
_WITH_MORE = frozenset({"functools.partial", "functools.partialmethod"})
_PASS_ON = frozenset(
    {
        *_WITH_MORE,
        *("functools.cache", "functools.lru_cache"),
        *("builtins.classmethod", "builtins.staticmethod", "contextlib.contextmanager"),
    }
)
_ENDS = frozenset(last_part(each) for each in _PASS_ON)
_FAR = 200
# `name = partial(` and what may stand between the bracket and what follows
_GIVEN = lazy_pattern(rb"=[^\n]*\((?:\s|\\\n|#[^\n]*\n)*\Z")
_MADE_BY_A_CALL = "functools.lru_cache"


class Made(NamedTuple):
    """A variable, or an attribute of the objects of a class. `on`: what a method calls the object that it gives this,
    "" for a variable."""

    symbol: Symbol
    name: str
    on: str = ""


def made_from(symbols: SymbolMap, usage: Usage) -> Made | None:
    """The variable that a usage's statement gives what a function of Python's library makes of it, as its first
    argument; None where it is no such thing. One that takes the place of the function itself is none."""
    if usage.kind != "reference" or not _is_given(symbols, usage):
        return None
    file_map = symbols.map(usage.path)
    if file_map is None:
        return None
    node = symbols.node(usage.path, usage.expression)
    made = node
    while made is not None and (call := _call_around(made)) is not None:
        if not _passes_on(symbols, usage.path, file_map, call):
            return None
        made = call
    if made is node or made is None or made.parent is None or made.parent.type != "assignment":
        return None
    name = made.parent.child_by_field_name("left")
    if name is not None and name.type == "attribute":
        return _of_object(symbols, usage.path, file_map, name)
    if name is None or name.type != "identifier":
        return None
    span = Span(name.start_byte, name.end_byte)
    for binding in file_map.named.get(_source(name), ()):
        if binding.span == span:
            return Made(
                Symbol(usage.path, qualified_name(file_map, binding.scope, binding.name)), binding.name
            )
    return None


def _of_object(symbols: SymbolMap, path: str, file_map: FileMap, target: Node) -> Made | None:
    """`self.name = …` in a method of a class that has nothing else of the name."""
    on, name = target.child_by_field_name("object"), target.child_by_field_name("attribute")
    scope = scope_at(file_map, target.start_byte)
    cls = file_map.scopes[scope].parent
    method, owner = (definition_of_body(Lookup(symbols), path, each) for each in (scope, cls))
    if on is None or name is None or method is None or owner is None or owner.kind != "class":
        return None
    is_own = bool(method.parameters) and method.parameters[0].name == _source(on)
    if not is_own or "staticmethod" in method.decorators or members(file_map, cls, _source(name)):
        return None
    return Made(Symbol(path, f"{owner.qualname}.{_source(name)}"), _source(name), _source(on))


def _source(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _is_given(symbols: SymbolMap, usage: Usage) -> bool:
    """Whether a bracket stands before it in an assignment: few files have to be parsed."""
    utf8, start = symbols.snapshot.files[usage.path].text.utf8, usage.expression.start
    return _GIVEN.search(utf8[max(0, start - _FAR) : start]) is not None


def _call_around(node: Node) -> Node | None:
    """The call that a node is the first argument of."""
    given = node.parent
    is_first = given is not None and given.type == "argument_list" and _arguments(given)[:1] == [node]
    return given.parent if given is not None and is_first else None


def _arguments(given: Node) -> list[Node]:
    return [each for each in given.named_children if each.type != "comment"]


def _passes_on(symbols: SymbolMap, path: str, file_map: FileMap, call: Node) -> bool:
    function = call.child_by_field_name("function")
    inner = function.child_by_field_name("function") if function is not None else None
    named = inner if function is not None and function.type == "call" else function
    dotted = "".join(_source(named).split()) if named is not None else ""
    is_known = last_part(dotted) in _ENDS or any(
        each.imported in _ENDS for each in file_map.named.get(dotted, ())
    )
    if named is None or not is_known:
        return False
    at = named.start_byte
    values = evaluate(Lookup(symbols), path, scope_at(file_map, at), dotted, at)
    names = {each.symbol.name for each in values.values if each.symbol.path is None}
    if not values.values and dotted not in file_map.named:
        names = {f"builtins.{dotted}"}
    if len(_arguments(call.named_children[-1])) > 1:
        return bool(names) and names <= _WITH_MORE and named is function
    return bool(names) and names <= (_PASS_ON if named is function else {_MADE_BY_A_CALL})
