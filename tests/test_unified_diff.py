"""The diff is what git itself would take: `git apply` of it gives the new bytes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refactor_cli.splice import Splice, spliced
from refactor_cli.unified_diff import unified_diff


def test_no_change_gives_no_diff() -> None:
    assert unified_diff("a.py", b"x\ny\n", [Splice(0, 1, b"x")]) == b""


def test_one_hunk() -> None:
    before = b"".join(b"%d\n" % number for number in range(1, 11))
    at = before.index(b"5")
    assert unified_diff("a.py", before, [Splice(at, at + 1, b"five")]) == (
        b"diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n"
        b"@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
    )


def test_only_the_changed_line_of_a_long_edit() -> None:
    before = b"f(\n    a,\n    b,\n)\n"
    diff = unified_diff("a.py", before, [Splice(0, 18, b"g(\n    a,\n    b,\n)")])
    assert diff.endswith(b"@@ -1,4 +1,4 @@\n-f(\n+g(\n     a,\n     b,\n )\n")


NAMES = [
    pytest.param("a b.py", id="space"),
    pytest.param('ä\t"x\\.py', id="quoted"),
    pytest.param("-leading.py", id="leading dash"),
    pytest.param("\udcff.py", id="not utf-8"),
]


@pytest.mark.parametrize("name", NAMES)
def test_git_applies_odd_names(make_repo: Callable[..., Any], name: str) -> None:
    repo = make_repo({})
    (repo.top / name).write_bytes(b"old\n")
    repo.commit()
    _git_apply(repo.top, unified_diff(name, b"old\n", [Splice(0, 3, b"new")]))
    assert (repo.top / name).read_bytes() == b"new\n"


@st.composite
def _cases(draw: st.DrawFn) -> tuple[bytes, list[Splice]]:
    line = st.sampled_from([b"a", b"b", b"", b"c\r", b"x y"])
    before = b"\n".join(draw(st.lists(line, max_size=40)))
    cuts = sorted(draw(st.lists(st.integers(0, len(before)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    texts = st.sampled_from([b"", b"n", b"n\n", b"one\ntwo", b"\n"])
    return before, [Splice(start, end, draw(texts)) for start, end in pairs]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=_cases())
def test_git_apply_gives_the_new_bytes(
    case: tuple[bytes, list[Splice]], make_scratch: Callable[[], Any]
) -> None:
    before, changes = case
    folder = make_scratch()
    (folder / "f").write_bytes(before)
    diff = unified_diff("f", before, changes)
    if diff:
        _git_apply(folder, diff)
    assert (folder / "f").read_bytes() == spliced(before, changes)


@pytest.fixture
def make_scratch(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Any]:
    return lambda: tmp_path_factory.mktemp("scratch")


def _git_apply(folder: Any, diff: bytes) -> None:
    done = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "--unidiff-zero", "-"],
        cwd=folder,
        input=diff,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode() + diff.decode("utf-8", "replace")
