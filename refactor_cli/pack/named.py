"""Instructions -> the definitions that they name: the new API, as a rule. A task quotes these beside the old ones.

A name counts that leads somewhere in full (`shop.pricing.quote`), as the end of what is defined (`Order.total`), as a
member or neighbour of the target (`findall`, of the class of `traverse`), or that looks like no word of prose and is
defined in few files.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from refactor_cli.data import Definition, DefinitionSite, Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.resolution import Lookup, definitions_of, resolve_spelled
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import files_defining

FEW = 3  # a bare name that more files define does not say which is meant
_MOST = 12  # definitions
_CLASS_LINES = 80
_SPELLED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
# `app/report.py`, and not `app.report`
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*\.\w+")
_ARGUMENTS = re.compile(r"(\w)\([^()]*\)")
# words of prose look otherwise: `EmailMessage`, `reverse_lazy`, `HTTPError`
_IDENTIFIER = re.compile(r"(?=\w{4})(?:\w+_\w+|\w+[A-Z]\w*)")


def spelled(words: str) -> list[str]:
    """What some text may name, each once, in order; no arguments or parameters behind a name."""
    return list(dict.fromkeys(_SPELLED.findall(_ARGUMENTS.sub(r"\1 ", words))))


def named_files(files: Collection[str], words: str) -> list[str]:
    """The files whose paths some text gives, in full or as far as no other ends so, each once, in its order."""
    found = dict[str, None]()
    for text in _PATH.findall(words):
        ends = [text] if text in files else [path for path in files if path.endswith(f"/{text}")]
        if len(ends) == 1:
            found[ends[0]] = None
    return [*found]


def is_identifier(name: str) -> bool:
    """Whether a bare name looks like no word of prose."""
    return _IDENTIFIER.fullmatch(name) is not None


def named_definitions(symbols: SymbolMap, words: str, targets: Sequence[Target]) -> list[DefinitionSite]:
    """Where what the words name is defined, in their order; nothing of the targets themselves, and no large class: the
    map says what that has."""
    old = {(site.path, site.line) for target in targets for site in target.definitions}
    found = dict[DefinitionSite, None]()
    for name in spelled(words):
        for path, each in _defined(symbols, name, targets):
            text = symbols.snapshot.files[path].text
            first, last = (text.position(offset)[0] for offset in each.outer)
            if each.kind != "class" or last - first <= _CLASS_LINES:
                found[DefinitionSite(path, text.position(each.name_span.start)[0])] = None
    return [site for site in found if (site.path, site.line) not in old][:_MOST]


def _defined(symbols: SymbolMap, name: str, targets: Sequence[Target]) -> Iterator[tuple[str, Definition]]:
    look = Lookup(symbols)
    if "." not in name:
        beside = [
            symbol._replace(name=_beside(symbol, name)) for target in targets for symbol in target.symbols
        ]
        given = [*_of_symbols(look, beside)]
        yield from given or in_few(symbols, name, name if is_identifier(name) else "")
        return
    led = [*_of_symbols(look, sorted(resolve_spelled(symbols, name).symbols))]
    yield from led or in_few(symbols, last_part(name), ".".join(name.split(".")[-2:]))


def _beside(symbol: Symbol, name: str) -> str:
    owner = symbol.name.rpartition(".")[0]
    return f"{owner}.{name}" if owner else name


def _of_symbols(look: Lookup, found: Iterable[Symbol]) -> Iterator[tuple[str, Definition]]:
    for symbol in found:
        if symbol.path is not None and symbol.path in look.symbols.snapshot.files:
            yield from ((symbol.path, each) for each in definitions_of(look, symbol))


def in_few(symbols: SymbolMap, name: str, qualified: str) -> Iterator[tuple[str, Definition]]:
    """What is defined under a name, whose end is `qualified`, where few files define it."""
    paths = (
        [path for path in files_defining(symbols.snapshot, name) if symbols.map(path)] if qualified else []
    )
    for path in paths if len(paths) <= FEW else ():
        file_map = symbols.map(path)
        for each in file_map.definitions if file_map is not None else ():
            if f".{each.qualname}".endswith(f".{qualified}"):
                yield path, each
