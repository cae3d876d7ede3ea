"""What a module has beside the names that it binds."""

from __future__ import annotations

from refactor_cli.data import Binding, FileMap
from refactor_cli.resolution.imported import module_dotted
from refactor_cli.resolution.modules import stem_of
from refactor_cli.resolution.values import Lookup


def is_asked(look: Lookup, path: str, file_map: FileMap) -> bool:
    """Whether a module has names that it is asked for: by a `__getattr__` of its own, or of what takes its place.
    https://peps.python.org/pep-0562/"""
    asked = file_map.named.get("__getattr__", ())
    if not asked:
        return False
    is_replaced = b"sys.modules" in look.symbols.snapshot.files[path].text.utf8
    return is_replaced or any(each.scope == 0 for each in asked)


def imported_below(look: Lookup, file: str, file_map: FileMap) -> frozenset[str]:
    """The submodules that a package has as attributes since it imports something of them, by whatever name.
    https://docs.python.org/3/reference/import.html#submodules"""
    memo: dict[str, frozenset[str]] = look.symbols.snapshot.memo.setdefault("imported below", {})
    if file not in memo:
        is_package = file.rpartition("/")[2].startswith("__init__.")
        imports = (each for each in file_map.imports if not each.scope and each.guard != "type_checking")
        found = (_below(look, stem_of(file), each) for each in imports if is_package)
        memo[file] = frozenset(filter(None, found))
    return memo[file]


def _below(look: Lookup, package: str, binding: Binding) -> str:
    """The submodule of a package that an import in it loads, "" where it loads none."""
    is_relative = binding.module.startswith(".")
    stem = look.modules.relative(binding.module, f"{package}/__init__.py") if is_relative else None
    module = binding.module if stem is None else module_dotted(look, stem)
    dotted = module_dotted(look, package)
    if module == dotted:  # `from . import views as v`
        return binding.imported if f"{package}/{binding.imported}" in look.modules.files else ""
    return module.removeprefix(f"{dotted}.").partition(".")[0] if module.startswith(f"{dotted}.") else ""
