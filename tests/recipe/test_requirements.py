"""What a project says it supports, against what a rule requires."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.recipe.requirements import floors_for, requirements, unknown, unmet

PYPROJECT = '[project]\nrequires-python = "{}"\ndependencies = [{}]\n'
LISTED = "'Programming Language :: Python :: {}'"

OLD_ONES = "[metadata]\nclassifiers =\n    Programming Language :: Python :: 2.7\n"

POETRY_OF_BOTH = """\
[tool.poetry.dependencies]
python = "~2.7 || ^3.6"
numpy = [{version = "^1.22", python = ">=3.8"}, {version = "~1.16", python = "<3.8"}]
x = ">=3 || <2"
"""
CASES = [
    pytest.param({}, {}, id="nothing"),
    pytest.param({"pyproject.toml": "[project"}, {}, id="no toml"),
    pytest.param({"pyproject.toml": 'project = 1\ntool = "x"\n'}, {}, id="odd toml"),
    pytest.param(
        {"pyproject.toml": PYPROJECT.format(">=3.8,<4", "'Django[x] >= 4.2.1; python_version>\"3\"', 'six'")},
        {"python": (3, 8), "django": (4, 2, 1), "six": None},
        id="pyproject",
    ),
    pytest.param(
        {
            "pyproject.toml": "[tool.poetry.dependencies]\npython = '^3.9'\n"
            "numpy = {version = '~1.26'}\nx = {git = 'y'}\n"
        },
        {"python": (3, 9), "numpy": (1, 26)},
        id="poetry",
    ),
    pytest.param(
        {"setup.cfg": "[options]\npython_requires = >=3.6\ninstall_requires =\n  my_lib~=2.0\n  other\n"},
        {"python": (3, 6), "my-lib": (2, 0), "other": None},
        id="setup.cfg",
    ),
    pytest.param({"setup.cfg": "python_requires"}, {}, id="odd setup.cfg"),
    pytest.param(
        {"setup.py": f"setup(classifiers=[{LISTED.format('2.7')}, {LISTED.format('3.6')}])\n"},
        {"python": (2, 7)},
        id="classifiers",
    ),
    pytest.param(
        {
            "setup.py": "setup(classifiers=[\n'Framework :: Django :: 3.2',\n'Framework :: Django :: 2.2',\n])\n"
        },
        {"django": (2, 2)},
        id="classifiers of a framework",
    ),
    pytest.param(
        {
            "setup.cfg": "[metadata]\nclassifiers =\n    Framework :: Django\n    Framework :: Django :: 1.11\n"
            "[options]\ninstall_requires = django>=2.2\n"
        },
        {"django": (2, 2)},
        id="what binds goes before classifiers of a framework",
    ),
    pytest.param(
        {"setup.py": f"x = [{LISTED.format(2)}, {LISTED.format(3)}, {LISTED.format('3.7')}]\n"},
        {"python": (2,)},
        id="some Python 2",
    ),
    pytest.param(
        {"setup.py": f"# {LISTED.format('2.7')}\nx = [\n  # {LISTED.format('2.7')}\n  {LISTED.format(3)}]\n"},
        {},
        id="some Python 3, and comments",
    ),
    pytest.param(
        {
            "pyproject.toml": f"[project]\nclassifiers = [\n  {LISTED.format('2.7')},\n]\n",
            "setup.py": "setup(**{'python_requires': '>=3.5'})\n",
        },
        {"python": (3, 5)},
        id="what binds goes before classifiers",
    ),
    pytest.param(
        {"setup.cfg": "[metadata]\nclassifiers =\n    Programming Language :: Python :: 3.8\n"},
        {"python": (3, 8)},
        id="classifiers of setup.cfg",
    ),
    pytest.param(
        {"setup.cfg": OLD_ONES, "requirements.txt": "django==3.2.10\npandas>=0.1; python_version < '3'\n"},
        {"python": (3, 6), "django": (3, 2, 10), "pandas": (0, 1)},
        id="forgotten classifiers",
    ),
    pytest.param(
        {"setup.cfg": OLD_ONES, "requirements.txt": "django==4; python_version >= '3.8'\nflask>=1\n"},
        {"python": (2, 7), "django": (4,), "flask": (1,)},
        id="classifiers, and what is installed on some Pythons",
    ),
    pytest.param(
        {
            "setup.cfg": f"{OLD_ONES}[options]\npython_requires = >=2.7\n",
            "requirements.txt": "django==3.2.10\n",
        },
        {"python": (2, 7), "django": (3, 2, 10)},
        id="what is said stands",
    ),
    pytest.param(
        {
            "setup.cfg": f"{OLD_ONES}[options]\ninstall_requires =\n  django>=1.11\n",
            "requirements.txt": "django==3.2.10\n",
        },
        {"python": (2, 7), "django": (1, 11)},
        id="what developers install says nothing of classifiers",
    ),
    pytest.param(
        {
            "setup.cfg": "[options]\ninstall_requires =\n  django>=2.2; python_version>='3.6'\n"
            "  django>=1.11; python_version<'3.6'\n  x>=1; os_name=='nt'\n  x\n  y>=1\n  y>=2; os_name=='nt'\n"
        },
        {"django": (1, 11), "x": None, "y": (1,)},
        id="another one for each Python",
    ),
    pytest.param(
        {"pyproject.toml": POETRY_OF_BOTH},
        {"python": (2, 7), "numpy": (1, 16), "x": None},
        id="alternatives of poetry",
    ),
    pytest.param(
        {"setup.py": "setup(\n    # python_requires='>=3.9',\n    python_requires='>=3.6',\n)\n"},
        {"python": (3, 6)},
        id="a comment",
    ),
    pytest.param({"requirements.txt": "django==3.2\n"}, {"django": (3, 2)}, id="Python is not mentioned"),
    pytest.param(
        {"setup.py": "setup(python_requires='>=3.7', install_requires=['x>1'])\n"},
        {"python": (3, 7), "x": (1,)},
        id="setup.py",
    ),
    pytest.param(
        {"setup.py": "print 1\nsetup(python_requires='>=2.7')\n"}, {"python": (2, 7)}, id="old setup.py"
    ),
    pytest.param(
        {"pyproject.toml": PYPROJECT.format(">=3.8", "'x>=2', 'x>=1'")},
        {"python": (3, 8), "x": (2,)},
        id="said twice",
    ),
    pytest.param(
        {"pyproject.toml": PYPROJECT.format(">=3.8", ""), "a/pyproject.toml": PYPROJECT.format(">=3.12", "")},
        {"python": (3, 12)},
        id="the nearest",
    ),
]


@pytest.mark.parametrize(("files", "expected"), CASES)
def test_floors(files: dict[str, str], expected: dict[str, tuple[int, ...] | None]) -> None:
    symbols = symbols_of({**files, "a/b/app.py": ""})
    assert floors_for(symbols.snapshot, "a/b/app.py") == expected


UNMET = [
    pytest.param(None, {}, "", id="nothing"),
    pytest.param("python>=3.9", {}, "", id="not said"),
    pytest.param("python>=3.9", {"python": (3, 9)}, "", id="equal"),
    pytest.param("python>=3", {"python": (3, 9)}, "", id="shorter"),
    pytest.param("python>=3.0", {"python": (3,)}, "", id="longer"),
    pytest.param("python>=3.9", {"python": (3, 10)}, "", id="numbers, not text"),
    pytest.param("python>=3.9", {"python": (3, 8)}, "the project still supports 3.8", id="older"),
    pytest.param(
        "django>=2.0",
        {"python": (2, 7)},
        "needs Python 3.4, and the project still supports 2.7",
        id="no release",
    ),
    pytest.param("django>=4", {"python": (3, 8)}, "", id="a release for it"),
    pytest.param("django>=2.0", {"python": (2, 7), "django": (2, 2)}, "", id="said of itself"),
    pytest.param("shop>=2.0", {"python": (2, 7)}, "", id="nothing known of it"),
    pytest.param("python>=3.9, Django>=4", {"django": None}, "sets no lower bound for django", id="no bound"),
]


@pytest.mark.parametrize(("requires", "floors", "expected"), UNMET)
def test_unmet(requires: str | None, floors: dict[str, tuple[int, ...] | None], expected: str) -> None:
    found = unmet(requires, floors)
    assert bool(found) == bool(expected)
    assert expected in found


def test_unknown() -> None:
    assert unknown("python>=3.9, Django>=4", {"django": None}) == ("python>=3.9",)


@pytest.mark.parametrize("text", ["", "python", "python<3", "python>=x", "a>=1;b>=2"])
def test_no_requirement(text: str) -> None:
    assert requirements(text) is None
