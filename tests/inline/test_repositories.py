"""Small repositories put together at random: whatever they hold, the search of the result agrees with the ledger,
every file parses, and where nothing stays open the program prints what it printed."""

from __future__ import annotations

import ast
import contextlib
import io
import sys
import types
from collections.abc import Mapping
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import symbols_of

from refactor_cli.data import Inlined, Usages
from refactor_cli.errors import RefactorError
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.migration import Again, Migration, settle
from refactor_cli.recipe.read import read_recipe
from refactor_cli.retire import Wish
from refactor_cli.retiring import Request, migrate_and_retire
from refactor_cli.site_change import Given
from refactor_cli.splice import by_path, edited

LIB = "def new(a, *rest):\n    return ('r', a, *rest)\n\n\ndef old(a, *rest):\n    return ('r', a, *rest)\n"
RENAMED = "def old(a, *rest):\n    return ('r', a, *rest)\n"
RULE = (
    "from refactor_cli.recipe import replaces\nfrom lib.core import new\n\n\n"
    '@replaces("lib.core.old")\ndef old(a, *rest):\n    return new(a, *rest)\n'
)
MOVE = 'from refactor_cli.recipe import moved\n\n\nmoved("lib.core.old", "lib.core.new")\n'
# the import, and how the function is then written
IMPORTS = [
    ("from lib.core import old", "old"),
    ("from lib.core import old as o", "o"),
    ("import lib.core", "lib.core.old"),
    ("import lib.core as core", "core.old"),
    ("from lib import core", "core.old"),
    ("from lib.core import *", "old"),
    ("from lib import old", "old"),
    ("import lib", "lib.old"),
    ("import side", "side.old"),
    ("import side", "side.alias"),
    ("from side import alias", "alias"),
    ("from side import old", "old"),
    ("from side import *", "old"),
    ("import side", "vars(side)['old']"),
    ("import side", "side.__dict__['old']"),
    ("import side", "getattr(side, 'old')"),
    ("import side as s\nm = s", "m.old"),
    ("import side\n\n\nclass A:\n    f = staticmethod(side.old)", "A.f"),
    ("from lib.core import old\n\n\nclass A:\n    n = staticmethod(old)", "A.n"),
    ("from lib.core import old\nm = old", "m"),
    ("try:\n    from lib.core import old\nexcept ImportError:\n    old = None", "old"),
    ("if __name__:\n    from lib.core import old\nelse:\n    from lib.core import old", "old"),
    ("if __name__:\n    from lib.core import old", "old"),
    ("if not __name__:\n    from lib.core import new\nfrom lib.core import old", "old"),
    ("from lib.core import old", "globals()['old']"),
    ("from lib.core import old", "vars()['old']"),
    ("from lib.core import old\nimport sys", "sys.modules[__name__].old"),
    ("from lib.core import old\nimport sys", "getattr(sys.modules[__name__], 'old')"),
    ("import functools\nfrom lib.core import old", "functools.partial(old, 0)"),
    ("from lib.core import old\n__all__ = ['old']", "old"),
]
# what is done with it: F stands for the function
USES = [
    "print(F(1))",
    "print(F(1), F(F(2)))",
    "print([F(i) for i in range(2)])",
    "print(f'{F(1)} {F(2)!r}')",
    "print((lambda x: F(x))(1))",
    "if (w := F(1)):\n    print(w)",
    "def user(new=3):\n    return F(new)\n\n\nprint(user())",
    "def outer():\n    def inner():\n        return F(1)\n    return inner()\n\n\nprint(outer())",
    "def local():\n    new = 4\n    return F(new)\n\n\nprint(local())",
    "class C:\n    a = F(1)\n\n    def old(self):\n        return F(2)\n\n\nprint(C.a, C().old())",
    "def call(g):\n    return g(1)\n\n\nprint(call(F))",
    "def given(mod):\n    return mod.old(1)\n\n\nimport side\nprint(given(side))",
    "match F(1):\n    case ('r', x):\n        print(x)",
    "def deco(g):\n    return lambda: F(g())\n\n\n@deco\ndef one():\n    return 1\n\n\nprint(one())",
    "print({'f': F}['f'](1))",
    "g = F\nprint(g(1))",
    "print(F(*[1, 2]))",
    "for new in (1,):\n    print(F(new))",
    "print(F(1)); print(F(2))",
    "async def co():\n    return F(1)\n\n\ntry:\n    co().send(None)\nexcept StopIteration as e:\n    print(e.value)",
]
SIDES = [
    "from lib.core import old\nalias = old\nseven = old(7)\n",
    "from lib.core import old\nfrom lib.core import old as alias\n",
    "from lib.core import old\n\n\ndef alias(a, *rest):\n    return old(a, *rest)\n",
    "from lib import old\nalias = old\n__all__ = ['old', 'alias']\n",
    "from lib.core import *\nalias = old\n",
]
PACKAGES = [
    "from .core import old\n",
    "from lib.core import old as old\n",
    "from .core import *\nfrom . import core\n",
]


