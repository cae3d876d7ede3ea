"""Which files hold a name: looked for once between runs."""

from __future__ import annotations

from pathlib import Path

from in_memory import symbols_of

from refactor_cli.cache import open_cache
from refactor_cli.occurrences import words
from refactor_cli.occurrences.words import files_with, look_for_once

FILES = {"a.py": "old = x\n", "b.py": "older = new\n", "c.txt": "old, new", "d.py": "\u00fcber = old\n"}
NAMES = ("old", "new", "none", "\u00fcber")


def test_it_is_what_every_file_says(tmp_path: Path) -> None:
    plain = symbols_of(FILES).snapshot
    expected = {name: files_with(plain, name) for name in NAMES}
    assert expected == {
        "old": ["a.py", "c.txt", "d.py"],
        "new": ["b.py", "c.txt"],
        "none": [],
        "\u00fcber": ["d.py"],
    }
    for _ in range(2):
        cache, snapshot = open_cache(tmp_path), symbols_of(FILES).snapshot
        look_for_once(snapshot, NAMES, cache, "here")
        assert {name: files_with(snapshot, name) for name in NAMES} == expected
        assert cache.close() is None


def test_only_new_files_are_read_again(tmp_path: Path) -> None:
    cache = open_cache(tmp_path)
    look_for_once(symbols_of(FILES).snapshot, NAMES, cache, "here")
    cache.close()
    read, real = list[bytes](), words.words_of

    def noted(data: bytes) -> set[bytes]:
        read.append(data)
        return real(data)

    words.words_of = noted  # type: ignore[assignment]
    try:
        snapshot = symbols_of({**FILES, "a.py": "new\n", "e.py": "old = x\n"}).snapshot
        look_for_once(snapshot, NAMES, open_cache(tmp_path), "here")
    finally:
        words.words_of = real  # type: ignore[assignment]
    assert read == [b"new\n"]  # e.py is what a.py was
    assert files_with(snapshot, "old") == ["c.txt", "d.py", "e.py"]
    assert files_with(snapshot, "new") == ["a.py", "b.py", "c.txt"]
