"""New code of files in Python 2."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Edit, Span
from refactor_cli.verify.result import breaking, check_result

HEAD = "from lib import new\n\nprint 'is Python 2'\n"
FUTURE = f"from __future__ import division, print_function\n{HEAD}"
LEAKING = f"{HEAD}y = [z for z, k in x]\n"
LIB = {"lib.py": "def new(*a, **k):\n    return a\n", "lib3.py": "def new(a: int): ...\n"}
OLD = "old(1, b=2)"

LIKE = [
    "new(1)",
    "new(*a)",
    "new(1, *a, **b)",
    "new(*a, b=2)",
    "new(lambda x, *y, **z: 0777)",
    "(yield new)",
    "x[..., 1]",
    "[ur'x', br'y', U'z']",
    "{x: {y} for x in z}",
    "super(A, self).new",
    "new(b // 2, 'a/b')",
    "(x for z in x)",
    "new(old(1, b=2))",
]
UNLIKE = [
    ("f'{x}'", "new syntax"),
    ("rb'x'", "a new kind of string"),
    ("new(*a, 1)", "stars"),
    ("new(*a, *b)", "stars"),
    ("new(**a, **b)", "stars"),
    ("new(*a,)", "stars"),
    ("new(x=1, *a, **b, c=1)", "stars"),
    ("[*a]", "a starred element"),
    ("{**a}", "a starred element"),
    ("(x := 1)", "new syntax"),
    ("lambda *, a: 1", "new syntax"),
    ("lambda *b, a: 1", "a keyword-only parameter"),
    ("lambda a, /: 1", "new syntax"),
    ("a @ b", "new syntax"),
    ("1_000", "digits in groups"),
    ("new(...)", "an ellipsis"),
    ("super().new", "super() without arguments"),
    ("(yield from x)", "yield … from"),
    ("a / 2", "a division"),
    ("print(a, b)", "print() as a function"),
    ("print(a, file=b)", "print() as a function"),
    ("new(print(a))", "print() as a function"),
    ("'\xe4'", "characters outside ASCII"),
]


def refused(head: str, new: str) -> list[str]:
    """Why new code for a call is not taken, by the result and by the edit alone."""
    before = f"{head}{OLD}\n"
    symbols = symbols_of({**LIB, "app.py": before})
    start = len(head.encode())
    edit = Edit("app.py", Span(start, start + len(OLD)), new, ("u1",))
    checked = check_result([edit], symbols)
    return [*checked.refused.values(), *breaking([edit], symbols, checked.refused).values()]


@pytest.mark.parametrize("new", LIKE)
def test_what_python_2_reads(new: str) -> None:
    assert refused(HEAD, new) == []


@pytest.mark.parametrize(("new", "reason"), UNLIKE)
def test_what_it_does_not_read(new: str, reason: str) -> None:
    said = refused(HEAD, new)
    assert len(said) == 2
    assert all(each.startswith(f"the file is Python 2, and the new code has {reason}") for each in said)
    assert refused(HEAD.replace("print '", "print('").replace("2'", "2')"), new) == []


@pytest.mark.parametrize("new", ["a / 2", "print(a, b)"])
def test_what_it_reads_as_the_file_says(new: str) -> None:
    assert refused(FUTURE, new) == []


def test_what_list_comprehensions_leave_behind() -> None:
    [reason, _] = refused(LEAKING, "k(1)")
    assert reason.endswith("has 'k', which a list comprehension of the file leaves behind")
    assert refused(LEAKING.replace("[z for z, k in x]", "list(z for z, k in x)"), "k(1)") == []


def test_what_it_cannot_import() -> None:
    symbols = symbols_of({**LIB, "app.py": HEAD})
    edit = Edit("app.py", Span(0, len("from lib import new")), "from lib3 import new")
    refusals = check_result([edit], symbols).refused
    assert refusals == {"app.py": "the file is Python 2, and the new code imports lib3.py, which is not"}
