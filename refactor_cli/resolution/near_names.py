"""What this Python's own library does not have, and the nearest name that it has. No module is imported for it: one
that is not loaded is read."""

from __future__ import annotations

import ast
import os
import sys
import sysconfig
from types import ModuleType

from refactor_cli.near_spellings import MUST_BE_MEANT, most_alike

# they bind names that nobody sees in the source
_BINDERS = frozenset({"exec", "globals", "vars", "locals"})


def nearest(dotted: str) -> str:
    """For a name that a module of the standard library surely lacks, the full name there that is spelt most like it; ""
    where there is none, or where the module may have the name."""
    parts = dotted.split(".")
    if parts[0] not in sys.stdlib_module_names:
        return ""
    for size in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:size])
        loaded = sys.modules.get(module)
        if loaded is not None and _is_own(loaded):
            return _nearest_in(loaded, module, parts[size:])
        names = _names_in_source(module)
        if names is not None:
            return _like(module, parts[size], names) if len(parts) == size + 1 else ""
    return ""


def meant(dotted: str) -> str:
    """As `nearest`, where one character more or less says that the name is misspelt, and not that it comes with a newer
    Python than this one (`typing.TypeIs` beside `typing.Type`)."""
    near = nearest(dotted)
    return near if abs(len(near) - len(dotted)) <= 1 else ""


def _is_own(module: ModuleType) -> bool:
    """Whether a module is this Python's, and not a file of the same name from elsewhere."""
    place = getattr(module, "__file__", None)
    return place is None or os.path.realpath(place).startswith(_folder() + os.sep)


def _folder() -> str:
    return os.path.realpath(sysconfig.get_path("stdlib"))


def _nearest_in(there: object, name: str, rest: list[str]) -> str:
    for at, part in enumerate(rest):
        if not isinstance(there, (ModuleType, type)):
            return ""
        names = dir(there)
        if part not in names:
            return _like(name, part, names) if at == len(rest) - 1 and not hasattr(there, part) else ""
        there, name = getattr(there, part, None), f"{name}.{part}"
    return ""


def _like(owner: str, name: str, names: list[str]) -> str:
    if name in names:
        return ""
    found = most_alike(name, (each for each in names if each[:1] != "_"), MUST_BE_MEANT)
    return f"{owner}.{found}" if found else ""


def _names_in_source(module: str) -> list[str] | None:
    """What a module binds at its top; None where that is not known: no source, a star import, or names on demand."""
    base = os.path.join(_folder(), *module.split("."))
    for place in (f"{base}.py", os.path.join(base, "__init__.py")):
        try:
            with open(place, "rb") as file:
                tree = ast.parse(file.read())
        except (OSError, SyntaxError, ValueError):
            continue
        return bound_names(tree)
    return None


def bound_names(tree: ast.Module) -> list[str] | None:
    """What a module binds at its top; None where a star import, or what it does on demand, may bind more."""
    names, waiting = list[str](), list[ast.AST](tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.append(node.name)
            names += (name for each in ast.walk(node) if isinstance(each, ast.Global) for name in each.names)
            continue
        if isinstance(node, ast.alias):
            names.append((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Name):
            if node.id in _BINDERS:
                return None
            names += [node.id] if isinstance(node.ctx, ast.Store) else []
        elif _binds_unseen(node):
            return None
        waiting += ast.iter_child_nodes(node)
    return None if {"*", "__getattr__"} & {*names} else names


def _binds_unseen(node: ast.AST) -> bool:
    """Whether a call is told which module this is, and may give it names: `setattr(sys.modules[__name__], …)`,
    `IntEnum._convert_("Name", __name__, …)`. `getLogger(__name__)` does not."""
    match node:
        case ast.Call(args=[_, _, *_] as given):
            return any(isinstance(each, ast.Name) and each.id == "__name__" for each in given)
        case ast.Subscript(slice=ast.Name(id="__name__")):
            return True
    return False
