"""Files that are not Python: settings, entry points, templates, documents that name the target in full."""

from __future__ import annotations

import re

from refactor_cli.data import Certainty, Span, Target, Usage, UsageKind
from refactor_cli.find.aliases import own_name
from refactor_cli.find.sites import location_of
from refactor_cli.occurrences.words import offsets
from refactor_cli.resolution import resolve_absolute
from refactor_cli.symbols import SymbolMap

_DOCUMENTS = frozenset({"", "adoc", "htm", "html", "man", "markdown", "md", "org", "rst", "tex", "txt"})
_BEFORE = re.compile(r"(?:[^\W\d]\w*[.:])+\Z")
_CONTINUES = re.compile(r"\w")
# names are no longer than this: a bound for files without line ends
_LONGEST_DOTTED = 300


def text_usages(symbols: SymbolMap, target: Target, path: str) -> list[Usage]:
    """The places of a file where the target stands under a full dotted name, also as `pkg.mod:name`."""
    text = symbols.snapshot.files[path].text
    word = own_name(target).encode()
    found = list[Usage]()
    known: dict[str, bool] = {}
    for start in offsets(text.utf8, word):
        end = start + len(word)
        line = text.slice(max(text.utf8.rfind(b"\n", 0, start) + 1, start - _LONGEST_DOTTED), start)
        before = _BEFORE.search(line)
        if before is None:
            continue
        dotted = f"{before[0]}{word.decode()}".replace(":", ".")
        if dotted not in known:
            led = resolve_absolute(symbols, dotted, stop=target.symbols)
            known[dotted] = bool(led.symbols & target.symbols)
        if known[dotted]:
            found.append(_usage(symbols, target, path, Span(start, end), len(before[0].encode())))
    return found


def _usage(symbols: SymbolMap, target: Target, path: str, span: Span, before: int) -> Usage:
    text = symbols.snapshot.files[path].text
    location = location_of(text, span)
    suffix = path.rpartition("/")[2].rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
    kind: UsageKind = "doc" if suffix.lower() in _DOCUMENTS else "string"
    certainty: Certainty = "likely"
    return Usage(
        id="",
        target=target.name,
        path=path,
        span=span,
        expression=Span(span.start - before, span.end),
        call_span=None,
        location=location,
        call=None,
        kind=kind,
        certainty=certainty,
        evidence=("dotted-text",),
        enclosing="",
        text=text.line(location.line).strip(),
    )
