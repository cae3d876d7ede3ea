"""One usage -> its change in the file, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.call_parameters import parameters_of
from refactor_cli.data import Outcome, Parameter, Symbol
from refactor_cli.grammar import nearest
from refactor_cli.inference.members.private_names import SPELLED_OUT
from refactor_cli.inline.called_site import rewrite_called, use_in_words
from refactor_cli.inline.classes.abstract_classes import cannot_be_called
from refactor_cli.inline.classes.asked_of_base import refused_by_base
from refactor_cli.inline.classes.member_calls import called_with
from refactor_cli.inline.classes.named_beside import named_beside
from refactor_cli.inline.classes.overriding import AN_OVERRIDE, OVERRIDDEN, overridden_at
from refactor_cli.inline.classes.reached_instead import REACHED, reached_at
from refactor_cli.inline.classes.receivers import is_owner_by_name
from refactor_cli.inline.classes.standing_in import called_on_stand_in
from refactor_cli.inline.classes.tuples_unpacked import unpacked_otherwise
from refactor_cli.inline.file import File, is_inside
from refactor_cli.inline.functions.bound_otherwise import bound_otherwise, called_elsewhere, is_handed_on
from refactor_cli.inline.functions.called_by_parameter import called_there
from refactor_cli.inline.functions.coroutines import lost_coroutine, mismatch_of
from refactor_cli.inline.functions.keywords_of_callers import refused_keyword
from refactor_cli.inline.functions.named_otherwise import decorates_otherwise, lacked_attribute
from refactor_cli.inline.functions.result_kinds import no_property, other_result
from refactor_cli.inline.functions.unawaited import is_called_by_others
from refactor_cli.inline.job import Job
from refactor_cli.inline.moves import rewrite_reference, rewrite_string
from refactor_cli.inline.new_source.stretches import rewritten_stretch
from refactor_cli.inline.opened import A_STRING, AN_EXPORT, General, Opened
from refactor_cli.inline.undecorated import removed_decorator
from refactor_cli.inline.written import written
from refactor_cli.recipe.rules import Hole, Move, Rule, Template, last_part
from refactor_cli.resolution import resolve_absolute

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

Signature = tuple[Parameter, ...] | None


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
        is_other = bool(job.target.definitions) and new.isdisjoint(job.target.symbols)
        is_other = is_other and not is_inside(file, usage, new)
        if is_other and (reason := named_beside(file.symbols, usage, new, last_part(job.move.target))):
            raise Opened(reason)
        if is_other and usage.call_span is None:
            if reason := refused_by_base(file.symbols, usage, job.target.symbols, new):
                raise Opened(reason)
        if usage.kind == "reference" and (reason := no_property(file.symbols, job.target, new)):
            raise Opened(reason)
        if is_other and (reason := lost_coroutine(file.symbols, job.target, usage, new)):
            raise Opened(reason)
        if usage.kind == "call":
            reason = mismatch_of(file.symbols, job.target, new) or cannot_be_called(
                file.symbols, new if is_other else frozenset()
            )
            if reason := reason or other_result(file.symbols, job.target, usage, new):
                raise Opened(reason)
        if is_other and (reason := _given_otherwise(file, job, job.move, new)):
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
    return rewrite_called(file, job)


def _given_otherwise(file: File, job: Job, move: Move, new: frozenset[Symbol]) -> str:
    """Why the arguments of a call, or of those that call what is handed to them, are not for what the name moves to."""
    symbols, usage = file.symbols, job.usage
    name, root = last_part(move.target), file.tree.root_node
    span = usage.expression if usage.call_span is None else usage.call_span
    node = root.descendant_for_byte_range(*span)
    on_class = node is not None and _is_on_class(file, job, node)
    old, taken = (called_with(symbols, each, on_class=on_class) for each in (job.target.symbols, new))
    if node is not None and (reason := _named_otherwise(file, job, new, node, (old, taken))):
        return reason
    if old is None or taken is None:
        return ""
    if usage.call_span is None:
        if node is None or usage.kind != "reference":
            return ""
        if job.target.kind == "class" and not is_called_by_others(node):
            return ""
        return (
            called_elsewhere(node, old, taken, name)
            or (other_result(symbols, job.target, usage, new) if is_handed_on(node) else "")
            or called_there(symbols, usage.path, node, (old, taken), name)
            or _called_by_keyword(file, job, (old, taken), name)
        )
    call = nearest(node, "call")
    if call is None:
        return ""
    if reason := unpacked_otherwise(symbols, call, job.target.symbols, new):
        return reason
    refused = parameters_of(symbols, new) is None
    return bound_otherwise(call, old, taken, name, defaults=move.behaviour == "same", refused=refused)


def _called_by_keyword(file: File, job: Job, signatures: tuple[Signature, Signature], name: str) -> str:
    """Which keyword what holds a function gives it that another one does not take, "" where none is seen."""
    old, new = signatures
    if job.target.kind == "class" or len(job.target.symbols) != 1 or old is None or new is None:
        return ""
    return refused_keyword(file.symbols, next(iter(job.target.symbols)), (old, new), name)


def _is_on_class(file: File, job: Job, node: Node) -> bool:
    """Whether a method is asked of its class, `Cart.old`."""
    owner = node.child_by_field_name("object") if node.type == "attribute" else None
    is_method = job.target.kind == "method" and owner is not None
    return is_method and owner is not None and is_owner_by_name(file.symbols, job.usage, job.target, owner)


def _named_otherwise(
    file: File, job: Job, new: frozenset[Symbol], node: Node, taken: tuple[Signature, Signature]
) -> str:
    """Why the name cannot be that of the new one where it is no call by itself, or decorates."""
    if not new:
        return ""
    if node.parent is not None and node.parent.type == "decorator":
        return decorates_otherwise(file.symbols, node, (job.target.symbols, new), taken)
    if job.usage.call_span is not None:
        return ""
    return lacked_attribute(file.symbols, node, job.target.symbols, new)


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
    used = use_in_words(file, job) if usage.kind == "reference" else ""
    lambdas = (
        "; migrate --references lambda writes a lambda" if usage.kind == "reference" and not used else ""
    )
    return f"{what}, not a call{used}: the rule says nothing about it (moved(…) would{lambdas})"
