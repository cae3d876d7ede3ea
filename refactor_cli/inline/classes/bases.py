"""Base classes that become other ones: what is `object` from now on goes, as it is every class's, and no class may
stand before one derived from it, or twice. https://docs.python.org/3/howto/mro.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Edit, Outcome, Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.inline.classes.made_by import made_by_two
from refactor_cli.inline.file import File, changed, check_one_meaning
from refactor_cli.inline.job import Job
from refactor_cli.inline.new_names.naming import Spelled
from refactor_cli.inline.new_names.whole_names import whole_name
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import dotted_source, leftmost, span_of
from refactor_cli.recipe.rules import Move
from refactor_cli.resolution import ANY_CLASS, Lookup, evaluate, is_subclass, mro, resolve_absolute
from refactor_cli.resolution.class_calls import metaclasses
from refactor_cli.resolution.linearisation import is_consistent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refactor_cli.grammar import Node


def removed_base(file: File, job: Job, move: Move) -> Outcome | None:
    """For a plain base, of what moved to `object`; None for anything else. Where it was the only one, its brackets go.

    Raises:
        Opened: a comment stands among the bases, or no class can have both the new one and another of them.
    """
    if job.usage.kind != "base":
        return None
    node = whole_name(file.tree.root_node.descendant_for_byte_range(*job.usage.span))
    listed = node.parent if node is not None else None
    if node is None or listed is None or listed.type != "argument_list":
        return None
    if move.target != "builtins.object":
        _check_order(file, job, move, [each for each in listed.named_children if each != node])
        return None
    if len(listed.named_children) == 1 and not (move.requires or "").startswith("python>=3"):
        return None  # in Python 2 a class without it was one of the old kind
    if any(each.type == "comment" for each in listed.named_children):
        raise Opened("a comment between the bases would be lost")
    name = span_of(leftmost(node))
    check_one_meaning(file, name)
    edit = Edit(file.path, _with_comma(node, listed), "", (job.usage.id,), move.label)
    file.add(changed(edit, Spelled(), (name,)))
    return Outcome(job.usage, "rewritten", move.label, None, move.behaviour, False, move.requires)


def _check_order(file: File, job: Job, move: Move, others: Sequence[Node]) -> None:
    look, target = Lookup(file.symbols), Symbol(None, move.target)
    lines = list[tuple[Symbol, ...]]()
    for each in others:
        source = dotted_source(each)
        values = evaluate(look, file.path, job.usage.scope, source, each.start_byte).values if source else ()
        symbols = {value.symbol for value in values}
        lines.append(mro(file.symbols, next(iter(symbols))) if len(symbols) == 1 else (ANY_CLASS,))
        is_behind = job.usage.span.start < each.start_byte
        if target in symbols or (
            is_behind and any(is_subclass(file.symbols, symbol, target) for symbol in symbols)
        ):
            name = last_part(move.target)
            raise Opened(
                f"'{source}' brings {name} already, and no class has {name} before it: remove it here"
            )

    own = resolve_absolute(file.symbols, move.target, file.path).symbols
    new = next(iter(own)) if len(own) == 1 else target
    before = sum(each.start_byte < job.usage.span.start for each in others)
    lines.insert(before, mro(file.symbols, new) if new.path is not None else (ANY_CLASS,))
    if not is_consistent(lines):
        raise Opened(
            f"no class can have {last_part(move.target)} there, beside the bases it has: see in which order"
        )
    if new.path is not None and (reason := made_by_two(look, new, lines, _own_metaclasses(file, job))):
        raise Opened(reason)


def _own_metaclasses(file: File, job: Job) -> Sequence[Symbol]:
    """What the header says that makes the class itself."""
    node = file.tree.root_node.descendant_for_byte_range(*job.usage.span)
    around, look = nearest(node, "class_definition"), Lookup(file.symbols)
    if around is None:
        return ()
    cls = next(
        (
            each
            for each in file.map.definitions
            if each.kind == "class" and each.span.start == around.start_byte
        ),
        None,
    )
    return [*metaclasses(look, (Symbol(file.path, cls.qualname),), evaluate)] if cls is not None else ()


def _with_comma(node: Node, listed: Node) -> Span:
    """The base up to the next one; of the last one, from the end of the one before; of the only one, its brackets."""
    others = listed.named_children
    if len(others) == 1:
        return Span(listed.start_byte, listed.end_byte)
    index = others.index(node)
    if index + 1 < len(others):
        return Span(node.start_byte, others[index + 1].start_byte)
    return Span(others[index - 1].end_byte, node.end_byte)
