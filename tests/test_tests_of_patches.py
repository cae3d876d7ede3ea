"""A test whose decorator replaces the old code, as a whole: what the stand-in gives changes with the name."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id
from refactor_cli.splice import edited

HEAD = """\
from unittest import TestCase
from unittest.mock import Mock, patch

import app


class TestApp(TestCase):
"""
GIVEN = """\
    @patch("app.old")
    @patch.dict(app.CACHE)
    def test_one(self, stand_in):
        stand_in.return_value = [1]
        self.assertEqual(1, app.first())
        stand_in.assert_called_once_with()
"""
MADE = """\
    @patch("app.old", Mock(return_value=[2]))
    def test_one(self):
        self.assertEqual(2, app.first())
"""
FAKED = """\
    @patch("app.old")
    def test_one(self, stand_in):
        def fake(path):
            return [path]

        def plain(path):
            return path

        stand_in.side_effect = fake
        self.assertEqual(1, app.first())
        self.assertEqual(1, plain(1))
"""
TASK = MADE.replace('patch("app.old", Mock(return_value=[2]))', 'app.task(name="app.old", bind=True)')
FILES = {
    "lib.py": "def old(): ...\ndef new(): ...\n",
    "app.py": "from lib import old\n\nCACHE = {}\n\n\ndef first():\n    return old()[0]\n",
}
CALL = '<site id="%s">\nimport: from lib import new\nnew().lines\n</site>\n'


EITHER = HEAD.replace(
    "from unittest.mock import Mock, patch\n",
    "try:\n    from unittest.mock import Mock, patch\nexcept ImportError:\n    from mock import Mock, patch\n",
)


@pytest.mark.parametrize("head", [HEAD, EITHER], ids=["of Python", "or of the package"])
@pytest.mark.parametrize(
    ("test", "changes", "reason"),
    [
        pytest.param(GIVEN, {"app.old": "app.new", "= [1]": "= Mock(lines=[1])"}, "", id="the mock is given"),
        pytest.param(
            MADE, {"app.old": "app.new", "value=[2]": "value=Mock(lines=[2])"}, "", id="the mock is made"
        ),
        pytest.param(
            GIVEN,
            {"app.old": "app.new", "(1, app": "(0, app"},
            "does not depend on the usages",
            id="an assert",
        ),
        pytest.param(
            FAKED,
            {"app.old": "app.new", "def fake(path)": "def fake(path, *, raw)"},
            "",
            id="what the mock calls",
        ),
        pytest.param(
            FAKED,
            {"app.old": "app.new", "def plain(path)": "def plain(path, raw=1)"},
            "does not depend on the usages",
            id="what it does not call",
        ),
        pytest.param(
            GIVEN, {"app.old": "app.nope"}, "app.nope leads nowhere", id="a name that leads nowhere"
        ),
        pytest.param(
            GIVEN,
            {'"app.old"': '"app.new", Mock()'},
            "gives it a parameter that it did not, or the other way round",
            id="no mock is given any more",
        ),
        pytest.param(
            GIVEN, {'    @patch("app.old")\n': ""}, "a decorator goes that gave it a parameter", id="no patch"
        ),
        pytest.param(
            MADE,
            {'patch("app.old", Mock(return_value=[2]))': 'patch.dict("app.new")'},
            "another decorator in the place of one that replaces the old code",
            id="another patch",
        ),
        pytest.param(
            TASK,
            {"app.old": "app.new", ", bind=True": ""},
            "a text of a decorator that replaces nothing",
            id="no patch at all",
        ),
    ],
)
def test_a_block_for_the_test(head: str, test: str, changes: dict[str, str], reason: str) -> None:
    symbols = symbols_of({**FILES, "test_app.py": head + test})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    (string,) = [each for each in usages.results[0].usages if each.kind == "string"]
    (call,) = [each for each in usages.results[0].usages if each.kind == "call"]
    file_map, text = symbols.map("test_app.py"), symbols.snapshot.files["test_app.py"].text
    assert file_map is not None
    (function,) = [each for each in file_map.definitions if each.name == "test_one"]
    new = test
    for before, after in changes.items():
        assert before in new
        new = new.replace(before, after)
    whole = "\n".join(line.removeprefix("    ") for line in new.splitlines())
    id = function_id("test_app.py", function, text)
    answer = CALL % call.id + f'<site id="{string.id}" function="{id}">\n{whole}\n</site>\n'
    settled = settled_by_answers(((Answer(answer, "a test", "by hand"),),), usages, None, Known(), symbols)
    edits = [each for each in settled.inlined.edits if each.path == "test_app.py"]
    made = edited(symbols.snapshot.files["test_app.py"], edits).data.decode()
    assert made == head + (test if reason else new)
    assert [each.reason for each in settled.rejections if reason not in each.reason] == []
    assert bool(settled.rejections) == bool(reason)
