"""The words of import statements: read alone they are what they are beside all else that is read of a file, and what is
kept between runs tells what the files do."""

from __future__ import annotations

from pathlib import Path

import pytest
from in_memory import symbols_of

from refactor_cli.cache import open_cache
from refactor_cli.data import Snapshot
from refactor_cli.occurrences import import_index
from refactor_cli.occurrences.import_words import (
    asked_names,
    bound_inside,
    files_importing,
    imported_names,
    importing_from,
    is_module_imported,
    load_import_words,
    may_define_class,
    renamed,
    renaming,
    taken_names,
)

FILES: dict[str, str | bytes] = {
    "a.py": "import pkg.mod as m, other\nfrom pkg import (one,  # )\n    two as three)\n",
    "b.py": "def f():\n    from . import one\n    from pkg.star import *\n    x = one\n",
    "c.py": b'# -*- coding: latin-1 -*-\nfrom pkg import \xfcber\n"""import word"""\n',
    "d.py": "x = 1\n",
    "e.txt": "import pkg\n",
    "f.py": "class C:\n    from pkg import one\n    two = getattr(m.mod, 'asked')\n",
    "g.py": "class C:\n    from pkg import one\n    two = getattr(m.mod, 'asked')\n",
}
WORDS = (
    "pkg",
    "mod",
    "m",
    "other",
    "one",
    "two",
    "three",
    "star",
    "*",
    "\u00fcber",
    "word",
    "x",
    "C",
    "asked",
    "new",
)
AFTER: dict[str, str | bytes] = {
    **{path: text for path, text in FILES.items() if path != "b.py"},
    "a.py": "from new import three as one\n",
    "h.py": "from .one import mod\nclass D: pass\nm.asked\n",
}


def test_imports_alone() -> None:
    alone, all_of_it = symbols_of(FILES).snapshot, symbols_of(FILES).snapshot
    is_module_imported(all_of_it, "pkg")
    for word in WORDS:
        assert [*files_importing(alone, word)] == [*files_importing(all_of_it, word)]
    assert files_importing(alone, "one") == ["a.py", "b.py", "f.py", "g.py"]
    assert files_importing(alone, "*") == ["b.py"]
    assert files_importing(alone, "\u00fcber") == ["c.py"]
    assert not files_importing(alone, "x")


def test_by_word() -> None:
    snapshot = symbols_of(FILES).snapshot
    assert imported_names(snapshot, b"one") == {
        "a.py": {b"pkg"},
        "b.py": {b"."},
        "f.py": {b"pkg"},
        "g.py": {b"pkg"},
    }
    assert renamed(snapshot)[b"two"] == {b"three"}
    assert [*renaming(snapshot, "two")] == ["a.py"]
    assert bound_inside(snapshot, "one") == ["b.py", "f.py", "g.py"]
    assert taken_names(snapshot, b"mod")[b"m"] == ["f.py", "g.py"]
    assert asked_names(snapshot, b"asked") == {b"mod": ["f.py", "g.py"]}


@pytest.mark.parametrize("few", [20, 0], ids=["few unknown", "many unknown"])
@pytest.mark.parametrize("lost", [False, True], ids=["whole", "a part lost"])
def test_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int, lost: bool) -> None:
    monkeypatch.setattr(import_index, "_FEW", few)
    monkeypatch.setattr(import_index, "_PART", 2)
    _told(tmp_path, FILES)
    if lost:
        _lose_parts(tmp_path)
    assert _told(tmp_path, AFTER) == _read(AFTER)
    assert _told(tmp_path, FILES) == _read(FILES)


def test_kept_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _told(tmp_path, FILES)
    _told(tmp_path, AFTER)

    def fails(file: object) -> object:
        raise AssertionError(file)

    monkeypatch.setattr(import_index, "words_in", fails)
    assert _told(tmp_path, AFTER)


def _told(folder: Path, files: dict[str, str | bytes]) -> object:
    cache, snapshot = open_cache(folder), symbols_of(files).snapshot
    load_import_words(snapshot, cache, "here")
    found = _everything(snapshot)
    assert may_define_class(snapshot, "D") == ("h.py" in files)
    assert cache.close() is None
    return found


def _read(files: dict[str, str | bytes]) -> object:
    return _everything(symbols_of(files).snapshot)


def _everything(snapshot: Snapshot) -> object:
    return (
        {*importing_from(snapshot)},
        renamed(snapshot),
        [
            (
                is_module_imported(snapshot, word),
                files_importing(snapshot, word),
                imported_names(snapshot, word.encode()),
                sorted(renaming(snapshot, word)),
                bound_inside(snapshot, word),
                taken_names(snapshot, word.encode()),
                asked_names(snapshot, word.encode()),
            )
            for word in WORDS
        ],
    )


def _lose_parts(folder: Path) -> None:
    import sqlite3

    with sqlite3.connect(next(folder.rglob("*.sqlite"))) as connection:
        gone = connection.execute("delete from rows where kind = 'import index' and blob like '% 0'")
        assert gone.rowcount > 3
