"""A call, a reference or an attribute, and the rules of what it names -> its change in the file."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.call_parameters import parameters_of
from refactor_cli.data import Edit, Outcome, Span, Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import unstarred
from refactor_cli.imports import Written
from refactor_cli.inline.by_rule import Rewritten
from refactor_cli.inline.callbacks import as_lambda
from refactor_cli.inline.calls import NotConcerned, rewritten
from refactor_cli.inline.classes.receivers import Receiver, receiver_of
from refactor_cli.inline.classes.unnamed_class import named_in_body
from refactor_cli.inline.file import File, changed, check_one_meaning, goes_on, is_inside, place_at
from refactor_cli.inline.gone import check_around, leave_out, names_in, usages_in, without
from refactor_cli.inline.hazards.of_rule import hazard_of_rule
from refactor_cli.inline.job import WITHIN_REPLACEMENT, Job
from refactor_cli.inline.new_names.floors import floors_of
from refactor_cli.inline.new_names.meant import meaning_in
from refactor_cli.inline.new_names.naming import Place, Spelled, callee_parameters, callee_symbols
from refactor_cli.inline.new_names.spread import spread_like
from refactor_cli.inline.new_source.locals import free_local
from refactor_cli.inline.new_source.statements import indentation_at
from refactor_cli.inline.not_callbacks import LOOKED_FOR, used_as
from refactor_cli.inline.opened import General, Opened
from refactor_cli.inline.site import (
    Site,
    callee_of,
    dotted_source,
    first_name,
    read_attribute,
    read_site,
    span_of,
)
from refactor_cli.inline.surroundings import Surroundings
from refactor_cli.inline.written import lacking_attribute
from refactor_cli.recipe.rules import Pieces, Reference, Rule, Variable
from refactor_cli.resolution.standard_library import is_class as is_class_there

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refactor_cli.data import Parameter
    from refactor_cli.grammar import Node

# of modules that start processes
_PROCESSES = (b"multiprocessing", b"ProcessPoolExecutor")
_PRIVATE = re.compile(r"\b__\w*?[^\W_]\w*(?<!__)\b")


class _Naming(NamedTuple):
    """How new source names things at a site. `spelled`: what was written so; `like`: the old function, as it is called
    here; `old_names`: what rules call it; `mains`: what is called in the place of it."""

    place: Place
    spelled: Spelled
    like: Written | None
    old_names: frozenset[str]
    mains: frozenset[Reference]


def rewrite_called(file: File, job: Job) -> Outcome:
    """Rewrites a call, a reference or an attribute by the first rule that fits."""
    usage = job.usage
    is_reference = job.is_property or usage.call_span is None
    named = read_attribute(file.tree, usage) if is_reference else read_site(file.tree, usage)
    if (within := _within_replacement(file, job)) is not None:
        return within
    receiver, source = _receiver(file, job, named)
    first = span_of(first_name(callee_of(named.node))) if source else None
    is_narrowed = first is not None and check_one_meaning(file, first, is_asked=True)
    is_known = bool(source) and source.partition(".")[0] not in file.unlike
    naming = _naming(file, job, Written(source, job.target.dotted) if is_known else None)
    made = _made(file, job, job.site or named, _surroundings(file, job, receiver, naming), naming)
    if isinstance(made, NotConcerned):
        return Outcome(usage, "kept", job.rules[0].label, made.reason)
    _check_made(file, job, named, made)
    if first is not None and is_narrowed and not goes_on(file, first, naming.spelled):
        check_one_meaning(file, first)
    # in this branch of the rule or another
    stays = not naming.mains or any(main.dotted in naming.old_names for main in naming.mains)
    if stays and made.text == file.current(made.span) and not _takes_over(naming):
        return Outcome(usage, "kept", made.rule.label, "it is already written as the rule says")
    vacated = made.vacated
    if first is not None and not made.keeps_receiver:
        vacated = (first, *vacated)
    vacated = tuple(dict.fromkeys((*vacated, *names_in(file, made.gone))))
    file.with_others.extend(usages_in(file, made.gone))
    leave_out(file, made.gone)
    ids = (usage.id, *(each.id for each in file.with_others))
    edit = Edit(file.path, made.span, made.text, ids, made.rule.label)
    file.add(changed(edit, naming.spelled, vacated))
    return Outcome(usage, "rewritten", made.rule.label, None, made.rule.behaviour, False, made.rule.requires)


def _within_replacement(file: File, job: Job) -> Outcome | None:
    """The outcome of a usage in what is called instead of the target, which goes by it."""
    owner = job.target.dotted.rpartition(".")[0]
    for rule in job.rules:
        replacement = _replacement(file, rule, owner)
        if replacement and not replacement & job.target.symbols and is_inside(file, job.usage, replacement):
            return Outcome(job.usage, "kept", rule.label, WITHIN_REPLACEMENT)
    return None


def _receiver(file: File, job: Job, named: Site) -> tuple[Receiver, str]:
    """What the target is asked of, and the dotted name by which it is called, "" where that is not all there is.

    Raises:
        Opened: it is not known what it is called on, or that would be lost.
    """
    before = callee_of(named.node).child_by_field_name("object")
    before = unstarred(before) if before is not None else None
    receiver = receiver_of(file.symbols, job.usage, job.target, job.rules[0], before)
    if receiver.takes_receiver and before is None:
        raise Opened("a method under a name of its own: what it is called on is not known")
    is_held = before is not None and not receiver.takes_receiver and not receiver.names_a_class
    if is_held and (job.target.kind != "method" or before is None or before.type != "identifier"):
        raise Opened("what it is called on would be lost: that is no module or class by name")
    is_named = not is_held and (not receiver.takes_receiver or receiver.names_a_class)
    return receiver, dotted_source(callee_of(named.node)) if is_named else ""


def _naming(file: File, job: Job, like: Written | None) -> _Naming:
    spelled = Spelled()
    return _Naming(
        place_at(file, job, like, spelled),
        spelled,
        like,
        frozenset({job.target.name, job.target.dotted}),
        frozenset(main for rule in job.rules for main in rule.mains),
    )


def _spelled(file: File, usage: Usage, naming: _Naming, reference: Reference | Variable) -> str:
    """How something is named at the site.

    Raises:
        Opened: it cannot be.
    """
    if isinstance(reference, Variable):
        return naming.place.variable(reference)
    if _is_private(file, usage, reference.dotted):
        raise Opened(f"'{reference.dotted}' would be mangled in this class")
    if naming.like is not None and reference.dotted in naming.old_names:
        naming.spelled.locals.append(naming.like.text.partition(".")[0])
        return naming.like.text  # the old function stays, under whatever name
    is_main = reference in naming.mains
    text = naming.place.reference(reference, reference if is_main else None)
    text = named_in_body(file.symbols, file.path, usage.expression.start, text)
    old = file.utf8[slice(*usage.expression)].decode("utf-8", "replace")
    return spread_like(text, old) if is_main else text


def _surroundings(file: File, job: Job, receiver: Receiver, naming: _Naming) -> Surroundings:
    usage, owner = job.usage, job.target.dotted.rpartition(".")[0]

    def signature(callee: Pieces) -> tuple[Parameter, ...] | None:
        return callee_parameters(file.symbols, callee, owner, file.path)

    return Surroundings(
        utf8=file.utf8,
        current=lambda span: _current(file, span, job.inside),
        without=lambda gone: partial(_current, without(file, gone), inside=job.inside),
        spell=partial(_spelled, file, usage, naming),
        signature=signature,
        forget=naming.spelled.forget,
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


def _made(
    file: File, job: Job, site: Site, around: Surroundings, naming: _Naming
) -> Rewritten | NotConcerned:
    """The new source, of a reference a lambda.

    Raises:
        Opened: none can be written there.
    """
    if job.usage.call_span is not None or job.is_property:
        return rewritten(site, job.rules, around)
    if around.takes_receiver:
        raise General("a reference to a method, not a call: the rule says nothing about it")
    if used := use_in_words(file, job):
        raise Opened(f"a reference, not a call{used}: no lambda can stand there")
    text, rule = as_lambda(job.rules, site.node, around, naming.spelled.locals)
    return Rewritten(text, rule, False, site.span)


def _check_made(file: File, job: Job, named: Site, made: Rewritten) -> None:
    """
    Raises:
        Opened: the new source would not do what the old one does there.
    """
    if job.is_property and (name := lacking_attribute(named.node, made.rule)):
        raise Opened(f"'{name}' is asked of it, which {made.text} does not have")
    if reason := hazard_of_rule(file.symbols, job.target, job.usage, made.rule):
        raise Opened(reason)
    if job.site is not None:
        pieces = [each.value for each in (job.site.receiver, *job.site.arguments) if each is not None]
        check_around(file, made.span, pieces, job.usage.expression)


def _takes_over(naming: _Naming) -> bool:
    """Whether the new code is to mean something else by the name that the old one was called by."""
    like, needs = naming.like, naming.spelled.needs
    wanted = [need.wanted for need in needs if like is not None and need.wanted.local == like.text]
    return any(each.name and f"{each.module}.{each.name}" not in naming.old_names for each in wanted)


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


def use_in_words(file: File, job: Job) -> str:
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
