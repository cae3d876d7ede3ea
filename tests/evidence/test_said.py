"""What a recipe says of names that are rare, and what speaks against it."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target

AJAX = ("django.http.HttpRequest.is_ajax", "request")
EQUALS = ("unittest.TestCase.assertEquals", "self")
VIEW = "def view(request):\n    return request.is_ajax()\n"
CHECK = "    def check(self): self.assertEquals(1, 1)\n"

QUERY = ("sqlalchemy.orm.Session.query", "Session")
SESSION = "import sqlalchemy\nfrom other import make\nSession = make()\n"

CASES = [
    pytest.param(
        QUERY,
        {"a.py": "from other import Session\nimport sqlalchemy\nSession.query(1)\n"},
        "ruled_out",
        id="imported",
    ),
    pytest.param(
        QUERY,
        {
            "a.py": "import models\nmodels.Session.query(1)\n",
            "models.py": "import sqlalchemy\nclass Session: ...\n",
        },
        "possible",
        id="a class of the repository",
    ),
    pytest.param(
        QUERY,
        {"a.py": "from models import Session\nSession.query(1)\n", "models.py": SESSION},
        "likely",
        id="imported from where it is a variable",
    ),
    pytest.param(
        QUERY,
        {"a.py": "import models\nmodels.Session.query(1)\n", "models.py": SESSION},
        "likely",
        id="a variable of an imported module",
    ),
    pytest.param(
        ("sqlalchemy.orm.Session.query", "session"),
        {"a.py": "from models import Session\nSession.session.query(1)\n", "models.py": SESSION},
        "likely",
        id="an attribute of an imported variable",
    ),
    pytest.param(
        AJAX, {"a.py": f"from pyramid.view import view_config\n{VIEW}"}, "possible", id="other package"
    ),
    pytest.param(AJAX, {"a.py": VIEW, "b.py": "import pyramid\n"}, "possible", id="not imported anywhere"),
    pytest.param(AJAX, {"a.py": VIEW, "b.py": "import django\n"}, "likely", id="imported elsewhere"),
    pytest.param(AJAX, {"a.py": f"import os\n{VIEW}"}, "likely", id="no package at all"),
    pytest.param(AJAX, {"a.py": f"import own\n{VIEW}", "own.py": ""}, "likely", id="only its own modules"),
    pytest.param(EQUALS, {"a.py": f"class Checker:\n{CHECK}"}, "possible", id="no bases at all"),
    pytest.param(
        EQUALS,
        {
            "a.py": f"from x import Base\nclass A(Base):\n    def __init__(self, f): self.assertEquals = f\n{CHECK}"
        },
        "possible",
        id="assigned to an object",
    ),
    pytest.param(
        EQUALS,
        {
            "a.py": f"from x import Base\nclass A(Base):\n    def __getattr__(self, name): return print\n{CHECK}"
        },
        "possible",
        id="__getattr__",
    ),
    pytest.param(
        EQUALS, {"a.py": f"from x import Base\nclass A(Base):\n{CHECK}"}, "likely", id="base outside"
    ),
    pytest.param(
        EQUALS,
        {"a.py": f"from x import Base\nclass A:\n{CHECK}class B(A, Base): pass\n"},
        "likely",
        id="joined with a base outside",
    ),
    pytest.param(
        EQUALS,
        {"a.py": f"class Checks:\n{CHECK}    def test_it(self): pass\n"},
        "likely",
        id="tests that a test case has to run",
    ),
    pytest.param(EQUALS, {"a.py": f"class CheckMixin:\n{CHECK}"}, "likely", id="called a mixin"),
]


@pytest.mark.parametrize(("rare", "files", "certainty"), CASES)
def test_rare_names(rare: tuple[str, str], files: dict[str, str], certainty: str) -> None:
    symbols, (target, on) = symbols_of(files), rare
    evidence = Evidence(said={target: (on,)})
    (result,) = find(symbols, [read_target(symbols, target, known=True)], evidence=evidence).results
    calls = [usage.certainty for usage in (*result.usages, *result.ruled_out) if usage.kind == "call"]
    assert calls == [certainty]
