"""Failures -> usages: by the lines that an output names, its files, or what these import."""

from __future__ import annotations

import pytest

from refactor_cli.splice import Splice
from refactor_cli.test_runs.blaming import Changed, Rewritten, blame
from refactor_cli.test_runs.values import Failure, Place

#         1          2          3          4
BEFORE = b"import old\nx = old(1)\ny = old(2)\nz = 3\n"
AT = BEFORE.index
CHANGED = {
    "app.py": Changed(
        BEFORE,
        [
            Splice(7, 10, b"new\nimport more"),  # the import takes two lines now
            Splice(AT(b"x ="), AT(b"\ny"), b"if a:\n    x = new(1)"),
            Splice(AT(b"old(2)"), AT(b"old(2)") + 3, b"new"),
        ],
    ),
    "own.py": Changed(b"a\nb\nold\n", [Splice(4, 7, b"new")]),
}
# after: import new / import more / if a: / x = new(1) / y = new(2) / z = 3
USAGES = [
    Rewritten("u0", "app.py", 1, 1),
    Rewritten("u1", "app.py", 2, 2),
    Rewritten("u2", "app.py", 3, 3),
    Rewritten("u3", "own.py", 3, 3),
]


@pytest.mark.parametrize(
    ("places", "usages", "by"),
    [
        pytest.param([], [], "nothing", id="nothing named"),
        pytest.param([("other.py", 1)], [], "nothing", id="another file"),
        pytest.param([("app.py", 6)], ["u0", "u1", "u2"], "file", id="a line that is as it was"),
        pytest.param([("app.py", 99)], ["u0", "u1", "u2"], "file", id="no line"),
        pytest.param([("app.py", 0)], ["u0", "u1", "u2"], "file", id="the file itself"),
        pytest.param([("app.py", 1)], ["u0"], "line", id="a line"),
        pytest.param([("app.py", 2)], ["u0"], "line", id="a line that is new"),
        pytest.param([("app.py", 3)], ["u1"], "line", id="first of several"),
        pytest.param([("app.py", 4)], ["u1"], "line", id="last of several"),
        pytest.param([("app.py", 5)], ["u2"], "line", id="moved down"),
        pytest.param([("app.py", 6), ("app.py", 5)], ["u2"], "line", id="one of the lines"),
        pytest.param([("test.py", 1)], ["u0", "u1", "u2"], "import", id="by import"),
        pytest.param([("own.py", 9), ("own.py", 0)], ["u3"], "file", id="its own file alone"),
        pytest.param([("own.py", 3)], ["u3"], "line", id="a line of its own file"),
        pytest.param(
            [("own.py", 9), ("test.py", 1)],
            ["u0", "u1", "u2", "u3"],
            "import",
            id="its own file, and by import",
        ),
    ],
)
def test_blame(places: list[tuple[str, int]], usages: list[str], by: str) -> None:
    failure = Failure("own.py::t", "no", tuple(Place(*each) for each in places))

    def imported(paths: frozenset[str]) -> frozenset[str]:
        return paths | {"app.py"} if "test.py" in paths else paths

    (found,) = blame([failure], USAGES, CHANGED, imported)
    assert (list(found.usages), found.by) == (usages, by)
