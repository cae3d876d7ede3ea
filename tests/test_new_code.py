"""What a module gets by an answer: definitions that its other code needs, and that nothing has yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from in_memory import symbols_of

from refactor_cli.__main__ import main
from refactor_cli.answering import Known, Settled, settled_by_answers
from refactor_cli.data import Answer
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.splice import edited

FILES = {
    "lib.py": "class E(Exception): ...\n\n\ndef old(a): ...\n",
    "app.py": "from lib import old\n\n\ndef f(x):\n    return old(x)\n\n\ndef g(x):\n    return old(x)\n",
    "util.py": '"""Things."""\n\nimport json\n\n\ndef dump(x):\n    return json.dumps(x)\n',
}
SITE = '<site id="{0}">\nimport: from util import helper\nhelper(x)\n</site>\n'
HELPER = "def helper(x):\n    return dump(x)"
NEW = '<new-code path="util.py">\n%s\n</new-code>\n'
RULE = """\
<recipe>
from refactor_cli.recipe import replaces
from {module} import helper

@replaces("lib.old")
def old(a):
    return helper(a)
</recipe>
"""


def settled(answer: str, files: Mapping[str, str] = FILES, known: Known | None = None) -> Settled:
    symbols = symbols_of(files)
    usages = find(symbols, [read_target(symbols, "lib.old")])
    sites = [each for each in usages.results[0].usages if each.path == "app.py" and each.kind == "call"]
    for number, usage in enumerate(sorted(sites, key=lambda each: each.span)):
        answer = answer.replace(f"{{{number}}}", usage.id)
    rounds = [Answer(each, "a test", "by hand") for each in answer.split("<!-- next -->")]
    return settled_by_answers([rounds], usages, None, known or Known(), symbols)


def results(made: Settled, files: Mapping[str, str] = FILES) -> dict[str, str]:
    """The files that change, as they are then."""
    before = symbols_of(files).snapshot.files
    paths = sorted({each.path for each in made.inlined.edits})
    return {
        path: edited(before[path], [each for each in made.inlined.edits if each.path == path]).data.decode()
        for path in paths
    }


def reasons(answer: str, files: Mapping[str, str] = FILES, known: Known | None = None) -> list[str]:
    """Why new code is not used."""
    made = settled(answer, files, known)
    said = [each.reason for each in made.rejections if each.reason.startswith("<new-code")]
    assert bool(said) != any(edit.added for edit in made.inlined.edits)
    return [each.partition('">: ')[2] for each in said]


def test_a_function_behind_the_imports() -> None:
    made = settled(NEW % HELPER + SITE)
    assert made.rejections == ()
    util = FILES["util.py"].replace("def dump", f"{HELPER}\n\n\ndef dump")
    app = (
        FILES["app.py"]
        .replace("old\n", "old\nfrom util import helper\n", 1)
        .replace("old(x)", "helper(x)", 1)
    )
    assert results(made) == {"app.py": app, "util.py": util}
    assert [edit.added for edit in made.inlined.edits if edit.added] == [("helper",)]


@pytest.mark.parametrize(
    ("path", "module"),
    [pytest.param("util.py", "util", id="elsewhere"), pytest.param("app.py", "app", id="there")],
)
def test_what_a_rule_calls(path: str, module: str) -> None:
    code = (NEW % "def helper(x):\n    return x").replace("util.py", path)
    made = settled(code + RULE.format(module=module))
    found = results(made)
    assert found["app.py"].count("helper(x)\n\n") + found["app.py"].endswith("helper(x)\n") == 2
    assert "def helper(x):\n    return x\n" in found[path]
    assert "old" not in found["app.py"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "def helper(x):\n    return x\n", id="an empty file"),
        pytest.param("import a", "import a\n\n\ndef helper(x):\n    return x\n", id="imports alone"),
        pytest.param(
            "#!/bin/x\ndef q(): ...\n",
            "#!/bin/x\n\n\ndef helper(x):\n    return x\n\n\ndef q(): ...\n",
            id="a first line",
        ),
        pytest.param(
            "import a\n\n\n# of q\ndef q(): ...\n",
            "import a\n\n\ndef helper(x):\n    return x\n\n\n# of q\ndef q(): ...\n",
            id="a comment",
        ),
        pytest.param(
            '"""Doc."""\nQ = 1\n',
            '"""Doc."""\n\n\ndef helper(x):\n    return x\n\n\nQ = 1\n',
            id="a docstring",
        ),
        pytest.param(
            "import a\n\n__all__ = ['q']\n__version__ = '1'\n\nQ = 1\n",
            "import a\n\n__all__ = ['q']\n__version__ = '1'\n\n\ndef helper(x):\n    return x\n\n\nQ = 1\n",
            id="what a module says of itself",
        ),
        pytest.param(
            "import a\r\n\r\n\r\nQ = 1\r\n",
            "import a\r\n\r\n\r\ndef helper(x):\r\n    return x\r\n\r\n\r\nQ = 1\r\n",
            id="line ends",
        ),
    ],
)
def test_where_it_goes(text: str, expected: str) -> None:
    files = {**FILES, "util.py": text}
    assert results(settled(NEW % "def helper(x):\n    return x" + SITE, files), files)["util.py"] == expected


@pytest.mark.parametrize("text", ["", '"""Doc."""\n', "def q(): ...\n", "import json\n"])
def test_its_imports_stand_above_it(text: str) -> None:
    code = "import: import functools\n@functools.cache\ndef helper(x):\n    return x"
    files = {**FILES, "util.py": text}
    util = results(settled(NEW % code + SITE, files), files)["util.py"]
    assert 0 <= util.index("import functools\n") < util.index("@functools.cache\ndef helper")


USED = [
    pytest.param("LIMIT = 3\n\n\ndef helper(x, limit=LIMIT):\n    return limit", id="a constant of its own"),
    pytest.param("class helper(ValueError):\n    pass", id="an exception"),
    pytest.param("import: from lib import E\nclass helper(E):\n    pass", id="a class of the repository"),
    pytest.param(
        "import: from dataclasses import dataclass, field\n@dataclass\nclass helper:\n    x: int\n"
        "    y: list = field(default_factory=list)",
        id="a dataclass",
    ),
    pytest.param(
        "class helper:\n    def __init__(self, x):\n        self.z = x\n\n    @property\n    def y(self):\n"
        "        return self.z\n\n    @y.setter\n    def y(self, z):\n        self.z = z",
        id="a property",
    ),
    pytest.param("def helper(x: 'Later'):\n    return Later(x)\n\n\nclass Later:\n    pass", id="each other"),
    pytest.param("helper = lambda x: dump(x)", id="a lambda"),
    pytest.param("def helper(x):\n    if y := dump(x):\n        yield y", id="a generator"),
]


@pytest.mark.parametrize("code", USED)
def test_what_a_module_gets(code: str) -> None:
    assert reasons(NEW % code + SITE) == []


NOT = [
    pytest.param("def helper(x):\n    return nope(x)", "'nope' is not defined there", id="no such name"),
    pytest.param(
        f"{HELPER}\nprint(1)",
        "it holds something else than whole defs, classes, and names that are given a value",
        id="a call",
    ),
    pytest.param("helper = dump(1)", "it calls 'dump' when the module is imported", id="a value that runs"),
    pytest.param(
        "def helper(x, y=print(1)):\n    return x",
        "it calls 'print' when the module is imported",
        id="a default that runs",
    ),
    pytest.param(
        "helper = [dump(x) for x in '']",
        "it computes something when the module is imported",
        id="a comprehension",
    ),
    pytest.param(
        "class helper:\n    x = print(1)",
        "it calls 'print' when the module is imported",
        id="a class that runs",
    ),
    pytest.param(
        "class helper:\n    if dump:\n        x = 1",
        "the body of its class holds more than methods and values",
        id="a condition",
    ),
    pytest.param(
        "@dump\ndef helper(x):\n    return x",
        "'dump' may have no value yet when the module is imported",
        id="a decorator from below",
    ),
    pytest.param(
        "import: from lib import E\n@E\ndef helper(x):\n    return x",
        "nobody knows what the decorator 'E' does when the module is imported",
        id="a decorator",
    ),
    pytest.param(
        "import: import functools\ndef low(a, b):\n    return a\n\n\nhelper = functools.reduce(low, [1])",
        "it calls 'functools.reduce' when the module is imported",
        id="what calls what it is given",
    ),
    pytest.param(
        "class helper(metaclass=type):\n    pass",
        "'metaclass' decides what becomes of its class",
        id="a metaclass",
    ),
    pytest.param(
        "import: from meta import M\nclass helper(M):\n    pass",
        "nobody knows what deriving from 'M' does when the module is imported",
        id="an inherited metaclass",
    ),
    pytest.param(
        "def helper(x: dump):\n    return x",
        "'dump' may have no value yet when the module is imported",
        id="an annotation",
    ),
    pytest.param(
        "import: from lib import old\ndef helper(x):\n    return old(x)",
        "it still uses the old 'old'",
        id="the old code",
    ),
    pytest.param(
        "def helper(x):\n    return x.old",
        "it names the old 'old', and does not say calls=\"again\"",
        id="an attribute",
    ),
    pytest.param(
        'def helper(x):\n    """As old did."""\n    return x', "a text in it names the old code", id="a text"
    ),
    pytest.param(
        "import: import os\ndef helper(x):\n    return os.system(x)",
        "it begins to use 'os', which nobody asked for",
        id="sensitive",
    ),
    pytest.param(
        "import: from app import f\ndef helper(x):\n    return f(x)",
        "what it imports would close an import cycle through app.py",
        id="a cycle with what uses it",
    ),
    pytest.param(
        "def helper(x):\n    return x\n\n\ndef more(x):\n    return x",
        "nothing that is used of the answer needs 'more'",
        id="more than is used",
    ),
    pytest.param(
        "async def helper(x):\n    return x",
        "'helper' is a coroutine function, and not all its calls are awaited at once",
        id="what nobody awaits",
    ),
    pytest.param(
        "def helper(x):\n    return x\n\n\ndef helper(x):\n    return x", "it gives a name twice", id="twice"
    ),
    pytest.param(
        "def helper(x):\n    return '[[masked token]]'",
        "it holds a mask, which stands for a secret that was not sent",
        id="a mask",
    ),
    pytest.param(
        "def helper(x:\n    return x",
        "it does not parse (line 1: '(' was never closed: def helper(x:)",
        id="syntax",
    ),
    pytest.param(
        "def helper(x: Q):\n    return x",
        "'Q' may have no value yet when the module is imported",
        id="an annotation that type checkers know",
    ),
    pytest.param(
        "def helper(x):\n    return Q(x)",
        "'Q' is imported for type checkers alone",
        id="what type checkers know",
    ),
]
META = {
    "meta.py": "class T(type): ...\n\n\nclass M(metaclass=T): ...\n",
    "util.py": FILES["util.py"].replace(
        "json\n",
        "json\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from lib import E as Q\n",
        1,
    ),
}


@pytest.mark.parametrize(("code", "reason"), NOT)
def test_what_a_module_does_not_get(code: str, reason: str) -> None:
    assert reasons(NEW % code + SITE, FILES | META) == [reason]


def test_annotations_that_nothing_evaluates() -> None:
    code = "import: from dataclasses import dataclass\n@dataclass\nclass helper:\n    x: Q"
    code += "\n\n    def y(self) -> dump: ..."
    files = {**FILES, **META}
    files["util.py"] = files["util.py"].replace(
        "\n\nimport", "\n\nfrom __future__ import annotations\n\nimport"
    )
    assert reasons(NEW % code + SITE, files) == []


LOST = [
    pytest.param("async def helper(x):\n    return x", [], id="a coroutine"),
    pytest.param("import: from app import f\ndef helper(x):\n    return f(x)", [], id="a cycle"),
    pytest.param(
        "import: from low import low\ndef helper(x):\n    return low(x)",
        ["def low(x):\n    return x\n\n\ndef more(x):\n    return x"],
        id="of new code that goes",
    ),
    pytest.param(
        "import: from low import low\ndef helper(x):\n    return low(x)",
        ["import: from util import dump\ndef low(x):\n    return dump(x)"],
        id="new code in a cycle",
    ),
    pytest.param(
        "import: import low\ndef helper(x):\n    return low.low(x)",
        ["import: from app import f\ndef low(x):\n    return f(x)"],
        id="a cycle with what uses what uses it",
    ),
]


@pytest.mark.parametrize(("code", "low"), LOST)
def test_rules_go_with_new_code_that_goes(code: str, low: list[str]) -> None:
    """Else what they write would name something that is not there."""
    more = [f'<new-code path="low.py">\n{each}\n</new-code>\n' for each in low]
    made = settled("".join(more) + NEW % code + RULE.format(module="util"), {**FILES, "low.py": "X = 1\n"})
    assert not made.inlined.edits
    assert {each.outcome for each in made.inlined.outcomes} == {"open"}
    assert made.rejections[-1].reason.endswith("it leads to util.helper, which is not used")


def test_two_blocks_for_one_file() -> None:
    low = "import: import functools\n@functools.cache\ndef low(x):\n    return x"
    made = settled(NEW % low + NEW % "def helper(x):\n    return low(x)" + SITE)
    assert made.rejections == ()
    new = "@functools.cache\ndef low(x):\n    return x\n\n\ndef helper(x):\n    return low(x)\n\n\ndef dump"
    util = (
        FILES["util.py"].replace("def dump", new).replace("import json", "import functools\nimport json", 1)
    )
    assert results(made)["util.py"] == util
    assert [edit.added for edit in made.inlined.edits if edit.added] == [("low", "helper")]


def test_a_name_that_is_given_twice() -> None:
    one, other = (NEW % f"def helper(x):\n    return {each}" for each in "12")
    assert reasons(one + other + SITE) == ["'helper' is given more than once, and differently"] * 2
    assert reasons(one + one + SITE) == []


NAMES = [
    pytest.param("dump", {}, "'dump' is a name in its file already", id="in its file"),
    pytest.param(
        "made",
        {"util.py": "def f(x):\n    return x.get('made')\n"},
        "'made' is a name in its file already",
        id="a string",
    ),
    pytest.param(
        "made",
        {"util.py": "def f(made):\n    return made\n"},
        "'made' is a name in its file already",
        id="a parameter",
    ),
    pytest.param("print", {}, "'print' is a name of Python's own", id="a builtin"),
    pytest.param("__getattr__", {}, "'__getattr__' is a name of Python's own", id="of Python"),
    pytest.param("test_it", {}, "'test_it' is what test runners look for", id="a test"),
    pytest.param(
        "made",
        {"use.py": "try:\n    from util import made\nexcept ImportError:\n    made = None\n"},
        "use.py imports 'made' from there already, which may not be there",
        id="where it may be missing",
    ),
    pytest.param(
        "made", {"use.py": 'patched = patch("util.made")\n'}, "use.py names util.made already", id="in a text"
    ),
    pytest.param(
        "made",
        {"use.py": "from util import *\n\nmade = 1\n"},
        "'made' would come to use.py as well, which imports everything from there",
        id="by a star",
    ),
    pytest.param(
        "made",
        {"util.py": "from more import *\n", "more.py": "made = 1\n"},
        "'made' means something else in its file",
        id="from a star",
    ),
]


@pytest.mark.parametrize(("name", "files", "reason"), NAMES)
def test_names_that_are_taken(name: str, files: Mapping[str, str], reason: str) -> None:
    code = NEW % f"def {name}(x):\n    return x"
    assert reasons(code + SITE.replace("helper", name), {**FILES, **files}) == [reason]


def test_words_of_prose_are_no_names() -> None:
    """A class that is called Repository, beside an error's text about a "Repository name"."""
    util = (
        FILES["util.py"]
        + "\n\ndef fail(x):\n    # helper: none\n    raise ValueError('a helper has no name')\n"
    )
    assert reasons(NEW % HELPER + SITE, {**FILES, "util.py": util}) == []


