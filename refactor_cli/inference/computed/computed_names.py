"""Attributes that are given under computed names: `setattr(thing, name, value)`, `vars(thing).update(more)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from refactor_cli.data import Binding, Span, Symbol
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.computed.put_together import beginning_of, is_one_text
from refactor_cli.inference.computed.texts import is_in_texts
from refactor_cli.inference.members.kept_objects import class_of_self
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import is_subclass, mro, scope_at
from refactor_cli.resolution.definitions import class_of_body, definition_of_body
from refactor_cli.resolution.odd_attributes import TAKES_NAMES
from refactor_cli.words.files import python_files_with

_WORDS = ("setattr", "__setattr__", "__dict__", "vars")
_NO_TEXT = rb"(?!\s*[rRuU]?[\"'][^\"'%{}+]*[\"']\s*[,\]])"
# a dotted name, parts of which may be called or asked for an item
_THING = rb"([^\W\d][\w.]*(?:(?:\([^()\n]{0,80}\)|\[[^\[\]\n]{0,80}\])[\w.]*){0,9})"
_ITEM = rb"\[%b[^\[\]\n]{1,80}\][ \t]*=(?!=)" % _NO_TEXT
_GIVEN = rb"(?:\.(?:update|setdefault)\(|%b)" % _ITEM
# patterns that begin with a literal are searched for much faster
_FILLED = (
    lazy_pattern(rb"setattr\((?<!\wsetattr\()\s*%b\s*,%b" % (_THING, _NO_TEXT)),
    lazy_pattern(rb"object\.__setattr__\((?<!\wobject\.__setattr__\()\s*%b\s*,%b" % (_THING, _NO_TEXT)),
    lazy_pattern(rb"vars\((?<![\w.]vars\()\s*%b\s*\)%b" % (_THING, _GIVEN)),
)
# the same where what is filled stands before it
_FILLED_BEFORE = (
    lazy_pattern(rb"\.__setattr__\((?<!\bobject\.__setattr__\()%b\s*[\w(\"']" % _NO_TEXT),
    lazy_pattern(rb"\.__dict__(?:[ \t]*\|?=(?!=)|%b)" % _GIVEN),
)
_BEFORE = lazy_pattern(rb"(?<![\w.)\]])%b\Z" % _THING)
_LONGEST = 200  # bytes
# the dictionary of an object that gets another name
_NAMED = lazy_pattern(
    rb"=[ \t]*(?:vars\([ \t]*%b[ \t]*\)|%b\.__dict__)[ \t]*(?:#|\r?\n|\Z)" % (_THING, _THING)
)
_NAME = lazy_pattern(rb"(?<![\w.])(\w+)[ \t]*\Z")
# a use of `setattr` that says nothing of what it is done to, and one that says it
_ANY_USE = lazy_pattern(rb"setattr\b(?<![\w.]setattr)(?!\s*\(\s*%b\s*,)" % _THING)
# what hands the name on that stands in a variable
_HANDED_ON = lazy_pattern(rb"(?:\s*,\s*|\.__setattr__\(\s*|\.__dict__\[\s*)([A-Za-z_]\w*)\s*[,\]]")
_SUPER = lazy_pattern(rb"super\([^()]{0,80}\)\Z")
# a name that is taken from a variable as it is
_PLAIN = lazy_pattern(rb"\s*,\s*[A-Za-z_]\w*\s*,")
_Answer = Literal["yes", "by a text", "no"]
_YES: _Answer = "yes"
_NO: _Answer = "no"


class _Place(NamedTuple):
    """Where something is given attributes of computed names, by the span of what gets them. `is_plain`: the
    name comes from a variable as it is. `own`: the class to whose own object, or class, a method of it gives them."""

    path: str
    span: Span
    is_plain: bool
    own: Symbol | None = None


def is_filled(ask: Ask, cls: Symbol, with_heirs: bool, name: str = "", or_unknown: bool = True) -> bool:
    """Whether computed names, which may be `name` ("": any), are given to what is, or may be, an object of a class, or
    the class. `with_heirs`: or of a class that derives from it. Objects of which nothing is known in the program may be
    any (`or_unknown`), but to these a name is given only that some text of the repository holds."""
    answer = ask.kept(
        ("filled", cls, with_heirs, or_unknown), lambda: _answer(ask, cls, with_heirs, or_unknown), _NO, _YES
    )
    return answer == "yes" or (
        answer == "by a text" and (not name or (is_in_texts(ask, name) and _may_be_put_together(ask, name)))
    )


def gives_computed_names(ask: Ask, with_tests: bool) -> bool:
    """Whether the program, or a test too, gives anything attributes of computed names."""
    return any(with_tests or not is_aside(each.path) for each in _filled(ask))


def _answer(ask: Ask, cls: Symbol, with_heirs: bool, or_unknown: bool) -> _Answer:
    heirs = every_heir(ask.symbols, cls) if with_heirs else []
    if heirs is None:
        return "yes"
    classes, found, others = {cls, *heirs}, set[_Answer](), list[_Place]()
    for place in _filled(ask):
        if place.own is not None:
            if any(place.own in mro(ask.symbols, each) for each in classes):
                return "yes"
        elif not _is_any_use(ask, place):
            others.append(place)
        elif or_unknown and not is_aside(place.path):
            return "yes"
    for place in others:  # last: what has to be inferred costs most
        found.add(_may_be_of(ask, place, classes, or_unknown))
        if "yes" in found:
            return "yes"
    return "by a text" if "by a text" in found else "no"


def _is_any_use(ask: Ask, place: _Place) -> bool:
    """Whether it is a use of `setattr` that does not say what gets the attributes."""
    return ask.symbols.snapshot.files[place.path].text.utf8[slice(*place.span)] == b"setattr"


def _filled(ask: Ask) -> tuple[_Place, ...]:
    memo: dict[str, tuple[_Place, ...]] = ask.symbols.snapshot.memo
    key = "filled under computed names"
    if key not in memo:
        places = (each for each in _places(ask) if not _is_hook(ask, each))
        memo[key] = tuple(each._replace(own=_owner(ask, each)) for each in places)
    return memo[key]


def _is_hook(ask: Ask, place: _Place) -> bool:
    """Whether a `__setattr__` gives its own object the name that it was asked to: that name stands where it is asked.
    https://docs.python.org/3/reference/datamodel.html#object.__setattr__"""
    utf8, file_map = ask.symbols.snapshot.files[place.path].text.utf8, ask.symbols.map(place.path)
    if file_map is None or not (given := _HANDED_ON.match(utf8, place.span.end)):
        return False
    scope = scope_at(file_map, place.span.start)
    method = definition_of_body(ask.look, place.path, scope)
    if method is None or method.name != "__setattr__" or len(method.parameters) != 3:
        return False
    own, asked = (each.name for each in method.parameters[:2])
    thing = utf8[slice(*place.span)].decode()
    if (thing != own and not _SUPER.match(thing.encode())) or given[1].decode() != asked:
        return False
    bound = (each for each in file_map.named.get(asked, ()) if each.scope == scope)
    return all(each.kind == "parameter" for each in bound)


