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
HEAD = "import hypothesis\nimport mocks\nimport pytest\nimport unittest\nfrom unittest import mock\n\n\n"
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


def whole(app: str, code: str, words: str = "", target: str = "mocks.patch", **files: str) -> str:
    """The file after a block for its first decorated function, or why there is none."""
    files = {f"{name}.py": text for name, text in files.items()}
    symbols = symbols_of({"mocks.py": MOCKS, "tests/test_app.py": HEAD + app, **files})
    usages = find(symbols, [read_target(symbols, target)])
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
            "it changes the function's signature, and tests/test_app.py:18 uses the function",
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
            NEW_TEST.replace("    load = mocker", "    if tmp_path:\n        load = mocker"),
            {"words": "mocker"},
            "it may read 'load', which is no parameter any more, before it is bound",
            id="bound under a condition",
        ),
        pytest.param(
            TEST,
            f"@pytest.mark.skip\n{NEW_TEST}",
            {"words": "mocker"},
            "it adds a decorator 'skip', which decides whether a test runs, or what it comes to",
            id="skipped",
        ),
        pytest.param(
            TEST,
            f"@unittest.expectedFailure\n{NEW_TEST}",
            {"words": "mocker"},
            "it adds a decorator 'expectedFailure', which decides whether a test runs, or what it comes to",
            id="expected to fail",
        ),
        pytest.param(
            TEST,
            NEW_TEST.replace("    save =", '    pytest.skip("later")\n    save ='),
            {"words": "mocker"},
            "it begins to use 'pytest.skip', which nobody asked for",
            id="skipped inside",
        ),
        pytest.param(
            METHOD.format(bases="unittest.TestCase"),
            NEW_METHOD.replace("(self, mocker)", "(self)").replace('mocker.patch("shop.load")', "1")
            + "    self.skipTest()\n",
            {},
            "it begins to use 'skipTest'",
            id="skipped by unittest",
        ),
        pytest.param(
            TEST,
            f"async {NEW_TEST}",
            {"words": "mocker"},
            "it changes whether the function is async",
            id="nobody waits for a test that a mock decorates",
        ),
        pytest.param(
            TEST,
            NEW_TEST.replace("    # both", "    with pytest.raises(AssertionError):\n        # both")
            .replace("    sell", "        sell")
            .replace("    save.a", "        save.a")
            .replace("    load.a", "        load.a"),
            {"words": "mocker"},
            "it catches exceptions of what does not depend on the usages that it names: sell(tmp_path)",
            id="expected to raise",
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


STAYING = """\
@mock.patch("shop.lock")
@mocks.patch("shop.load")
@mock.patch("shop.save")
def test_sale(save, load, lock, tmp_path):
    sell(tmp_path)
    save.assert_called_with(1)
    load.assert_called_with()
    lock.assert_called_with()
"""
FOR_LOAD = STAYING.replace('@mocks.patch("shop.load")\n', "").replace(
    "    sell(", '    load = mocker.patch("shop.load")\n    sell('
)
ONE = """\
{above}
@mocks.patch("shop.load")
def test_sale({parameters}):
    sell()
"""


def one(above: str, parameters: str) -> str:
    return ONE.format(above=above, parameters=parameters).lstrip("\n")


def new_one(above: str, parameters: str) -> str:
    code = f"{above}\ndef test_sale({parameters}):\n    sell()\n"
    return code.lstrip("\n")


@pytest.mark.parametrize(
    ("app", "code", "files"),
    [
        pytest.param(
            STAYING,
            FOR_LOAD.replace("(save, load, lock, tmp_path)", "(save, lock, tmp_path, mocker)"),
            {"words": "mocker"},
            id="others stay, above and below",
        ),
        pytest.param(
            one("@pytest.mark.slow\n@mock.patch('a.b', new=1)", "load"),
            new_one("@pytest.mark.slow\n@mock.patch('a.b', new=1)", "tmp_path"),
            {},
            id="others stay that give nothing",
        ),
        pytest.param(
            one("@pytest.mark.parametrize('size, name', [(1, 2)])", "load, size, name"),
            new_one("@pytest.mark.parametrize('size, name', [(1, 2)])", "size, name"),
            {},
            id="parametrized",
        ),
        pytest.param(
            "@mock.patch('shop.load', autospec=True)\n@mock.patch('shop.save', spec=True)\n"
            "def test_sale(save, load, tmp_path):\n    sell()\n",
            new_one("", "tmp_path"),
            {"target": "unittest.mock.patch"},
            id="the patches of mock",
        ),
        pytest.param(
            one("", "load"),
            new_one("", "shop"),
            {"conftest": "import pytest\n\n@pytest.fixture(name='shop')\ndef make_shop(): ...\n"},
            id="a fixture that is called otherwise than its function",
        ),
        pytest.param(
            one("@unittest.skipIf(sell, 'why')", "load").replace("@mocks", "@pytest.mark.skip\n@mocks"),
            new_one("@unittest.skipIf(sell, 'why')\n@pytest.mark.skip", ""),
            {},
            id="skipped as before",
        ),
        pytest.param(
            one("", "load").replace("def", "async def"),
            new_one("", "tmp_path").replace("def", "async def"),
            {},
            id="async",
        ),
    ],
)
def test_parameters_that_stay_are_given_by_the_same(app: str, code: str, files: dict[str, str]) -> None:
    assert whole(app, code, **files) == code


PLACE = "a decorator that stays would give it another parameter than before"
TAKEN = "it takes the parameter '{}' away, and no decorator that gave it"


@pytest.mark.parametrize(
    ("app", "code", "files", "reason"),
    [
        pytest.param(
            STAYING,
            FOR_LOAD.replace("(save, load, lock, tmp_path)", "(load, lock, tmp_path, mocker)"),
            {"words": "mocker"},
            TAKEN.format("save"),
            id="the parameter of another decorator",
        ),
        pytest.param(
            STAYING,
            FOR_LOAD.replace("(save, load, lock, tmp_path)", "(mocker, save, lock, tmp_path)"),
            {"words": "mocker"},
            PLACE,
            id="a fixture before the mocks",
        ),
        pytest.param(
            STAYING,
            FOR_LOAD.replace("(save, load, lock, tmp_path)", "(save, mocker, lock, tmp_path)"),
            {"words": "mocker"},
            PLACE,
            id="a fixture between the mocks",
        ),
        pytest.param(
            "@mock.patch('shop.load', new=1)\ndef test_sale(tmp_path):\n    sell()\n",
            new_one("", ""),
            {"target": "unittest.mock.patch"},
            TAKEN.format("tmp_path"),
            id="a patch that gave nothing",
        ),
        pytest.param(
            "@mock.patch('shop.load', stub)\ndef test_sale(database):\n    sell()\n",
            new_one("", ""),
            {"target": "unittest.mock.patch"},
            TAKEN.format("database"),
            id="a patch that gave nothing, by its place",
        ),
        pytest.param(
            one("", "database"),
            new_one("", ""),
            {"conftest": "import pytest\n\n@pytest.fixture\ndef database(): ...\n"},
            TAKEN.format("database"),
            id="a fixture, which may do something",
        ),
        pytest.param(
            one("@pytest.mark.parametrize('size', [1])", "size"),
            new_one("@pytest.mark.parametrize('size', [1])", ""),
            {},
            TAKEN.format("size"),
            id="what parametrize gives",
        ),
        pytest.param(
            one("", "load, other"),
            new_one("", "other"),
            {},
            "it cannot be told which of the function's parameters its decorators give",
            id="a fixture of nobody knows where",
        ),
        pytest.param(
            one("@given(mocks)", "load, size"),
            new_one("@given(mocks)", "size"),
            {"words": "size"},
            TAKEN.format("load"),
            id="an unknown decorator, which may be either's",
        ),
        pytest.param(
            one("@hypothesis.given(mocks.ints())", "load, size"),
            new_one("@hypothesis.given(mocks.ints())", "size, tmp_path"),
            {},
            "hypothesis gives it its last parameters",
            id="hypothesis",
        ),
        pytest.param(
            one("@wrapping", "load").replace("mocks.", "mock."),
            new_one("@wrapping", "tmp_path"),
            {"target": "unittest.mock.patch"},
            "a decorator that stays may not hand on what pytest gives it",
            id="a decorator that may hide the parameters",
        ),
        pytest.param(
            one("@pytest.fixture", "load"),
            new_one("@pytest.fixture", "tmp_path"),
            {},
            "it changes the function's signature",
            id="a fixture called like a test",
        ),
        pytest.param(
            "@mock.patch('shop.load')\ndef test_sale(load):\n    sell()\n",
            new_one("", "load"),
            {"target": "unittest.mock.patch"},
            "a decorator goes that gave it a parameter, and the parameter stays",
            id="a parameter that nothing gives any more",
        ),
        pytest.param(
            one("", "load, tmp_path: Path"),
            new_one("", "tmp_path: str"),
            {},
            "it changes the annotation of a parameter",
            id="an annotation",
        ),
        pytest.param(
            one("", "load").replace("sell()", "sell(request.path)"),
            new_one("", "request").replace("sell()", "sell(request.path)"),
            {},
            "its parameter 'request' would hide the 'request' that it reads",
            id="a fixture that hides what is read",
        ),
        pytest.param(
            one("", "load"),
            new_one("", "shop"),
            {"conftest": "import pytest\n\n@pytest.fixture(name='store')\ndef shop(): ...\n"},
            "no fixture called 'shop' is known",
            id="a fixture whose name is another",
        ),
        pytest.param(
            one("", "load") + "\n\nclass TestOther:\n    @pytest.fixture\n    def shop(self): ...\n",
            new_one("", "shop"),
            {},
            "no fixture called 'shop' is known",
            id="a fixture of another class",
        ),
        pytest.param(
            METHOD.format(bases=""),
            NEW_METHOD,
            {
                "words": "mocker",
                "tests/test_all": "import unittest\nfrom tests.test_app import TestSale\n\n"
                "class TestAll(TestSale, unittest.TestCase): ...\n",
            },
            "its class has a base from elsewhere",
            id="a TestCase of another file inherits it",
        ),
        pytest.param(
            METHOD.format(bases="")
            .replace("    @mocks", "    @staticmethod\n    @mocks")
            .replace("self, ", ""),
            "@staticmethod\n" + NEW_METHOD.replace("self, ", ""),
            {"words": "mocker"},
            "it changes the function's signature",
            id="a static method",
        ),
        pytest.param(
            "@mock.patch('shop.lock')\n" + METHOD.format(bases="").replace("self, load", "self, load, lock"),
            NEW_METHOD.replace("self, mocker", "self, mocker, lock"),
            {"words": "mocker"},
            PLACE,
            id="a patch of the class",
        ),
        pytest.param(
            one("", "load"),
            new_one("@wrapping", "tmp_path"),
            {},
            "a decorator that it adds may give it parameters as well",
            id="another decorator",
        ),
        pytest.param(
            one("", "load, *rest"),
            new_one("", "*rest"),
            {},
            "it changes the function's signature",
            id="starred",
        ),
    ],
)
def test_parameters_given_by_something_else_are_rejected(
    app: str, code: str, files: dict[str, str], reason: str
) -> None:
    assert whole(app, code, **files).startswith(f"! {reason}")
