"""Verdicts kept between runs. They hold for exactly these files (texts for people aside) and usages of the target."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec.structs import replace

from refactor_cli.cache import Key, MapCache
from refactor_cli.data import Usage
from refactor_cli.dotted import last_part
from refactor_cli.evidence.question import HELD, Evidence, Question
from refactor_cli.symbols import SymbolMap, programs_digest

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

# the rules ask this interpreter what the standard library has
_PYTHON = ".".join(map(str, sys.version_info[:3]))
_Row = list[tuple[int, str, list[str], float, str, str]]


class _Asked(NamedTuple):
    evidence: Evidence
    symbols: SymbolMap
    question: Question
    usages: Sequence[Usage]


def weigh_once(
    evidence: Evidence,
    symbols: SymbolMap,
    question: Question,
    usages: Sequence[Usage],
    cache: MapCache | None,
) -> list[Usage]:
    """As `weigh`, but not twice for the same files and usages, and nothing is loaded for what it would not touch."""
    if not any(
        usage.certainty == "possible" or usage.decided_by or usage.evidence == HELD for usage in usages
    ) and not _may_be_replaced(symbols, question, usages):
        return list(usages)
    return _once("weigh", _Asked(evidence, symbols, question, usages), "evidence", cache)


def _may_be_replaced(symbols: SymbolMap, question: Question, usages: Sequence[Usage]) -> bool:
    """Whether something is given to an attribute that is called like a method, or like what a usage goes through, by
    the bytes of the files."""
    if not usages:
        return False
    from refactor_cli.inference.members.assignment_places import (
        files_assigning,
        files_giving_by_text,
        is_given_anywhere,
    )

    name = last_part(question.target.dotted)
    if question.target.kind == "method":
        return bool(files_assigning(symbols, name) or files_giving_by_text(symbols, name))
    files = symbols.snapshot.files
    through = {name} | {
        files[each.path].text.slice(*each.span)
        for each in usages
        if each.certainty == "certain" and each.kind in ("call", "reference")
    }
    return any(is_given_anywhere(symbols, each) for each in through if each.isidentifier())


def exclude_once(
    evidence: Evidence,
    symbols: SymbolMap,
    question: Question,
    usages: Sequence[Usage],
    cache: MapCache | None,
) -> list[Usage]:
    """As `exclude`, but not twice for the same files and usages: it parses the files that it looks at."""
    if all(usage.certainty != "possible" for usage in usages):
        return list(usages)
    return _once("exclude", _Asked(evidence, symbols, question, usages), "excluded", cache)


def _once(
    verb: Literal["weigh", "exclude"],
    asked: _Asked,
    kind: str,
    cache: MapCache | None,
) -> list[Usage]:
    evidence, symbols, question, usages = asked
    if cache is None:
        return _judged(verb, asked)
    key = Key(kind, f"{_code()} {_PYTHON} {symbols.version}", programs_digest(symbols))
    name = _digest(evidence, question, usages)
    row = cache.decoded(key, name, _Row)
    if row is not None:
        return _applied(usages, row)
    found = _judged(verb, asked)
    _write(cache, key, name, usages, found)
    return found


def _judged(verb: Literal["weigh", "exclude"], asked: _Asked) -> list[Usage]:
    from refactor_cli.evidence.weighing import exclude, weigh
    from refactor_cli.inference.asking import deep_stack

    with deep_stack():
        return weigh(*asked) if verb == "weigh" else exclude(*asked)


@cache
def _code() -> str:
    """Changes when the same usages may be weighed otherwise: with the source of what weighs them."""
    from importlib import resources

    package, digest = resources.files("refactor_cli"), hashlib.sha256()
    for folder in ("evidence", "inference", "occurrences", "resolution", "words"):
        for module in _modules_in(package.joinpath(folder)):
            digest.update(module.read_bytes())
    return digest.hexdigest()[:16]


def _modules_in(folder: Traversable) -> Iterator[Traversable]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.name.endswith(".py"):
            yield each
        elif each.name != "__pycache__" and each.is_dir():
            yield from _modules_in(each)


def _digest(evidence: Evidence, question: Question, usages: Sequence[Usage]) -> str:
    target = question.target
    packages = evidence.outside_names.identity if evidence.outside_names is not None else ""
    asked = (sorted(evidence.off), target.dotted, question.owner, evidence.said_of(target), packages)
    digest = hashlib.sha256(repr(asked).encode())
    for symbols in (target.symbols, target.beyond):
        for symbol in sorted(symbols, key=repr):
            digest.update(repr(symbol).encode("utf-8", "backslashreplace"))
    for usage in usages:
        row = (usage.path, usage.span, usage.kind, usage.certainty, usage.evidence, usage.decided_by)
        digest.update(repr(row).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def _write(cache: MapCache, key: Key, name: str, before: Sequence[Usage], after: Sequence[Usage]) -> None:
    import msgspec

    row = [
        (index, new.certainty, list(new.evidence), new.rank, new.decided_by, new.also)
        for index, (old, new) in enumerate(zip(before, after, strict=True))
        if old != new
    ]
    cache.add(key, name, msgspec.msgpack.encode(row))


def _applied(usages: Sequence[Usage], row: _Row) -> list[Usage]:
    found = list(usages)
    for index, certainty, evidence, rank, decided_by, also in row:
        found[index] = replace(
            found[index],
            certainty=certainty,
            evidence=tuple(evidence),
            rank=rank,
            decided_by=decided_by,
            also=also,
        )
    return found
