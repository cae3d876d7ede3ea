"""Functions of modules outside of the repository. Each program is run as well: what it calls is never ruled out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from in_memory import symbols_of

from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target

# what lies outside: it says from which line of which file it is called
OUTSIDE = {
    "legacy/__init__.py": "",
    "legacy/moves.py": (
        "import sys\n"
        "def old(*args):\n"
        "    frame = sys._getframe(1)\n"
        "    print(frame.f_code.co_filename.rpartition('repository/')[2], frame.f_lineno, sep=':')\n"
    ),
    "compat.py": "from legacy import moves\nfrom legacy.moves import old\n",
}
IMPORT = "from legacy import moves\n"
USE = "def use(x):\n    x.old(1)\n"
TRUE = [
    pytest.param(f"{IMPORT}{USE}use(moves)\n", id="an argument"),
    pytest.param(f"import legacy.moves\n{USE}use(legacy.moves)\n", id="by its full name"),
    pytest.param(f"from legacy import moves as m\n{USE}use(m)\n", id="renamed"),
    pytest.param(f"import legacy.moves as m\n{USE}for each in [m]: use(each)\n", id="in a list"),
    pytest.param(
        "import legacy.moves\ndef f(x):\n    y = x.moves\n    y.old(1)\nf(legacy)\n", id="its package"
    ),
    pytest.param(
        "import legacy.moves\ndef g(y):\n    y.old(1)\ndef f(x):\n    g(x.moves)\nf(legacy)\n",
        id="taken of its package",
    ),
    pytest.param(
        "import legacy.moves\ndef g(y):\n    y.old(1)\ng(getattr(legacy, 'moves'))\n",
        id="getattr of its package",
    ),
    pytest.param(
        "import legacy.moves\nN = 'moves'\ndef g(y):\n    y.old(1)\ng(getattr(legacy, N))\n",
        id="computed of it",
    ),
    pytest.param(
        f"{IMPORT}class A:\n    def __init__(self):\n        self.of = moves\n    def f(self):\n"
        "        self.of.old(1)\nA().f()\n",
        id="an attribute",
    ),
    pytest.param(
        "from legacy.moves import old\nclass A:\n    def __init__(self):\n        self.old = old\n"
        "    def f(self):\n        self.old(1)\nA().f()\n",
        id="the function, an attribute",
    ),
    pytest.param(
        f"{IMPORT}class A:\n    def __init__(self):\n        self.old = moves.old\n{USE}use(A())\n",
        id="the function of the module, an attribute",
    ),
    pytest.param(f"{IMPORT}class A:\n    old = moves.old\n{USE}use(A())\n", id="in a class"),
    pytest.param(f"class A:\n    from legacy.moves import old\n{USE}use(A())\n", id="imported in a class"),
    pytest.param(
        "class A:\n    from legacy import moves\ndef f(x):\n    y = x.moves\n    y.old(1)\nf(A)\n",
        id="its module in a class",
    ),
    pytest.param(f"{IMPORT}{USE}def f(x=moves):\n    use(x)\nf()\n", id="a default"),
    pytest.param(
        "from legacy.moves import old\nclass A:\n    def __init__(self, f=old): self.old = f\n"
        f"{USE}use(A())\n",
        id="the function, a default",
    ),
    pytest.param(f"{IMPORT}{USE}use({{'a': moves}}['a'])\n", id="in a dictionary"),
    pytest.param(f"{IMPORT}{USE}def get(): return moves\nuse(get())\n", id="a result"),
    pytest.param(f"{IMPORT}{USE}def get():\n    yield moves\nfor each in get(): use(each)\n", id="yielded"),
    pytest.param(f"{IMPORT}{USE}use((lambda: moves)())\n", id="of a lambda"),
    pytest.param(f"{IMPORT}x = moves if __name__ else None\nx.old(1)\n", id="a condition"),
    pytest.param(f"{IMPORT}{USE}setattr(use, 'of', moves)\nuse.of.old(1)\n", id="by setattr"),
    pytest.param(
        f"from types import SimpleNamespace\n{IMPORT}{USE}use(SimpleNamespace(old=moves.old))\n",
        id="a namespace",
    ),
    pytest.param(
        f"import legacy.moves\nimport sys\n{USE}use(sys.modules['legacy.moves'])\n", id="of sys.modules"
    ),
    pytest.param(
        f"import legacy.moves\nimport sys\n{USE}for n, m in list(sys.modules.items()):\n"
        "    if n.endswith('moves'): use(m)\n",
        id="all of sys.modules",
    ),
    pytest.param(f"import importlib\n{USE}use(importlib.import_module('legacy.moves'))\n", id="loaded"),
    pytest.param(
        f"import importlib\nN = 'moves'\n{USE}use(importlib.import_module('legacy.' + N))\n",
        id="by a computed name",
    ),
    pytest.param(
        f"from importlib import import_module as load\n{USE}N = 'legacy.%s'\nuse(load(N % 'moves'))\n",
        id="by a renamed loader",
    ),
    pytest.param(f"{USE}use(__import__('legacy.moves').moves)\n", id="__import__"),
    pytest.param(
        f"from legacy.moves import *\nclass A: pass\na = A()\na.old = old\n{USE}use(a)\n", id="a star's"
    ),
    pytest.param(
        f"{IMPORT}class P:\n    def __getattr__(self, n): return getattr(moves, n)\n{USE}use(P())\n",
        id="handed on to",
    ),
    pytest.param(
        f"{IMPORT}class P: pass\nP.__dict__\np = P()\np.__dict__.update(vars(moves))\n{USE}use(p)\n",
        id="all of it",
    ),
    pytest.param(
        f"{IMPORT}{USE}class P: pass\nfor n in dir(moves):\n"
        "    if n == 'old': setattr(P, n, getattr(moves, n))\nuse(P)\n",
        id="its names",
    ),
    pytest.param(
        f"from legacy.moves import old\nclass P: pass\nfor f in (old,): setattr(P, f.__name__, f)\n{USE}use(P)\n",
        id="by its name",
    ),
    pytest.param(
        f"from legacy.moves import old\nP = type('P', (), {{'old': old}})\n{USE}use(P())\n", id="by type"
    ),
    pytest.param(f"from compat import moves\n{USE}list(map(use, [moves]))\n", id="as another package has it"),
    pytest.param(f"import compat\n{USE}list(map(use, [compat.moves]))\n", id="taken of another package"),
    pytest.param(f"from functools import partial\n{IMPORT}{USE}partial(use, moves)()\n", id="in a partial"),
    pytest.param(f"{IMPORT}{USE}(x := moves)\nuse(x)\n", id="a walrus"),
    pytest.param(f"{IMPORT}global_ = [None]\nglobal_[0] = moves\nglobal_[0].old(1)\n", id="an item"),
    pytest.param(f"{IMPORT}a, b = moves, 1\na.old(1)\n", id="unpacked"),
    pytest.param(f"import mod\n{USE}use(mod)\n", id="a module that has it"),
    pytest.param(
        f"import importlib\nN = 'mod'\n{USE}use(importlib.import_module(N))\n",
        id="a loaded one that has it",
    ),
    pytest.param(
        f"import importlib\nN = 'user'\n{USE}use(importlib.import_module(N).moves)\n",
        id="a loaded one that has its module",
    ),
]
FALSE = [
    pytest.param(f"{IMPORT}moves.old(1)\n{USE}", id="called"),
    pytest.param(f"from legacy.moves import old\nlist(map(old, [1]))\n{USE}", id="a value"),
    pytest.param(
        f"import importlib\ndef load(n): return importlib.import_module(n)\n{USE}", id="other plugins"
    ),
    pytest.param(f"{IMPORT}class A:\n    def old(self): pass\n{USE}", id="a method"),
    pytest.param(
        f"from unittest import mock\n{IMPORT}with mock.patch.object(moves, 'other', 1, create=True): pass\n{USE}",
        id="patched",
    ),
    pytest.param(f"from unittest import mock\nresult = [mock.sentinel.old]\n{USE}", id="a sentinel"),
    pytest.param(f"import legacy.moves  # rather than import old\n{USE}", id="a comment"),
    pytest.param(
        "def use(x):\n    try: x()\n    except ValueError as error: error.old\n    error.args.old(1)\n",
        id="nothing imports it",
    ),
]


def judged(files: dict[str, str], target: str = "legacy.moves.old") -> dict[str, str]:
    symbols = symbols_of({**files, "also.py": "import legacy.moves\n"})  # so that it is known to be a module
    (result,) = find(symbols, [read_target(symbols, target, known=True)], evidence=Evidence()).results
    return {
        f"{each.path}:{each.location.line}": f"{each.certainty} {each.evidence[-1]}"
        for each in (*result.usages, *result.ruled_out)
        if each.kind == "call"
    }


@pytest.mark.parametrize("program", TRUE)
def test_what_is_called_is_never_ruled_out(program: str, tmp_path: Path) -> None:
    files = {"use.py": program}
    if "import mod" in program or "'mod'" in program:
        files["mod.py"] = "from legacy.moves import old\n"
    if "'user'" in program:
        files["user.py"] = "from legacy import moves\n"
    for path, text in {
        **{f"outside/{path}": text for path, text in OUTSIDE.items()},
        **{f"repository/{path}": text for path, text in files.items()},
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.path[:0] = sys.argv[1:]; import use",
            *map(str, (tmp_path / "repository", tmp_path / "outside")),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    called = run.stdout.split()
    assert called
    found = judged(files)
    assert {found.get(line, "lost").partition(" ")[0] for line in called}.isdisjoint({"lost", "ruled_out"})


@pytest.mark.parametrize("program", FALSE)
def test_what_no_object_can_have(program: str) -> None:
    assert judged({"use.py": program})[
        f"use.py:{program[: program.rindex('.old(1)')].count(chr(10)) + 1}"
    ] == ("ruled_out modules-alone")


def test_a_copy_of_six_may_fill_its_own_modules() -> None:
    six = "class moves: pass\ndel moves.__dict__['filter']\n"
    files = {"use.py": f"{IMPORT}{USE}", "vendored/six.py": six}
    assert judged(files)["use.py:3"] == "ruled_out modules-alone"
    assert judged({**files, "other.py": six})["use.py:3"].startswith("possible")


def test_the_owner_may_be_no_module() -> None:
    use = "import numpy\ndef use(x):\n    x.tostring()\n"
    assert judged({"use.py": use}, "numpy.ndarray.tostring")["use.py:3"].startswith("possible")
