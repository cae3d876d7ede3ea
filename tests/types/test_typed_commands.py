"""find-usages and migrate with a type server, on real repositories."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main
from refactor_cli.errors import ExitCode

SHOP = "class Cart:\n    def old(self, n): pass\n    def new(self, n): pass\n"
# only a type server knows these receivers, and the second stands in the first one's argument
USE = """from shop import Cart


class Other:
    def old(self, n): pass


def run(cart: Cart, other: Other, unknown):
    cart.old(cart.old(1))
    cart.old(other.old(2))
    other.old(3)
    unknown.old(4)
    return cart.old
"""


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    # what evidence says of these files has its own tests
    monkeypatch.setattr("refactor_cli.evidence.Evidence", lambda **_: None)
    made = make_repo({"shop.py": SHOP, "use.py": USE})
    monkeypatch.chdir(made.top)
    return made


def found(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[dict[str, int], str]:
    """The counts of find-usages, and what it says on stderr."""
    assert main(["find-usages", "shop.Cart.old", "--output-format", "json", *options]) == ExitCode.DONE
    printed = capsys.readouterr()
    return json.loads(printed.out)["results"][0]["summary"], printed.err


def migrated(capsys: pytest.CaptureFixture[str], code: int, *options: str) -> dict[str, Any]:
    """What migrate reports."""
    arguments = ["migrate", "shop.Cart.old", "--to", "shop.Cart.new", "--output-format", "json", *options]
    assert main(arguments) == code, capsys.readouterr().err
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_who_is_asked(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    nobody = {"certain": 0, "likely": 0, "possible": 7, "ruled_out": 0}
    ty_alone = {"certain": 4, "likely": 0, "possible": 1, "ruled_out": 2}
    pyrefly_alone = {"certain": 4, "likely": 0, "possible": 3, "ruled_out": 0}
    assert found(capsys, "--types", "none") == (nobody, "")
    assert found(capsys) == (ty_alone, "")
    assert found(capsys, "--types", "ty") == (ty_alone, "")
    assert found(capsys, "--types", "pyrefly") == (pyrefly_alone, "")
    assert found(capsys, "--types", "all", "--no-cache") == (ty_alone, "")


def test_no_server(repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refactor_cli.types.installed.sysconfig.get_path", lambda *_, **__: "/nowhere")
    counts, said = found(capsys)
    assert counts["possible"] == 7
    assert said == "warning: ty is not installed beside refactor, so 7 names were not looked up\n"


def test_packages_that_are_missing_are_named(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"more.py": "import os, requests\nfrom flask.app import Flask\n\nrequests.get().old(1)\n"})
    _, said = found(capsys)
    assert said == (
        "note: packages not known, for no environment was found (see --python): flask, requests;"
        " this may leave 1 usage undecided\n"
    )
    packages = repo.top / ".venv" / "lib" / "python3.11" / "site-packages"
    (packages / "flask").mkdir(parents=True)
    (packages / "requests.py").write_text("from shop import Cart\ndef get() -> Cart: ...\n")
    (repo.top / ".venv" / "pyvenv.cfg").write_text("version = 3.11.2\n")
    counts, said = found(capsys)
    assert (counts["certain"], said) == (5, "")


def test_an_environment_that_is_none(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find-usages", "shop.Cart.old", "--python", "nothing"]) == ExitCode.USAGE
    assert capsys.readouterr().err == (
        "error: nothing is no Python environment: it has no lib/python3.X/site-packages\n"
        "hint: name the folder that holds pyvenv.cfg, such as .venv\n"
    )


def test_a_migration_of_what_only_types_know(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    before = repo.state()
    report = migrated(capsys, ExitCode.DONE)
    assert report["summary"] == {"rewritten": 4, "kept": 0, "open": 0, "undecided": 1}
    assert repo.git("show", f"{report['branch']}:use.py").splitlines()[8:] == [
        "    cart.new(cart.new(1))",
        "    cart.new(other.old(2))",
        "    other.old(3)",
        "    unknown.old(4)",
        "    return cart.new",
    ]
    assert before["files"] == repo.state()["files"]


def test_usages_that_types_know_may_be_kept(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ids = [row["id"] for row in migrated(capsys, ExitCode.DONE, "--dry-run")["ledger"]]
    report = migrated(capsys, ExitCode.DONE, "--skip", ids[0], "--skip", ids[4])
    assert report["summary"] == {"rewritten": 2, "kept": 2, "open": 0, "undecided": 1}


def test_a_dirty_working_tree_is_not_what_is_migrated(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"use.py": "# all gone\n", "shop.py": SHOP.replace("Cart", "Basket"), "new.py": USE})
    before = repo.state()
    report = migrated(capsys, ExitCode.DONE, "--dry-run")
    assert report["summary"] == {"rewritten": 4, "kept": 0, "open": 0, "undecided": 1}
    assert repo.state() == before


CANARY = "#!/bin/sh\ntouch {canary}\n"
PLANTED = {
    "ty.toml": '[environment]\npython = "{top}/.venv/bin/python"\nextra-paths = ["{top}/evil"]\n',
    "pyrefly.toml": 'python-interpreter-path = "{top}/.venv/bin/python"\n',
    "pyproject.toml": '[tool.ty.environment]\npython = "{top}/.venv/bin/python"\n'
    '[tool.pyrefly]\npython-interpreter-path = "{top}/.venv/bin/python"\n',
    "pyrightconfig.json": '{{"venv": ".venv"}}',
    "mypy.ini": "[mypy]\npython_executable = {top}/.venv/bin/python\n",
    "sub/ty.toml": '[environment]\npython = "{top}/.venv/bin/python"\n',
    "sub/pyrefly.toml": 'python-interpreter-path = "{top}/.venv/bin/python"\n',
    "sub/__init__.py": "",
    "sub/use.py": "from shop import Cart\ndef run(c: Cart): c.old(1)\n",
    ".venv/pyvenv.cfg": "home = {top}/.venv/bin\nversion = 3.11.2\nexecutable = {top}/.venv/bin/python\n",
    ".venv/lib/python3.11/site-packages/evil.pth": "import os; os.system('touch {canary}')\n",
    ".venv/lib/python3.11/site-packages/sitecustomize.py": "import os; os.system('touch {canary}')\n",
}


@pytest.mark.parametrize("who", ["ty", "pyrefly", "all"])
def test_abuse_31_nothing_planted_is_run(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, who: str
) -> None:
    canary = tmp_path / "canary"
    for name, content in PLANTED.items():
        repo.write({name: content.format(top=repo.top, canary=canary)})
    for name in ("python", "python3", "python3.11", "ty", "pyrefly"):
        for folder in (repo.top / ".venv" / "bin", repo.top):
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(CANARY.format(canary=canary))
            (folder / name).chmod(0o755)
    repo.commit()
    monkeypatch.setenv("PATH", f"{repo.top}/.venv/bin:.:{os.environ['PATH']}")
    monkeypatch.setenv("VIRTUAL_ENV", str(repo.top / ".venv"))
    monkeypatch.setenv("CONDA_PREFIX", str(repo.top / ".venv"))
    before = repo.state()
    counts, said = found(capsys, "--types", who)
    assert (counts["certain"], said) == (5, "")
    report = migrated(capsys, ExitCode.DONE, "--types", who, "--dry-run", "--python", ".venv/bin/python")
    assert report["summary"]["rewritten"] == 5
    assert not canary.exists()
    assert repo.state() == before


def test_the_canary_sings_when_it_is_run(tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text(CANARY.format(canary=tmp_path / "canary"))
    script.chmod(0o755)
    os.spawnl(os.P_WAIT, script, "python")
    assert (tmp_path / "canary").exists()


def test_a_server_that_dies_costs_no_more_than_its_answers(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = repo.top.parent / "dies"
    script.write_text("#!/bin/sh\nexit 3\n")
    script.chmod(0o755)
    monkeypatch.setattr(
        "refactor_cli.types.installed.sysconfig.get_path", lambda *_, **__: str(script.parent)
    )
    script.rename(script.with_name("ty"))
    counts, said = found(capsys)
    assert counts["possible"] == 7
    assert said == "warning: ty was given up with 7 of 7 names left: it ended\n"
