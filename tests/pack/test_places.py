"""Places of a prompt: which usages share the source that is quoted around them; how usages are written alike."""

from __future__ import annotations

import re

import pytest
from in_memory import symbols_of
from msgspec.structs import replace

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.pack import Request, Task, pack
from refactor_cli.pack.called import called_definitions
from refactor_cli.pack.nearness import nearest, surest
from refactor_cli.pack.places import places
from refactor_cli.pack.shapes import shape

FAR = "x = 1\n" * 13


def grouped(code: str) -> list[tuple[str, list[int]]]:
    """Of each place the name, and the lines of its usages."""
    symbols = symbols_of({"lib.py": "def old(*a): pass\n", "app.py": f"from lib import old\n{code}"})
    (result,) = find(symbols, [read_target(symbols, "lib.old")]).results
    usages = sorted((each for each in result.usages if each.kind != "import"), key=lambda each: each.span)
    found = places(symbols.map("app.py"), usages)
    return [
        (around.qualname if around is not None else "", [each.location.line for each in group])
        for around, group in found
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            "class A:\n    x = old(1)\n    def m(self):\n        old(2)\n    y = old(3)\n",
            [("A", [3, 6]), ("A.m", [5])],
            id="what a class holds, and what its methods do",
        ),
        pytest.param(
            "@old\nclass A(old()):\n    class B:\n        x = old(1)\n", [("A", [2, 3]), ("A.B", [5])]
        ),
        pytest.param(f"x = old(1)\ny = [\n    old(2),\n]\n{FAR}z = old(3)\n", [("", [2, 4]), ("", [19])]),
        pytest.param(
            "class A:\n" + "    x = old(1)\n" * 41,
            [("A", list(range(3, 43))), ("A", [43])],
            id="not too many in one",
        ),
    ],
)
def test_places(code: str, expected: list[tuple[str, list[int]]]) -> None:
    assert grouped(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("@old\ndef f(): pass\n", "decorator"),
        ("@old(a, b=1)\ndef f(): pass\n", "@old(_, b=int)"),
        ("old(a, b=1)\n", "old(_, b=int)"),
        ("print(old)\n", "reference"),
    ],
)
def test_shapes(code: str, expected: str) -> None:
    symbols = symbols_of({"lib.py": "def old(*a, **k): pass\n", "app.py": f"from lib import old\n{code}"})
    (result,) = find(symbols, [read_target(symbols, "lib.old")]).results
    assert [shape(each) for each in result.usages if each.kind != "import"] == [expected]


def test_a_file_is_near_for_the_usages_that_something_speaks_for() -> None:
    files = {
        "lib.py": "class Query:\n    def get(self, key): ...\n",
        "few.py": "from made import start\n\n\ndef f(session):\n    return session.query(start()).get(1)\n",
        "many.py": "from other import load\n\n\ndef g(x):\n    load(x)\n" + "    x.get(1)\n" * 9,
        "made.py": "def start():\n    return 1\n",
        "other.py": "def load(x):\n    return x\n",
    }
    symbols = symbols_of(files)
    (result,) = find(symbols, [read_target(symbols, "lib.Query.get")]).results
    usages = [replace(each, rank=0.55 if each.path == "few.py" else 0.3) for each in result.usages]
    assert {each.certainty for each in usages} == {"possible"}
    assert nearest(symbols, [result.target], usages)[:3] == ["lib.py", "few.py", "made.py"]
    called = called_definitions(symbols, surest(usages))
    assert [each.path for each in called] == ["made.py"]


def test_empty_files_are_near_nothing() -> None:
    files = {
        "lib/__init__.py": "\n",
        "lib/a.py": "def old(): pass\n",
        "lib/b.py": "from lib.a import old\nold()\n",
    }
    symbols = symbols_of(files)
    (result,) = find(symbols, [read_target(symbols, "lib.a.old")]).results
    assert nearest(symbols, [result.target], result.usages) == ["lib/a.py", "lib/b.py"]


@pytest.mark.parametrize(("lines", "offered"), [(5, '">'), (80, '" shown="in part">')])
def test_long_functions_may_be_given_new_source_as_well(lines: int, offered: str) -> None:
    body = "    print(1)\n" * lines
    symbols = symbols_of(
        {"lib.py": "def old(): pass\n", "app.py": f"import lib\n\ndef f():\n    lib.old()\n{body}"}
    )
    usages = find(symbols, [read_target(symbols, "lib.old")])
    (prompt,) = pack(Request(symbols, Task(usages, "Use new."))).prompts
    assert re.search(rf'<place path="app.py" in="f" function="f[0-9a-f]{{6}}{offered}', prompt.text)
