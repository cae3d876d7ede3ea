"""Which files help most to understand some usages: beside a repository that is there as a map, these go in whole.

First the definitions and overrides, then what the instructions name, the files with usages, and their neighbours: what
they import, who names the functions around the usages (the call graph, as far as names tell), the same package, the
tests that are called after them. Files with usages that are only possible come last, where there are surer ones, and
those last for which nothing but the name speaks: how many bear it says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from refactor_cli.data import Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.pack.named import FEW, is_identifier, named_definitions, named_files, spelled
from refactor_cli.resolution import layout, resolve_spelled
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import files_defining

_COMMON = 40  # a name in more files than this says nothing
_SHORT = 4  # characters; neither does a shorter one
_MOST = 400
_SPEAKS_FOR = 0.4  # of a possible usage, the least rank by evidence that is for the target


def nearest(
    symbols: SymbolMap, targets: Sequence[Target], usages: Sequence[Usage], words: str = ""
) -> list[str]:
    """Paths, nearest first; files that are equally near in path order. `words`: the instructions."""
    files = symbols.snapshot.files
    defining = sorted({site.path for target in targets for site in target.definitions})
    overriding = sorted({usage.path for usage in usages if usage.kind in ("definition", "override")})
    sure = surest(usages)
    using = _using(symbols, sure)
    centre = [*defining, *overriding, *using]
    ranks: tuple[Iterable[str], ...] = (
        defining,
        overriding,
        _named(symbols, words, targets),
        using,
        _counted(each for path in centre for each in _imported(symbols, path)),
        _counted(_callers(symbols, sure)),
        _tests(files, centre),
        _package(files, centre),
        _using(symbols, usages),
    )
    found = dict.fromkeys(
        path for rank in ranks for path in rank if path in files and files[path].data.strip()
    )
    return list(found)[:_MOST]


def surest(usages: Sequence[Usage]) -> Sequence[Usage]:
    """Certain and likely usages; where there are none, possible ones for which more speaks than the name, or all."""
    sure = [usage for usage in usages if usage.certainty != "possible"]
    return sure or [usage for usage in usages if usage.rank >= _SPEAKS_FOR] or usages


def _using(symbols: SymbolMap, usages: Sequence[Usage]) -> list[str]:
    files, using = symbols.snapshot.files, Counter(usage.path for usage in usages)
    # prose names the old thing often, and is long
    return sorted(using, key=lambda path: (files[path].language != "python", -using[path], path))


def _counted(paths: Iterable[str]) -> list[str]:
    counts = Counter(paths)
    return sorted(counts, key=lambda path: (-counts[path], path))


def _named(symbols: SymbolMap, words: str, targets: Sequence[Target]) -> Iterator[str]:
    """Files that some text names, and that define what it names: in full, or by a name that few files define."""
    yield from named_files(symbols.snapshot.files, words)
    yield from (site.path for site in named_definitions(symbols, words, targets))
    for name in spelled(words):
        if "." in name:
            led = resolve_spelled(symbols, name)
            yield from sorted({symbol.path for symbol in led.symbols if symbol.path is not None})
        elif is_identifier(name):
            found = list(files_defining(symbols.snapshot, name))
            if len(found) <= FEW:
                yield from found


def _imported(symbols: SymbolMap, path: str) -> Iterator[str]:
    file_map, modules = symbols.map(path), layout(symbols)
    for binding in file_map.bindings if file_map else ():
        if binding.kind not in ("import", "from", "star"):
            continue
        names = [binding.module, f"{binding.module}.{binding.imported}"]
        for name in names:
            if name.startswith("."):
                stem = modules.relative(name, path)
                found = modules.files.get(stem) if stem is not None else None
            else:
                found = modules.find(name, path)
            if found is not None and found != path:
                yield found


def _callers(symbols: SymbolMap, usages: Sequence[Usage]) -> Iterator[str]:
    """Files that name a function around a usage."""
    names = {last_part(usage.enclosing) for usage in usages if usage.enclosing}
    for name in sorted(name for name in names if len(name) >= _SHORT and not name.startswith("__")):
        word = f"{name}(".encode()
        found = [path for path, file in symbols.snapshot.files.items() if file.language and word in file.data]
        if len(found) <= _COMMON:
            yield from found


def _tests(files: Iterable[str], centre: Sequence[str]) -> list[str]:
    stems = {path.rpartition("/")[2].removesuffix(".py") for path in centre} - {"__init__", "__main__"}
    names = {name for stem in stems for name in (f"test_{stem}.py", f"{stem}_test.py", f"test_{stem}s.py")}
    return sorted(path for path in files if path.rpartition("/")[2] in names)


def _package(files: Iterable[str], centre: Sequence[str]) -> list[str]:
    folders = {path.rpartition("/")[0] for path in centre}
    return sorted(
        path for path in files if path.endswith((".py", ".pyi")) and path.rpartition("/")[0] in folders
    )
