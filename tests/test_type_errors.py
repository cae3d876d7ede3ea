"""What a type server finds before and after -> usages whose new code is to blame."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Edit, Span
from refactor_cli.type_errors import new_errors
from refactor_cli.types.diagnostics import Diagnosed, Problem

OLD = "import old\nx = old(1); y = 2\nz = old(3)\n"
NEW = "import new\nx = new.call(1); y = 2\nz = new(\n    3)\n"
EDITS = [
    Edit("a.py", Span(7, 10), "new"),
    Edit("a.py", Span(15, 21), "new.call(1)", ("u1",)),
    Edit("a.py", Span(33, 39), "new(\n    3)", ("u2",)),
]
AT_Y, THREE = NEW.index("y = 2"), NEW.index("3)")


def error(start: int, message: str = "wrong", code: str = "some-rule") -> Problem:
    return Problem(start, start + 1, code, message)


@pytest.mark.parametrize(
    ("after", "before", "blamed"),
    [
        pytest.param([], [], [], id="nothing"),
        pytest.param([error(7)], [], [], id="an import line"),
        pytest.param([error(15, code="unresolved-import")], [], [], id="cannot be imported"),
        pytest.param([error(15)], [error(33)], [], id="as many of these words as before"),
        pytest.param([error(15, "new is wrong")], [error(15, "old is wrong")], [], id="its kind stood there"),
        pytest.param(
            [error(15, "new is wrong")], [error(33, "old is wrong")], ["u1"], id="its kind, elsewhere"
        ),
        pytest.param(
            [error(15, code="invalid-argument-type")],
            [error(15, code="missing-argument")],
            [],
            id="the call did not fit before",
        ),
        pytest.param(
            [error(15, code="invalid-argument-type")],
            [error(15, code="unresolved-reference")],
            ["u1"],
            id="something else was wrong before",
        ),
        pytest.param([error(15)], [], ["u1"], id="in new code"),
        pytest.param([error(AT_Y)], [], ["u1"], id="on its line"),
        pytest.param([error(THREE)], [], ["u2"], id="on its second line"),
        pytest.param([error(15), error(THREE)], [error(0)], ["u1", "u2"], id="one more of these words"),
    ],
)
def test_new_errors(after: list[Problem], before: list[Problem], blamed: list[str]) -> None:
    found = Diagnosed({"a.py": tuple(after)}, {"a.py": tuple(before)})
    refused = new_errors({"a.py": EDITS}, found, symbols_of({"a.py": OLD}), symbols_of({"a.py": NEW}))
    assert sorted(refused) == blamed


@pytest.mark.parametrize(
    ("head", "blamed"),
    [
        ("with pytest.raises(TypeError):", []),
        ("with lock, self.assertRaises(TypeError) as caught:", []),
        ("with pytest.raises(TypeError):\n  if a:", []),
        ("with pytest.raises(TypeError):\n  def f():", ["u1"]),
        ("with lock(raises):", ["u1"]),
        ("if raises(TypeError):", ["u1"]),
    ],
)
def test_what_is_expected_to_fail(head: str, blamed: list[str]) -> None:
    old, new = f"{head}\n    old(1)\n", f"{head}\n    new()\n"
    start = len(head) + 5
    found = Diagnosed({"a.py": (error(start),)}, {"a.py": ()})
    edits = {"a.py": [Edit("a.py", Span(start, start + 6), "new()", ("u1",))]}
    assert sorted(new_errors(edits, found, symbols_of({"a.py": old}), symbols_of({"a.py": new}))) == blamed


def test_what_was_not_looked_at_before_is_no_error() -> None:
    found = Diagnosed({"a.py": (error(15),)}, {}, "the server ended")
    assert new_errors({"a.py": EDITS}, found, symbols_of({"a.py": OLD}), symbols_of({"a.py": NEW})) == {}


@pytest.mark.parametrize(
    ("new", "message", "blamed"),
    [
        ("later(lambda: a.close())", "`close` is not defined on `None`", []),
        ("later(lambda: a.close())", "`close` takes no argument", ["u1"]),
        ("later(lambda: a.end())", "`end` is not defined on `None`", ["u1"]),
        ("later(a.close())", "`close` is not defined on `None`", ["u1"]),
    ],
)
def test_none_in_a_lambda_is_shown_outside(new: str, message: str, blamed: list[str]) -> None:
    old = "if a:\n    a.close()\n"
    start = old.index("a.close")
    made = old.replace("a.close()", new)
    at = made.rindex("a.")
    problem = Problem(at, made.index("()", at), "missing-attribute", message)
    found = Diagnosed({"a.py": (problem,)}, {"a.py": ()})
    edits = {"a.py": [Edit("a.py", Span(start, start + 9), new, ("u1",))]}
    assert sorted(new_errors(edits, found, symbols_of({"a.py": old}), symbols_of({"a.py": made}))) == blamed


def test_what_the_standard_library_does_not_have() -> None:
    """Its import would fail. The packages of others may be missing here, or of another version."""
    old = "x = old(1)\ny = old(2)\nz = old(3)\n"
    imports = "from json import nope as n\nfrom yaml import gone\nimport os.nothing\n"
    made = imports + "x = n(1)\ny = gone.n(2)\nz = os.nothing(3)\n"

    def missing(words: str, message: str, code: str) -> Problem:
        at = made.index(words)
        return Problem(at, at + len(words), code, message)

    problems = (
        missing("nope as n", "Module `json` has no member `nope`", "missing-module-member"),
        missing("gone", "Module `yaml` has no member `gone`", "missing-module-member"),
        missing("os.nothing", "Cannot resolve imported module `os.nothing`", "import-not-found"),
    )
    edits = [
        Edit("a.py", Span(0, 0), imports),
        Edit("a.py", Span(4, 10), "n(1)", ("u1",)),
        Edit("a.py", Span(15, 21), "gone.n(2)", ("u2",)),
        Edit("a.py", Span(26, 32), "os.nothing(3)", ("u3",)),
    ]
    found = Diagnosed({"a.py": problems}, {"a.py": ()})
    refused = new_errors({"a.py": edits}, found, symbols_of({"a.py": old}), symbols_of({"a.py": made}))
    assert sorted(refused) == ["u1", "u3"]
    assert "Module `json` has no member `nope`" in refused["u1"]
