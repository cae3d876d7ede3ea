"""Decorators that the body of a class applies after the `def`: `old = staticmethod(old)`."""

from __future__ import annotations

import pytest

from refactor_cli.grammar import parse
from refactor_cli.index.file_map import file_map


@pytest.mark.parametrize(
    ("source", "decorators"),
    [
        pytest.param("def f(): pass\nf = staticmethod(f)\n", [()], id="no class"),
        pytest.param("class C:\n    def f(): pass\n    g = staticmethod(f)\n", [(), ()], id="another name"),
        pytest.param(
            "class C:\n    def f(): pass\n    def g(self):\n        f = staticmethod(f)\n",
            [(), (), ()],
            id="in a method",
        ),
        pytest.param(
            "class C:\n    f = staticmethod(f)\nclass D:\n    def f(): pass\n", [(), (), ()], id="elsewhere"
        ),
        pytest.param(
            "class C:\n    def f(): pass\n    '''\n    f = staticmethod(f)\n'''\n", [(), ()], id="a text"
        ),
        pytest.param("class C:\n    def f(): pass\n    f = wrapped(f)\n", [(), ()], id="anything"),
        pytest.param(
            "class C:\n    def f(): pass\n    f = staticmethod( f )\n", [(), ("staticmethod",)], id="static"
        ),
        pytest.param(
            "class C:\n    @a\n    def f(): pass\n    def g(): pass\n    f = classmethod(f)\n",
            [(), ("a", "classmethod"), ()],
            id="of the class, and decorated",
        ),
        pytest.param(
            "class C:\n    @staticmethod\n    def f(): pass\n    f = staticmethod(f)\n",
            [(), ("staticmethod",)],
            id="twice",
        ),
    ],
)
def test_applied_decorators(source: str, decorators: list[tuple[str, ...]]) -> None:
    utf8 = source.encode()
    assert [each.decorators for each in file_map(utf8, parse("python", utf8)).definitions] == decorators
