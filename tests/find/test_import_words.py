"""The words of import statements: read alone they are what they are beside all else that is read of a file."""

from __future__ import annotations

from in_memory import symbols_of

from refactor_cli.occurrences.import_words import import_words, modules_imported

FILES = {
    "a.py": "import pkg.mod as m, other\nfrom pkg import (one,  # )\n    two as three)\n",
    "b.py": "def f():\n    from . import one\n    from pkg.star import *\n    x = one\n",
    "c.py": b'# -*- coding: latin-1 -*-\nfrom pkg import \xfcber\n"""import word"""\n',
    "d.py": "x = 1\n",
    "e.txt": "import pkg\n",
}


def test_imports_alone() -> None:
    alone, all_of_it = symbols_of(FILES).snapshot, symbols_of(FILES).snapshot
    modules_imported(all_of_it)
    found = import_words(alone)
    assert found == import_words(all_of_it)
    assert found["one"] == {
        "a.py": {b"pkg", b"mod", b"as", b"m", b"other", b"one", b"two", b"three"},
        "b.py": {b"one", b"pkg", b"star", b"*"},
    }
    assert found["\u00fcber"].keys() == {"c.py"}
    assert "x" not in found
