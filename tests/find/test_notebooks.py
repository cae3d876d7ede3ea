"""Notebooks: the Python of the cells, and the way back to the bytes of the file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refactor_cli.data import Span
from refactor_cli.find.texts.notebooks import notebook


def saved(*sources: Any, **metadata: Any) -> bytes:
    cells = [{"cell_type": "code", "source": source, "outputs": []} for source in sources]
    return json.dumps({"cells": cells, "metadata": metadata}).encode()


NONE = [
    pytest.param(b"", id="empty"),
    pytest.param(b"old()", id="no JSON"),
    pytest.param(b'{"cells": ]]}} "source": "old()"', id="broken"),
    pytest.param(b'{"cells": [{"cell_type": "code", "source": "old()', id="cut off"),
    pytest.param(b'{"source": "old()", "cell_type": "code"}', id="no cell"),
    pytest.param(saved("old()", kernelspec={"language": "julia"}), id="Julia"),
    pytest.param(saved("old()", language_info={"name": "R"}), id="R"),
    pytest.param(saved("%%bash\nold()"), id="other language in a cell"),
    pytest.param(b"[" * 100_000, id="deep"),
]


@pytest.mark.parametrize("data", NONE)
def test_no_code(data: bytes) -> None:
    assert notebook(data).code.source.strip() == b""


CELLS = [
    pytest.param("", "\n", id="nothing"),
    pytest.param(["a\n", "b"], "a\nb\n", id="list of lines"),
    pytest.param("a\nb\n", "a\nb\n\n", id="one string"),
    pytest.param('x = "é\\t\U0001f600"', 'x = "é\\t\U0001f600"\n', id="escapes"),
    pytest.param("%matplotlib inline\n!ls\n?old\nold??", "pass\npass\npass\nold\n", id="magics"),
    pytest.param("if x:\n    !ls\n    %cd a", "if x:\n    pass\n    pass\n", id="indented magics"),
    pytest.param("%time old()\n  %timeit -n 3 old()", "old()\n  old()\n", id="timed"),
    pytest.param("a = !ls\nb, c = %magic x", "a = None\nb, c = None\n", id="result of a magic"),
    pytest.param("x = (1\n% 2)", "x = (1\n% 2)\n", id="modulo"),
]


@pytest.mark.parametrize(("source", "code"), CELLS)
def test_code(source: Any, code: str) -> None:
    assert notebook(saved(source)).code.source.decode() == code


def test_older_format() -> None:
    data = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["old()"], "language": "python"}]}]}
    assert notebook(json.dumps(data).encode()).code.source == b"old()\n"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=4), st.booleans())
def test_every_piece_leads_back(sources: list[str], is_ascii: bool) -> None:
    cells = [{"cell_type": "code", "source": source} for source in sources]
    data = json.dumps({"cells": cells}, ensure_ascii=is_ascii).encode()
    code = notebook(data).code
    for piece in code.pieces:
        here = Span(piece.source, piece.source + piece.size)
        span = code.span(here)
        assert span == Span(piece.original, piece.original + piece.width)
        assert json.loads(b'"%b"' % data[slice(*span)]).encode() == code.source[slice(*here)]
        assert code.holds(span.start)
        assert code.holds(span.end - 1)
