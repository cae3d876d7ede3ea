"""All commands, as typer knows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from refactor_cli import __version__
from refactor_cli.commands.apply import apply
from refactor_cli.commands.baseline import baseline
from refactor_cli.commands.check import check
from refactor_cli.commands.find_usages import find_usages
from refactor_cli.commands.map import map_
from refactor_cli.commands.migrate import migrate
from refactor_cli.commands.pack import pack
from refactor_cli.commands.recipes import app as recipes
from refactor_cli.commands.runs import app as runs
from refactor_cli.commands.show import show
from refactor_cli.commands.undo import undo

app = typer.Typer(
    help="Find every usage of an outdated Python function, and migrate all of them onto a reviewable branch.",
    epilog="Exit codes: 0 done · 1 findings · 2 wrong usage, recipe or target · 3 done in part, open sites "
    "remain · 4 model failed · 5 the repository refuses · 70 a bug · 130 interrupted.",
    pretty_exceptions_enable=False,
    add_completion=True,
)
_COMMANDS: dict[str, Callable[..., int]] = {
    "find-usages": find_usages,
    "migrate": migrate,
    "apply": apply,
    "show": show,
    "undo": undo,
    "check": check,
    "baseline": baseline,
    "map": map_,
    "pack": pack,
}
NAMES = (*_COMMANDS, "recipes", "runs")
GROUPS = {
    name: frozenset(command.name for command in group.registered_commands)
    for name, group in (("recipes", recipes), ("runs", runs))
}
for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)
app.add_typer(recipes, name="recipes")
app.add_typer(runs, name="runs")


def _show_version(asked: bool) -> None:
    if asked:
        print(f"refactor {__version__}")
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options before the command's name."""
