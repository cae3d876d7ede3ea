"""The command line on real repositories: exit codes, one line of error and one of hint, streams, formats."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from two_totals import FILES, TO

from refactor_cli import __version__
from refactor_cli.__main__ import main

REFUSED = [
    pytest.param(["find-usages"], 2, "Missing argument 'TARGET'.", id="no target"),
    pytest.param(["find-usages", "lib.cuont"], 2, "cuont", id="unknown target"),
    pytest.param(
        ["find-usages", "total"], 2, "'total' names 2 definitions: billing/sum.py:1, lib.py:1", id="two"
    ),
    pytest.param(["find-usages", "lib.py:"], 2, "'lib.py:' names nothing in its file", id="a file, no name"),
    pytest.param(
        ["find-usages", "/elsewhere/lib.py:count"], 2, "lies outside of the repository", id="another's file"
    ),
    pytest.param(["find-usages", "lib.count", "--repo", "/"], 5, "not a git repository", id="no repository"),
    pytest.param(["find-usages", "lib.count", "--repo", "/nowhere"], 5, "", id="no folder"),
    pytest.param(["migrate", "lib.count"], 2, "nothing says how to rewrite it", id="no rule"),
    pytest.param(["migrate", *TO], 2, "--to takes exactly one TARGET", id="--to without target"),
    pytest.param(
        ["migrate", "lib.count", "lib.py", *TO],
        2,
        "lib.py is a path, and no TARGET",
        id="a path, and --to",
    ),
    pytest.param(
        ["migrate", "./", "--recipe", "r.py"], 2, "./ is a path, and no TARGET", id="a path, and a recipe"
    ),
    pytest.param(["migrate", "lib.count", *TO, "--recipe", "r.py"], 2, "cannot be used together", id="both"),
    pytest.param(
        ["migrate", "--recipe", "r.py", "--recipe", "s.py"], 2, "--recipe is given 2 times", id="recipes"
    ),
    pytest.param(
        ["migrate", "--recipe", "nothing.py"], 2, "cannot read the recipe nothing.py", id="no recipe"
    ),
    pytest.param(["migrate", "--recipe", "broken.py"], 2, "broken.py:1:", id="recipe does not parse"),
    pytest.param(["migrate", "--recipe", "unimported.py"], 2, "'Decimal' is not imported", id="recipe name"),
    pytest.param(["migrate", "lib.count", *TO, "--branch", "main"], 2, "main", id="branch exists"),
    pytest.param(["migrate", "lib.count", *TO, "--branch", "a..b"], 2, "a..b", id="branch name"),
    pytest.param(["migrate", "lib.count", *TO, "--base", "nope"], 2, "nope", id="no such revision"),
    pytest.param(
        ["migrate", "lib.count", *TO, "--skip", "u00000000"], 2, "no usage has the id", id="unknown id"
    ),
    pytest.param(["migrate", "lib.count", *TO, "--patch", "no/such/x"], 5, "cannot write", id="patch place"),
    pytest.param(
        ["migrate", "lib.count", *TO, "--definition", "remove", "--exclude", "x"],
        2,
        "--definition remove must see the whole repository",
        id="a definition and a part",
    ),
    pytest.param(
        ["migrate", "lib.count", *TO, "--definition", "remove"],
        2,
        "lib.count cannot be removed, and nothing else defines lib.size: it would be gone",
        id="nothing in its place",
    ),
    pytest.param(
        ["migrate", "billing.sum.total", "--to", "sum.size(rows)"],
        2,
        "--to: nothing is called 'sum' in full",
        id="--to from the last package on",
    ),
    pytest.param(["migrate", "lib.count", "--to", "lib.size("], 2, "--to:1: '(' was never closed", id="--to"),
    pytest.param(
        ["find-usages", "loads"], 2, "'loads' is no full dotted name", id="a name from outside, not in full"
    ),
    pytest.param(
        ["migrate", "lib.count", "--instructions", "x", "--answer", "garbage.md"],
        2,
        "garbage.md holds no block of an answer",
        id="no answer",
    ),
    pytest.param(["apply", "nothing.json"], 2, "cannot use the plan nothing.json", id="no plan"),
    pytest.param(["frobnicate"], 2, "No such command 'frobnicate'.", id="no such command"),
    pytest.param(["find-usages", "lib.count", "--bogus"], 2, "No such option", id="no such option"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), REFUSED)
def test_refused(
    repo: Any, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    repo.write(
        {
            "broken.py": "def (:\n",
            "garbage.md": "I cannot do that.\n",
            "outside.py": "from json import loads\n\nloads('1')\n",
            "unimported.py": (
                "from refactor_cli.recipe import replaces\n\n\n@replaces('lib.count')\n"
                "def count(items):\n    return Decimal(items)\n"
            ),
        }
    )
    before = repo.state()
    assert main(arguments) == code
    said = capsys.readouterr()
    lines = [line for line in said.err.splitlines() if not line.startswith(("note: ", "plan: ", "warning: "))]
    assert [line.partition(":")[0] for line in lines] == ["error", "hint"]
    assert words in lines[0]
    assert said.out == ""
    assert repo.state() == before


@pytest.mark.parametrize("command", ["migrate", "check", "recipes check"])
def test_a_wrong_recipe_is_named_as_it_was_given(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """One outside of the repository, too, of which the ledger says no folder."""
    recipe = tmp_path / "of ours" / "broken.py"
    recipe.parent.mkdir()
    recipe.write_text("def (:\n", encoding="utf-8")
    options = [str(recipe)] if command == "recipes check" else ["--recipe", str(recipe)]
    assert main([*command.split(), *options]) == 2
    assert f"error: {recipe}:1: " in capsys.readouterr().err


def test_no_commits(make_repo: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    repo = make_repo()
    repo.write(FILES)
    assert main(["find-usages", "lib.count", "--repo", str(repo.top), "--output-format", "concise"]) == 0
    assert main(["migrate", "lib.count", *TO, "--repo", str(repo.top)]) == 5
    assert "no commit" in capsys.readouterr().err


def test_an_interruption_is_told(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("refactor_cli.find.find", interrupt)
    assert main(["find-usages", "lib.count"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_no_room_for_a_cache(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(repo.top / "app.py"))
    assert main(["find-usages", "lib.count", "--output-format", "concise"]) == 0
    said = capsys.readouterr()
    assert said.err.startswith("warning: no cache between runs (")
    assert "app.py:3:7: call certain" in said.out


def test_python_files_that_could_not_be_read_are_told(
    repo: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    repo.write({"odd.py": b"from lib import count\nx = '\xff'\n", "logo.png": b"\0"})
    repo.commit()
    told = "1 Python file could not be read, and usages there are not known: odd.py (undecodable: not text in utf-8)"
    assert main(["find-usages", "lib.count", "--output-format", "concise"]) == 0
    assert told in capsys.readouterr().err
    assert main(["find-usages", "lib.count", "--exclude", "odd.py"]) == 0
    assert told not in capsys.readouterr().err
    plan = str(tmp_path / "plan.json")
    assert (
        main(["migrate", "lib.count", *TO, "--dry-run", "--output-format", "json", "--plan-out", plan]) == 0
    )
    said = capsys.readouterr()
    assert told in said.err
    assert json.loads(said.out)["left_out"] == [
        {"path": "logo.png", "reason": "binary"},
        {"path": "odd.py", "reason": "undecodable: not text in utf-8"},
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"from lib import count\n\ncount('\0')\n", "binary", id="a NUL byte"),
        pytest.param(
            b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n",
            "lfs pointer",
            id="a pointer of LFS",
        ),
    ],
)
def test_a_python_file_that_holds_something_else_is_told(
    repo: Any, capsys: pytest.CaptureFixture[str], content: bytes, reason: str
) -> None:
    repo.write({"odd.py": content, "logo.png": content})
    told = f"note: 1 Python file could not be read, and usages there are not known: odd.py ({reason})"
    assert main(["find-usages", "lib.count", "--output-format", "concise"]) == 0
    assert told in capsys.readouterr().err
    for paths in [], ["odd.py"]:
        assert main(["check", "--recipe", "six", *paths, "--output-format", "json"]) == 3
        unchecked = json.loads(capsys.readouterr().out)["unchecked"]
        assert unchecked == [{"path": "odd.py", "reason": reason}]


def test_a_nul_byte_far_into_a_file_is_told(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    late = b"from lib import count\n" + b"#\n" * 5000 + b"count('\0')\n"
    repo.write({"late.py": late})
    repo.commit()
    assert main(["migrate", "lib.count", *TO, "--dry-run", "--output-format", "json"]) == 3
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    reasons = {each["reason"] for each in ledger if each["path"] == "late.py"}
    assert len(reasons) == 1
    reason = reasons.pop()
    assert "null byte" in reason
    assert "None" not in reason


def test_json(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find-usages", "lib.count", "--output-format", "json"]) == 0
    value = json.loads(capsys.readouterr().out)
    (result,) = value["results"]
    assert result["target"] == {
        "name": "lib.count",
        "kind": "function",
        "definitions": [{"path": "lib.py", "line": 5}],
    }
    assert [(u["path"], u["line"], u["column"], u["kind"], u["certainty"]) for u in result["usages"]] == [
        ("app.py", 1, 17, "import", "certain"),
        ("app.py", 3, 7, "call", "certain"),
    ]
    assert result["usages"][1]["call"] == {"line": 3, "column": 7, "end_line": 3, "end_column": 17}
    assert result["summary"] == {"certain": 2, "likely": 0, "possible": 0, "ruled_out": 0}
    assert value["files"] == {"scanned": 4, "with_candidates": 2}
    assert value["left_out"] == []


def test_formats_agree(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    seen = {}
    for name in ("full", "concise", "json-lines"):
        assert main(["find-usages", "lib.count", "lib.total", "--output-format", name]) == 0
        seen[name] = capsys.readouterr().out
    assert seen["concise"] == (
        "app.py:1:17: lib.count import certain [import] from lib import count\n"
        "app.py:3:7: lib.count call certain [import] count([1])\n"
        "lib.count: 2 certain, 0 likely, 0 possible (1 call, 1 import); 0 of the same name ruled out\n"
        "lib.total: 0 certain, 0 likely, 0 possible; 0 of the same name ruled out\n"
    )
    assert [json.loads(line)["target"] for line in seen["json-lines"].splitlines()] == ["lib.count"] * 2
    assert "2 certain, 0 likely, 0 possible" in seen["full"]
    assert "\x1b" not in seen["full"]


def test_exit_code_option(repo: Any) -> None:
    assert main(["find-usages", "lib.count", "--exit-code"]) == 1
    assert main(["find-usages", "lib.total", "--exit-code"]) == 0


def test_hostile_names_are_shown_escaped(
    make_repo: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"lib.py": FILES["lib.py"]})
    source = b"from lib import count\n\ncount('\x1b[31m\xe2\x80\xae')\n"
    names = [b"::error file=x::y.py", b"[bold].py", b"\x1b[2J.py", b"a\xff.py", b"-rf.py"]
    for name in names:
        Path(os.fsdecode(bytes(repo.top) + b"/" + name)).write_bytes(source)
    repo.commit()
    for form in ("full", "concise"):
        assert main(["find-usages", "lib.count", "--repo", str(repo.top), "--output-format", form]) == 0
        said = capsys.readouterr().out
        assert not {"\x1b", "\u202e"} & set(said)
        assert not any(line.startswith("::") for line in said.splitlines())
        assert "[bold].py" in said


def _run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "refactor_cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, **options)


def test_version_loads_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "refactor_cli", "--version"],
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"refactor {__version__}\n"
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not loaded & {"libcst", "openai", "rich", "typer", "git", "tree_sitter"}


def test_find_usages_loads_neither_libcst_nor_rich(repo: Any) -> None:
    arguments = ["find-usages", "lib.count", "--output-format", "json"]
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "refactor_cli", *arguments],
        capture_output=True,
        text=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "tree_sitter" in loaded
    assert not loaded & {"libcst", "rich"}


def test_a_closed_pipe_is_quiet(repo: Any) -> None:
    code = "import sys; sys.stdin.close()"
    shell = f"{sys.executable} -m refactor_cli map | {sys.executable} -c '{code}'; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["recipes", "runs"])
def test_a_group_without_a_command(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main([name]) == 2
    said = capsys.readouterr()
    assert f"Usage: refactor {name} " in said.out
    assert said.err == f"error: which of its commands is not said\nhint: try `refactor {name} --help`\n"


def test_help_of_a_command_within_a_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runs", "show"]) == 2
    assert "hint: try `refactor runs show --help`" in capsys.readouterr().err


def test_no_arguments_shows_help() -> None:
    done = _run()
    assert done.returncode == 2
    assert "find-usages" in done.stdout


def test_what_lies_in_the_repository_is_not_run(repo: Any) -> None:
    canary = repo.top / "canary"
    evil = f"open({str(canary)!r}, 'w').write('sung')\n"
    script = f"#!/bin/sh\ntouch {canary}\n"
    repo.write({"sitecustomize.py": evil, "typer.py": evil, "conftest.py": evil, "git": script})
    (repo.top / "git").chmod(0o755)
    repo.commit()
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f".:{repo.top}:{os.environ['PATH']}"}
    done = subprocess.run(
        [str(scripts / "refactor"), "migrate", "lib.count", *TO],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not canary.exists()


def test_a_pipe_named_as_output_is_written_to(repo: Any, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with subprocess.Popen(["cat", str(fifo)], stdout=subprocess.PIPE) as reader:
        assert main(["map", "--output-file", str(fifo)]) == 0
        assert reader.communicate()[0].startswith(b"app.py")
    assert fifo.is_fifo()


_READ = [
    ["apply"],
    ["migrate", "--recipe"],
    ["migrate", "lib.count", "--instructions", "x", "--answer"],
    ["migrate", "--onto", "HEAD", "--from"],
    ["pack", "lib.count", "--docs"],
    ["pack", "lib.count", "--style"],
    ["check", "--baseline"],
    ["baseline", "--recipe", "six", "--baseline"],
    ["find-usages", "lib.count", "--python"],
    ["map"],
]

_WRITTEN = [
    ["find-usages", "lib.count", "--output-file"],
    ["migrate", "lib.count", *TO, "--dry-run", "--patch"],
    ["migrate", "lib.count", *TO, "--dry-run", "--plan-out"],
    ["migrate", "lib.count", "--instructions", "x", "--prompt-out"],
]

_NO_FILES = {"a folder": ".", "below a file": "lib.py/x", "below a loop": "loop/x", "too long": "x" * 300}

_TAKES_FOLDERS = [["map"], ["pack", "lib.count", "--docs"]]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        pytest.param(arguments, name, id=f"{' '.join(arguments)}: {kind}")
        for arguments in (*_READ, *_WRITTEN)
        for kind, name in _NO_FILES.items()
        if kind != "a folder" or arguments not in _TAKES_FOLDERS
    ],
)
def test_what_is_no_file(
    repo: Any, capsys: pytest.CaptureFixture[str], arguments: list[str], name: str
) -> None:
    (repo.top / "loop").symlink_to("loop")
    before = repo.state()
    assert main([*arguments, name]) in (2, 5)
    said = capsys.readouterr()
    assert (said.out, said.err.count("error: "), said.err.count("hint: ")) == ("", 1, 1)
    assert repo.state() == before
