"""One usage -> its change in the file, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Edit, Outcome, Span, Symbol, Target, Usage
from refactor_cli.imports import Import, Need, Written
from refactor_cli.inline.calls import NotConcerned, Surroundings, rewritten
from refactor_cli.inline.locals import free_local
from refactor_cli.inline.naming import (
    Place,
    Spelled,
    callee_symbols,
    definition_of,
    main_reference,
    parameters_of,
)
from refactor_cli.inline.opened import A_STRING, Opened
from refactor_cli.inline.overriding import Overrider, overridden_at
from refactor_cli.inline.receivers import is_member, is_owner_by_name, receiver_of
from refactor_cli.inline.respell import Ways, respelled
from refactor_cli.inline.siblings import is_sibling
from refactor_cli.inline.site import callee_of, read_attribute, read_site, span_of
from refactor_cli.inline.statements import indentation_at, indentation_unit
from refactor_cli.recipe.requirements import floors_for
from refactor_cli.recipe.rules import CallPiece, Hole, Move, Pieces, Reference, Rule, Template, templates_of
from refactor_cli.resolution import bindings_at, resolve_absolute, scope_at
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.data import Binding, FileMap, Parameter
    from refactor_cli.grammar import Node, Tree

_PRIVATE = re.compile(r"\b__\w*?[^\W_]\w*(?<!__)\b")


class Job(NamedTuple):
    """A usage, and what the recipe says about its target: rules, or a move. `overriders`: classes of the
    repository that override it; `is_property`: the rules say how it is read, not how it is called."""

    usage: Usage
    target: Target
    rules: tuple[Rule, ...]
    move: Move | None
    overriders: tuple[Overrider, ...] = ()
    is_property: bool = False


class Change(NamedTuple):
    """A site's new source. `vacated`: first names of dotted names that vanish there."""

    edit: Edit
    needs: tuple[Need, ...]
    locals: tuple[str, ...]
    vacated: tuple[Span, ...]


@dataclass(frozen=True)
class File:
    """A file being rewritten; `unlike`: first names that go on meaning what they mean, so that new code cannot
    take them over."""

    symbols: SymbolMap
    path: str
    map: FileMap
    tree: Tree
    utf8: bytes
    newline: str
    unlike: frozenset[str] = frozenset()
    changes: list[Change] = field(default_factory=list)
    outermost: list[Change] = field(default_factory=list)
    needed: dict[Import, None] = field(default_factory=dict)

    def add(self, change: Change) -> None:
        """Notes a change. They come in the order of their ends, so that one takes in those that lie in it."""
        self.changes.append(change)
        self.needed.update(dict.fromkeys(need.wanted for need in change.needs))
        while self.outermost and self.outermost[-1].edit.span.start >= change.edit.span.start:
            self.outermost.pop()
        self.outermost.append(change)

    def current(self, span: Span) -> str:
        """The source of a span with the changes inside it made."""
        parts, last = list[bytes](), span.end
        for change in reversed(self.outermost):
            if change.edit.span.start < span.start:
                break
            if change.edit.span.end <= last:
                parts += (self.utf8[change.edit.span.end : last], change.edit.text.encode())
                last = change.edit.span.start
        parts.append(self.utf8[span.start : last])
        return b"".join(reversed(parts)).decode("utf-8", "replace")


def end_of(job: Job) -> int:
    """Where the source ends that would be replaced."""
    if job.move is not None or job.usage.call_span is None or job.is_property:
        return job.usage.expression.end
    return job.usage.call_span.end


def rewrite_site(file: File, job: Job) -> Outcome:
    usage = job.usage
    if usage.kind in ("string", "doc"):
        raise Opened(A_STRING if usage.kind == "string" else "a text names it")
    if usage.kind == "override":
        raise Opened("an override: callers would no longer reach it")
    if job.overriders and (place := overridden_at(file.symbols, usage, job.overriders)):
        raise Opened(f"{place} overrides the method, and would no longer be reached")
    if any(error.start < usage.span.end and usage.span.start < error.end for error in file.map.errors):
        raise Opened("the source around it does not parse")
    if job.move is not None:
        return _moved(file, job, job.move)
    if usage.call_span is None and not job.is_property:
        if (rule := next((rule for rule in job.rules if _is_attribute(rule)), None)) is not None:
            return Outcome(usage, "kept", rule.label, "it is already written as the rule says")
        raise Opened(_not_a_call(usage))
    return _called(file, job)


