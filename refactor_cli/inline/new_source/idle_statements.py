"""Statements of which a rule leaves nothing, `pass` or `name = name`, go with their lines, where others stand beside
them. Comments stay. A block of which nothing else would be left keeps one, as Python wants a statement there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Edit, FileMap, Span
from refactor_cli.expression_nodes import code_children
from refactor_cli.imports.deletion import without_blank
from refactor_cli.imports.placing import line_end, line_start
from refactor_cli.inline.site import span_of
from refactor_cli.resolution.scopes import scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree

_NOTHING = "pass"


class _Idle(NamedTuple):
    """An edit, its statement, and what goes: the statement's lines, or what of its line stands before a comment."""

    edit: Edit
    statement: Node
    span: Span
    is_whole: bool


def without_idle(tree: Tree, utf8: bytes, file_map: FileMap, edits: Sequence[Edit]) -> list[Edit]:
    """The same edits, in order, where those that leave an idle statement take it out as far as that may go."""
    blocks = defaultdict[int, list[_Idle]](list)
    for edit in edits:
        statement = _statement(tree, utf8, file_map, edit)
        if statement is not None and (idle := _idle(edit, statement, utf8)) is not None:
            blocks[statement.parent.start_byte if statement.parent is not None else 0].append(idle)
    taken = dict[Span, Edit]()
    for group in blocks.values():
        for idle in _leaving_one(group):
            taken[idle.edit.span] = replace(idle.edit, span=idle.span, text="")
    if not taken:
        return list(edits)
    made = [taken.get(edit.span, edit) for edit in edits]
    return [
        replace(each, span=span) for each, span in zip(made, _without_blanks(utf8, made, taken), strict=True)
    ]


def _statement(tree: Tree, utf8: bytes, file_map: FileMap, edit: Edit) -> Node | None:
    """The statement that does nothing once the edit is made."""
    node = tree.root_node.descendant_for_byte_range(*edit.span)
    while (
        node is not None
        and span_of(node) == edit.span
        and node.type not in ("expression_statement", "assignment")
    ):
        node = node.parent
    if node is None:
        return None
    whole = node.parent if node.type == "assignment" and edit.text == _NOTHING else node
    if whole is not None and whole.type == "expression_statement":
        node = whole
    if node.type == "expression_statement":
        return node if edit.text == _NOTHING and span_of(node) == edit.span else None
    left, right, outer = node.child_by_field_name("left"), node.child_by_field_name("right"), node.parent
    if (
        node.type != "assignment"
        or left is None
        or right is None
        or span_of(right) != edit.span
        or outer is None
    ):
        return None
    is_plain = left.type == "identifier" and node.child_by_field_name("type") is None
    if not is_plain or outer.type != "expression_statement" or (left.text or b"").decode() != edit.text:
        return None
    return outer if _is_bound_before(file_map, edit.text, left.start_byte) else None


def _is_bound_before(file_map: FileMap, name: str, at: int) -> bool:
    """Whether a function's own name has its value from above: without the statement, it still is the function's own."""
    scope = scope_at(file_map, at)
    if file_map.scopes[scope].kind != "function":
        return False
    return any(each.kind == "parameter" for each in file_map.bound_in(scope, name))


def _idle(edit: Edit, statement: Node, utf8: bytes) -> _Idle | None:
    """None where something else stands on its lines."""
    block = statement.parent
    if block is None or block.type not in ("block", "module"):
        return None
    start, end = line_start(utf8, statement.start_byte), line_end(block, utf8, statement.end_byte)
    if utf8[start : statement.start_byte].strip() or utf8[:start].rstrip(b"\r\n").endswith(b"\\"):
        return None
    rest = utf8[statement.end_byte : end]
    if not rest.strip():
        return _Idle(edit, statement, Span(start, end), True)
    if not rest.lstrip().startswith(b"#"):
        return None
    comment = statement.end_byte + len(rest) - len(rest.lstrip())
    return _Idle(edit, statement, Span(statement.start_byte, comment), False)


def _leaving_one(group: Sequence[_Idle]) -> Sequence[_Idle]:
    """Those of one block that go: all but the first, where nothing else is left."""
    block = group[0].statement.parent
    assert block is not None
    is_all = block.type == "block" and len(code_children(block)) == len(group)
    return group[1:] if is_all else group


def _without_blanks(utf8: bytes, edits: Sequence[Edit], taken: dict[Span, Edit]) -> list[Span]:
    """The span of each edit; of lines that go one below the other, the first and the last take blank lines along that
    would meet others."""
    lines = {each.span for each in taken.values() if utf8[each.span.end - 1 : each.span.end] == b"\n"}
    spans = [edit.span for edit in edits]
    first = 0
    while first < len(spans):
        last = first
        if spans[first] in lines:
            while (
                last + 1 < len(spans)
                and spans[last + 1] in lines
                and spans[last + 1].start == spans[last].end
            ):
                last += 1
            whole = without_blank(utf8, Span(spans[first].start, spans[last].end))
            spans[first] = Span(whole.start, spans[first].end)
            spans[last] = Span(spans[last].start, whole.end)
        first = last + 1
    return spans
