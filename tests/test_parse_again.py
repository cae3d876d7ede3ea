"""`grammar.parse_again` and `SymbolMap.with_edits`: trees of edited texts, made from those before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from refactor_cli.data import Edit, Snapshot, SourceFile, Span
from refactor_cli.grammar import Change, parse, parse_again
from refactor_cli.index import index
from refactor_cli.splice import Splice, edited, spliced

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

SOURCE = b"""\
from a import b

class C:
    def f(self, x):
        '''Says
        it.'''
        if x:
            return b(x, [1, 2], key=b)  # why
        return b"\xc3\xa9"

c = C()
"""
PIECES = (b"", b"d", b"(d, e)", b"[\n    d,\n]", b"\n", b"    ", b"'''", b"#", b"if x:\n    pass\n", b")")


def shape(node: Node) -> list[object]:
    """All that is read of a tree."""
    found, waiting = list[object](), [node]
    while waiting:
        each = waiting.pop()
        found.append((each.type, each.byte_range, each.start_point, each.end_point, each.has_error))
        waiting += each.children
    return found


@given(
    st.lists(st.integers(0, len(SOURCE)), max_size=8),
    st.lists(st.sampled_from(PIECES), min_size=4, max_size=4),
)
def test_it_is_the_tree_of_the_new_text(offsets: list[int], pieces: list[bytes]) -> None:
    places = sorted(offsets)
    changes = [
        Change(start, end, piece)
        for start, end, piece in zip(places[::2], places[1::2], pieces, strict=False)
    ]
    after = spliced(SOURCE, [Splice(*change) for change in changes])
    tree = parse("python", SOURCE)
    again = parse_again("python", tree, SOURCE, after, changes)
    assert shape(again.root_node) == shape(parse("python", after).root_node)
    assert shape(tree.root_node) == shape(parse("python", SOURCE).root_node)


@pytest.mark.parametrize(
    ("source", "edits"),
    [
        pytest.param(b"a = b\n", [], id="no edit"),
        pytest.param(b"a = b\n", [(4, 5, "c(d)")], id="one"),
        pytest.param(b"a = b\r\nb = a\r\n", [(0, 1, "aa"), (7, 8, "bb")], id="two"),
        pytest.param(b"a = b\rb = a\r", [(0, 1, "a\ra")], id="a line end that is read as another"),
        pytest.param(b"a = b\n", [(4, 5, "(")], id="an error"),
    ],
)
def test_with_edits(source: bytes, edits: list[tuple[int, int, str]]) -> None:
    before = SourceFile("a.py", "0" * 40, 0o100644, "python", source)
    made = [Edit("a.py", Span(start, end), text) for start, end, text in edits]
    symbols = index(Snapshot({"a.py": before}))
    symbols.tree("a.py")
    after = edited(before, made)
    snapshot = replace(symbols.snapshot, files={"a.py": after})
    result = symbols.with_edits(snapshot, {"a.py": made})
    assert shape(result.tree("a.py").root_node) == shape(parse("python", after.text.utf8).root_node)
    assert result.map("a.py") == index(snapshot).map("a.py")
    assert shape(symbols.tree("a.py").root_node) == shape(parse("python", before.text.utf8).root_node)
