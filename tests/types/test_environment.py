"""Environments are read, never run: from `pyvenv.cfg` and the names of folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from in_memory import symbols_of

from refactor_cli.errors import RefactorError
from refactor_cli.types.environment import Environment, environment_of, python_version

PACKAGES = "lib/python3.10/site-packages"


def made(folder: Path, configuration: str | None = "version = 3.10.4\n", packages: str = PACKAGES) -> Path:
    (folder / packages).mkdir(parents=True)
    if configuration is not None:
        (folder / "pyvenv.cfg").write_text(configuration)
    return folder


def found(top: Path, given: Path | None = None, active: str = "") -> tuple[list[str], str, str]:
    """Packages, version and origin, relative to the folder above the repository."""
    environment = environment_of(top, given, {"VIRTUAL_ENV": active})
    above = top.parent
    packages = [path.relative_to(above).as_posix() for path in environment.packages]
    origin = Path(environment.origin).relative_to(above).as_posix() if environment.origin else ""
    return packages, environment.version, origin


def test_none(tmp_path: Path) -> None:
    made(tmp_path / "repo" / ".venv", configuration=None)  # a folder that only looks like one
    assert found(tmp_path / "repo") == ([], "", "")


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        pytest.param(["repo/.venv", "repo/venv", "active"], "repo/.venv", id="the repository's own first"),
        pytest.param(["repo/venv", "active"], "repo/venv", id="another usual name"),
        pytest.param(["active"], "active", id="the active one"),
        pytest.param(["repo/.venv", "named"], "named", id="the named one wins"),
        pytest.param(["named/.venv"], "named/.venv", id="an interpreter in it"),
    ],
)
def test_which(tmp_path: Path, folders: Sequence[str], expected: str) -> None:
    (tmp_path / "repo").mkdir()
    for folder in folders:
        made(tmp_path / folder)
    given = None
    if "named" in expected:
        given = tmp_path / "named"
        given = given / ".venv" / "bin" / "python" if expected.endswith(".venv") else given
    said = found(tmp_path / "repo", given, str(tmp_path / "active"))
    assert said == ([f"{expected}/{PACKAGES}"], "3.10", expected)


@pytest.mark.parametrize(
    ("configuration", "packages", "version"),
    [
        pytest.param("version_info = 3.9.1.final.0\n", PACKAGES, "3.9", id="as virtualenv writes it"),
        pytest.param("home = /x\n", PACKAGES, "3.10", id="by the folder"),
        pytest.param("version = 2.7.18\n", PACKAGES, "3.10", id="no version that we know"),
        pytest.param("VERSION=3.12\n", "Lib/site-packages", "3.12", id="as on Windows"),
        pytest.param("\xff\n", "lib/python3.13t/site-packages", "3.13", id="a free-threaded one"),
    ],
)
def test_version(tmp_path: Path, configuration: str, packages: str, version: str) -> None:
    (tmp_path / "repo").mkdir()
    made(tmp_path / "repo" / ".venv", configuration, packages)
    assert found(tmp_path / "repo") == ([f"repo/.venv/{packages}"], version, "repo/.venv")


def test_the_system_is_seen_where_the_environment_sees_it(tmp_path: Path) -> None:
    made(tmp_path / "system", None, "lib/python3/dist-packages")
    made(tmp_path / "system", None, "lib/python3.10/site-packages")
    made(tmp_path / "repo" / "venv", f"home = {tmp_path}/system/bin\ninclude-system-site-packages = true\n")
    packages, _, _ = found(tmp_path / "repo")
    assert packages == [f"repo/venv/{PACKAGES}", f"system/{PACKAGES}"]


def test_no_environment_where_the_user_says(tmp_path: Path) -> None:
    with pytest.raises(RefactorError, match="is no Python environment"):
        environment_of(tmp_path, tmp_path / "nothing" / "bin" / "python")


def test_modules_and_identity(tmp_path: Path) -> None:
    packages = made(tmp_path / "venv") / PACKAGES
    names = ["flask", "yaml-stubs", "six.py", "_cffi.cpython-310.so", "flask-3.0.dist-info", "x.pth"]
    for name in (*names, "__pycache__", "~broken", "a-b"):
        (packages / name).mkdir()
    environment = Environment((packages,), "3.10")
    assert environment.modules == {"flask", "yaml", "six", "_cffi"}
    assert "x.pth" not in environment.entries
    before = environment.identity
    assert Environment((packages,), "3.10").identity == before
    (packages / "flask-3.0.dist-info").rename(packages / "flask-3.1.dist-info")
    assert Environment((packages,), "3.10").identity != before


@pytest.mark.parametrize(
    ("environment", "project", "version"),
    [
        pytest.param("", None, "3.11", id="nothing said"),
        pytest.param("3.13", ">=3.9", "3.13", id="the environment's"),
        pytest.param("", ">=3.9,<4", "3.9", id="the lowest supported"),
        pytest.param("", "~= 3.12.1", "3.12", id="compatible"),
        pytest.param("", ">=2.7", "3.11", id="one that servers do not know"),
        pytest.param("3.99", ">=3.9", "3.11", id="a Python of the future"),
    ],
)
def test_python_version(environment: str, project: str | None, version: str) -> None:
    files = {} if project is None else {"pyproject.toml": f"[project]\nrequires-python = '{project}'\n"}
    assert python_version(Environment(version=environment), symbols_of(files).snapshot) == version


@pytest.mark.parametrize("text", ["[project", "project = 3", "[project]\nrequires-python = 3\n", b"\xff"])
def test_a_project_file_that_says_nothing(text: str | bytes) -> None:
    assert python_version(Environment(), symbols_of({"pyproject.toml": text}).snapshot) == "3.11"
