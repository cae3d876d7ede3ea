"""Entries of `__all__`: taking one out, with its comma and its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Edit, Span, Usage
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.imports.placing import line_start
from refactor_cli.retire.values import Refused
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_LISTS = frozenset({"list", "tuple", "set", "expression_list"})


def is_export(usage: Usage) -> bool:
    """Whether a usage is a string in `__all__`."""
    return usage.kind == "string" and usage.evidence == ("__all__",)


def without_entry(symbols: SymbolMap, usage: Usage, by: str) -> Edit:
    """Takes the entry out.

    Raises:
        Refused: it does not stand in a plain list.
    """
    utf8 = symbols.snapshot.files[usage.path].text.utf8
    node = nearest(symbols.node(usage.path, usage.span), "string")
    around = node.parent if node is not None else None
    if node is None or around is None or around.type not in _LISTS:
        raise Refused(
            f"{usage.path}:{usage.location.line} lists it in an __all__ that is no plain list of names"
        )
    entries = code_children(around)
    span, text = _entry(utf8, around, entries, node)
    return Edit(usage.path, span, text, (usage.id,), by)


def _entry(utf8: bytes, around: Node, entries: list[Node], node: Node) -> tuple[Span, str]:
    index = next(i for i, entry in enumerate(entries) if entry.id == node.id)
    is_tuple = around.type in ("tuple", "expression_list")
    if len(entries) == 1:
        return Span(around.start_byte, around.end_byte), "()" if is_tuple else "[]"
    if is_tuple and len(entries) == 2:
        other = (entries[1 - index].text or b"").decode()
        return Span(
            around.start_byte, around.end_byte
        ), f"({other},)" if around.type == "tuple" else f"{other},"
    behind = node.end_byte
    comma = utf8[behind : _next_token(utf8, behind) + 1]
    behind += len(comma) if comma.strip() == b"," else 0
    start, end = line_start(utf8, node.start_byte), utf8.find(b"\n", behind)
    rest = utf8[behind : end if end >= 0 else len(utf8)].strip()
    if not utf8[start : node.start_byte].strip() and (not rest or rest.startswith(b"#")) and end >= 0:
        return Span(start, end + 1), ""
    following = entries[index + 1] if index + 1 < len(entries) else None
    if following is not None and b"\n" not in utf8[node.end_byte : following.start_byte]:
        return Span(node.start_byte, following.start_byte), ""
    if index:
        return Span(entries[index - 1].end_byte, node.end_byte), ""
    return Span(node.start_byte, behind), ""


def _next_token(utf8: bytes, at: int) -> int:
    while at < len(utf8) and utf8[at : at + 1] in (b" ", b"\t"):
        at += 1
    return at
