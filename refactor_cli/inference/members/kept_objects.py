"""Objects that only their own class ever has: tests, which a runner makes, and whose `self` stays in their methods."""

from __future__ import annotations

import re

from refactor_cli.data import Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import Value, definitions_of, evaluate_at, mro
from refactor_cli.resolution.definitions import class_of_body, definition_of_body
from refactor_cli.resolution.scopes import scope_at
from refactor_cli.words.files import python_files_with

_MOST_FILES = 60
_TEST_CASES = frozenset({"unittest.TestCase", "unittest.case.TestCase", "unittest.IsolatedAsyncioTestCase"})
# how the body of a class makes objects without naming it
_MAKES_OWN = re.compile(rb"\bcls\(|__class__|type\(self\)|__new__|__reduce|__setstate__|\bcls\b[,)]|__self__")
# `self`, but for the parameter
_SELF = re.compile(rb"(?<![\w.])self\b(?![ \t]*\.[ \t]*[A-Za-z_])(?![ \t]*=)")
_PARAMETER = re.compile(rb"\bdef[ \t]+\w+\([ \t\r\n]*\Z")
# a function as far as the name of its first parameter
_FIRST = rb"(?s)\bdef[\s\\]+[\w\x80-\xff]+[\s\\]*(?:\[.{0,1000}?\][\s\\]*)?\((?:[\s\\*]|#[^\n]*\n)*%b(?![\w\x80-\xff])"
_SUPER = re.compile(rb"\bsuper\([ \t]*[\w.]+[ \t]*,[ \t]*\Z")
_OF_BASE = re.compile(rb"(?<![\w.])([\w.]+)\.\w+\([ \t]*\Z")
_LOADED = re.compile(rb"(?:\bsuper|\bmakeSuite|\bloadTestsFromTestCase|\bTestLoader\(\)\.\w+)\([ \t]*\Z")


def is_kept(ask: Ask, cls: Symbol, with_heirs: bool) -> bool:
    """Whether only the methods of a class, its bases and its subclasses ever have its objects: none of them hands
    `self` on, and nobody makes one but who runs all classes of a module. `with_heirs`: of its subclasses as well."""
    memo: dict[tuple[Symbol, bool], bool] = ask.symbols.snapshot.memo.setdefault("kept objects", {})
    if (cls, with_heirs) not in memo:
        memo[cls, with_heirs] = _is_kept(ask, cls, with_heirs)
    return memo[cls, with_heirs]


def _is_kept(ask: Ask, cls: Symbol, with_heirs: bool) -> bool:
    heirs = every_heir(ask.symbols, cls) if with_heirs else []
    if heirs is None:
        return False
    bases = {base for one in heirs for base in mro(ask.symbols, one) if base != one}
    if not all(each in bases or _is_run(ask, each) for each in (cls, *heirs)):
        return False
    if not all(_is_only_named(ask, each) for each in (cls, *heirs)):  # reads all files that name one
        return False
    every = {each for one in (cls, *heirs) for each in mro(ask.symbols, one) if each.path is not None}
    return all(_stays(ask, each) for each in sorted(every, key=lambda each: (each.path or "", each.name)))


def _is_run(ask: Ask, cls: Symbol) -> bool:
    """Whether a runner of tests makes the objects of a class.
    https://docs.pytest.org/en/stable/explanation/goodpractices.html#conventions-for-python-test-discovery"""
    if any(each.path is None and each.name in _TEST_CASES for each in mro(ask.symbols, cls)):
        return True
    path = cls.path or ""
    # in small letters where a project says so (`python_classes`); elsewhere nobody makes objects of such a class
    return cls.name.lower().startswith("test") and path.rpartition("/")[2].startswith("test")


def _is_only_named(ask: Ask, cls: Symbol) -> bool:
    """Whether the repository does nothing with a class but derive from it, and hand it to who runs tests."""
    name = last_part(cls.name)
    paths, files = python_files_with(ask.symbols.snapshot, name), ask.symbols.snapshot.files
    if "." in cls.name or len(paths) > _MOST_FILES or len(definitions_of(ask.look, cls)) != 1:
        return False
    return all(
        _is_harmless(ask, cls, path, each) or _LOADED.search(files[path].text.utf8, 0, each.expression.start)
        for path in paths
        for each in occurrences_in(ask.symbols, path, name)
    )


