"""How usages are rewritten where the user does not say it: by a recipe of the project, by a shipped one, or by what the
old definition itself says."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.commands.command_line import output
from refactor_cli.commands.migrations.replaying import recipe_text
from refactor_cli.counted import counted
from refactor_cli.errors import ExitCode, RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.order import Order
    from refactor_cli.commands.reading import Reading
    from refactor_cli.recipe.whole import Recipe

DERIVED = Path("derived")


def says_how(order: Order) -> bool:
    """Whether the user said how."""
    return bool(order.to or order.recipe or order.wants_answer or order.replayed)


def with_known(reading: Reading, order: Order) -> Order:
    """With the recipe that replaces all the targets, where there is one: of the project's own, or of those shipped."""
    if not order.targets:
        return order
    return _with_own(reading, order) or _with_shipped(order)


def _with_own(reading: Reading, order: Order) -> Order | None:
    """With a recipe that the project names in its configuration, as it lies in the commit that is read."""
    from refactor_cli.commands.project import own_recipes
    from refactor_cli.renderers.clean import clean_path

    for path, text, recipe in own_recipes(reading.symbols.snapshot):
        if all(_full_name(reading, each, recipe) in recipe.symbols for each in order.targets):
            output.note(f"note: by the project's recipe {clean_path(path)}")
            return replace(order, recipe=Path(path), derived=text)
    return None


def _full_name(reading: Reading, spec: str, recipe: Recipe) -> str:
    """A target as a recipe would name it; as the user wrote it where the repository does not have it."""
    from refactor_cli.commands.reading import named_from_top
    from refactor_cli.find.target import read_target

    if spec in recipe.symbols:
        return spec
    try:
        return read_target(reading.symbols, named_from_top(reading, spec)).name
    except RefactorError:
        return spec


def _with_shipped(order: Order) -> Order:
    from refactor_cli.library import rules_for

    names = [
        name for name in rules_for(order.targets[0]) if all(name in rules_for(each) for each in order.targets)
    ]
    if not names:
        return order
    output.note(f"note: by the shipped recipe {names[0]}; to read it: refactor recipes show {names[0]}")
    return replace(order, recipe=Path(names[0]))


def with_derived(reading: Reading, order: Order) -> Order:
    """With what the old definitions come to, where nothing else says how.

    Raises:
        RefactorError: one says nothing.
    """
    if says_how(order):
        return order
    from refactor_cli.commands.project import not_a_recipe
    from refactor_cli.commands.reading import named_from_top
    from refactor_cli.derive import derive
    from refactor_cli.find.target import read_target

    sources = list[str]()
    for spec in order.targets:
        with not_a_recipe(spec):
            target = read_target(reading.symbols, named_from_top(reading, spec))
        derived = derive(reading.symbols, target)
        if derived is None:
            raise RefactorError(
                "nothing says how to rewrite it, and no shipped recipe knows it",
                _copy_hint(reading, target.dotted)
                or _shipped_hint(spec)
                or "give --to, --recipe, or for a model --instructions",
            )
        output.note(f"note: {target.name} by {derived.origin}")
        sources.append(derived.source)
    text = sources[0] if len(sources) == 1 else _together(sources)
    if not order.show_recipe:  # seen before it is used
        for line in text.rstrip("\n").split("\n"):
            output.note(f"  {line}".rstrip())
    return replace(order, recipe=DERIVED, derived=text)


def _copy_hint(reading: Reading, name: str) -> str:
    """What to type for a name of a copy, as recipes only know the original."""
    from refactor_cli.commands.reading import name_in_the_original

    original, path = name_in_the_original(reading, name)
    return f"{path} is a copy: refactor migrate {original}" if original else ""


def _shipped_hint(spec: str) -> str:
    """What the shipped recipes know instead: names inside of it, or one beside it that is spelt alike."""
    from refactor_cli.library import library_names, library_symbols
    from refactor_cli.near_spellings import MUST_BE_MEANT, spelt_like

    owner = spec.rpartition(".")[0]
    known = {name: library_symbols(name) for name in sorted(library_names())}
    inside = {name: sum(each.startswith(f"{spec}.") for each in symbols) for name, symbols in known.items()}
    name = max(known, key=lambda each: (inside[each] and each == spec, inside[each]))
    if inside[name]:
        names = counted(inside[name], "name")
        return f"the recipe {name} knows {names} of it: refactor migrate --recipe {name}"
    for symbols in known.values():
        beside = [each for each in symbols if each.rpartition(".")[0] == owner]
        if owner and (near := spelt_like(spec, beside, least=MUST_BE_MEANT)):
            return f"did you mean {', '.join(near)}? Or give --to, --recipe, or for a model --instructions"
    return ""


def _together(sources: list[str]) -> str:
    """Recipes, one after the other; each has the imports that it needs, under names of its own file.

    Raises:
        RefactorError: two of them mean something else by one name.
    """
    meanings: dict[str, str] = {}
    for line in (line for source in sources for line in source.splitlines()):
        if line.startswith(("import ", "from ")) and not line.startswith("from refactor_cli."):
            name = (
                line.rpartition(" as ")[2]
                if " as " in line
                else line.rpartition("import ")[2].partition(".")[0]
            )
            if meanings.setdefault(name, line) != line:
                raise RefactorError(
                    f"what stands for the targets is imported under one name: {name}", "migrate one at a time"
                )
    return "\n\n".join(source.partition('"""\n\n')[2] for source in sources)


def show_recipe(reading: Reading, order: Order) -> int:
    """Prints the recipe that would be used; that of `--to` as a file would say it."""
    text = _of_option(reading, order) if order.to else recipe_text(order)
    if not text:
        raise RefactorError(
            "there is no recipe to show", "--show-recipe goes with --recipe or --to, or a TARGET alone"
        )
    output.write([text if text.endswith("\n") else f"{text}\n"])
    return ExitCode.DONE


def _of_option(reading: Reading, order: Order) -> str:
    from refactor_cli.commands.migrations.searching import named_by
    from refactor_cli.inline.call_arguments.defaults import other_defaults
    from refactor_cli.inline.classes.siblings import on_receiver
    from refactor_cli.recipe.parsing import is_literal
    from refactor_cli.recipe.written import as_file
    from refactor_cli.resolution import is_module

    recipe, (target, *_) = named_by(reading, order)
    assert recipe is not None
    rules = tuple(on_receiver(reading.symbols, target, rule) for rule in recipe.rules)
    recipe = replace(recipe, rules=rules)
    found = {name: text for rule in recipe.rules for name, text in other_defaults(reading.symbols, rule)}
    left = sorted(name for name, text in found.items() if not is_literal(text))
    if left:
        output.note(
            f"note: of calls that leave out {', '.join(left)}, --to leaves those open for which the new function has "
            "another default; this recipe does not"
        )
    written_out = {name: text for name, text in found.items() if name not in left}
    return as_file(recipe, partial(is_module, reading.symbols), written_out)
