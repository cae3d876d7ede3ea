"""The target's name as an argument of a function that asks an object for what it is told: `call_all(carts, "total")`
beside `def call_all(objects, name): … getattr(each, name)`. They are possible: which objects these are is not asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span, Target, Usage
from refactor_cli.expression_nodes import code_children
from refactor_cli.find.aliases import own_name
from refactor_cli.find.question import Judgement, question
from refactor_cli.find.sites import site
from refactor_cli.grammar import nearest
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.strings import TAKE_NAMES
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_ASKED = lazy_pattern(rb"getattr\((?:[^(),\n]|\([^()\n]*\))+,[ \t\r\n]*([A-Za-z_]\w*)[ \t\r\n]*[,)]")
_RECEIVERS = frozenset({"self", "cls"})
# what stands around a string that is an argument, this near
_QUOTES, _BEFORE, _AFTER = frozenset({b'"', b"'"}), frozenset({b"(", b",", b"="}), frozenset({b",", b")"})
_NEAR = 200


class _Asking(NamedTuple):
    """A function: its parameters by position, the receiver of a method aside, and those that are asked for."""

    parameters: tuple[str, ...]
    asked: frozenset[str]


def with_handed(
    symbols: SymbolMap, target: Target, found: Iterable[Usage], only: Set[str] | None
) -> list[Usage]:
    """The usages with those strings among them."""
    usages = {(each.path, each.span): each for each in found}
    before, name = len(usages), own_name(target)
    for path in python_files_with(symbols.snapshot, name):
        if only is not None and path not in only:
            continue
        for span in _quoted(symbols.snapshot.files[path].text.utf8, name.encode()):
            if (path, span) not in usages and _is_handed(symbols, path, span):
                usages[path, span] = _usage(symbols, target, path, span)
    if len(usages) == before:
        return [*usages.values()]
    return sorted(usages.values(), key=lambda each: (each.path, each.span))


def _quoted(utf8: bytes, name: bytes) -> Iterator[Span]:
    """Where a name is all of a string that is an argument, as far as bytes tell."""
    for at in offsets(utf8, name):
        end = at + len(name)
        sign = utf8[at - 1 : at] if at else b""
        if sign not in _QUOTES or utf8[end : end + 1] != sign:
            continue
        before, after = (
            utf8[max(0, at - _NEAR) : at - 1].rstrip()[-1:],
            utf8[end + 1 : end + _NEAR].lstrip()[:1],
        )
        if before in _BEFORE and after in _AFTER:
            yield Span(at, end)


def _usage(symbols: SymbolMap, target: Target, path: str, span: Span) -> Usage:
    file_map = symbols.map(path)
    assert file_map is not None  # it has a call
    asked = question(symbols, target, path, file_map)
    judgement = Judgement("string", "possible", ("getattr",))
    return site(asked, Occurrence(span, "string", "reference", span), judgement)


def _is_handed(symbols: SymbolMap, path: str, span: Span) -> bool:
    string = nearest(symbols.node(path, span), "string")
    outer = string.parent if string is not None else None
    keyword = outer if outer is not None and outer.type == "keyword_argument" else None
    arguments = keyword.parent if keyword is not None else outer
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    if function is None or string is None:
        return False
    called = (function.text or b"").rpartition(b".")[2].decode("utf-8", "replace")
    if called in TAKE_NAMES or not called.isidentifier():
        return False
    given = _named(keyword) if keyword is not None else code_children(arguments).index(string)
    return any(
        (each.parameters[given] if given < len(each.parameters) else "") in each.asked
        if isinstance(given, int)
        else given in each.asked
        for each in _asking(symbols, called)
    )


def _named(keyword: Node) -> str:
    name = keyword.child_by_field_name("name")
    return (name.text or b"").decode("utf-8", "replace") if name is not None else ""


def _asking(symbols: SymbolMap, name: str) -> tuple[_Asking, ...]:
    """The functions of the repository of a name that ask something for what a parameter says."""
    memo: dict[str, tuple[_Asking, ...]] = symbols.snapshot.memo.setdefault("functions asking", {})
    if name not in memo:
        memo[name] = tuple(_read(symbols, name))
    return memo[name]


def _read(symbols: SymbolMap, name: str) -> Iterator[_Asking]:
    for path in python_files_with(symbols.snapshot, "getattr"):
        utf8 = symbols.snapshot.files[path].text.utf8
        file_map = symbols.map(path) if b"def %b(" % name.encode() in utf8 else None
        for each in file_map.definitions if file_map is not None else ():
            if each.name != name or each.kind != "function":
                continue
            asked = frozenset(found[1].decode() for found in _ASKED.finditer(utf8, *each.span))
            if asked:
                names = [one.name for one in each.parameters if one.kind.startswith("positional")]
                yield _Asking(tuple(names[1:] if names[:1] and names[0] in _RECEIVERS else names), asked)
