"""What a run asked of whom and what that cost: for the report, and for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from refactor_cli.commands.command_line import output
from refactor_cli.counted import counted

if TYPE_CHECKING:
    from refactor_cli.conversation import Conversation
    from refactor_cli.data import Answer
    from refactor_cli.estimate import Estimate
    from refactor_cli.journal import Run


class Asked(Struct, frozen=True):
    """`conversations`: of each prompt its rounds, in order; `models`: who was to be asked in each round; `listed`: the
    ids in each prompt."""

    run: Run
    conversations: tuple[Conversation, ...]
    models: tuple[str, ...]
    listed: tuple[frozenset[str], ...] = ()

    @property
    def answers(self) -> tuple[tuple[Answer, ...], ...]:
        """Of each prompt, its answers in order."""
        return tuple(each.answers for each in self.conversations)


def cost_value(run: Run) -> dict[str, Any]:
    """The cost of a run as the report has it. `usd` is None where a price is not known; `perhaps_usd`: of attempts
    that failed or were stopped after the server had begun, which may have been billed."""
    spent = run.spent()
    models: dict[str, dict[str, Any]] = {}
    for each in spent:
        fresh: dict[str, Any] = {
            "requests": 0, "cache_hit": 0, "cache_miss": 0, "output": 0, "reasoning": 0, "usd": 0.0,
        }  # fmt: skip
        row = models.setdefault(each.model, fresh)
        row["requests"] += each.attempts
        if each.billed is not None:
            for name, count in zip(
                ("cache_hit", "cache_miss", "output", "reasoning"), each.billed, strict=True
            ):
                row[name] += count
        if each.is_answered and each.usd is None:
            row["usd"] = None
        elif row["usd"] is not None and each.usd is not None:
            row["usd"] = round(row["usd"] + each.usd, 9)
    known = [row["usd"] for row in models.values()]
    return {
        "usd": None if None in known else round(sum(known), 9),
        "requests": sum(row["requests"] for row in models.values()),
        "tokens": sum(row["cache_hit"] + row["cache_miss"] + row["output"] for row in models.values()),
        "perhaps_usd": round(sum(each.perhaps_usd for each in spent), 9),
        "models": [{"model": name, **row} for name, row in models.items()],
        "run": run.id,
    }


def rounds_value(asked: Asked) -> list[dict[str, Any]]:
    """What was asked of whom, as the report has it. `requested`: the model that was asked, `model`: the one that
    answered, as the server says; `asked`: problems of the round before, None for the whole task."""
    return [
        {
            "prompt": part,
            "round": number,
            "model": each.answer.model,
            "requested": asked.models[number - 1],
            "provider": each.answer.provider,
            "asked": each.asked,
            "decided": each.judgement.accepted,
            "problems": len(each.judgement.problems),
        }
        for part, talk in enumerate(asked.conversations, start=1)
        for number, each in enumerate(talk.rounds, start=1)
    ]


def tell(asked: Asked) -> None:
    """For people: what was asked of whom and why, and what it cost."""
    for row in rounds_value(asked):
        of = f" of prompt {row['prompt']}" if len(asked.conversations) > 1 else ""
        why = (
            "the whole task"
            if row["asked"] is None
            else counted(row["asked"], "problem") + " of the round before"
        )
        output.note(
            f"round {row['round']}{of}: {row['model']} at {row['provider']} was asked about {why}; "
            f"{counted(row['decided'], 'usage')} decided so far, {counted(row['problems'], 'problem')} left"
        )
    for requested, model in dict.fromkeys((row["requested"], row["model"]) for row in rounds_value(asked)):
        if model != requested:
            output.note(f"note: {requested} was asked, and the server says that {model} answered")
    tell_spent(asked.run)


def tell_spent(run: Run) -> None:
    """For people: what a run cost so far, and what it may have."""
    cost = cost_value(run)
    for row in cost["models"]:
        output.note(
            f"{row['model']}: {counted(row['requests'], 'request')}, {row['cache_miss']:,} tokens read anew, "
            f"{row['cache_hit']:,} from the cache, {row['output']:,} written, {usd(row['usd'])}"
        )
    tell_perhaps(cost)


def tell_perhaps(cost: Mapping[str, Any]) -> None:
    """What may be on the bill as well: no server says what an attempt cost that failed, and some never do."""
    if cost["perhaps_usd"]:
        output.note(
            "note: what failed or was stopped, or was answered without a bill, may cost about "
            f"{usd(cost['perhaps_usd'])} more"
        )


def price_words(made: Estimate, answers: str) -> str:
    """For people, what prompts cost whose price is known."""
    return (
        f"reading it costs {usd(made.cold)}, {usd(made.cached)} when cached; with {answers} "
        f"{usd(made.worst)} at most"
    )


def usd(amount: float | None) -> str:
    """An amount for people."""
    if amount is None:
        return "price not known"
    return f"{amount:.2f} USD" if amount >= 0.1 or not amount else f"{amount:.4f} USD"
