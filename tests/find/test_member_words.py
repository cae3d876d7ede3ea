"""Which files can hold a class's member at all, by their bytes."""

from __future__ import annotations

import pytest

from refactor_cli.find.member_words import may_be_member

MAY_BE = [
    "x.old()",
    "x . old",
    "(x.  # why\n  # and\n  old())",
    "x.\\\n    old",
    'getattr(x, "old")',
    "patch('a.B.old')",
    "# see `old`",
    "def old(self): ...",
    "async def  old(self): ...",
    "class old: ...",
    "class A:\n    old = 1",
    "class A:\n    old: int",
    "class A:\n    old, b = 1, 2",
    "class A:\n    (a, old) = b",
    "class A:\n    from b import old",
    "class A:\n    import b as old",
    "class A:\n    for old in b: pass",
    "class A:\n    (old := 1)",
    "f(old=1)",
    "x.a(old(1), b.old)",
    "f('#', x.\n  old())",
    "(x('#').  # it's\n  old())",
    "class A:\n    (a,\n     old\n    ) = b",
    "class A:\n    for a, old in b: pass",
    "class A:\n    with b as (a, old): pass",
    "class A:\n  match b:\n    case [a, old]: pass",
    "class A:\n    old \\\n  = 3",
    "class A:\n    def \\\n     old(self): ...",
]
IS_NONE = [
    "old(1)",
    "x: old[str] | None",
    "isinstance(x, old)",
    "return old if a else b",
    "old == 1",
    "old.a = 1",
    "f(old, b)",
    "def f(a: old, b: old) -> None: ...",
    "x.older + x.very_old",
    "# the old way",
    "# Done so.\nold(1)",
    "f('#')\nold(1)",
    "f('x.')  # It's so\nold(1)",
    "for a in old(b): pass",
    "f(old,\n  b, c)",
]


@pytest.mark.parametrize("source", MAY_BE)
def test_may_be_a_member(source: str) -> None:
    assert may_be_member(source.encode(), b"old", lambda dot: False)


@pytest.mark.parametrize("source", IS_NONE)
def test_is_none(source: str) -> None:
    assert not may_be_member(source.encode(), b"old", lambda dot: False)
