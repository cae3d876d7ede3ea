"""What `--help` says, so that it can be read in 80 columns: no column for all the values of a choice, and the options
of commands that have many in groups."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from inspect import cleandoc
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

_MANY = 20
_WIDE = 12  # a column of values that is wider leaves too little for what an option does
_NARROWEST = 40  # columns; in fewer no word of it is left, and COLUMNS=0 says that nobody knows
_GROUPS = {
    "Usages": "only skip include exclude certainty kind show_ruled_out references definition types python",
    "Asking a model": "instructions docs style prompt_out answer ask_model model base_url allow_http context_tokens "
    "rounds timeout retries confirm_above max_cost yes resume full allow_secret",
    "The branch": "branch split_by onto source format_command test test_timeout",
    "What is written": "dry_run show_recipe report patch plan_out output_format output_file output layout stats diff "
    "group_by explain exit_code",
}


def readable(command: TyperCommand) -> None:
    """Changes the texts of a command to what is read best."""
    # a line break within a paragraph is one of the source code only
    command.help = re.sub(r"(?<!\n)\n(?!\n)", " ", cleandoc(command.help or ""))
    options = [each for each in command.params if isinstance(each, TyperOption)]
    _name_choices(options)
    if len(options) >= _MANY:
        panels = {name: panel for panel, names in _GROUPS.items() for name in names.split()}
        for option in options:
            option.rich_help_panel = panels.get(option.name or "")


class Group(TyperGroup):
    """The program, or some of its commands under one name."""

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """As typer does it, in colours where the commands have them."""
        as_elsewhere()
        super().format_help(ctx, formatter)


def as_elsewhere() -> None:
    """Colours as in all that is printed: typer's are also for a pipe on GitHub's runners, and NO_COLOR leaves it what
    is bold or dim. Bounds of numbers are told by the error of who leaves them, not in the column of values. A terminal
    that is too narrow for any help breaks its lines itself."""
    asked = os.environ.get("TERMINAL_WIDTH", "")
    if not asked.isdecimal():
        os.environ.pop("TERMINAL_WIDTH", None)  # typer takes it for a number where it is loaded
    from typer import rich_utils

    from refactor_cli.renderers.console import is_coloured, width

    rich_utils.MAX_WIDTH = max(int(asked) if asked.isdecimal() else width(), _NARROWEST)
    rich_utils.RANGE_STRING = ""
    rich_utils.FORCE_TERMINAL = is_coloured(sys.stdout is not None and sys.stdout.isatty())


def _name_choices(options: Iterable[TyperOption]) -> None:
    for option in options:
        choices: Iterable[str] = getattr(option.type, "choices", ())
        values = [str(each) for each in choices]
        if option.metavar is None and len("|".join(values)) > _WIDE:
            option.metavar = (option.name or "").rpartition("_")[2].upper()
            option.help = f"{option.help} One of {', '.join(values)}."
