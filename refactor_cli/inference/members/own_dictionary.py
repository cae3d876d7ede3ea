"""Attributes that methods put into the dictionary of their object: `self.__dict__["cart"] = Cart()`, by itself or by
a variable. https://docs.python.org/3/reference/datamodel.html#object.__dict__"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Span, Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.classes.families import are_defining, defines
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.members.named_in_texts import NamedInTexts
from refactor_cli.inference.values import UNKNOWN, Known, Types, display, exactly
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import ANY_CLASS, definitions_of, mro, scope_at
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_DICTIONARIES = frozenset({"self.__dict__", "vars(self)"})
_NAME = "__dict__"
_GIVEN = lazy_pattern(rb"\.__dict__[ \t]*(?:=(?!=)|[:,])")
_PUT = NamedInTexts(
    "dictionary of an object",
    (b"self.__dict__", b"vars(self)"),
    lazy_pattern(rb"""\[[ \t]*(["'])(\w+)\1[ \t]*(\])[ \t]*=(?!=)"""),
)


def own_dictionary(ask: Ask, of: Types) -> Types:
    """What `__dict__` is: a plain dictionary, but of a class, and where the repository says itself what it is."""
    if any(each.kind != "instance" for each in of.known):
        return UNKNOWN
    if any(_is_given_another(ask, each.symbol) for each in of.known):
        return UNKNOWN
    is_plain = of.complete and bool(of.known) and all(_is_plain(ask, each) for each in of.known)
    if not is_plain and are_defining(ask, _NAME, 1):
        return UNKNOWN
    return exactly(display("dict"))._replace(complete=of.complete)


def _is_plain(ask: Ask, known: Known) -> bool:
    """Whether neither the class of an object, nor one that it may be of as well, says itself what `__dict__` is, by
    `self.__dict__ = self` neither."""
    cls = known.symbol
    if cls.path is None:
        return False
    below = every_heir(ask.symbols, cls)
    if below is None:
        return False
    order = {each for one in (cls, *below) for each in mro(ask.symbols, one)}
    own = (each for each in order if each.path is not None)
    return ANY_CLASS not in order and not any(defines(ask, each, _NAME) or _gives(ask, each) for each in own)


def _is_given_another(ask: Ask, cls: Symbol) -> bool:
    return any(each.path is not None and _gives(ask, each) for each in mro(ask.symbols, cls))


def _gives(ask: Ask, cls: Symbol) -> bool:
    utf8 = ask.symbols.snapshot.files[cls.path or ""].text.utf8
    return any(_GIVEN.search(utf8, *each.span) for each in definitions_of(ask.look, cls))


def put_into(
    ask: Ask, path: str, name: str, within: Sequence[Span] | None = None
) -> Iterator[tuple[Node, Span]]:
    """The subscripts of a file, or of stretches of it, that put a value under a name into the dictionary of `self`,
    each with a span in it."""
    for span in _PUT.spans(ask.symbols, path, name):
        if within is not None and not any(each.contains(span) for each in within):
            continue
        node = ask.symbols.node(path, span)
        while node is not None and node.type != "subscript":
            node = node.parent
        value = node.child_by_field_name("value") if node is not None else None
        if node is not None and value is not None and _is_own(ask, path, value):
            yield node, span


def files_putting(symbols: SymbolMap, name: str) -> list[str]:
    """The files that may put something under a name into the dictionary of an object."""
    return _PUT.files(symbols, name)


def _is_own(ask: Ask, path: str, value: Node) -> bool:
    """Whether it is the dictionary of `self`, or a variable that is given nothing but that."""
    text = source(ask.symbols, path, value)
    if text in _DICTIONARIES:
        return True
    file_map = ask.symbols.map(path)
    if value.type != "identifier" or file_map is None:
        return False
    scope, root = scope_at(file_map, value.start_byte), ask.symbols.tree(path).root_node
    bound = [each for each in file_map.named.get(text, ()) if each.scope == scope]
    return bool(bound) and all(
        _is_given_own(ask, path, root.descendant_for_byte_range(*each.span)) for each in bound
    )


def _is_given_own(ask: Ask, path: str, name: Node | None) -> bool:
    statement = name.parent if name is not None else None
    right = statement.child_by_field_name("right") if statement is not None else None
    return (
        statement is not None
        and statement.type == "assignment"
        and right is not None
        and source(ask.symbols, path, right) in _DICTIONARIES
    )