@st.composite
def repositories(draw: st.DrawFn) -> dict[str, str]:
    parts = list[str]()
    for number in range(draw(st.integers(1, 3))):
        imported, written = draw(st.sampled_from(IMPORTS))
        use = draw(st.sampled_from(USES)).replace("F", written)
        if number and draw(st.booleans()) and "*" not in imported and "__all__" not in imported:
            body = "\n".join(f"    {line}" if line else line for line in f"{imported}\n{use}".split("\n"))
            parts.append(f"def part{number}():\n{body}\n\n\npart{number}()")
        else:
            parts.append(f"{imported}\n{use}")
    return {
        "lib/__init__.py": draw(st.sampled_from(PACKAGES)),
        "side.py": draw(st.sampled_from(SIDES)),
        "main.py": "\n".join(parts) + "\n",
    }


def printed(files: Mapping[str, str]) -> str:
    """What main.py prints; at the end, the name of what it raises."""
    before = {name: sys.modules.pop(name) for name in ("lib", "lib.core", "side") if name in sys.modules}
    finder = _Finder(files)
    sys.meta_path.insert(0, finder)
    out = io.StringIO()
    module = types.ModuleType("main")
    kept = sys.modules.get("main")
    sys.modules["main"] = module
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(files["main.py"], "main.py", "exec"), module.__dict__)  # noqa: S102
    except Exception as error:
        out.write(type(error).__name__)
    finally:
        sys.meta_path.remove(finder)
        for name in ("lib", "lib.core", "side", "main"):
            sys.modules.pop(name, None)
        sys.modules.update(before | ({"main": kept} if kept is not None else {}))
    return out.getvalue()


class _Finder(MetaPathFinder):
    """Imports from texts. https://docs.python.org/3/reference/import.html#finders-and-loaders"""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        stem = name.replace(".", "/")
        for file in (f"{stem}/__init__.py", f"{stem}.py"):
            if file in self.files:
                return ModuleSpec(name, _Loader(self.files[file]), is_package="__init__" in file)
        return None


class _Loader(Loader):
    def __init__(self, source: str) -> None:
        self.source = source

    def create_module(self, spec: object) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        exec(compile(self.source, module.__name__, "exec"), module.__dict__)  # noqa: S102


def migrated(files: Mapping[str, str], how: str) -> tuple[Migration, dict[str, str]] | None:
    """By a rule, by a move, or by a rename of the definition, with the files then; None when that is refused."""
    symbols = symbols_of(files)
    target = read_target(symbols, "lib.core.old")
    recipe = read_recipe(RULE if how == "rule" else MOVE, "r.py")
    usages = find(symbols, [target])
    again = Again(find, [target], recipe.own_names)

    def make(left: Usages, made: Given) -> Inlined:
        return inline(recipe, left, symbols, given=made)

    if how == "rename":
        wishes = {target.name: Wish("rename", "lib.core.new", ("lib.core.new",))}
        try:
            migration = migrate_and_retire(
                Request(usages, wishes, frozenset(), make), symbols, again
            ).migration
        except RefactorError:
            return None
    else:
        migration = settle(make(usages, Given()), symbols, again)
    after = dict(files)
    for path, edits in by_path(migration.edits).items():
        after[path] = edited(symbols.snapshot.files[path], edits).data.decode()
    return migration, after


@pytest.mark.parametrize("how", ["rule", "move", "rename"])
@given(files=repositories())
@settings(max_examples=25, derandomize=True)
def test_what_is_left_is_told(how: str, files: dict[str, str]) -> None:
    check(how, files)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["rule", "move", "rename"])
@given(files=repositories())
@settings(max_examples=1000)
def test_what_is_left_is_told_at_length(how: str, files: dict[str, str]) -> None:
    check(how, files)


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def check(how: str, files: Mapping[str, str]) -> None:
    """Raises AssertionError where a law is broken."""
    before = {**files} | {"lib/core.py": RENAMED if how == "rename" else LIB}
    if not all(map(_parses, before.values())):  # quotes in an f-string, before Python 3.12
        return
    done = migrated(before, how)
    if done is None:
        return
    migration, after = done
    for source in after.values():
        ast.parse(source)
    if all(each.outcome == "rewritten" for each in migration.ledger.outcomes if each.usage.kind != "import"):
        expected = printed(before)
        assert expected.endswith("Error") or printed(after) == expected, "\n".join(
            f"# {path}\n{text}" for path, text in after.items()
        )


def test_an_import_below_serves_no_function_above_it() -> None:
    check(
        "rename",
        {
            "lib/__init__.py": "from .core import old\n",
            "main.py": "def part():\n    import lib\n    print(lib.old(1))\n\n\n"
            "part()\nfrom lib.core import old\n__all__ = ['old']\nprint(old(1))\n",
        },
    )
