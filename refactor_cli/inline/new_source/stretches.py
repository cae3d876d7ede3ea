"""A stretch of the file for which a transform gives new source -> its edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from refactor_cli.data import Edit, Outcome, Span, Usage
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import overlapping, repeated_keyword
from refactor_cli.grammar import parse
from refactor_cli.imports import Written
from refactor_cli.inline.classes.named_members import member_named
from refactor_cli.inline.file import File, changed, check_one_meaning, place_at
from refactor_cli.inline.job import Job
from refactor_cli.inline.new_names.floors import floors_of
from refactor_cli.inline.new_names.naming import Spelled
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import dotted_source, first_name, span_of
from refactor_cli.recipe.requirements import unmet
from refactor_cli.recipe.rules import Reference
from refactor_cli.transforms import Named, Stretch


def rewritten_stretch(file: File, job: Job, stretch: Stretch) -> Outcome:
    """Raises:
    Opened: the project supports something older, or the name that is used has several meanings.
    """
    usage, (rule,) = job.usage, job.rules
    if missing := unmet(rule.requires, floors_of(file.symbols, file.path)):
        raise Opened(missing)
    if any(_is_cut(change.edit.span, stretch) for change in file.outermost):
        raise Opened("another change reaches into it: carry that out first")
    node = file.tree.root_node.descendant_for_byte_range(*usage.expression)
    source = dotted_source(node) if node is not None else ""
    if node is None or not source:
        raise Opened("it is not written as a dotted name there")
    first = span_of(first_name(node))
    check_one_meaning(file, first)
    is_override = usage.kind == "override"
    if is_override and (named := member_named(file.symbols, usage)):
        raise Opened(f"it is named at {named}: change that first")
    spelled = Spelled()
    like = None if is_override else Written(source, job.target.dotted)
    place = place_at(file, job, like, spelled)
    is_alias = "." not in source and source != last_part(job.target.dotted)  # which is none of the new name

    def written(piece: str | Named | Span) -> str:
        if isinstance(piece, Named):
            module, _, name = piece.symbol.rpartition(".")
            reference = Reference(piece.symbol, module, "" if piece.by_module else name)
            there = place if piece.at is None else replace(place, at=piece.at)
            return there.reference(reference, None if is_alias or is_override else reference)
        return file.current(piece) if isinstance(piece, Span) else piece

    text = "".join(map(written, stretch.pieces))
    if twice := repeated_keyword(parse("python", text.encode()).root_node):
        raise Opened(f"the new call would give '{twice}' twice")
    edit = Edit(file.path, stretch.span, text.replace("\n", file.newline), (usage.id,), rule.label)
    is_kept = any(isinstance(piece, Span) and piece.contains(first) for piece in stretch.pieces)
    vacated = (first,) if stretch.span.contains(first) and not is_kept and not is_override else ()
    vacated = tuple(dict.fromkeys((*vacated, *_vanishing(file, stretch))))
    file.add(changed(edit, spelled, vacated))
    file.stretches.append(job)
    file.further.extend(Edit(file.path, span, new, (usage.id,), rule.label) for span, new in stretch.further)
    return Outcome(usage, "rewritten", rule.label, None, rule.behaviour, False, rule.requires)


def _vanishing(file: File, stretch: Stretch) -> Iterator[Span]:
    """The names that are in none of its pieces, but those that it imports itself."""
    bound = {each.name for each in file.map.imports if stretch.span.contains(each.span)}
    pieces = [piece for piece in stretch.pieces if isinstance(piece, Span)]
    for here in overlapping(file.tree, stretch.span):
        span = span_of(here)
        if here.type != "identifier" or (here.text or b"").decode("utf-8", "replace") in bound:
            continue
        is_first = here.parent is None or here.parent.child_by_field_name("attribute") != here
        if is_first and stretch.span.contains(span) and not any(piece.contains(span) for piece in pieces):
            yield span


def check_dropped(file: File, job: Job, fixed: Mapping[Usage, Outcome]) -> None:
    """`fixed`: the outcomes of usages that are decided already.

    Raises:
        Opened: one of these would be gone.
    """
    if job.stretch is None or unmet(job.rules[0].requires, floors_of(file.symbols, file.path)):
        return  # nothing will go
    for usage in _in_what_goes(job, fixed):
        raise Opened(f"{usage.target} in line {usage.location.line} is to stay, and would go with the rest")


def dropped(job: Job, outcomes: Mapping[Usage, Outcome]) -> dict[Usage, Outcome]:
    """The outcomes of usages that were left to people, and are gone now with what a transform leaves out."""
    if job.stretch is None or outcomes[job.usage].outcome != "rewritten":
        return {}
    return {
        each: replace(outcomes[job.usage], usage=each, is_carried=True)
        for each in _in_what_goes(job, outcomes)
        if outcomes[each].outcome in ("open", "kept")
    }


def imports_gone(file: File, outcomes: Mapping[Usage, Outcome]) -> dict[Usage, Outcome]:
    """The outcomes of imports that are gone with what transforms leave out: their names are bound otherwise, too."""
    return {
        each: replace(outcomes[job.usage], usage=each, is_carried=True)
        for job in file.stretches
        if outcomes[job.usage].outcome == "rewritten"
        for each in _in_what_goes(job, outcomes)
        if each.kind == "import" and outcomes[each].outcome in ("open", "kept")
    }


def _in_what_goes(job: Job, usages: Iterable[Usage]) -> Iterator[Usage]:
    """The other usages in a stretch that are in none of its pieces."""
    return (each for each in usages if each != job.usage and _goes(job, each.span))


def _goes(job: Job, place: Span) -> bool:
    stretch = job.stretch
    if stretch is None or not stretch.span.contains(place):
        return False
    return not any(isinstance(piece, Span) and piece.contains(place) for piece in stretch.pieces)


def _is_cut(changed: Span, stretch: Stretch) -> bool:
    """Whether a change in a stretch is neither in one of its pieces nor in what vanishes."""
    if changed.end <= stretch.span.start or stretch.span.end <= changed.start:
        return False
    pieces = [piece for piece in stretch.pieces if isinstance(piece, Span)]
    apart = all(changed.end <= piece.start or piece.end <= changed.start for piece in pieces)
    return not stretch.span.contains(changed) or not (
        apart or any(piece.contains(changed) for piece in pieces)
    )
