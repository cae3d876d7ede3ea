"""How targets are written, and what is said when there is none, or more than one."""

from __future__ import annotations

import pytest
from in_memory import symbols_of
from msgspec.structs import replace

from refactor_cli.data import DefinitionSite, LeftOut, Symbol, Target
from refactor_cli.errors import RefactorError
from refactor_cli.find import find
from refactor_cli.find.target import read_target

FILES = {
    "shop/__init__.py": "from shop.sums import total as public\n",
    "shop/sums.py": (
        "import decimal\n"
        "LIMIT = 3\n"
        "LIMIT: int\n"
        "@deprecated\n"
        "def total(items,\n"
        "          tax=0):\n"
        "    def inner():\n"
        "        pass\n"
        "    return items\n"
        "class Cart:\n"
        "    size = 1\n"
        "    def add(self, item): pass\n"
        "    class Line: pass\n"
        "legacy = total\n"
        "made = deprecated(total)\n"
        "try:\n"
        "    from fast import quick\n"
        "except ImportError:\n"
        "    def quick(): pass\n"
    ),
    "shop/sums.pyi": "class Cart:\n    def add(self, item: int) -> None: ...\n",
    "billing.py": "from shop.sums import Cart\ndef once(): pass\ndef total(): pass\nclass Basket(Cart): pass\n",
    "bin/tool": "#!/usr/bin/env python3\ndef run(): pass\n",
    "web.py": "import requests.adapters\n",
    "pay.py": "def charge(): pass\n",
    "recipes/web.py": "from refactor_cli.recipe import replaces\n@replaces('pay.charge')\ndef charge(): pay()\n",
    "notes.md": "once\n",
}


def target(
    name: str, dotted: str, kind: str, symbol: tuple[str | None, str], *sites: tuple[str, int]
) -> Target:
    """A target of one symbol."""
    places = tuple(DefinitionSite(*site) for site in sites)
    return Target(name, dotted, kind, frozenset({Symbol(*symbol)}), places)  # type: ignore[arg-type]


