"""`refactor migrate` on real repositories: what is rewritten and what kept, which branch there is, and what is told."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from two_totals import FILES, TO

from refactor_cli.__main__ import main


@pytest.mark.parametrize("content", ["", "zzz\n"])
def test_a_branch_that_a_crash_left(repo: Any, capsys: pytest.CaptureFixture[str], content: str) -> None:
    """There are commits: nobody should be told to make the first one."""
    branch = repo.git("symbolic-ref", "HEAD")
    (repo.top / ".git" / branch).write_text(content)
    assert main(["migrate", "lib.count", *TO]) == 5
    assert capsys.readouterr().err == "error: HEAD's branch cannot be read\nhint: see `git fsck`\n"


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


def test_skipped_usages_are_kept(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    main(["find-usages", "lib.count", "--output-format", "json-lines"])
    ids = [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()]
    order = ["migrate", "lib.count", *TO, *(word for each in ids for word in ("--skip", each))]
    assert main([*order, "--output-format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["branch"] is None
    assert {each["by"] for each in report["ledger"]} == {"--skip"}


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
