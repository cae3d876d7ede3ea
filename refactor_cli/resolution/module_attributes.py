"""What a module has beside the names that it binds."""

from __future__ import annotations

from refactor_cli.data import Binding, FileMap
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution.definitions import twin
from refactor_cli.resolution.imported import module_dotted
from refactor_cli.resolution.modules import stem_of
from refactor_cli.resolution.values import Lookup
from refactor_cli.symbols import LANGUAGE
from refactor_cli.words.letters import in_other_letters

_STAR = lazy_pattern(rb"import[\s\\(]*\*")


def is_asked(look: Lookup, path: str, file_map: FileMap) -> bool:
    """Whether a module has names that it is asked for: by a `__getattr__` of its own, or of what takes its place.
    https://peps.python.org/pep-0562/"""
    asked = file_map.named.get("__getattr__", ())
    if not asked:
        return False
    is_replaced = b"sys.modules" in look.symbols.snapshot.files[path].text.utf8
    return is_replaced or any(each.scope == 0 for each in asked)


def is_without(look: Lookup, file: str, name: str) -> bool:
    """Whether the bytes of a module that has not been read tell that it has nothing of a name: no word of it, no import
    of all that another one has, no function that it is asked by, and no file beside or below it that would have it."""
    source = look.symbols.snapshot.files.get(file)
    if source is None or source.language != LANGUAGE or look.symbols.known_map(file) is not None:
        return False
    utf8 = source.text.utf8
    return (
        name.encode() not in utf8
        and b"__getattr__" not in utf8
        and not _STAR.search(utf8)
        and not in_other_letters(utf8)
        and not twin(look, file)
        and f"{stem_of(file)}/{name}" not in look.modules.files
    )


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