def _places(ask: Ask) -> Iterator[_Place]:
    files = ask.symbols.snapshot.files
    for path in sorted({path for word in _WORDS for path in python_files_with(ask.symbols.snapshot, word)}):
        utf8 = files[path].text.utf8
        for pattern in _FILLED:
            yield from (_place(ask, path, Span(*found.span(1))) for found in pattern.finditer(utf8))
        for pattern in _FILLED_BEFORE:
            for found in pattern.finditer(utf8):
                thing = _BEFORE.search(utf8, max(0, found.start() - _LONGEST), found.start())
                if thing is not None:
                    yield _Place(path, Span(*thing.span(1)), False)
        for found in _NAMED.finditer(utf8):
            name = _NAME.search(utf8, max(0, found.start() - _LONGEST), found.start())
            if name is not None and _is_given(utf8, name[1], found.end()):
                yield _Place(path, Span(*found.span(found.lastindex or 1)), False)
        for found in _ANY_USE.finditer(utf8):
            node = ask.symbols.node(path, Span(*found.span()))
            if node is not None and node.type == "identifier":
                yield _Place(path, Span(*found.span()), False)


def _is_given(utf8: bytes, name: bytes, start: int) -> bool:
    """Whether a dictionary gets more keys further down in a file."""
    given = re.compile(rb"(?<![\w.])%b(?:[ \t]*\|=|%b)" % (re.escape(name), _GIVEN))
    return given.search(utf8, start) is not None


