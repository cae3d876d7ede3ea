"""A usage and all that the recipe says about its target -> what of it is to be carried out there."""

from __future__ import annotations

from functools import lru_cache

from msgspec.structs import replace

from refactor_cli.data import Outcome
from refactor_cli.errors import RefactorError
from refactor_cli.inline.call_arguments.parted import has_forms
from refactor_cli.inline.call_arguments.renamed_keywords import given_otherwise
from refactor_cli.inline.calls import is_concerned
from refactor_cli.inline.file import File
from refactor_cli.inline.job import Job, opened
from refactor_cli.inline.new_names.meant import meaning_in
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import Site, read_attribute, read_site, site_of
from refactor_cli.ledger import SOME_CALLS
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.rules import Rule
from refactor_cli.transforms import (
    Answer,
    Computed,
    Kept,
    Passed,
    Seen,
    Stretch,
    Transform,
    Unfit,
    transform_called,
)

# what is named by a text, or by what defines it: no call or attribute that could be read
_NO_CODE = frozenset({"definition", "doc", "owner", "string"})


def applicable(file: File, job: Job) -> Job | Outcome:
    """The job with what holds for its usage: a rule that a transform computed, rules, or a move. Where there are both
    rules and a move, rules say how the target is called, and the move everything else: also about calls that no rule is
    concerned with."""
    if job.usage.kind == "import":
        return job
    is_call = job.usage.call_span is not None or job.is_property
    if not is_call and is_for_some_calls(job):
        given = given_otherwise(file, job)
        return opened(job, given) if given else passed_over(job)
    if job.usage.certainty == "possible" and (name := _unbound(file, job)):
        return Outcome(job.usage, "undecided", "", f"nothing in this file says where '{name}' comes from")
    try:
        made = _computed(file, job) if any(rule.transform for rule in job.rules) else job
    except Opened as reason:
        return opened(job, str(reason))
    if isinstance(made, Outcome) or made.move is None or not made.rules:
        return made
    if made.usage.call_span is not None and _any_concerned(file, made):
        return made._replace(move=None)
    return made._replace(rules=(), is_property=False)


def is_for_some_calls(job: Job) -> bool:
    """Whether its rules are for calls that give an argument, and nothing is said of the target otherwise."""
    return job.move is None and all(rule.names_itself for rule in job.rules)


def passed_over(job: Job) -> Outcome:
    """What becomes of a usage that is no such call."""
    return _passed(job, SOME_CALLS)


def _unbound(file: File, job: Job) -> str:
    """The plain name that a usage consists of, where nothing in its file binds it and nothing may have; else ""."""
    usage = job.usage
    name = file.utf8[slice(*usage.expression)].decode("utf-8", "replace")
    is_bound = name in file.map.named or "*" in file.map.named
    return "" if is_bound or usage.kind != "call" or usage.expression != usage.span else name


def _any_concerned(file: File, job: Job) -> bool:
    try:
        site, is_meant = read_site(file.tree, job.usage), meaning_in(file.symbols, file.path)
        return any(
            is_concerned(rule, site)
            and any(has_forms(rule, site, receivers, is_meant) for receivers in (0, 1))
            for rule in job.rules
        )
    except Opened:
        return True  # the rules have the reason


def _computed(file: File, job: Job) -> Job | Outcome:
    """By the first transform that has something to say; without the transforms where none has.

    Raises:
        Opened: its source does not parse, or is written in a way that is not understood.
    """
    usage = job.usage
    is_read = (usage.call_span is not None or job.is_property) and usage.kind not in _NO_CODE
    passed = list[str]()
    for rule in job.rules:
        transform = transform_called(rule.transform)
        if transform is None:
            continue
        kinds = ("decorator",) * transform.is_decorator + ("override",) * transform.is_override
        kinds += ("base", "reference") * transform.is_reference
        if not is_read and usage.kind not in kinds:
            continue
        try:
            site = _site(file, job, is_read)
        except Opened as reason:
            if not transform.stays:
                raise
            passed.append(str(reason))
            continue
        answer = transform.compute(Seen(site.node, rule.symbol, usage.certainty, usage.path))
        if isinstance(answer, Passed):
            passed.append(answer.reason)
            continue
        if isinstance(answer, Kept):
            return _passed(job, answer.reason)
        return _with_rule(job, rule, transform, answer, site)
    left = tuple(rule for rule in job.rules if not rule.transform)
    if left or job.move is not None:
        return job._replace(rules=left, is_property=job.is_property and bool(left))
    if not passed:
        return job
    return _passed(job, passed[0])


def _site(file: File, job: Job, is_read: bool) -> Site:
    """What a transform sees of a usage: a call, what is read or decorates, or a name that is defined.

    Raises:
        Opened: its source does not parse, or is written in a way that is not understood.
    """
    if job.usage.kind == "override":
        node = file.tree.root_node.descendant_for_byte_range(*job.usage.span)
        if node is None or node.type != "identifier":
            raise Opened("the source around it does not parse")
        return site_of(node, None, (), None)
    is_named = job.is_property or not is_read
    return read_attribute(file.tree, job.usage) if is_named else read_site(file.tree, job.usage)


def _passed(job: Job, reason: str) -> Outcome:
    if job.usage.certainty == "possible":
        return Outcome(job.usage, "undecided")
    return Outcome(job.usage, "kept", job.rules[0].label, reason)


def _with_rule(job: Job, rule: Rule, transform: Transform, answer: Answer, site: Site) -> Job | Outcome:
    if isinstance(answer, Stretch):
        return job._replace(rules=(replace(rule, behaviour=answer.behaviour),), move=None, stretch=answer)
    if not isinstance(answer, Computed):
        assert isinstance(answer, Unfit)
        return opened(job, answer.reason)
    made = _rule(transform.imports, rule.symbol, answer.rule)
    if made is None:
        return opened(job, "what it would have to become cannot be written as a rule")
    made = replace(
        made,
        label=rule.label,
        line=rule.line,
        behaviour=answer.behaviour,
        requires=rule.requires,
        is_property=job.is_property,
        transform=rule.transform,
    )
    if answer.node is not None or answer.arguments is not None:
        node = answer.node or site.node
        site = site_of(node, answer.receiver, answer.arguments or (), answer.brackets)
    return job._replace(rules=(made,), move=None, site=site, inside=answer.inside)


@lru_cache(maxsize=1024)
def _rule(imports: str, symbol: str, text: str) -> Rule | None:
    header = f"from refactor_cli.recipe import OMITTED, replaces\n{imports}\n\n"
    try:
        (rule,) = read_recipe(f'{header}@replaces("{symbol}")\n{text}\n', "transform").rules
    except RefactorError:
        return None
    return rule
