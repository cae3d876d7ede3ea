"""Modules that code gets hold of by a computed name: `importlib.import_module(name)`, `__import__(name)`,
`sys.modules[name]`. Any module of the repository may be one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Literal

from refactor_cli.data import Span
from refactor_cli.grammar import nearest
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.members.delegation import HOOKS
from refactor_cli.inference.mentions import is_read
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.value_uses import value_uses
from refactor_cli.resolution.modules import word_of
from refactor_cli.symbols import LANGUAGE, SymbolMap, is_for_people
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# functions that give a module, in Python and in packages that people use for this
LOADERS = frozenset(
    {
        *("__import__", "import_module", "load_module", "load_source", "module_from_spec", "exec_module"),
        *("find_loader", "find_module", "getmodule", "locate", "resolve_name", "importorskip", "run_module"),
        *(
            "run_path",
            "namedModule",
            "namedAny",
            "namedObject",
            "import_string",
            "import_object",
            "import_item",
        ),
        *("import_from_string", "symbol_by_name", "iter_modules", "walk_packages", "iter_entry_points"),
        *("entry_points", "load_entry_point"),
    }
)
_USUAL = ("import_module", "__import__")
# `import sys as _sys` is usual
_MODULES = rb"\b%b[ \t]*\.[ \t]*(modules)\b|\bfrom[ \t]+sys[ \t]+import[^\n]*\b(modules)\b"
_SYS = lazy_pattern(rb"\bsys[ \t]+as[ \t]+(\w+)")
# where loaders come from that a repository may have its own ones beside
_HOMES = rb"(?:imp|importlib|inspect|machinery|metadata|pkg_resources|pkgutil|pydoc|runpy|util)"
_OF_HOME = lazy_pattern(rb"\b%b[ \t]*\.[ \t]*\Z" % _HOMES)
_FROM_HOME = rb"\bfrom[ \t]+(?:\w+\.)?%b[ \t]+import[ \t]+(?:\([^()]*|[^\n()]*)\b%b\b"
_CONSTANT = lazy_pattern(r"[rRuUbB]?[\"']([\w.]+)[\"']\Z")
# of a module these give what it has, and none hands it on
_LOOKS = frozenset({b"getattr", b"hasattr", b"reload"})
_DICTIONARY = frozenset({b"get", b"pop", b"setdefault"})

# https://packaging.python.org/en/latest/specifications/entry-points/
_PLUGINS = lazy_pattern(
    r"(?:^|/)(?:setup\.py|setup\.cfg|pyproject\.toml|entry_points\.txt)$",
)
_ENTRIES = lazy_pattern(rb"entry[-_]?points|plugins")
# what tells of a package how it is built, tested and installed
_PACKAGING = lazy_pattern(
    r"(?:^|/)(?:setup\.cfg|pyproject\.toml|tox\.ini|MANIFEST\.in|Makefile|\.[^/]*|[^/]*\.lock|[^/]*\.yml)$|\.egg-info/"
)

_COMPARES = lazy_pattern(rb"(?:starts|ends)with\([ \t]*\Z")
_BUILDS = ("setup.py", "conf.py")
# many projects hold a copy of it; it loads modules of the standard library alone
_SIX = "six"

_Answer = Literal["kept", "taken", "no"]


def computed_modules(symbols: SymbolMap, words: Collection[bytes], with_tests: bool) -> _Answer:
    """Whether the program keeps modules that it gets by computed names, or what these have under one of the words, or
    takes out of them what it computes the name of. `words`: what the modules in question are called, and what they
    have. What tests get so counts only `with_tests`."""
    found = set[_Answer]()
    for path, node in _places(symbols):
        if is_aside(path) and not with_tests:
            continue
        answer = _answer(symbols, path, node, words)
        if answer == "kept":
            return answer
        found.add(answer)
    return "taken" if "taken" in found else "no"


def is_spelled_out(symbols: SymbolMap, modules: Collection[str], with_tests: bool) -> bool:
    """Whether a text of the program, `with_tests` also of tests, is the full name of one of these modules, by which
    something may load it."""
    word = rb"|".join(re.escape(module.encode()) for module in sorted(modules))
    quoted, alone = (
        re.compile(rb"[\"'](?:%b)[\"']" % word),
        re.compile(rb"(?<![\w.:/-])(?:%b)(?![\w.:/-])" % word),
    )
    entry = re.compile(rb"=[ \t]*[\"']?(?:%b)[ \t]*(?:\[[^\]\n]*\])?(?=[\"',}\s]|\Z)" % word)
    for path, file in symbols.snapshot.files.items():
        if _PLUGINS.search(path) and _is_entry(file.data, entry):
            return True
        if file.language == LANGUAGE:
            if path.rpartition("/")[2] in _BUILDS:
                continue
            if (with_tests or not is_aside(path)) and _is_named(file.text.utf8, quoted):
                return True
        elif not is_for_people(symbols, path) and not _PACKAGING.search(path) and alone.search(file.data):
            return True
    return False


def _is_entry(data: bytes, entry: re.Pattern[bytes]) -> bool:
    """Whether a module is a plugin, which other packages load: it stands behind what begins a list of these."""
    begins = _ENTRIES.search(data)
    return begins is not None and entry.search(data, begins.end()) is not None


def _is_named(utf8: bytes, quoted: re.Pattern[bytes]) -> bool:
    return any(
        not is_read(utf8, found.start() + 1, found.end() - 1)
        and not _COMPARES.search(utf8, max(found.start() - 20, 0), found.start())
        for found in quoted.finditer(utf8)
    )


def _places(symbols: SymbolMap) -> Iterator[tuple[str, Node]]:
    """The names of loaders, and of `sys.modules`: those that most programs use first, as one that is kept answers."""
    memo: dict[str, list[tuple[str, Span]]] = symbols.snapshot.memo.setdefault("computed modules", {})
    for name in (*_USUAL, *sorted(LOADERS.difference(_USUAL)), ""):
        if name not in memo:
            memo[name] = [*(_loading(symbols, name) if name else _of_sys(symbols))]
        for path, span in memo[name]:
            node = symbols.node(path, span)
            if node is not None and node.type == "identifier":
                yield path, node


def _loading(symbols: SymbolMap, name: str) -> Iterator[tuple[str, Span]]:
    """The places of a loader's name; of one that the repository defines itself, whose body tells what it gives, those
    where it is another's."""
    word, paths = (
        name.encode(),
        [path for path in python_files_with(symbols.snapshot, name) if word_of(path) != _SIX],
    )
    is_own = _is_own(symbols, name)
    for path in sorted(paths):
        utf8 = symbols.snapshot.files[path].text.utf8
        for at in offsets(utf8, word):
            if not is_own or _is_of_home(utf8, at, word):
                yield path, Span(at, at + len(word))


