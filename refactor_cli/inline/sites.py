"""One usage -> its change in the file, and what became of it."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import parameters_of
from refactor_cli.data import Edit, Outcome, Span, Symbol, Target, Usage
from refactor_cli.expression_nodes import unstarred
from refactor_cli.imports import Written
from refactor_cli.inference.private_names import SPELLED_OUT
from refactor_cli.inline.by_rule import Rewritten
from refactor_cli.inline.callbacks import as_lambda
from refactor_cli.inline.calls import NotConcerned, rewritten
from refactor_cli.inline.coroutines import mismatch, mismatch_of
from refactor_cli.inline.file import File, changed, check_one_meaning, goes_on, is_inside, place_at
from refactor_cli.inline.floors import floors_of
from refactor_cli.inline.gone import check_around, leave_out, names_in, usages_in, without
from refactor_cli.inline.job import WITHIN_REPLACEMENT, Job
from refactor_cli.inline.locals import free_local
from refactor_cli.inline.meant import meaning_in
from refactor_cli.inline.moves import rewrite_reference, rewrite_string
from refactor_cli.inline.naming import Spelled, callee_symbols
from refactor_cli.inline.not_callbacks import LOOKED_FOR, used_as
from refactor_cli.inline.opened import A_STRING, AN_EXPORT, General, Opened
from refactor_cli.inline.overriding import AN_OVERRIDE, OVERRIDDEN, overridden_at
from refactor_cli.inline.reached_instead import REACHED, reached_at
from refactor_cli.inline.receivers import receiver_of
from refactor_cli.inline.site import callee_of, dotted_source, first_name, read_attribute, read_site, span_of
from refactor_cli.inline.standing_in import called_on_stand_in
from refactor_cli.inline.statements import indentation_at
from refactor_cli.inline.stretches import rewritten_stretch
from refactor_cli.inline.surroundings import Surroundings
from refactor_cli.inline.undecorated import removed_decorator
from refactor_cli.inline.unnamed_class import named_in_body
from refactor_cli.inline.written import lacking_attribute, written
from refactor_cli.recipe.rules import (
    Hole,
    Pieces,
    Reference,
    Rule,
    Template,
    Variable,
    last_part,
)
from refactor_cli.resolution import resolve_absolute
from refactor_cli.resolution.standard_library import is_class as is_class_there

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from refactor_cli.data import Parameter
    from refactor_cli.grammar import Node

# of modules that start processes
_PROCESSES = (b"multiprocessing", b"ProcessPoolExecutor")
_PRIVATE = re.compile(r"\b__\w*?[^\W_]\w*(?<!__)\b")


def rewrite_site(file: File, job: Job) -> Outcome:
    """Rewrites one usage by its move, transform or rules, notes the change in `file`, and says what became of it.

    Raises:
        Opened: it is left to people.
    """
    usage = job.usage
    if usage.kind == "string" and job.move is not None:
        return rewrite_string(file, job, job.move)
    _check_kind(job)
    _check_others(file, job)
    if job.stretch is not None:
        return rewritten_stretch(file, job, job.stretch)
    if SPELLED_OUT in usage.evidence:
        raise Opened(
            "a private name, spelled out with that of its class: write the new one so that it is found here"
        )
    if job.move is not None:
        new = resolve_absolute(file.symbols, job.move.target, file.path).symbols
        if usage.kind == "call" and (reason := mismatch_of(file.symbols, job.target, new)):
            raise Opened(reason)
        return rewrite_reference(file, job, job.move)
    if "mock" in usage.evidence:
        raise Opened("a mock that is told to be like the class: what it is set up to give is not here")
    if usage.call_span is None and not job.is_property:
        if (gone := removed_decorator(file, job)) is not None:
            return gone
        if (rule := next((rule for rule in job.rules if _is_attribute(rule)), None)) is not None:
            return Outcome(usage, "kept", rule.label, "it is already written as the rule says")
        if (kept := written(file, job)) is not None:
            return kept
        if not job.as_lambda or usage.kind != "reference":
            raise General(_not_a_call(file, job))
    return _called(file, job)


def _check_kind(job: Job) -> None:
    """
    Raises:
        Opened: it is of a kind that no rule rewrites.
    """
    usage = job.usage
    if usage.kind == "string" and "__all__" in usage.evidence:
        raise Opened(AN_EXPORT)
    if usage.kind == "string":
        raise General(A_STRING)
    if usage.kind == "owner":
        raise Opened("it names what the target is asked of: no rule changes it")
    if usage.kind == "doc":
        raise Opened("a text names it")
    if usage.kind == "definition":
        raise Opened("the definition itself: no rule changes it")
    if usage.kind == "override" and job.stretch is None:
        raise Opened(AN_OVERRIDE)


def _check_others(file: File, job: Job) -> None:
    """
    Raises:
        Opened: it may mean something else as well, or its file cannot be read there.
    """
    usage = job.usage
    if job.overriders and (place := overridden_at(file.symbols, usage, job.overriders)):
        raise Opened(f"{place} {OVERRIDDEN}")
    if job.instead and (place := reached_at(file.symbols, usage, job.instead)):
        raise Opened(f"{place} {REACHED}")
    if (
        job.doubles
        and usage.kind != "import"
        and (place := called_on_stand_in(file.symbols, usage, job.doubles))
    ):
        raise Opened(place)
    if usage.also:
        raise Opened(f"it may be meant for {usage.also} as well, which stays as it is")
    if any(error.start < usage.span.end and usage.span.start < error.end for error in file.map.errors):
        raise Opened("the source around it does not parse")


def _called(file: File, job: Job) -> Outcome:
    usage = job.usage
    is_reference = job.is_property or usage.call_span is None
    named = read_attribute(file.tree, usage) if is_reference else read_site(file.tree, usage)
    site = job.site or named
    owner = job.target.dotted.rpartition(".")[0]
    for rule in job.rules:
        replacement = _replacement(file, rule, owner)
        if replacement and not replacement & job.target.symbols and is_inside(file, usage, replacement):
            return Outcome(usage, "kept", rule.label, WITHIN_REPLACEMENT)
    before = callee_of(named.node).child_by_field_name("object")
    before = unstarred(before) if before is not None else None
    receiver = receiver_of(file.symbols, usage, job.target, job.rules[0], before)
    if receiver.takes_receiver and before is None:
        raise Opened("a method under a name of its own: what it is called on is not known")
    is_held = before is not None and not receiver.takes_receiver and not receiver.names_a_class
    if is_held and (job.target.kind != "method" or before is None or before.type != "identifier"):
        raise Opened("what it is called on would be lost: that is no module or class by name")
    source = dotted_source(callee_of(named.node))
    is_named = bool(source) and not is_held and (not receiver.takes_receiver or receiver.names_a_class)
    like = Written(source, job.target.dotted) if is_named else None
    if like is not None and source.partition(".")[0] in file.unlike:
        like = None
    if is_named:
        first = span_of(first_name(callee_of(named.node)))
        check_one_meaning(file, first, is_asked=True)
    spelled = Spelled()
    old_names = {job.target.name, job.target.dotted}
    place = place_at(file, job, like, spelled)
    mains = {main for rule in job.rules for main in rule.mains}

    def spell(reference: Reference | Variable) -> str:
        if isinstance(reference, Variable):
            return place.variable(reference)
        if _is_private(file, usage, reference.dotted):
            raise Opened(f"'{reference.dotted}' would be mangled in this class")
        if like is not None and reference.dotted in old_names:
            spelled.locals.append(like.text.partition(".")[0])
            return like.text  # the old function stays, under whatever name
        text = place.reference(reference, reference if reference in mains else None)
        return named_in_body(file.symbols, file.path, usage.expression.start, text)

    def signature(callee: Pieces) -> tuple[Parameter, ...] | None:
        return parameters_of(file.symbols, callee_symbols(file.symbols, callee, owner, file.path))

    around = Surroundings(
        utf8=file.utf8,
        current=lambda span: _current(file, span, job.inside),
        without=lambda gone: partial(_current, without(file, gone), inside=job.inside),
        spell=spell,
        signature=signature,
        forget=spelled.forget,
        old_keywords=_keywords(file, job.target),
        newline=file.newline,
        indent=indentation_at(file.utf8, usage.span.start),
        unit=file.unit,
        local=lambda name: free_local(file, usage.scope, name),
        floors=floors_of(file.symbols, file.path),
        is_meant=meaning_in(file.symbols, file.path),
        in_class=file.map.scopes[usage.scope].kind == "class",
        **receiver._asdict(),
    )
    if usage.call_span is None and not job.is_property:
        if receiver.takes_receiver:
            raise General("a reference to a method, not a call: the rule says nothing about it")
        if used := _used(file, job):
            raise Opened(f"a reference, not a call{used}: no lambda can stand there")
        text, rule = as_lambda(job.rules, site.node, around, spelled.locals)
        made: Rewritten | NotConcerned = Rewritten(text, rule, False, site.span)
    else:
        made = rewritten(site, job.rules, around)
    if isinstance(made, NotConcerned):
        return Outcome(usage, "kept", job.rules[0].label, made.reason)
    if job.is_property and (name := lacking_attribute(named.node, made.rule)):
        raise Opened(f"'{name}' is asked of it, which {made.text} does not have")
    if reason := mismatch(file.symbols, job.target, made.rule, file.path):
        raise Opened(reason)
    if job.site is not None:
        pieces = [each.value for each in (job.site.receiver, *job.site.arguments) if each is not None]
        check_around(file, made.span, pieces, usage.expression)
    if is_named and not goes_on(file, first, spelled):
        check_one_meaning(file, first)
    stays = not mains or any(
        main.dotted in old_names for main in mains
    )  # in this branch of the rule or another
    if stays and made.text == file.current(made.span) and not _takes_over(spelled, like, old_names):
        return Outcome(usage, "kept", made.rule.label, "it is already written as the rule says")
    vacated = made.vacated
    if is_named and not made.keeps_receiver:
        vacated = (span_of(first_name(callee_of(named.node))), *vacated)
    vacated = tuple(dict.fromkeys((*vacated, *names_in(file, made.gone))))
    file.with_others.extend(usages_in(file, made.gone))
    leave_out(file, made.gone)
    ids = (usage.id, *(each.id for each in file.with_others))
    file.add(changed(Edit(file.path, made.span, made.text, ids, made.rule.label), spelled, vacated))
    return Outcome(usage, "rewritten", made.rule.label, None, made.rule.behaviour, False, made.rule.requires)


def _takes_over(spelled: Spelled, like: Written | None, old_names: Set[str]) -> bool:
    """Whether the new code is to mean something else by the name that the old one was called by."""
    wanted = [need.wanted for need in spelled.needs if like is not None and need.wanted.local == like.text]
    return any(each.name and f"{each.module}.{each.name}" not in old_names for each in wanted)


def _current(file: File, span: Span, inside: Sequence[tuple[Node, str]]) -> str:
    """The source of a span with the changes inside it made, and those that a transform asks for."""
    for node, text in inside:
        here = span_of(node)
        if span.contains(here):
            before = _current(file, Span(span.start, here.start), inside)
            return before + text + _current(file, Span(here.end, span.end), inside)
    return file.current(span)


def _keywords(file: File, target: Target) -> frozenset[str] | None:
    """The keywords that the old function takes; None when it takes any, or is not known."""
    parameters = parameters_of(file.symbols, target.symbols)
    if parameters is None or any(each.kind == "var_keyword" for each in parameters):
        return None
    return frozenset(each.name for each in parameters if each.kind in ("positional", "keyword_only"))


def _replacement(file: File, rule: Rule, owner: str) -> frozenset[Symbol]:
    found = frozenset[Symbol]()
    for callee in rule.callees:
        found |= callee_symbols(file.symbols, callee, owner, file.path)
    return found


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
            return name == rule.parameters[0].name and rest == f".{last_part(rule.symbol)}"
    return False


def _not_a_call(file: File, job: Job) -> str:
    usage = job.usage
    what = {"decorator": "a decorator", "base": "a base class"}.get(usage.kind, "a reference")
    if usage.kind == "base":
        return f"{what}, not a call: look at what inherits from it, and calls it by super()"
    used = _used(file, job) if usage.kind == "reference" else ""
    lambdas = (
        "; migrate --references lambda writes a lambda" if usage.kind == "reference" and not used else ""
    )
    return f"{what}, not a call{used}: the rule says nothing about it (moved(…) would{lambdas})"


def _used(file: File, job: Job) -> str:
    """What is done with a reference where no lambda can stand for it, in words; "" for nothing."""
    try:
        node = read_attribute(file.tree, job.usage).node
    except Opened:
        return ""
    name = job.target.dotted
    is_class = job.target.kind == "class" or is_class_there(name) or last_part(name)[:1].isupper()
    has_processes = any(each in file.utf8 for each in _PROCESSES)
    found = used_as(node, is_class=is_class, has_processes=has_processes)
    if not found and not is_class and (line := _looked_for(file, job)):
        found = f"it {LOOKED_FOR} in line {line}"
    return f", and {found}" if found else ""


def _looked_for(file: File, job: Job) -> int:
    """The line of a file in which the function is looked for in what others gave it to, 0 for none: each lambda is
    another object."""
    for usage in file.usages:
        if usage.kind == "reference" and usage.target == job.usage.target:
            with suppress(Opened):
                node = read_attribute(file.tree, usage).node
                if LOOKED_FOR in used_as(node, is_class=False, has_processes=False):
                    return usage.location.line
    return 0