PATHS = [
    pytest.param("none.py", "", "there is no such module in the repository", id="none"),
    pytest.param("../util.py", "", "there is no such module in the repository", id="outside"),
    pytest.param("util.pyi", "def dump(x): ...\n", "there is no such module in the repository", id="a stub"),
    pytest.param("two.py", "print 'x'\n", "its file is Python 2", id="Python 2"),
    pytest.param("a-b.py", "x = 1\n", "its file is a script, which nothing can import", id="a script"),
    pytest.param("test_a.py", "x = 1\n", "what is no test does not import tests", id="a test"),
]


@pytest.mark.parametrize(("path", "text", "reason"), PATHS)
def test_files_that_get_nothing(path: str, text: str, reason: str) -> None:
    files = {**FILES, **({path: text} if text else {})}
    site = SITE.replace("util", path.removesuffix(".py"))
    assert reasons((NEW % "def helper(x):\n    return x").replace("util.py", path) + site, files) == [reason]


def test_what_is_used_by_nothing_that_stands() -> None:
    alone = ["nothing that is used of the answer needs 'helper'"]
    assert reasons(NEW % HELPER) == alone
    assert reasons(NEW % HELPER + SITE.replace("helper(x)\n", "helper(nil)\n")) == alone


def test_what_waits_for_something_else_is_not_to_blame() -> None:
    """The block that uses it is right: only the other one goes back."""
    pair = SITE.replace(">", ' together="a">', 1) + '<site id="{1}" together="a">\nnil(x)\n</site>\n'
    made = settled(NEW % HELPER + pair)
    assert not made.inlined.edits
    (waits,) = made.waiting
    assert waits not in {each.id for each in made.rejections}
    assert {each.reason.partition('">: ')[2] or each.reason for each in made.rejections} == {
        "'nil' is not defined there",
        "nothing that is used of the answer needs 'helper'",
    }


