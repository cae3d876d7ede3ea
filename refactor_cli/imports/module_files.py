"""The files that the modules of import statements mean."""

from __future__ import annotations

from refactor_cli.data import Binding
from refactor_cli.resolution import layout, module_file
from refactor_cli.symbols import SymbolMap


def file_of(symbols: SymbolMap, path: str, module: str) -> str | None:
    """The repository's file that a module name, relative or absolute, means in the file `path`."""
    if not module.startswith("."):
        return module_file(symbols, module, path)
    modules = layout(symbols)
    stem = modules.relative(module, path)
    return None if stem is None else modules.files.get(stem)


def imported_modules(symbols: SymbolMap, path: str) -> frozenset[str]:
    """The repository's files that the imports of a file make values of it: asked for each name that goes from another
    module."""
    memo: dict[str, frozenset[str]] = symbols.snapshot.memo.setdefault("modules that files import", {})
    if path not in memo:
        file_map = symbols.map(path)
        named = {_brought(each) for each in file_map.imports} if file_map is not None else ()
        found = (file_of(symbols, path, module) for module in named)
        memo[path] = frozenset(each for each in found if each is not None)
    return memo[path]


def imports_module(symbols: SymbolMap, path: str, binding: Binding, module_path: str) -> bool:
    """Whether an import makes a module a value of the file."""
    return file_of(symbols, path, _brought(binding)) == module_path


def _brought(binding: Binding) -> str:
    if binding.kind != "from":
        return binding.module
    return f"{binding.module}{'' if binding.module.endswith('.') else '.'}{binding.imported}"