SUMS = "shop/sums.py"
TOTAL = ("shop.sums.total", "function", (SUMS, "total"), (SUMS, 5))
ADD = ("shop.sums.Cart.add", "method", (SUMS, "Cart.add"), (SUMS, 12), ("shop/sums.pyi", 2))
INNER = ("shop.sums.total.<locals>.inner", "function", (SUMS, "total.<locals>.inner"), (SUMS, 7))
READ = [
    pytest.param("shop.sums.total", *TOTAL, id="function"),
    pytest.param("shop.public", *TOTAL, id="re-export"),
    pytest.param("shop.sums:total", *TOTAL, id="entry point"),
    pytest.param(
        "charge", "pay.charge", "function", ("pay.py", "charge"), ("pay.py", 1), id="not its recipe"
    ),
    pytest.param("shop/sums.py:total", *TOTAL, id="file and name"),
    pytest.param("./shop/sums.py:total", *TOTAL, id="file from the folder"),
    pytest.param("shop/sums.py:4", *TOTAL, id="line of the decorator"),
    pytest.param("shop/sums.py:6", *TOTAL, id="second line of the header"),
    pytest.param("shop/sums.py:9", *TOTAL, id="line in the body"),
    pytest.param(
        "shop/sums.py:7",
        "shop.sums.total.<locals>.inner",
        "function",
        (SUMS, "total.<locals>.inner"),
        (SUMS, 7),
        id="line of a nested function",
    ),
    pytest.param("shop.sums.Cart.add", *ADD, id="method"),
    pytest.param("billing.Basket.add", *ADD, id="inherited method"),
    pytest.param("shop/sums.py:total.inner", *INNER, id="local to a function, in its file"),
    pytest.param("shop/sums.py:total.<locals>.inner", *INNER, id="as Python names it, in its file"),
    pytest.param("shop/sums.py:7", *INNER, id="line of what is local to a function"),
    pytest.param("Cart.add", *ADD, id="bare method"),
    pytest.param("shop/sums.pyi:2", *ADD, id="line of a stub"),
    pytest.param(
        "once", "billing.once", "function", ("billing.py", "once"), ("billing.py", 2), id="bare name"
    ),
    pytest.param(
        "shop.sums.Cart",
        "shop.sums.Cart",
        "class",
        (SUMS, "Cart"),
        (SUMS, 10),
        ("shop/sums.pyi", 1),
        id="class",
    ),
    pytest.param(
        "shop.sums.Cart.Line",
        "shop.sums.Cart.Line",
        "class",
        (SUMS, "Cart.Line"),
        (SUMS, 13),
        id="nested class",
    ),
    pytest.param(
        "shop.sums.Cart.size",
        "shop.sums.Cart.size",
        "attribute",
        (SUMS, "Cart.size"),
        (SUMS, 11),
        id="attribute",
    ),
    pytest.param(
        "shop.sums.LIMIT", "shop.sums.LIMIT", "constant", (SUMS, "LIMIT"), (SUMS, 2), (SUMS, 3), id="constant"
    ),
    pytest.param(
        "shop/sums.py:14", "shop.sums.legacy", "function", (SUMS, "legacy"), (SUMS, 14), id="line of an alias"
    ),
    pytest.param(
        "shop.sums.legacy", "shop.sums.legacy", "function", (SUMS, "legacy"), (SUMS, 14), id="alias"
    ),
    pytest.param(
        "shop.sums.made", "shop.sums.made", "constant", (SUMS, "made"), (SUMS, 15), id="made by a call"
    ),
    pytest.param(
        "shop.sums", "shop.sums", "module", (SUMS, ""), (SUMS, 1), ("shop/sums.pyi", 1), id="module"
    ),
    pytest.param("shop", "shop", "module", ("shop/__init__.py", ""), ("shop/__init__.py", 1), id="package"),
    pytest.param(
        "bin/tool:run", "bin.tool.run", "function", ("bin/tool", "run"), ("bin/tool", 2), id="script"
    ),
    pytest.param(
        "datetime.datetime.utcnow",
        "datetime.datetime.utcnow",
        "method",
        (None, "datetime.datetime.utcnow"),
        id="standard library",
    ),
    pytest.param(
        "unittest.case.TestCase.assertEquals",
        "unittest.TestCase.assertEquals",
        "method",
        (None, "unittest.TestCase.assertEquals"),
        id="public name of a private place",
    ),
    pytest.param(
        "collections.Mapping",
        "collections.Mapping",
        "class",
        (None, "collections.Mapping"),
        id="class outside",
    ),
    pytest.param("os.path.join", "os.path.join", "function", (None, "os.path.join"), id="function outside"),
    pytest.param("requests.get", "requests.get", "function", (None, "requests.get"), id="imported package"),
    pytest.param("reload", "builtins.reload", "function", (None, "builtins.reload"), id="builtin"),
]


@pytest.mark.parametrize(
    ("spec", "dotted", "kind", "symbol", "sites"), [(*p.values[:4], p.values[4:]) for p in READ]
)
def test_read(
    spec: str, dotted: str, kind: str, symbol: tuple[str, str], sites: tuple[tuple[str, int], ...]
) -> None:
    found = read_target(symbols_of(FILES), spec)
    name = (
        dotted if "/" in spec or spec in ("once", "charge", "Cart.add", "reload") else spec.replace(":", ".")
    )
    assert found == target(name, dotted, kind, symbol, *sites)


@pytest.mark.parametrize("spec", ["shop.sums.total.inner", "shop.sums.total.<locals>.inner"])
def test_local_to_a_function(spec: str) -> None:
    assert read_target(symbols_of(FILES), spec) == target(INNER[0], *INNER)


def test_a_name_with_a_fallback_leads_to_either() -> None:
    assert read_target(symbols_of(FILES), "shop.sums.quick") == Target(
        "shop.sums.quick",
        "shop.sums.quick",
        "function",
        frozenset({Symbol(SUMS, "quick"), Symbol(None, "fast.quick")}),
        (DefinitionSite(SUMS, 19),),
    )


