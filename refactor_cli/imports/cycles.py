"""Whether a new import at module level would close an import cycle, and which scope it goes to."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

from refactor_cli.data import Binding, FileMap
from refactor_cli.imports.meaning import Site
from refactor_cli.imports.mentions import mentioned
from refactor_cli.imports.module_files import file_of
from refactor_cli.imports.values import Import, Unspellable
from refactor_cli.resolution import layout, scope_at
from refactor_cli.symbols import SymbolMap

# beyond so many modules the search gives up, and the import counts as one that closes a cycle
_MOST_MODULES = 3000


def cycle_through(symbols: SymbolMap, path: str, wanted: Import) -> str | None:
    """The module in the repository through which `wanted`, made as `path` is imported, leads back to `path`; None
    when it does not, or when `path` imports that module already.

    Only imports that run with the module count: none in functions, none under `if TYPE_CHECKING`.
    """
    targets = [target for target in _loaded(symbols, path, wanted) if target != path]
    if not targets or set(targets) <= _imported(symbols, path):
        return None
    return next((target for target in targets if _leads_to(symbols, target, path)), None)


def _leads_to(symbols: SymbolMap, start: str, path: str) -> bool:
    """Whether importing a file imports `path`, or so much that the search gives up.

    What may be imported is much cheaper to read than what is, and mostly does not lead there at all.
    """
    memo: dict[tuple[str, str], bool] = symbols.snapshot.memo.setdefault("leads to", {})
    if (start, path) not in memo:
        reached = _reached(symbols, start)
        may_lead = reached is None or path in reached
        memo[start, path] = may_lead and _imports(symbols, start, path)
    return memo[start, path]


def _loaded(symbols: SymbolMap, path: str, wanted: Import) -> list[str]:
    """The repository's files that an import loads: the module, and the submodule that a `from` import may name."""
    module = file_of(symbols, path, wanted.module)
    dot = "" if wanted.module.endswith(".") else "."
    submodule = file_of(symbols, path, f"{wanted.module}{dot}{wanted.name}") if wanted.name else None
    if submodule is not None and module is not None and _is_package_of(module, path):
        return [submodule]  # the package itself is being imported already
    return [found for found in (module, submodule) if found is not None]


def _is_package_of(module: str, path: str) -> bool:
    folder, _, name = module.rpartition("/")
    return name.startswith("__init__.") and path.startswith(f"{folder}/" if folder else "")


def _reached(symbols: SymbolMap, start: str) -> frozenset[str] | None:
    """At least the files that importing a file imports; None when there are too many."""
    memo: dict[str, frozenset[str] | None] = symbols.snapshot.memo.setdefault("reached from", {})
    if start not in memo:
        found, waiting = set[str](), [start]
        while waiting and len(found) <= _MOST_MODULES:
            new = _mentioned(symbols, waiting.pop()) - found
            found |= new
            waiting += new
        memo[start] = frozenset(found) if len(found) <= _MOST_MODULES else None
    return memo[start]


def _imports(symbols: SymbolMap, start: str, path: str) -> bool:
    """`_leads_to` by the imports that do run; those nearest to `start` first."""
    found, waiting = set[str](), deque([start])
    while waiting and path not in found and len(found) <= _MOST_MODULES:
        new = _imported(symbols, waiting.popleft()) - found
        found |= new
        waiting += new
    return path in found or len(found) > _MOST_MODULES


def _mentioned(symbols: SymbolMap, path: str) -> frozenset[str]:
    """At least the files that a file imports as it is imported; a file with a syntax error imports nothing."""
    memo: dict[str, frozenset[str]] = symbols.snapshot.memo.setdefault("mentioned in files", {})
    if path not in memo:
        imports = mentioned(symbols.snapshot.files[path].text.utf8)
        if imports is None:
            return _imported(symbols, path)
        memo[path] = _files(symbols, path, imports)
    return memo[path]


def _imported(symbols: SymbolMap, path: str) -> frozenset[str]:
    memo: dict[str, frozenset[str]] = symbols.snapshot.memo.setdefault("imports of files", {})
    if path not in memo:
        file_map = symbols.map(path)
        imports = {
            Import(binding.module, binding.imported)
            for binding in (file_map.imports if file_map is not None else ())
            if file_map is not None and _runs(file_map, binding)
        }
        memo[path] = _files(symbols, path, imports)
    return memo[path]


def _files(symbols: SymbolMap, path: str, imports: Collection[Import]) -> frozenset[str]:
    """The repository's files that imports load, the file `path` that makes them excluded."""
    found = set[str]()
    for each in imports:
        found.update(_loaded(symbols, path, each))
    for module in {each.module for each in imports}:
        found.update(_packages(symbols, path, module))
    return frozenset(found - {path})


def _packages(symbols: SymbolMap, path: str, module: str) -> list[str]:
    """The packages around a module, which are imported before it; not those that hold the file itself."""
    if module.startswith("."):
        return []
    parts = module.split(".")
    files = (layout(symbols).find(".".join(parts[:size]), path) for size in range(1, len(parts)))
    return [file for file in files if file is not None and not _is_package_of(file, path)]


def _runs(file_map: FileMap, binding: Binding) -> bool:
    """Whether an import statement runs as its file is imported."""
    # asked by place: a function may import into the module's scope by a `global` declaration
    index = scope_at(file_map, binding.span.start)
    while index >= 0:
        if file_map.scopes[index].kind in ("function", "lambda"):
            return False
        index = file_map.scopes[index].parent
    return binding.guard != "type_checking"


def import_scope(site: Site, wanted: Import, like: Binding | None) -> int | Unspellable:
    """The scope that a new import goes to: that of the old symbol's import when it is a function's, the
    innermost function where the import would close a cycle at module level, else the module (0)."""
    if like is not None and like.scope in site.chain and site.file_map.scopes[like.scope].kind == "function":
        return like.scope
    through = cycle_through(site.symbols, site.path, wanted)
    if through is None:
        return 0
    return site.function or Unspellable(f"would close an import cycle through {through}")