def test_a_name_of_another_module_is_no_use() -> None:
    other = '<new-code path="low.py">\ndef helper(x):\n    return x\n</new-code>\n'
    made = settled(other + NEW % HELPER + SITE, {**FILES, "low.py": "X = 1\n"})
    said = "<new-code path=\"low.py\">: nothing that is used of the answer needs 'helper'"
    assert [each.reason for each in made.rejections] == [said]
    assert [edit.path for edit in made.inlined.edits if edit.added] == ["util.py"]


def test_what_needs_each_other_passes_together() -> None:
    low = '<new-code path="low.py">\ndef low(x):\n    return {}\n</new-code>\n'
    code = NEW % "import: from low import low\ndef helper(x):\n    return low(x)"
    files = {**FILES, "low.py": "X = 1\n"}
    assert reasons(low.format("x") + code + SITE, files) == []
    found = reasons(low.format("nope") + code + SITE, files)
    assert found == ["'nope' is not defined there", "the module low has no 'low'"]


def test_what_runs_further_up() -> None:
    files = {**FILES, "app.py": "from lib import old\nY = old(1)\nimport json\n"}
    code = (NEW % "def helper(x):\n    return x").replace("util.py", "app.py")
    reason = "code further up in its file needs it when the module is imported"
    assert reasons(code + '<site id="{0}">\nhelper(1)\n</site>\n', files) == [reason]


