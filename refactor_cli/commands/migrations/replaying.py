"""`refactor migrate --onto REV --from …`: order, recipe and answers again on another commit, and what is new."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from refactor_cli.commands.command_line import output
from refactor_cli.commands.migrations.order import Order, Replayed
from refactor_cli.commands.project import named_recipe
from refactor_cli.data import Answer
from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.answered import Answers
    from refactor_cli.commands.migrations.records import Recorded
    from refactor_cli.plan import Plan
    from refactor_cli.repository import Repository

NOTHING = "nothing"
"""Stands for the run in the name of a plan that rewrites nothing: there is no run of that name."""

_SHOWN = 20
_TYPES = "ty"  # where nobody says which type server


def recipe_text(order: Order) -> str:
    """The recipe that the user gave, as it was then; "" without one."""
    if order.replayed is not None:
        return order.replayed.recipe
    return order.derived or (named_recipe(order.recipe) if order.recipe else "")


def kept(order: Order, answers: Answers) -> dict[str, Any]:
    """What a plan keeps, so that it can be done again."""
    from refactor_cli.commands.migrations.resuming import stored

    return {
        "order": {**stored(order), "split_by": order.split_by},
        "recipe": recipe_text(order),
        "answers": [[{"text": each.text, "model": each.model} for each in rounds] for rounds in answers],
        "undone": sorted(order.replayed.undone) if order.replayed is not None else [],
    }


def replayed(folder: Path, order: Order) -> Order:
    """The order that a plan, a branch or a run was made by, on another commit.

    Raises:
        RefactorError: it is not known, or more was ordered than to do it again.
    """
    from refactor_cli.commands.migrations.resuming import check_as_before
    from refactor_cli.repository import open_repository, resolve

    if not order.onto or not order.source:
        raise RefactorError(
            "--onto and --from go together",
            "refactor migrate --onto REV --from PLAN, or a branch, or a run",
        )
    if any((order.targets, order.to, order.recipe, order.instructions, order.prompt_out, order.answer)):
        raise RefactorError(
            "--onto does again what was ordered before",
            "leave out TARGET, --to, --recipe, --instructions, --prompt-out and --answer",
        )
    repository = open_repository(folder)
    base = resolve(repository, order.onto)
    plan, undone = _plan_of(repository, order.source)
    if not plan.replay:
        raise RefactorError("this plan does not say how it was made", "make it anew: refactor migrate")
    known = plan.replay["order"]
    check_as_before(order, known)
    before = _ordered(known)
    before |= {"types": order.types} if order.types.value != _TYPES else {}
    before |= {"python": order.python} if order.python is not None else {}
    return replace(
        order,
        **before,
        base=base,
        branch=order.branch or f"{plan.branch}-onto-{base[:8]}",
        split_by=order.split_by or known["split_by"],
        build_files=order.build_files or known.get("build_files", False),  # older plans do not know it
        replayed=_replayed(order.source, plan, undone),
    )


def _ordered(known: Mapping[str, Any]) -> dict[str, Any]:
    """What is ordered again, of an order as `kept` has it."""
    from refactor_cli.commands.command_line.choices import Types

    same = {name: known[name] for name in ("to", "instructions", "floor", "definition", "as_lambda")}
    same |= {name: tuple(known[name]) for name in ("targets", "include", "exclude")}
    same |= {name: frozenset(known[name]) for name in ("only", "skip")}
    same |= {name: tuple(map(Path, known[name])) for name in ("docs", "style")}
    same |= {name: Path(known[name]) if known[name] is not None else None for name in ("recipe", "python")}
    return {**same, "types": Types(known["types"])}


def _replayed(source: str, plan: Plan, undone: frozenset[str]) -> Replayed:
    value = plan.replay
    answers = tuple(
        tuple(Answer(each["text"], "replayed", each["model"]) for each in rounds)
        for rounds in value["answers"]
    )
    before = {each["id"]: each for each in plan.report.get("ledger", ())}
    undone |= frozenset(value.get("undone", ()))
    return Replayed(source, plan.base, value["recipe"], answers, before, undone)


def _plan_of(repository: Repository, source: str) -> tuple[Plan, frozenset[str]]:
    """The plan that a file, a branch or a run's id names, and the usages that were taken back on the branch."""
    from refactor_cli.commands.migrations.records import records_at
    from refactor_cli.plan import foreign, load
    from refactor_cli.repository import is_of_another
    from refactor_cli.repository.branches import branches

    if source in branches(repository):
        found = records_at(repository, source)
        return _by_run(repository, found[0].record.run, source), _taken_back(found)
    if os.path.isfile(source):
        plan = load(Path(source))
        if is_of_another(repository, plan.base):
            raise foreign(plan, f"the plan {source}")
    else:
        plan = _by_run(repository, source)
    return plan, _taken_back_on_its_branch(repository, plan)