def _of_sys(symbols: SymbolMap) -> Iterator[tuple[str, Span]]:
    """The places of `sys.modules`."""
    for path in sorted(
        path for path in python_files_with(symbols.snapshot, "modules") if word_of(path) != _SIX
    ):
        utf8 = symbols.snapshot.files[path].text.utf8
        called = b"|".join(sorted({b"sys", *(re.escape(each[1]) for each in _SYS.finditer(utf8))}))
        for found in re.finditer(_MODULES % (b"(?:%b)" % called), utf8):
            yield path, Span(*found.span(found.lastindex or 0))


def _is_of_home(utf8: bytes, at: int, word: bytes) -> bool:
    """Whether a loader that the repository has its own of is here the one of the standard library."""
    if _OF_HOME.search(utf8, max(at - 40, 0), at):
        return True
    return re.search(_FROM_HOME % (_HOMES, word), utf8) is not None


def _is_own(symbols: SymbolMap, name: str) -> bool:
    """Whether the repository defines a loader of this name itself."""
    if name == "__import__":
        return False
    files, defined = symbols.snapshot.files, re.compile(rb"\bdef[ \t]+%b\b" % name.encode())
    return any(defined.search(files[path].data) for path in python_files_with(symbols.snapshot, name))


def _answer(symbols: SymbolMap, path: str, name: Node, words: Collection[bytes]) -> _Answer:
    """What is done with what one of these names gives."""
    whole = _whole(name)
    outer = whole.parent
    if outer is None or outer.type in ("dotted_name", "aliased_import", "import_from_statement"):
        is_renamed = outer is not None and (outer.type == "aliased_import" or _is_aliased(outer))
        return "kept" if name.text == b"modules" or is_renamed else "no"
    if outer.type in ("function_definition", "class_definition") or _is_bound(outer, whole):
        return "no"  # the repository's own, whose body tells; a variable that is called so
    if name.text == b"modules":
        given = _of_modules(outer, whole)
        if given is None:
            return "no" if outer.type == "comparison_operator" else "kept"
        return _of_result(symbols, path, given, words)
    if outer.type != "call" or _start(outer, "function") != whole.start_byte:
        return "kept"  # the function itself is handed on
    return _of_result(symbols, path, outer, words)


