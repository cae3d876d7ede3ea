"""What an answer's definition blocks call things: names that its other code may use although nothing has them yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refactor_cli.data import SiteBlock, Usages

_NAMED = re.compile(r"^[ \t]*(?:async[ \t]+def|def|class)[ \t]+([^\W\d]\w*)", re.MULTILINE)


def name_of(block: SiteBlock) -> str:
    """The name that a definition block gives, "" for any other block."""
    found = _NAMED.search(block.code) if block.is_definition else None
    return found[1] if found is not None else ""


def brought_names(usages: Usages, blocks: Iterable[SiteBlock]) -> frozenset[str]:
    """Full names that functions and classes of modules have once the blocks stand, under all names of the module."""
    return frozenset(_brought(usages, {block.id: name for block in blocks if (name := name_of(block))}))


def _brought(usages: Usages, named: dict[str, str]) -> Iterator[str]:
    for result in usages.results:
        if result.target.kind not in ("function", "class"):
            continue
        for usage in result.usages:
            if usage.kind == "definition" and usage.id in named:
                for old in (result.target.name, result.target.dotted):
                    yield f"{old.rpartition('.')[0]}.{named[usage.id]}"