def _taken_back(found: Sequence[Recorded]) -> frozenset[str]:
    from refactor_cli.commands.migrations.records import UNDONE, ledger_of

    return frozenset(site.id for site in ledger_of(found) if site.outcome == UNDONE)


def _taken_back_on_its_branch(repository: Repository, plan: Plan) -> frozenset[str]:
    """A plan does not know what was taken back later; the branch that was made of it does, where it is here."""
    from refactor_cli.commands.migrations.records import records_at
    from refactor_cli.repository.branches import branches

    if plan.branch not in branches(repository):
        return frozenset()
    try:
        found = records_at(repository, plan.branch)
    except RefactorError:  # another's branch of that name
        return frozenset()
    return _taken_back(found) if found[0].record.run == plan.report.get("run") else frozenset()


def _by_run(repository: Repository, run: str, branch: str = "") -> Plan:
    """The plan with a run's id, of this repository; of several that came to the same, that of the branch."""
    from refactor_cli.errors import RefactorError
    from refactor_cli.plan import foreign, load
    from refactor_cli.repository import is_of_another
    from refactor_cli.settings import state_dir

    places = list[Path]()
    if run.isalnum() and run != NOTHING:
        places = sorted((state_dir() / "plans").glob(f"*-{run}.json"))
    if not places and (place := _of_journal(run)) is not None:
        places = [place]
    found = [load(place) for place in places]
    if here := [plan for plan in found if not is_of_another(repository, plan.base)]:
        return next((plan for plan in here if plan.branch == branch), here[0])
    if found:
        raise foreign(found[0], f"the run {run}")
    if branch:
        raise RefactorError(
            f"the plan that {branch} was made of is not among those of this machine (run {run})",
            "name the plan's file: --from PLAN",
        )
    raise RefactorError(
        f"no branch, plan or run is called {run!r}, or its plan is not on this machine",
        "name the plan's file: --from PLAN",
    )


def _of_journal(run: str) -> Path | None:
    from refactor_cli.journal import opened, run_folders
    from refactor_cli.settings import state_dir

    for folder in run_folders(state_dir()):
        ended = opened(folder).outcome() if folder.name == run else None
        if ended is not None and ended.get("plan"):
            return Path(str(ended["plan"]))
    return None


def compared(before: Replayed, ledger: list[Mapping[str, Any]]) -> dict[str, Any]:
    """What is new, what went away, and what became open, as the report has it."""
    now = {each["id"]: each for each in ledger}
    was = before.outcomes
    return {
        "from": before.source,
        "base": before.base,
        "new": [id for id in now if id not in was],
        "gone": [id for id in was if id not in now],
        "opened": [
            id
            for id, each in now.items()
            if each["outcome"] == "open" and id in was and was[id]["outcome"] != "open"
        ],
    }


def tell(before: Replayed, ledger: list[Mapping[str, Any]]) -> None:
    """For people: the same."""
    now = {each["id"]: each for each in ledger}
    difference = compared(before, ledger)
    for name, title, known in (
        ("new", "new since then", now),
        ("gone", "no longer there", before.outcomes),
        ("opened", "open now", now),
    ):
        for line in _lines(title, [known[id] for id in difference[name]]):
            output.note(line)


def _lines(title: str, found: list[Mapping[str, Any]]) -> Iterator[str]:
    yield f"{title}: {len(found)}"
    for each in found[:_SHOWN]:
        why = f" ({each['reason']})" if each.get("reason") else ""
        yield f"  {each['path']}:{each['line']} {each['outcome']} {each['id']}{why}"
    if len(found) > _SHOWN:
        yield f"  and {len(found) - _SHOWN} more, in --output-format json"