def _place(ask: Ask, path: str, thing: Span) -> _Place:
    is_plain = _PLAIN.match(ask.symbols.snapshot.files[path].text.utf8, thing.end) is not None
    return _Place(path, thing, is_plain)


def _is_text(ask: Ask, place: _Place) -> bool:
    """Whether the name is a text that comes there as it is."""
    file_map = ask.symbols.map(place.path) if place.is_plain else None
    if file_map is None:
        return False
    utf8 = ask.symbols.snapshot.files[place.path].text.utf8
    around = file_map.scopes[scope_at(file_map, place.span.start)].span
    return TAKES_NAMES.search(utf8, around.start, around.end) is None


def _may_be_put_together(ask: Ask, name: str) -> bool:
    """Whether a name may be one of those that objects of which nothing is known are given: `"_" + name` is none that
    begins otherwise."""
    memo: dict[str, frozenset[str]] = ask.symbols.snapshot.memo.setdefault("beginnings of names given", {})
    if "" not in memo:
        places = (
            each for each in _filled(ask) if each.own is None and each.is_plain and not is_aside(each.path)
        )
        memo[""] = frozenset(_beginning(ask, each) for each in places)
    return name.startswith(tuple(memo[""]))


def _beginning(ask: Ask, place: _Place) -> str:
    """How every name begins that a variable stands for which its function, or one around it, gives nothing else; "" for
    any name."""
    utf8, file_map = ask.symbols.snapshot.files[place.path].text.utf8, ask.symbols.map(place.path)
    given = _HANDED_ON.match(utf8, place.span.end)
    if file_map is None or given is None:
        return ""
    every, scope = (
        file_map.named.get(given[1].decode("utf-8", "replace"), ()),
        scope_at(file_map, place.span.start),
    )
    while scope >= 0 and not any(each.scope == scope for each in every):
        scope = file_map.scopes[scope].parent
    found = {_given_in(ask, place.path, each) for each in every if each.scope == scope}
    return found.pop() if len(found) == 1 else ""


def _given_in(ask: Ask, path: str, binding: Binding) -> str:
    target = ask.symbols.node(path, binding.span)
    assignment = target.parent if target is not None and binding.kind == "assign" else None
    right = assignment.child_by_field_name("right") if assignment is not None else None
    if assignment is None or assignment.child_by_field_name("left") != target or right is None:
        return ""
    if not is_one_text(right):
        return ""  # `"_" + name or name`, `f"_{name}"[1:]`
    return beginning_of(ask.symbols.snapshot.files[path].text.utf8, right.start_byte, right.end_byte)


def _may_be_of(ask: Ask, place: _Place, classes: set[Symbol], or_unknown: bool) -> _Answer:
    types = ask.expression(place.path, ask.symbols.node(place.path, place.span))
    known = [each for each in types.known if each.kind != "none"]
    if any(
        is_subclass(ask.symbols, each.symbol, cls) or is_subclass(ask.symbols, cls, each.symbol)
        for each in known
        if each.kind in ("instance", "class")
        for cls in classes
    ):
        return "yes"
    if known or not or_unknown or is_aside(place.path):
        return "no"
    return "by a text" if _is_text(ask, place) else "yes"


def _owner(ask: Ask, place: _Place) -> Symbol | None:
    text = ask.symbols.snapshot.files[place.path].text.utf8[slice(*place.span)]
    own = class_of_self(ask, place.path, place.span.start, text)
    return _class_around(ask, place) if own is None and _SUPER.match(text) else own


def _class_around(ask: Ask, place: _Place) -> Symbol | None:
    file_map = ask.symbols.map(place.path)
    scope = scope_at(file_map, place.span.start) if file_map is not None else 0
    while file_map is not None and scope > 0:
        cls = class_of_body(ask.look, place.path, scope)
        if cls is not None:
            return cls
        scope = file_map.scopes[scope].parent
    return None
