"""Blocks for tests that mocks are given to by decorators, and that take fixtures instead."""

from __future__ import annotations

import textwrap

import pytest
from in_memory import symbols_of

from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import decorated, function_id
from refactor_cli.splice import edited
from refactor_cli.verify import verify

MOCKS = "def patch(name, new=None): ...\n"
HEAD = "import mocks\nimport unittest\n\n\n"
TEST = """\
@mocks.patch("shop.load")
@mocks.patch("shop.save")
def test_sale(save, load, tmp_path):
    # both are called
    sell(tmp_path)
    save.assert_called_with(1)
    load.assert_called_with()
"""
NEW_TEST = """\
def test_sale(tmp_path, mocker):
    save = mocker.patch("shop.save")
    load = mocker.patch("shop.load")
    # both are called
    sell(tmp_path)
    save.assert_called_with(1)
    load.assert_called_with()
"""
METHOD = """\
class TestSale({bases}):
    @mocks.patch("shop.load")
    def test_sale(self, load):
        sell()
        load.assert_called_with()
"""
NEW_METHOD = """\
def test_sale(self, mocker):
    load = mocker.patch("shop.load")
    sell()
    load.assert_called_with()
"""


def whole(app: str, code: str, words: str = "", **files: str) -> str:
    """The file after a block for its first decorated function, or why there is none."""
    files = {f"{name}.py": text for name, text in files.items()}
    symbols = symbols_of({"mocks.py": MOCKS, "tests/test_app.py": HEAD + app, **files})
    usages = find(symbols, [read_target(symbols, "mocks.patch")])
    file_map = symbols.map("tests/test_app.py")
    assert file_map is not None
    named = [each for result in usages.results for each in result.usages if each.kind == "decorator"]
    function = decorated(file_map, named[0])
    assert function is not None
    named = [each for each in named if decorated(file_map, each) == function]
    id, *also = (each.id for each in named)
    file = symbols.snapshot.files["tests/test_app.py"]
    block = SiteBlock(
        id, code.rstrip(), (), False, function_id("tests/test_app.py", function, file.text), tuple(also)
    )
    verified = verify(Proposal(None, (block,)), usages, symbols, words=words)
    if verified.rejections:
        (reason,) = {each.reason for each in verified.rejections}
        return f"! {reason}"
    return edited(file, [change.edit for change in verified.changes]).data.decode().removeprefix(HEAD)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"words": "use the fixture mocker of pytest-mock"}, id="the instructions name it"),
        pytest.param(
            {"conftest": "import pytest\n\n@pytest.fixture\ndef mocker(): ...\n"},
            id="a conftest above has it",
        ),
    ],
)
def test_a_fixture_takes_the_place_of_mocks(files: dict[str, str]) -> None:
    assert whole(TEST, NEW_TEST, **files) == NEW_TEST


def test_what_pytest_has_itself_is_known() -> None:
    app = '@mocks.patch("shop.load", new=stub)\ndef test_sale():\n    sell()\n'
    code = 'def test_sale(monkeypatch):\n    monkeypatch.setattr("shop.load", stub)\n    sell()\n'
    assert whole(app, code) == code


def test_methods_of_plain_classes() -> None:
    new = METHOD.format(bases="object").partition("    @")[0] + textwrap.indent(NEW_METHOD, "    ")
    assert whole(METHOD.format(bases="object"), NEW_METHOD, "mocker") == new


CONFTEST_ELSEWHERE = {"other/conftest": "import pytest\n\n@pytest.fixture\ndef mocker(): ...\n"}


@pytest.mark.parametrize(
    ("app", "code", "files", "reason"),
    [
        pytest.param(
            METHOD.format(bases="unittest.TestCase"),
            NEW_METHOD,
            {"words": "mocker"},
            "its class has a base from elsewhere: pytest may give its tests no 'mocker'",
            id="a TestCase is given no fixtures",
        ),
        pytest.param(TEST, NEW_TEST, {}, "no fixture called 'mocker' is known", id="an unknown fixture"),
        pytest.param(
            TEST, NEW_TEST, CONFTEST_ELSEWHERE, "no fixture called 'mocker' is known", id="of another folder"
        ),
        pytest.param(
            TEST.replace("test_sale", "check_sale"),
            NEW_TEST.replace("test_sale", "check_sale"),
            {"words": "mocker"},
            "it changes the function's signature",
            id="no test",
        ),
        pytest.param(
            f"{TEST}\n\ndef test_all():\n    test_sale()\n",
            NEW_TEST,
            {"words": "mocker"},
            "it changes the function's signature, and tests/test_app.py:15 uses the function",
            id="called by another one",
        ),
        pytest.param(
            TEST,
            NEW_TEST.replace("(tmp_path, mocker)", "(mocker)"),
            {"words": "mocker"},
            "it takes the parameter 'tmp_path' away, and no decorator that gave it",
            id="a fixture is lost",
        ),
        pytest.param(
            TEST,
            NEW_TEST.replace("(tmp_path, mocker)", "(mocker, load, save)"),
            {"words": "mocker"},
            "it changes the order of the function's parameters",
            id="turned around",
        ),
        pytest.param(
            TEST,
            NEW_TEST.replace("mocker)", "mocker=None)"),
            {"words": "mocker"},
            "it changes the function's signature",
            id="a default",
        ),
        pytest.param(
            TEST,
            NEW_TEST.replace("    save = mocker", "    mocker"),
            {"words": "mocker"},
            "it reads 'save', which is no parameter any more",
            id="never bound",
        ),
        pytest.param(
            TEST,
            NEW_TEST.replace('    load = mocker.patch("shop.load")\n', "") + '    load = mocker.patch("a")\n',
            {"words": "mocker"},
            "it reads 'load', which is no parameter any more",
            id="bound too late",
        ),
        pytest.param(
            TEST,
            NEW_TEST.replace("    load.assert_called_with()\n", ""),
            {"words": "mocker"},
            "it changes, moves or leaves out what does not depend on the usages that it names",
            id="a check is lost",
        ),
        pytest.param(
            TEST,
            NEW_TEST.replace("mocker.patch", "mocks.patch"),
            {"words": "mocker"},
            "it still uses the old code at a place that it names",
            id="the old code",
        ),
    ],
)
def test_rejected(app: str, code: str, files: dict[str, str], reason: str) -> None:
    assert whole(app, code, **files).startswith(f"! {reason}")
