"""What counts as a use, what its finding says, and which comments keep it."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.checking.detect import Detected, detect
from refactor_cli.checking.recipes import Rules, together
from refactor_cli.evidence import Evidence
from refactor_cli.find import Wanted, find
from refactor_cli.find.target import read_target
from refactor_cli.recipe.read import read_recipe

LIB = """
def old(a, b=1): pass
def new(b, a): pass
def part(x, *, mode=0, access=0): pass
def test(x, msg=""): pass
class A:
    def m(self): pass
"""
RECIPE = """
from lib import new
from refactor_cli.recipe import moved, replaces

@replaces("lib.old")
def old(a, b=1):
    return new(b, a)

@replaces("lib.A.m", behaviour="changes")
def m(self):
    return self.n()

@replaces("lib.part", given=("mode",))
def part(*args, mode, **kwargs):
    return part(*args, access=mode, **kwargs)

@replaces("lib.test", where={"x": "a == b"})
def test(x, msg="", *, a, b):
    return new(a, b)

moved("collections.Mapping", "collections.abc.Mapping")
moved("gone", "here")
moved("gone.special", "lib.special")
"""


def rules() -> Rules:
    return together([("r.py", RECIPE, read_recipe(RECIPE, "r.py"))])


def detected(source: str, all_recipes: bool = True) -> Detected:
    symbols = symbols_of({"lib.py": LIB, "app.py": source})
    by = rules()
    targets = [read_target(symbols, name, known=True) for name in by.named]
    usages = find(symbols, targets, evidence=Evidence(), wanted=Wanted({"app.py"}))
    return detect(symbols, by, usages, ["app.py"], all_recipes)


NOOP = [
    pytest.param("import lib\nlib.new(1, 2)\n", id="the new function"),
    pytest.param("from other import old\nold(1)\n", id="another function of that name"),
    pytest.param("def f(x):\n    x.old(1)\n", id="nothing is known of it"),
    pytest.param(
        "from lib import part\npart(1, **options)\n", id="what stays, and may be given what is outdated"
    ),
    pytest.param("# lib.old is outdated\n'''lib.old'''\n", id="documents"),
    pytest.param("import lib\nlib.part(1, access=2)\n", id="a call that is no concern of the rule"),
    pytest.param("import lib\nf = lib.part\n", id="a reference when only some calls are a concern"),
    pytest.param(
        "import functools, lib\nf = functools.partial(lib.part, access=2)\n",
        id="a partial that gives another argument",
    ),
    pytest.param("from lib import part\n", id="the import of what stays"),
    pytest.param("from lib import test\ntest(1)\ntest(*args)\nf(test)\n", id="arguments of another form"),
    pytest.param("import lib\nclass B(lib.A):\n    def m(self): pass\n", id="an override in the same family"),
    pytest.param('s = "# refactor: ignore[old] why"\n', id="a comment in a string"),
]


@pytest.mark.parametrize("source", NOOP)
def test_noop(source: str) -> None:
    assert detected(source).findings == ()


@pytest.mark.parametrize(
    ("supported", "found"),
    [
        pytest.param(">=3.8", [], id="what takes its place is not there in all of them"),
        pytest.param(">=3.9", ["typing.List"], id="it is"),
    ],
)
def test_what_a_project_still_needs_is_no_finding(supported: str, found: list[str]) -> None:
    recipe = 'from refactor_cli.recipe import moved\nmoved("typing.List", "builtins.list", requires="python>=3.9")\n'
    by = together([("r.py", recipe, read_recipe(recipe, "r.py"))])
    source = "from typing import List\nx: List[int] = []\n"
    symbols = symbols_of(
        {"app.py": source, "pyproject.toml": f'[project]\nname = "x"\nrequires-python = "{supported}"\n'}
    )
    usages = find(symbols, [read_target(symbols, "typing.List", known=True)], evidence=Evidence())
    assert [each.symbol for each in detect(symbols, by, usages, ["app.py"]).findings] == found


def test_what_the_file_says_of_its_python_counts() -> None:
    """Classifiers that still name Python 2 were forgotten where a file has what only Python 3 reads."""
    recipe = 'from refactor_cli.recipe import moved\nmoved("lib.old", "lib.new", requires="python>=3")\n'
    by = together([("r.py", recipe, read_recipe(recipe, "r.py"))])
    source = "from lib import old\n\ndef f():\n    old()\n    {}\n"
    symbols = symbols_of(
        {
            "newer.py": source.format("raise ValueError from None"),
            "either.py": source.format("pass"),
            "pyproject.toml": '[project]\nname = "x"\nclassifiers = ["Programming Language :: Python :: 2.7"]\n',
        }
    )
    usages = find(symbols, [read_target(symbols, "lib.old", known=True)], evidence=Evidence())
    found = detect(symbols, by, usages, ["newer.py", "either.py"]).findings
    assert {each.path for each in found} == {"newer.py"}


def test_what_a_fix_replaces_is_shown_as_a_whole() -> None:
    files = {
        "lib/__init__.py": "def old(): pass\nnew = old\n",
        "app.py": "from lib import old\n\nold()\n",
        "again.py": "from app import old\n\nold()\n",
    }
    recipe = 'from refactor_cli.recipe import moved\nmoved("lib.old", "lib.fresh.old")\n'
    by = together([("r.py", recipe, read_recipe(recipe, "r.py"))])
    symbols = symbols_of(files)
    targets = [read_target(symbols, name, known=True) for name in by.named]
    usages = find(symbols, targets, evidence=Evidence(), wanted=Wanted({"app.py", "again.py"}))
    found = detect(symbols, by, usages, ["again.py", "app.py"]).findings
    assert [(each.path, each.text, each.fix) for each in found] == [
        ("again.py", "old", None),
        ("app.py", "from lib import old", "from lib.fresh import old"),
    ]
    assert found[0].message.endswith(": the file that it is imported from has to import the new one")


FOUND = [
    pytest.param(
        "import lib\nlib.test(x == 1)\nlib.test(x)\n",
        [("2:1-2:17", "lib.test is outdated: write lib.new(x, 1)", "lib.new(x, 1)", True)],
        id="an argument of a form that is outdated",
    ),
    pytest.param(
        "import functools, lib\nf = functools.partial(lib.part, mode=2)\n",
        [
            (
                "2:23-2:31",
                "lib.part is outdated: functools.partial(…) in line 2 gives mode: rename it there",
                None,
                False,
            )
        ],
        id="a partial that gives what is outdated",
    ),
    pytest.param(
        "import lib\nlib.old(x)\n",
        [("2:1-2:11", "lib.old is replaced by lib.new: write lib.new(1, x)", "lib.new(1, x)", True)],
        id="a call",
    ),
    pytest.param(
        "from lib import old\nold(old(x))\n",
        [
            (
                "2:1-2:12",
                "lib.old is replaced by lib.new: write new(1, new(1, x))",
                "new(1, new(1, x))",
                True,
            ),
            ("2:5-2:11", "lib.old is replaced by lib.new: write new(1, x)", "new(1, x)", True),
        ],
        id="a call in a call, and no word of the import",
    ),
    pytest.param(
        "import lib\nf = lib.old\n",
        [
            (
                "2:5-2:12",
                "lib.old is replaced by lib.new: a reference, not a call: the rule says nothing about it "
                "(moved(…) would; migrate --references lambda writes a lambda)",
                None,
                False,
            )
        ],
        id="a reference",
    ),
    pytest.param(
        "import lib\nlib.A().m()\n",
        [("2:1-2:12", "lib.A.m is replaced by lib.A.n: write lib.A().n()", "lib.A().n()", False)],
        id="a rule that changes behaviour is not certain",
    ),
    pytest.param(
        "import lib\nlib.part(1, mode=2)\n",
        [("2:1-2:20", "lib.part is outdated: write lib.part(1, access=2)", "lib.part(1, access=2)", True)],
        id="a call that gives what the rule is about",
    ),
    pytest.param(
        "from collections import Mapping\nclass M(Mapping): pass\n",
        [
            (
                "1:1-1:32",
                "collections.Mapping is replaced by collections.abc.Mapping: "
                "write from collections.abc import Mapping",
                "from collections.abc import Mapping",
                True,
            )
        ],
        id="what changes with its import alone is told by the import",
    ),
    pytest.param(
        "import gone\ngone.special(1)\n",
        [("2:1-2:13", "gone.special is replaced by lib.special: write lib.special", "lib.special", True)],
        id="a name of a module that moves elsewhere, and no word of the module",
    ),
    pytest.param(
        "import gone\ngone.special(1)\ngone.plain(2)\n",
        [
            ("2:1-2:13", "gone.special is replaced by lib.special: write lib.special", "lib.special", True),
            ("3:1-3:5", "gone is replaced by here: write here", "here", True),
        ],
        id="a name of a module that moves elsewhere, and the module itself",
    ),
    pytest.param(
        "try:\n    from lib import old\nexcept ImportError:\n    old = None\nold(1)\n",
        [
            (
                "5:1-5:7",
                "lib.old is replaced by lib.new (likely): 'old' is bound in more than one way here: lines 2 and 4",
                None,
                False,
            )
        ],
        id="likely",
    ),
]


@pytest.mark.parametrize(("source", "expected"), FOUND)
def test_found(source: str, expected: list[tuple[str, str, str | None, bool]]) -> None:
    found = [
        ("{}:{}-{}:{}".format(*each.location), each.message, each.fix, each.is_certain)
        for each in detected(source).findings
    ]
    assert found == expected


IGNORED = [
    pytest.param(
        "import lib\nlib.old(1)  # refactor: ignore[old] for 1.x\n", ["for 1.x"], [], id="on the line"
    ),
    pytest.param(
        "import lib\nlib.old(1)  # noqa  # refactor: ignore[lib.old]: why\n", ["why"], [], id="dotted"
    ),
    pytest.param("import lib\nlib.old(1)  # refactor:ignore[r.py] - why\n", ["why"], [], id="by its recipe"),
    pytest.param(
        "import lib\nlib.old(1)  # refactor:ignore[r] - why\n", ["why"], [], id="by its recipe's plain name"
    ),
    pytest.param(
        "import lib\nlib.old(1)  # refactor: ignore[x, old] why\n", ["why"], [], id="one of several"
    ),
    pytest.param(
        "import lib\n# refactor: ignore[old] why\nlib.old(\n    1,\n)\n",
        ["why"],
        [],
        id="above a call over lines",
    ),
    pytest.param(
        "import lib\nlib.old(\n    1,\n)  # refactor: ignore[old] why\n", ["why"], [], id="at its end"
    ),
    pytest.param(
        "import lib\nlib.old(1)  # refactor: ignore[new] why\n",
        [],
        ["lib.old", "new"],
        id="another name",
    ),
    pytest.param("x = 1  # refactor: ignore[old] why\n", [], ["old"], id="nothing there"),
    pytest.param(
        "import lib\nx = 1  # refactor: ignore[old] why\nlib.old(1)\n",
        [],
        ["old", "lib.old"],
        id="behind code on the line above",
    ),
    pytest.param("import lib\nlib.old(1)  # refactor: ignore[old]\n", [], ["lib.old", "old"], id="no reason"),
    pytest.param("import lib\nlib.old(1)  # refactor: ignore why\n", [], ["lib.old", ""], id="no name"),
    pytest.param(
        "class B:\n    def m(self): pass\ndef f(x):\n    x.m()  # refactor: ignore[m] B's\n",
        [],
        [],
        id="a possible use",
    ),
]


@pytest.mark.parametrize(("source", "reasons", "symbols"), IGNORED)
def test_ignored(source: str, reasons: list[str], symbols: list[str]) -> None:
    found = detected(source)
    assert [each.reason for each in found.ignored] == reasons
    assert [each.symbol for each in found.findings] == symbols


def test_unused_comments_of_other_recipes_are_not_told_when_only_some_are_asked() -> None:
    source = "x = 1  # refactor: ignore[other] why\ny = 1  # refactor: ignore[old] why\n"
    assert [each.symbol for each in detected(source).findings] == ["other", "old"]
    (finding,) = detected(source, all_recipes=False).findings
    assert (finding.symbol, finding.recipe, finding.kind) == ("old", "unused-ignore", "unused-ignore")
    assert finding.message == "nothing here is to be ignored under the name old: remove the comment"


def test_a_comment_is_told_as_it_is_written() -> None:
    found = detected("x = 1  # noqa  # refactor:ignore  why?  # more\n").findings
    assert [each.text for each in found] == ["# refactor:ignore  why?"]


def test_an_earlier_recipe_wins() -> None:
    later = RECIPE.replace("new(b, a)", "new(a, b)")
    first = read_recipe(RECIPE, "1")
    by = together([("1", RECIPE, first), ("2", later, read_recipe(later, "2"))])
    assert set(by.named.values()) == {"1"}
    assert by.recipe.rules == first.rules


MOVED = [
    pytest.param("import lib\n\n\nlib.old(1)\n", id="other lines"),
    pytest.param("import lib\nif lib:\n    lib.old( 1 )\n", id="another indentation and spacing"),
    pytest.param("import lib\ndef f():\n    return lib.old(\n        1)\n", id="another function and layout"),
]


@pytest.mark.parametrize("source", MOVED)
def test_fingerprints_survive(source: str) -> None:
    (before,) = detected("import lib\nlib.old(1)\n").findings
    (after,) = detected(source).findings
    assert after.fingerprint == before.fingerprint


def test_fingerprints_tell_apart() -> None:
    source = "import lib\nlib.old(1)\nlib.old(2)\nlib.A.m(1)\nf = lib.old\n"
    assert len({each.fingerprint for each in detected(source).findings}) == 4
