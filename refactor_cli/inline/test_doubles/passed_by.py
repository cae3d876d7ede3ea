"""Tests that replace a module or class by its name in another module (`patch("app.views.datetime")`), while that module
asks it for something else from now on: what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from refactor_cli.data import Edit, Outcome, Usage
from refactor_cli.inline.test_doubles.faked_modules import faked_modules
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.recipe.rules import references_of
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution import Lookup, evaluate_at, resolve_absolute
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_SETTERS = ("patch", "setattr", "patch.object")
_WORD = re.compile(r"\w+")


class _Asked(NamedTuple):
    """A usage that went by a name of its module, and what it asked that for."""

    usage: Usage
    attribute: str


def passed_by(
    recipe: Recipe, symbols: SymbolMap, outcomes: Iterable[Outcome], edits: Iterable[Edit]
) -> tuple[str, ...]:
    """One warning for each place that replaces such a name of a module where usages went by it and were rewritten, or
    that puts something in the place of a whole module that they went by."""
    outcomes, edits = tuple(outcomes), tuple(edits)
    by_name: dict[str, dict[str, _Asked]] = {}
    written = {each: edit.text for edit in edits for each in edit.usages}
    for outcome in outcomes:
        usage = outcome.usage
        if outcome.outcome != "rewritten" or usage.kind not in ("call", "reference", "decorator", "base"):
            continue
        if usage.expression == usage.span or symbols.map(usage.path) is None:
            continue
        source = symbols.snapshot.files[usage.path].text.slice(*usage.expression)
        root, _, attribute = "".join(source.split()).partition(".")
        if _WORD.fullmatch(root) and f"{root}.{attribute}" not in written.get(usage.id, ""):
            by_name.setdefault(root, {}).setdefault(usage.path, _Asked(usage, attribute))
    found = (line for name, asked in by_name.items() for line in _told(symbols, name, asked, edits))
    return tuple(dict.fromkeys((*found, *_faked(recipe, symbols, outcomes))))


def _faked(recipe: Recipe, symbols: SymbolMap, outcomes: Iterable[Outcome]) -> Iterator[str]:
    left: dict[str, Usage] = {}
    gone_to = _modules_of_new_code(recipe)
    for outcome in outcomes:
        if outcome.outcome == "rewritten" and outcome.usage.kind != "doc":
            still = gone_to.get(outcome.by or "", ())
            for module in _around(outcome.usage.target):
                if module not in still:
                    left.setdefault(module, outcome.usage)
    for path, line, name in faked_modules(symbols) if left else ():
        if name in left:
            usage = left[name]
            yield (
                f"{path}:{line} puts something in the place of the module '{name}', which "
                f"{usage.path}:{usage.location.line} for one no longer goes by: look what is to be replaced"
            )


def _modules_of_new_code(recipe: Recipe) -> Mapping[str, frozenset[str]]:
    """By the label of what a recipe says: the modules and packages that its new code goes by."""
    found = {rule.label: [each.dotted for each in references_of(rule.body)] for rule in recipe.rules}
    found |= {move.label: [move.target] for move in recipe.moves}
    return {
        label: frozenset(each for name in names for each in _around(name)) for label, names in found.items()
    }


def _around(dotted: str) -> Iterator[str]:
    parts = dotted.split(".")
    return (".".join(parts[:size]) for size in range(1, len(parts)))


def _told(symbols: SymbolMap, name: str, asked: Mapping[str, _Asked], edits: Iterable[Edit]) -> Iterator[str]:
    """`edits`: what they give new source says something else already."""
    quoted = re.compile(rb"[\"'.]%b[\"']" % re.escape(name.encode()))
    for path in python_files_with(symbols.snapshot, name):
        utf8 = symbols.snapshot.files[path].text.utf8
        if not (b"patch" in utf8 or b"setattr" in utf8) or not quoted.search(utf8):
            continue
        for each in occurrences_in(symbols, path, name):
            if each.place != "string" or not each.callee.endswith(_SETTERS):
                continue
            if any(edit.path == path and edit.span.contains(each.span) for edit in edits):
                continue
            for module in sorted(_modules(symbols, path, each) & asked.keys()):
                usage, attribute = asked[module]
                line = utf8.count(b"\n", 0, each.span.start) + 1
                yield (
                    f"{path}:{line} replaces '{name}' of {module}, which asks it for '{attribute}' no longer "
                    f"(line {usage.location.line}): look what it is to give"
                )


def _modules(symbols: SymbolMap, path: str, found: Occurrence) -> frozenset[str]:
    """The modules of the repository whose name it is that gets another value."""
    owner, _, _ = found.receiver.rpartition(".")
    if owner:
        values = resolve_absolute(symbols, owner, path).values
    elif found.first_argument:
        values = evaluate_at(Lookup(symbols), path, found.first_argument, found.span.start).values
    else:
        return frozenset()
    return frozenset(each.symbol.path for each in values if each.kind == "module" and each.symbol.path)
