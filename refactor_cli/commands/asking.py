"""Asking a model for `refactor migrate`: who is asked, what it may cost, the journal, and the rounds."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from refactor_cli.commands import output
from refactor_cli.commands.billing import cost_value, price_words, usd
from refactor_cli.commands.listening import Telling
from refactor_cli.commands.progress import clear
from refactor_cli.data import Answer, Prompt
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.order import Found, Order
    from refactor_cli.commands.reading import Reading
    from refactor_cli.conversation import Conversation, Judgement
    from refactor_cli.data import Rejection
    from refactor_cli.journal import Run
    from refactor_cli.keys import UserConfig
    from refactor_cli.prices import Price
    from refactor_cli.providers import Listener
    from refactor_cli.providers.endpoint import Endpoint
    from refactor_cli.providers.journalled import JournalledProvider

AUTO = "auto"
MOST_OUTPUT = 65_536  # tokens of one answer, reasoning included


@dataclass(frozen=True, slots=True)
class ModelOrder:
    """Who is asked, and what it may cost, in USD. `resume`: the run to go on with; `timeout`: seconds for the next
    token."""

    model: str | None = None
    base_url: str | None = None
    allow_http: bool = False
    rounds: int = 3
    confirm_above: float = 0.5
    max_cost: float | None = None
    yes: bool = False
    resume: str | None = None
    context_tokens: int | None = None
    timeout: float | None = None
    retries: int = 3
    output_tokens: int = MOST_OUTPUT

    @property
    def most_output(self) -> int:
        """Tokens of one answer, reasoning included: never more than half of a small window."""
        return (
            min(self.output_tokens, self.context_tokens // 2) if self.context_tokens else self.output_tokens
        )

    def by_hand(self, usual: str) -> str:
        """For which model a prompt is written that nobody is sent. `usual`: the user's own, "" where there is none."""
        from refactor_cli.tokens import DEFAULT_MODEL

        named = self.model or usual
        return named if named and named != AUTO else DEFAULT_MODEL


NO_MODEL = ModelOrder()


@dataclass(frozen=True, slots=True)
class Asked:
    """`answers`: of each prompt its rounds, in order."""

    run: Run
    conversations: tuple[Conversation, ...]

    @property
    def answers(self) -> tuple[tuple[Answer, ...], ...]:
        """Of each prompt, its answers in order."""
        return tuple(each.answers for each in self.conversations)


@dataclass(frozen=True, slots=True)
class Who:
    """Who answers: the address, and the model of each round."""

    endpoint: Endpoint
    models: tuple[str, ...]
    config: UserConfig

    def price(self, model: str, at: datetime) -> Price | None:
        from refactor_cli.prices import model as known

        if (own := self.config.prices.get(model.lower())) is not None:
            return own
        found = known(model)
        return found.price(at) if found is not None else None


def ask_model(found: Found, order: Order, resumed: Run | None) -> Asked:
    """Asks for everything the user's rules leave, round by round.

    Raises:
        RefactorError: no key, too dear, the server fails before anything was accepted; a run that can go on is named.
    """
    from refactor_cli.answering import recipes_of
    from refactor_cli.commands.deciding import judged
    from refactor_cli.conversation import converse, go_on, with_rules
    from refactor_cli.journal import held

    done: list[Conversation] = []
    who = who_answers(found.reading, order.asking)
    if resumed is None:
        check_key(who)
        order = _with_window(order, who)  # a run that goes on has it already
    asking = order.asking
    prompts = _prompts(found, order, who)
    run = resumed or _new_run(found, order)
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

    with held(run), can_go_on(run):
        if found.type_check is not None:
            found.type_check.kept_in.append(run)
        if found.tests is not None:
            found.tests.before(run)  # what cannot be run is known before anything is paid
        told = list[Prompt]()
        for part, prompt in enumerate(prompts):
            told.append(with_rules(prompt, recipes_of([each.answers for each in done])))
            done.append(converse(told[part], ask, judge_of(part), asking.rounds))
            _tell_stop(done[-1], run)
        for part, problems in enumerate(_of_tests(found, order, prompts, (done, run))):
            done[part] = go_on(told[part], done[part], problems, (ask, judge_of(part)), asking.rounds)
            if problems:
                _tell_stop(done[part], run)
    return Asked(run, tuple(done))


def _tell_stop(talk: Conversation, run: Run) -> None:
    if talk.stopped is not None:
        output.note(f"warning: {talk.stopped.problem}; what was accepted before stands")
        output.note(f"note: to have the rest asked: refactor migrate --resume {run.id} --branch NAME")