def test_a_later_round_gives_it_again() -> None:
    made = settled(NEW % HELPER.replace("dump", "nil") + SITE + "<!-- next -->" + NEW % HELPER)
    assert made.rejections == ()
    assert HELPER in results(made)["util.py"]


def test_what_the_user_leaves_out() -> None:
    known = Known(why_untouched=lambda path: "it was left out" if path == "util.py" else "")
    assert reasons(NEW % HELPER + SITE, known=known) == ["it was left out"]


def test_it_is_told(make_repo: Callable[..., Any], monkeypatch: Any, capsys: Any) -> None:
    repo = make_repo(FILES)
    monkeypatch.chdir(repo.top)
    (repo.top.parent / "answer.md").write_text(NEW % HELPER + RULE.format(module="util"))
    command = ["migrate", "lib.old", "--instructions", "x", "--types", "none", "--answer", "../answer.md"]
    assert main([*command, "--dry-run"]) == 0
    assert "new code in util.py: helper\n" in capsys.readouterr().err
    assert main([*command, "--split-by", "1", "--output-format", "json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["added"] == [{"path": "util.py", "names": ["helper"]}]
    assert "note: new code and all that uses it go into one commit\n" in told.err
    assert "New code in util.py: helper." in repo.git("log", "-1", "--format=%B", "refactor/lib.old")


def test_it_goes_back_with_what_needs_it(
    make_repo: Callable[..., Any], monkeypatch: Any, capsys: Any
) -> None:
    """`helper` stands in the file of one usage, and a usage in another file needs it."""
    app = FILES["app.py"].partition("\n\n\ndef g")[0] + "\n"
    repo = make_repo({**FILES, "app.py": app, "more.py": app.replace("f(x)", "h(x)")})
    monkeypatch.chdir(repo.top)
    code = (NEW % "def helper(x):\n    return x").replace("util.py", "app.py")
    (repo.top.parent / "answer.md").write_text(code + RULE.format(module="app"))
    command = ["migrate", "lib.old", "--instructions", "x", "--types", "none", "--answer", "../answer.md"]
    assert main([*command, "--output-format", "json"]) == 0
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    ids = {each["path"]: each["id"] for each in ledger if each["kind"] == "call"}
    undo = ["undo", "--branch", "refactor/lib.old"]
    assert main([*undo, ids["app.py"]]) == 2
    assert capsys.readouterr().err == (
        f"error: app.py defines 'helper' on this branch, which {ids['more.py']} needs\n"
        f"hint: take that back in the same command: {ids['more.py']}\n"
    )
    assert main([*undo, ids["more.py"]]) == 0
    assert repo.git("diff", "--name-only", "HEAD", "refactor/lib.old") == "app.py"
    assert main([*undo, ids["app.py"]]) == 0
    assert repo.git("diff", "--name-only", "HEAD", "refactor/lib.old") == ""


def test_what_is_imported_in_brackets_is_needed(
    make_repo: Callable[..., Any], monkeypatch: Any, capsys: Any
) -> None:
    app = FILES["app.py"].partition("\n\n\ndef g")[0] + "\n"
    more = (
        "from app import (\n    f,\n    FIRST_OF_SOME_LONG_NAMES,\n    SECOND_OF_SOME_LONG_NAMES,\n)\n" + app
    )
    repo = make_repo({**FILES, "app.py": app, "more.py": more.replace("f(x)", "h(x)")})
    monkeypatch.chdir(repo.top)
    code = (NEW % "def helper(x):\n    return x").replace("util.py", "app.py")
    (repo.top.parent / "answer.md").write_text(code + RULE.format(module="app"))
    command = ["migrate", "lib.old", "--instructions", "x", "--types", "none", "--answer", "../answer.md"]
    assert main(command) == 0
    assert "    helper,\n" in repo.git("show", "refactor/lib.old:more.py")
    assert main(["undo", "--branch", "refactor/lib.old", "--file", "app.py"]) == 2
    assert "app.py defines 'helper' on this branch" in capsys.readouterr().err


def test_it_goes_back_with_the_last_that_needs_it(make_repo: Callable[..., Any], monkeypatch: Any) -> None:
    repo = make_repo(FILES)
    monkeypatch.chdir(repo.top)
    (repo.top.parent / "answer.md").write_text(NEW % HELPER + RULE.format(module="util"))
    command = ["migrate", "lib.old", "--instructions", "x", "--types", "none", "--answer", "../answer.md"]
    assert main(command) == 0
    assert main(["undo", "--branch", "refactor/lib.old", "--file", "app.py"]) == 0
    assert repo.git("diff", "--name-only", "HEAD", "refactor/lib.old") == ""
