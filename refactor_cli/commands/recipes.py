"""`refactor recipes list|search|show|check`: the recipes that are shipped along, and whether a file is a recipe."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from refactor_cli.commands.command_line.given import Command
from refactor_cli.commands.command_line.help import Group
from refactor_cli.commands.command_line.options import OutputFileOption
from refactor_cli.counted import counted
from refactor_cli.errors import ExitCode, RefactorError

_ADDRESS = re.compile(r"https://\S+")
_DOCSTRING = re.compile(r'^r?"""(.*?)"""', re.DOTALL | re.MULTILINE)  # of a file; those of rules are indented
_HELP = """The shipped recipes: list, search and show them; check a recipe of your own.

[bold]Examples[/bold]

refactor recipes search utcnow

refactor recipes show python_datetime

refactor recipes check recipes/prices.py
"""

app = typer.Typer(cls=Group, help=_HELP, no_args_is_help=True)


class RecipeFormat(enum.StrEnum):
    """How recipes can be listed."""

    FULL = "full"
    JSON = "json"
    MARKDOWN = "markdown"


FormatOption = Annotated[RecipeFormat, typer.Option("--output-format", help="How to list them.")]


def _complete_name(begun: str) -> list[str]:
    from refactor_cli.library import library_names

    return [name for name in library_names() if name.startswith(begun)]


@app.command("list", cls=Command)
def list_(output_format: FormatOption = RecipeFormat.FULL, output_file: OutputFileOption = None) -> int:
    """List the shipped recipes, with what each is about and how many symbols it replaces.

    [bold]Example[/bold]

    refactor recipes list
    """
    from refactor_cli.library import library_names

    _write(library_names(), output_format, output_file)
    return ExitCode.DONE


@app.command("search", cls=Command)
def search(
    words: Annotated[list[str], typer.Argument(metavar="SYMBOL|WORD...", help="All must be there.")],
    output_format: FormatOption = RecipeFormat.FULL,
    output_file: OutputFileOption = None,
) -> int:
    """Find the recipes that replace a symbol, or whose text has all the words.

    [bold]Example[/bold]

    refactor recipes search assertEquals
    """
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.library import library_names, library_text, near_symbols

    lowered = [word.lower() for word in words]
    found = [
        name
        for name in library_names()
        if all(word in name or word in library_text(name).lower() for word in lowered)
    ]
    _write(found, output_format, output_file, lowered)
    if not found:
        note(f"no shipped recipe has {' and '.join(words)}")
        if near := near_symbols(words):
            note(f"hint: did you mean {', '.join(near)}?")
    return ExitCode.DONE


@app.command("show", cls=Command)
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="A shipped recipe, or a transform of one.", autocompletion=_complete_name
        ),
    ],
    output_file: OutputFileOption = None,
) -> int:
    """Print a shipped recipe, or a transform that it names, as the Python file it is.

    [bold]Example[/bold]

    refactor recipes show python_unittest
    """
    from refactor_cli.commands.command_line.output import write
    from refactor_cli.library import library_names, library_text, rules_for
    from refactor_cli.transforms import transform_names, transform_text

    if name not in (*library_names(), *transform_names()) and (having := rules_for(name)):
        raise RefactorError(
            f"{name} is a symbol, no recipe", f"refactor recipes show {having[0]} replaces it"
        )
    is_transform = name in transform_names() and name not in library_names()
    write([transform_text(name) if is_transform else library_text(name)], output_file)
    return ExitCode.DONE


@app.command("check", cls=Command)
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE|NAME...", help="Recipes.")],
) -> int:
    """Say whether files are recipes: they parse, every name is imported, every rule and branch can be used, the
    signatures are the real ones as far as their source is here, and the examples in docstrings come out.

    Ends with 2 at the first that is none, and with 1 when there are warnings.

    [bold]Example[/bold]

    refactor recipes check recipes/prices.py
    """
    from refactor_cli.commands.command_line.output import note
    from refactor_cli.commands.project import named_recipe
    from refactor_cli.commands.recipe_checks.recipe_examples import examples_of, failures, no_examples
    from refactor_cli.commands.recipe_checks.recipe_names import undefined
    from refactor_cli.commands.recipe_checks.recipe_signatures import disagreements, source_folders
    from refactor_cli.recipe.reachable import never_carried_out
    from refactor_cli.recipe.read import read_recipe

    warned, folders = False, source_folders(Path.cwd())
    for file in files:
        source = named_recipe(file)
        recipe = read_recipe(source, str(file))
        if not recipe.symbols:
            raise RefactorError(
                f"{file} has no rules", "write @replaces(...) or moved(...): see docs/recipe-language.md"
            )
        for warning in (
            *recipe.warnings,
            *never_carried_out(recipe),
            *undefined(recipe, folders[:-1], folders[:2]),
            *disagreements(recipe, folders),
            *failures(recipe, source),
            *no_examples(source, str(file)),
        ):
            warned = True
            note(f"warning: {warning}")
        examples = len(examples_of(source))
        note(
            f"{file}: {counted(len(recipe.rules), 'rule')} and {counted(len(recipe.moves), 'move')}"
            f" for {counted(len(recipe.symbols), 'symbol')}"
            + (f", {counted(examples, 'example')}" if examples else "")
        )
    return ExitCode.FINDINGS if warned else ExitCode.DONE


def _write(
    names: Iterable[str], output_format: RecipeFormat, file: Path | None, words: Iterable[str] = ()
) -> None:
    from refactor_cli.commands.command_line.output import write
    from refactor_cli.library import library_symbols, library_text, library_transforms
    from refactor_cli.renderers.clean import json_text

    values = [
        {
            "name": name,
            "about": _about(library_text(name)),
            "symbols": list(library_symbols(name)),
            "transforms": list(library_transforms(name)),
        }
        for name in names
    ]
    if output_format is RecipeFormat.JSON:
        write([json_text({"version": 1, "recipes": values}) + "\n"], file)
        return
    if output_format is RecipeFormat.MARKDOWN:
        write(_page(values), file)
        return

    def lines() -> Iterator[str]:
        width = max((len(str(value["name"])) for value in values), default=0)
        for value in values:
            symbols = library_symbols(str(value["name"]))
            yield f"{value['name']:{width}}  {len(symbols):3} symbols  {value['about']}\n"
            yield from (f"{'':{width}}    transform {each}\n" for each in value["transforms"])
            for symbol in symbols:
                if any(word in symbol.lower() for word in words):
                    yield f"{'':{width}}    {symbol}\n"

    write(lines(), file)


def _page(values: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """`docs/recipes.md`."""
    from refactor_cli.library import library_text

    yield "# The shipped recipes\n\nWritten by `refactor recipes list --output-format markdown`.\n"
    yield "Use one by its name: `refactor migrate --recipe NAME`, or for `refactor check` in `pyproject.toml`:\n"
    yield '`[tool.refactor]` with `recipes = ["NAME"]`.\n'
    for value in values:
        yield f"\n## {value['name']}\n\n{value['about']}\n"
        said = "".join(_DOCSTRING.findall(library_text(value["name"])))
        yield from (f"\n<{address}>\n" for address in dict.fromkeys(_ADDRESS.findall(said)))
        yield from _transforms(value["transforms"])
        yield "\nReplaces " + ", ".join(f"`{symbol}`" for symbol in value["symbols"]) + ".\n"


def _transforms(names: Iterable[str]) -> Iterator[str]:
    from refactor_cli.transforms import transform_text

    for name in names:
        yield f"\n- Transform `{name}`: {_about(transform_text(name))}\n"


def _about(text: str) -> str:
    """The first line of a recipe's docstring."""
    return text.lstrip().removeprefix("r").removeprefix('"""').partition("\n")[0].strip().removesuffix('"""')