def _of_tests(
    found: Found, order: Order, prompts: Sequence[Prompt], asked: tuple[Sequence[Conversation], Run]
) -> list[tuple[Rejection, ...]]:
    """For each prompt what the user's tests say of the answers so far; what concerns no single usage goes to all."""
    talks, run = asked
    if found.tests is None or all(len(each.rounds) >= order.asking.rounds for each in talks):
        return [() for _ in prompts]
    from refactor_cli.commands.deciding import rewritten_by
    from refactor_cli.commands.testing import found_problems

    migration = rewritten_by(found, order, [each.answers for each in talks])
    problems = found_problems(found.tests, migration, found.reading.symbols, run)
    return [tuple(each for each in problems if not each.id or each.id in prompt.text) for prompt in prompts]


def who_answers(reading: Reading, order: ModelOrder, usual: str = "") -> Who:
    """The address and the models of each round. `usual`: whom to ask at DeepSeek when nobody is named, Pro if "".

    Raises:
        RefactorError: the address cannot be used, or no model is named.
    """
    from refactor_cli.keys import ignored_environment, ignored_settings, key_for, user_config
    from refactor_cli.providers import deepseek
    from refactor_cli.providers.endpoint import Endpoint, checked_url

    for warning in (
        *ignored_settings(reading.repository.top, reading.symbols.snapshot),
        *ignored_environment(),
    ):
        output.note(f"warning: {warning}")
    config = user_config()
    named = order.base_url or os.environ.get("REFACTOR_BASE_URL") or config.base_url
    url = checked_url(named or deepseek.BASE_URL, order.allow_http)
    endpoint = Endpoint(url)
    is_deepseek = endpoint.host == deepseek.HOST
    # DeepSeek's key goes to DeepSeek and to nobody else
    variables = (deepseek.KEY_VARIABLE, "REFACTOR_API_KEY") if is_deepseek else ("REFACTOR_API_KEY",)
    key = key_for(endpoint.host, variables, config)
    model = order.model or config.model or (usual or deepseek.PRO if is_deepseek else "")
    if not model:
        raise RefactorError(f"nothing says which model of {endpoint.host} to ask", "name it: --model NAME")
    model = usual if model == AUTO and usual else model
    models = (model,) * order.rounds
    if model == AUTO:
        # what Flash cannot do goes to Pro, so that the last word is never Flash's
        models = (
            (deepseek.FLASH, *(deepseek.PRO,) * (order.rounds - 1)) if order.rounds > 1 else (deepseek.PRO,)
        )
    return Who(Endpoint(url, key), models, config)


def check_key(who: Who) -> None:
    """Raises RefactorError when there is no key for a server that is not this machine."""
    from refactor_cli.providers import deepseek
    from refactor_cli.providers.endpoint import is_loopback

    host = who.endpoint.host
    if who.endpoint.key is None and not is_loopback(host):
        variable = deepseek.KEY_VARIABLE if host == deepseek.HOST else "REFACTOR_API_KEY"
        raise RefactorError(
            f"there is no key for {host}",
            f"set {variable}; for another server, --base-url or REFACTOR_BASE_URL; "
            "or answer by hand: --prompt-out FILE, then --answer FILE",
        )


def _with_window(order: Order, who: Who) -> Order:
    """The order with the window of the server's model, where the server says one and the user does not."""
    from refactor_cli.commands.packing import Options, window_of
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
    from refactor_cli.commands.deciding import prompts_of
    from refactor_cli.commands.packing import Options

    return prompts_of(found, order, Options(who.models[-1], order.asking.context_tokens)).prompts


def _new_run(found: Found, order: Order) -> Run:
    from refactor_cli.commands.resuming import stored
    from refactor_cli.journal import new_run
    from refactor_cli.settings import state_dir

    reading = found.reading
    known = {
        "repository": str(reading.repository.top),
        "base": reading.symbols.snapshot.base,
        "order": stored(order),
    }
    return new_run(state_dir(), known)


@dataclass
class Gate:
    """What every request passes, before it is sent: the first asks for consent, all are held against --max-cost. An
    answer that the journal holds passes none of it."""

    prompts: Sequence[Prompt]
    who: Who
    order: ModelOrder
    run: Run
    is_confirmed: bool = False

    def allow(self, prompt: Prompt, model: str) -> None:
        """Raises RefactorError, or typer.Abort when a person declines."""
        if not self.is_confirmed:
            check_key(self.who)
            _confirm(self)
            self.is_confirmed = True
        _hold_down(self, prompt, model)


