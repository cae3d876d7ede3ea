"""Asking a model for `refactor migrate`: the prompts, the rounds, and what judges each answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.commands.asking_models.billing import Asked
from refactor_cli.commands.asking_models.gate import Gate, asked_once
from refactor_cli.commands.asking_models.who_answers import check_key, who_answers
from refactor_cli.commands.command_line import output
from refactor_cli.commands.migrations.resuming import can_go_on, stored
from refactor_cli.data import Answer, Prompt

if TYPE_CHECKING:
    from refactor_cli.commands.asking_models.who_answers import Who
    from refactor_cli.commands.migrations.order import Found, Order
    from refactor_cli.conversation import Conversation, Judgement
    from refactor_cli.data import Rejection
    from refactor_cli.journal import Run


def ask_model(found: Found, order: Order, resumed: Run | None) -> Asked:
    """Asks for everything the user's rules leave, round by round.

    Raises:
        RefactorError: no key, too dear, the server fails before anything was accepted; a run that can go on is named.
    """
    from refactor_cli.answering.spoken_of import recipes_of
    from refactor_cli.commands.migrations.rewriting import judged
    from refactor_cli.commands.migrations.task import with_listed
    from refactor_cli.conversation import converse, go_on, with_rules
    from refactor_cli.journal import held

    done: list[Conversation] = []
    who = who_answers(found.reading, order.asking)
    if resumed is None:
        check_key(who)
        order = _with_window(order, who)  # a run that goes on has it already
    asking = order.asking
    prompts = _prompts(found, order, who)
    found = with_listed(found, prompts)
    run = resumed or _new_run(found, replace(order, asking=who.as_ordered(asking)))
    gate = Gate(prompts, who, asking, run)

    def judge_of(part: int) -> Callable[[Sequence[Answer]], Judgement]:
        def judge(answers: Sequence[Answer]) -> Judgement:
            said = [each.answers for each in done]
            every = (*said[:part], tuple(answers), *said[part + 1 :])
            is_last_word = who.models[len(answers) - 1] == who.models[-1]
            return judged(found, order, every, prompts[part].text, is_last_word=is_last_word)

        return judge

    def ask(prompt: Prompt, number: int) -> Answer:
        return asked_once(gate, prompt, number, f"round {number + 1}")

    with held(run), can_go_on(run, again=order.again):
        if found.type_check is not None:
            found.type_check.kept_in.append(run)
        if found.tests is not None:
            found.tests.before(run)  # what cannot be run is known before anything is paid
        told = list[Prompt]()
        for part, prompt in enumerate(prompts):
            told.append(with_rules(prompt, recipes_of([each.answers for each in done])))
            done.append(converse(told[part], ask, judge_of(part), asking.rounds))
            _tell_stop(done[-1], run, order)
        for part, problems in enumerate(_of_tests(found, order, prompts, (done, run))):
            done[part] = go_on(told[part], done[part], problems, (ask, judge_of(part)), asking.rounds)
            if problems:
                _tell_stop(done[part], run, order)
    return Asked(run, tuple(done), who.models, found.listed)


def _tell_stop(talk: Conversation, run: Run, order: Order) -> None:
    if talk.stopped is not None:
        output.note(f"warning: {talk.stopped.problem}; what was accepted before stands")
        again = f"{order.again} --branch NAME".strip()
        output.note(f"note: to have the rest asked: refactor migrate --resume {run.id} {again}")


def _of_tests(
    found: Found, order: Order, prompts: Sequence[Prompt], asked: tuple[Sequence[Conversation], Run]
) -> list[tuple[Rejection, ...]]:
    """For each prompt what the user's tests say of the answers so far; what concerns no single usage goes to all."""
    talks, run = asked
    if found.tests is None or all(len(each.rounds) >= order.asking.rounds for each in talks):
        return [() for _ in prompts]
    from refactor_cli.commands.migrations.rewriting import rewritten_by
    from refactor_cli.commands.migrations.testing import found_problems

    migration = rewritten_by(found, order, [each.answers for each in talks])
    problems = found_problems(found.tests, migration, found.reading.symbols, run)
    return [tuple(each for each in problems if not each.id or each.id in prompt.text) for prompt in prompts]


def _with_window(order: Order, who: Who) -> Order:
    """The order with the window of the server's model, where the server says one and the user does not."""
    from refactor_cli.commands.migrations.packing import Options, window_of
    from refactor_cli.providers import deepseek
    from refactor_cli.providers.served_window import served_window

    if order.asking.context_tokens is not None or who.endpoint.host == deepseek.HOST:
        return order
    model = who.models[-1]
    tokens = served_window(who.endpoint, model)
    if tokens is None:
        usual = window_of(Options(model), is_asking=True).tokens
        output.note(
            f"note: {who.endpoint.host} does not say how large the window of {model} is; it is taken to have "
            f"{usual:,} tokens (--context-tokens)"
        )
        return order
    output.note(f"note: {who.endpoint.host} gives {model} a window of {tokens:,} tokens")
    return replace(order, asking=replace(order.asking, context_tokens=tokens))


def _prompts(found: Found, order: Order, who: Who) -> tuple[Prompt, ...]:
    from refactor_cli.commands.migrations.packing import Options, with_room
    from refactor_cli.commands.migrations.task import prompts_of

    options = [Options(model, order.asking.context_tokens) for model in who.models]
    return with_room(prompts_of(found, order, options[-1]).prompts, options, order.asking.most_output)


def _new_run(found: Found, order: Order) -> Run:
    from refactor_cli.journal import new_run
    from refactor_cli.settings import state_dir

    reading = found.reading
    known = {
        "repository": str(reading.repository.top),
        "base": reading.symbols.snapshot.base,
        "order": stored(order),
    }
    return new_run(state_dir(), known)
