"""Strings by which tests put something else in place, and what these set up on it -> what is set up in a way in which
the new code does not ask for it: `stand_in.naive_utcnow.return_value = 3` for a call of the stand-in itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from refactor_cli.data import Edit, Usage
from refactor_cli.dotted import last_part
from refactor_cli.inline.test_doubles.owner_strings import Owner
from refactor_cli.symbols import SymbolMap

_UNKNOWN = "?"  # it is handed on, and not called there
_ATTRIBUTES = re.compile(r"(?:\.\w+)*")


def set_up_otherwise(symbols: SymbolMap, owners: Iterable[Owner], edits: Sequence[Edit]) -> dict[str, str]:
    """Usages, by id with the reason, which become an attribute of a stand-in (or the stand-in itself) that no call asks
    it for. `owners`: strings some of whose calls change; of what several of them may be about, one is enough."""
    asked = defaultdict[str, set[str]](set)
    uses = dict[str, Usage]()
    for owner in owners:
        ways = {*_ways(owner, edits)}
        for use in owner.uses:
            asked[use.id] |= ways or {_UNKNOWN}
            uses[use.id] = use
    found = dict[str, str]()
    for id, ways in asked.items():
        way = _way(symbols, uses[id], edits)
        if way is not None and _UNKNOWN not in ways and way not in ways:
            told = " or ".join(f"'…{each}()'" for each in sorted(ways))
            found[id] = f"the new code calls {told}, where '…' is what is put in place, and not '…{way}()'"
    return found


def named_now(owner: Owner, edits: Iterable[Edit]) -> Iterator[list[str]]:
    """What the string may name now, for each edit that changes it: of a larger piece of code, every path in quotes."""
    usage = owner.usage
    for edit in edits:
        if usage.id in edit.usages and edit.path == usage.path:
            is_alone = edit.span == usage.expression
            yield [edit.text] if is_alone else re.findall(r"[\"']([\w.:]+)[\"']", edit.text)


def _ways(owner: Owner, edits: Sequence[Edit]) -> Iterator[str]:
    """By which attributes new code calls what the string names: "" for the thing itself."""
    calls = {each.id for each in owner.calls}
    names = [each for named in named_now(owner, edits) for each in named] or [owner.written]
    module = owner.written.removesuffix(owner.name)
    for name in names:
        here = name.removeprefix(module) if name.startswith(module) else re.split("[.:]", name)[-1]
        ahead = r"(?<![\w.])" if name.startswith(module) else r"(?<!\w)"
        pattern = re.compile(rf"{ahead}{re.escape(here)}((?:\.\w+)*)[ \t]*\(")
        for edit in edits:
            if calls & {*edit.usages}:
                yield from (match[1] for match in pattern.finditer(edit.text))


def _way(symbols: SymbolMap, use: Usage, edits: Iterable[Edit]) -> str | None:
    """The attributes by which a rewritten usage gets to something of what it was asked of; None for anything else."""
    edit = next((each for each in edits if use.id in each.usages and each.path == use.path), None)
    if edit is None or edit.span != use.expression or use.kind != "reference":
        return None
    old = symbols.snapshot.files[use.path].text.slice(*use.expression)
    receiver = old[: -len(last_part(use.target))].rstrip().removesuffix(".")
    if not receiver or not edit.text.startswith(receiver):
        return None
    way = edit.text.removeprefix(receiver)
    return way if _ATTRIBUTES.fullmatch(way) else None
