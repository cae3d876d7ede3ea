"""Imports of old names that usages left as they are need, though they stand in other files: `module.old(1)`, where
`module` is what somebody passes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from refactor_cli.data import Binding, Outcome, Usage
from refactor_cli.imports.module_files import imports_module
from refactor_cli.inline.import_lines.following import named_by
from refactor_cli.inline.import_lines.values import Taken
from refactor_cli.occurrences.import_words import files_importing
from refactor_cli.resolution import Lookup, evaluate
from refactor_cli.resolution.modules import word_of
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import DOTTED_NAME


def needed_imports(symbols: SymbolMap, outcomes: Mapping[Usage, Outcome]) -> frozenset[Taken]:
    """The names that modules no longer import, and that a certain or likely usage which stays takes from them."""
    gone = frozenset(_gone(symbols, outcomes.values()))
    found = set[Taken]()
    for outcome in outcomes.values() if gone else ():
        usage = outcome.usage
        is_left = outcome.outcome != "rewritten" and usage.certainty != "possible"
        if not is_left or usage.kind in ("import", "string", "doc", "definition"):
            continue
        written = symbols.snapshot.files[usage.path].text.slice(*usage.expression)
        owner, dot, name = "".join(written.split()).rpartition(".")
        if not dot:
            continue
        modules = _modules(symbols, usage, owner)
        if modules is not None:
            found |= gone & {(path, name) for path in modules}
        else:
            found |= {each for each in gone - found if each[1] == name and _is_passed(symbols, each[0])}
    return frozenset(found)


def _gone(symbols: SymbolMap, outcomes: Iterable[Outcome]) -> Iterator[Taken]:
    for outcome in outcomes:
        usage = outcome.usage
        if usage.kind == "import" and outcome.outcome == "rewritten":
            binding = named_by(symbols, usage.path, usage)
            if binding is not None and not binding.scope:
                yield usage.path, binding.name


def _modules(symbols: SymbolMap, usage: Usage, owner: str) -> frozenset[str] | None:
    """The files that an expression may mean; None when it may mean any module."""
    if not DOTTED_NAME.match(owner):
        return None
    values = evaluate(Lookup(symbols), usage.path, usage.scope, owner, usage.expression.start).values
    paths = frozenset(value.symbol.path for value in values if value.kind == "module" and value.symbol.path)
    is_open = not values or any(value.kind == "variable" and value.type is None for value in values)
    return None if is_open and not paths else paths


def _is_passed(symbols: SymbolMap, path: str) -> bool:
    """Whether a file uses the module as a value, and not only what is in it."""
    for other in files_importing(symbols.snapshot, word_of(path)):
        file_map = symbols.map(other)
        for binding in file_map.imports if file_map is not None else ():
            if imports_module(symbols, other, binding, path) and _is_value(symbols, other, binding):
                return True
    return False


def _is_value(symbols: SymbolMap, path: str, binding: Binding) -> bool:
    utf8 = symbols.snapshot.files[path].text.utf8
    is_dotted = binding.kind == "import" and binding.module.partition(".")[0] == binding.name
    name = binding.module if is_dotted else binding.name
    bare = re.compile(rb"(?<![\w.])%b(?!\w|\s*\.)" % re.escape(name.encode()))
    return any(
        not binding.statement.start <= match.start() < binding.statement.end for match in bare.finditer(utf8)
    )
