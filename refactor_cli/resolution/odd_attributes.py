"""Classes whose objects do not have under a name what was put there: they decide it when they are asked, or given it.
https://docs.python.org/3/reference/datamodel.html#customizing-attribute-access"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Symbol
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution.definitions import definition_of_body, definitions_of
from refactor_cli.resolution.names import evaluate, mro
from refactor_cli.resolution.scopes import scope_at
from refactor_cli.resolution.values import Lookup, Value
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

# a class by its name, and a name that is computed
_SET = lazy_pattern(
    rb"setattr\((?<![\w.]setattr\()[ \t\r\n]*((?:[a-z_]\w*\.){0,3}[A-Z]\w*)[ \t\r\n]*,"
    rb"(?![ \t\r\n]*[ruRU]?(?:\"[^\"%{}+\\\n]*\"|'[^'%{}+\\\n]*')[ \t\r\n]*,)"
)
# the same in the body of a class
_IN_BODY = lazy_pattern(
    rb"^([ \t]+)(?:locals|vars)\(\)(?:\[[^\]\n]{1,200}\][ \t]*=(?!=)|\.(?:update|setdefault|__setitem__)\()",
    re.MULTILINE,
)
# a name that is taken from a variable as it is, and how a function takes names from definitions and objects
_PLAIN = lazy_pattern(rb"[ \t\r\n]*[A-Za-z_]\w*[ \t\r\n]*,")
TAKES_NAMES = lazy_pattern(
    rb"__dict__|\b(?:vars|dir|locals|fields)\(|__slots__|\.\w*name\b|__\w*name__|_fields\b|__annotations__|\binspect\b"
)
# a text that a name begins with: `"get_%s" % name`, `f"get_{name}"`, `"get_" + name`
_BEGINS = lazy_pattern(rb"[ \t\r\n]*[fF]?[\"'](\w+)(?:[%{]|[\"'][ \t\r\n]*\+)")
OF_TEXTS = "of texts"
_ASKED = "__getattribute__"
_GIVEN = "__setattr__"
# what is put there in the end
_PUT = re.compile(
    rb"__setattr__\([^()]*,[ \t\r\n]*([^,()]*|[^,()]*\(.*\))[ \t\r\n]*\)|\][ \t]*=(?!=)[ \t]*([^\r\n#]*)"
)


def decides_what_it_has(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether the class, or a base of it here, has a `__getattribute__` of its own."""
    return bool(_methods(symbols, cls, _ASKED))


def changes_what_it_is_given(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether it has a `__setattr__` that puts something else there than what it is given."""
    return any(_puts_another(symbols, each) for each in _methods(symbols, cls, _GIVEN))


def computed_names(symbols: SymbolMap, cls: Symbol) -> frozenset[str]:
    """The names of members that the class, or a base of it here, is given under computed ones, by what they begin with
    (`setattr(Cart, f"get_{name}", method)`): "" for any; `OF_TEXTS` where they come from texts of the repository."""
    filled = _given_computed(symbols)
    found = (filled[each] for each in mro(symbols, cls) if each in filled) if filled else ()
    return frozenset().union(*found)


def _given_computed(symbols: SymbolMap) -> dict[Symbol, frozenset[str]]:
    memo: dict[str, dict[Symbol, frozenset[str]]]
    memo = symbols.snapshot.memo.setdefault("classes given computed", {})
    if "" not in memo:
        memo[""] = {}  # while it is looked at
        given = dict[Symbol, frozenset[str]]()
        for path in python_files_with(symbols.snapshot, "setattr"):
            for found in _SET.finditer(symbols.snapshot.files[path].text.utf8):
                for value in _named(symbols, path, found[1].decode(), found.start()):
                    if value.kind == "class" and value.type is None and value.symbol.path is not None:
                        form = _form(symbols, path, found.end())
                        given[value.symbol] = given.get(value.symbol, frozenset()) | {form}
        for cls in _filled_in_bodies(symbols):
            given[cls] = given.get(cls, frozenset()) | {""}
        memo[""] = given
    return memo[""]


def _filled_in_bodies(symbols: SymbolMap) -> Iterator[Symbol]:
    """The classes whose bodies give themselves names: `locals()[name] = method`."""
    snapshot = symbols.snapshot
    for path in dict.fromkeys((*python_files_with(snapshot, "locals"), *python_files_with(snapshot, "vars"))):
        places = [found.end(1) for found in _IN_BODY.finditer(snapshot.files[path].text.utf8)]
        file_map = symbols.map(path) if places else None
        for at in places if file_map is not None else ():
            cls = file_map and definition_of_body(Lookup(symbols), path, scope_at(file_map, at))
            if cls and cls.kind == "class":
                yield Symbol(path, cls.qualname)


def _form(symbols: SymbolMap, path: str, at: int) -> str:
    """What a name begins with that is computed there. In a file that takes none from definitions it is a text."""
    utf8 = symbols.snapshot.files[path].text.utf8
    if found := _BEGINS.match(utf8, at):
        return found[1].decode("utf-8", "replace")
    is_text = _PLAIN.match(utf8, at) and not TAKES_NAMES.search(utf8)
    return OF_TEXTS if is_text else ""


def _named(symbols: SymbolMap, path: str, name: str, at: int) -> frozenset[Value]:
    file_map = symbols.map(path)
    if file_map is None:
        return frozenset()
    return evaluate(Lookup(symbols), path, scope_at(file_map, at), name, at).values


def _methods(symbols: SymbolMap, cls: Symbol, name: str) -> tuple[Symbol, ...]:
    memo: dict[tuple[Symbol, str], tuple[Symbol, ...]] = symbols.snapshot.memo.setdefault(
        "odd attributes", {}
    )
    key = (cls, name)
    if key not in memo:
        files = python_files_with(symbols.snapshot, name)
        order = mro(symbols, cls) if files else ()
        methods = (Symbol(each.path, f"{each.name}.{name}") for each in order if each.path in files)
        memo[key] = tuple(each for each in methods if definitions_of(Lookup(symbols), each))
    return memo[key]


def _puts_another(symbols: SymbolMap, method: Symbol) -> bool:
    utf8 = symbols.snapshot.files[method.path or ""].text.utf8
    for each in definitions_of(Lookup(symbols), method):
        given = each.parameters[2].name.encode() if len(each.parameters) > 2 else b""
        body = utf8[each.span.start : each.span.end]
        if re.search(rb"(?<![\w.])%b[ \t]*=(?!=)" % re.escape(given), body):
            return True
        put = [(found[1] or found[2] or b"").strip() for found in _PUT.finditer(body)]
        if any(one != given for one in put):
            return True
    return False
