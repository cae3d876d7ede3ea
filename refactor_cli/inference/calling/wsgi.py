"""The parameter before `start_response` is the environment of a WSGI request, which has to be a plain dictionary.
https://peps.python.org/pep-3333/#specification-details"""

from __future__ import annotations

from refactor_cli.data import Definition, Parameter
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.values import UNKNOWN, Types, by, display, exactly
from refactor_cli.symbols import SymbolMap

RULE = "wsgi"
_STARTS = "start_response"
_POSITIONAL = ("positional", "positional_only")


def wsgi_environ(ask: Ask, function: Definition, parameter: Parameter) -> Types:
    """A dictionary, for the first parameter of an application."""
    if not ask.allows(RULE) or _environ_of(function) != parameter.name:
        return UNKNOWN
    return by(exactly(display("dict")), RULE)


def named_as_environ(ask: Ask, parameter: Parameter) -> Types:
    """The same for a parameter of any function that is called what the repository's applications call theirs."""
    if not ask.allows(RULE) or parameter.kind not in _POSITIONAL:
        return UNKNOWN
    if parameter.name not in _names(ask.symbols):
        return UNKNOWN
    return by(exactly(display("dict"))._replace(complete=False), RULE)


def _environ_of(function: Definition) -> str:
    """The name of the parameter before `start_response`, "" where there is none."""
    names = [each.name for each in function.parameters if each.kind in _POSITIONAL]
    at = names.index(_STARTS) if _STARTS in names else 0
    return names[at - 1] if at and names[at - 1] not in ("self", "cls") else ""


def _names(symbols: SymbolMap) -> frozenset[str]:
    memo: dict[str, frozenset[str]] = symbols.snapshot.memo.setdefault("environments of WSGI", {})
    if "" not in memo:
        word = _STARTS.encode()
        files = (path for path, file in symbols.snapshot.files.items() if word in file.data)
        maps = (symbols.map(path) for path in files)
        every = (each for file_map in maps if file_map is not None for each in file_map.definitions)
        memo[""] = frozenset(name for each in every if (name := _environ_of(each)))
    return memo[""]
