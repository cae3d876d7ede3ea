"""Names that a module of the repository gives itself when it is asked for them: by a `__getattr__` of its own, of the
object that takes its place in `sys.modules`, or by writing into its namespace.

https://docs.python.org/3/reference/datamodel.html#customizing-module-attribute-access
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from refactor_cli.data import DefinitionKind, Symbol
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import Lookup, dotted_name, evaluate
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_FILLS = lazy_pattern(
    rb"^(?:def __getattr__|__getattr__\b)|\b_LazyModule\b"
    rb"|\bsys\.modules\[[ \t]*__name__[ \t]*\](?:\.__class__[ \t]*=|\.__dict__)"
    rb"|\b(?:globals|vars|locals)\(\)(?:\[[^\]\n]{1,200}\][ \t]*=(?!=)|\.(?:update|setdefault)\()"
    rb"|\bsetattr\([ \t]*sys\.modules\[|^exec\(|^(?:from[ \t]+\S+[ \t]+)?import[ \t]+\S*lazy",
    re.MULTILINE,
)
_REPLACED = lazy_pattern(rb"^sys\.modules\[[ \t]*__name__[ \t]*\][ \t]*=(?!=)[ \t]*([\w.]*)", re.MULTILINE)
# what gives a variable that its module binds another value
_WRITES = lazy_pattern(
    rb"\b(?:globals|vars|locals)\(\)(?:\[[^\]\n]{1,200}\][ \t]*=(?!=)|\.(?:update|setdefault)\()"
    rb"|\bsetattr\([ \t]*sys\.modules\[|^exec\(|\bexec\([^\n]{1,200},[ \t]*globals\(\)",
    re.MULTILINE,
)
# the same by a name that the module gives itself
_ITSELF = lazy_pattern(
    rb"^[ \t]*(\w+)[ \t]*=[ \t]*(?:sys\.modules\[|(?:\w+\.)?(?:import_module|__import__)\()[ \t]*__name__[ \t]*[\])]",
    re.MULTILINE,
)
# a namespace of a frame, and something that is put into a namespace
_FILLS_CALLER = lazy_pattern(
    rb"\bf_globals\b(?s:.*?)(?:\][ \t]*=(?!=)|\.(?:update|setdefault|__setitem__)\()"
)
_STAR = lazy_pattern(rb"\bimport[ \t]*\*")
_WORDS = (
    b"__getattr__",
    b"_LazyModule",
    b"sys.modules",
    b"import_module",
    b"__import__",
    b"()[",
    b"().",
    b"exec(",
    b"lazy",
)

# it is the one definition of the name in the package
RULE = "made-on-demand"
# and a table in the package says which module has the name
TABLE = "import-table"


class Made(NamedTuple):
    """A definition of the repository that a module has under a name; `is_told`: a table says so."""

    symbol: Symbol
    kind: DefinitionKind
    is_told: bool = False


def fills_itself(symbols: SymbolMap, path: str) -> bool:
    """Whether a module may have names that nothing in its file binds."""
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("modules that fill themselves", {})
    if path not in memo:
        utf8 = symbols.snapshot.files[path].text.utf8
        memo[path] = (
            any(word in utf8 for word in _WORDS)
            and (_FILLS.search(utf8) is not None or _is_replaced(symbols, path) or _gives_itself(utf8))
        ) or any(each.search(utf8) is not None for each in _filling_their_callers(symbols))
    return memo[path]


def _filling_their_callers(symbols: SymbolMap) -> list[re.Pattern[bytes]]:
    """Calls, and decorators, of functions that give names to the module of whoever calls them:
    `sys._getframe(1).f_globals[name] = cls`."""
    memo: dict[str, list[re.Pattern[bytes]]] = symbols.snapshot.memo.setdefault("filling their callers", {})
    if "" not in memo:
        names = set[str]()
        for path in python_files_with(symbols.snapshot, "f_globals"):
            utf8, file_map = symbols.snapshot.files[path].text.utf8, symbols.map(path)
            for each in file_map.definitions if file_map is not None else ():
                if each.kind == "function" and _FILLS_CALLER.search(utf8, *each.span) is not None:
                    names.add(each.name)
        memo[""] = [
            re.compile(rb"(?<!def )\b%b[ \t]*\(" % re.escape(name.encode())) for name in sorted(names)
        ]
    return memo[""]


def writes_its_variables(symbols: SymbolMap, path: str) -> bool:
    """Whether a module may give variables that it binds other values, by computed names or by code in a string."""
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("modules that write their variables", {})
    if path not in memo:
        utf8 = symbols.snapshot.files[path].text.utf8
        is_likely = b"()[" in utf8 or b"()." in utf8 or b"exec(" in utf8 or b"__name__" in utf8
        memo[path] = is_likely and (_WRITES.search(utf8) is not None or _gives_itself(utf8))
    return memo[path]


def _gives_itself(utf8: bytes) -> bool:
    """Whether a module gives itself names by computed ones: `me = sys.modules[__name__]`, `setattr(me, name, …)`."""
    if b"__name__" not in utf8:
        return False
    names = {re.escape(found[1]) for found in _ITSELF.finditer(utf8)}
    return any(
        re.search(rb"\bsetattr\([ \t]*%b\b|\bvars\(%b\)|(?<![\w.])%b\.__dict__" % (each, each, each), utf8)
        for each in names
    )


def _is_replaced(symbols: SymbolMap, path: str) -> bool:
    """Whether something takes the place of a module in `sys.modules`, and is none from outside of the repository."""
    for found in _REPLACED.finditer(symbols.snapshot.files[path].text.utf8):
        by = found[1].decode()
        values = evaluate(Lookup(symbols), path, 0, by, found.start()).values if by else frozenset()
        if not values or any(each.kind != "external" for each in values):
            return True
    return False


def named_below(symbols: SymbolMap, path: str, name: str) -> Made | None:
    """The one class or function of a name that the modules beside, and below, a module define: most likely what it
    gives under the name. None when there are several, or none."""
    memo: dict[tuple[str, str], Made | None] = symbols.snapshot.memo.setdefault("named below modules", {})
    if not path.endswith("__init__.py") and b"__getattr__" not in symbols.snapshot.files[path].data:
        return None  # another module takes its place
    folder = _folder(path)
    if (path, name) not in memo:
        files = [each for each in python_files_with(symbols.snapshot, name) if each.startswith(folder)]
        found = [each for file in files for each in _defined(symbols, file, name)]
        made = found[0] if len(found) == 1 else None
        memo[path, name] = made and made._replace(is_told=_is_in_table(symbols, path, files, made.symbol))
    return memo[path, name]


def _folder(path: str) -> str:
    return f"{path.rpartition('/')[0]}/".lstrip("/")


def _defined(symbols: SymbolMap, path: str, name: str) -> Iterator[Made]:
    file_map = symbols.map(path)
    for each in file_map.definitions if file_map is not None else ():
        if each.qualname == name:
            yield Made(Symbol(path, name), each.kind)


def _is_in_table(symbols: SymbolMap, path: str, files: Iterable[str], made: Symbol) -> bool:
    """Whether a dictionary in a module of the folder itself has the name for its module, or the module for the name:
    `{"Cart": ("shop.cart", …)}`, `{"cart": ["Cart", "Basket"]}`."""
    if _STAR.search(symbols.snapshot.files[path].text.utf8):
        return False  # which may have the name as well
    folder = _folder(path)
    module = dotted_name(symbols, Symbol(made.path, ""))
    below = (made.path or "").removeprefix(folder).removesuffix(".py").removesuffix("/__init__")
    stem = below.replace("/", ".")
    modules = rb"[\"'](?:%b|\.?%b)[\"']" % (re.escape(module.encode()), re.escape(stem.encode()))
    name = rb"[\"']%b[\"']" % re.escape(made.name.encode())
    table = re.compile(
        rb"%b\s*:\s*[\[({]?\s*%b|%b\s*:\s*[\[({][^\[\](){}]{0,2000}%b" % (name, modules, modules, name)
    )
    return any(
        "/" not in each.removeprefix(folder) and table.search(symbols.snapshot.files[each].text.utf8)
        for each in files
    )
