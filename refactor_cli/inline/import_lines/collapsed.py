"""`try: import old` / `except ImportError: import new`, of which one half is needed no more.

Where a project's metadata says that every version it supports has the new place, the import of it stands for the whole
statement. Where it says nothing, the statement itself says that there was a reason for it, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Binding, Edit, FileMap, Span
from refactor_cli.expression_nodes import code_children, every_node
from refactor_cli.imports.statements import node_at, parsed
from refactor_cli.inline.job import Job
from refactor_cli.inline.new_names.floors import floors_of
from refactor_cli.recipe.requirements import unknown
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_IMPORTS = frozenset({"import_statement", "import_from_statement"})
_ERRORS = frozenset({b"ImportError", b"ModuleNotFoundError"})
# a comment that says nothing more where there is one half only
_COMMENT = re.compile(rb"#\s*(?:pragma\b|noqa\b|type: ignore|(?:for\s+)?py(?:thon)?\s?[23]?\b)[^\n]*", re.I)


class Collapse(NamedTuple):
    """A statement, and the imports of its newer half that take its place. `bound`: the names of its older half, by
    their spans."""

    edit: Edit
    bound: frozenset[Span]


def collapse(
    symbols: SymbolMap, path: str, pairs: Mapping[Span, Job], jobs: Sequence[Job]
) -> tuple[Collapse, ...]:
    """`pairs`: imports of what moved, by the span of the name they bind, of which another one binds the same name in
    its new place; `jobs`: all of the file."""
    file_map = symbols.map(path)
    tries: dict[int, tuple[Node, dict[Span, Job]]] = {}
    for span, job in pairs.items():
        around = _try_around(symbols, path, span)
        if around is not None:
            tries.setdefault(around.start_byte, (around, {}))[1][span] = job
    found = (_of(symbols, path, file_map, *each, jobs) for each in tries.values()) if file_map else ()
    return tuple(each for each in found if each is not None)


def _try_around(symbols: SymbolMap, path: str, span: Span) -> Node | None:
    node = node_at(parsed(symbols, path), span)
    while node is not None and node.type not in ("try_statement", "block", "module"):
        node = node.parent
    while node is not None and node.type in ("block", "except_clause"):
        node = node.parent
    return node if node is not None and node.type == "try_statement" else None


def _of(
    symbols: SymbolMap, path: str, file_map: FileMap, node: Node, old: Mapping[Span, Job], jobs: Sequence[Job]
) -> Collapse | None:
    utf8 = symbols.snapshot.files[path].text.utf8
    halves = _halves(node)
    comments = [each for each in _comments(node) if not _COMMENT.fullmatch(utf8[slice(*each)])]
    behind_try = [each for each in comments if b"\n" not in utf8[node.start_byte : each.start]]
    if halves is None or comments != behind_try:
        return None
    bound = [
        [b for b in file_map.imports if half.start_byte <= b.span.start < half.end_byte] for half in halves
    ]
    older = next((i for i, half in enumerate(bound) if {each.span for each in half} == old.keys()), None)
    if older is None or not _is_same(bound[older], bound[1 - older], file_map):
        return None
    if any(not _is_met(symbols, path, each) or not _is_free(each, jobs) for each in old.values()):
        return None
    before = utf8[utf8.rfind(b"\n", 0, node.start_byte) + 1 : node.start_byte]
    indent = "" if before.strip() else before.decode()
    newer = [child for child in halves[1 - older].children if child.type in _IMPORTS]
    texts = [utf8[child.start_byte : child.end_byte].decode("utf-8", "replace") for child in newer]
    if any("\n" in text for text in texts):
        return None  # how its lines are indented
    newline = "\r\n" if b"\r\n" in utf8[node.start_byte : node.end_byte] else "\n"
    said = [utf8[slice(*each)].decode("utf-8", "replace").rstrip("\r") for each in behind_try]
    text = f"{newline}{indent}".join((*said, *texts))
    ids = tuple(dict.fromkeys(each.usage.id for each in old.values()))
    first = next(iter(old.values()))
    label = first.move.label if first.move is not None else ""
    last = halves[1].children[-1].end_byte
    return Collapse(
        Edit(path, Span(node.start_byte, max(last, node.end_byte)), text, ids, label), frozenset(old)
    )


def _halves(node: Node) -> tuple[Node, Node] | None:
    """The two blocks of a `try` with one `except ImportError`, when both hold nothing but imports."""
    parts = code_children(node)
    if [part.type for part in parts] != ["block", "except_clause"]:
        return None
    caught = [child for child in parts[1].named_children if child.type != "comment"]
    if [each.type for each in caught] != ["identifier", "block"] or (caught[0].text or b"") not in _ERRORS:
        return None
    for block in (parts[0], caught[1]):
        if any(child.is_named and child.type not in (*_IMPORTS, "comment") for child in block.children):
            return None
    return parts[0], caught[1]


def _comments(node: Node) -> Iterable[Span]:
    return (Span(each.start_byte, each.end_byte) for each in every_node(node) if each.type == "comment")


def _is_same(old: Sequence[Binding], new: Sequence[Binding], file_map: FileMap) -> bool:
    """Whether both halves bind the same names, and nothing else does."""
    names = {each.name for each in old}
    if names != {each.name for each in new} or len(names) != len(old) or len(names) != len(new):
        return False
    own = {each.span for each in (*old, *new)}
    return all(
        each.span in own or each.scope != old[0].scope for name in names for each in file_map.named[name]
    )


def _is_met(symbols: SymbolMap, path: str, each: Job) -> bool:
    if each.move is None or not each.move.requires:
        return False
    return not unknown(each.move.requires, floors_of(symbols, path))


def _is_free(each: Job, jobs: Sequence[Job]) -> bool:
    """Whether no usage of it stays, or is written otherwise."""
    target = each.usage.target
    return not any(
        job.left or job.through or (job.rules and job.usage.call_span is not None)
        for job in jobs
        if job.usage.target == target
    )
