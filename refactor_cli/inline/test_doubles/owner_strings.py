"""Strings by which tests put something else in the place of what a target is asked of: `patch("app.report.datetime")`,
where app/report.py calls `datetime.utcnow()`. find does not list them, for nothing uses the target there; but where the
calls change, the test has to change with them, and an answer is the only one who can say how."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from refactor_cli.data import (
    FileMap,
    Location,
    Outcome,
    Span,
    TargetUsages,
    Usage,
    Usages,
    usage_id,
)
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.inline.test_doubles.in_force import in_force
from refactor_cli.inline.test_doubles.replaced_owners import Place, owner_places
from refactor_cli.resolution import scope_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import offsets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_PATH = re.compile(rb"[\w.]+")


class Owner(NamedTuple):
    """A string as it is `written`, the `name` of it that its module has (`datetime`), the calls that go by that, and
    the `uses`: what else of the target is named where the string is in force, on what it puts there as a rule.
    `mentions`: where the target's name stands there and is no usage: `Mock(utcnow=…)`, the `def utcnow` of a stand-in
    class. `is_plain`: what it puts in place is made by the patch, of nothing that is told."""

    usage: Usage
    written: str
    name: str
    calls: tuple[Usage, ...]
    uses: tuple[Usage, ...]
    mentions: tuple[Span, ...] = ()
    is_plain: bool = False

    @property
    def is_unasked(self) -> bool:
        """Whether nothing that is in sight sets up or looks at what the calls give."""
        return self.is_plain and not self.uses and not self.mentions


def with_owners(symbols: SymbolMap, usages: Usages) -> Usages:
    """The same, and these strings of each target, in path and position order."""
    results = []
    for result in usages.results:
        every = (*result.usages, *_owner_usages(symbols, result))
        results.append(replace(result, usages=tuple(sorted(every, key=lambda each: (each.path, each.span)))))
    return replace(usages, results=tuple(results))


def owners(symbols: SymbolMap, usages: Usages) -> Iterator[Owner]:
    """The strings among some usages, each with what it belongs to."""
    for result in usages.results:
        listed = {(each.path, each.expression): each for each in result.usages if each.kind == "owner"}
        if not listed:
            continue
        for place, calls in owner_places(symbols, result.target, result.usages):
            if place.written is not None and (usage := listed.get((place.path, place.written))) is not None:
                written = symbols.snapshot.files[usage.path].text.slice(*usage.expression)
                uses = tuple(_uses(symbols, usage, result.usages))
                mentions = tuple(_mentions(symbols, usage, result))
                yield Owner(
                    usage, written, place.name, tuple(calls), uses, mentions, _is_plain(symbols, usage)
                )


def is_settled(outcome: Outcome | None) -> bool:
    """Whether a usage changes, or an answer says that it need not."""
    if outcome is None:
        return False
    return outcome.outcome == "rewritten" or (outcome.outcome == "kept" and outcome.by == "model")


def with_decided(usages: Usages, outcomes: Iterable[Outcome]) -> Usages:
    """The usages with those of which it is decided what becomes of them."""
    beside = [each.usage for each in outcomes]
    results = []
    for result in usages.results:
        known = {each.id for each in result.usages}
        more = {
            each.id: each for each in beside if each.target == result.target.name and each.id not in known
        }
        every = sorted((*result.usages, *more.values()), key=lambda each: (each.path, each.span))
        results.append(replace(result, usages=tuple(every)))
    return replace(usages, results=tuple(results))


def settled_owners(outcomes: Iterable[Outcome]) -> Set[tuple[str, Span]]:
    """The files and places of the strings that change, or of which an answer says that they need not: that a user
    leaves out the file of one says nothing of it."""
    return {
        (each.usage.path, each.usage.expression)
        for each in outcomes
        if each.usage.kind == "owner" and is_settled(each)
    }


def _owner_usages(symbols: SymbolMap, result: TargetUsages) -> list[Usage]:
    counts, found = Counter[tuple[str, str, str]](), list[Usage]()
    places = {
        (place.path, place.written): place
        for place, _ in owner_places(symbols, result.target, result.usages)
        if place.written is not None
    }
    for (path, span), place in sorted(places.items()):
        file_map = symbols.map(path)
        assert file_map is not None
        found.append(_usage(symbols, file_map, result.target.name, place, span, counts))
    return found


def _usage(
    symbols: SymbolMap,
    file_map: FileMap,
    target: str,
    place: Place,
    span: Span,
    counts: Counter[tuple[str, str, str]],
) -> Usage:
    text = symbols.snapshot.files[place.path].text
    around = in_force(file_map, span).around
    enclosing, written = around.qualname if around is not None else "", text.slice(*span)
    key = (place.path, enclosing, written)
    counts[key] += 1
    line, column = text.position(span.start)
    last = max(written.rfind("."), written.rfind(":")) + 1
    return Usage(
        id=usage_id("\0".join(("owner", target, *key, str(counts[key])))),
        target=target,
        path=place.path,
        span=Span(span.end - len(written[last:].encode()), span.end),
        expression=span,
        call_span=None,
        location=Location(line, column + last, *text.position(span.end)),
        call=None,
        kind="owner",
        certainty="likely",
        evidence=("owner",),
        enclosing=enclosing,
        text=text.line(line).strip(),
        scope=scope_at(file_map, span.start),
    )


def _uses(symbols: SymbolMap, owner: Usage, usages: Iterable[Usage]) -> Iterator[Usage]:
    """Usages that nothing proves, where a string is in force: `stand_in.utcnow.return_value = …`. Texts are none of
    these: nothing runs by them."""
    file_map = symbols.map(owner.path)
    if file_map is None:
        return
    force = in_force(file_map, owner.expression)
    for each in usages:
        is_named = each.kind not in ("owner", "doc") and each.certainty != "certain"
        if is_named and each.path == owner.path and force.reaches(each.span, is_call=each.kind == "call"):
            yield each


def _is_plain(symbols: SymbolMap, owner: Usage) -> bool:
    """Whether nothing follows the string: no object, and nothing of what one is made."""
    node = symbols.node(owner.path, owner.expression)
    while node is not None and node.parent is not None and node.parent.type != "argument_list":
        node = node.parent
    given = code_children(node.parent) if node is not None and node.parent is not None else []
    return bool(given) and given[-1] == node


def _mentions(symbols: SymbolMap, owner: Usage, result: TargetUsages) -> Iterator[Span]:
    """Where a stand-in is given something of the target's name, in ways that are no usage of it."""
    file_map, file = symbols.map(owner.path), symbols.snapshot.files[owner.path]
    if file_map is None:
        return
    force, word = in_force(file_map, owner.expression), last_part(owner.target).encode()
    listed = [each.span for each in result.usages if each.path == owner.path]
    root = symbols.tree(owner.path).root_node
    for at in offsets(file.text.utf8, word):
        span = Span(at, at + len(word))
        if force.reaches(span) and not any(each.contains(span) for each in listed):
            node = root.descendant_for_byte_range(*span)
            if node is not None and _gives(node, span):
                yield span


def _gives(node: Node, span: Span) -> bool:
    """Whether a name is that of a keyword argument or a function, or a text that is a value begins with it, and is a
    name or path (`**{"utcnow.return_value": …}`)."""
    parent = node.parent
    if parent is None:
        return False
    if node.type == "identifier":
        return parent.type in ("keyword_argument", "function_definition") and (
            parent.child_by_field_name("name") == node
        )
    outer = parent.parent
    if node.type != "string_content" or outer is None or outer.type == "expression_statement":
        return False
    return node.start_byte == span.start and _PATH.fullmatch(node.text or b"") is not None
