"""One usage -> its change in the file, and what became of it."""

from __future__ import annotations

from refactor_cli.data import Outcome
from refactor_cli.dotted import last_part
from refactor_cli.inference.members.private_names import SPELLED_OUT
from refactor_cli.inline.called_site import rewrite_called, use_in_words
from refactor_cli.inline.classes.overriding import AN_OVERRIDE, OVERRIDDEN, overridden_at
from refactor_cli.inline.classes.reached_instead import REACHED, reached_at
from refactor_cli.inline.classes.standing_in import called_on_stand_in
from refactor_cli.inline.file import File
from refactor_cli.inline.hazards.of_move import hazard_of_move
from refactor_cli.inline.job import Job
from refactor_cli.inline.moves import rewrite_reference, rewrite_string
from refactor_cli.inline.new_source.stretches import rewritten_stretch
from refactor_cli.inline.opened import A_STRING, AN_EXPORT, General, Opened
from refactor_cli.inline.undecorated import removed_decorator
from refactor_cli.inline.written import written
from refactor_cli.recipe.rules import Hole, Rule, Template


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
        if reason := hazard_of_move(file, job, job.move):
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
