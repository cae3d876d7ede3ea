"""Order <-> the journal: what `refactor migrate` was told, kept so that `--resume` does the same."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict, replace

from refactor_cli.commands.asking_models.model_order import ModelOrder
from refactor_cli.commands.command_line import output
from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.order import Order, Output
    from refactor_cli.journal import Run

_REPEATED = (
    "targets",
    "to",
    "instructions",
    "branch",
    "include",
    "exclude",
    "floor",
    "definition",
    "as_lambda",
    "build_files",
    "use_cache",
)
_FILES = ("recipe", "python")
_ASKING = ("model", "base_url", "allow_http", "rounds", "context_tokens")
# what the run says, and its option; what these are when nobody says them
_SAID_THEN = {
    "docs": "--docs",
    "style": "--style",
    "only": "--only",
    "skip": "--skip",
    "include": "--include",
    "exclude": "--exclude",
    "floor": "--certainty",
    "definition": "--definition",
    "as_lambda": "--references",
    "build_files": "--allow-build-files",
    "types": "--types",
}
_ASKED_THEN = {
    "model": "--model",
    "base_url": "--base-url",
    "rounds": "--rounds",
    "context_tokens": "--context-tokens",
}
_UNSAID: tuple[Any, ...] = ([], None, False, "likely", "keep", "ty", ModelOrder().rounds)


def stored(order: Order) -> dict[str, Any]:
    """What a resumed run repeats, as JSON holds it, paths from anywhere: not what it may cost."""
    value: dict[str, Any] = {name: getattr(order, name) for name in _REPEATED}
    for name in _FILES:
        path = getattr(order, name)
        value[name] = str(path.absolute()) if path is not None else None
    for name in ("docs", "style"):
        value[name] = [_from_anywhere(each) for each in getattr(order, name)]
    for name in ("only", "skip"):
        value[name] = sorted(getattr(order, name))
    asking = asdict(order.asking)
    return {**value, "types": order.types.value, "asking": {name: asking[name] for name in _ASKING}}


def resumed(folder: Path, order: Order) -> Run:
    """The run that `--resume` names.

    Raises:
        RefactorError: there is none, it is another repository's, or more was ordered than to go on.
    """
    if any((order.targets, order.to, order.recipe, order.instructions, order.prompt_out, order.answer)):
        raise RefactorError(
            "--resume goes on with a run as it was ordered",
            "leave out TARGET, --to, --recipe, --instructions, --prompt-out and --answer",
        )
    run = run_of(folder, order.asking.resume or "", "migrate")
    check_as_ordered(run, stored(order), _SAID_THEN)
    if order.base not in ("HEAD", run.known["base"]):
        raise _said_then(run, "--base")
    return run


def check_as_ordered(run: Run, said: Mapping[str, Any], options: Mapping[str, str]) -> None:
    """Raises RefactorError when something else is said now than the run was ordered with: it would go unheard."""
    said, known = json.loads(json.dumps(said)), run.known["order"]  # as the journal holds it
    if option := _otherwise(said, known, options):
        raise _said_then(run, option)
    for name, option in _ASKED_THEN.items():
        value, then = said["asking"].get(name), known.get("asking", {}).get(name)
        if name == "base_url" and value is not None:
            value = value.strip().rstrip("/")
        if value not in _UNSAID and value != then:
            raise _said_then(run, option)


def check_as_before(order: Order, known: Mapping[str, Any]) -> None:
    """Raises RefactorError when `--onto` is told something else than the order of before, which it does again. What may
    be otherwise is what is known of types, and whether build files may change."""
    said = json.loads(json.dumps(stored(order)))
    options = {name: option for name, option in _SAID_THEN.items() if name not in ("build_files", "types")}
    if option := _otherwise(said, known, options):
        raise RefactorError(
            f"--onto does again what was ordered before, and that was with another {option}",
            f"leave out {option}, or migrate anew without --onto",
        )
    for name, option in _ASKED_THEN.items():
        if said["asking"].get(name) not in _UNSAID:
            raise RefactorError(
                "--onto uses the answers of before, and asks no model", f"leave out {option}, or migrate anew"
            )
    if order.base != "HEAD":
        raise RefactorError("--onto names the commit to stand on, and so does --base", "leave out --base")


def _otherwise(said: Mapping[str, Any], known: Mapping[str, Any], options: Mapping[str, str]) -> str:
    """The first option that says something else now than it did; "" for none."""
    return next(
        (
            option
            for name, option in options.items()
            if said[name] not in _UNSAID and said[name] != known.get(name)
        ),
        "",
    )


def _said_then(run: Run, option: str) -> RefactorError:
    return RefactorError(
        f"--resume goes on with a run as it was ordered, and {run.id} was ordered with another {option}",
        f"leave out {option}, or begin anew without --resume",
    )


def said_again(folder: Path, order: Order, out: Output) -> str:
    """What the command line must say again when the run goes on, because no journal orders it."""
    parts = {
        "--repo": str(folder) if folder != Path() else None,
        "--test": order.test.text if order.test is not None else None,
        "--split-by": order.split_by,
        "--format-command": out.format_command,
    }
    said = [f"{option} {shlex.quote(value)}" for option, value in parts.items() if value]
    return " ".join([*said, *(["--dry-run"] if out.dry_run else [])])


def run_of(folder: Path, name: str, command: str) -> Run:
    """The run of this name that this command can go on with.

    Raises:
        RefactorError: there is none, it is another repository's, or another command's.
    """
    from refactor_cli.journal import command_of, open_run
    from refactor_cli.repository import open_repository
    from refactor_cli.settings import state_dir

    repository = str(open_repository(folder).top)
    run = open_run(state_dir(), name, repository, command)
    if command_of(run) != command:
        raise RefactorError(
            f"the run {run.id} is not of `refactor {command}`",
            f"go on with: refactor {command_of(run)} --resume {run.id}",
        )
    if run.known.get("repository") != repository:
        raise RefactorError(
            f"the run {run.id} is of another repository: {run.known.get('repository')}",
            "go there, or name another run: refactor runs list",
        )
    run.spent()  # reads all there is: what cannot be used is known before anything more is paid
    return run


def repeated(order: Order, run: Run) -> Order:
    """The order of a run, of the same commit; what it may cost and where the branch is made is said anew.

    Raises:
        RefactorError: another version of the tool ordered it.
    """
    with of_this_version(run):
        return _repeated(order, run)


@contextlib.contextmanager
def of_this_version(run: Run) -> Iterator[None]:
    """Makes an error for people of an order that lacks something, or says something that is not known."""
    from refactor_cli.journal.files import damaged

    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged(run.folder / "run.json", "another version of refactor wrote it") from error


def _repeated(order: Order, run: Run) -> Order:
    from refactor_cli.commands.command_line.choices import Types

    known = run.known["order"]
    value: dict[str, Any] = {
        name: known[name] for name in ("to", "instructions", "floor", "definition", "use_cache")
    }
    value |= {name: tuple(known[name]) for name in ("targets", "include", "exclude")}
    value |= {name: tuple(map(Path, known[name])) for name in ("docs", "style")}
    value |= {name: frozenset(known[name]) for name in ("only", "skip")}
    value |= {name: Path(known[name]) if known[name] is not None else None for name in _FILES}
    return replace(
        order,
        **value,
        as_lambda=known.get("as_lambda", False),
        build_files=known.get("build_files", False),
        branch=order.branch or known["branch"],
        types=Types(known["types"]),
        base=run.known["base"],
        asking=replace(order.asking, **known["asking"]),
    )


@contextlib.contextmanager
def can_go_on(run: Run, command: str = "migrate", again: str = "") -> Iterator[None]:
    """Whatever stops a run, a person learns how to go on with it. `again`: what has to be said again."""
    import typer

    from refactor_cli.commands.asking_models.billing import tell_spent
    from refactor_cli.journal import delete_run

    try:
        yield
    except (RefactorError, KeyboardInterrupt, typer.Abort):
        if run.spent():
            tell_spent(run)
            output.note(f"the run is kept; go on with: refactor {command} --resume {run.id} {again}".rstrip())
        else:
            delete_run(run.folder)  # nothing was asked: there is nothing to go on with
        raise


def _from_anywhere(path: Path) -> str:
    """An absolute path; what is no file is the name of a package, and stays."""
    return str(path.absolute()) if os.path.exists(path) else str(path)
