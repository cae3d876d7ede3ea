"""The call graphs of PyCG's micro-benchmark, asked of find-usages: precision and recall, by category.

    python benchmarks/pycg.py PATH        PATH: the folder micro-benchmark/ of github.com/vitsalis/PyCG (Apache-2.0)

Each case is a folder with main.py and callgraph.json: who calls what. Every function, class and method that a case
names is a target; a certain or likely call (or decorator: it is one) of it is an edge from the definition around it. A
class stands for the `__init__` that it has. What PyCG's graphs count and no usage of a name can be is left out, or
counted as missed, as follows.

- left out: builtins and methods of builtin types (`<builtin>.…`, `<**PyStr**>.…`), and lambdas as what is called: a
  thing without a name cannot be asked for. A call in a lambda counts as one of the definition around it.
- missed: calls of a function that arrives as a value (a parameter, a result, an item) and is called under another name.
  `mentioned` says of how many of the missed edges the tool at least lists every certain reference to the function, so
  that a reader sees where it is passed on.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from refactor_cli.data import Snapshot, SourceFile, Symbol, Target, TargetUsages, blob_id
from refactor_cli.errors import RefactorError
from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.index import index
from refactor_cli.languages import language_of
from refactor_cli.resolution import Lookup, dotted_name, member, module_names
from refactor_cli.symbols import SymbolMap
from refactor_cli.types import Checker
from refactor_cli.types.asking import InstalledServer
from refactor_cli.types.environment import environment_of
from refactor_cli.types.ty import TY

_CALLS = ("call", "decorator")
_LOCALS = ".<locals>."
_LAMBDA = re.compile(r"\.<lambda\d+>")

Edge = tuple[str, str]


class Compared(NamedTuple):
    """The edges of a case: expected and found, expected only, found only; how many of the missed ones are mentioned."""

    right: frozenset[Edge]
    missed: frozenset[Edge]
    extra: frozenset[Edge]
    mentioned: int


def main() -> None:
    """Prints the table, with `--list` the edges that differ too."""
    top = Path(sys.argv[1])
    top = top / "snippets" if (top / "snippets").is_dir() else top
    program = TY.find()
    servers: list[Checker] = [InstalledServer(TY, program, environment_of(top, None))] if program else []
    print("| category | cases | edges | precision | recall | missed, mentioned |\n|---|---|---|---|---|---|")
    every = list[Compared]()
    for category in sorted(path for path in top.iterdir() if path.is_dir()):
        cases = sorted(path.parent for path in category.glob("*/callgraph.json"))
        found = [compared(case, servers) for case in cases]
        every += found
        print(line(category.name, found))
        for case, each in zip(cases, found, strict=True) if "--list" in sys.argv else ():
            for word, edges in (("missed", each.missed), ("extra", each.extra)):
                for caller, callee in sorted(edges):
                    print(f"    {case.name}: {word} {caller} -> {callee}")
    print(line("all", every))


def line(name: str, found: list[Compared]) -> str:
    """A row of the table."""
    right, missed, extra = (
        sum(len(edges) for edges in part)
        for part in zip(*((each.right, each.missed, each.extra) for each in found), strict=True)
    )
    precision = f"{right / (right + extra):.1%}" if right + extra else "–"
    recall = f"{right / (right + missed):.1%}" if right + missed else "–"
    mentioned = sum(each.mentioned for each in found)
    return f"| {name} | {len(found)} | {right + missed} | {precision} | {recall} | {missed}, {mentioned} |"


def compared(case: Path, servers: list[Checker]) -> Compared:
    """The edges that are expected in a case, and those that are found."""
    graph: dict[str, list[str]] = json.loads((case / "callgraph.json").read_text("utf-8"))
    symbols = read(case)
    wanted = {
        (_LAMBDA.sub("", caller), callee)
        for caller, callees in graph.items()
        for callee in callees
        if not callee.startswith("<") and "<lambda" not in callee
    }
    names = {name for name in (*graph, *(callee for _, callee in wanted)) if "<" not in name}
    found = set[Edge]()
    mentions = set[str]()
    for name, result in asked(symbols, names, servers):
        for usage in result.usages:
            if usage.certainty not in ("certain", "likely"):
                continue
            callee = called(symbols, result, name)
            if usage.kind in _CALLS and callee:
                found.add((around(symbols, usage.path, usage.enclosing), callee))
            elif usage.kind == "reference":
                mentions.add(name)
    missed = frozenset(wanted - found)
    mentioned = sum(callee in mentions for _, callee in missed)
    return Compared(frozenset(wanted & found), missed, frozenset(found - wanted), mentioned)


def read(case: Path) -> SymbolMap:
    """The Python files of a case."""
    files = dict[str, SourceFile]()
    for path in sorted(case.rglob("*.py")):
        name, data = path.relative_to(case).as_posix(), path.read_bytes()
        files[name] = SourceFile(name, blob_id(data), 0o100644, language_of(name, data[:100]), data)
    return index(Snapshot(files))


def asked(symbols: SymbolMap, names: set[str], servers: list[Checker]) -> Iterator[tuple[str, TargetUsages]]:
    """The usages of everything with such a name, and of the classes around `__init__`."""
    classes = {name for path in symbols.snapshot.files for name in class_names(symbols, path)}
    targets = []
    for name in sorted(names | classes):
        target = target_of(symbols, name)
        if target is not None and target.kind != "module":
            targets.append((name, target))
    found = find(symbols, [target for _, target in targets], None, servers, Evidence())
    yield from zip((name for name, _ in targets), found.results, strict=True)


def target_of(symbols: SymbolMap, name: str) -> Target | None:
    """The target that a name of the graph stands for, also in a function; None when nothing is called so."""
    for path in symbols.snapshot.files:
        file_map = symbols.map(path)
        for each in file_map.definitions if file_map is not None else ():
            if dotted_name(symbols, Symbol(path, each.qualname)).replace(_LOCALS, ".") == name:
                line = symbols.snapshot.files[path].text.position(each.name_span.start)[0]
                return read_target(symbols, f"{path}:{line}")
    try:
        return read_target(symbols, name)
    except RefactorError:
        return None


def class_names(symbols: SymbolMap, path: str) -> Iterator[str]:
    """The dotted names of a file's classes."""
    file_map = symbols.map(path)
    for each in file_map.definitions if file_map is not None else ():
        if each.kind == "class":
            yield dotted_name(symbols, Symbol(path, each.qualname))


def called(symbols: SymbolMap, result: TargetUsages, name: str) -> str:
    """What a call of a target calls: of a class its `__init__`, "" when it has none of the case's."""
    inside = [cls for cls in result.target.symbols if cls.path is not None]
    if result.target.kind != "class" or not inside:
        return name
    inits = {
        dotted_name(symbols, value.symbol)
        for cls in inside
        for value in member(Lookup(symbols), cls, "__init__").values
        if value.symbol.path is not None
    }
    return min(inits, default="")


def around(symbols: SymbolMap, path: str, enclosing: str) -> str:
    """The dotted name of the definition around a usage, or of the module."""
    module = (module_names(symbols, path) or (path.removesuffix(".py").replace("/", "."),))[0]
    return f"{module}.{enclosing}".replace(_LOCALS, ".") if enclosing else module


if __name__ == "__main__":
    main()
