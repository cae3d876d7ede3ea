"""New code that needs a newer version than the project supports, and which file says what it supports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

APP = "from datetime import datetime\n\nprint(datetime.utcnow())\n"
OLD = 'from setuptools import setup\n\nsetup(classifiers=["Programming Language :: Python :: 2.7"])\n'
NEW = '[project]\nname = "x"\nrequires-python = ">=3.8"\n'
UTC = "datetime.datetime.now(datetime.UTC)"
ZONE = "datetime.datetime.now(datetime.timezone.utc)"
RAISE = "write what every version has that is supported, or raise that"
LISTED = "the classifiers in setup.py say that Python 2.7 is supported"
RECIPE = "from refactor_cli.recipe import moved\n\nmoved('datetime.timezone.utc', 'datetime.UTC'{})\n"


@pytest.mark.parametrize(
    ("files", "order", "said"),
    [
        pytest.param({}, ["--to", UTC], [], id="nothing is said"),
        pytest.param({"pyproject.toml": NEW}, ["--to", ZONE], [], id="old enough"),
        pytest.param({"pyproject.toml": NEW.replace("3.8", "3.11")}, ["--to", UTC], [], id="new enough"),
        pytest.param(
            {"pyproject.toml": NEW},
            ["--to", UTC],
            [
                "--to: datetime.UTC needs python>=3.11, and pyproject.toml says that Python 3.8 is supported: "
                + RAISE
            ],
            id="a name",
        ),
        pytest.param(
            {"setup.py": OLD},
            ["--to", ZONE],
            [f"--to: the new code needs python>=3.2, and {LISTED}: {RAISE}"],
            id="as a shipped rule",
        ),
        pytest.param({"setup.py": OLD}, [], [f"usages are left open since {LISTED}"], id="a shipped rule"),
        pytest.param(
            {"setup.py": OLD, "r.py": RECIPE.format("")},
            ["--recipe", "r.py"],
            [f"r.py:3: datetime.UTC needs python>=3.11, and {LISTED}: {RAISE}"],
            id="a recipe",
        ),
        pytest.param(
            {"setup.py": OLD, "r.py": RECIPE.format(", requires='python>=3.11'")},
            ["--recipe", "r.py"],
            [],
            id="a recipe that says so",
        ),
    ],
)
def test_what_is_too_new(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str],
    order: list[str],
    said: list[str],
) -> None:
    monkeypatch.chdir(make_repo({"app.py": APP, **files}).top)
    targets = [] if "--recipe" in order else ["datetime.datetime.utcnow"]
    main(["migrate", *targets, *order, "--types", "none", "--dry-run"])
    told = [line.partition(": ")[2] for line in capsys.readouterr().err.splitlines()]
    assert [line for line in told if "supported" in line] == said
