"""Templates of Django and Jinja: names in `{{ … }}` and `{% … %}`.

https://docs.djangoproject.com/en/stable/ref/templates/language/
"""

from __future__ import annotations

import re

from refactor_cli.data import Span, Target
from refactor_cli.find.aliases import own_name
from refactor_cli.find.texts.meaning import Meaning
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import Lookup, definitions_of
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.resolution.modules import word_of
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

SUFFIXES = frozenset(
    {"html", "htm", "jinja", "jinja2", "j2", "xml", "txt", "tpl", "djhtml", "svg", "md", "email", "mjml"}
)
# templates are written by hand: no tag is longer
_LONGEST_TAG = 2_000
_STRINGS = lazy_pattern(rb"\"[^\"\n]*\"|'[^'\n]*'")
# modules that hold tags and filters: what an installed one does with its functions is not read
_IN_A_LIBRARY = lazy_pattern(r"templat|tags|filters")
# `register.tag("short", old)`, `env.filters["old"] = old`
_GIVEN = rb"(?:register|filters|tags|tests|globals|template_\w+)\b.{0,300}?(?<![\w.\"'])%b\s*[])},\n;]"
_MEMBERS = ("method", "attribute")


def tag_around(utf8: bytes, span: Span) -> Span | None:
    """The inside of the template tag that a name stands in, None when it is in none."""
    low = max(0, span.start - _LONGEST_TAG)
    for opening, closing in ((b"{{", b"}}"), (b"{%", b"%}")):
        start = utf8.rfind(opening, low, span.start)
        if start < 0 or utf8.find(closing, start, span.start) >= 0:
            continue
        end = utf8.find(closing, span.end, span.end + _LONGEST_TAG)
        if end >= 0 and utf8.find(opening, span.end, end) < 0:
            return Span(start + 2, end)
    return None


def meaning_in_tag(symbols: SymbolMap, target: Target, path: str, tag: Span, span: Span) -> Meaning | None:
    """What a name in a template tag is: an attribute, a filter, a tag, a variable. Nothing here is certain: a
    template's names come from whoever renders it."""
    utf8 = symbols.snapshot.files[path].text.utf8
    if any(
        tag.start + m.start() < span.start < tag.start + m.end() for m in _STRINGS.finditer(utf8[slice(*tag)])
    ):
        return None
    before = utf8[tag.start : span.start].rstrip()
    after = utf8[span.end : tag.end].lstrip()
    if after[:1] == b"=" and after[:2] != b"==":
        return None  # an argument's name
    if before.endswith(b"."):
        return Meaning("possible", ("template",)) if target.kind in _MEMBERS else None
    if target.kind in _MEMBERS:
        return None
    is_tag = utf8[tag.start - 1 : tag.start] == b"%" and not before.strip(b"-+ \t\r\n")
    if before.endswith(b"|") or is_tag:
        if not _may_be_registered(symbols, target):
            return None
        is_loaded = _is_registered(symbols, target) and _loads(utf8, target)
        return Meaning("likely" if is_loaded else "possible", ("template",))
    if after[:1] == b"(" or utf8[tag.start - 1 : tag.start] == b"{":
        return Meaning("possible", ("template",))
    return None


def _may_be_registered(symbols: SymbolMap, target: Target) -> bool:
    """Whether the target may be a tag or a filter under its own name at all. Such names are given: by a decorator, or
    by a call or an assignment that a function is handed to; what is neither, `{% url %}` is not."""
    snapshot, name = symbols.snapshot, own_name(target)
    memo: dict[Target, bool] = snapshot.memo.setdefault("may be a template's", {})
    if target not in memo:
        given = re.compile(_GIVEN % re.escape(name.encode()), re.DOTALL)
        memo[target] = (
            any(_IN_A_LIBRARY.search(f"{symbol.path} {symbol.name}") for symbol in target.symbols)
            or any(
                definition.decorators
                for symbol in target.symbols
                for definition in definitions_of(Lookup(symbols), symbol)
            )
            or any(given.search(snapshot.files[path].text.utf8) for path in python_files_with(snapshot, name))
        )
    return memo[target]


def _is_registered(symbols: SymbolMap, target: Target) -> bool:
    """Whether a decorator makes the function a filter or a tag under its own name."""
    for symbol in target.symbols:
        for definition in definitions_of(Lookup(symbols), symbol):
            lasts = decorator_names(definition)
            if lasts & {"filter", "simple_tag", "tag", "inclusion_tag", "simple_block_tag"}:
                return True
    return False


def _loads(utf8: bytes, target: Target) -> bool:
    """Whether the template loads the library that the function is in."""
    for symbol in target.symbols:
        library = word_of(symbol.path or "")
        load = rb"\{%%-?[ \t]*load[ \t][^%%\n]{0,300}?\b(?:%b|%b)\b" % (
            re.escape(library.encode()),
            re.escape(own_name(target).encode()),
        )
        if library and re.search(load, utf8):
            return True
    return False
