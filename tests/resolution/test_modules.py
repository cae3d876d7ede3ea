"""Modules by name and by file."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Symbol
from refactor_cli.resolution import ANY_CLASS, dotted_name, is_module, layout, module_file, module_names, mro

FILES = {
    "setup.py": "import yaml.nodes, os.path as p\nfrom attr import define\nfrom zope.interface import implementer\n",
    "shop/__init__.py": "",
    "shop/sums.py": "",
    "src/cart/__init__.py": "",
    "src/cart/line.pyi": "",
    "ns/one/__init__.py": "",
    "team/two/__init__.py": "from team.two import x\n",
    "tests/test_a.py": "",
    "tests/data/json.py": "",
    "bin/tool": "#!/usr/bin/python\n",
    "my-scripts/run.py": "",
}

FILE_OF = [
    pytest.param("shop", "", "shop/__init__.py", id="package"),
    pytest.param("shop.sums", "", "shop/sums.py", id="module"),
    pytest.param("shop.gone", "", None, id="missing"),
    pytest.param("cart.line", "shop/sums.py", "src/cart/line.pyi", id="src, stub alone"),
    pytest.param("one", "", "ns/one/__init__.py", id="any folder with packages is a root"),
    pytest.param("ns.one", "", "ns/one/__init__.py", id="namespace"),
    pytest.param("ns", "", None, id="a namespace has no file"),
    pytest.param("test_a", "", "tests/test_a.py", id="tests"),
    pytest.param("json", "shop/sums.py", None, id="standard library"),
    pytest.param("json", "tests/data/other.py", "tests/data/json.py", id="neighbour of a script"),
    pytest.param("tool", "", None, id="no suffix"),
]


@pytest.mark.parametrize(("dotted", "importer", "expected"), FILE_OF)
def test_module_file(dotted: str, importer: str, expected: str | None) -> None:
    assert module_file(symbols_of(FILES), dotted, importer) == expected


NAMES_OF = [
    pytest.param("shop/sums.py", ("shop.sums",), id="module"),
    pytest.param("shop/__init__.py", ("shop",), id="package"),
    pytest.param("src/cart/line.pyi", ("cart.line", "src.cart.line"), id="src"),
    pytest.param("ns/one/__init__.py", ("one", "ns.one"), id="root or namespace"),
    pytest.param("team/two/__init__.py", ("team.two", "two"), id="imported as a namespace"),
    pytest.param("my-scripts/run.py", ("run",), id="folder that is no name"),
    pytest.param("bin/tool", (), id="script"),
]


@pytest.mark.parametrize(("path", "expected"), NAMES_OF)
def test_module_names(path: str, expected: tuple[str, ...]) -> None:
    assert module_names(symbols_of(FILES), path) == expected


DOTTED = [
    pytest.param(Symbol("shop/sums.py", "A.m"), "shop.sums.A.m", id="member"),
    pytest.param(Symbol("shop/__init__.py", ""), "shop", id="module"),
    pytest.param(Symbol("bin/tool", "run"), "bin.tool.run", id="script"),
    pytest.param(Symbol(None, "os.path.join"), "os.path.join", id="outside"),
]


@pytest.mark.parametrize(("symbol", "expected"), DOTTED)
def test_dotted_name(symbol: Symbol, expected: str) -> None:
    assert dotted_name(symbols_of(FILES), symbol) == expected


MODULES = [
    pytest.param("shop.sums", True, id="ours"),
    pytest.param("ns", True, id="namespace"),
    pytest.param("shop.total", False, id="not ours"),
    pytest.param("os", True, id="standard"),
    pytest.param("os.path", True, id="os.path"),
    pytest.param("collections.abc", True, id="standard submodule"),
    pytest.param("xml.dom", True, id="standard package"),
    pytest.param("distutils.errors", True, id="no more in Python 3.12"),
    pytest.param("distutils.command.build_py", True, id="nor this"),
    pytest.param("tkinter.tix", True, id="no more in Python 3.13"),
    pytest.param("tkinter.messagebox", True, id="not in Debian's python3"),
    pytest.param("distutils.command.no_such", False, id="never in any"),
    pytest.param("datetime.datetime", False, id="standard class"),
    pytest.param("yaml", True, id="above an imported one"),
    pytest.param("yaml.nodes", True, id="imported"),
    pytest.param("attr", True, id="imported from"),
    pytest.param("attr.define", False, id="imported name"),
    pytest.param("zope.interface", True, id="imported from a dotted one"),
    pytest.param("zope.interface.implementer", False, id="imported from it"),
    pytest.param("requests", False, id="never imported"),
]


@pytest.mark.parametrize(("dotted", "expected"), MODULES)
def test_is_module(dotted: str, expected: bool) -> None:
    assert is_module(symbols_of(FILES), dotted) is expected


HOMES = [
    pytest.param("json.loads", [], False, id="another's"),
    pytest.param("six.text_type", ["tests/six.py"], False, id="on a root of its own"),
    pytest.param("typing.List", ["shop/_typing.py"], False, id="a private module"),
    pytest.param(
        "typing.io.IO", ["shop/_typing/__init__.py"], False, id="a private package without the module"
    ),
    pytest.param("six.text_type", ["six.py"], False, id="a copy that projects often hold"),
    pytest.param("nose.tools.ok_", ["nose.py"], True, id="a module"),
    pytest.param("nose.tools.ok_", ["src/nose/__init__.py"], True, id="a package"),
    pytest.param(
        "zope.interface.implements", ["zope/interface/declarations.py"], False, id="no such package"
    ),
    pytest.param("zope.interface.implements", ["zope/interface/__init__.py"], True, id="in a namespace"),
    pytest.param("distutils.spawn.spawn", ["tools/_distutils/spawn.py"], True, id="a private copy"),
    pytest.param("imp", ["imp.py"], True, id="the module itself"),
]


@pytest.mark.parametrize(("dotted", "paths", "expected"), HOMES)
def test_home(dotted: str, paths: list[str], expected: bool) -> None:
    assert layout(symbols_of(dict.fromkeys(paths, ""))).are_home_of(dotted) is expected


def test_order_of_a_long_chain_is_bounded() -> None:
    source = "class A0: pass\n" + "".join(f"class A{number + 1}(A{number}): pass\n" for number in range(500))
    symbols = symbols_of({"a.py": source})
    order = mro(symbols, Symbol("a.py", "A500"))
    assert order[:3] == tuple(Symbol("a.py", f"A{number}") for number in (500, 499, 498))
    assert order[-1] == ANY_CLASS
    assert mro(symbols, Symbol("a.py", "A2")) == tuple(Symbol("a.py", f"A{number}") for number in (2, 1, 0))


def test_order_that_python_refuses() -> None:
    symbols = symbols_of({"a.py": "class A: pass\nclass B(A): pass\nclass C(A, B): pass\n"})
    assert mro(symbols, Symbol("a.py", "C")) == tuple(Symbol("a.py", name) for name in "CAB")


def test_a_new_snapshot_knows_nothing_of_the_old() -> None:
    from msgspec.structs import replace

    symbols = symbols_of(FILES)
    assert module_file(symbols, "shop.sums") == "shop/sums.py"
    files = {path: file for path, file in symbols.snapshot.files.items() if path != "shop/sums.py"}
    assert module_file(symbols.with_snapshot(replace(symbols.snapshot, files=files)), "shop.sums") is None
