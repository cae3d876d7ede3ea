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

from refactor_cli import __version__
from refactor_cli.__main__ import main
from refactor_cli.errors import RefactorError

FILES = {
    "lib.py": "def total(items):\n    return sum(items)\n\n\ndef count(items):\n    return len(items)\n",
    "billing/__init__.py": "",
    "billing/sum.py": "def total(rows):\n    return rows\n",
    "app.py": "from lib import count\n\nprint(count([1]))\n",
}
TO = ["--to", "lib.size"]


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    made = make_repo(FILES)
    monkeypatch.chdir(made.top)
    return made


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


@pytest.mark.parametrize("content", ["", "zzz\n"])
def test_a_branch_that_a_crash_left(repo: Any, capsys: pytest.CaptureFixture[str], content: str) -> None:
    """There are commits: nobody should be told to make the first one."""
    branch = repo.git("symbolic-ref", "HEAD")
    (repo.top / ".git" / branch).write_text(content)
    assert main(["migrate", "lib.count", *TO]) == 5
    assert capsys.readouterr().err == "error: HEAD's branch cannot be read\nhint: see `git fsck`\n"


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


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        pytest.param("", "billing/sum.py", id="from the top"),
        pytest.param("billing", "billing/sum.py", id="from the top, further down"),
        pytest.param("billing", "sum.py", id="from the folder"),
        pytest.param("billing", "../billing/sum.py", id="by way of the top"),
        pytest.param("billing", "{top}/billing/sum.py", id="absolute"),
    ],
)
def test_a_path_in_a_target(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: str, path: str
) -> None:
    monkeypatch.chdir(repo.top / folder)
    target = f"{path.format(top=repo.top)}:total"
    assert main(["find-usages", target, "--output-format", "json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert result["target"]["definitions"] == [{"path": "billing/sum.py", "line": 1}]
    assert main(["migrate", target, "--to", "lib.size", "--dry-run"]) == 0
    assert main(["pack", target]) == 0


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


def test_files_with_uncommitted_changes_are_named(
    make_repo: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"a{number}.py" for number in range(10)]
    files = dict.fromkeys(names, FILES["app.py"])
    made = make_repo({**FILES, **files})
    made.write({name: f"{text}# x\n" for name, text in files.items()})
    order = ["migrate", "lib.count", *TO, "--types", "none", "--repo", str(made.top)]
    assert main([*order, "--dry-run"]) == 0
    said = f"note: uncommitted changes touch files with usages and are not migrated: {', '.join(names[:8])} and 2 more"
    assert capsys.readouterr().err.splitlines().count(said) == 1
    for name in names[2:]:
        made.git("checkout", "--quiet", name)
    assert main([*order, "--dry-run"]) == 0
    assert " are not migrated: a0.py, a1.py\n" in capsys.readouterr().err


def test_migrate_leaves_everything_else(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"app.py": FILES["app.py"] + "# not committed\n"})
    repo.git("checkout", "--quiet", "--detach")
    before = repo.state()
    assert main(["migrate", "lib.count", *TO, "--output-format", "json"]) == 0
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert "uncommitted changes touch files with usages and are not migrated: app.py" in said.err
    assert (report["branch"], report["version"], report["cost"]) == ("refactor/lib.count", 1, None)
    assert report["summary"] == {"rewritten": 2, "kept": 0, "open": 0, "undecided": 0}
    after = repo.state()
    assert after["refs"].pop("refs/heads/refactor/lib.count") == report["commit"]
    assert after == before
    assert repo.git("show", f"{report['branch']}:app.py") == "from lib import size\n\nprint(size([1]))"
    message = repo.git("log", "-1", "--format=%B", report["branch"])
    claim = "2 rewritten as --to says: no recipe claims that it does the same."
    start = f"Migrate lib.count to lib.size\n\n{claim}\n\nUsages: 2 rewritten.\n\nRefactor-Run: "
    assert message.startswith(start)
    assert all(each["id"] in message for each in report["ledger"])


@pytest.mark.parametrize("name", ["main", "main/x", "a..b"])
@pytest.mark.parametrize("chosen", [False, True], ids=["all", "--only"])
def test_a_branch_that_cannot_be_made_is_noticed_before_anything_is_paid(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, chosen: bool
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    main(["find-usages", "lib.count", "--output-format", "json"])
    id = json.loads(capsys.readouterr().out)["results"][0]["usages"][0]["id"]
    monkeypatch.setattr("refactor_cli.commands.migrations.migrating.ask_model", never)
    if not chosen:
        monkeypatch.setattr("refactor_cli.find.find", never)
    order = ["migrate", "lib.count", "--instructions", "x", "--branch", name]
    assert main([*order, *(["--only", id] if chosen else [])]) == 2
    assert "branch" in capsys.readouterr().err.splitlines()[0]
    assert not (Path(os.environ["XDG_STATE_HOME"])).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "nothing says how to rewrite it", id="no rule"),
        pytest.param(["--recipe", "nothing.py"], "cannot read the recipe", id="recipe"),
        pytest.param([*TO, "--skip", "u00000000"], "no usage has the id", id="id"),
        pytest.param([*TO, "--include", "no*"], "--include 'no*' matches no file", id="selection"),
        pytest.param([*TO, "--split-by", "owner"], "there is no CODEOWNERS", id="division"),
        pytest.param(["--instructions", "x", "--answer", "no.md"], "no.md", id="answer"),
    ],
)
def test_arguments_come_before_the_branch(
    repo: Any, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["migrate", "lib.count", "--branch", "main", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_dry_run_only_says_that_the_branch_exists(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "lib.count", *TO, "--branch", "main", "--dry-run"]) == 0
    assert "note: the branch main exists; name another one when you apply the plan" in capsys.readouterr().err


def test_a_definition_that_stays_is_told(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    more = {"more.py": "import lib\n\ncallback = 'see lib.count'\n"}
    repo.write({**more, "lib.py": FILES["lib.py"] + "\n\ndef size(items):\n    return len(items)\n"})
    repo.commit()
    order = ["migrate", "lib.count", *TO, "--definition", "remove", "--output-format", "json"]
    assert main(order) == 3
    said = capsys.readouterr()
    why = "a string names it: look at what finds it by this name"
    reason = f"it is still needed: more.py:3 (open: {why})"
    assert f"warning: the definition of lib.count stays as it is: {reason}\n" in said.err
    report = json.loads(said.out)
    assert report["definitions"] == [
        {"target": "lib.count", "definition": "remove", "done": False, "reason": reason}
    ]
    assert report["files"] == [{"path": "app.py", "edits": 2}]


def test_no_branch_uses_a_name_that_a_refused_rename_would_have_made(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write({"more.py": "import lib\n\ncallback = 'see lib.count'\n"})
    repo.commit()
    assert main(["migrate", "lib.count", *TO, "--definition", "rename"]) == 2
    assert "lib.count cannot be renamed, and nothing else defines lib.size" in capsys.readouterr().err
    assert repo.git("branch", "--list", "refactor/*") == ""


def test_show_says_a_long_reason_once(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write(
        {"app.py": "from lib import count\n\nprint(count([1]))\na = map(count, [])\nb = map(count, [])\n"}
    )
    repo.commit()
    assert main(["migrate", "lib.count", "--to", "lib.total(items)", "--branch", "made"]) == 3
    capsys.readouterr()
    assert main(["show", "made"]) == 3
    lines = [
        line.split(maxsplit=3) for line in capsys.readouterr().out.splitlines() if line.startswith("      ")
    ]
    assert [(each[0], each[1], each[2]) for each in lines] == [
        ("1", "open", "import"),
        ("3", "rewritten", "call"),
        ("4", "open", "reference"),
        ("5", "open", "reference"),
    ]
    assert "(a reference, not a call: " in lines[2][3]
    assert lines[3][3].endswith(" (as at app.py:4)")


BASKET = """from django.db import models


class Basket(models.Model):
    def add(self, product):
        return product

    add.alters_data = True
    append = add


def fill(basket: Basket):
    basket.add(1)
"""


def test_what_the_body_of_a_class_says_of_a_renamed_method(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"basket.py": BASKET})
    monkeypatch.chdir(repo.top)
    order = ["migrate", "basket.Basket.add", "--to", "basket.Basket.put", "--definition", "rename"]
    # a base outside of the repository defines nothing that a rename was to bring
    main(["find-usages", "basket.Basket.add", "--output-format", "json"])
    (result,) = json.loads(capsys.readouterr().out)["results"]
    ids = {each["line"]: each["id"] for each in result["usages"]}
    assert main([*order, "--skip", ids[9]]) == 2
    assert "add cannot be renamed, and nothing else defines basket.Basket.put: " in capsys.readouterr().err
    assert main(order) == 0
    after = BASKET.replace("add(", "put(").replace("add.", "put.").replace("= add", "= put")
    assert repo.git("show", "refactor/basket.basket.add:basket.py") + "\n" == after


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["lib.count"], "", id="an answer may say the new name"),
        pytest.param(["lib.count", *TO], "", id="can be"),
        pytest.param(["lib.count", "--to", "lib.total"], "lib.py:1 defines 'total' already", id="taken"),
        pytest.param(["lib.count", "--to", "lib.size(items)"], "nothing but a new name", id="no name"),
        pytest.param(
            ["lib", "--to", "library"], "lib.py is a file, which stays: `git mv` it first", id="module"
        ),
        pytest.param(["box.Box.__len__"], "it is a special method", id="special"),
        pytest.param(["box.Box.put"], "it overrides box.Base.put", id="overrides"),
    ],
)
def test_a_rename_that_cannot_be_is_refused_before_a_model_is_asked(
    repo: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    asked = list[object]()

    def ask(*given: object) -> None:
        asked.append(given)
        raise RefactorError("asked", "asked")

    box = "class Base:\n    def put(self): pass\nclass Box(Base):\n    def put(self): pass\n"
    repo.write({"box.py": f"{box}    def __len__(self): return 0\n"})
    repo.commit()
    monkeypatch.setattr("refactor_cli.commands.migrations.migrating.ask_model", ask)
    order = ["migrate", *arguments, "--instructions", "x", "--definition", "rename", "--types", "none"]
    assert main(order) == 2
    assert ("cannot be renamed: " in (told := capsys.readouterr().err), bool(asked)) == (bool(said), not said)
    assert said in told
    assert main([*order, "--prompt-out", "prompt.md"]) == (2 if said else 0)


def test_a_renamed_definition_and_its_plan(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.json"
    order = ["migrate", "lib.count", *TO, "--definition", "rename"]
    assert main([*order, "--dry-run", "--plan-out", str(plan)]) == 0
    assert main(["apply", str(plan), "--branch", "by-plan"]) == 0
    assert main(order) == 0
    assert "warning" not in capsys.readouterr().err
    assert repo.git("rev-parse", "by-plan^{tree}") == repo.git("rev-parse", "refactor/lib.count^{tree}")
    assert repo.git("show", "by-plan:lib.py").endswith("def size(items):\n    return len(items)")
    assert repo.git("diff", "--name-only", "HEAD", "by-plan") == "app.py\nlib.py"


FAMILY = """class Order:
    def total(self):
        return 1


class Rush(Order):
    def total(self):
        return 5


class Bill:
    def total(self):
        return 0


def show(order):
    return order.total()
"""


RENAME_FAMILY = [
    "migrate",
    "lib.Order.total",
    "--to",
    "lib.Order.sum",
    "--definition",
    "rename",
    "--types",
    "none",
]


def test_the_ledger_holds_a_renamed_family_and_tells_what_may_need_it(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"lib.py": FAMILY})
    monkeypatch.chdir(repo.top)
    assert main([*RENAME_FAMILY, "--output-format", "json"]) == 0
    said = capsys.readouterr()
    ledger = [
        (each["line"], each["kind"], each["outcome"], each["by"]) for each in json.loads(said.out)["ledger"]
    ]
    by = "--definition rename"
    assert ledger == [
        (2, "definition", "rewritten", by),
        (7, "override", "rewritten", by),
        (17, "call", "undecided", ""),
    ]
    assert "lib.Order.total is renamed, and 1 place may mean it by its old name: lib.py:17; " in said.err
    assert main(["show", "refactor/lib.order.total"]) == 0
    assert "7  rewritten override" in capsys.readouterr().out


DOUBLES = {
    "tests/test_lib.py": (
        "from lib import Order, Rush\n"
        "class FakeOrder:\n"
        "    def total(self): return 2\n"
        "class Other:\n"
        "    def total(self): return 3\n"
        "    def else_(self): return 4\n"
        "class OwnRush(Rush):\n"
        "    def total(self): return 6\n"
    ),
    "tests/test_more.py": (
        "from lib import Order\nclass Short:\n    total = lambda self: 2\nclass Data:\n    total = 3\n"
    ),
    "tests/test_bills.py": "class FakeBill:\n    def total(self): return 2\n",
    "far.py": "from lib import Order\nclass Far:\n    def total(self): return 2\n",
}


def test_doubles_of_tests_keep_the_name_of_a_renamed_method_and_that_is_said(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"lib.py": FAMILY, **DOUBLES})
    monkeypatch.chdir(repo.top)
    assert main(RENAME_FAMILY) == 0
    said = "lib.Order.total is renamed, and 2 classes that may stand in for it keep the old name: tests/test_lib.py:3"
    assert [line for line in capsys.readouterr().err.splitlines() if "stand in" in line] == [
        f"warning: {said}; tests/test_more.py:3"
    ]
    assert "class FakeOrder:\n    def total(" in repo.git(
        "show", "refactor/lib.order.total:tests/test_lib.py"
    )


