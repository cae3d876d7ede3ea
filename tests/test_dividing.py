"""A branch in several commits: by intent, each whole; shown, taken back and repeated from what its commits say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

RECIPE = '''"""Counting is sizing now.

Refactor-Run: forged
"""
from lib import size, whole
from refactor_cli.recipe import replaces


@replaces("lib.count")
def count(items):
    return size(items)


@replaces("lib.total", behaviour="changes")
def total(items):
    return whole(items)
'''
LIB = """def count(items): return len(items)
def total(items): return sum(items)
def size(items): return len(items)
def whole(items): return sum(items)
"""
BOTH = (
    "from lib import count, total\n\n\ndef f(x):\n    return count(x)\n\n\ndef g(x):\n    return total(x)\n"
)
ONE = "from lib import count\n\nprint(count([1]))\n"
SHOP = """class Basket:
    def count(self): return 1
    def size(self): return 1
class Other:
    def count(self): return 2


def f(a, b):
    Basket().count()
    a.count()
    b.count()
"""
FILES = {
    "lib.py": LIB,
    "pkg/__init__.py": "",
    "pkg/both.py": BOTH,
    "pkg/one.py": ONE,
    "other/__init__.py": "",
    "other/both.py": BOTH.replace("\n", "\r\n"),
    "other/callback.py": "from lib import count\n\nprint(sorted([[1]], key=count))\n",
    "CODEOWNERS": "* @all\n/other/ @others\n",
}


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    made = make_repo(FILES)
    monkeypatch.chdir(made.top)
    (tmp_path / "recipe.py").write_text(RECIPE)
    return made


def migrate(tmp_path: Path, *more: str) -> int:
    return main(["migrate", "--recipe", str(tmp_path / "recipe.py"), "--types", "none", *more])


def output(repo: Any, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=repo.top, capture_output=True, check=True).stdout


def commits(repo: Any, branch: str = "refactor/recipe") -> list[str]:
    found: list[str] = repo.git("rev-list", "--reverse", f"main..{branch}").split()
    return found


def subjects(repo: Any, branch: str = "refactor/recipe") -> list[str]:
    found: list[str] = repo.git("log", "--reverse", "--format=%s", f"main..{branch}").splitlines()
    return found


def python_files(repo: Any, commit: str) -> Iterator[tuple[str, bytes]]:
    for name in output(repo, "ls-tree", "-r", "-z", "--name-only", commit).split(b"\0"):
        if name.endswith(b".py"):
            yield os.fsdecode(name), output(repo, "cat-file", "blob", f"{commit}:{os.fsdecode(name)}")


def runs(repo: Any, commit: str, tmp_path: Path) -> None:
    """Every module of a commit can be imported: what it names is there."""
    place = tmp_path / f"at-{commit}"
    place.mkdir()
    archive = output(repo, "archive", commit)
    subprocess.run(["tar", "-x", "-C", place], input=archive, check=True)
    names = "pkg.both, pkg.one, other.both, other.callback"
    code = f"import {names}\nfor m in (pkg.both, other.both): assert (m.f([5, 2]), m.g([5, 2])) == (2, 7)"
    subprocess.run([sys.executable, "-B", "-c", code], cwd=place, check=True, capture_output=True)


SPLITS = [
    pytest.param(
        "rule",
        [
            "Migrate lib.count by recipe.py: count",
            "Migrate lib.total by recipe.py: total, to look at",
        ],
        id="rule",
    ),
    pytest.param(
        "package",
        [
            f"Migrate lib.count, lib.total by recipe.py: {name}"
            for name in ("other", "pkg", "other, to look at", "pkg, to look at")
        ],
        id="package",
    ),
    pytest.param(
        "owner",
        [
            f"Migrate lib.count, lib.total by recipe.py: {name}"
            for name in ("@all", "@others", "@all, to look at", "@others, to look at")
        ],
        id="owner",
    ),
    pytest.param(
        "intent",
        [
            "Migrate lib.count, lib.total by recipe.py",
            "Migrate lib.count, lib.total by recipe.py: to look at",
        ],
        id="intent",
    ),
    pytest.param(
        "2",
        [
            "Migrate lib.count, lib.total by recipe.py: files 1 to 2",
            "Migrate lib.count, lib.total by recipe.py: file 3",
            "Migrate lib.count, lib.total by recipe.py: files 1 to 2, to look at",
        ],
        id="two files each",
    ),
]


@pytest.mark.parametrize(("split", "expected"), SPLITS)
def test_split(repo: Any, tmp_path: Path, split: str, expected: list[str]) -> None:
    before = repo.state()
    assert migrate(tmp_path, "--branch", "whole") == 3
    assert migrate(tmp_path, "--split-by", split, "--patch", str(tmp_path / "plan.patch")) == 3
    assert subjects(repo) == expected
    assert repo.git("rev-parse", "refactor/recipe^{tree}") == repo.git("rev-parse", "whole^{tree}")
    for commit in commits(repo):
        runs(repo, commit, tmp_path)
    repo.git("checkout", "--quiet", "--detach", "main")
    repo.git("apply", "--index", "--whitespace=nowarn", str(tmp_path / "plan.patch"))
    assert repo.git("write-tree") == repo.git("rev-parse", "refactor/recipe^{tree}")
    repo.git("reset", "--quiet", "--hard", "main")
    repo.git("checkout", "--quiet", "main")
    after = repo.state()
    assert (after["HEAD"], after["files"]) == (before["HEAD"], before["files"])


def test_what_cannot_be_a_split(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate(tmp_path, "--split-by", "mood") == 2
    assert (
        "--split-by takes rule, package, owner, intent or a number of files, not 'mood'"
        in capsys.readouterr().err
    )


def shown(capsys: pytest.CaptureFixture[str], branch: str = "refactor/recipe") -> dict[str, Any]:
    capsys.readouterr()
    assert main(["show", branch, "--output-format", "json"]) in (0, 3)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_show_is_the_ledger(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report_file = tmp_path / "report.json"
    migrate(tmp_path, "--split-by", "rule", "--output-format", "json", "--output-file", str(report_file))
    report = json.loads(report_file.read_text())
    for path in Path(os.environ["XDG_STATE_HOME"]).rglob("*.json"):
        path.unlink()
    fields = ("id", "outcome", "kind", "certainty", "behaviour", "path", "line", "column", "target", "by")
    for each in report["ledger"]:
        each["by"] = each["by"].replace(f"{tmp_path}/", "")
    expected = [(*(each[name] for name in fields), each["reason"]) for each in report["ledger"]]
    found = shown(capsys)
    assert [tuple(each.values()) for each in found["ledger"]] == expected
    assert (found["run"], len(found["commits"])) == (report["run"], 2)
    assert found["summary"]["open"] == report["summary"]["open"] == 2
    assert main(["show", "refactor/recipe"]) == 3
    assert "other/callback.py" in capsys.readouterr().out


@pytest.mark.parametrize("branch", ["main", "none", "--all", "a b"])
def test_show_what_is_no_migration(repo: Any, capsys: pytest.CaptureFixture[str], branch: str) -> None:
    assert main(["show", "--", branch]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def ids(found: dict[str, Any], path: str, by: str, kind: str = "call") -> list[str]:
    return [
        e["id"] for e in found["ledger"] if (e["path"], e["by"].split(" ")[0], e["kind"]) == (path, by, kind)
    ]


def test_undo_one_of_two(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(tmp_path, "--split-by", "rule")
    before = repo.state()
    (mine,) = ids(shown(capsys), "other/both.py", "count")
    assert main(["undo", "--branch", "refactor/recipe", mine]) == 0
    text = output(repo, "cat-file", "blob", "refactor/recipe:other/both.py").decode()
    assert text == BOTH.replace("total", "whole").replace("\n", "\r\n")
    assert repo.git("diff", "--name-only", "refactor/recipe~", "refactor/recipe") == "other/both.py"
    assert [e["outcome"] for e in shown(capsys)["ledger"] if e["id"] == mine] == ["undone"]
    after = repo.state()
    tip = after["refs"].pop("refs/heads/refactor/recipe")
    before["refs"].pop("refs/heads/refactor/recipe")
    assert (after, repo.git("rev-parse", "refactor/recipe")) == (before, tip)
    (other,) = ids(shown(capsys), "other/both.py", "total")
    assert main(["undo", "--branch", "refactor/recipe", other]) == 0
    assert repo.git("rev-parse", "refactor/recipe:other/both.py") == repo.git(
        "rev-parse", "main:other/both.py"
    )


@pytest.mark.parametrize(
    ("named", "left"),
    [
        pytest.param(["--rule", "count"], ["other/both.py", "pkg/both.py"], id="a rule"),
        pytest.param(["--file", "pkg/both.py"], ["other/both.py", "pkg/one.py"], id="a file"),
        pytest.param(["--rule", "count", "--rule", "total"], [], id="all"),
    ],
)
def test_undo(repo: Any, tmp_path: Path, named: list[str], left: list[str]) -> None:
    migrate(tmp_path)
    assert main(["undo", "--branch", "refactor/recipe", *named]) == 0
    assert repo.git("diff", "--name-only", "main", "refactor/recipe").splitlines() == left


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        pytest.param("", "./pkg/both.py", id="a dot"),
        pytest.param("pkg", "both.py", id="from its folder"),
        pytest.param("pkg", "pkg/both.py", id="as it is listed"),
        pytest.param("other", "../pkg/both.py", id="from another folder"),
        pytest.param("other", "{top}/pkg/both.py", id="absolute"),
    ],
)
def test_undo_of_a_file_from_a_folder(
    repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, file: str
) -> None:
    migrate(tmp_path)
    monkeypatch.chdir(repo.top / folder)
    assert main(["undo", "--branch", "refactor/recipe", "--file", file.format(top=repo.top)]) == 0
    changed = repo.git("diff", "--name-only", "main", "refactor/recipe").splitlines()
    assert changed == ["other/both.py", "pkg/one.py"]


def test_undo_after_a_change_elsewhere(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(tmp_path)
    repo.git("checkout", "--quiet", "refactor/recipe")
    text = (repo.top / "pkg/both.py").read_text()
    repo.write({"pkg/both.py": text + "\n\nADDED = 1\n"})
    repo.commit("by hand")
    found = shown(capsys)
    (mine,) = ids(found, "pkg/both.py", "count")
    repo.git("checkout", "--quiet", "main")
    assert main(["undo", "--branch", "refactor/recipe", mine]) == 0
    assert repo.git("show", "refactor/recipe:pkg/both.py") == (
        BOTH.replace("total", "whole") + "\n\nADDED = 1"
    )
    repo.git("checkout", "--quiet", "refactor/recipe")
    repo.write({"pkg/both.py": text.replace("whole(x)", "whole( x )")})
    repo.commit("by hand")
    repo.git("checkout", "--quiet", "main")
    (other,) = ids(found, "pkg/both.py", "total")
    assert main(["undo", "--branch", "refactor/recipe", other]) == 5
    assert "the bytes of this usage changed since the migration" in capsys.readouterr().err


def test_undo_leaves_what_is_checked_out(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    migrate(tmp_path)
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "refactor/recipe")
    before = repo.state()
    assert main(["undo", "--branch", "refactor/recipe", "--rule", "count"]) == 5
    assert f"the branch refactor/recipe is checked out in {tmp_path / 'linked'}" in capsys.readouterr().err
    assert repo.state() == before


@pytest.mark.parametrize(
    ("named", "said"),
    [
        pytest.param([], "nothing to take back was named", id="nothing"),
        pytest.param(["u00000000"], "u00000000 is no usage that is rewritten", id="no id"),
        pytest.param(["--rule", "x\ny"], "no usage is rewritten by", id="no rule"),
        pytest.param(["--file", "../x"], "the migration did not change", id="no file"),
    ],
)
def test_undo_of_nothing(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], named: list[str], said: str
) -> None:
    migrate(tmp_path)
    assert main(["undo", "--branch", "refactor/recipe", *named]) == 2
    assert said in capsys.readouterr().err


def test_onto(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(tmp_path, "--split-by", "rule")
    (undone,) = ids(shown(capsys), "pkg/both.py", "total")
    main(["undo", "--branch", "refactor/recipe", undone])
    (tmp_path / "recipe.py").unlink()
    repo.git("checkout", "--quiet", "-b", "newer")
    (repo.top / "pkg/one.py").unlink()
    repo.write({"new.py": ONE, "other/callback.py": ONE + "key = count\n", "pkg/both.py": f"# newer\n{BOTH}"})
    newer = repo.commit()
    repo.git("checkout", "--quiet", "main")
    capsys.readouterr()
    order = [
        "migrate",
        "--onto",
        "newer",
        "--from",
        "refactor/recipe",
        "--types",
        "none",
        "--branch",
        "again",
    ]
    assert main([*order, "--output-format", "json"]) == 3
    report = json.loads(capsys.readouterr().out)
    by_id = {each["id"]: each for each in report["ledger"]}
    new = sorted((by_id[id]["path"], by_id[id]["kind"]) for id in report["replayed"]["new"])
    assert new == [
        ("new.py", "call"),
        ("new.py", "import"),
        ("other/callback.py", "call"),
        ("other/callback.py", "reference"),
    ]
    assert len(report["replayed"]["gone"]) == 3
    assert (by_id[undone]["outcome"], by_id[undone]["by"]) == ("kept", "undo")
    assert not [each["by"] for each in by_id.values() if str(tmp_path) in str(each["by"])]
    assert repo.git("rev-parse", "again~2") == newer == report["base"]
    both = [each for each in report["ledger"] if each["path"] == "pkg/both.py" and each["kind"] == "import"]
    assert [each["outcome"] for each in both] == ["rewritten", "kept"]
    assert repo.git("show", "again:pkg/both.py") == "# newer\n" + BOTH.replace(
        "count", "size", 9
    ).strip().replace("from lib import size, total", "from lib import size, total")


def test_onto_repeats_the_branch_that_is_named(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two orders that come to the same changes are the same run; each branch has its own order."""
    migrate(tmp_path, "--dry-run", "--output-format", "json")
    every = {each["id"]: each["path"] for each in json.loads(capsys.readouterr().out)["ledger"]}
    wanted = [id for id, path in every.items() if path == "pkg/one.py"]
    migrate(tmp_path, "--branch", "by-only", *(word for id in wanted for word in ("--only", id)))
    rest = [id for id in every if id not in wanted]
    migrate(tmp_path, "--branch", "all-but", *(word for id in rest for word in ("--skip", id)))
    assert repo.git("rev-parse", "by-only^{tree}") == repo.git("rev-parse", "all-but^{tree}")
    for source, by in (("by-only", "--only"), ("all-but", "--skip")):
        capsys.readouterr()
        order = ["migrate", "--onto", "main", "--from", source, "--types", "none", "--dry-run"]
        main([*order, "--output-format", "json"])
        ledger = json.loads(capsys.readouterr().out)["ledger"]
        assert {each["by"] for each in ledger if each["outcome"] == "kept"} == {by}


