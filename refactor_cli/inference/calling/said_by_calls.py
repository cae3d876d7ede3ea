"""Whether a call of a function says all that the function is passed: it stands there under the name of the function,
which nothing has in its place, and the defaults are those of the definition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.members.assignment_places import files_assigning, files_giving_by_text
from refactor_cli.inference.values import Known
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import bound_at
from refactor_cli.resolution.class_decorators import may_be_another
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# bindings of a name that give it nothing but a function or a class
_DEFINING = frozenset({"function", "class", "from"})
# what has the defaults of a function, by which other code gives it others, or calls them all
_DEFAULTS = ("__defaults__", "__kwdefaults__", "__code__")
_GIVEN = lazy_pattern(
    rb"\b__(?:kw)?(?:defaults|code)__"
    rb"(?:[ \t]*=(?!=)|[ \t]*\[[^\]\n]*\][ \t]*=(?!=)|\.(?:update|setdefault|pop)\(|[\"'])"
)
# what stands before `partial`: the name that it is given, and what makes it the end of another word
_GIVEN_TO = lazy_pattern(rb"(?:\b(\w+)[ \t]*=[ \t]*(?:[\w.]*\.)?|[\w.]*(\w)|)\Z")


def is_called_by_name(ask: Ask, path: str, call: Node, known: Known) -> bool:
    """Whether what is called is the function, or the class, under its own name: `partial(opened, write=True)` under
    another one passes more than the call says, and so it may under the same."""
    function, file_map = call.child_by_field_name("function"), ask.symbols.map(path)
    attribute = function.child_by_field_name("attribute") if function is not None else None
    name = last_part(known.symbol.name)
    if function is None or file_map is None or source(ask.symbols, path, attribute or function) != name:
        return False
    if may_be_another_call(ask.symbols, name):
        return False
    if known.kind == "class" and may_be_another(ask.look, known.symbol):
        return False
    if attribute is not None:
        return True
    bound = bound_at(ask.symbols, path, name, function.start_byte)
    return bool(bound) and all(each.kind in _DEFINING for each in bound)


def may_be_another_call(symbols: SymbolMap, name: str) -> bool:
    """Whether something of this name may be replaced, made a partial of, or given other defaults, by the bytes of the
    files that have the name."""
    memo: dict[str, bool] = symbols.snapshot.memo.setdefault("called otherwise", {})
    if name not in memo:
        memo[name] = bool(
            files_assigning(symbols, name)
            or not all(map(is_aside, files_giving_by_text(symbols, name)))
            or _is_wrapped(symbols, name)
            or _has_other_defaults(symbols, name)
        )
    return memo[name]


def _is_wrapped(symbols: SymbolMap, name: str) -> bool:
    """Whether it is handed to what passes something before its arguments and gives that no other name, or is given back
    under its own: `patch(place, partial(shop.opened, write=True))`, `opened = traced(shop.opened)`."""
    word = re.escape(name.encode())
    # each begins with letters, which are searched for quickly
    handed = rb"\([ \t\r\n]*(?:[\w.]+\.)?%b[ \t\r\n]*[,)]" % word
    partial = re.compile(rb"partial(?:method)?" + handed)
    by_name = re.compile(rb"globals\(\)(?:\[|\.update\(|\.setdefault\()[ \t]*[\"']?%b\b" % word)
    again = re.compile(rb"%b[ \t]*=[ \t]*[\w.]+" % word + handed)
    files = symbols.snapshot.files
    return any(
        (b"partial" in data and any(_given_to(data, each) in ("", name) for each in partial.finditer(data)))
        or (b"globals()" in data and by_name.search(data) is not None)
        or any(not _before(data, each).strip() for each in again.finditer(data))
        for data in (files[path].data for path in python_files_with(symbols.snapshot, name))
    )


def _given_to(data: bytes, found: re.Match[bytes]) -> str | None:
    """The name that a `partial(…)` is given, "" for none; None for what is called otherwise in the end."""
    before = _GIVEN_TO.search(_before(data, found))
    assert before is not None
    return before[1].decode("utf-8", "replace") if before[1] else None if before[2] else ""


def _before(data: bytes, found: re.Match[bytes]) -> bytes:
    """What stands before something on its line."""
    return data[data.rfind(b"\n", 0, found.start()) + 1 : found.start()]


def _has_other_defaults(symbols: SymbolMap, name: str) -> bool:
    """Whether a file that names it gives functions other defaults, or other code."""
    files = symbols.snapshot.files
    memo: dict[str, set[str]] = symbols.snapshot.memo.setdefault("files giving defaults", {})
    if "" not in memo:
        memo[""] = {
            path
            for word in _DEFAULTS
            for path in python_files_with(symbols.snapshot, word)
            if _GIVEN.search(files[path].data)
        }
    return bool(memo[""]) and not memo[""].isdisjoint(python_files_with(symbols.snapshot, name))
