"""Source that only Python 2 reads -> Python's own tree of it, in Python 3's words, every node where it stands.

Blocks are held against what stands there, statement by statement, and both may be Python 2's. So its forms are spelled
as something that Python 3 reads and that says nothing else, but for `10L` and `ur""`, which are `10` and `r""`.
https://docs.python.org/3/whatsnew/3.0.html#changed-syntax lists the forms. Two are not spelled: parameters that are
tuples, and what is caught as something else than a name.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli import grammar
from refactor_cli.expression_nodes import every_node

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


_LINE_FEED = 10


class _Spelling(NamedTuple):
    """New bytes for some of a text."""

    start: int
    end: int
    new: bytes


def in_python3(text: str, parse: Callable[[str], ast.Module | None]) -> ast.Module | None:
    """What `parse` makes of a text in Python 3's words, with the lines and columns of the text itself; None where there
    is nothing to spell otherwise, or it reads that no better."""
    utf8 = text.encode("utf-8", "surrogatepass")
    root = grammar.parse("python", utf8).root_node
    if root.has_error:
        return None
    spellings = sorted(
        each for node in every_node(root) if (spell := _SPELLED.get(node.type)) for each in spell(node)
    )
    if not spellings:
        return None
    module = parse(_spelled(utf8, spellings).decode("utf-8", "surrogatepass"))
    if module is not None:
        _put_back(module, utf8, spellings)
    return module


def _spelled(utf8: bytes, spellings: Sequence[_Spelling]) -> bytes:
    parts, at = list[bytes](), 0
    for each in spellings:
        parts += utf8[at : each.start], each.new
        at = each.end
    return b"".join((*parts, utf8[at:]))


def _put_back(module: ast.Module, utf8: bytes, spellings: Sequence[_Spelling]) -> None:
    """Gives each node the place that it has in the text, rather than in its spelling. No spelling has a line end."""
    starts = [0, *(at + 1 for at, byte in enumerate(utf8) if byte == _LINE_FEED)]
    moved: dict[int, list[_Spelling]] = {}
    for start, end, new in spellings:
        line = bisect_right(starts, start)
        begin = starts[line - 1]
        moved.setdefault(line, []).append(_Spelling(start - begin, end - begin, new))
    for node in ast.walk(module):
        if isinstance(node, ast.expr | ast.stmt | ast.excepthandler | ast.arg | ast.keyword | ast.alias):
            node.col_offset = _column(node.col_offset, moved.get(node.lineno, ()))
            if node.end_lineno is not None and node.end_col_offset is not None:
                node.end_col_offset = _column(node.end_col_offset, moved.get(node.end_lineno, ()))


def _column(column: int, moved: Sequence[_Spelling]) -> int:
    """The column in the text of one in its spelling. `moved`: what is spelled otherwise on its line, by columns."""
    shift = 0
    for start, end, new in moved:
        if column <= start + shift:
            break
        if column < start + shift + len(new):
            return start
        shift += len(new) - (end - start)
    return column - shift


def _of_print(node: Node) -> Iterator[_Spelling]:
    """`print a,` is `print(a, end=" ")`, and `print >>f, a` is `print((print >>f), a)`."""
    word, *given = node.children
    stream = given[0] if given and given[0].type == "chevron" else None
    if stream is None:
        yield _Spelling(word.end_byte, word.end_byte, b"(")
    else:
        yield _Spelling(word.end_byte, word.end_byte, b"((print ")
        yield _Spelling(stream.end_byte, stream.end_byte, b")")
    goes_on = node.children[-1].type == ","
    yield _Spelling(node.end_byte, node.end_byte, b"end=' ')" if goes_on else b")")


def _of_exec(node: Node) -> Iterator[_Spelling]:
    """`exec a in b, c` is `exec(a, b, c)`."""
    word = node.children[0]
    yield _Spelling(word.end_byte, word.end_byte, b"(")
    yield from _commas(node)
    yield _Spelling(node.end_byte, node.end_byte, b")")


def _of_not(node: Node) -> Iterator[_Spelling]:
    """`exec a % b in c`, which the grammar is shown as `not  a % b in c` (see `older_spellings`)."""
    if (node.text or b"").startswith(b"exec"):
        word, given, statement = node.children[0], node.named_children[0], node
        while statement.parent is not None and statement.type != "expression_statement":
            statement = statement.parent
        at = word.start_byte + len(b"exec")
        yield _Spelling(at, at, b"(")
        if given.type == "comparison_operator":
            yield from _commas(given)
        yield _Spelling(statement.end_byte, statement.end_byte, b")")


def _commas(node: Node) -> Iterator[_Spelling]:
    return (_Spelling(each.start_byte, each.end_byte, b",") for each in node.children if each.type == "in")


def _of_except(node: Node) -> Iterator[_Spelling]:
    """`except A, e:` is `except A as e:`."""
    comma = next((each for each in node.children if each.type == ","), None)
    if comma is not None and comma.next_sibling is not None and comma.next_sibling.type == "identifier":
        yield _Spelling(comma.start_byte, comma.end_byte, b" as ")


def _of_raise(node: Node) -> Iterator[_Spelling]:
    """`raise A, b` is `raise (A, b)`, which nothing else means."""
    given = node.named_children[0] if node.named_children else None
    if given is not None and given.type == "expression_list":
        yield _Spelling(given.start_byte, given.start_byte, b"(")
        yield _Spelling(given.end_byte, given.end_byte, b")")


def _of_string(node: Node) -> Iterator[_Spelling]:
    """Backticks are `repr()`, and `ur""` is `r""`."""
    text, begin, end = node.text or b"", node.children[0], node.children[-1]
    if text.startswith(b"`"):
        yield _Spelling(begin.start_byte, begin.end_byte, b"repr((")
        yield _Spelling(end.start_byte, end.end_byte, b"))")
    elif text[:2].lower() == b"ur":
        yield _Spelling(node.start_byte, node.start_byte + 1, b"")


def _of_comparison(node: Node) -> Iterator[_Spelling]:
    yield from (
        _Spelling(each.start_byte, each.end_byte, b"!=") for each in node.children if each.type == "<>"
    )


def _of_integer(node: Node) -> Iterator[_Spelling]:
    """`0777` is `0o777`, and `10L` is `10`."""
    digits = (node.text or b"").rstrip(b"lL")
    if digits.isdigit() and len(digits) > 1 and digits.startswith(b"0") and digits.strip(b"0"):
        yield _Spelling(node.start_byte + 1, node.start_byte + 1, b"o")
    if digits != node.text:
        yield _Spelling(node.start_byte + len(digits), node.end_byte, b"")


_SPELLED: Mapping[str, Callable[[Node], Iterator[_Spelling]]] = {
    "comparison_operator": _of_comparison,
    "except_clause": _of_except,
    "exec_statement": _of_exec,
    "integer": _of_integer,
    "not_operator": _of_not,
    "print_statement": _of_print,
    "raise_statement": _of_raise,
    "string": _of_string,
}
