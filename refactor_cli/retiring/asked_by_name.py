"""What reaches a definition by its name without naming it: `getattr(self, "visit_" + kind)`, and classes of the
standard library, whose method it overrides or which put such names together (`cmd.Cmd` runs `do_…`). Under another name
it would not be reached any more, or something else would."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from refactor_cli.data import Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.find.dispatch import dispatches
from refactor_cli.module_source import imported_from, module_holding
from refactor_cli.resolution import mro
from refactor_cli.resolution.standard_library import is_of_library
from refactor_cli.symbols import SymbolMap

_SHORTEST = 3  # characters of a beginning by which a name is asked for
_MOST_STEPS = 10
# https://docs.python.org/3/library/unittest.html#unittest.TestLoader.testMethodPrefix
_TESTS = ("unittest.TestCase", "unittest.case.TestCase")


def asked_by_name(symbols: SymbolMap, target: Target, new: str) -> str:
    """Why a definition has to keep its name, "" where nothing is seen to ask for it. `new`: the
    name that it would have."""
    name = last_part(target.dotted)
    calls = dispatches(symbols, target)
    for call in (*calls.family, *calls.module, *calls.own):
        if len(call.prefix) >= _SHORTEST and name.startswith(call.prefix):
            line = symbols.snapshot.files[call.path].text.position(call.offset)[0]
            return f"{call.path}:{line} asks for names that begin with '{call.prefix}'"
    if target.kind != "method":
        return ""
    owners = {Symbol(each.path, each.name.rpartition(".")[0]) for each in target.symbols if each.path}
    for base in sorted({base for each in owners for base in mro(symbols, each)[1:]}, key=str):
        if base.name in _TESTS and name.startswith("test"):
            if not new.startswith("test"):
                return f"{base.name} runs what begins with 'test'"
        elif base.path is None and (reason := _asked_by_library(base.name, name)):
            return reason
    return ""


def _asked_by_library(cls: str, name: str) -> str:
    if not is_of_library(cls) or cls == "builtins.object":
        return ""
    for body in _bodies(tuple(cls.split(".")), _MOST_STEPS):
        if any(
            isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name == name
            for each in body.body
        ):
            return f"it overrides {cls}.{name}, by which it is called"
        for each in ast.walk(body):
            text = each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else ""
            if (
                len(text) >= _SHORTEST
                and text.endswith("_")
                and text.isidentifier()
                and name.startswith(text)
            ):
                return f"{cls} asks for names that begin with '{text}'"
    return ""


def _bodies(parts: tuple[str, ...], steps: int) -> Iterator[ast.ClassDef]:
    """A class of the standard library and its bases there, by their source."""
    found = module_holding(parts, [Path(sysconfig.get_paths()["stdlib"])]) if steps else None
    if found is None or len(found[1]) != 1:
        return
    module, (name,) = found
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            yield node
            for base in node.bases:
                dotted = ast.unparse(base)
                inside = dotted if "." in dotted else f"{'.'.join(parts[:-1])}.{dotted}"
                yield from _bodies(tuple(inside.split(".")), steps - 1)
        elif isinstance(node, ast.ImportFrom) and (full := imported_from(node, name, module.package)):
            yield from _bodies(full, steps - 1)