def _confirm(gate: Gate) -> None:
    """Says what it may cost, and asks when that is much.

    Raises:
        RefactorError: it is much, and nobody can be asked.
    """
    from refactor_cli.estimate import estimate

    prompts, who, order, now = gate.prompts, gate.who, gate.order, datetime.now(UTC)
    made = estimate(prompts, who.models, order.most_output, lambda model: who.price(model, now))
    names = " then ".join(dict.fromkeys(who.models))
    about = "" if all(prompt.tokens_exact for prompt in prompts) else "about "
    size = f"{about}{made.tokens:,} tokens in {len(prompts)} prompt{'s' * (len(prompts) > 1)}"
    output.note(f"asking {names} at {who.endpoint.host}: {size}; run {gate.run.id}")
    if made.worst is None or made.cold is None:
        output.note("note: the price of this model is not known")
        if order.max_cost is not None:
            raise RefactorError(
                "--max-cost needs a price, and that of this model is not known",
                "say it in your own config.toml (see docs/models.md), or leave --max-cost out",
            )
        return
    rounds = f"the answers of all {len(who.models)} rounds" if len(who.models) > 1 else "the answers"
    output.note(price_words(made, rounds))
    most = made.worst if order.max_cost is None else min(made.worst, order.max_cost)
    if most <= order.confirm_above or order.yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise RefactorError(
            f"it may cost {usd(most)}, more than {usd(order.confirm_above)}, and nobody can be asked",
            "say --yes, --max-cost USD, or --confirm-above USD",
        )
    import typer

    typer.confirm("go on?", abort=True, err=True)


def _hold_down(gate: Gate, prompt: Prompt, model: str) -> None:
    from refactor_cli.estimate import worst_of

    order, price = gate.order, gate.who.price(model, datetime.now(UTC))
    if order.max_cost is None or price is None:
        return
    cost = cost_value(gate.run)
    spent = (cost["usd"] or 0.0) + cost["perhaps_usd"]
    worst = worst_of(prompt, price, order.most_output)
    if spent + worst > order.max_cost:
        raise RefactorError(
            f"the next request may cost {usd(worst)}, with {usd(spent)} spent, and --max-cost is "
            f"{usd(order.max_cost)}",
            "raise --max-cost, or ask for less at once: --only or --include",
            ExitCode.MODEL,
        )


def _provider(gate: Gate, number: int, listen: Listener) -> JournalledProvider:
    """Who answers in a round, from 0; all that is said goes through the journal."""
    from refactor_cli.providers import deepseek
    from refactor_cli.providers.journalled import JournalledProvider
    from refactor_cli.providers.openai_compatible import COMPATIBLE, ChatProvider, Retries
    from refactor_cli.providers.streaming import Limits

    who, model, timeout = gate.who, gate.who.models[number], gate.order.timeout
    limits = Limits(first_token=timeout, idle=timeout) if timeout else Limits()
    retries = Retries(gate.order.retries)
    dialect = deepseek.DEEPSEEK if who.endpoint.host == deepseek.HOST else COMPATIBLE
    return JournalledProvider(
        ChatProvider(who.endpoint, model, dialect, gate.order.most_output, True, limits, retries),
        gate.run,
        lambda at: who.price(model, at),
        lambda prompt: gate.allow(prompt, model),
        listen,
    )


def asked_once(gate: Gate, prompt: Prompt, number: int, label: str) -> Answer:
    """The answer of one round, from 0, told under a label. Raises RefactorError as `ask` does."""
    from refactor_cli.ask import ask

    telling = Telling(label, gate.who.models[number])
    try:
        answer = ask(prompt, _provider(gate, number, telling.hear))
    except BaseException:
        clear()
        raise
    telling.end()
    return answer


@contextlib.contextmanager
def can_go_on(run: Run, command: str = "migrate") -> Iterator[None]:
    """Whatever stops a run, a person learns how to go on with it."""
    import typer

    from refactor_cli.journal import delete_run

    try:
        yield
    except (RefactorError, KeyboardInterrupt, typer.Abort):
        if run.spent():
            output.note(f"the run is kept; go on with: refactor {command} --resume {run.id}")
        else:
            delete_run(run.folder)  # nothing was asked: there is nothing to go on with
        raise
