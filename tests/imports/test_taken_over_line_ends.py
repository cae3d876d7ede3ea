"""A name is taken from a module wherever the dot before it stands."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.imports.elsewhere import used_elsewhere

SHOP = "from lib import old\n"


@pytest.mark.parametrize(
    ("user", "is_taken"),
    [
        pytest.param("import other\n\nother\\\n    .old(1)\n", False, id="another module"),
        pytest.param("import shop\n\nshop.old(1)\n", True, id="on one line"),
        pytest.param("import shop\n\nshop\\\n    .old(1)\n", True, id="behind a continued line"),
        pytest.param("import shop\n\n(shop\n    .old(1))\n", True, id="in brackets"),
        pytest.param("import shop\r\n\r\n(shop  # why\r\n    .old(1))\r\n", True, id="behind a comment"),
    ],
)
def test_names_behind_dots(user: str, is_taken: bool) -> None:
    symbols = symbols_of({"lib.py": "def old(a): ...\n", "shop.py": SHOP, "other.py": "", "use.py": user})
    assert used_elsewhere(symbols, "shop.py", "old") == ("use.py" if is_taken else "")
