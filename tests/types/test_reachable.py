"""What a server may read: every way to import, and nothing that nobody imports."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.types.reachable import reachable

FILES = {
    "__builtins__.pyi": "",
    "alone.py": "",
    "pkg/__init__.py": "",
    "pkg/a.py": "",
    "pkg/a.pyi": "from pkg import b",
    "pkg/b.py": "",
    "pkg/sub/__init__.py": "from .c import *",
    "pkg/sub/c.py": "",
    "src/lib/__init__.py": "",
    "src/lib/d.py": "",
    "src/typed-stubs/__init__.pyi": "",
}
IN_PKG = ["pkg/__init__.py"]
A = [*IN_PKG, "pkg/a.py", "pkg/a.pyi", "pkg/b.py"]
SUB = [*IN_PKG, "pkg/sub/__init__.py", "pkg/sub/c.py"]
LIB = ["src/lib/__init__.py", "src/lib/d.py"]


@pytest.mark.parametrize(
    ("source", "files"),
    [
        pytest.param("x = 1", [], id="nothing"),
        pytest.param("import os, sys", [], id="the standard library"),
        pytest.param("from . import nothing\nfrom .... import x", [], id="nothing there"),
        pytest.param("import pkg.a as b", A, id="import"),
        pytest.param("import os, pkg.a", A, id="second in a line"),
        pytest.param("import os, \\\n    pkg.a", A, id="continued"),
        pytest.param("from pkg import a", A, id="a submodule by from"),
        pytest.param("from pkg.a import x, y", A, id="from a module"),
        pytest.param("from pkg import (  # which\n    x,\n    a,\n)", A, id="in parentheses"),
        pytest.param("from pkg \\\n  import a", A, id="from, continued"),
        pytest.param("if x:\n    from pkg import a", A, id="indented"),
        pytest.param("x = 1; import pkg.a", A, id="after a semicolon"),
        pytest.param("from .pkg.sub import x", SUB, id="relative"),
        pytest.param("from . import pkg", IN_PKG, id="from a folder"),
        pytest.param("from .import pkg", IN_PKG, id="no blank before import"),
        pytest.param("# from" + " " * 20_000 + "\nimport pkg", IN_PKG, id="a comment that ends in from"),
        pytest.param("import lib.d\r\n", LIB, id="another root"),
        pytest.param("import typed", ["src/typed-stubs/__init__.pyi"], id="a stub package"),
    ],
)
def test_reachable(source: str, files: list[str]) -> None:
    symbols = symbols_of({**FILES, "use.py": source})
    assert sorted(reachable(symbols, ["use.py"])) == sorted(["__builtins__.pyi", "use.py", *files])
