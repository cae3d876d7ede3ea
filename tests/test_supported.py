"""What metadata says that a project runs on."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.supported import Supported, lowest, supported

BOUNDS = [
    pytest.param("", None, id="nothing"),
    pytest.param("<4", None, id="no lower bound"),
    pytest.param(">=3.9", (3, 9), id="at least"),
    pytest.param(">=3.9,<4,!=3.10.1", (3, 9), id="with others"),
    pytest.param(">=3.8, >=3.11", (3, 11), id="two"),
    pytest.param("^3.8", (3, 8), id="Poetry"),
    pytest.param("~2.7 || ^3.6", (2, 7), id="alternatives"),
    pytest.param("^3.6|>=2.7,<3", (2, 7), id="with one bar"),
    pytest.param(">=3.6 || <3", None, id="one without a bound"),
    pytest.param("~=4.5.1", (4, 5, 1), id="compatible"),
    pytest.param("==4.7", (4, 7), id="pinned"),
]


@pytest.mark.parametrize(("specifier", "expected"), BOUNDS)
def test_lowest(specifier: str, expected: tuple[int, ...] | None) -> None:
    assert lowest(specifier) == expected


PYPROJECT = """\
[project]
requires-python = ">=3.12"
dependencies = ["a", "B_c[x]>=2; os_name == 'nt'", "D.e (>=1.2)"]
"""
POETRY = """\
[tool.poetry.dependencies]
python = "^3.9"
x = "^2.1"
y = {version = "3", optional = true}
"""
PROJECTS = [
    pytest.param({}, Supported(), id="nothing"),
    pytest.param({"pyproject.toml": "[project\n"}, Supported(), id="damaged"),
    pytest.param({"pyproject.toml": PYPROJECT}, Supported((3, 12), {"a": (), "d-e": (1, 2)}), id="PEP 621"),
    pytest.param(
        {"pyproject.toml": POETRY},
        Supported((3, 9), {"x": (2, 1)}),
        id="Poetry",
    ),
    pytest.param(
        {"setup.cfg": "[options]\npython_requires = >=3.7\ninstall_requires =\n  x>=1\n"},
        Supported((3, 7), {"x": (1,)}),
        id="setup.cfg",
    ),
    pytest.param(
        {"setup.py": "setup(python_requires='>=3.6', install_requires=['x>=1', name])\n"},
        Supported((3, 6), {"x": (1,)}),
        id="setup.py",
    ),
    pytest.param(
        {"setup.py": "NEEDED = ['x>=1']\nsetup(install_requires=NEEDED)\n"},
        Supported(None, {"x": (1,)}),
        id="a list of its own in setup.py",
    ),
    pytest.param(
        {"setup.py": "OLDEST = '3.5'\nsetup(python_requires='>=' + OLDEST)\n"},
        Supported((3, 5)),
        id="put together in setup.py",
    ),
    pytest.param(
        {"setup.py": "OLDEST = (3, 6)\nsetup(python_requires='>={}.{}'.format(*OLDEST))\n"},
        Supported((3, 6)),
        id="filled in in setup.py",
    ),
    pytest.param(
        {"setup.py": "OLDEST = (3, 7)\nWANTED = '>=%i.%s' % OLDEST\nsetup(python_requires=WANTED)\n"},
        Supported((3, 7)),
        id="a percent sign in setup.py",
    ),
    pytest.param(
        {"setup.py": "OLDEST = '3.8'\nsetup(python_requires=f'>={OLDEST}')\n"},
        Supported((3, 8)),
        id="an f-string in setup.py",
    ),
    pytest.param(
        {"setup.py": "A = '3.8'\nif old:\n    A = '2.7'\nsetup(python_requires='>=' + A)\n"},
        Supported(),
        id="given twice in setup.py",
    ),
    pytest.param(
        {"setup.py": "A = B\nB = A\nsetup(python_requires='>={:99999999}'.format(A))\n"},
        Supported(),
        id="nothing to read in setup.py",
    ),
    pytest.param(
        {"setup.py": "NEEDED = ['x>=1']\nNEEDED = read()\nsetup(install_requires=NEEDED)\n"},
        Supported(),
        id="a list that is made",
    ),
    pytest.param(
        {"requirements.txt": "-r more.txt\n# y>=3\nx>=0.18  # old\nY_z==2.1 --hash=sha256:00\nfree\n"},
        Supported(None, {"x": (0, 18), "y-z": (2, 1)}),
        id="requirements",
    ),
    pytest.param(
        {
            "requirements.txt": "-r requirements/run.txt\nx>=1\n",
            "requirements/run.txt": "--requirement base.txt\ny==2\n",
            "requirements/base.txt": "-r run.txt\n-r gone.txt\nz~=3.1\n",
        },
        Supported(None, {"x": (1,), "y": (2,), "z": (3, 1)}),
        id="requirements of other files",
    ),
    pytest.param(
        {"setup.cfg": "[options]\ninstall_requires = x>=1\n", "requirements.txt": "x==4\ny==2\n"},
        Supported(None, {"x": (1,), "y": (2,)}),
        id="requirements beside what the package says",
    ),
    pytest.param(
        {"setup.py": "setup(classifiers=['Programming Language :: Python :: 3.13'])\n"},
        Supported(),
        id="classifiers bind nobody",
    ),
    pytest.param(
        {"pyproject.toml": PYPROJECT, "pkg/pyproject.toml": '[project]\nrequires-python = ">=3.13"\n'},
        Supported((3, 13), {}),
        id="the nearest",
    ),
]


@pytest.mark.parametrize(("files", "expected"), PROJECTS)
def test_supported(files: dict[str, str], expected: Supported) -> None:
    assert supported(symbols_of(files).snapshot, "pkg/module.py") == expected
