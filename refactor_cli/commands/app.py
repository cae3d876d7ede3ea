"""All commands, as typer knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer

from refactor_cli import __version__
from refactor_cli.commands.command_line.given import Command
from refactor_cli.commands.command_line.help import Group

# by name: the module here, and what it calls the command, or the group of commands
_COMMANDS = {
    "find-usages": ("find_usages", "find_usages"),
    "migrate": ("migrate", "migrate"),
    "apply": ("apply", "apply"),
    "show": ("show", "show"),
    "undo": ("undo", "undo"),
    "check": ("check", "check"),
    "baseline": ("baseline", "baseline"),
    "map": ("map", "map_"),
    "pack": ("pack", "pack"),
    "recipes": ("recipes", "app"),
    "runs": ("runs", "app"),
}
NAMES = tuple(_COMMANDS)

_HELP = """Find every usage of an outdated Python function, and migrate all of them onto a reviewable branch.

[bold]Examples[/bold]

refactor find-usages shop.legacy.price

refactor migrate shop.legacy.price --to shop.pricing.quote --dry-run

refactor check --recipe recipes/shop.py
"""


def app(names: Iterable[str] = NAMES) -> typer.Typer:
    """The program with these commands; what others stand on is not even loaded."""
    program = typer.Typer(
        cls=Group,
        help=_HELP,
        epilog="Exit codes: 0 done · 1 findings · 2 wrong usage, recipe or target · 3 done in part, open sites "
        "remain · 4 model failed · 5 the repository refuses · 70 a bug · 130 interrupted.",
        pretty_exceptions_enable=False,
        add_completion=True,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    program.callback()(_root)
    for name in names:
        command = _command(name)
        if isinstance(command, typer.Typer):
            program.add_typer(command, name=name)
        else:
            program.command(name, cls=Command)(command)
    return program


@cache
def command_line(names: tuple[str, ...]) -> Callable[..., Any]:
    """What runs a line of these commands. Made once in a process: what typer reads out of signatures takes longer
    than a small command, and whoever calls `main` again and again pays it once."""
    return typer.main.get_command(app(names))


def names_within(name: str) -> frozenset[str]:
    """The commands of a group, none of what is a command itself."""
    group = _command(name)
    return frozenset(each.name or "" for each in getattr(group, "registered_commands", ()))


def is_option(words: Sequence[str], option: str) -> bool:
    """Whether a command has this option: `words` begin with its name, and with that of its group."""
    command: Any = typer.main.get_command(app([words[0]])).commands[words[0]]  # type: ignore[attr-defined]
    for word in words[1:]:
        command = getattr(command, "commands", {}).get(word, command)
    return any(option in each.opts for each in command.params)


def _command(name: str) -> Callable[..., int] | typer.Typer:
    module, function = _COMMANDS[name]
    found: Callable[..., int] | typer.Typer = getattr(
        import_module(f"refactor_cli.commands.{module}"), function
    )
    return found


def _show_version(asked: bool) -> None:
    if asked:
        print(f"refactor {__version__}")
        raise typer.Exit()


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options before the command's name."""