def _is_harmless(ask: Ask, cls: Symbol, path: str, found: Occurrence) -> bool:
    if found.place in ("definition", "text") or found.context == "__all__":
        return True
    if found.is_given or found.place == "string":
        return False
    if found.place in ("imported", "module") or found.role == "base":
        return True
    if found.place not in ("name", "attribute"):
        return False
    text = ask.symbols.snapshot.files[path].text.slice(*found.expression)
    values = evaluate_at(ask.look, path, text, found.span.start)
    return values.complete and bool(values.values) and all(each.symbol != cls for each in values.values)


def _stays(ask: Ask, cls: Symbol) -> bool:
    """Whether the methods of a class hand `self` to nobody, but to the methods of its bases."""
    path = cls.path or ""
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    for definition in definitions_of(ask.look, cls):
        made = (each.start() for each in _MAKES_OWN.finditer(utf8, *definition.span))
        if any(_is_code(ask, path, at) for at in made) or not _are_called_self(ask, path, definition.body):
            return False
        alone = (each.start() for each in _SELF.finditer(utf8, *definition.span))
        if not all(_is_not_given(ask, cls, at) for at in alone if _is_code(ask, path, at)):
            return False
    return True


def _is_code(ask: Ask, path: str, at: int) -> bool:
    node = ask.symbols.node(path, Span(at, at + 1))
    return node is not None and not (node.type.startswith("string") or node.type == "comment")


def _is_not_given(ask: Ask, cls: Symbol, at: int) -> bool:
    """Whether `self` at a place is a parameter, the self of another class, or goes to a base."""
    path = cls.path or ""
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    line = utf8.rfind(b"\n", 0, at) + 1
    if _PARAMETER.search(utf8, max(at - 200, 0), at) or _SUPER.search(utf8, line, at):
        return True
    if class_of_self(ask, path, at, b"self") not in (cls, None):
        return True
    base = _OF_BASE.search(utf8, line, at)
    return base is not None and _is_base(ask, cls, at, base[1].decode("utf-8", "replace"))


def _is_base(ask: Ask, cls: Symbol, at: int, text: str) -> bool:
    values = evaluate_at(ask.look, cls.path or "", text, at)
    order = mro(ask.symbols, cls)
    return bool(values.values) and all(_class_of(each) in order for each in values.values)


def _class_of(value: Value) -> Symbol | None:
    return value.symbol if value.kind in ("class", "external") and value.type is None else None


def _are_called_self(ask: Ask, path: str, body: int) -> bool:
    """Whether the methods in the body of a class call their object so."""
    file_map = ask.symbols.map(path)
    if file_map is None:
        return False
    methods = (each for each in file_map.definitions if each.scope == body and each.kind == "function")
    return all(
        each.parameters[0].name == "self" if each.parameters else "staticmethod" in each.decorators
        for each in methods
        if not {"staticmethod", "classmethod"} & {*each.decorators}
    )


def class_of_self(ask: Ask, path: str, at: int, receiver: bytes) -> Symbol | None:
    """The class of which a name at a place is the `self`, None when it is no such name."""
    file_map = ask.symbols.map(path) if _may_be_first(ask, path, receiver) else None
    scope = scope_at(file_map, at) if file_map is not None else 0
    while file_map is not None and scope > 0:
        method = definition_of_body(ask.look, path, scope)
        if method is not None and file_map.scopes[method.scope].kind == "class":
            first = method.parameters[0].name if method.parameters else ""
            is_self = first.encode() == receiver and "staticmethod" not in method.decorators
            return class_of_body(ask.look, path, method.scope) if is_self else None
        if any(each.scope == scope for each in file_map.named.get(receiver.decode("utf-8", "replace"), ())):
            return None
        scope = file_map.scopes[scope].parent
    return None


def _may_be_first(ask: Ask, path: str, name: bytes) -> bool:
    """Whether a function of a file may have its first parameter under a name, by the file's bytes."""
    if name in (b"self", b"cls") or ask.symbols.known_map(path) is not None:
        return True
    first = re.compile(_FIRST % re.escape(name))
    return first.search(ask.symbols.snapshot.files[path].text.utf8) is not None
