"""Where code uses a name as a value by itself, or as the end of a dotted name: as an argument, a result, on the right
of an assignment. Read from the syntax tree, and kept between runs by blob id."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.expression_nodes import operator_of
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.receivers import receiver_of
from refactor_cli.words import ascii_bytes, offsets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

# to be raised when the same tree gives other uses
_FORMAT = 2
_KIND = "value uses"
_LOOKS = frozenset(
    word.encode()
    for word in ("delattr", "dir", "getattr", "hasattr", "id", "isinstance", "repr", "setattr", "str", "vars")
)
# behind these two stands what they give, or what is given
_NAMED = frozenset((b"getattr", b"setattr"))
# a mock puts something else there for a while
_PATCHES = b"patch.object"
# what no name in code stands beside but a keyword: a word, the end of a string, a closing bracket
_WORD_BEFORE = lazy_pattern(rb"([\w\x80-\xff]++|[\"')\]}])[ \t]*\Z")
_WORD_AFTER = lazy_pattern(rb"[ \t]*([\w\x80-\xff]++|[\"'])")
_BESIDE = frozenset(word.encode() for word in (*keyword.kwlist, *keyword.softkwlist, "print", "exec"))
_NEAR = 80


class ValueUse(NamedTuple):
    """The dotted name, parts of which may be called, and where its last part begins. A name that is bound there counts
    too: only the file's map tells."""

    dotted: str
    start: int


def value_uses(symbols: SymbolMap, word: str, paths: Iterable[str]) -> dict[str, list[ValueUse]]:
    """The uses of a word in these Python files. Those do not count that hand nothing on: tests of whether it is true,
    and arguments of functions that only look into it."""
    import msgspec

    from refactor_cli.cache import Key

    blobs = {path: symbols.snapshot.files[path].blob for path in paths}
    key = Key(_KIND, f"{_FORMAT}:{symbols.version}", word)
    kept = symbols.cache.rows(key, set(blobs.values())) if symbols.cache is not None else {}
    found = dict[str, list[ValueUse]]()
    for path, blob in blobs.items():
        row = kept.get(blob)
        if row is not None:
            try:
                found[path] = msgspec.msgpack.decode(row, type=list[ValueUse])
                continue
            except msgspec.DecodeError:
                pass  # not written by us: read again
        found[path] = list(_read(symbols, path, word.encode()))
        if symbols.cache is not None:
            symbols.cache.add(key, blob, msgspec.msgpack.encode(found[path]))
    return found


def _read(symbols: SymbolMap, path: str, word: bytes) -> Iterator[ValueUse]:
    data = ascii_bytes(symbols.snapshot.files[path])
    if not any(_may_be_value(data, at, at + len(word)) for at in offsets(data, word)):
        return
    utf8, root = symbols.snapshot.files[path].text.utf8, symbols.tree(path).root_node
    for at in offsets(utf8, word):
        if _may_be_value(utf8, at, at + len(word)):
            node = root.descendant_for_byte_range(at, at + len(word))
            dotted = _used(utf8, node) if node is not None else ""
            if dotted and not dotted.startswith("'"):
                yield ValueUse(dotted, at)


def _used(utf8: bytes, node: Node) -> str:
    """The dotted name that a name in code is the end of, "" where it is not used as a value."""
    outer = node.parent
    if node.type != "identifier" or outer is None or outer.type in ("dotted_name", "aliased_import"):
        return ""
    whole = outer if outer.type == "attribute" and outer.start_byte != node.start_byte else node
    return "" if _is_looked_into(utf8, whole) or _is_tested(whole) else receiver_of(utf8, whole)


def _may_be_value(data: bytes, start: int, end: int) -> bool:
    """Whether a word is more than the beginning of a dotted name, a keyword, a part of an import, or a word among
    others in a text."""
    follows = data[end : end + _NEAR].lstrip(b" \t\r\n\f\\")
    if follows[:1] == b"." or (follows[:1] == b"=" and follows[:2] != b"=="):
        return False
    line = data[data.rfind(b"\n", 0, start) + 1 : start].lstrip()
    if line.startswith((b"import ", b"from ", b"#")):
        return False
    before, after = _WORD_BEFORE.search(line), _WORD_AFTER.match(data, end)
    return (before is None or before[1] in _BESIDE) and (after is None or after[1] in _BESIDE)


def _is_looked_into(utf8: bytes, node: Node) -> bool:
    """Whether a function takes it that hands nothing on but an attribute of a computed name."""
    arguments = node.parent if node.parent is not None and node.parent.type == "argument_list" else None
    call = arguments.parent if arguments is not None else None
    function = call.child_by_field_name("function") if call is not None else None
    if arguments is None or function is None:
        return False
    name = utf8[function.start_byte : function.end_byte]
    if name in _NAMED and [each.start_byte for each in arguments.named_children].index(node.start_byte) > 1:
        return False
    return name in _LOOKS or name.endswith(_PATCHES)


def _is_tested(node: Node) -> bool:
    """Whether only the truth of an expression, or what it is, is asked for. A module is always true."""
    inner, outer = node, node.parent
    while outer is not None:
        first = next(iter(outer.named_children), None)
        is_first = first is not None and first.start_byte == inner.start_byte
        match outer.type:
            case "parenthesized_expression" | "boolean_operator":
                if is_first and operator_of(outer) == "and":
                    return True
            case "comparison_operator":
                return {each.type for each in outer.children if not each.is_named} <= {"is", "is not"}
            case "if_statement" | "elif_clause" | "while_statement":
                condition = outer.child_by_field_name("condition")
                return condition is not None and condition.start_byte == inner.start_byte
            case "conditional_expression":
                if len(outer.named_children) > 1 and outer.named_children[1].start_byte == inner.start_byte:
                    return True
            case "assert_statement":
                return is_first
            case kind:
                return kind in ("not_operator", "if_clause")
        inner, outer = outer, outer.parent
    return False