def _moved(file: File, job: Job, move: Move) -> Outcome:
    usage, spelled = job.usage, Spelled()
    if _is_inside(file, usage, frozenset(_moved_symbols(file, move))):
        return Outcome(usage, "kept", move.label, "inside the replacement's own definition")

    def write(source: str) -> str:
        like = Written(source, move.source)
        place = _place(file, usage, like, spelled)
        if move.target.startswith("builtins.") and move.target.count(".") == 1:
            return place.builtin(Reference(_last(move.target), "builtins", _last(move.target)))
        return place.write(move.target, None, None if source.partition(".")[0] in file.unlike else like)

    stays = is_sibling(file.symbols, job.target, move.target)
    ways = Ways(
        lambda node: is_member(file.symbols, usage, node),
        lambda node: is_owner_by_name(file.symbols, usage, job.target, node),
        write,
    )
    new = respelled(file.tree, usage, move, ways, stays)
    if new.vacated:
        _check_one_meaning(file, new.vacated)
    vacated = (new.vacated,) if new.vacated else ()
    edit = Edit(file.path, new.span, new.text, (usage.id,), move.label)
    file.add(Change(edit, tuple(spelled.needs), tuple(spelled.locals), vacated))
    return Outcome(usage, "rewritten", move.label)


def unused_moves(file: File, jobs: Iterable[Job], outcomes: Mapping[Usage, Outcome]) -> list[Change]:
    """Changes for `from` imports of moved symbols that nothing in the file uses."""
    used = {usage.target for usage in outcomes}
    found = list[Change]()
    for job in jobs:
        if job.usage.kind != "import" or job.move is None or job.usage.target in used:
            continue
        for binding in file.map.bindings:
            if binding.kind == "from" and binding.scope == 0 and binding.statement.contains(job.usage.span):
                if job.usage.span.start <= binding.span.start and binding.imported == _last(job.move.source):
                    found += _unused_move(file, job, job.move, binding)
                    break
    return found


def _unused_move(file: File, job: Job, move: Move, binding: Binding) -> list[Change]:
    like, spelled = Written(binding.name, move.source), Spelled()
    try:
        text = Place(file.symbols, file.path, len(file.utf8), like, tuple(file.needed), spelled).write(
            move.target, None, like
        )
    except Opened:
        return []
    needs = tuple(need._replace(at=binding.span.start) for need in spelled.needs)
    if "." in text or not needs:
        return []
    same = file.utf8[slice(*binding.span)].decode()
    edit = Edit(file.path, binding.span, same, (job.usage.id,), move.label)
    return [Change(edit, needs, tuple(spelled.locals), (binding.span,))]


def _last(dotted: str) -> str:
    return dotted.rpartition(".")[2]


def _called(file: File, job: Job) -> Outcome:
    usage = job.usage
    site = read_attribute(file.tree, usage) if job.is_property else read_site(file.tree, usage)
    owner = job.target.dotted.rpartition(".")[0]
    for rule in job.rules:
        replacement = _replacement(file, rule, owner)
        if replacement and not replacement & job.target.symbols and _is_inside(file, usage, replacement):
            return Outcome(usage, "kept", rule.label, "inside the replacement's own definition")
    before = callee_of(site.node).child_by_field_name("object")
    receiver = receiver_of(file.symbols, usage, job.target, job.rules[0], before)
    if receiver.takes_receiver and before is None:
        raise Opened("a method under a name of its own: what it is called on is not known")
    if before is not None and not receiver.takes_receiver and not receiver.names_a_class:
        raise Opened("what it is called on would be lost: that is no module or class by name")
    source = "".join(file.utf8[slice(*site.callee)].decode().split())
    is_dotted = all(part.isidentifier() for part in source.split("."))
    is_named = is_dotted and (not receiver.takes_receiver or receiver.names_a_class)
    like = Written(source, job.target.dotted) if is_named else None
    if like is not None and source.partition(".")[0] in file.unlike:
        like = None
    if is_named:
        _check_one_meaning(file, _first_name(site.node))
    spelled = Spelled()
    place = _place(file, usage, like, spelled)
    mains = {
        main
        for rule in job.rules
        for template in templates_of(rule.body)
        if (main := main_reference(template))
    }

    def spell(reference: Reference) -> str:
        if _is_private(file, usage, reference.dotted):
            raise Opened(f"'{reference.dotted}' would be mangled in this class")
        return place.reference(reference, reference if reference in mains else None)

    def signature(callee: Pieces) -> tuple[Parameter, ...] | None:
        return parameters_of(file.symbols, callee_symbols(file.symbols, callee, owner, file.path))

    around = Surroundings(
        utf8=file.utf8,
        current=file.current,
        spell=spell,
        signature=signature,
        forget=spelled.forget,
        old_keywords=_keywords(file, job.target),
        newline=file.newline,
        indent=indentation_at(file.utf8, usage.span.start),
        unit=indentation_unit(file.utf8),
        local=lambda name: free_local(file.map, file.utf8, usage.scope, name),
        floors=floors_for(file.symbols.snapshot, file.path),
        in_class=file.map.scopes[usage.scope].kind == "class",
        **receiver._asdict(),
    )
    made = rewritten(site, usage, job.rules, around)
    if isinstance(made, NotConcerned):
        return Outcome(usage, "kept", job.rules[0].label, made.reason)
    old_names = {job.target.name, job.target.dotted}
    if made.text == file.current(made.span) and all(main.dotted in old_names for main in mains):
        return Outcome(usage, "kept", made.rule.label, "it is already written as the rule says")
    vacated = (_first_name(site.node),) if is_named and not made.keeps_receiver else ()
    edit = Edit(file.path, made.span, made.text, (usage.id,), made.rule.label)
    file.add(Change(edit, tuple(spelled.needs), tuple(spelled.locals), vacated))
    return Outcome(usage, "rewritten", made.rule.label, None, made.rule.behaviour)


