"""What an answer's definition blocks call things: names that its other code may use although nothing has them yet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from refactor_cli.data import SiteBlock, Usages

_NAMED = re.compile(r"^[ \t]*(?:async[ \t]+def|def|class)[ \t]+([^\W\d]\w*)", re.MULTILINE)


def name_of(block: SiteBlock) -> str:
    """The name that a definition block gives, "" for any other block."""
    found = _NAMED.search(block.code) if block.is_definition else None
    return found[1] if found is not None else ""


def brought_names(usages: Usages, blocks: Iterable[SiteBlock]) -> dict[str, frozenset[str]]:
    """Full names that functions, classes and methods have once the blocks stand, under all names of the module or
    class: by the id of the definition that gets them."""
    named = {block.id: name for block in blocks if (name := name_of(block))}
    return {
        usage.id: frozenset(
            f"{old.rpartition('.')[0]}.{named[usage.id]}"
            for old in (result.target.name, result.target.dotted)
        )
        for result in usages.results
        if named and result.target.kind in ("function", "class", "method")
        for usage in result.usages
        if usage.kind == "definition" and usage.id in named
    }
