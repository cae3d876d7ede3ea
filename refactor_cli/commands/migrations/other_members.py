"""What else the objects of an outdated class are asked for: where all of a class goes, each of its methods that the
repository calls has to be named as a target, or it is left behind in silence."""

from __future__ import annotations

import ast
import re
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from refactor_cli.commands.command_line import output
from refactor_cli.dotted import last_part

if TYPE_CHECKING:
    from refactor_cli.data import Usage, Usages
    from refactor_cli.module_source import Module
    from refactor_cli.symbols import SymbolMap

_AFTER = re.compile(r"\.([A-Za-z_]\w*)|[ \t]+import(?:[ \t]*\(([^)]+)|[ \t]+([\w \t,]+))")
_IMPORTED = rb"(?m)^[ \t]*(?:import|from)[ \t][^\n]*\b%b\b"
_MOST_BEHIND = 300  # characters behind a module's name in which a name of it may stand
_MOST_PLACES = 10  # what is named more often is named of anything
_MOST_NAMES = 8
_MOST_STEPS = 6


def tell_other_members(symbols: SymbolMap, usages: Usages, packages: Sequence[Path]) -> None:
    """Says of classes outside the repository that are targets themselves, or stand in a module that is one, which of
    their other methods are called by name. `packages`: where installed ones lie. Their source is read, and nothing is
    imported."""
    folders = (*packages, Path(sysconfig.get_paths()["stdlib"]))
    targets = {last_part(each.target.dotted) for each in usages.results}
    told = set[str]()
    for dotted in dict.fromkeys(_classes(symbols, usages)):
        left = _methods(dotted.split("."), folders, _MOST_STEPS) - told - targets
        found = {name: places for name in sorted(left) if (places := _places(symbols, name))}
        told |= found.keys()
        if found:
            shown = [f"{name} ({places[0]})" for name, places in list(found.items())[:_MOST_NAMES]]
            more = f" and {len(found) - _MOST_NAMES} more" if len(found) > _MOST_NAMES else ""
            output.note(
                f"note: {dotted} has other methods that are called here, by name alone, and are no targets: "
                f"{', '.join(shown)}{more}: name those that go as well ({dotted}.{next(iter(found))})"
            )


def _classes(symbols: SymbolMap, usages: Usages) -> Iterator[str]:
    from refactor_cli.resolution.standard_library import is_class

    for result in usages.results:
        target = result.target
        if target.definitions:
            continue
        if is_class(target.dotted):
            yield target.dotted
        elif target.kind == "module":
            names = (name for each in result.usages for name in _names_behind(symbols, each))
            yield from (f"{target.dotted}.{name}" for name in names if is_class(f"{target.dotted}.{name}"))


def _names_behind(symbols: SymbolMap, usage: Usage) -> Iterator[str]:
    """The names that a usage takes from its module: `optparse.OptionParser`, `from optparse import OptionGroup`."""
    text, end = symbols.snapshot.files[usage.path].text, usage.span.end
    found = _AFTER.match(text.utf8[end : end + _MOST_BEHIND].decode("utf-8", "replace"))
    if found is not None:
        yield from re.findall(r"\w+", found[1] or found[2] or found[3])


def _methods(parts: Sequence[str], folders: Sequence[Path], steps: int) -> frozenset[str]:
    """The public methods of a class by its full name, those of its bases too, as far as their source is at hand."""
    from refactor_cli.module_source import module_holding

    found = module_holding(parts, folders) if steps else None
    return _in_module(*found, folders, steps) if found is not None else frozenset()


def _in_module(module: Module, names: Sequence[str], folders: Sequence[Path], steps: int) -> frozenset[str]:
    from refactor_cli.module_source import imported_from

    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and [node.name] == [*names]:
            own = [name for each in node.body for name in _bound(each)]
            bases = (base.id for base in node.bases if isinstance(base, ast.Name) and base.id != node.name)
            inherited = (_in_module(module, (base,), folders, steps - 1) for base in bases if steps)
            return frozenset(name for name in own if not name.startswith("_")).union(*inherited)
        if isinstance(node, ast.ImportFrom) and (source := imported_from(node, names[0], module.package)):
            return _methods((*source, *names[1:]), folders, steps - 1)
    return frozenset()


def _bound(member: ast.stmt) -> Iterator[str]:
    """The methods that a statement in the body of a class gives it: `assertEquals = _deprecate(assertEqual)` too."""
    match member:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Assign(targets=targets, value=ast.Name() | ast.Call()):
            yield from (each.id for each in targets if isinstance(each, ast.Name))


def _places(symbols: SymbolMap, name: str) -> list[str]:
    """Where the repository asks anything but a module for a name, where that is seldom, and its own code has none."""
    from refactor_cli.inference.classes.families import is_everywhere
    from refactor_cli.occurrences.reading import occurrences_in
    from refactor_cli.words.files import python_files_with

    if is_everywhere(name):
        return []
    forms = (rb"(\w*)\.(%b)\s*\(", rb"def %b\s*\(")
    asked, defined = (re.compile(form % name.encode()) for form in forms)
    found = list[str]()
    for path in sorted(python_files_with(symbols.snapshot, name)):
        text = symbols.snapshot.files[path].text
        if defined.search(text.utf8):
            return []
        starts = [
            each.start(2)
            for each in asked.finditer(text.utf8)
            if not each[1] or not re.search(_IMPORTED % re.escape(each[1]), text.utf8)
        ]
        if starts and symbols.map(path) is not None:  # what a comment or a text has is no call
            called = {each.span.start for each in occurrences_in(symbols, path, name) if each.role == "call"}
            starts = [each for each in starts if each in called]
        found += (f"{path}:{text.position(each)[0]}" for each in starts)
        if len(found) > _MOST_PLACES:
            return []
    return found
