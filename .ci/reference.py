"""Makes docs/reference.md, every command with its options, from the code: python .ci/reference.py"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from refactor_cli.commands.app import app

PLACE = Path(__file__).parent.parent / "docs" / "reference.md"
_START = """# Reference

Made from the code by `python .ci/reference.py`. The recipe language has [a page of its own](recipe-language.md), and so
have the [shipped recipes](recipes.md), [models](models.md), [JSON](json.md) and [the form of the map](map-format.md).
"""


def reference() -> str:
    """The whole page."""
    root: Any = typer.main.get_command(app())
    return "\n".join([_START, f"{_exit_codes(root.epilog)}\n", *_commands(root, "refactor")])


def _exit_codes(epilog: str) -> str:
    _, _, listed = epilog.partition(": ")
    rows = (each.strip(" .").partition(" ") for each in listed.split("·"))
    return "## Exit codes\n\n" + "\n".join(f"- `{code}`: {meaning}" for code, _, meaning in rows)


def _commands(group: Any, before: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before} {name}")
        else:
            yield _command(command, f"{before} {name}")


def _command(command: Any, name: str) -> str:
    text, _, examples = re.sub(r"\[bold\]Examples?\[/bold\]", "\0", command.help).partition("\0")
    context = command.make_context(name, [], resilient_parsing=True)
    rows = [record for each in command.params if (record := each.get_help_record(context))]
    listed = "\n".join(f"- `{_escaped(what)}`: {_escaped(said)}" for what, said in rows)
    code = "\n".join(line.strip() for line in examples.splitlines() if line.strip())
    shown = f"\n```console\n{code}\n```\n" if code else ""
    return f"## {name}\n\n{' '.join(text.split())}\n{shown}\n{listed}\n"


def _escaped(text: str) -> str:
    return text.replace("`", "").replace("  [", " [")


if __name__ == "__main__":
    PLACE.write_text(reference(), "utf-8")
