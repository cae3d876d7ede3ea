"""Asking a model for `refactor migrate`: who is asked, what it may cost, the journal, and the rounds."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from refactor_cli.commands import output
from refactor_cli.commands.billing import cost_value, usd
from refactor_cli.data import Answer, Prompt
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.migrating import Found, Order
    from refactor_cli.conversation import Conversation, Judgement
    from refactor_cli.journal import Run
    from refactor_cli.keys import UserConfig
    from refactor_cli.prices import Price
    from refactor_cli.providers import Event, Listener
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

    @property
    def most_output(self) -> int:
        """Tokens of one answer, reasoning included: never more than half of a small window."""
        return min(MOST_OUTPUT, self.context_tokens // 2) if self.context_tokens else MOST_OUTPUT


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
class _Who:
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
    from refactor_cli.conversation import converse, with_rules
    from refactor_cli.journal import held

    asking = order.asking
    done: list[Conversation] = []
    who = _who(found, asking)
    if resumed is None:
        _check_key(who)
    prompts = _prompts(found, order, who)
    run = resumed or _new_run(found, order)
    gate = _Gate(prompts, who, asking, run)
    with held(run), _can_go_on(run):
        for prompt in prompts:
            before, text = [each.answers for each in done], prompt.text

            def judge(answers: Sequence[Answer], before: list[Any] = before, text: str = text) -> Judgement:
                return judged(found, order, (*before, tuple(answers)), text)

            def ask(prompt: Prompt, number: int) -> Answer:
                return _ask(prompt, _provider(gate, number))

            talk = converse(with_rules(prompt, recipes_of(before)), ask, judge, asking.rounds)
            if talk.stopped is not None:
                output.note(f"warning: {talk.stopped.problem}; what was accepted before stands")
                output.note(f"note: to have the rest asked: refactor migrate --resume {run.id} --branch NAME")
            done.append(talk)
    return Asked(run, tuple(done))


def _who(found: Found, order: ModelOrder) -> _Who:
    from refactor_cli.keys import ignored_environment, ignored_settings, key_for, user_config
    from refactor_cli.providers import deepseek
    from refactor_cli.providers.endpoint import Endpoint, checked_url

    reading = found.reading
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
    model = order.model or config.model or (deepseek.PRO if is_deepseek else "")
    if not model:
        raise RefactorError(f"nothing says which model of {endpoint.host} to ask", "name it: --model NAME")
    models = (model,) * order.rounds
    if model == AUTO:
        models = (deepseek.FLASH, *(deepseek.PRO,) * (order.rounds - 1))
    return _Who(Endpoint(url, key), models, config)


def _check_key(who: _Who) -> None:
    from refactor_cli.providers import deepseek
    from refactor_cli.providers.endpoint import is_loopback

    host = who.endpoint.host
    if who.endpoint.key is None and not is_loopback(host):
        variable = deepseek.KEY_VARIABLE if host == deepseek.HOST else "REFACTOR_API_KEY"
        raise RefactorError(
            f"there is no key for {host}",
            f"set {variable}, or answer by hand: --prompt-out FILE, then --answer FILE",
        )


def _prompts(found: Found, order: Order, who: _Who) -> tuple[Prompt, ...]:
    from refactor_cli.commands.deciding import priming, task_of
    from refactor_cli.commands.packing import Options, packed

    options = Options(who.models[-1], order.asking.context_tokens)
    return packed(found.reading, task_of(found, order), priming(found, order), options).prompts


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
class _Gate:
    """What every request passes, before it is sent: the first asks for consent, all are held against --max-cost. An
    answer that the journal holds passes none of it."""

    prompts: Sequence[Prompt]
    who: _Who
    order: ModelOrder
    run: Run
    is_confirmed: bool = False

    def allow(self, prompt: Prompt, model: str) -> None:
        """Raises RefactorError, or typer.Abort when a person declines."""
        if not self.is_confirmed:
            _check_key(self.who)
            _confirm(self)
            self.is_confirmed = True
        _hold_down(self, prompt, model)


def _confirm(gate: _Gate) -> None:
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
    output.note(
        f"reading it costs {usd(made.cold)}, {usd(made.cached)} when cached; with the answers of all "
        f"{len(who.models)} rounds {usd(made.worst)} at most"
    )
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


def _hold_down(gate: _Gate, prompt: Prompt, model: str) -> None:
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


def _provider(gate: _Gate, number: int) -> JournalledProvider:
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
        _progress(model, number),
    )


def _ask(prompt: Prompt, provider: JournalledProvider) -> Answer:
    from refactor_cli.ask import ask

    try:
        return ask(prompt, provider)
    finally:
        _end_of_line()


def _progress(model: str, number: int) -> Listener:
    """A line on a terminal that says what comes; retries are told everywhere."""
    from refactor_cli.providers import Heard, Lost, Sending

    heard = {"reasoning": 0, "content": 0}
    is_shown = sys.stderr.isatty() and not os.environ.get("CI")

    def listen(event: Event) -> None:
        match event:
            case Sending(1):
                output.note(f"round {number + 1}: waiting for {model} …")
            case Sending(attempt):
                output.note(f"round {number + 1}: attempt {attempt}; a prompt sent again may be billed twice")
            case Heard(kind, text):
                heard[kind] += len(text)
                if is_shown:
                    line = f"\rreasoning {heard['reasoning']:,} characters, answer {heard['content']:,}\x1b[K"
                    print(line, end="", file=sys.stderr, flush=True)
            case Lost(_, reason, _):
                _end_of_line()
                output.note(f"warning: the model's server: {reason}")

    return listen


def _end_of_line() -> None:
    if sys.stderr.isatty() and not os.environ.get("CI"):
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextlib.contextmanager
def _can_go_on(run: Run) -> Iterator[None]:
    """Whatever stops a run, a person learns how to go on with it."""
    import typer

    from refactor_cli.journal import delete_run

    try:
        yield
    except (RefactorError, KeyboardInterrupt, typer.Abort):
        if run.spent():
            output.note(f"the run is kept; go on with: refactor migrate --resume {run.id}")
        else:
            delete_run(run.folder)  # nothing was asked: there is nothing to go on with
        raise