def _keywords(file: File, target: Target) -> frozenset[str] | None:
    """The keywords that the old function takes; None when it takes any, or is not known."""
    parameters = parameters_of(file.symbols, target.symbols)
    if parameters is None or any(each.kind == "var_keyword" for each in parameters):
        return None
    return frozenset(each.name for each in parameters if each.kind in ("positional", "keyword_only"))


def _check_one_meaning(file: File, first: Span) -> None:
    """A name that is bound in several ways where it is read (`try: … except ImportError: …`) is left to people."""
    name = file.utf8[slice(*first)].decode()
    bindings = bindings_at(file.map, scope_at(file.map, first.start), name, first.start)
    meanings = {
        (
            each.kind,
            each.module if each.imported or each.name != each.module.partition(".")[0] else "",
            each.imported,
        )
        if each.kind in ("import", "from")
        else (each.kind, str(each.span.start), "")
        for each in bindings
        if each.kind != "star"
    }
    if len(meanings) > 1:
        lines = sorted({file.utf8.count(b"\n", 0, each.span.start) + 1 for each in bindings})
        shown = " and ".join(map(str, lines[:2]))
        raise Opened(f"'{name}' is bound in more than one way here: lines {shown}")


def _place(file: File, usage: Usage, like: Written | None, spelled: Spelled) -> Place:
    return Place(file.symbols, file.path, usage.expression.start, like, tuple(file.needed), spelled)


def opened(job: Job, reason: str) -> Outcome:
    by = job.move.label if job.move else job.rules[0].label if job.rules else ""
    return Outcome(job.usage, "open", by, reason)


def _replacement(file: File, rule: Rule, owner: str) -> frozenset[Symbol]:
    found = frozenset[Symbol]()
    for template in templates_of(rule.body):
        outer = template.pieces[0]
        if isinstance(outer, CallPiece) and len(template.pieces) == 1:
            found |= callee_symbols(file.symbols, outer.callee, owner, file.path)
    return found


def _moved_symbols(file: File, move: Move) -> Iterable[Symbol]:
    return resolve_absolute(file.symbols, move.target, file.path).symbols


def _is_inside(file: File, usage: Usage, replacement: frozenset[Symbol]) -> bool:
    definition = definition_of(file.symbols, replacement)
    if definition is None or next(iter(replacement)).path != file.path:
        return False
    return definition.span.contains(usage.span)


def _first_name(call: Node) -> Span:
    node = callee_of(call)
    while node.type in ("call", "attribute"):
        inner = node.child_by_field_name("function" if node.type == "call" else "object")
        assert inner is not None
        node = inner
    return span_of(node)


def _is_private(file: File, usage: Usage, dotted: str) -> bool:
    """Names like `__x` mean something else inside of a class."""
    if not _PRIVATE.search(dotted):
        return False
    scope = usage.scope
    while scope >= 0:
        if file.map.scopes[scope].kind == "class":
            return True
        scope = file.map.scopes[scope].parent
    return False


def _is_attribute(rule: Rule) -> bool:
    """Whether a rule says that what was called is an attribute now, by the same name."""
    if not isinstance(rule.body, Template) or not rule.parameters:
        return False
    match rule.body.pieces:
        case (Hole(parameter=name), str() as rest):
            return name == rule.parameters[0].name and rest == f".{_last(rule.symbol)}"
    return False


def _not_a_call(usage: Usage) -> str:
    what = {"decorator": "a decorator", "base": "a base class"}.get(usage.kind, "a reference")
    return f"{what}, not a call: the rule says nothing about it"
