"""What tests put in the place of a name that is asked for something else after a migration."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.recipe.expression import recipe_from_expression

APP = "from datetime import datetime, timezone\n\n\ndef now():\n    return datetime.utcnow()\n"
TOLD = "replaces 'datetime' of app/views.py, which asks it for 'utcnow' no longer (line 5): look what it is to give"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param("patch('app.other.datetime')\n", [], id="of another module"),
        pytest.param("patch('app.views.datetime_of')\n", [], id="another name"),
        pytest.param("patch('app.views.datetime.utcnow')\n", [], id="what is asked for itself"),
        pytest.param("print('app.views.datetime')\n", [], id="no patch"),
        pytest.param("patch('app.views.datetime')\n", [1], id="patch"),
        pytest.param("@patch(\n    'app.views.datetime',\n)\ndef test(fake): pass\n", [2], id="decorator"),
        pytest.param("from app import views\npatch.object(views, 'datetime')\n", [2], id="patch.object"),
        pytest.param(
            "import app.views\ndef test(monkeypatch):\n    monkeypatch.setattr(app.views, 'datetime', x)\n",
            [3],
            id="setattr",
        ),
        pytest.param("monkeypatch.setattr('app.views.datetime', x)\n", [1], id="setattr by its path"),
    ],
)
def test_told(source: str, lines: list[int]) -> None:
    files = {
        "app/__init__.py": "",
        "app/views.py": APP,
        "app/other.py": "from datetime import datetime\n",
        "test_app.py": source,
    }
    symbols = symbols_of(files)
    recipe = recipe_from_expression(
        "datetime.datetime.utcnow", "datetime.datetime.now(datetime.timezone.utc)", None, False
    )
    usages = find(symbols, [read_target(symbols, "datetime.datetime.utcnow", known=True)])
    warnings = inline(recipe, usages, symbols).warnings
    assert [each for each in warnings if "replaces" in each] == [
        f"test_app.py:{line} {TOLD}" for line in lines
    ]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        pytest.param(
            "import sys\nassert 'old.lib' in sys.modules\ndel sys.modules['old.lib']\n", [], id="asked"
        ),
        pytest.param("import sys\nsys.modules['older'] = fake\n", [], id="another module"),
        pytest.param("import sys\nsys.modules['old.lib'] = fake\n", [2], id="assigned"),
        pytest.param("patch.dict('sys.modules', {'old': fake})\n", [1], id="patch.dict"),
        pytest.param("monkeypatch.setitem(sys.modules, 'old.lib', fake)\n", [1], id="setitem"),
    ],
)
def test_told_of_whole_modules(source: str, lines: list[int]) -> None:
    symbols = symbols_of({"app.py": "import old.lib\n\nold.lib.run()\n", "test_app.py": source})
    recipe = recipe_from_expression("old.lib.run", "new.run", None, False)
    usages = find(symbols, [read_target(symbols, "old.lib.run", known=True)])
    warnings = inline(recipe, usages, symbols).warnings
    told = [each.partition(" puts")[0] for each in warnings if "puts something" in each]
    assert told == [f"test_app.py:{line}" for line in lines]


@pytest.mark.parametrize(
    ("new", "is_told"),
    [
        pytest.param("old.lib.start()", False, id="of the same module"),
        pytest.param("old.other.start(old.lib.NOW)", False, id="that gives an argument"),
        pytest.param("old.lib.start", False, id="moved within the module"),
        pytest.param("old.other.start()", True, id="of another one"),
    ],
)
def test_modules_that_the_new_code_goes_by(new: str, is_told: bool) -> None:
    """What stands in the place of the module is asked for the new name, too."""
    source = "import sys\nsys.modules['old.lib'] = fake\n"
    symbols = symbols_of({"app.py": "import old.lib\n\nold.lib.run()\n", "test_app.py": source})
    recipe = recipe_from_expression("old.lib.run", new, None, False)
    usages = find(symbols, [read_target(symbols, "old.lib.run", known=True)])
    warnings = inline(recipe, usages, symbols).warnings
    assert any("puts something" in each for each in warnings) is is_told