def test_onto_by_the_file_of_a_plan_keeps_what_was_taken_back(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the plan lies where its branch does not lead to."""
    plan = str(tmp_path / "kept.json")
    migrate(tmp_path, "--plan-out", plan)
    (undone,) = ids(shown(capsys), "pkg/both.py", "total")
    assert main(["undo", "--branch", "refactor/recipe", undone]) == 0
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another-machine"))
    again = ["migrate", "--onto", "main", "--types", "none", "--dry-run", "--output-format", "json", "--from"]
    capsys.readouterr()
    assert main([*again, "refactor/recipe"]) == 2
    assert "error: the plan that refactor/recipe was made of is not among those" in capsys.readouterr().err
    assert main([*again, plan]) == 3
    by_id = {each["id"]: each for each in json.loads(capsys.readouterr().out)["ledger"]}
    assert (by_id[undone]["outcome"], by_id[undone]["by"]) == ("kept", "undo")


@pytest.mark.parametrize(
    "more",
    [
        ["--onto", "main"],
        ["--from", "main"],
        ["--onto", "main", "--from", "nothing"],
        ["--onto", "main", "--from", "main"],
    ],
    ids=["no source", "no commit", "unknown", "no migration"],
)
def test_onto_needs_both(repo: Any, capsys: pytest.CaptureFixture[str], more: list[str]) -> None:
    assert main(["migrate", *more]) == 2
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(["--certainty", "certain"], "that was with another --certainty", id="another certainty"),
        pytest.param(["--include", "pkg/**"], "that was with another --include", id="other files"),
        pytest.param(["--only", "u0123abcd"], "that was with another --only", id="other usages"),
        pytest.param(["--definition", "remove"], "that was with another --definition", id="definitions"),
        pytest.param(["--references", "lambda"], "that was with another --references", id="references"),
        pytest.param(["--model", "another"], "and asks no model", id="a model"),
        pytest.param(["--rounds", "7"], "and asks no model", id="rounds"),
        pytest.param(["--base", "HEAD~1"], "and so does --base", id="a base"),
    ],
)
def test_onto_is_told_nothing_else(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    assert migrate(tmp_path) == 3
    capsys.readouterr()
    assert main(["migrate", "--onto", "main", "--from", "refactor/recipe", "--dry-run", *more]) == 2
    problem, hint = capsys.readouterr().err.splitlines()
    assert problem.startswith("error: --onto ")
    assert said in problem
    assert hint.startswith(f"hint: leave out {more[0]}")


def test_a_formatter(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "format.py"
    script.write_text(
        "import sys, pathlib\n"
        "for name in sys.argv[1:]:\n"
        "    p = pathlib.Path(name)\n"
        "    text = p.read_text() + ('(' if 'one' in name else '# formatted\\n')\n"
        "    p.write_text(text)\n"
    )
    before = repo.state()
    assert migrate(tmp_path, "--format-command", f"{sys.executable} {script}") == 3
    said = capsys.readouterr().err
    assert "pkg/one.py would not parse after" in said
    assert subjects(repo)[-1] == "Format what the migration changed"
    assert repo.git("diff", "--name-only", "refactor/recipe~", "refactor/recipe").splitlines() == [
        "other/both.py",
        "pkg/both.py",
    ]
    after = repo.state()
    after["refs"].pop("refs/heads/refactor/recipe")
    assert after == before
    (mine,) = ids(shown(capsys), "pkg/both.py", "count")
    assert main(["undo", "--branch", "refactor/recipe", mine]) == 0
    assert repo.git("show", "refactor/recipe:pkg/both.py").endswith("# formatted")


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        pytest.param(
            f"{sys.executable} -c 'raise SystemExit(\"no good\")'", 3, "the formatter failed", id="fails"
        ),
        pytest.param("no-such-formatter", 2, "there is no program 'no-such-formatter'", id="none"),
        pytest.param("'", 2, "cannot be read", id="a quote"),
    ],
)
def test_a_formatter_that_fails(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, code: int, said: str
) -> None:
    assert migrate(tmp_path, "--format-command", command) == code
    assert said in capsys.readouterr().err
    assert bool(repo.git("branch", "--list", "refactor/*")) == (code == 3)


def test_a_formatter_that_refuses_a_file(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are formatted; what it did before it failed is not kept, nor is a link that it made."""
    script = tmp_path / "format.sh"
    script.write_text(
        'for name in "$@"; do\n'
        '  case $name in *one.py) echo "no good" >&2; exit 2;; esac\n'
        '  rm "$name"; ln -s /etc/passwd "$name"\n'
        "done\n"
        'for name in "$@"; do rm "$name"; echo "# formatted" > "$name"; done\n'
    )
    assert migrate(tmp_path, "--format-command", f"sh {script}") == 3
    said = capsys.readouterr().err
    assert (
        "the formatter failed on pkg/one.py, which is left as it was: it ended with code 2: no good" in said
    )
    assert repo.git("diff", "--name-only", "refactor/recipe~", "refactor/recipe").splitlines() == [
        "other/both.py",
        "pkg/both.py",
    ]


def test_report_and_blame(repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(tmp_path, "--split-by", "rule", "--report", str(tmp_path / "body.md"))
    body = (tmp_path / "body.md").read_text()
    assert body.startswith(
        "Migrates `lib.count`, `lib.total`: 10 usages rewritten in 3 files, 2 open.\n\n## Why\n"
    )
    assert "| `count (" in body
    assert "\n- [ ] `other/callback.py:" in body
    assert body.endswith("## Cost\n\nNo model was asked.\n")
    said = capsys.readouterr().err.splitlines()
    at = next(n for n, line in enumerate(said) if line.startswith("for .git-blame-ignore-revs"))
    assert said[at + 1 :] == commits(repo)[:1]


def test_of_many_targets_those_are_named_that_are_there(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moves = "".join(f'moved("lib.gone{n}", "lib.size")\n' for n in range(3))
    (tmp_path / "recipe.py").write_text(RECIPE.replace("import replaces", "import moved, replaces") + moves)
    migrate(tmp_path, "--report", str(tmp_path / "body.md"))
    assert (tmp_path / "body.md").read_text().startswith("Migrates `lib.count`, `lib.total`: 10 usages")
    assert "lib.gone2" in repo.git("log", "-1", "--format=%B", "refactor/recipe")  # the record has all


def test_owners_are_those_of_the_commit(repo: Any, tmp_path: Path) -> None:
    (repo.top / "CODEOWNERS").write_text("* @somebody\n")
    migrate(tmp_path, "--split-by", "owner")
    told = " ".join(subjects(repo))
    assert ("@others" in told, "@somebody" in told) == (True, False)


def test_only_a_recipe_claims_the_same_behaviour(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(
        ["migrate", "lib.count", "--to", "lib.size", "--report", str(tmp_path / "body.md"), "--types", "none"]
    )
    said = "8 rewritten as --to says: no recipe claims that it does the same."
    assert f"\n\n{said}\n\n" in (tmp_path / "body.md").read_text()
    assert f"\n\n{said}\n\n" in repo.git("log", "-1", "--format=%B", "refactor/lib.count")
    lines = capsys.readouterr().err.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("for .git-blame-ignore-revs"))
    assert lines[at].endswith(
        "and if the review finds that the new code does the same, which no recipe claims:"
    )
    assert lines[at + 1] == repo.git("rev-parse", "refactor/lib.count").strip()


@pytest.mark.parametrize(("certainty", "listed"), [("certain", True), ("possible", False)])
def test_only_certain_usages_are_for_blame(
    make_repo: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    certainty: str,
    listed: bool,
) -> None:
    shop = "class Shop:\n    def price_of(self):\n        return 1\n\n\nShop().price_of()\n"
    other = "\n\nclass Other:\n    def price_of(self):\n        return 2\n"
    source = f"{shop}{other}\n\ndef f(it):\n    return it.price_of()\n"
    monkeypatch.chdir(make_repo({"shop.py": source}).top)
    order = [
        "migrate",
        "shop.Shop.price_of",
        "--to",
        "shop.Shop.cost",
        "--types",
        "none",
        "--definition",
        "rename",
    ]
    main([*order, "--certainty", certainty])
    assert ("blame" in capsys.readouterr().err) == listed


@pytest.mark.parametrize(("most", "listed"), [(200, 2), (1, 1)], ids=["all", "cut"])
def test_show_what_is_undecided(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, most: int, listed: int
) -> None:
    monkeypatch.setattr("refactor_cli.commands.migrations.one_commit._MOST_UNDECIDED", most)
    repo.write({"shop.py": SHOP})
    repo.commit()
    assert main(["migrate", "shop.Basket.count", "--to", "shop.Basket.size", "--types", "none"]) == 0
    found = shown(capsys, "refactor/shop.basket.count")
    undecided = [each["line"] for each in found["ledger"] if each["outcome"] == "undecided"]
    assert undecided == [10, 11][:listed]
    assert (found["summary"]["undecided"], found["unlisted"]) == (2, 2 - listed)
    main(["show", "refactor/shop.basket.count"])
    said = "and 1 more undecided, which the commits do not list: refactor find-usages shop.Basket.count"
    assert (said in capsys.readouterr().out.splitlines()) == (listed == 1)
