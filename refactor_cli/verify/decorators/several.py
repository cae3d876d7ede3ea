"""Blocks for decorators beside each other, and beside other blocks: their order, and what they come to in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from refactor_cli.data import Edit, SiteBlock, Usage
from refactor_cli.imports import ImportChange
from refactor_cli.site_change import SiteChange
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.together import Accepted


def in_order(blocks: Iterable[SiteBlock], usages: Mapping[str, Usage], symbols: SymbolMap) -> list[SiteBlock]:
    """The blocks, those that decorate behind the others: what stands between the statement of one and its definition,
    or the end of the class that it stands in, is judged before it is. So these go from the last to the first, and the
    statements below definitions from the first to the last."""

    def place(block: SiteBlock) -> tuple[int, int]:
        usage = usages.get(block.id) if block.decorates else None
        file_map = symbols.map(usage.path) if usage is not None else None
        if usage is None or file_map is None:
            return 0, 0
        start, definitions = usage.span.start, file_map.definitions
        is_inside = any(each.body == usage.scope and each.name == block.decorates for each in definitions)
        return (1, -start) if is_inside else (2, start)

    return sorted(blocks, key=place)


def check_apart(each: Accepted, chosen: Iterable[Accepted]) -> None:
    """Raises Refused when another block gives the definition that is decorated new source."""
    above = each.above
    for other in chosen:
        if above is None:
            return
        if other.edit.path == above.path and other.edit.span.start <= above.span.start < other.edit.span.end:
            raise Refused(f"the block for {other.usage.id} gives what it decorates new source")


def changes_of(chosen: Sequence[Accepted]) -> Iterator[SiteChange]:
    """What blocks make of their files. Of the decorators of one definition those of the first call stand last: they are
    run first."""
    above = dict[tuple[str, int], Edit]()
    for each in sorted(chosen, key=lambda each: (each.edit.path, each.edit.span)):
        if each.above is not None:
            place = each.above.path, each.above.span.start
            below = above.get(place)
            above[place] = each.above if below is None else _joined(each.above, below)
        yield each.change
    yield from (SiteChange(edit, ImportChange()) for edit in above.values())


def _joined(edit: Edit, below: Edit) -> Edit:
    return replace(edit, text=edit.text + below.text, usages=(*below.usages, *edit.usages))
