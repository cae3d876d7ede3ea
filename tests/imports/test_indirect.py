"""Names that other files take from a module by what they compute."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.imports.elsewhere import used_elsewhere

FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": "from lib import old\n",
    "shop/stock.py": "from lib import old\n",
    "lib.py": "def old(): pass\n",
}


@pytest.mark.parametrize(
    ("source", "is_taken"),
    [
        pytest.param("import sys\nsys.modules['shop.other'].old()\n", False, id="another module"),
        pytest.param("import sys\nsys.modules['shop.cart'].older()\n", False, id="another name"),
        pytest.param("from shop import cart\nmake(cart).old()\n", False, id="what a function gives"),
        pytest.param("from shop import cart\nm = make(cart)\nm.old()\n", False, id="and a variable has"),
        pytest.param("from operator import attrgetter\nattrgetter('old')(x)\n", False, id="nobody has the module"),
        pytest.param("from shop import cart\nprint(f'{x}.old')\n", False, id="no path"),
        pytest.param("from shop import cart\ngetattr(cart, 'new' + x)\n", False, id="begins otherwise"),
        pytest.param("from shop import cart\ngetattr(cart, f'make_{x}')\n", False, id="f-string"),
        pytest.param("from shop import cart\ngetattr(cart, '%sAtom' % x)\n", False, id="ends otherwise"),
        pytest.param("from shop import cart\ngetattr(cart, x + '_view')\n", False, id="ends otherwise in a sum"),
        pytest.param("from shop import cart\ngetattr(cart, '%sd' % x)\n", True, id="ends so"),
        pytest.param("from shop import cart\ngetattr(cart, f'o{x}', None)\n", True, id="begins so in an f-string"),
        pytest.param("from shop import cart\ngetattr(cart, name(x))\n", True, id="by a call"),
        pytest.param("from shop import cart\ngetattr(cart, 'other')\n", False, id="a name"),
        pytest.param("from shop import stock\ngetattr(stock, x)\n", False, id="asks another module"),
        pytest.param("def f(self, x):\n    return getattr(self.cart, x)\n", False, id="asks no module"),
        pytest.param("import sys\nsys.modules['shop.cart'].old()\n", True, id="sys.modules"),
        pytest.param("import sys\nm = sys.modules['shop.cart']\nm.old()\n", True, id="variable"),
        pytest.param("import importlib\nimportlib.import_module('shop.cart').old()\n", True, id="import_module"),
        pytest.param("import importlib as i\nm = i.import_module('.cart', 'shop')\nm.old()\n", True, id="relative"),
        pytest.param("m = __import__('shop.cart', fromlist=['cart'])\nm.old()\n", True, id="__import__"),
        pytest.param("from shop import cart\nattrgetter('f', 'old')(cart)\n", True, id="attrgetter"),
        pytest.param("M = 'shop.cart'\npatch(f'{M}.old')\n", True, id="f-string of a path"),
        pytest.param("M = 'shop.cart.'\npatch(M + 'old')\n", True, id="sum"),
        pytest.param("patch('%s.old' % 'shop.cart')\n", True, id="percent"),
        pytest.param("import shop.cart\npatch('{}.old'.format(shop.cart.__name__))\n", True, id="format"),
        pytest.param("patch('.'.join(('shop.cart', 'old')))\n", True, id="join"),
        pytest.param("from shop import cart\ngetattr(cart, x)\n", True, id="computed"),
        pytest.param("from shop import cart as c\ngetattr(c, 'o' + x)\n", True, id="begins so"),
        pytest.param("import sys\ngetattr(sys.modules['shop.cart'], x)\n", True, id="computed, of a computed module"),
    ],
)  # fmt: skip
def test_taken(source: str, is_taken: bool) -> None:
    symbols = symbols_of({**FILES, "use.py": source})
    assert used_elsewhere(symbols, "shop/cart.py", "old") == ("use.py" if is_taken else "")