def test_a_family_that_stays_says_why_at_each_usage(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo(
        {"lib.py": FAMILY, "app.py": "from lib import Rush\n\n\nclass More(Rush):\n    total = None\n"}
    )
    monkeypatch.chdir(repo.top)
    assert main([*RENAME_FAMILY, "--output-format", "json"]) == 3
    said = capsys.readouterr()
    ledger = json.loads(said.out)["ledger"]
    assert {each["path"]: each["reason"] for each in ledger if each["kind"] == "override"} == {
        "app.py": "an override: callers would no longer reach it",
        "lib.py": "all of its family is renamed, or none: the definition stays, see the warning",
    }
    assert "it is still needed: app.py:5 (open: an override: callers would no longer reach it)" in said.err
    assert "is not defined" not in said.err


def test_skipped_usages_are_kept(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    main(["find-usages", "lib.count", "--output-format", "json-lines"])
    ids = [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]
    order = ["migrate", "lib.count", *TO, *(word for each in ids for word in ("--skip", each))]
    assert main([*order, "--output-format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["branch"] is None
    assert {each["by"] for each in report["ledger"]} == {"--skip"}


def test_what_a_definition_alone_comes_to_is_said(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = make_repo({"lib.py": "def touch(a):\n    return a\n\n\ndef other(): ...\n", "app.py": "x = 1\n"})
    monkeypatch.chdir(repo.top)
    order = ["migrate", "lib.touch", "--to", "lib.reach", "--definition", "rename"]
    assert main([*order, "--types", "none", "--dry-run"]) == 0
    said = "note: the definition of lib.touch is renamed; nothing else is rewritten for it"
    assert said in capsys.readouterr().err.splitlines()
    repo.write({"app.py": "import lib\n\nlib.touch(1)\n"})
    repo.commit()
    assert main([*order, "--types", "none", "--dry-run"]) == 0
    assert said not in capsys.readouterr().err
    removed = [*order[:2], "--to", "lib.other", "--definition", "remove", "--types", "none", "--dry-run"]
    assert main(removed) == 3  # a call that would be refused is left, so that the definition stays
    said = "warning: 1 call is left open, and would not fit lib.other(): more than 0 arguments"
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("definition", ["rename", "remove", "deprecate"])
def test_a_call_that_would_be_refused_stays_whatever_becomes_of_the_definition(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], definition: str
) -> None:
    files = {
        "lib.py": "def old(a, b=0):\n    return old(a, b=1) if a else b\n",
        "new.py": "def amount(a): ...\n",
        "app.py": "from lib import old\n\nold(1)\nold(2, b=3)\n",
    }
    monkeypatch.chdir(make_repo(files).top)
    order = ["migrate", "lib.old", "--to", "new.amount", "--definition", definition, "--types", "none"]
    assert main([*order, "--dry-run", "--output-format", "json"]) == 3
    said = capsys.readouterr()
    ledger = {(each["path"], each["line"]): each for each in json.loads(said.out)["ledger"]}
    assert ledger["app.py", 3]["outcome"] == "rewritten"
    assert ledger["app.py", 4]["outcome"] == "open"
    assert "the new call would not fit new.amount(a): the call gives 'b'" in ledger["app.py", 4]["reason"]
    assert "left open, and would not fit new.amount(a): the call gives 'b'" in said.err
    assert "does not fit" not in said.err


def test_an_import_that_skipped_usages_need_is_kept(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"more.py": "from lib import count\n\nfirst = count([])\nsecond = count([1])\n"})
    repo.commit()
    main(["find-usages", "lib.count", "--output-format", "json-lines"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    ids = [each["id"] for each in found if each["path"] == "more.py" and each["kind"] == "call"]
    order = ["migrate", "lib.count", "--to", "lib.size", *(word for each in ids for word in ("--skip", each))]
    main([*order, "--output-format", "json"])
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    assert [
        (each["outcome"], each["by"], each["reason"]) for each in ledger if each["path"] == "more.py"
    ] == [
        ("kept", "--to", "what is kept in this file uses it"),
        ("kept", "--skip", "skipped on the command line"),
        ("kept", "--skip", "skipped on the command line"),
    ]


def test_a_commit_counts_what_no_rule_is_for(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    files = {
        "lib.py": "def old(a, mode=None, access=None): ...\n",
        "app.py": "from lib import old\n\nold(1, mode=2)\n",
        "more.py": "from lib import old\n\nold(1)\nold(2)\nold(3)  # refactor: ignore[old] it stays\n",
    }
    repo = make_repo(files)
    monkeypatch.chdir(repo.top)
    recipe = tmp_path / "rename.py"
    recipe.write_text(
        "from refactor_cli.recipe import replaces\n\n\n"
        '@replaces("lib.old", given=("mode",))\n'
        "def old(*args, mode, **kwargs):\n    return old(*args, access=mode, **kwargs)\n"
    )
    assert main(["migrate", "--recipe", str(recipe), "--types", "none"]) == 0
    assert "5 kept" in capsys.readouterr().err
    body = repo.git("log", "-1", "--format=%B", "refactor/rename").partition("Refactor-Run")[0]
    assert body.partition("Kept:\n")[2] == (
        "  more.py:5: it stays\n\n"
        "Kept, and nothing to look at:\n"
        "  1 usage: what was rewritten did not use it, or still does\n"
        "  1 usage: what is kept in this file uses it\n"
        "  2 usages: the recipe only concerns calls that give mode\n\n"
    )


METHODS = """class Shop:
    def __init__(self, tills):
        self.tills = tills
        self.close = print

    def total(self):
        return 0
"""
ASKS = """from refactor_cli.recipe import replaces


@replaces("shop.Shop.total")
def total(self):
    return self.{}
"""


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param("tills.sum()", 3, id="an attribute"),
        pytest.param("close()", 3, id="a function in an attribute"),
        pytest.param("boxes.sum()", 2, id="nowhere"),
        pytest.param("tills.sum(self.boxes)", 2, id="nowhere, in an argument"),
    ],
)
def test_what_is_asked_of_a_receiver_must_be_there(
    repo: Any, capsys: pytest.CaptureFixture[str], asked: str, code: int
) -> None:
    uses = "from shop import Shop\n\nshop = Shop([])\nshop.total()\nprint(shop.total)\n"
    repo.write({"shop.py": METHODS, "uses.py": uses, "r.py": ASKS.format(asked)})
    repo.commit()
    assert main(["migrate", "--recipe", "r.py", "--definition", "remove", "--dry-run"]) == code
    assert ("nothing else defines shop.Shop.boxes" in capsys.readouterr().err) == (code == 2)


RECIPE = """from lib import size
from refactor_cli.recipe import moved, replaces


@replaces("lib.total")
def total(items):
    return size(items)


moved("lib.count", "lib.size")
"""


def test_possible_usages_by_names_of_their_own_file_are_no_ones(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (
        "import outside\nprint(outside)\ndef show(shop):\n    for total in shop():\n        total(1)\n"
        "    shop.total(2)\n"
    )
    rule = 'from refactor_cli.recipe import moved\n\nmoved("outside.total", "outside.size")\n'
    repo.write({"show.py": source, "r.py": rule})
    repo.commit()
    order = ["migrate", "--recipe", "r.py", "--certainty", "possible", "--dry-run", "--output-format", "json"]

    def outcomes(*more: str) -> dict[int, tuple[str, str]]:
        main([*order, *more])
        ledger = json.loads(capsys.readouterr().out)["ledger"]
        return {each["line"]: (each["outcome"], each["id"]) for each in ledger if each["path"] == "show.py"}

    before = outcomes()
    assert {line: each[0] for line, each in before.items()} == {5: "undecided", 6: "rewritten"}
    assert outcomes("--only", before[5][1])[5][0] == "rewritten"


@pytest.mark.parametrize("place", [".refactor-baseline.json", "ci/known.json"])
def test_a_baseline_is_left_alone(repo: Any, capsys: pytest.CaptureFixture[str], place: str) -> None:
    more = {"r.py": RECIPE, "lib.py": FILES["lib.py"] + "\n\ndef size(items):\n    return len(items)\n"}
    repo.write({**more, "ci/x": ""})
    assert main(["baseline", "--recipe", "r.py", "--baseline", place]) == 0
    repo.commit()
    capsys.readouterr()
    assert main(["find-usages", "lib.total", "--output-format", "concise"]) == 0
    assert place not in capsys.readouterr().out
    order = ["migrate", "--recipe", "r.py", "--definition", "remove", "--output-format", "json"]
    assert main(order) == 0
    report = json.loads(capsys.readouterr().out)
    kept = {(each["path"], each["reason"]) for each in report["ledger"] if each["outcome"] == "kept"}
    assert kept == {("r.py", "this is the recipe")}
    assert place not in {each["path"] for each in report["ledger"]}
    assert "def total" not in repo.git("show", f"{report['branch']}:lib.py")


@pytest.mark.parametrize("definition", ["keep", "remove"])
def test_a_recipe_is_left_alone(repo: Any, capsys: pytest.CaptureFixture[str], definition: str) -> None:
    more = {"size.py": RECIPE, "lib.py": FILES["lib.py"] + "\n\ndef size(items):\n    return len(items)\n"}
    repo.write({**more, "pyproject.toml": '[tool.refactor]\nrecipes = ["./other.py"]\n'})
    repo.write({"other.py": RECIPE.replace("lib.count", "lib.cuont").replace("lib.total", "lib.count")})
    repo.commit()
    order = ["migrate", "--recipe", "size.py", "--definition", definition, "--output-format", "json"]
    assert main(order) == 0
    report = json.loads(capsys.readouterr().out)
    kept = [each for each in report["ledger"] if each["outcome"] == "kept"]
    assert {each["path"] for each in kept} == {"size.py", "other.py"}
    assert {(each["by"], each["reason"]) for each in kept} == {("recipe", "this is the recipe")}
    changed = repo.git("diff", "--name-only", "HEAD", report["branch"]).split()
    assert changed == ["app.py", *(["lib.py"] if definition == "remove" else [])]


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


def test_files_left_out_are_read_and_their_usages_kept(
    make_repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "lib.py": "def count(x):\n    return x\n\n\ndef count2(x):\n    return x\n",
        "facade.py": "from lib import count as total\n",
        "app/a.py": "from facade import total\n\ntotal(1)\n",
    }
    monkeypatch.chdir(make_repo(files).top)
    assert main(["find-usages", "lib.count", "--include", "app/", "--output-format", "concise"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split(":")[:2] for line in shown if line.startswith(("app", "facade"))] == [
        ["app/a.py", "1"],
        ["app/a.py", "3"],
    ]
    order = [
        "migrate",
        "lib.count",
        "--to",
        "lib.count2",
        "--exclude",
        "facade.py",
        "--output-format",
        "json",
    ]
    main([*order, "--dry-run"])
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    assert {(each["path"], each["line"], each["outcome"], each["by"]) for each in ledger} == {
        ("facade.py", 1, "kept", "--include/--exclude"),
        ("app/a.py", 1, "rewritten", "--to"),
        ("app/a.py", 3, "rewritten", "--to"),
    }


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["find-usages", "lib.count", "--include", "srcc/"], id="find-usages"),
        pytest.param(["map", "--include", "srcc/"], id="map"),
        pytest.param(["pack", "--include", "srcc/"], id="pack"),
        pytest.param(["pack", "--full", "srcc/"], id="pack in full"),
    ],
)
def test_an_included_pattern_that_matches_nothing_is_an_error(
    repo: Any, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main(command) == 2
    assert f"{command[-2]} 'srcc/' matches no file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "way", "end"),
    [
        pytest.param("MERGE_HEAD", "merge", "git merge --continue or --abort", id="merge"),
        pytest.param("rebase-merge", "rebase", "git rebase --continue or --abort", id="rebase"),
        pytest.param("CHERRY_PICK_HEAD", "cherry-pick", "git cherry-pick --continue or --abort", id="pick"),
        pytest.param("BISECT_LOG", "bisect", "git bisect reset", id="bisect"),
    ],
)
def test_no_branch_is_made_in_the_middle_of_something(
    repo: Any, capsys: pytest.CaptureFixture[str], file: str, way: str, end: str
) -> None:
    (repo.top / ".git" / file).write_text("0" * 40)
    before, commit = repo.state(), repo.git("rev-parse", "HEAD")
    order = ["migrate", "lib.count", "--to", "lib.total", "--types", "none"]
    assert main(order) == 5
    assert capsys.readouterr().err.splitlines()[-2:] == [
        f"error: a {way} is in progress, and the branch would stand on the commit before it",
        f"hint: end it ({end}), look with --dry-run, or name the commit: --base {commit[:12]}",
    ]
    assert repo.state() == before
    assert main([*order, "--dry-run"]) in (0, 3)
    assert f"a {way} is in progress" in capsys.readouterr().err
    assert main([*order, "--base", commit[:12]]) in (0, 3)
    assert f"note: a {way} is in progress" in capsys.readouterr().err
    assert repo.state()["refs"] != before["refs"]


def test_no_plan_is_applied_in_the_middle_of_a_merge(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = str(tmp_path / "plan.json")
    main(["migrate", "lib.count", "--to", "lib.total", "--types", "none", "--dry-run", "--plan-out", plan])
    (repo.top / ".git" / "MERGE_HEAD").write_text("0" * 40)
    before = repo.state()
    capsys.readouterr()
    assert main(["apply", plan]) == 5
    assert capsys.readouterr().err.splitlines() == [
        "error: a merge is in progress, and the branch would stand on the commit before it",
        "hint: end it (git merge --continue or --abort), then apply the plan",
    ]
    assert repo.state() == before
    (repo.top / ".git" / "MERGE_HEAD").unlink()
    assert main(["apply", plan]) in (0, 3)


def test_a_name_from_outside_that_nothing_bears_may_be_misspelt(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["find-usages", "os.path.joinn", "datetime.datetime.none_such", "datetime.datetime.utcnow"]) == 0
    )
    told = capsys.readouterr().err
    unseen = "nothing in this repository defines or names"
    assert f"note: {unseen} datetime.datetime.none_such: is it spelt right?" in told
    assert (
        f"warning: {unseen} os.path.joinn, and this Python has no such name: did you mean os.path.join?"
        in told
    )
    repo.write({"late.py": "import datetime\n\ndatetime.datetime.utcnow()\n"})
    assert main(["find-usages", "datetime.datetime.utcnow"]) == 0
    assert "spelt" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("Frame.append", "note: {unseen}: is it spelt right?", id="it has one"),
        pytest.param(
            "Frame.apend",
            "warning: {unseen}, and the frames that is installed in {place} has no such name: "
            "did you mean frames.Frame.append?",
            id="misspelt",
        ),
        pytest.param(
            "Frame.xyz",
            "warning: {unseen}, and the frames that is installed in {place} has no such name",
            id="like nothing there",
        ),
    ],
)
def test_a_name_that_an_installed_package_has_not(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    installed = tmp_path / "environment" / "lib" / "python3.12" / "site-packages" / "frames.py"
    installed.parent.mkdir(parents=True)
    installed.write_text("class Frame:\n    def append(self): ...\n")
    (tmp_path / "environment" / "pyvenv.cfg").write_text("version = 3.12.1\n")
    repo.write({"late.py": "import frames\n\nframes.read()\n"})
    main(["find-usages", f"frames.{name}", "--python", str(tmp_path / "environment")])
    unseen = f"nothing in this repository defines or names frames.{name}"
    lines = capsys.readouterr().err.splitlines()
    assert said.format(unseen=unseen, place=tmp_path / "environment") in lines


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


def test_what_re_exports_a_moved_class_goes_on_exporting_it(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The entry of `__all__` goes with the definition where that stood, and stays where the import moves."""
    repo = make_repo(
        {
            "pkg/__init__.py": 'from .old import Cache, other\n\n__all__ = ["Cache", "other"]\n',
            "pkg/old.py": '__all__ = ["Cache", "other"]\n\n\nclass Cache:\n    pass\n\n\ndef other():\n    pass\n',
            "pkg/new.py": "class Cache:\n    pass\n",
        }
    )
    monkeypatch.chdir(repo.top)
    order = ["migrate", "pkg.old.Cache", "--to", "pkg.new.Cache", "--definition", "remove", "--types", "none"]
    assert main(order) == 0, capsys.readouterr().err
    text = repo.git("show", "refactor/pkg.old.cache:pkg/__init__.py")
    assert '__all__ = ["Cache", "other"]' in text
    assert "from .new import Cache\n" in text
    assert repo.git("show", "refactor/pkg.old.cache:pkg/old.py").startswith('__all__ = ["other"]\n')


RENAMES = "; --definition rename gives the old definition this name"


@pytest.mark.parametrize(
    ("to", "warning"),
    [
        pytest.param(
            "lib.fresh", "'lib.fresh' is not defined: lib.py does not have it", id="no such function"
        ),
        pytest.param(
            "libb.count",
            "'libb' is no package of this repository or of Python, and nothing here imports or requires it: "
            "is 'lib' meant?",
            id="no such package",
        ),
        pytest.param("decimal.Decimal", "", id="of the standard library"),
        pytest.param("my_cart.Item", "", id="required"),
    ],
)
def test_what_nothing_defines_is_told_first(
    repo: Any, capsys: pytest.CaptureFixture[str], to: str, warning: str
) -> None:
    """Before any work, and once; the report has it too."""
    repo.write({"pyproject.toml": '[project]\nname = "x"\ndependencies = ["My-Cart>=1"]\n'})
    repo.git("add", "-A")
    repo.git("commit", "-qm", "metadata")
    assert main(["migrate", "lib.count", "--to", to, "--only", "u00000000"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if not line.startswith("note: ")][:-2] == (
        [f"warning: --to: {warning}{RENAMES if to == 'lib.fresh' else ''}"] if warning else []
    )
    assert main(["migrate", "lib.count", "--to", to, "--dry-run", "--output-format", "json"]) == 0
    said = capsys.readouterr()
    told = [each for each in json.loads(said.out)["warnings"] if each.startswith("--to:")]
    assert (len(told), said.err.count("warning: --to:")) == (bool(warning), bool(warning))


@pytest.mark.parametrize(
    ("old", "to", "after"),
    [
        pytest.param("pkg.f", "pkg.impl.f", {"b.py": "from pkg.impl import f\n\nf(1)\n"}, id="to its home"),
        pytest.param(
            "pkg.f", "pkg.more.f", {"b.py": "from pkg.more import f\n\nf(1)\n"}, id="from one name to another"
        ),
        pytest.param(
            "pkg.impl.f",
            "pkg.f",
            {"a.py": "from pkg import f\n\nf(1)\n", "pkg/more.py": "from . import f  # noqa: F401\n"},
            id="to another name",
        ),
        pytest.param(
            "json.dumps",
            "pkg.dumps",
            {"c.py": "from pkg import dumps\n\ndumps(1)\n"},
            id="from outside to a name in the repository",
        ),
        pytest.param("pkg.impl.f", "pkg.f(a)", None, id="a call by another name"),
    ],
)
def test_names_of_one_thing(
    make_repo: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    old: str,
    to: str,
    after: dict[str, str] | None,
) -> None:
    """Code can be moved from one name of a thing to another; what makes that name stays."""
    files = {
        "pkg/__init__.py": "from json import dumps\n\nfrom .impl import f\n",
        "pkg/impl.py": "def f(a):\n    return a\n",
        "pkg/more.py": "from .impl import f  # noqa: F401\n",
        "a.py": "from pkg.impl import f\n\nf(1)\n",
        "b.py": "from pkg import f\n\nf(1)\n",
        "c.py": "from json import dumps\n\ndumps(1)\n",
    }
    repo = make_repo(files)
    monkeypatch.chdir(repo.top)
    code = main(["migrate", old, "--to", to, "--branch", "new", "--types", "none"])
    said = capsys.readouterr().err
    if after is None:
        assert (code, "--to: 'pkg.f' is 'pkg.impl.f' itself, under another name" in said) == (2, True)
        return
    assert code == 0, said
    assert repo.git("diff", "--name-only", "HEAD", "new").split() == [*after]
    for path, text in after.items():
        assert repo.git("show", f"new:{path}") == text.strip()


def test_what_other_names_lead_to_is_not_deprecated(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"pkg/__init__.py": "from .impl import f\n", "pkg/impl.py": "def f(a):\n    return a\n"}
    repo = make_repo({**files, "a.py": "from pkg.impl import f\n\nf(1)\n"})
    monkeypatch.chdir(repo.top)
    order = ["migrate", "pkg.impl.f", "--to", "pkg.f", "--types", "none", "--definition"]
    assert main([*order, "deprecate", "--branch", "new"]) == 3
    assert "stays as it is: it is what pkg.f leads to, and would warn under that name as well" in (
        capsys.readouterr().err
    )
    assert repo.git("diff", "--name-only", "HEAD", "new") == "a.py"
    assert main([*order, "remove", "--dry-run"]) == 3
    assert "stays as it is: it is still needed: pkg/__init__.py:1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("files", "order"),
    [
        pytest.param(
            {"lib.py": "def old(a): ...\ndef other(): ...\n", "app.py": "from lib import old\n\nold(1)\n"},
            ["lib.old", "--to", "lib.other"],
            id="a call that does not fit",
        ),
        pytest.param(
            {
                "lib.py": "def old(a): ...\ndef new(a): ...\n",
                "app.py": "import lib\n\nf = [lib.old]\nlib.old(*f)\n",
            },
            ["lib.old", "--to", "lib.new(a, 1)", "--definition", "remove"],
            id="a definition that stays",
        ),
        pytest.param(
            {"lib.py": "def old(a): ...\n", "app.py": "import lib\n\ngetattr(lib, input())(1)\nlib.old(2)\n"},
            ["lib.old", "--to", "lib.nowhere"],
            id="names that nothing defines",
        ),
        pytest.param(
            {"lib.py": "def old(a): ...\ndef new(a): ...\nold(1)  # refactor: ignore\n"},
            ["lib.old", "--to", "lib.new"],
            id="an ignore comment without a name",
        ),
        pytest.param(
            {"lib.py": "def old(a): ...\ndef new(a): ...\nold(1)  # refactor: ignore[old]\n"},
            ["lib.old", "--to", "lib.new"],
            id="an ignore comment without a reason",
        ),
    ],
)
def test_warnings_are_in_the_report_as_well(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str],
    order: list[str],
) -> None:
    monkeypatch.chdir(make_repo(files).top)
    main(["migrate", *order, "--dry-run", "--types", "none", "--output-format", "json"])
    said = capsys.readouterr()
    told = [line.removeprefix("warning: ") for line in said.err.splitlines() if line.startswith("warning: ")]
    assert sorted(json.loads(said.out)["warnings"]) == sorted(told)  # some are told before the work
    assert told


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param("# refactor: ignore[old] later", id="it is heard"),
        pytest.param("# refactor: ignore[other]", id="of something else"),
    ],
)
def test_other_ignore_comments_are_no_warning(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    comment: str,
) -> None:
    monkeypatch.chdir(
        make_repo(
            {"lib.py": f"def old(a): ...\ndef new(a): ...\nold(1)  {comment}\n\nx = 1  # refactor: ignore\n"}
        ).top
    )
    main(["migrate", "lib.old", "--to", "lib.new", "--dry-run", "--types", "none"])
    assert "warning" not in capsys.readouterr().err


def test_a_path_beside_a_target_is_for_include(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(make_repo({"lib.py": "def old(a): ...\n", "my app/x.py": ""}).top)
    assert main(["migrate", "lib.old", "my app/", "--to", "lib.new"]) == 2
    assert capsys.readouterr().err == (
        "error: my app/ is a path, and no TARGET\nhint: to migrate only there: --include 'my app/'\n"
    )


def test_what_is_deprecated_is_no_finding(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither what says so of itself, nor a call of it in what replaces it; of that people are told."""
    recipe = (
        "from refactor_cli.recipe import replaces\nimport lib\n\n\n"
        '@replaces("lib.old")\ndef old(n):\n    return lib.new(n)\n'
    )
    files = {
        "lib.py": "def old(n):\n    return old(n - 1) if n else 0\n\n\ndef new(n):\n    return old(n)\n",
        "app.py": "import lib\n\nlib.old(1)\n",
        "recipe.py": recipe,
        "pyproject.toml": '[tool.refactor]\nrecipes = ["recipe.py"]\n',
    }
    repo = make_repo(files)
    monkeypatch.chdir(repo.top)
    order = ["migrate", "--recipe", "recipe.py", "--definition", "deprecate", "--types", "none"]
    assert main([*order, "--branch", "made"]) == 0
    assert "note: lib.py:6 calls lib.old in what replaces it, and warns as well\n" in capsys.readouterr().err
    repo.git("checkout", "--quiet", "made")
    main(["check", "--output-format", "json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(each["path"], each["line"]) for each in found] == []


def test_what_still_names_a_removed_definition_is_listed_once(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(
        {
            "doc.md": "Use `lib.total` here.\n\nAnd `lib.total` there.\n",
            "lib.py": FILES["lib.py"] + "\n\ndef size(items):\n    return len(items)\n",
        }
    )
    repo.commit()
    assert main(["migrate", "lib.total", "--to", "lib.size", "--definition", "remove", "--dry-run"]) == 3
    told = capsys.readouterr()
    said = [line for line in (told.out + told.err).splitlines() if "doc.md" in line or "still name" in line]
    assert said == ["note: lib.total is gone, and 2 usages still name it: see the ledger", "doc.md"]


@pytest.mark.parametrize(
    ("options", "code"),
    [pytest.param([], 3, id="lost"), pytest.param(["--exclude", "lost.py"], 0, id="not asked for")],
)
def test_a_file_that_the_repository_has_lost(
    repo: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str], code: int
) -> None:
    repo.write({"lost.py": b"from lib import count\n\ncount(1)\n"})
    repo.commit()
    oid = repo.git("rev-parse", "HEAD:lost.py")
    (repo.top / ".git/objects" / oid[:2] / oid[2:]).unlink()
    plan = str(tmp_path / "plan.json")
    assert main(["migrate", "lib.count", *TO, "--dry-run", "--plan-out", plan, *options]) == code
    told = "could not be read, and usages there are not known: lost.py (missing object)"
    assert f"warning: 1 Python file {told}" in capsys.readouterr().err