def test_what_a_recipe_names_is_known() -> None:
    found = read_target(symbols_of(FILES), "shop.gone.old", known=True)
    assert found == target("shop.gone.old", "shop.gone.old", "function", (None, "shop.gone.old"))


ERRORS = [
    pytest.param(
        "total",
        "'total' names 2 definitions: billing.py:3, shop/sums.py:5",
        "write it as billing.py:total or shop/sums.py:total",
        id="ambiguous",
    ),
    pytest.param(
        "shop.sums.totl",
        "'shop.sums.totl' is not defined in this repository",
        "did you mean shop.sums.total?",
        id="misspelt",
    ),
    pytest.param(
        "shop.total",
        "'shop.total' is not defined in this repository",
        "did you mean billing.total, shop.sums.total?",
        id="in another module",
    ),
    pytest.param(
        "shop.sums.Cart.remove",
        "'shop.sums.Cart.remove' is not defined in this repository",
        "shop.sums.Cart has size, add, Line",
        id="no such method",
    ),
    pytest.param(
        "shop.sums.total.nothing",
        "'shop.sums.total.nothing' is not defined in this repository",
        "shop.sums.total has inner",
        id="no attribute of a function",
    ),
    pytest.param(
        "shop.smus.thing",
        "'shop.smus.thing' is not defined in this repository",
        "did you mean shop.sums?",
        id="misspelt module",
    ),
    pytest.param(
        "elsewhere.thing",
        "'elsewhere.thing' is not defined in this repository, and nothing in it imports 'elsewhere'",
        "nothing here uses it, unless it is spelt otherwise: "
        "write it as pkg.mod.func, pkg.mod.Class.method or path/to/file.py:func",
        id="a package that nothing imports",
    ),
    pytest.param(
        "sums.total",
        "'sums.total' is not defined in this repository",
        "did you mean billing.total, shop.sums.total?",
        id="without its package, which is imported from",
    ),
    pytest.param(
        "shop/sum.py:total",
        "there is no file 'shop/sum.py'",
        "did you mean shop/sums.py, shop/sums.pyi?",
        id="file",
    ),
    pytest.param(
        "shop/sums.py:totl",
        "shop/sums.py defines no 'totl'",
        "did you mean shop/sums.py:total?",
        id="in a file",
    ),
    pytest.param("notes.md:once", "'notes.md' is not a Python file", None, id="no Python"),
    pytest.param("web.py:1", "there is no definition at web.py:1", None, id="no definition on the line"),
    pytest.param(
        "shop/sums.py:inner",
        "shop/sums.py defines no 'inner'",
        "did you mean shop/sums.py:7?",
        id="local to a function, without it",
    ),
    pytest.param("web.py:99", "there is no definition at web.py:99", None, id="no such line"),
    pytest.param("a..b", "'a..b' is no dotted name", None, id="no name"),
    pytest.param("", "'' is no dotted name", None, id="empty"),
    pytest.param(
        "billing.py",
        "'billing.py' is a file, and no name of what is in it",
        "did you mean billing, billing.py:once, billing.py:total, billing.py:Basket?",
        id="a file itself",
    ),
    pytest.param(
        "./shop/__init__.py",
        "'./shop/__init__.py' is a file, and no name of what is in it",
        "did you mean shop?",
        id="a file in a folder",
    ),
    pytest.param(
        "docs/notes.md",
        "there is no file or folder 'docs/notes.md'",
        "did you mean notes.md?",
        id="no such file",
    ),
    pytest.param("./notes.md", "'./notes.md' is no dotted name", None, id="a file that is no Python"),
    pytest.param("shop/", "'shop/' is no dotted name", None, id="a folder"),
    pytest.param("nowhere/", "there is no file or folder 'nowhere/'", None, id="no folder"),
]


@pytest.mark.parametrize(("spec", "problem", "hint"), ERRORS)
def test_errors(spec: str, problem: str, hint: str | None) -> None:
    with pytest.raises(RefactorError) as caught:
        read_target(symbols_of(FILES), spec)
    spellings = "write it as pkg.mod.func, pkg.mod.Class.method or path/to/file.py:func"
    assert (caught.value.problem, caught.value.hint) == (problem, hint or spellings)


