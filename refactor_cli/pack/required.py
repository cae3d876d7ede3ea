"""What new code can count on: the versions that a project's metadata names."""

from __future__ import annotations

from collections.abc import Iterable

from refactor_cli.supported import Version, supported
from refactor_cli.symbols import SymbolMap

_MOST = 30  # distributions


def must_run_on(symbols: SymbolMap, paths: Iterable[str]) -> str:
    """A line that says what the new code can count on: the lowest versions that the metadata near the usages names;
    "" where it names none."""
    found = [supported(symbols.snapshot, path) for path in paths]
    lowest = dict[str, Version]()
    for each in found:
        for name, bound in each.requires.items():
            if bound:
                lowest[name] = min(bound, lowest.get(name, bound))
    named = [f"{name} {_dotted(bound)}" for name, bound in sorted(lowest.items())[:_MOST]]
    if pythons := {each.python for each in found if each.python is not None}:
        named.insert(0, f"Python {_dotted(min(pythons))}")
    rule = "new code must run there too, except for what the instructions ask for"
    return f"The project still supports {', '.join(named)}: {rule}.\n" if named else ""


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))
