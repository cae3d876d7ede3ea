"""Which files hold a name: every file is taken apart once between runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from in_memory import symbols_of

from refactor_cli.cache import Key, open_cache
from refactor_cli.data import Snapshot, SourceFile
from refactor_cli.embedded_sources import with_source
from refactor_cli.inference.likely_files import deriving
from refactor_cli.words import index as word_index
from refactor_cli.words import offsets
from refactor_cli.words.files import files_with, look_for, python_files_with
from refactor_cli.words.index import load_word_index

OTHER = "\uff4f\uff4c\uff44"  # `old` in full-width letters
FILES = {
    "a.py": "old = x\n",
    "b.py": "older = new\n",
    "c.txt": "old, new",
    "d.py": "\u00fcber = old\n",
    "e.txt": OTHER,
    "f.py": OTHER,
}
NAMES = ("old", "new", "none", "\u00fcber")
# so many are looked for that an index is made
MANY = [f"name{number}" for number in range(100)]


def holding(snapshot: Snapshot) -> dict[str, list[str]]:
    look_for(snapshot, MANY)
    return {name: files_with(snapshot, name) for name in NAMES}


def test_it_is_what_every_file_says(tmp_path: Path) -> None:
    plain = symbols_of(FILES).snapshot
    expected = {name: files_with(plain, name) for name in NAMES}
    assert expected == {
        "old": ["a.py", "c.txt", "d.py", "f.py"],
        "new": ["b.py", "c.txt"],
        "none": [],
        "\u00fcber": ["d.py"],
    }
    for _ in range(2):
        cache, snapshot = open_cache(tmp_path), symbols_of(FILES).snapshot
        load_word_index(snapshot, cache, "here")
        assert holding(snapshot) == expected
        assert cache.close() is None


def test_only_new_files_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, snapshot = open_cache(tmp_path), symbols_of(FILES).snapshot
    load_word_index(snapshot, cache, "here")
    holding(snapshot)
    cache.close()
    read, real = list[bytes](), word_index.words_in

    def noted(file: SourceFile) -> set[bytes]:
        read.append(file.data)
        return real(file)

    monkeypatch.setattr(word_index, "words_in", noted)
    files = {**FILES, "a.py": "new\n", "e.py": "old = x\n"}
    snapshot = symbols_of(files).snapshot
    load_word_index(snapshot, open_cache(tmp_path), "here")
    found = holding(snapshot)
    assert read == [b"new\n"]  # e.py is what a.py was
    assert (found["old"], found["new"]) == (["c.txt", "d.py", "e.py", "f.py"], ["a.py", "b.py", "c.txt"])


def test_what_the_cache_has_lost_is_made_again(tmp_path: Path) -> None:
    cache, snapshot = open_cache(tmp_path), symbols_of(FILES).snapshot
    load_word_index(snapshot, cache, "here")
    expected = holding(snapshot)
    lost: list[tuple[Key, str]] = [key for key in cache.new if key[1]]
    for key in lost:
        del cache.new[key]
    cache.close()
    snapshot = symbols_of(FILES).snapshot
    load_word_index(snapshot, open_cache(tmp_path), "here")
    assert lost
    assert holding(snapshot) == expected


def test_an_index_that_knows_few_files_is_made_anew(tmp_path: Path) -> None:
    for files in ({f"{n}.py": f"old{n}\n" for n in range(3)}, {f"{n}.py": f"old, {n}\n" for n in range(40)}):
        cache, snapshot = open_cache(tmp_path), symbols_of(files).snapshot
        load_word_index(snapshot, cache, "here")
        assert holding(snapshot)["old"] == [path for path in snapshot.files if "," in files[path]]
        assert any(key.kind == "word index" for key, _ in cache.new)
        cache.close()


def test_sources_in_other_files_change_nothing_for_all_of_them(tmp_path: Path) -> None:
    files = {"lib.py": "class Base: ...\n", "docs.rst": "of Base::\n\n    class C(Base): old\n"}
    symbols = symbols_of(files)
    cache = open_cache(tmp_path)
    load_word_index(symbols.snapshot, cache, "/here")
    within = with_source(symbols, "docs.rst", b"class C(Base): ...\n")
    assert files_with(within.snapshot, "old") == ["docs.rst"]
    assert (
        python_files_with(within.snapshot, "Base")
        == python_files_with(symbols.snapshot, "Base")
        == ["lib.py"]
    )
    assert deriving(within, "Base") == []
    cache.close()
    again = symbols_of(files)
    load_word_index(again.snapshot, cache, "/here")
    assert files_with(again.snapshot, "old") == ["docs.rst"]


def test_words_that_were_searched_for_are_known_again(tmp_path: Path) -> None:
    def known(files: dict[str, str], name: str) -> tuple[list[str], int]:
        snapshot, cache = symbols_of(files).snapshot, open_cache(tmp_path)
        load_word_index(snapshot, cache, "/here")
        found = files_with(snapshot, name)
        rows = len(cache.new)
        cache.close()
        return found, rows

    # what the blobs are, and the word, for Python files and for others
    assert known(FILES, "old") == (["a.py", "c.txt", "d.py", "f.py"], 4)
    assert known(FILES, "old") == (["a.py", "c.txt", "d.py", "f.py"], 0)
    assert known(FILES, "none") == ([], 2)
    assert known({**FILES, "a.py": "new\n", "e.py": "old\n"}, "old") == (["c.txt", "d.py", "e.py", "f.py"], 0)
    others = {f"{number}.py": f"old = {number}" for number in range(40)}
    assert known(others, "old")[1] == 2  # all Python files are others


def test_what_a_file_is_again_is_not_forgotten(tmp_path: Path) -> None:
    def found(a: str, names: tuple[str, ...]) -> list[list[str]]:
        snapshot, cache = symbols_of({**FILES, "a.py": a}).snapshot, open_cache(tmp_path)
        load_word_index(snapshot, cache, "/here")
        files = [files_with(snapshot, name) for name in names]
        cache.close()
        return files

    assert found("old = x\n", ("new",)) == [["b.py", "c.txt"]]
    # meanwhile no file is what a.py was, and more words are searched for
    assert found("other = x\n", ("old", "x")) == [["c.txt", "d.py", "f.py"], ["a.py"]]
    for _ in range(2):
        assert found("old = x\n", ("old", "x", "new")) == [
            ["a.py", "c.txt", "d.py", "f.py"],
            ["a.py"],
            ["b.py", "c.txt"],
        ]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"b.py": "old = \u00fcber\n"}, id="comes"),
        pytest.param({"a.py": "x = 1\n", "c.txt": "new\n"}, id="goes"),
        pytest.param({"aa.py": "old = new\n"}, id="a file comes"),
        pytest.param({"a.py": None}, id="a file goes"),
    ],
)
def test_what_is_known_before_an_edit_holds_for_other_files(changes: dict[str, str | None]) -> None:
    before = symbols_of(FILES)
    assert files_with(before.snapshot, "old") == ["a.py", "c.txt", "d.py", "f.py"]
    edited = {path: text for path, text in {**FILES, **changes}.items() if text is not None}
    fresh, kept = symbols_of(edited).snapshot.files, before.snapshot.files
    same = {path: kept[path] if path not in changes else file for path, file in fresh.items()}
    after = before.with_snapshot(Snapshot(same)).snapshot
    assert {name: files_with(after, name) for name in NAMES} == {
        name: files_with(symbols_of(edited).snapshot, name) for name in NAMES
    }


def test_words_that_begin_with_a_digit(tmp_path: Path) -> None:
    for _ in range(2):
        snapshot, cache = (
            symbols_of({"m/0001_x.py": "", "b.py": "patch('m.0001_x.old')\n"}).snapshot,
            open_cache(tmp_path),
        )
        load_word_index(snapshot, cache, "/here")
        look_for(snapshot, MANY)
        assert files_with(snapshot, "0001_x") == ["b.py"]
        cache.close()


def test_an_empty_word_stands_nowhere() -> None:
    assert list(offsets(b"a b", b"")) == []


ESCAPED = [
    pytest.param(rb"x = 'a\nold()'", [8], id="a line feed"),
    pytest.param(rb"x = 'a\n\told()'", [10], id="a line feed and a tab"),
    pytest.param(rb"x = 'a\\nold()'", [], id="a backslash, and a letter"),
    pytest.param(rb"x = '\bold, \nolder, nold'", [], id="others"),
    pytest.param(rb"nold", [], id="at the beginning"),
]


@pytest.mark.parametrize(("data", "expected"), ESCAPED)
def test_a_word_may_stand_behind_an_escape(data: bytes, expected: list[int]) -> None:
    assert list(offsets(data, b"old")) == expected
    files = {"a.py": data, "b.py": "new"}
    assert holding(symbols_of(files).snapshot)["old"] == (["a.py"] if expected else [])