ON_FUNCTIONS = {
    "lib.py": (
        "import functools\n"
        "def plain(a):\n"
        "    def inner(): pass\n"
        "    self.size = 1\n"
        "plain.limit = 3\n"
        "def late(): pass\n"
        "setattr(late, 'registered', True)\n"
        "@functools.lru_cache\n"
        "def cached(): pass\n"
        "def register(function): function.kind = 1\n"
        "class Cart:\n"
        "    def add(self): pass\n"
        "other = plain\n"
    ),
    "app.py": "import lib\nlib.cached.cache_clear()\n",
}


@pytest.mark.parametrize(
    ("name", "places"),
    [
        pytest.param("lib.plain.limit", ["lib.py:5"], id="assigned"),
        pytest.param("lib.late.registered", ["lib.py:7"], id="set by its name"),
        pytest.param("lib.plain.kind", [], id="set by what is handed a function"),
        pytest.param("lib.plain.__name__", [], id="functions have it"),
        pytest.param("lib.cached.cache_clear", ["app.py:2"], id="given by a decorator"),
    ],
)
def test_attributes_of_functions(name: str, places: list[str]) -> None:
    symbols = symbols_of(ON_FUNCTIONS)
    (result,) = find(symbols, [read_target(symbols, name)]).results
    found = [f"{each.path}:{each.location.line}" for each in result.usages]
    assert [each for each in found if each in places] == places


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("lib.plain.nope", "lib.plain has inner, limit", id="none"),
        pytest.param("lib.plain.limits", "did you mean lib.plain.limit?", id="misspelt"),
        pytest.param("lib.plain.a", "lib.plain has inner, limit", id="a parameter"),
        pytest.param("lib.plain.size", "lib.plain has inner, limit", id="an attribute of objects"),
        pytest.param("lib.Cart.add.nope", "did you mean lib.Cart.add?", id="of a method"),
        pytest.param("lib.other.nope", "lib.other has inner, limit", id="of an alias"),
        pytest.param("lib.cached.nope", "did you mean lib.cached?", id="decorated"),
    ],
)
def test_attributes_that_functions_lack(name: str, hint: str) -> None:
    with pytest.raises(RefactorError) as caught:
        read_target(symbols_of(ON_FUNCTIONS), name)
    assert (caught.value.problem, caught.value.hint) == (f"{name!r} is not defined in this repository", hint)


def test_what_a_recipe_names_in_full_is_nothing_of_that_name_elsewhere() -> None:
    symbols = symbols_of({"app.py": "import tools\nmock = tools.mock\nclass Queue: pass\n"})
    for name in ("mock", "Queue"):
        assert read_target(symbols, name).symbols == frozenset({Symbol("app.py", name)})
        assert read_target(symbols, name, known=True).symbols == frozenset({Symbol(None, name)})


def test_a_function_that_takes_the_place_of_its_module_in_the_package() -> None:
    """`pkg.shop` is the function for whoever asks the package, and the module for `from pkg.shop import shop`."""
    symbols = symbols_of(
        {
            "pkg/__init__.py": "from pkg.shop import *\n",
            "pkg/shop.py": '__all__ = ["shop"]\n\n\ndef shop(): ...\n',
            "use.py": "import pkg\nfrom pkg.shop import shop\n\nshop()\npkg.shop()\n",
        }
    )
    target = read_target(symbols, "pkg.shop.shop")
    assert (target.kind, [site.path for site in target.definitions]) == ("function", ["pkg/shop.py"])
    found = find(symbols, [target]).results[0].usages
    assert [each.location.line for each in found if each.kind == "call"] == [4, 5]


GONE = {
    "shop/__init__.py": "",
    "shop/prices.py": "x = 1\n",
    "shop/cart.py": "from .legacy import price\nfrom . import taxes\nfrom shop._fast import add\n",
    "shop/deep/__init__.py": "from ..rates import rate\n",
    "app.py": "import shop.money\nfrom shop.prices import gone\n",
}


