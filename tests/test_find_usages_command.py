"""What `find-usages` shows: by certainty, kind and group, as csv, and one usage explained."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from in_memory import symbols_of
from msgspec.structs import replace

from refactor_cli.__main__ import main
from refactor_cli.commands.usages import running
from refactor_cli.commands.usages.running import Request, plain_request
from refactor_cli.commands.usages.showing import explain
from refactor_cli.data import Usages
from refactor_cli.errors import RefactorError
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.languages import manifests
from refactor_cli.renderers.evidence import SENTENCES
from refactor_cli.renderers.usage_lists import as_concise
from refactor_cli.renderers.usages import View, as_csv

FILES = {
    "lib/__init__.py": "",
    "lib/a.py": "class A:\n    def m(self, x): pass\n",
    "lib/b.py": "class B:\n    def m(self, x): pass\n",
    "app/__init__.py": "",
    "app/b.py": "from lib.a import A\nA().m(1)\nx.m(2)\n@A.m\ndef f(): pass\n",
    "docs/c.md": "See `A.m` and lib.a.A.m.\n",
    ".github/CODEOWNERS": "* @all\n/app/ @app @dev\n",
}
BY_PLACE = ["b.py:2:5", "b.py:3:3", "b.py:4:4", "c.md:1:8", "c.md:1:23"]
# for people, what is only possible comes last
EVERYTHING = ["b.py:2:5", "b.py:4:4", "c.md:1:8", "c.md:1:23", "b.py:3:3"]


def run(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["find-usages", "lib.a.A.m", *options]) == 0
    return capsys.readouterr().out


SHOWN = [
    pytest.param([], EVERYTHING, "", id="all"),
    pytest.param(["--certainty", "likely"], EVERYTHING[:4], "; 1 not shown", id="likely"),
    pytest.param(
        ["--certainty", "certain"], ["b.py:2:5", "b.py:4:4", "c.md:1:23"], "; 2 not shown", id="certain"
    ),
    pytest.param(["--kind", "doc"], EVERYTHING[2:4], "; 3 not shown", id="kind"),
    pytest.param(
        ["--kind", "decorator", "--kind", "call"], [*EVERYTHING[:2], "b.py:3:3"], "; 2 not shown", id="kinds"
    ),
    pytest.param(
        ["--kind", "decorator,call"], [*EVERYTHING[:2], "b.py:3:3"], "; 2 not shown", id="kinds in a list"
    ),
    pytest.param(["--kind", "base"], [], "; 5 not shown", id="none"),
]


@pytest.mark.parametrize(("options", "places", "hidden"), SHOWN)
def test_shown(
    repo: Any, capsys: pytest.CaptureFixture[str], options: list[str], places: list[str], hidden: str
) -> None:
    *lines, last = run(capsys, *options, "--output-format", "concise").splitlines()
    assert [line.partition("/")[2].partition(": ")[0] for line in lines] == places
    counts = "3 certain, 1 likely, 1 possible (2 call, 2 doc, 1 decorator)"
    assert last == f"lib.a.A.m: {counts}; 0 of the same name ruled out{hidden}"
    value = json.loads(run(capsys, *options, "--output-format", "json"))["results"][0]
    assert [f"{Path(u['path']).name}:{u['line']}:{u['column']}" for u in value["usages"]] == sorted(
        places, key=BY_PLACE.index
    )
    assert value["summary"] == {"certain": 3, "likely": 1, "possible": 1, "ruled_out": 0}


def test_exit_code_is_about_what_is_shown(repo: Any) -> None:
    assert main(["find-usages", "lib.a.A.m", "--exit-code", "--kind", "doc"]) == 1
    assert main(["find-usages", "lib.a.A.m", "--exit-code", "--kind", "base"]) == 0


LAST = "possible, the most likely first"
GROUPS = [
    pytest.param("file", {"app/b.py": 2, "docs/c.md": 2, LAST: 1}, id="file"),
    pytest.param("package", {"app": 2, "docs": 2, LAST: 1}, id="package"),
    pytest.param("owner", {"@all": 2, "@app @dev": 2, LAST: 1}, id="owner"),
]


@pytest.mark.parametrize(("group_by", "groups"), GROUPS)
def test_groups(repo: Any, capsys: pytest.CaptureFixture[str], group_by: str, groups: dict[str, int]) -> None:
    lines = run(capsys, "--group-by", group_by).splitlines()[1:-2]
    found: dict[str, int] = {}
    for line in lines:
        if line.startswith("  "):
            found[next(reversed(found))] += 1
        else:
            found[line] = 0
    assert found == groups


def test_groups_in_data(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "--group-by", "owner", "--output-format", "json-lines").splitlines()
    assert [json.loads(line)["owner"] for line in lines] == ["@app @dev"] * 3 + ["@all"] * 2
    table = run(capsys, "--group-by", "package", "--output-format", "csv", "--include", "app/**")
    assert [row["package"] for row in csv.DictReader(io.StringIO(table))] == ["app"] * 3


def test_owners_are_read_whatever_is_searched(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert "@app @dev" in run(capsys, "--group-by", "owner", "--include", "*.py").splitlines()


def test_no_owners(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (repo.top / ".github/CODEOWNERS").unlink()
    assert main(["find-usages", "lib.a.A.m", "--group-by", "owner"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.splitlines()[0]) == ("", "error: there is no CODEOWNERS to group by")
    assert said.err.splitlines()[1].endswith("or choose package instead of owner")  # of --split-by as well


def test_csv(repo: Any, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["find-usages", "lib.a.A.m", "--kind", "call", "--output-format", "csv"]) == 0
    head, first, second, rest = capsysbinary.readouterr().out.decode().split("\r\n")
    columns = "target,path,line,column,end_line,end_column,kind,certainty,evidence,enclosing,id,text"
    assert (head, rest) == (columns, "")
    assert re.sub(r"u[0-9a-f]{8}", "ID", first) == (
        "lib.a.A.m,app/b.py,2,5,2,6,call,certain,constructed,,ID,A().m(1)"
    )
    assert second.endswith(",x.m(2)")


CELLS = [
    pytest.param("old()", "old()", id="plain"),
    pytest.param('f("a", old)', '"f(""a"", old)"', id="quotes and commas"),
    pytest.param("old(\n  1)\r\n::error::x", "old( 1) ::error::x", id="lines"),
    pytest.param("=1+old()", "'=1+old()", id="="),
    pytest.param("+old", "'+old", id="+"),
    pytest.param("-old", "'-old", id="-"),
    pytest.param("@old", "'@old", id="@"),
    pytest.param("a\x1b[31m\u202eb", "a\\x1b[31m\\u202eb", id="control characters"),
]


@pytest.mark.parametrize(("text", "cell"), CELLS)
def test_csv_cells(text: str, cell: str) -> None:
    _, record = as_csv(_usages_with(text=text), View())
    assert record.endswith(f",{cell}\r\n")


def test_csv_paths() -> None:
    _, record = as_csv(_usages_with(path="::error::a\n.py"), View())
    assert record.startswith("lib.old,./::error::a\\x0a.py,")


def _usages_with(**changes: Any) -> Usages:
    symbols = symbols_of({"lib.py": "def old(): pass\n", "app.py": "import lib\nlib.old()\n"})
    found = find(symbols, [read_target(symbols, "lib.old")])
    (result,) = found.results
    return replace(found, results=(replace(result, usages=(replace(result.usages[0], **changes),)),))


def test_possible_ones_come_last_by_rank() -> None:
    symbols = symbols_of(
        {"lib.py": FILES["lib/a.py"], "a.py": "x.m()\ny.m()\nz.m()\nlib.A.m\nimport lib\nlib.A.m\n"}
    )
    found = find(symbols, [read_target(symbols, "lib.A.m")])
    (result,) = found.results
    ranks = {1: 0.5, 2: 0.0, 3: 0.9}
    ranked = [replace(usage, rank=ranks.get(usage.location.line, 0.0)) for usage in result.usages]
    lines = as_concise(replace(found, results=(replace(result, usages=tuple(ranked)),)), View())
    places = [line.split(" ")[0] for line in lines][:-1]
    assert places == ["a.py:4:7:", "a.py:6:7:", "a.py:3:3:", "a.py:1:3:", "a.py:2:3:"]


def test_long_lines_are_clipped_for_people(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    padding = "x = 1; " * 2000
    (repo.top / "long.py").write_text(
        f"from lib.a import A\n{padding} y = A.m; {padding}\nA.m(*{'z' * 900})\n"
    )
    shown = {
        form: [
            line
            for line in run(capsys, "--output-format", form).splitlines()
            if "zzz" in line or " y =" in line
        ]
        for form in ("full", "concise")
    }
    for named, call in shown.values():
        assert len(named) < 400
        assert "y = A.m; x = 1;" in named
        assert named.count("…") == 2
        assert len(call) < 400
        assert "A.m(*zzz" in call
        assert call.count("…") == 1
    assert padding in run(capsys, "--output-format", "json")


def test_explain(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "--output-format", "json-lines").splitlines()
    asked = json.loads(lines[2])["id"]
    assert run(capsys, "--explain", asked) == (
        "target     lib.a.A.m (method)\n"
        "defined    lib/a.py:2\n"
        f"usage      {asked}  app/b.py:4:4, decorator\n"
        "source     @A.m\n"
        "certainty  certain: imports, scopes or types prove it\n"
        "evidence\n"
        "  1. import: The name is imported, and the import leads to the definition.\n"
        "through    app/b.py:1: from lib.a import A\n"
    )
    value = json.loads(run(capsys, "--explain", asked, "--output-format", "json"))
    assert value["usage"]["id"] == asked
    assert value["explanation"] == [{"evidence": "import", "sentence": SENTENCES["import"]}]
    assert value["binding"] == {"path": "app/b.py", "line": 1}


def test_explain_takes_the_beginning_of_an_id() -> None:
    symbols = symbols_of({"lib.py": FILES["lib/a.py"], "a.py": "x.m()\ny.m()\nz.m()\n"})
    found = find(symbols, [read_target(symbols, "lib.A.m")])
    ids = dict(zip(("u12340000", "u12345678", "u123"), found.results[0].usages, strict=True))
    usages = tuple(replace(usage, id=id) for id, usage in ids.items())
    given = replace(found, results=(replace(found.results[0], usages=usages),))
    reading: Any = SimpleNamespace(symbols=symbols)
    told = [explain(reading, given, asked).usage.id for asked in ("u12340", "u12345", "u123", "u12340000")]
    assert told == ["u12340000", "u12345678", "u123", "u12340000"]
    with pytest.raises(RefactorError) as several:
        explain(reading, given, "u1234")
    assert (several.value.problem, several.value.hint) == (
        "2 usages have an id that begins with 'u1234'",
        "write more of it: u12340000, u12345678",
    )
    with pytest.raises(RefactorError, match="no usage has the id 'u12'"):
        explain(reading, given, "u12")


REFUSED = [
    pytest.param(["--explain", "u00000000"], "error: no usage has the id 'u00000000'", id="unknown id"),
    pytest.param(["--certainty", "sure"], "error: Invalid value for '--certainty'", id="certainty"),
    pytest.param(["--kind", "use"], "error: Invalid value for '--kind'", id="kind"),
]


@pytest.mark.parametrize(("options", "problem"), REFUSED)
def test_refused(repo: Any, capsys: pytest.CaptureFixture[str], options: list[str], problem: str) -> None:
    assert main(["find-usages", "lib.a.A.m", *options]) == 2
    said = capsys.readouterr()
    error, hint = said.err.splitlines()
    assert error.startswith(problem)
    assert hint.startswith("hint: ")
    assert said.out == ""


def test_explain_has_no_csv(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    asked = json.loads(run(capsys, "--output-format", "json-lines").splitlines()[0])["id"]
    assert main(["find-usages", "lib.a.A.m", "--explain", asked, "--output-format", "csv"]) == 2
    assert "error: --explain has no csv form" in capsys.readouterr().err


def test_every_word_of_evidence_has_a_sentence() -> None:
    words = set()
    here = Path(__file__).parent
    for case in (
        path for folder in ("find", "evidence", "types") for path in here.glob(f"{folder}/cases/*.txt")
    ):
        for line in case.read_text("utf-8").partition("-- usages --\n")[2].splitlines():
            words.update(line.split(" ")[3].split(","))
    assert len(words) > 20
    assert words - SENTENCES.keys() - manifests().keys() == set()


def test_nothing_counts_in_a_pipe(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["find-usages", "lib.a.A.m"]) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        pytest.param(["shop.price"], ["app/a.py:2", "app/b.py:2", "shop/use.py:2"], id="no path"),
        pytest.param(["shop.price", "app/"], ["app/a.py:2", "app/b.py:2"], id="a folder"),
        pytest.param(["shop.price", "app"], ["app/a.py:2", "app/b.py:2"], id="a folder without its slash"),
        pytest.param(["app/b.py", "shop.price"], ["app/b.py:2"], id="a file, named first"),
        pytest.param(["shop.price", "."], ["app/a.py:2", "app/b.py:2", "shop/use.py:2"], id="this folder"),
        pytest.param(["shop.price", "shop/"], ["shop/use.py:2"], id="a package with a slash"),
        pytest.param(["shop.price", "app", "--exclude", "b.py"], ["app/a.py:2"], id="with patterns"),
        pytest.param(["shop/__init__.py:price", "app/a.py"], ["app/a.py:2"], id="a target with a path"),
    ],
)
def test_paths_limit_the_search(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    found: list[str],
) -> None:
    use = "from shop import price\nprice(1)\n"
    files = {"shop/__init__.py": "def price(a): pass\n", "shop/use.py": use, "app/a.py": use, "app/b.py": use}
    monkeypatch.chdir(make_repo(files).top)
    order = ["find-usages", *arguments, "--kind", "call", "--types", "none", "--output-format", "json"]
    assert main(order) == 0
    [result] = json.loads(capsys.readouterr().out)["results"]
    assert [f"{each['path']}:{each['line']}" for each in result["usages"]] == found


def test_a_package_is_a_target_before_it_is_a_folder(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"shop/__init__.py": "def price(a): pass\n", "a.py": "import shop\nshop.price(1)\n"}
    monkeypatch.chdir(make_repo(files).top)
    assert main(["find-usages", "shop.price", "shop", "--types", "none", "--output-format", "json"]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    assert [each["target"]["name"] for each in results] == ["shop.price", "shop"]
    assert main(["find-usages", "shop/", "--types", "none"]) == 2
    assert "'shop/' is no dotted name" in capsys.readouterr().err


NAMESAKES = [
    pytest.param("utils.helper", "packages/a/tests/utils.py:helper", id="a function"),
    pytest.param("utils.Tool.use", "packages/a/tests/utils.py:Tool.use", id="a method"),
    pytest.param("services/api/utils.py:helper", "", id="by its file"),
    pytest.param("utils.own", "", id="that only one has"),
    pytest.param("a.utils.helper", "", id="of a package"),
]


@pytest.mark.parametrize(("target", "other"), NAMESAKES)
def test_modules_of_one_name_are_told_apart(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    target: str,
    other: str,
) -> None:
    """In a repository of several projects, each may have a `utils`, and one of them is meant."""
    module = "def helper(): pass\nclass Tool:\n    def use(self): pass\n"
    files = {
        "services/api/utils.py": module + "def own(): pass\n",
        "packages/a/tests/utils.py": module,
        "packages/a/src/a/__init__.py": "",
        "packages/a/src/a/utils.py": module,
    }
    monkeypatch.chdir(make_repo(files).top)
    name = target.replace("services/api/utils.py:", "utils.")
    said = (
        f"note: {name} is that of services/api/utils.py; another module of this name has one as well, which is no "
        f"usage of it: write {other} for that"
    )
    for command in (["find-usages"], ["migrate", "--to", "os.path.join", "--dry-run"]):
        main([command[0], target, *command[1:], "--types", "none"])
        notes = [line for line in capsys.readouterr().err.splitlines() if "is that of" in line]
        assert notes == ([said] if other else [])


NAMED = [
    pytest.param("pkg.mod.old", "", id="where it is defined"),
    pytest.param("old", "", id="a bare name"),
    pytest.param("pkg/mod.py:old", "", id="by its file"),
    pytest.param("pkg.mod.Base.run", "", id="a method"),
    pytest.param("os.path.join", "", id="outside"),
    pytest.param("pkg.old", "pkg.old is pkg.mod.old", id="exported again"),
    pytest.param("pkg.other", "pkg.other is pkg.mod.old", id="exported under another name"),
    pytest.param("pkg.mod.Child.run", "pkg.mod.Child.run is pkg.mod.Base.run", id="inherited"),
]


@pytest.mark.parametrize(("target", "said"), NAMED)
def test_a_target_named_elsewhere(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    target: str,
    said: str,
) -> None:
    module = "def old(): pass\nclass Base:\n    def run(self): pass\nclass Child(Base): pass\n"
    init = "from pkg.mod import old\nfrom pkg.mod import old as other\n"
    monkeypatch.chdir(make_repo({"pkg/__init__.py": init, "pkg/mod.py": module}).top)
    rest = ", defined in pkg/mod.py: usages of it under all its names are"
    assert main(["find-usages", target, "--types", "none"]) == 0
    notes = [line for line in capsys.readouterr().err.splitlines() if " is pkg." in line]
    assert notes == ([f"note: {said}{rest} listed"] if said else [])
    main(["migrate", target, "--to", "pkg.mod.new", "--dry-run", "--types", "none"])
    notes = [line for line in capsys.readouterr().err.splitlines() if " is pkg." in line]
    assert notes == ([f"note: {said}{rest} migrated"] if said else [])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("Base", "lib.Base.get is overridden 2 times: some of 2 calls ruled out", id="the first"),
        pytest.param(
            "Order",
            "lib.Order.get overrides lib.Base.get and is overridden 1 time: some of 2 calls ruled out",
            id="one between",
        ),
        pytest.param("Other", "", id="no family"),
        pytest.param("Base lib.Order lib.Gift", "", id="all of it"),
    ],
)
def test_a_family_is_told(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    said: str,
) -> None:
    """Calls that reach another member of the family are ruled out, and renamed with it."""
    family = "class Base:\n    def get(self): pass\nclass Order(Base):\n    def get(self): pass\n"
    family += "class Gift(Order):\n    def get(self): pass\nclass Other:\n    def get(self): pass\n"
    calls = "from lib import Base, Gift, Order\nBase().get()\nOrder().get()\nGift().get()\n"
    repo = make_repo({"lib.py": family, "app.py": calls})
    monkeypatch.chdir(repo.top)
    targets = [f"{each}.get" for each in f"lib.{name}".split()]
    assert main(["find-usages", *targets, "--types", "none"]) == 0
    notes = [line for line in capsys.readouterr().err.splitlines() if line.startswith("note: lib.")]
    assert [note.removeprefix("note: ").partition(" may reach")[0] for note in notes] == (
        [said] if said else []
    )


def test_what_a_package_may_hand_on_is_told(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"web.py": "from pack import g\n\ng.user = 1\n"})
    order = ["find-usages", "pack.inner.g", "--types", "none"]
    assert main([*order, "--show-ruled-out", "--output-format", "json"]) == 0
    said = capsys.readouterr()
    told = "warning: pack.g (2 usages) is used here, and may be a name of pack.inner.g: name it as a TARGET as well"
    assert told in said.err.splitlines()
    id = json.loads(said.out)["results"][0]["ruled_out"][0]["id"]
    assert main([*order, "--explain", id]) == 0
    assert "leads to something else, or to another name" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "is_coloured"),
    [
        pytest.param({}, False, id="a pipe"),
        pytest.param({"FORCE_COLOR": "1"}, True, id="forced"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": ""}, True, id="an empty NO_COLOR says nothing"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="neither bold nor dim"),
    ],
)
@pytest.mark.usefixtures("repo")
def test_colours(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    is_coloured: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in run(capsys)) is is_coloured
    assert "\x1b[" not in run(capsys, "--output-format", "json")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["lib.a.A.m"], id="a target"),
        pytest.param(["lib.a.A.m", "app/", "--include=*.py", "--exclude", "docs/"], id="paths"),
        pytest.param(["--kind", "call", "--kind=import", "a.b", "--certainty=likely"], id="repeated"),
        pytest.param(["a.b", "--show-ruled-out", "--exit-code", "--no-cache"], id="flags"),
        pytest.param(["a.b", "--output-format", "json", "--output-format=csv"], id="the last one"),
        pytest.param(["a.b", "--group-by", "owner", "--output-file", "x"], id="a file"),
        pytest.param(["a.b", "--repo", "c", "--types=none", "--python", "p"], id="an environment"),
    ],
)
def test_plain_command_lines_are_read_as_typer_does(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    plain, asked = plain_request(arguments), list[Request]()
    monkeypatch.setattr(running, "plain_request", lambda arguments: None)
    monkeypatch.setattr(running, "run_find_usages", lambda request: asked.append(request) or 0)
    assert main(["find-usages", *arguments]) == 0
    assert plain is not None
    assert plain == replace(asked[0], order=replace(asked[0].order, asking=plain.order.asking))


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="no target"),
        pytest.param(["a.b", ""], id="an empty target"),
        pytest.param(["a.b", "--kind", "call,import"], id="a list"),
        pytest.param(["a.b", "--types", "mypy"], id="no choice"),
        pytest.param(["a.b", "--explain", "u1"], id="what is given once"),
        pytest.param(["a.b", "--ask-model"], id="a model"),
        pytest.param(["a.b", "--", "--c"], id="a dash"),
        pytest.param(["--help"], id="help"),
    ],
)
def test_other_command_lines_are_for_typer(arguments: list[str]) -> None:
    assert plain_request(arguments) is None


@pytest.mark.usefixtures("repo")
def test_a_plain_search_loads_no_typer() -> None:
    arguments = ["find-usages", "lib.a.A.m", "--output-format", "json", "--types", "none"]
    code = (
        f"import sys\nfrom refactor_cli.__main__ import main\nassert main({arguments}) == 0\n"
        "print(sorted({'git', 'libcst', 'rich', 'typer'} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"
