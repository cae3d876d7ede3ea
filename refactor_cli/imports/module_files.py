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


def imports_module(symbols: SymbolMap, path: str, binding: Binding, module_path: str) -> bool:
    """Whether an import makes a module a value of the file."""
    module = binding.module
    if binding.kind == "from":
        module += binding.imported if module.endswith(".") else f".{binding.imported}"
    return file_of(symbols, path, module) == module_path
