"""Paths as a user gives them, and patterns as `.gitignore` has them: git itself is the reference."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import GitRepo
from hypothesis import example, given
from hypothesis import strategies as st

from refactor_cli.errors import RefactorError
from refactor_cli.repository import open_repository
from refactor_cli.selection import Selection, select, selects

MakeRepo = Callable[..., GitRepo]
PATHS = (
    "a.py",
    "lib/a.py",
    "lib/deep/a.py",
    "lib/deep/b.txt",
    "libx/a.py",
    "tests/lib/a.py",
    "[x].py",
    "x.py",
    ".c/d.py",
)


def chosen(selection: Selection) -> set[str]:
    return set(filter(selects(selection), PATHS))


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        pytest.param(Selection(), set(PATHS), id="everything"),
        pytest.param(Selection(("",)), set(PATHS), id="the top"),
        pytest.param(Selection(("none",)), set(), id="nothing"),
        pytest.param(Selection(("lib",)), {"lib/a.py", "lib/deep/a.py", "lib/deep/b.txt"}, id="folder"),
        pytest.param(Selection(("a.py", "lib/deep")), {"a.py", "lib/deep/a.py", "lib/deep/b.txt"}, id="two"),
        pytest.param(Selection(("[x].py",)), {"[x].py"}, id="a path is no pattern"),
        pytest.param(Selection(include=("*.txt",)), {"lib/deep/b.txt"}, id="include"),
        pytest.param(Selection(exclude=("*.py",)), {"lib/deep/b.txt"}, id="exclude"),
        pytest.param(Selection(("lib",), ("*.py",), ("deep/",)), {"lib/a.py"}, id="all three"),
    ],
)
def test_selects(selection: Selection, expected: set[str]) -> None:
    assert chosen(selection) == expected


PATTERNS = (
    "*.py", "a.py", "/a.py", "lib", "lib/", "/lib", "lib/*", "lib/**", "**/a.py", "lib/**/a.py", "**/lib/**",
    "**/deep/*.txt", "*/a.py", "deep/a.py", "lib/deep/", "?.py", "[ab].py", "[!ab].py", "[^ab].py", "[a-c].txt",
    "[]x].py", "\\[x\\].py", "[[]x].py", "x.*", "a.py/", "**", "*", "l*b", "l*", "*b*x", "[x.py", "lib/d**p/a.py",
    "lib/*/a.py", "**/*", "a/**", ".c", ".*", "/**/a.py", "\\a.py", "li[b]/", "lib/**/deep/**/a.py",
    "[+--]c*", "[a-cx].py",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_mean_what_they_mean_to_git(make_repo: MakeRepo, pattern: str) -> None:
    repo = make_repo(None)
    repo.write(dict.fromkeys(PATHS, ""))
    repo.write({".gitignore": f"{pattern}\n"})
    asked = "\0".join(PATHS).encode()
    done = subprocess.run(
        ["git", "check-ignore", "-z", "--stdin"], cwd=repo.top, input=asked, capture_output=True, check=False
    )
    ignored = set(done.stdout.decode().split("\0")) - {""}
    assert chosen(Selection(include=(pattern,))) == ignored
    assert chosen(Selection(exclude=(pattern,))) == set(PATHS) - ignored


@given(
    st.lists(st.text(alphabet="ab*?/[]!\\-", min_size=1, max_size=8), min_size=1, max_size=2),
    st.lists(st.text(alphabet="ab", min_size=1, max_size=4), min_size=1, max_size=4),
)
@example(["[?--]"], ["a"])
@example(["[+--]"], ["a"])
def test_a_pattern_is_understood_or_refused(patterns: list[str], parts: list[str]) -> None:
    try:
        is_selected = selects(Selection(include=tuple(patterns)))
    except RefactorError:
        return
    assert is_selected("/".join(parts)) in (True, False)


@given(st.lists(st.sampled_from(["*", "**", "a", "b", "?", "ab"]), min_size=1, max_size=6), st.data())
def test_stars_agree_with_a_plain_search(segments: list[str], data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from(["a", "b", "ab", "aab"]), min_size=1, max_size=5))

    def fits(left: list[str], right: list[str]) -> bool:
        if not left:
            return not right
        if left[0] == "**":
            return fits(left[1:], right) or (bool(right) and fits(left, right[1:]))
        return (
            bool(right)
            and (left[0] in ("*", right[0]) or (left[0] == "?" and len(right[0]) == 1))
            and fits(left[1:], right[1:])
        )

    pattern = [*segments, "*"] if segments[-1] == "**" else segments
    is_expected = any(fits(pattern, parts[:end]) for end in range(1, len(parts) + 1))
    assert selects(Selection(include=("/" + "/".join(segments),)))("/".join(parts)) == is_expected


@pytest.mark.parametrize(
    "pattern",
    ["a*" * 40 + "b", "*a" * 40 + "b", "?*" * 40 + "b", "**/a/" * 40 + "b", "[a]*" * 40 + "b"],
    ids=range(5),
)
def test_no_pattern_is_slow(pattern: str) -> None:
    started = time.process_time()
    assert not selects(Selection(include=(pattern,)))("a" * 4000)
    assert not selects(Selection(include=(pattern,)))("/".join("a" * 500))
    assert time.process_time() - started < 2


@pytest.mark.parametrize("pattern", ["", "/", "!a.py", "a\0b", "./", "[z-a].py"])
def test_what_is_no_pattern(make_repo: MakeRepo, pattern: str) -> None:
    repository = open_repository(make_repo(None).top)
    for include, exclude in (([pattern], []), ([], [pattern])):
        with pytest.raises(RefactorError) as error:
            select(repository, include=include, exclude=exclude)
        assert error.value.problem.startswith(f"{pattern!r} is no pattern of files")
        assert error.value.exit_code == 2


def test_paths_are_relative_to_where_the_user_stands(
    make_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make_repo({"lib/deep/a.py": "", "a.py": ""})
    repository = open_repository(repo.top)
    (repo.top / "link").symlink_to("lib")
    given_paths = [
        Path(name)
        for name in ("a.py", "..", "../..", ".", str(repo.top / "a.py"), "../../link", "../../link/x")
    ]
    monkeypatch.chdir(repo.top / "lib/deep")
    assert select(repository, paths=given_paths).paths == (
        "lib/deep/a.py",
        "lib",
        "",
        "lib/deep",
        "a.py",
        "link",
        "lib/x",
    )
    monkeypatch.chdir("/")
    assert select(repository, paths=[Path("lib/deep"), Path("-x")]).paths == ("lib/deep", "-x")


@pytest.mark.parametrize("path", ["..", "/etc/passwd", "lib/../../x", "out/passwd"])
def test_a_path_outside(make_repo: MakeRepo, path: str) -> None:
    repo = make_repo({"lib/a.py": ""})
    (repo.top / "out").symlink_to("/etc")
    with pytest.raises(RefactorError) as error:
        select(open_repository(repo.top), paths=[Path(path)])
    assert (error.value.problem, error.value.exit_code) == (
        f"{path} lies outside of the repository {repo.top}",
        2,
    )