def _is_aliased(name: Node) -> bool:
    """`import_module as load`: what becomes of it is not followed."""
    outer = name.parent
    return outer is not None and outer.type == "aliased_import" and outer.start_byte == name.start_byte


def _whole(name: Node) -> Node:
    """The dotted name that a name is the end of."""
    outer = name.parent
    is_end = outer is not None and outer.type == "attribute" and outer.end_byte == name.end_byte
    return outer if outer is not None and is_end else name


def _start(node: Node, field: str) -> int:
    child = node.child_by_field_name(field)
    return child.start_byte if child is not None else -1


def _is_bound(outer: Node, name: Node) -> bool:
    is_left = outer.type in ("assignment", "keyword_argument") and outer.start_byte == name.start_byte
    return (is_left and name.type == "identifier") or outer.type in ("parameters", "default_parameter")


def _of_modules(outer: Node, modules: Node) -> Node | None:
    """`sys.modules[name]`, or a call of `sys.modules.get`; None for any other use."""
    if outer.type == "subscript" and outer.start_byte == modules.start_byte:
        return outer
    asked = outer.child_by_field_name("attribute") if outer.type == "attribute" else None
    call = outer.parent if asked is not None and asked.text in _DICTIONARY else None
    return call if call is not None and call.type == "call" else None


def _of_result(symbols: SymbolMap, path: str, node: Node, words: Collection[bytes]) -> _Answer:
    parts = _constant(node)
    if parts is not None and not any(part.encode() in words for part in parts):
        return "no"  # another module
    outer = node.parent
    if outer is None or outer.type in ("expression_statement", "delete_statement"):
        return "no"
    hook = nearest(node, "function_definition")
    called = hook.child_by_field_name("name") if hook is not None else None
    if called is not None and called.text is not None and called.text.decode() in HOOKS:
        return "kept"  # an object that hands on to a module
    if outer.type == "attribute" and outer.start_byte == node.start_byte:
        asked = outer.child_by_field_name("attribute")
        return "kept" if asked is not None and asked.text in words else "no"
    if outer.type == "argument_list" and outer.parent is not None:
        function = outer.parent.child_by_field_name("function")
        return "taken" if function is not None and function.text in _LOOKS else "kept"
    left = outer.child_by_field_name("left") if outer.type == "assignment" else None
    if left is None or left.type != "identifier" or left.text is None or hook is None:
        return "kept"
    uses = value_uses(symbols, left.text.decode("utf-8", "replace"), [path])[path]
    around = Span(hook.start_byte, hook.end_byte)
    if any(around.start <= use.start < around.end and use.start != left.start_byte for use in uses):
        return "kept"
    return _of_variable(symbols.snapshot.files[path].text.utf8, left.text, around, words)


def _of_variable(utf8: bytes, name: bytes, around: Span, words: Collection[bytes]) -> _Answer:
    """What a function does with a module that it has in a variable, which it hands to nobody."""
    variable = rb"(?<![\w.])%b" % re.escape(name)
    taken = rb"%b[ \t]*\.[ \t]*(?:%b)\b" % (variable, b"|".join(map(re.escape, sorted(words))))
    if re.search(taken, utf8[slice(*around)]):
        return "kept"
    computed = rb"%b[ \t]*\.[ \t]*__dict__|\([ \t]*%b[ \t]*[,)]" % (variable, variable)
    return "taken" if re.search(computed, utf8[slice(*around)]) else "no"


def _constant(node: Node) -> list[str] | None:
    """The parts of the name of the module, where it is written there."""
    given = node.child_by_field_name("subscript")
    arguments = node.child_by_field_name("arguments")
    if arguments is not None and arguments.named_children:
        given = arguments.named_children[0]
    found = (
        _CONSTANT.match(given.text.decode("utf-8", "replace")) if given is not None and given.text else None
    )
    return [part for part in found[1].split(".") if part] or None if found else None
