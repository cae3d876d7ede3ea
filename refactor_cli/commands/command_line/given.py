"""Options as they were given: each with a value, and once where more would say more."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.help import as_elsewhere, readable
from refactor_cli.errors import RefactorError

# what says what to do: who gives one twice wants both. Of the others the last wins, as people expect who add options
# to those of a script.
_WHAT_TO_DO = frozenset({"to", "recipe", "instructions", "explain", "test"})

# options whose values have no comma of their own, so that one stands between two of them
_USAGE_IDS = frozenset({"--only", "--skip"})
_LISTS = _USAGE_IDS | {"--kind"}
_IDS = re.compile(r"(?:u[0-9a-f]{8,}|,)+")


class Command(TyperCommand):
    """A command that neither takes an empty value for none, nor does one of several things it was told to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readable(self)

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """As typer does it, without the bounds of numbers."""
        as_elsewhere()
        super().format_help(ctx, formatter)

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """As typer does it; then the same again, for what typer does not tell.

        Raises:
            RefactorError: an option has an empty value, or one that says what to do is given twice.
        """
        args = list(_one_by_one(args, _LISTS & {name for each in self.params for name in each.opts}))
        given = [*args]
        left: list[str] = super().parse_args(ctx, args)  # first: --help, and what is wrong in any case
        if not ctx.resilient_parsing:
            self._check(ctx, given)
            for each in self.params:
                value = ctx.params.get(each.name or "")
                if isinstance(value, float) and value != value:  # nan is below no bound, and above none
                    raise RefactorError(f"{each.opts[0]} is no number: nan", "give it in digits")
        return left

    def _check(self, ctx: typer.Context, args: list[str]) -> None:
        values, _, order = self.make_parser(ctx).parse_args(args)
        for option, times in Counter(order).items():
            is_option = option.param_type_name == "option"
            if is_option and option.is_flag:  # type: ignore[attr-defined]
                continue
            # a path that is empty would be the folder it is run in
            name = option.opts[0] if is_option else option.make_metavar(ctx).strip("[]{}.").split(".")[0]
            given = values[option.name or ""]
            if any(not each.strip() for each in ([given] if isinstance(given, str) else given or ())):
                raise RefactorError(f"{name} has an empty value", "give it one, or leave it out")
            if times > 1 and not option.multiple and option.name in _WHAT_TO_DO:
                raise RefactorError(f"{name} is given {times} times, and takes one value", "give it once")


def _one_by_one(args: Sequence[str], options: frozenset[str]) -> Iterator[str]:
    """The same arguments, where `--only u1 u2` and `--kind call,import` repeat their option for each value.

    An id that follows belongs to the option, as no target is written like one.
    """
    option, awaits_value = "", False
    for index, word in enumerate(args):
        if word == "--":
            yield from args[index:]
            return
        name, is_assigned, value = word.partition("=")
        if awaits_value or (option in _USAGE_IDS and _IDS.fullmatch(word)):
            values = _listed(word)
            # the option itself stands already before its first value
            yield from values[:1] if awaits_value else (option, values[0])
            for each in values[1:]:
                yield from (option, each)
            awaits_value = False
        elif name in options and is_assigned:
            option = name
            for each in _listed(value):
                yield from (option, each)
        else:
            option, awaits_value = (word, True) if word in options else ("", False)
            yield word


def _listed(values: str) -> list[str]:
    """Those between commas; where there are none, what was given."""
    return [each.strip() for each in values.split(",") if each.strip()] or [values]


def in_words(text: str | None) -> str | None:
    """What `--instructions` says: its text, or that of the file behind an `@`.

    Raises:
        RefactorError: the file cannot be read, or the text is no more than the name of one.
    """
    if not text or "\n" in text:
        return text
    if os.path.isfile(text):  # pathlib's raises for a name that is too long
        raise RefactorError(
            f"--instructions {text} is the name of a file, and would be sent as it is",
            f"for what the file says, write --instructions @{text}",
        )
    name = text.removeprefix("@")
    if name == text or (not os.path.isfile(name) and " " in name):
        return text
    words = output.read_text(Path(name), "instructions").strip()
    if not words:
        raise RefactorError(f"{name}: says nothing", "give what is to be done, in words")
    return words
