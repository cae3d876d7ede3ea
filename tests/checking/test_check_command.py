"""`refactor check` and `refactor baseline` on real repositories."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main
from refactor_cli.commands.checks import checking

RECIPE = """
from lib import new
from refactor_cli.recipe import replaces

@replaces("lib.old")
def old(a, b=1):
    return new(b, a)

@replaces("lib.loud", behaviour="changes")
def loud(a):
    return new(0, a)
"""
FILES: dict[str, str | bytes] = {
    "pyproject.toml": '[tool.refactor]\nrecipes = ["recipes/lib.py"]\n',
    "recipes/lib.py": RECIPE,
    "lib.py": "def old(a, b=1): pass\ndef loud(a): pass\ndef new(b, a): pass\n",
    "a.py": "from lib import old\n\nold(1)\nold(2)\n",
    "b.py": "import lib\nlib.loud(3)\n",
    "c.py": "import lib\nlib.new(1, 2)\n",
}


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing connects, and no process but git is started."""
    start = subprocess.Popen.__init__

    def only_git(self: Any, command: Any, *rest: Any, **named: Any) -> None:
        assert Path(command[0]).name == "git"
        start(self, command, *rest, **named)

    def connect(*_: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(subprocess.Popen, "__init__", only_git)
    monkeypatch.setattr(socket.socket, "connect", connect)


def places(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
    code = main(["check", *options, "--output-format", "json"])
    value = json.loads(capsys.readouterr().out)
    return code, [f"{each['path']}:{each['line']}:{each['symbol']}" for each in value["findings"]]


HOME: dict[str, str | bytes] = {
    "tools/__init__.py": "",
    "tools/_distutils/__init__.py": "",
    "tools/_distutils/spawn.py": "def find_executable(name): pass\n",
    "test_spawn.py": "import threading\nfrom distutils.spawn import find_executable\n"
    "assert find_executable('x')\nthreading.currentThread()\n",
}


def test_recipes_that_assign_the_same_name_otherwise(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    rule = (
        "from lib import new\nfrom refactor_cli.recipe import replaces\n\nsize = {}\n\n\n"
        "@replaces('lib.{}')\ndef f(a):\n    return new(a, size)\n"
    )
    given = {"one.py": rule.format(1, "old"), "two.py": rule.format(2, "loud")}
    repo.write({**given, "a.py": "from lib import loud, old\n\nold(1)\nloud(2)\n"})
    order = [each for name in given for each in ("--recipe", name)]
    assert main(["check", *order, "--output-format", "json", "a.py"]) == 1
    first, second = json.loads(capsys.readouterr().out)["findings"]
    assert first["fix"]["content"] == "new(1, size)"
    assert second["fix"] is None
    assert "'size' is assigned something else in this file by another recipe" in second["message"]


def test_what_the_repository_defines_is_no_finding_of_shipped_recipes(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(make_repo(HOME).top)
    recipes = ("--recipe", "python_removed", "--recipe", "python_threading")
    assert places(capsys, *recipes) == (1, ["test_spawn.py:4:threading.currentThread"])
    order = [
        "migrate",
        "--recipe",
        "python_removed",
        "--dry-run",
        "--types",
        "none",
        "--output-format",
        "json",
    ]
    assert main(order) == 0
    said = capsys.readouterr()
    assert "the repository itself defines distutils.spawn.find_executable: name as TARGET" in said.err
    assert json.loads(said.out)["ledger"] == []
    assert main([*order, "distutils.spawn.find_executable"]) == 0
    assert json.loads(capsys.readouterr().out)["summary"]["rewritten"] == 2


ALL = ["a.py:3:lib.old", "a.py:4:lib.old", "b.py:2:lib.loud"]
SELECTED = [
    pytest.param([], 1, ALL, id="everything"),
    pytest.param(["a.py"], 1, ALL[:2], id="a file"),
    pytest.param(["b.py", "c.py"], 1, ALL[2:], id="files"),
    pytest.param(["c.py"], 0, [], id="a clean file"),
    pytest.param(["."], 1, ALL, id="a folder"),
    pytest.param(["lib.py", "recipes"], 0, [], id="definitions and recipes"),
    pytest.param(["--recipe", "recipes/lib.py"], 1, ALL, id="a recipe on the command line"),
]


@pytest.mark.parametrize(("options", "code", "expected"), SELECTED)
def test_selected(
    repo: Any, capsys: pytest.CaptureFixture[str], options: list[str], code: int, expected: list[str]
) -> None:
    before = repo.state()
    assert places(capsys, *options) == (code, expected)
    assert places(capsys, *options) == (code, expected)  # from the cache
    assert repo.state() == before


WRONG = [
    pytest.param(None, ["--recipe", "a" * 5000], "there is no recipe 'aaaa", "", id="a name of no file"),
    pytest.param(
        None, ["nope.py"], "there is no nope.py in the working tree", "diff-filter", id="no such file"
    ),
    pytest.param("", [], "the project names no recipes", "", id="no recipes"),
    pytest.param(
        'recipes = ["recipes/lab.py"]', [], "there is no recipe 'recipes/lab.py'", "recipes/lib.py", id="typo"
    ),
    pytest.param('recipes = ["../x.py"]', [], "there is no recipe '../x.py'", "", id="outside"),
    pytest.param(
        'recipes = "lib"', [], "pyproject.toml: tool.refactor.recipes is no list of texts", "", id="a text"
    ),
    pytest.param(
        "recepies = []", [], "pyproject.toml: [tool.refactor] has no key 'recepies'", "recipes", id="key"
    ),
    pytest.param(
        'paths = ["src"]', [], "pyproject.toml: [tool.refactor] has no key 'paths'", "recipes", id="unknown"
    ),
    pytest.param("recipes = [", [], "pyproject.toml cannot be read", "TOML", id="no TOML"),
    pytest.param(
        None, ["--output-format", "sarfi"], "there is no output format 'sarfi'", "sarif", id="format"
    ),
    pytest.param(
        None, ["--output-format", "json", "--output-format", "csv"], "two formats go to stdout", "", id="two"
    ),
    pytest.param(None, ["--output-format", "json="], "--output-format json= names no file", "", id="no file"),
    pytest.param(
        None, ["--baseline", "x.json"], "there is no baseline x.json", "refactor baseline", id="no baseline"
    ),
    pytest.param(None, ["--baseline-commit", "nope"], "no commit is called 'nope'", "", id="no commit"),
    pytest.param(
        None, ["--baseline", "x", "--baseline-commit", "y"], "--baseline and --baseline-commit", "", id="both"
    ),
    pytest.param(
        'recipes = ["recipes/lib.py"]\nbaseline = "../x"',
        [],
        "tool.refactor.baseline is no file inside",
        "",
        id="baseline outside",
    ),
]


@pytest.mark.parametrize(("settings", "options", "problem", "hint"), WRONG)
def test_wrong(
    repo: Any,
    capsys: pytest.CaptureFixture[str],
    settings: str | None,
    options: list[str],
    problem: str,
    hint: str,
) -> None:
    if settings is not None:
        repo.write({"pyproject.toml": f"[tool.refactor]\n{settings}\n"})
    assert main(["check", *options]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {problem}")
    assert hint in error.partition("hint: ")[2]


@pytest.mark.parametrize(
    "command",
    [["check"], ["baseline"], ["find-usages", "lib.old"], ["migrate", "lib.old", "--to", "lib.new"]],
)
def test_what_a_project_may_not_set(
    repo: Any, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    types = ["--types", "none"] if len(command) > 1 else []
    plain = '[tool.refactor]\nrecipes = ["recipes/lib.py"]\n'
    codes, told = list[int](), list[str]()
    for more in (
        "",
        'base-url = "http://x"\nAPI_KEY = "sk-evil"\nformat_command = "touch evil"\nhttps-proxy = "http://x"\n',
    ):
        repo.write({"pyproject.toml": plain + more})
        repo.commit()
        codes.append(main([*command, *types, *(["--dry-run"] if "--to" in command else [])]))
        told.append(capsys.readouterr().err)
        (repo.top / ".refactor-baseline.json").unlink(missing_ok=True)
    names = "base-url, API_KEY, format_command, https-proxy"
    assert codes[0] == codes[1]
    assert (told[0].count("which is ignored"), told[1].count("which is ignored")) == (0, 1)
    assert f"warning: pyproject.toml of the repository sets {names}, which is ignored" in told[1].splitlines()
    assert "evil" not in told[1]
    assert not (repo.top / "evil").exists()


def test_a_file_that_cannot_be_read(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"bad.py": b"# coding: utf-8\nx = '\xff'\n", "data.bin": b"\0"})
    assert main(["check", "--output-format", "json"]) == 3
    (unchecked,) = json.loads(capsys.readouterr().out)["unchecked"]
    assert unchecked["path"] == "bad.py"
    assert main(["check", "c.py"]) == 0


def test_exit_code_says_what_is_so_anyway(repo: Any) -> None:
    assert main(["check", "--exit-code"]) == main(["check"]) == 1


def test_several_outputs(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    options = [
        "--output-format",
        "concise",
        "--output-format",
        "sarif=out.sarif",
        "--output-format",
        "junit=out.xml",
    ]
    assert main(["check", *options]) == 1
    assert capsys.readouterr().out.count("\n") == 4
    assert json.loads((repo.top / "out.sarif").read_text())["version"] == "2.1.0"
    assert (repo.top / "out.xml").read_text().count("<failure") == 3
    # what the run wrote names what is replaced, and uses nothing
    assert main(["check", *options]) == 1
    assert capsys.readouterr().out.count("\n") == 4


def test_fix(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (repo.top / "a.py").chmod(0o755)
    assert main(["check", "--fix", "--output-format", "concise"]) == 1
    captured = capsys.readouterr()
    assert captured.err.endswith(
        "2 fixed; 1 changes behaviour or is only likely: look at it, or use --unsafe-fixes\n"
    )
    assert (repo.top / "a.py").read_text() == "from lib import new\n\nnew(1, 1)\nnew(1, 2)\n"
    assert (repo.top / "a.py").stat().st_mode & 0o777 == 0o755
    assert (repo.top / "b.py").read_text() == FILES["b.py"]
    assert main(["check", "--fix", "--unsafe-fixes"]) == 0
    assert (repo.top / "b.py").read_text() == "import lib\nlib.new(0, 3)\n"
    assert not list(repo.top.glob("**/.refactor-*"))
    before = repo.state()
    assert main(["check", "--fix"]) == 0
    assert repo.state() == before


@pytest.mark.parametrize("unsafe", [False, True])
def test_diff_is_what_fix_writes(repo: Any, capsys: pytest.CaptureFixture[str], unsafe: bool) -> None:
    options = ["--unsafe-fixes"] if unsafe else []
    before = repo.state()
    assert main(["check", "--diff", *options, "--output-format", "json=report.json"]) == 1
    diff, told = capsys.readouterr()
    assert len(json.loads((repo.top / "report.json").read_text())["findings"]) == 3
    (repo.top / "report.json").unlink()
    assert repo.state() == before
    assert "3 findings in 2 files (" in told
    assert len(told.splitlines()) == 2
    assert told.endswith("3 would be fixed\n" if unsafe else "or use --unsafe-fixes\n")
    assert main(["check", "--fix", *options]) == (0 if unsafe else 1)
    fixed = {path: (repo.top / path).read_bytes() for path in FILES}
    repo.git("checkout", "--", ".")
    subprocess.run(["git", "apply"], input=diff.encode(), cwd=repo.top, check=True)
    assert {path: (repo.top / path).read_bytes() for path in FILES} == fixed
    capsys.readouterr()
    assert main(["check", "--diff", *options]) == (0 if unsafe else 1)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--fix"], "--diff shows what --fix would write"),
        (["--output-format", "json"], "--diff prints a diff, and no report"),
        (["--output-format", "jsn"], "there is no output format 'jsn'"),
    ],
)
def test_what_does_not_go_with_a_diff(
    repo: Any, capsys: pytest.CaptureFixture[str], options: list[str], problem: str
) -> None:
    assert main(["check", "--diff", *options]) == 2
    assert f"error: {problem}\n" in capsys.readouterr().err


def test_a_folder_of_no_such_name(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--output-file", "a" * 5000 + "/x"]) == 5
    assert "there is no folder aaaa" in capsys.readouterr().err


def test_fix_leaves_alone_what_was_not_named_or_is_known(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write({"d.py": "import lib\nlib.old(9)\n"})
    before = repo.state()
    assert main(["baseline"]) == 0
    assert main(["check", "--baseline", ".refactor-baseline.json", "--fix"]) == 0
    (repo.top / ".refactor-baseline.json").unlink()
    assert repo.state() == before
    assert main(["check", "--fix", "d.py"]) == 0
    assert (repo.top / "a.py").read_text() == FILES["a.py"]


def test_fix_refuses_files_that_changed_meanwhile(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import refactor_cli.apply

    real = refactor_cli.apply.apply

    def changed(*arguments: Any) -> Any:
        repo.write({"a.py": "# mine\n"})
        return real(*arguments)

    monkeypatch.setattr("refactor_cli.apply.apply", changed)
    assert main(["check", "--fix"]) == 5
    assert "warning: a.py is left as it is: it changed meanwhile" in capsys.readouterr().err
    assert (repo.top / "a.py").read_text() == "# mine\n"


def test_what_is_to_be_ignored_is_not_fixed_for_want_of_a_reason(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "from lib import old\n\nold(1)  # refactor: ignore[old]\n"
    repo.write({"a.py": text})
    assert main(["check", "--fix", "a.py"]) == 1
    assert "an ignore comment says why" in capsys.readouterr().out
    assert (repo.top / "a.py").read_text() == text


def test_ignore_comments_are_kept_by_migrate_too(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"a.py": "from lib import old\n\nold(1)  # refactor: ignore[old] until 2.0\nold(2)\n"})
    repo.commit()
    assert places(capsys)[1] == ["a.py:4:lib.old", "b.py:2:lib.loud"]
    migrate = [
        "migrate",
        "--recipe",
        "recipes/lib.py",
        "--dry-run",
        "--output-format",
        "json",
        "--types",
        "none",
    ]
    assert main([*migrate, "--plan-out", "../plan.json"]) in (0, 3)
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    kept = {(each["line"], each["by"], each["reason"]) for each in ledger if each["by"] == "ignore comment"}
    assert kept == {(3, "ignore comment", "until 2.0")}


def test_only_new_uses_fail(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline"]) == 0
    assert "3 uses, 3 new taken in" in capsys.readouterr().err
    use = ["--baseline", ".refactor-baseline.json"]
    assert places(capsys, *use) == (0, [])
    repo.write({"a.py": "from lib import old\n\n\n\nold(2)\nold(1)\nold(1)\n"})  # moved, swapped, one more
    assert places(capsys, *use) == (1, ["a.py:7:lib.old"])
    # it does not grow by itself
    before = (repo.top / ".refactor-baseline.json").read_bytes()
    assert main(["baseline"]) == 1
    assert "1 new not taken in: migrate them, or use --update" in capsys.readouterr().err
    assert (repo.top / ".refactor-baseline.json").read_bytes() == before
    assert main(["baseline", "--update"]) == 0
    assert "1 new taken in" in capsys.readouterr().err
    assert places(capsys, *use) == (0, [])
    # it shrinks
    repo.write({"a.py": "from lib import old\nold(2)\n"})
    assert main(["check", *use]) == 0
    assert "the baseline holds 2 uses that are gone" in capsys.readouterr().err
    assert main(["baseline"]) == 0
    assert "2 uses, 2 gone" in capsys.readouterr().err
    repo.write({"a.py": "from lib import old\nold(2)\nold(1)\n"})
    assert places(capsys, *use) == (1, ["a.py:3:lib.old"])
    # what is gone with its file is gone
    (repo.top / "a.py").unlink()
    assert main(["check", *use]) == 0
    assert "the baseline holds 1 use that is gone" in capsys.readouterr().err
    assert main(["check", "b.py", *use]) == 0
    assert "gone" not in capsys.readouterr().err
    assert main(["baseline"]) == 0
    assert "1 use, 1 gone" in capsys.readouterr().err


def test_a_renamed_file_has_no_new_uses(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline"]) == 0
    (repo.top / "a.py").rename(repo.top / "other.py")
    for use in (["--baseline", ".refactor-baseline.json"], ["--baseline-commit", "HEAD"]):
        assert places(capsys, *use) == (0, [])
        assert places(capsys, "other.py", *use) == (0, [])
    assert main(["baseline"]) == 0
    assert "3 uses\n" in capsys.readouterr().err
    assert '"other.py"' in (repo.top / ".refactor-baseline.json").read_text()
    (repo.top / "a.py").write_text((repo.top / "other.py").read_text())
    assert main(["check"]) == 1


def test_the_projects_baseline(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings = '[tool.refactor]\nrecipes = ["recipes/lib.py"]\nbaseline = "ci/known.json"\n'
    repo.write({"pyproject.toml": settings, "ci/x": ""})
    assert main(["check"]) == 2
    assert main(["baseline"]) == 0
    assert (repo.top / "ci/known.json").is_file()
    assert places(capsys) == (0, [])


def test_the_usual_baseline(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """What `refactor baseline` wrote where nobody said anything is what `check` looks at."""
    (settings,) = [
        line for line in (repo.top / "pyproject.toml").read_text().splitlines() if "recipes" in line
    ]
    repo.write({"pyproject.toml": f"[tool.refactor]\n{settings}\n"})
    assert places(capsys)[0] == 1
    assert main(["baseline"]) == 0
    assert places(capsys) == (0, [])


def test_a_baseline_commit(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"a.py": "# moved\nfrom lib import old\nold(2)\nold(3)\n", "n.py": "import lib\nlib.old(1)\n"})
    before = repo.state()
    assert places(capsys, "--baseline-commit", "HEAD") == (1, ["a.py:4:lib.old", "n.py:2:lib.old"])
    assert places(capsys, "b.py", "--baseline-commit", "HEAD") == (0, [])
    assert repo.state() == before


def test_a_baseline_commit_that_is_not_here(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--baseline-commit", "origin/main"]) == 2
    assert "no commit is called 'origin/main'\nhint: a remote's branch is there once `git fetch`" in (
        capsys.readouterr().err
    )


def test_a_baseline_commit_that_a_shallow_clone_lacks(
    repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.git("commit", "-q", "--allow-empty", "-m", "one more")
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.top}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert main(["check", "--baseline-commit", "HEAD~1"]) == 2
    assert "hint: this clone is shallow: `git fetch --unshallow`" in capsys.readouterr().err


def test_what_a_recipe_holds(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"one.py": 'from refactor_cli.recipe import moved\n\nmoved("lib.old", "lib.new")\n'})
    main(["recipes", "check", "one.py"])
    assert "one.py: 0 rules and 1 move for 1 symbol\n" in capsys.readouterr().err


def test_a_tampered_baseline(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline"]) == 0
    file = repo.top / ".refactor-baseline.json"
    file.write_text(file.read_text().replace('"uses": 1', '"uses": -1', 1))
    for command in (["check", "--baseline", file.name], ["baseline"], ["baseline", "--update"]):
        assert main(command) == 2
        assert "is no baseline: use 1 is not as it was written" in capsys.readouterr().err
    file.rename(repo.top / "real.json")
    os.symlink("real.json", file)
    assert main(["check", "--baseline", file.name]) == 2
    assert main(["baseline"]) == 2
    assert file.is_symlink()


def test_hostile_file_names(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capfdbinary: Any
) -> None:
    names = [
        "::error::x.py",
        "%0A::error::y.py",
        "-rf.py",
        "a\nb.py",
        "[red]\u202e.py",
        os.fsdecode(b"\xff.py"),
    ]
    repo = make_repo({**FILES, **dict.fromkeys(names, "import lib\nlib.old(1)\n")})
    monkeypatch.chdir(repo.top)
    for name in ("full", "concise", "github", "json", "json-lines", "csv", "junit", "sarif"):
        assert main(["check", "--output-format", name]) == 1
        shown = capfdbinary.readouterr().out.decode("utf-8")
        commands = [line for line in shown.splitlines() if line.lstrip().startswith("::")]
        assert all(line.startswith("::error file=") for line in commands)
        assert len(commands) == (9 if name == "github" else 0)


def test_what_is_kept_between_runs_depends_on_all_files(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(
        {"compat.py": "from lib import old as price\n", "d.py": "from compat import price\nprice(1)\n"}
    )
    assert places(capsys, "d.py") == (1, ["d.py:2:lib.old"])
    assert places(capsys, "d.py") == (1, ["d.py:2:lib.old"])
    repo.write({"compat.py": "from lib import new as price\n"})
    assert places(capsys, "d.py") == (0, [])
    repo.write(
        {"compat.py": "from lib import old as price\n", "recipes/lib.py": RECIPE.replace("lib.old", "lib.x")}
    )
    assert places(capsys, "d.py") == (0, [])


def test_a_path_that_is_no_text_is_found_every_time(make_repo: Callable[..., Any], monkeypatch: Any) -> None:
    repo = make_repo({**FILES, os.fsdecode(b"\xff.py"): "import lib\nlib.old(1)\n"})
    monkeypatch.chdir(repo.top)
    assert [main(["check", "--output-format", "json"]) for _ in range(2)] == [1, 1]


def test_what_is_kept_is_of_this_python(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interpreter is asked what the standard library has."""
    searched = list[object]()
    real = checking.search
    monkeypatch.setattr(
        checking, "search", lambda *given, **said: searched.append(given) or real(*given, **said)
    )
    for python, count in (("3.11.1", 1), ("3.11.1", 1), ("3.14.0", 2)):
        monkeypatch.setattr("refactor_cli.checking.kept._PYTHON", python)
        assert places(capsys) == (1, ALL)
        assert len(searched) == count


NOTHING_TO_WRITE_TO = [
    pytest.param(
        ["check", "--fix", "--output-format", "sarif=no/x.sarif"], "no/x.sarif", id="a format's file"
    ),
    pytest.param(["check", "--fix", "--output-file", "no/x"], "no/x", id="an output file"),
]


@pytest.mark.parametrize(("command", "file"), NOTHING_TO_WRITE_TO)
def test_where_nothing_can_be_written_nothing_is_done(
    repo: Any, capsys: pytest.CaptureFixture[str], command: list[str], file: str
) -> None:
    before = repo.state()
    assert main(command) == 5
    assert capsys.readouterr().err == (
        f"error: cannot write {file}: there is no folder no\nhint: name another file\n"
    )
    assert repo.state() == before


def test_a_recipe_of_the_command_line_is_named_from_where_the_user_stands(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    elsewhere = tmp_path / "elsewhere.py"
    elsewhere.write_text(RECIPE)
    repo.write({".gitignore": "mine.py\n", "mine.py": RECIPE})
    monkeypatch.chdir(repo.top / "recipes")
    for name in ("lib.py", "../recipes/lib.py", "recipes/lib.py", str(elsewhere), "../mine.py"):
        code, found = places(capsys, "--recipe", name)
        assert (code, found) == (1, ALL), name
    assert main(["check", "--recipe", "../lib.p"]) == 2
    assert capsys.readouterr().err == (
        "error: there is no recipe '../lib.p'\n"
        "hint: name a file of the repository, or one of `refactor recipes list`\n"
    )


def test_a_file_that_is_named_and_not_looked_at(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (repo.top / "link.py").symlink_to("a.py")
    assert main(["check", "link.py", "c.py"]) == 0
    assert "note: link.py is not looked at: symlink\n" in capsys.readouterr().err
    (repo.top / "c.py").unlink()
    assert main(["check", "c.py"]) == 2
    assert capsys.readouterr().err == (
        "error: there is no c.py in the working tree\n"
        "hint: leave deleted files out, as `git diff --name-only --diff-filter=d` does\n"
    )


def test_a_recipe_outside_of_a_sparse_checkout(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit()
    repo.git("update-index", "--skip-worktree", "recipes/lib.py")
    (repo.top / "recipes/lib.py").unlink()
    assert main(["check"]) == 2
    assert capsys.readouterr().err == (
        "error: the recipe recipes/lib.py cannot be read: not checked out\n"
        "hint: it lies outside of the sparse checkout: git sparse-checkout add recipes\n"
    )


def test_new_code_that_names_what_is_not_there(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"lib.py": "def old(a, b=1): pass\ndef loud(a): pass\n"})
    said = "warning: recipes/lib.py:7: 'lib.new' is not defined: lib.py does not have it\n"
    for options in ([], [], ["--fix"]):  # the second one from the cache
        assert main(["check", *options]) == 1
        assert said in capsys.readouterr().err
    main(["baseline"])
    capsys.readouterr()
    assert main(["check"]) == 0
    assert said not in capsys.readouterr().err, "what is known is not told again"


def test_baselines_of_others(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"new.json": '{"version": 2, "uses": []}'})
    assert main(["check", "--baseline", "new.json"]) == 2
    assert capsys.readouterr().err == (
        "error: new.json was written by a newer version of refactor\n"
        "hint: install that one here too: pip install -U refactor-branch\n"
    )
    assert main(["check", "--baseline", "none.json"]) == 2
    assert capsys.readouterr().err.endswith("hint: write it: refactor baseline --baseline none.json\n")


def test_what_goes_along_with_a_fix(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that another file gives has no fix of its own, and is gone with the fix there."""
    recipe = 'from refactor_cli.recipe import moved\nmoved("json.dumps", "new.dumps")\n'
    repo = make_repo(
        {
            "pyproject.toml": '[tool.refactor]\nrecipes = ["r.py"]\n',
            "r.py": recipe,
            "new.py": "def dumps(x): pass\n",
            "third.py": "from json import dumps\n",
            "use.py": "from third import dumps\ndumps(9)\n",
        }
    )
    monkeypatch.chdir(repo.top)
    assert main(["check", "--output-format", "concise"]) == 1
    assert "use.py:1:19: json.dumps is replaced by new.dumps: the file that it is imported from has to" in (
        capsys.readouterr().out
    )
    assert main(["check", "--fix"]) == 0
    assert capsys.readouterr().out == "no findings (5 files checked)\n"
    assert repo.git("diff", "--name-only") == "third.py"


def test_a_fix_takes_nothing_from_what_a_comment_keeps(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The module that hands the old symbol on stays as it is, as what is kept takes it from there."""
    recipe = 'from refactor_cli.recipe import moved\nmoved("json.dumps", "new.dumps")\n'
    kept = "from third import dumps\ndumps(9)  # refactor: ignore[dumps] the old form\n"
    repo = make_repo(
        {
            "pyproject.toml": '[tool.refactor]\nrecipes = ["r.py"]\n',
            "r.py": recipe,
            "new.py": "def dumps(x): pass\n",
            "third.py": "from json import dumps\n",
            "use.py": kept,
        }
    )
    monkeypatch.chdir(repo.top)
    main(["check", "--fix"])
    assert "fixed" in capsys.readouterr().err
    assert repo.git("diff", "--name-only") == ""
