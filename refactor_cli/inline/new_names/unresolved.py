"""Names in a recipe's new code that the repository does not define."""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.near_spellings import MUST_BE_MEANT, most_alike
from refactor_cli.occurrences.import_words import is_module_imported
from refactor_cli.recipe.rules import Rule, references_of
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution import (
    Lookup,
    definitions_of,
    is_nowhere,
    layout,
    module_file,
    resolve_absolute,
    unresolved_name,
)
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.resolution.standard_library import BUILTINS
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.supported import stated
from refactor_cli.symbols import SymbolMap


def unresolved(recipe: Recipe, symbols: SymbolMap, brought: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """One warning for each name whose module is the repository's, and does not have it. `brought`: names that it will
    have."""
    lacking = [(dotted, line, unresolved_name(symbols, dotted)) for dotted, line in named_with_lines(recipe)]
    asked = [
        (each, rule.line) for rule in recipe.rules if _has_receiver(symbols, rule) for each in rule.members
    ]
    lacking += [
        (dotted, line, unresolved_name(symbols, dotted))
        for dotted, line in dict.fromkeys(asked)
        if is_nowhere(symbols, dotted)
    ]
    found = list[str]()
    for dotted, line, module in lacking:
        if dotted not in brought and module:
            words = f"'{dotted}' is not defined: {module_file(symbols, module)} does not have it"
            found.append(f"{_place(recipe, line)}: {words}{_renames(recipe, dotted, symbols)}")
    return tuple(dict.fromkeys(found))


def unknown_packages(recipe: Recipe, symbols: SymbolMap) -> tuple[str, ...]:
    """One warning for each package that new code names and nothing here knows: a misspelt one would be imported."""
    known = {*layout(symbols).tops, *STANDARD_MODULES, "builtins"}
    found = list[str]()
    for dotted, line in named_with_lines(recipe):
        top = dotted.partition(".")[0]
        if dotted in BUILTINS or top in known or _is_needed(symbols, top):
            continue
        known.add(top)  # said once
        near = most_alike(top, layout(symbols).tops)
        words = (
            f"'{top}' is no package of this repository or of Python, and nothing here imports or requires it"
        )
        found.append(f"{_place(recipe, line)}: {words}" + (f": is '{near}' meant?" if near else ""))
    return tuple(found)


def _is_needed(symbols: SymbolMap, top: str) -> bool:
    """Whether something here imports a package, or the project requires it. Not asked of packages that are known
    anyhow: it takes the imports of all files."""
    if is_module_imported(symbols.snapshot, top):
        return True
    required = {each.name for each in stated(symbols.snapshot, "pyproject.toml")}
    return top.replace("_", "-").lower() in required


def misspelt(recipe: Recipe, symbols: SymbolMap) -> tuple[str, ...]:
    """One warning for each old name that a module of the repository does not define, where it defines one that is spelt
    almost like it. That it is gone by now is no fault: so nothing is said where the recipe itself names the other."""
    new, found = {dotted for dotted, _ in named_with_lines(recipe)}, list[str]()
    old = [(each.symbol, each.line) for each in recipe.rules] + [
        (each.source, each.line) for each in recipe.moves
    ]
    for dotted, line in dict.fromkeys(old):
        module = unresolved_name(symbols, dotted)
        file = module_file(symbols, module) if module else None
        file_map = symbols.map(file) if file is not None else None
        part = dotted[len(module) + 1 :].partition(".")[0]
        if file_map is None or not part or part in file_map.named:
            continue
        names = [each.name for each in file_map.bindings if not each.scope and each.name[:1] != "_"]
        near = most_alike(part, names, MUST_BE_MEANT)
        if near and not {f"{module}.{near}"} & {*new, *recipe.symbols}:
            found.append(f"{_place(recipe, line)}: {dotted} is not defined: did you mean {module}.{near}?")
    return tuple(dict.fromkeys(found))


def named_in(recipe: Recipe) -> tuple[str, ...]:
    """The full names in new code."""
    return tuple(dict.fromkeys(dotted for dotted, _ in named_with_lines(recipe)))


def named_with_lines(recipe: Recipe) -> tuple[tuple[str, int], ...]:
    """The full names in new code, with their lines."""
    named = [(move.target, move.line) for move in recipe.moves]
    for rule in recipe.rules:
        named += [(each.dotted, each.line) for each in references_of(rule.body)]
    return tuple(dict.fromkeys(named))


def _place(recipe: Recipe, line: int) -> str:
    path = recipe.path or "the answer's recipe"
    return f"{path}:{line}" if path != "--to" else path


def _renames(recipe: Recipe, dotted: str, symbols: SymbolMap) -> str:
    """How the old definition comes by its new name, where `--to` gives it one beside the old, and it is one that can be
    renamed: a function or a class."""
    owner = dotted.rpartition(".")[0]
    beside = [
        each.source
        for each in recipe.moves
        if dotted == each.target and owner == each.source.rpartition(".")[0]
    ]
    look = Lookup(symbols)
    found = (symbol for each in beside for symbol in resolve_absolute(symbols, each).symbols)
    is_defined = recipe.path == "--to" and any(definitions_of(look, symbol) for symbol in found)
    return "; --definition rename gives the old definition this name" if is_defined else ""


def _has_receiver(symbols: SymbolMap, rule: Rule) -> bool:
    """Whether the rule is for a method that a class of the repository defines, and no static one."""
    owner, _, name = rule.symbol.rpartition(".")
    classes = [each.symbol for each in resolve_absolute(symbols, owner).values if each.kind == "class"]
    look = Lookup(symbols)
    defined = [
        each for cls in classes for each in definitions_of(look, Symbol(cls.path, f"{cls.name}.{name}"))
    ]
    return bool(defined) and not any("staticmethod" in decorator_names(each) for each in defined)
