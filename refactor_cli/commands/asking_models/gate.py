"""What every request to a model passes before it is sent: consent, the cost cap, and the journal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.commands.asking_models.billing import cost_value, price_words, usd
from refactor_cli.commands.asking_models.listening import Telling
from refactor_cli.commands.asking_models.who_answers import Who, check_key
from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.progress import clear
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.asking_models.model_order import ModelOrder
    from refactor_cli.data import Answer, Prompt
    from refactor_cli.journal import Run
    from refactor_cli.providers import Listener
    from refactor_cli.providers.journalled import JournalledProvider

_LEAST = 1_024  # tokens of an answer


class Gate(Struct):
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
    if before := cost_value(gate.run)["perhaps_usd"]:
        output.note(
            f"note: what this run asked before and got no whole answer to may have cost {usd(before)}; "
            "a prompt sent again may be billed twice"
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


def _room(gate: Gate, prompt: Prompt, model: str) -> int:
    """Tokens that an answer may have: a server refuses what does not fit into its window together with the prompt, and
    a prompt grows with every round.

    Raises:
        RefactorError: there is no room for one.
    """
    from refactor_cli.commands.migrations.packing import Options, window_of

    window = window_of(Options(model, gate.order.context_tokens), is_asking=True).tokens
    left = window - prompt.tokens
    if left < min(_LEAST, gate.order.most_output):
        raise RefactorError(
            f"with {prompt.tokens:,} tokens of a prompt, the window of {model} ({window:,}) has no room for an answer",
            "ask for less at once: --only or --include, or say a larger window: --context-tokens",
            ExitCode.MODEL,
        )
    return min(gate.order.most_output, left)


def _provider(gate: Gate, number: int, prompt: Prompt, listen: Listener) -> JournalledProvider:
    """Who answers in a round, from 0; all that is said goes through the journal."""
    from refactor_cli.providers import deepseek
    from refactor_cli.providers.journalled import JournalledProvider
    from refactor_cli.providers.openai_compatible import COMPATIBLE, ChatProvider, Retries
    from refactor_cli.providers.streaming import Limits

    who, model, timeout = gate.who, gate.who.models[number], gate.order.timeout
    limits = Limits(first_token=timeout, idle=timeout) if timeout else Limits()
    retries = Retries(gate.order.retries)
    dialect = deepseek.DEEPSEEK if who.endpoint.host == deepseek.HOST else COMPATIBLE
    most = _room(gate, prompt, model)
    return JournalledProvider(
        ChatProvider(who.endpoint, model, dialect, most, True, limits, retries),
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
        answer = ask(prompt, _provider(gate, number, prompt, telling.hear))
    except BaseException:
        clear()
        raise
    telling.end()
    return answer
