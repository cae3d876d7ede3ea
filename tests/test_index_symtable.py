"""What index reads of scopes agrees with CPython's own compiler, on files that nobody wrote for this."""

from __future__ import annotations

import sys
import sysconfig
from collections import Counter
from pathlib import Path
from symtable import SymbolTable, symtable

import pytest

from refactor_cli.data import FileMap
from refactor_cli.grammar import parse
from refactor_cli.index.file_map import file_map

LIBRARY = Path(sysconfig.get_path("stdlib"))
OWN = Path(__file__).parent
COMPREHENSIONS = ("listcomp", "setcomp", "dictcomp", "genexpr")

Seen = tuple[str, str, frozenset[str]]


def files() -> list[Path]:
    modules = "ast argparse cgitb dataclasses datetime decimal doctest enum functools inspect locale pdb pickle pydoc"
    named = [
        LIBRARY / f"{name}.py" for name in f"{modules} random tarfile threading turtle typing zipfile".split()
    ]
    found = [*named, *sorted((LIBRARY / "asyncio").glob("*.py")), *sorted((LIBRARY / "email").glob("*.py"))]
    return [path for path in (*found, *sorted(OWN.glob("*.py"))) if path.is_file()]


def according_to_python(table: SymbolTable) -> Counter[Seen]:
    """Kind, name and bound names of each scope; names that classes mangle are left out."""
    kind, name = str(table.get_type()), table.get_name()
    if name in COMPREHENSIONS or name == "lambda":
        kind, name = "lambda" if name == "lambda" else "comprehension", f"<{name}>"
    names = (symbol.get_name() for symbol in table.get_symbols() if symbol.is_local())
    seen = Counter([(kind, "" if kind == "module" else name, known(names))])
    for child in table.get_children():
        if child.get_name() != "__annotate__":
            seen += according_to_python(child)
    return seen


def according_to_us(found: FileMap) -> Counter[Seen]:
    names: list[set[str]] = [set() for _ in found.scopes]
    for binding in found.bindings:
        if binding.kind != "star":
            names[binding.scope].add(binding.name)
    return Counter((scope.kind, scope.name, known(names[index])) for index, scope in enumerate(found.scopes))


def known(names: object) -> frozenset[str]:
    return frozenset(name for name in names if "__" not in name and name[0] != ".")  # type: ignore[attr-defined]


def without_globals(seen: Counter[Seen], found: FileMap) -> Counter[Seen]:
    """CPython does not say in the module that a function binds a name in it."""
    moved = frozenset().union(*(scope.global_names for scope in found.scopes))
    return Counter(
        {
            (kind, name, names - moved if kind == "module" else names): n
            for (kind, name, names), n in seen.items()
        }
    )


@pytest.mark.skipif(
    sys.version_info >= (3, 12),
    reason="names of inlined comprehensions are told of the scope around (PEP 709)",
)
@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_scopes_and_names_are_those_of_the_compiler(path: Path) -> None:
    source = path.read_bytes()
    found = file_map(source, parse("python", source))
    theirs = according_to_python(symtable(source, str(path), "exec"))
    assert without_globals(according_to_us(found), found) == without_globals(theirs, found)