@pytest.mark.parametrize(
    ("name", "places"),
    [
        pytest.param("shop.prices.gone", [("app.py", 2)], id="deleted from its module"),
        pytest.param("shop.legacy.price", [("shop/cart.py", 1)], id="by a relative import"),
        pytest.param("shop.legacy", [("shop/cart.py", 1)], id="a module of which a name is imported"),
        pytest.param("shop.taxes", [("shop/cart.py", 2)], id="a module beside"),
        pytest.param("shop._fast.add", [("shop/cart.py", 3)], id="built from C"),
        pytest.param(
            "shop.rates.rate", [("shop/deep/__init__.py", 1)], id="from the package above a package"
        ),
        pytest.param("shop.money", [("app.py", 1)], id="a module by its full name"),
    ],
)
def test_what_is_gone_and_still_imported(name: str, places: list[tuple[str, int]]) -> None:
    symbols = symbols_of(GONE)
    read = read_target(symbols, name)
    (result,) = find(symbols, [read]).results
    assert (read.name, read.definitions) == (name, ())
    assert [(each.path, each.location.line) for each in result.usages] == places


@pytest.mark.parametrize("name", ["shop.legacy.prise", "shop.deep.rates.rate", "shop.x", "shop.cart.nothing"])
def test_what_is_gone_and_nowhere_imported(name: str) -> None:
    with pytest.raises(RefactorError, match="is not defined in this repository"):
        read_target(symbols_of(GONE), name)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import shop\n\nshop.view.old = True\n", id="assigned"),
        pytest.param("def mark(view):\n    view.old: int = 1\n", id="assigned to a parameter"),
        pytest.param("import shop\n\nshop.view.old += 1\n", id="augmented"),
        pytest.param('import shop\n\nsetattr(shop.view, "old", 1)\n', id="set"),
    ],
)
def test_an_attribute_that_a_function_may_be_given(source: str) -> None:
    files = {"shop.py": "def view(old):\n    return old\n", "use.py": source}
    assert read_target(symbols_of(files), "shop.view.old").name == "shop.view.old"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="never named"),
        pytest.param("import shop\n\nshop.view(old=1)\nold = 2\n", id="a parameter, and a variable"),
        pytest.param("def read(o):\n    return o.old == 1\n", id="only read"),
    ],
)
def test_an_attribute_that_no_function_is_given(source: str) -> None:
    symbols = symbols_of({"shop.py": "def view(old):\n    return old\n", "use.py": source})
    with pytest.raises(RefactorError, match=r"'shop\.view\.old' is not defined"):
        read_target(symbols, "shop.view.old")
    assert read_target(symbols, "shop.view.old", known=True).name == "shop.view.old"
    assert read_target(symbols, "shop.view.__doc__").name == "shop.view.__doc__"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param("shop.money", "module", id="a module that is imported"),
        pytest.param("shop.legacy", "module", id="a module from which a file imports"),
        pytest.param("shop.legacy.price", "function", id="a function"),
        pytest.param("os.path", "module", id="a module of the standard library"),
        pytest.param("xml.etree.ElementTree", "module", id="one that is written like a class"),
        pytest.param("logging.WARN", "constant", id="a constant"),
        pytest.param("django.db.models.Q", "function", id="one letter says nothing"),
        pytest.param("django.db", "module", id="a package from which a file imports, further down"),
        pytest.param("http.HTTPStatus.OK", "method", id="of a class"),
    ],
)
def test_the_kind_of_what_is_not_defined_here(name: str, kind: str) -> None:
    files = {**GONE, "models.py": "from django.db.models import Q\n"}
    assert read_target(symbols_of(files), name).kind == kind


def test_a_file_that_was_left_out_is_there() -> None:
    symbols = symbols_of({"shop.py": ""})
    symbols = replace(symbols, snapshot=replace(symbols.snapshot, left_out=(LeftOut("raw.py", "binary"),)))
    with pytest.raises(RefactorError, match=r"raw\.py could not be read: binary"):
        read_target(symbols, "raw.py:old")
