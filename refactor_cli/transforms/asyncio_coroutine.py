"""asyncio: `@asyncio.coroutine`, gone since Python 3.11, is `async def`, and `yield from` in it `await`.

https://docs.python.org/3/whatsnew/3.11.html#removed
https://docs.python.org/3/whatsnew/3.8.html#deprecated

`await` takes no plain generator, and a plain generator cannot `yield from` what an `async def` gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import every_node
from refactor_cli.transforms import Answer, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.decorators import behind, decorated, decorators_of
from refactor_cli.transforms.reading import root_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_APART = frozenset({"function_definition", "lambda", "class_definition"})
# what an await takes without brackets, and may be something to wait for
_OPERANDS = frozenset({"attribute", "await", "call", "identifier", "parenthesized_expression", "subscript"})
# an await needs no brackets of its own there
_WITHOUT_BRACKETS = frozenset(
    {
        *("argument_list", "assert_statement", "assignment", "boolean_operator", "comparison_operator"),
        *("elif_clause", "expression_statement", "for_statement", "if_statement", "keyword_argument", "list"),
        *("not_operator", "pair", "return_statement", "set", "tuple", "while_statement"),
    }
)
_DECORATORS = frozenset({"asyncio.coroutine", "coroutine", "types.coroutine"})
_NOTHING = frozenset({"ellipsis", "false", "float", "integer", "none", "string", "true"})


def compute(seen: Seen) -> Answer:
    """For the decorator next to a function, whose every `yield` hands on to something else."""
    function, decorator = decorated(seen.node), seen.node.parent
    if function is None or decorator is None or function.type != "function_definition":
        return Unfit("it decorates no function there")
    if source(function).startswith("async"):
        return Unfit("the function is a coroutine already")
    if behind(seen.node) != function.start_byte:
        return Unfit("more stands between it and the function: that would be given another kind of function")
    yields = [each for each in _own(function) if each.type == "yield"]
    if reason := _why_not(function, yields):
        return Unfit(reason)
    pieces = ("async ", *_with_awaits(function, yields))
    return Stretch(Span(decorator.start_byte, function.end_byte), pieces, behaviour="changes")


def _why_not(function: Node, yields: list[Node]) -> str:
    name = source(function.child_by_field_name("name") or function)
    if not yields and not all(map(_gives_nothing, _own(function))):
        return "it waits for what it returns, and a coroutine function does not"
    for each in yields:
        operand = _operand(each)
        if operand is None:
            return "a plain `yield` in it goes to the loop"
        if operand.type not in _OPERANDS:
            return "what it goes through is nothing to wait for"
        if _stands_in(each, "generator_expression"):
            return "a generator that waits is another thing"
        if _stands_in(each, "with_item"):
            return "a lock in a `with` is taken by `async with` now"
    generators = _generators(function)
    awaited = {_called(operand) for each in yields if (operand := _operand(each)) is not None}
    if plain := sorted(awaited & {each for each, _ in generators}):
        return f"'{plain[0]}' is a generator, for which nothing can wait"
    if taker := next((other for other, inner in generators if name in inner), ""):
        return f"the generator '{taker}' goes through it, which only a coroutine may"
    return ""


def _own(function: Node) -> Iterator[Node]:
    """The nodes of a function's body, without those of functions and classes in it."""
    body = function.child_by_field_name("body")
    waiting = [body] if body is not None else []
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [each for each in node.named_children if each.type not in _APART]


def _generators(function: Node) -> list[tuple[str, set[str]]]:
    """The plain generators of the file: their names, and the names of what they go through by `yield from`."""
    found: list[tuple[str, set[str]]] = []
    for each in every_node(root_of(function)):
        if each.type != "function_definition" or not _DECORATORS.isdisjoint(decorators_of(each)):
            continue
        name, yields = each.child_by_field_name("name"), [one for one in _own(each) if one.type == "yield"]
        if name is not None and yields and not source(each).startswith("async"):
            operands = (_operand(one) for one in yields)
            found.append((source(name), {_called(one) for one in operands if one is not None}))
    return found


def _operand(node: Node) -> Node | None:
    """What a `yield from` goes through; None for another `yield`."""
    is_from = len(node.children) > 2 and node.children[1].type == "from"
    return node.named_children[0] if is_from and node.named_children else None


def _called(operand: Node) -> str:
    function = operand.child_by_field_name("function") if operand.type == "call" else None
    return last_part(source(function)) if function is not None else ""


def _gives_nothing(node: Node) -> bool:
    return node.type != "return_statement" or all(each.type in _NOTHING for each in node.named_children)


def _stands_in(node: Node, kind: str) -> bool:
    around = node.parent
    while around is not None and around.type not in _APART:
        if around.type == kind:
            return True
        around = around.parent
    return False


def _with_awaits(function: Node, yields: list[Node]) -> Iterator[str | Span]:
    """The source of a function with `await` for each `yield from`."""
    last = function.start_byte
    for each in sorted(yields, key=lambda node: node.start_byte):
        operand, around = _operand(each), each.parent
        assert operand is not None
        outer = around if around is not None and _is_bracketed(around, each) else each
        yield from (Span(last, outer.start_byte), "await ")
        if outer == each:
            last = operand.start_byte
        else:
            yield Span(operand.start_byte, operand.end_byte)
            last = outer.end_byte
    yield Span(last, function.end_byte)


def _is_bracketed(around: Node, node: Node) -> bool:
    """Whether it is in brackets that a `yield` needs and an `await` does not, in a line."""
    beyond, root = around.parent, root_of(around)
    text, first, end = (
        root.text or b"",
        around.start_byte - root.start_byte,
        around.end_byte - root.start_byte,
    )
    beside = (text[first - 1 : first] + text[end : end + 1]).decode("latin-1")
    return (
        around.type == "parenthesized_expression"
        and around.named_children == [node]
        and around.start_point.row == around.end_point.row
        and beyond is not None
        and beyond.type in _WITHOUT_BRACKETS
        and not any(each.isalnum() for each in beside)
    )


TRANSFORM = Transform(
    ("asyncio.coroutine", "asyncio.coroutines.coroutine"),
    compute,
    is_decorator=True,
    requires="python>=3.5",
)
