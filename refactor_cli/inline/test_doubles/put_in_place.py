"""A file -> the names that its calls and assignments give something else: `patch("a.b.name")`,
`patch.object(b, "name")`, `patch.multiple(b, name=…)`, `patch.dict(b.__dict__, {"name": …})`, `setattr(b, "name", …)`,
`b.name = …`.

https://docs.python.org/3/library/unittest.mock.html#the-patchers
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span, Usage
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import of_kinds
from refactor_cli.inline.new_names.whole_names import whole_name
from refactor_cli.inline.test_doubles.constant_texts import text_of
from refactor_cli.occurrences.given_names import namespace
from refactor_cli.words import holds_word, offsets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_WORDS = (b"patch", b"setattr", b"setitem")
_PLAIN = (b"patch", b"setattr")
# the words by which an owner and a name may be given: mock, pytest
_OWNERS = (b"target", b"obj")
_NAMES = (b"attribute", b"name")
# what `patch.multiple` takes beside names
_OPTIONS = frozenset({b"autospec", b"create", b"new_callable", b"spec", b"spec_set", b"target"})
# what is a text, though not known, and no object whose attribute is named
_TEXTS = frozenset({"binary_operator", "call", "concatenated_string", "string"})
_PATH = re.compile(r"[^\W\d]\w*(?:[.:][^\W\d]\w*)+")


class Put(NamedTuple):
    """A name that is given something else, of an `owner` in source, or by its whole path where that is ""; a name of ""
    is not known. `written`: what a string says of it, within its quotes, where one says it as it is; `span` and `line`:
    where the call or the assignment stands."""

    owner: str
    name: str
    written: Span | None = None
    span: Span = Span(0, 0)
    line: int = 0


class Settled(NamedTuple):
    """What is decided already. `owners`: the files and places of strings that change with calls, or need not (see
    `owner_strings`); `usages`: where usages stand that are rewritten, by path and offset; `kept`: usages that stay as
    they are."""

    owners: Set[tuple[str, Span]] = frozenset()
    usages: frozenset[tuple[str, int]] = frozenset()
    kept: tuple[Usage, ...] = ()


def puts_by_calls(symbols: SymbolMap, path: str) -> Sequence[Put]:
    """What the calls of a file put in the place of something, in their order."""
    memo: dict[str, list[Put]] = symbols.snapshot.memo.setdefault("put in place by calls", {})
    if path not in memo:
        file = symbols.snapshot.files[path]
        calls = _calls(symbols, path) if any(holds_word(file, word) for word in _WORDS) else ()
        memo[path] = [each for node in calls for each in put_in_place(symbols, path, node)]
    return memo[path]


def _calls(symbols: SymbolMap, path: str) -> Iterator[Node]:
    """The calls of what ends in one of the words: a file with thousands of others has one or two of these."""
    utf8, root = symbols.snapshot.files[path].text.utf8, symbols.tree(path).root_node
    for at in sorted(at for word in _WORDS for at in offsets(utf8, word)):
        node = whole_name(root.descendant_for_byte_range(at, at + 1))
        call = node.parent if node is not None else None
        if call is not None and call.type == "call" and call.child_by_field_name("function") == node:
            yield call


def puts_by_assignments(symbols: SymbolMap, path: str) -> Iterator[Put]:
    """The same of its assignments."""
    for node in of_kinds("python", ("assignment",), symbols.tree(path).root_node):
        yield from put_in_place(symbols, path, node)


def put_in_place(symbols: SymbolMap, path: str, node: Node) -> Iterator[Put]:
    """The names, as far as it can be told. `node`: a call or an assignment."""
    span, line = Span(node.start_byte, node.end_byte), node.start_point.row + 1
    return (put._replace(span=span, line=line) for put in _put(symbols, path, node))


def _put(symbols: SymbolMap, path: str, node: Node) -> Iterator[Put]:
    if node.type == "assignment":
        left = node.child_by_field_name("left")
        if left is not None and left.type == "attribute":
            yield Put(_source(_of_field(left, "object")), _source(_of_field(left, "attribute")))
        return
    function = node.child_by_field_name("function")
    called = (function.text or b"") if function is not None else b""
    if not any(word in called for word in _WORDS):
        return
    parts, listed = called.split(b"."), node.child_by_field_name("arguments")
    given = code_children(listed) if listed is not None and listed.type == "argument_list" else []
    if not given:
        return
    if parts[-1] in _PLAIN or parts[-2:] == [b"patch", b"object"]:
        yield from _attribute(symbols, path, given)
    elif parts[-2:] == [b"patch", b"multiple"]:
        yield from _attributes(symbols, path, given)
    elif parts[-1] == b"setitem" or parts[-2:] == [b"patch", b"dict"]:
        yield from _items(symbols, path, given)


def _attribute(symbols: SymbolMap, path: str, given: Sequence[Node]) -> Iterator[Put]:
    first, second = _given(given, 0, _OWNERS), _given(given, 1, _NAMES)
    whole = text_of(symbols, path, first)
    if _PATH.fullmatch(whole):
        yield Put("", whole.replace(":", "."), _within_quotes(first, whole))
    elif first is not None and (name := text_of(symbols, path, second)).isidentifier():
        yield Put(_source(first), name, _within_quotes(second, name))
    elif first is not None and not whole:
        yield Put("" if first.type in _TEXTS else _source(first), "")


def _attributes(symbols: SymbolMap, path: str, given: Sequence[Node]) -> Iterator[Put]:
    first = _given(given, 0, _OWNERS)
    owner = text_of(symbols, path, first)
    for keyword in map(_keyword, given):
        if keyword and keyword not in _OPTIONS and first is not None:
            name = keyword.decode("utf-8", "replace")
            yield Put("", f"{owner}.{name}") if owner else Put(_source(first), name)


def _items(symbols: SymbolMap, path: str, given: Sequence[Node]) -> Iterator[Put]:
    """The names of a namespace that get something else: `setitem(b.__dict__, "name", …)`."""
    owner = namespace((given[0].text or b"").strip()) if given else None
    if not owner:
        return
    for each in given[1:]:
        name = _keyword(each)
        value = each.child_by_field_name("value") if name in (b"name", b"values") else None
        node = each if value is None else value
        if name and value is None:
            yield Put(owner, name.decode("utf-8", "replace"))
        for key in (pair.child_by_field_name("key") for pair in node.named_children if pair.type == "pair"):
            if key is not None and (text := text_of(symbols, path, key)).isidentifier():
                yield Put(owner, text)
    if len(given) > 1 and (text := text_of(symbols, path, given[1])).isidentifier():
        yield Put(owner, text)


def _within_quotes(node: Node | None, text: str) -> Span | None:
    """Where a literal says this text, as it is."""
    inside = [each for each in node.children if each.type == "string_content"] if node is not None else []
    is_plain = len(inside) == 1 and inside[0].text == text.encode()
    return Span(inside[0].start_byte, inside[0].end_byte) if is_plain else None


def _given(given: Sequence[Node], place: int, words: Sequence[bytes]) -> Node | None:
    """An argument by its place, or by one of these keywords."""
    by_word = (each.child_by_field_name("value") for each in given if _keyword(each) in words)
    if place < len(given) and not _keyword(given[place]):
        return given[place]
    return next(by_word, None)


def _keyword(argument: Node) -> bytes:
    name = argument.child_by_field_name("name") if argument.type == "keyword_argument" else None
    return name.text or b"" if name is not None else b""


def _of_field(node: Node | None, field: str) -> Node | None:
    return node.child_by_field_name(field) if node is not None else None


def _source(node: Node | None) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""
