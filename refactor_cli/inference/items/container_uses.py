"""Where the name of a container stands, a variable's or an attribute's, so that something may be put into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.resolution import is_subclass
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# what is put into a container, by the position of the argument
ADDING = {
    **dict.fromkeys(("append", "add", "appendleft", "set", "put", "put_nowait"), 0),
    **dict.fromkeys(("insert", "setdefault", "__setitem__"), 1),
}
EXTENDING = frozenset({"extend", "extendleft", "symmetric_difference_update", "update", "__iadd__"})
METHODS = frozenset({*ADDING, *EXTENDING})
# a container that more files name, or that more places use, is everybody's
_MOST_FILES = 40
_MOST_USES = 60
# where a name stands that something may be put into
_PUT = (
    rb"%%b(?<![\w]%%b)\b(?=[^\n]{0,100}?(?:\.(?:%b)\b|\][ \t]*[+|]?=(?!=))|[ \t]*(?:[+|]=|[,)]))"
    % b"|".join(each.encode() for each in sorted(METHODS))
)
# where it gets another name, or an attribute gets another container
_GIVEN = rb"=[ \t]*(?:\w+\.)*()%b[ \t]*(?:[\r\n;#]|\Z)|\.()%b[ \t]*=(?!=)"

_Use = tuple[str, Span]


def classes_of(ask: Ask, path: str, node: Node | None) -> set[Symbol]:
    """The classes, or modules, that an expression is, or is an object of."""
    types = ask.expression(path, node)
    return {each.symbol for each in types.known if each.kind in ("instance", "class", "module")}


def may_be_of(ask: Ask, path: str, use: Node, classes: set[Symbol]) -> bool:
    """Whether an attribute may be that of such an object: nothing is known of one of them, or an object is both."""
    others = classes_of(ask, path, use.child_by_field_name("object"))
    return (
        not classes
        or not others
        or any(
            is_subclass(ask.symbols, one, other) or is_subclass(ask.symbols, heir, one)
            for one in classes
            for other in others
            for heir in (other, *heirs(ask.symbols, other))
        )
    )


def uses_of(ask: Ask, name: str, with_tests: bool) -> Iterator[tuple[str, Node]]:
    """Where a name, or an attribute, stands that something may be put into; none of what everybody has."""
    memo: dict[str, tuple[list[_Use], ...]] = ask.symbols.snapshot.memo.setdefault("containers used", {})
    if name not in memo:
        word = re.escape(name.encode())
        memo[name] = (
            _matching(ask, name, re.compile(_PUT % (word, word))),
            _matching(ask, name, re.compile(_GIVEN % (word, word))),
        )
    for uses in memo[name]:
        found = [(path, span) for path, span in uses if with_tests or not is_aside(path)]
        for path, span in found if len(found) <= _MOST_USES else ():
            node = ask.symbols.node(path, span)
            if node is not None:
                yield path, node


def _matching(ask: Ask, name: str, pattern: re.Pattern[bytes]) -> list[_Use]:
    files, found = ask.symbols.snapshot.files, list[_Use]()
    likely = [
        path
        for path in python_files_with(ask.symbols.snapshot, name)
        if pattern.search(files[path].text.utf8)
    ]
    for path in likely if len(likely) <= _MOST_FILES else ():
        utf8 = files[path].text.utf8
        starts = {each.start(each.lastindex or 0) for each in pattern.finditer(utf8)}
        found += (
            (path, each.expression)
            for each in occurrences_in(ask.symbols, path, name)
            if each.place in ("name", "attribute") and each.span.start in starts
        )
    return found
