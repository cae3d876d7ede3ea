"""`find-usages --ask-model`: possible usages are put to a model in batches; what it says makes them likely or rules
them out."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from refactor_cli.commands.asking_models.model_order import NO_MODEL, ModelOrder
from refactor_cli.commands.command_line import output
from refactor_cli.counted import counted
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.answer_format.verdicts import Said
    from refactor_cli.commands.asking_models.gate import Gate
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Answer, Usages
    from refactor_cli.journal import Run
    from refactor_cli.pack.questions import Question

COMMAND = "find-usages"
OUTPUT_TOKENS = 32_768  # of one answer, reasoning included
_SAID_THEN = {"include": "--include", "exclude": "--exclude", "kinds": "--kind", "types": "--types"}
_ASKING = ("model", "base_url", "allow_http", "context_tokens")


class QuestionOrder(Struct, frozen=True):
    """What is looked for, and who is asked about what stays possible. `prompt_out` and `answers`: by hand."""

    targets: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    types: str = "ty"
    python: Path | None = None
    asks_model: bool = False
    prompt_out: Path | None = None
    answers: tuple[Path, ...] = ()
    asking: ModelOrder = NO_MODEL

    @property
    def asks(self) -> bool:
        """Whether anybody is asked."""
        return self.asks_model or self.prompt_out is not None or bool(self.answers)


class Questioned(Struct, frozen=True):
    """The usages then, what the report says of the asking, and whether not all could be asked."""

    usages: Usages
    value: Mapping[str, Any]
    is_partial: bool = False


def checked_order(folder: Path, order: QuestionOrder) -> tuple[QuestionOrder, Run | None]:
    """The order as it is carried out: with `--resume` that of the run, which comes with it.

    Raises:
        RefactorError: nothing to look for is named, or things that do not go together.
    """
    if order.prompt_out is not None and order.answers:
        from refactor_cli.commands.migrations.next_round import check_apart

        check_apart(order.prompt_out, order.answers)
    if order.asks_model and (order.prompt_out is not None or order.answers):
        raise RefactorError(
            "--ask-model asks over the network, --prompt-out and --answer by hand", "leave one of them out"
        )
    if not order.asking.resume:
        if not order.targets:
            raise RefactorError(
                "Missing argument 'TARGET'.", "for example: refactor find-usages pkg.mod.func"
            )
        return order, None
    from refactor_cli.commands.migrations.resuming import check_as_ordered, of_this_version, run_of

    if order.targets or order.prompt_out is not None or order.answers:
        raise RefactorError(
            "--resume goes on with a run as it was ordered", "leave out TARGET, --prompt-out and --answer"
        )
    run = run_of(folder, order.asking.resume, COMMAND)
    check_as_ordered(run, _stored(order), _SAID_THEN)
    with of_this_version(run):
        return _repeated(order, run), run


def _repeated(order: QuestionOrder, run: Run) -> QuestionOrder:
    known = run.known["order"]
    lists: dict[str, Any] = {name: tuple(known[name]) for name in ("targets", "include", "exclude", "kinds")}
    python = Path(known["python"]) if known["python"] is not None else None
    asking = replace(order.asking, **known["asking"])
    return replace(order, **lists, types=known["types"], python=python, asks_model=True, asking=asking)


def write_questions(reading: Reading, usages: Usages, order: QuestionOrder) -> int:
    """Writes the prompts to files, for any model, and asks nobody; with answers, about what they leave. Gives the exit
    code."""
    from refactor_cli.commands.migrations.packing import numbered, tell_within
    from refactor_cli.providers.file import whole_text

    assert order.prompt_out is not None
    if order.answers:
        usages = _by_hand(usages, order).usages
    made = _questions(reading, usages, order)
    for number, each in enumerate(made):
        place = numbered(order.prompt_out, number, len(made))
        output.write([whole_text(each.prompt)], place)
        tell_within(reading.repository, place)
        output.note(f"prompt: {place}, {counted(len(each.ids), 'usage')}, {each.prompt.tokens:,} tokens")
    if made:
        before = "".join(f"--answer {shlex.quote(str(each))} " for each in order.answers)
        output.note(
            f"next: save each answer, and run the same command with {before}--answer FILE, once for each, instead of "
            "--prompt-out"
        )
    else:
        output.note("nothing to ask: no usage is only possible")
    return ExitCode.DONE


def ask_about(reading: Reading, usages: Usages, order: QuestionOrder, resumed: Run | None) -> Questioned:
    """Has the possible usages judged, by a model or by answers from files.

    Raises:
        RefactorError: no key, too dear, no answer at all; an answer by hand cannot be read.
    """
    if order.answers:
        return _by_hand(usages, order)
    made = _questions(reading, usages, order)
    if not made:
        output.note("note: nothing to ask: no usage is only possible")
        return Questioned(usages, {"asked": _value(usages, usages, 0), "cost": None})
    return _over_the_network(reading, usages, order, (made, resumed))


def _questions(reading: Reading, usages: Usages, order: QuestionOrder) -> tuple[Question, ...]:
    from refactor_cli.pack.questions import questions
    from refactor_cli.providers.deepseek import FLASH

    return questions(reading.symbols, _of_kinds(usages, order.kinds), order.asking.model or FLASH)


def _of_kinds(usages: Usages, kinds: Sequence[str]) -> Usages:
    if not kinds:
        return usages
    results = (
        replace(each, usages=tuple(usage for usage in each.usages if usage.kind in kinds))
        for each in usages.results
    )
    return replace(usages, results=tuple(results))


def _over_the_network(
    reading: Reading, usages: Usages, order: QuestionOrder, work: tuple[tuple[Question, ...], Run | None]
) -> Questioned:
    from refactor_cli.commands.asking_models.billing import cost_value
    from refactor_cli.commands.asking_models.gate import Gate
    from refactor_cli.commands.asking_models.who_answers import check_key, who_answers
    from refactor_cli.commands.migrations.resuming import can_go_on
    from refactor_cli.journal import held
    from refactor_cli.providers.deepseek import FLASH

    made, resumed = work
    who = who_answers(reading, replace(order.asking, rounds=1), FLASH)
    if resumed is None:
        check_key(who)
    run = resumed or _new_run(reading, replace(order, asking=who.as_ordered(order.asking)))
    gate = Gate([each.prompt for each in made], who, order.asking, run)
    with held(run), can_go_on(run, COMMAND):
        answers, stopped = _asked(gate, made)
    pairs = [(each.ids, answer, answer.model) for each, answer in zip(made, answers, strict=False)]
    found, value = _judged(usages, pairs)
    if stopped is not None:
        left = sum(len(each.ids) for each in made[len(answers) :])
        output.note(
            f"warning: {stopped.problem}; {counted(left, 'usage')} not asked about: possible as before"
        )
        output.note(f"the run is kept; go on with: refactor {COMMAND} --resume {run.id}")
    else:
        run.end(branch=None)
    _tell(value, cost_value(run))
    return Questioned(found, {"asked": value, "cost": cost_value(run)}, stopped is not None)


def _asked(gate: Gate, made: Sequence[Question]) -> tuple[list[Answer], RefactorError | None]:
    """The answers in order, and what stopped it after some; what stops the first is raised."""
    from refactor_cli.commands.asking_models.gate import asked_once

    answers: list[Answer] = []
    for number, each in enumerate(made, start=1):
        label = f"question {number} of {len(made)}"
        try:
            answers.append(asked_once(gate, each.prompt, 0, label))
        except RefactorError as error:
            if not answers:
                raise
            return answers, error
    return answers, None


def _by_hand(usages: Usages, order: QuestionOrder) -> Questioned:
    from refactor_cli.answer_format.verdicts import read_verdicts
    from refactor_cli.ask import ask
    from refactor_cli.data import Prompt
    from refactor_cli.providers.file import FileProvider

    ids = tuple(usage.id for result in _of_kinds(usages, order.kinds).results for usage in result.usages)
    answers = [ask(Prompt("", "", 0, True), FileProvider(path)) for path in order.answers]
    for path, answer in zip(order.answers, answers, strict=True):
        read = read_verdicts(answer.text, ids)
        if not (read.said or read.ignored):
            output.note(f"warning: {path} says nothing of these usages: save the whole answer")
    found, value = _judged(usages, [(ids, answer, "a model by hand") for answer in answers])
    _tell(value, None)
    return Questioned(found, {"asked": value, "cost": None})


def _judged(
    usages: Usages, answers: Sequence[tuple[tuple[str, ...], Answer, str]]
) -> tuple[Usages, dict[str, int]]:
    """`answers`: each with the ids it was asked about, and who gave it. A later one wins."""
    from refactor_cli.answer_format.verdicts import read_verdicts, with_verdicts

    said: dict[str, tuple[Said, str]] = {}
    ignored = 0
    for ids, answer, who in answers:
        read = read_verdicts(answer.text, ids)
        ignored += read.ignored
        said |= {id: (each, who) for id, each in read.said.items()}
    after = with_verdicts(usages, said)
    return after, _value(usages, after, ignored)


def _value(before: Usages, after: Usages, ignored: int) -> dict[str, int]:
    """Counts for the report."""
    possible = {each.id for each in before.every if each.certainty == "possible"}
    now = [u for each in after.results for u in (*each.usages, *each.ruled_out) if u.id in possible]
    counts = {name: sum(u.certainty == name for u in now) for name in ("likely", "ruled_out", "possible")}
    return {"usages": len(possible), **counts, "ignored": ignored}


def _tell(value: Mapping[str, int], cost: Mapping[str, Any] | None) -> None:
    from refactor_cli.commands.asking_models.billing import tell_perhaps, usd

    output.note(
        f"asked about {counted(value['usages'], 'possible usage')}: {value['likely']} likely now, "
        f"{value['ruled_out']} ruled out (--show-ruled-out lists them), {value['possible']} as they were"
    )
    if value["ignored"]:
        output.note(
            f"warning: of the answers {counted(value['ignored'], 'line')} could not be used (docs/models.md)"
        )
    if cost is not None:
        output.note(f"{counted(cost['requests'], 'request')}, {cost['tokens']:,} tokens, {usd(cost['usd'])}")
        tell_perhaps(cost)


def _new_run(reading: Reading, order: QuestionOrder) -> Run:
    from refactor_cli.journal import new_run
    from refactor_cli.settings import state_dir

    known = {
        "repository": str(reading.repository.top),
        "base": reading.symbols.snapshot.base,
        "order": {"command": COMMAND, **_stored(order), "targets": _from_anywhere(reading, order.targets)},
    }
    return new_run(state_dir(), known)


def _from_anywhere(reading: Reading, given: Sequence[str]) -> list[str]:
    """TARGET and PATH arguments as they mean the same in every folder."""
    from refactor_cli.commands.reading import named_from_top, targets_and_paths

    targets, paths = targets_and_paths(reading, given)
    places = (str(reading.repository.top / path) for path in paths)
    return [*(named_from_top(reading, each) for each in targets), *places]


def _stored(order: QuestionOrder) -> dict[str, Any]:
    asking = asdict(order.asking)
    lists = {name: list(getattr(order, name)) for name in ("targets", "include", "exclude", "kinds")}
    return {
        **lists,
        "types": order.types,
        "python": str(order.python.absolute()) if order.python is not None else None,
        "asking": {name: asking[name] for name in _ASKING},
    }
