"""Strings by which tests replace the old code itself (`patch("app.report.old")`), and the calls that go by that name ->
strings that must stay: their module would not have the new name, or all calls there still go by the old one; and calls
that must, since nobody says what the test is to replace instead."""

from __future__ import annotations

import re

from refactor_cli.data import Inlined, Usage
from refactor_cli.dotted import last_part
from refactor_cli.inline.test_doubles.patched import calls_by_module, calls_of, gives_value, modules_of
from refactor_cli.resolution import module_file
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import has_word
from refactor_cli.verify.result import check_result


def without_patched(symbols: SymbolMap, inlined: Inlined) -> dict[str, str]:
    """Strings, by id with the reason, whose new name is not to stand."""
    outcomes = inlined.outcomes
    strings = [
        each.usage for each in outcomes if each.outcome == "rewritten" and replaces(symbols, each.usage)
    ]
    if not strings:
        return {}
    found, result = dict[str, str](), check_result(inlined.edits, symbols).symbols
    by_module = calls_by_module(symbols, outcomes)
    for usage in strings:
        calls = calls_of(symbols, by_module, usage)
        left = next((each.usage for each in calls if each.outcome == "open"), None)
        if left is not None and not any(each.outcome == "rewritten" for each in calls):
            at = f"{left.path}:{left.location.line}"
            found[usage.id] = f"{at} goes by what it replaces, and is not rewritten ({left.id})"
            continue
        written = [
            each.text for each in inlined.edits if each.span == usage.expression and each.path == usage.path
        ]
        missing = next((each for each in written if _is_missing(symbols, result, usage, each)), None)
        if missing is not None:
            module = min(str(each) for each in modules_of(symbols, usage))
            name = re.split("[.:]", missing)[-1]
            found[usage.id] = f"{module} has no '{name}' then: no new code that stands there imports it"
    return found


def still_replaced(symbols: SymbolMap, inlined: Inlined) -> dict[str, str]:
    """Calls, by id with the reason, whose new code is not to stand: a test that gives the old code another value where
    they look it up would go on doing so, and no longer decide what they get."""
    left = [
        each.usage
        for each in inlined.outcomes
        if each.outcome == "open" and symbols.map(each.usage.path) and gives_value(symbols, each.usage)
    ]
    calls = calls_by_module(symbols, inlined.outcomes) if left else {}
    found = dict[str, str]()
    for put in left:
        at = f"{put.path}:{put.location.line}"
        reason = f"{at} puts something else in the place of what it calls: change both, or neither ({put.id})"
        for call in calls_of(symbols, calls, put):
            if call.outcome == "rewritten" and not call.is_carried and not _calls_again(call.usage, inlined):
                found.setdefault(call.usage.id, reason)
    return found


def _calls_again(call: Usage, inlined: Inlined) -> bool:
    """Whether new code still goes by the name of the old."""
    name = last_part(call.target)
    return any(has_word(each.text, name) for each in inlined.edits if call.id in each.usages)


def replaces(symbols: SymbolMap, usage: Usage) -> bool:
    """Whether a usage is a string by which a test puts something in the place of the old code."""
    return usage.kind == "string" and symbols.map(usage.path) is not None and gives_value(symbols, usage)


def _is_missing(symbols: SymbolMap, result: SymbolMap, usage: Usage, written: str) -> bool:
    """Whether modules of the repository do not have what a string names now."""
    owner, _, name = written.replace(":", ".").rpartition(".")
    if owner:
        path = module_file(symbols, owner, usage.path)
        modules = [path] if path is not None else []
    else:
        modules = [path for path in modules_of(symbols, usage) if path is not None]
    return bool(modules) and not any(_has(result, path, name) for path in modules)


def _has(result: SymbolMap, path: str, name: str) -> bool:
    file_map = result.map(path)
    if file_map is None or "*" in file_map.named:
        return True
    names = (name, "__getattr__")
    return any(each.scope == 0 for one in names for each in file_map.named.get(one, ()))
