"""The nearest name of the standard library, for one that it surely lacks."""

from __future__ import annotations

import sys

import pytest

from refactor_cli.resolution.near_names import nearest


@pytest.mark.parametrize(
    ("dotted", "near"),
    [
        pytest.param("os.path.join", "", id="it is there"),
        pytest.param("elsewhere.joinn", "", id="not of the standard library"),
        pytest.param("time.clock", "", id="gone, and nothing is spelt like it"),
        pytest.param("collections.Mapping", "", id="gone from a module"),
        pytest.param("asyncio.async", "", id="a keyword now"),
        pytest.param("os.path.joinn", "os.path.join", id="a module under another name"),
        pytest.param("collections.OrderedDictt", "collections.OrderedDict", id="a loaded module"),
        pytest.param("collections.OrderedDict.pop_item", "collections.OrderedDict.popitem", id="of a class"),
        pytest.param("collections.OrderedDictt.popitem", "", id="what is asked of a misspelt one"),
        pytest.param("chunk.Chunkk" if sys.version_info < (3, 13) else "tabnanny.checkk", None, id="a file"),
        pytest.param("turtle.forwardd", "", id="a module that makes names when it is loaded"),
    ],
)
def test_nearest(dotted: str, near: str | None) -> None:
    assert nearest(dotted) == (dotted[:-1] if near is None else near)
