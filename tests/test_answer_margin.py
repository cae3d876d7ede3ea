"""Code of an answer at the left margin: strings over several lines are left as they are."""

from __future__ import annotations

import pytest

from refactor_cli.answer_format.margin import at_margin


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("a = 1\nif a:\n    b()", "a = 1\nif a:\n    b()", id="it stands there"),
        pytest.param("a('''\n    x\n   \n''')", "a('''\n    x\n   \n''')", id="it stands there, with a string"),
        pytest.param("    a = 1\n\n      \n    b = 2", "a = 1\n\n\nb = 2", id="it is indented"),
        pytest.param("\ta = 1\n\tif a:\n\t\tb()", "a = 1\nif a:\n\tb()", id="by tabs"),
        pytest.param(
            "    a('''\n    x\n      y''')\n    b()", "a('''\n    x\n      y''')\nb()", id="a string as in its file"
        ),
        pytest.param("    a = f'''{b}\nc'''\n    d()", "a = f'''{b}\nc'''\nd()", id="a string further left"),
        pytest.param(
            "    def f():\n        '''A.\n\n        B.\n        '''\n        g()",
            "def f():\n    '''A.\n\n    B.\n    '''\n    g()",
            id="a docstring goes with its function",
        ),
        pytest.param(
            "    def f():\n        f'''{a()}\n        B.\n        '''\n        g()",
            "def f():\n    f'''{a()}\n        B.\n        '''\n    g()",
            id="an f-string is no docstring",
        ),
        pytest.param(
            "    def f():\n        # c\n        r'''A.\n        B.\n        '''",
            "def f():\n    # c\n    r'''A.\n    B.\n    '''",
            id="a docstring behind a comment",
        ),
        pytest.param("    a(\n  1,\n    )\n# b\n    c()", "a(\n1,\n)\n# b\nc()", id="brackets further left"),
        pytest.param("# a\n    b()", "# a\nb()", id="a comment further left before it"),
        pytest.param("        a = 1\n    b = 2", "    a = 1\nb = 2", id="a statement further left"),
        pytest.param("        a = 1\nb = 2", "        a = 1\nb = 2", id="a statement at the margin"),
        pytest.param("    a = 1\n    else:\n        b = 2", "a = 1\nelse:\n    b = 2", id="no Python"),
        pytest.param("    a\n      + b", "a\n  + b", id="an expression over several lines"),
        pytest.param("    # a", "# a", id="a comment alone"),
        pytest.param("", "", id="nothing"),
    ],
)  # fmt: skip
def test_at_margin(code: str, expected: str) -> None:
    assert at_margin(code) == expected
