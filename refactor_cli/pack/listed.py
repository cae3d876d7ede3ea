"""Elements of a prompt that list usages: those that are written as others which are shown, and hardly likely ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from refactor_cli.answer_format import block_of
from refactor_cli.data import Definition, FileMap, Usage
from refactor_cli.functions import decorated, function_id, functions_around
from refactor_cli.pack.excerpt import brief_lines, numbered_lines, offered_function
from refactor_cli.pack.files import quoted
from refactor_cli.pack.places import element, places
from refactor_cli.pack.redacted import HIDDEN
from refactor_cli.pack.shapes import Alike
from refactor_cli.symbols import SymbolMap

WITH_FUNCTIONS = 200  # usages in a list that are named with the ids of their functions
_LONGEST = 160  # characters of a call that is quoted in a list


def brief_element(
    usages: Sequence[Usage], meant: Mapping[str, Sequence[str]] = {}, symbols: SymbolMap | None = None
) -> str:
    """Possible usages, each with its call alone: `id@line where: call`. `meant`: by id, where there are several
    targets, those that it may be of: they stand behind `where`, in brackets. With `symbols` the id of the function
    stands there too, by which an answer may give it new source as a whole."""
    shorter = _shorter({name for names in meant.values() for name in names})
    lines = list[str]()
    for path, in_file in groupby(usages, key=lambda usage: usage.path):
        lines.append(f"{quoted(path)}:")
        for usage in in_file:
            text = " ".join(usage.text.split())
            cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2]} …"
            of = " or ".join(shorter[name] for name in meant.get(usage.id, ()))
            where = f"{usage.enclosing or 'module'}{f' ({of})' if of else ''}"
            where += (
                f" {function}" if symbols is not None and (function := _function_of(symbols, usage)) else ""
            )
            lines.append(f"{usage.id}@{usage.location.line} {where}: {cut}")
    return element("possible", "\n".join(lines), count=len(usages))


def _function_of(symbols: SymbolMap, usage: Usage) -> str:
    """The id of the function around a usage; "" where there is none, or a secret stands in it."""
    file_map, text = symbols.map(usage.path), symbols.snapshot.files[usage.path].text
    around = next(functions_around(file_map, usage.scope), None) if file_map is not None else None
    if around is None or block_of(usage) != "site" or HIDDEN in text.slice(*around.outer):
        return ""
    return function_id(usage.path, around, text)


def _shorter(names: Iterable[str]) -> dict[str, str]:
    """`a.b.Class.method` as `Class.method`, where no other name ends so."""
    ends = {name: ".".join(name.split(".")[-2:]) for name in names}
    counts = Counter(ends.values())
    return {name: end if counts[end] == 1 else name for name, end in ends.items()}


def alike_element(group: Alike, listed: Sequence[Usage], symbols: SymbolMap, *, is_quoted: bool) -> str:
    """Usages that are named with their lines: they are written as those shown above; `is_quoted`: with the lines around
    each. Where they are not too many, the ids of the functions stand there too, by which an answer may give one new
    source as a whole."""
    with_functions = len(group.rest) <= WITH_FUNCTIONS
    attributes: dict[str, str | int] = {
        "shape": group.shape,
        "count": len(listed),
        "of": len(group.shown) + len(group.rest),
        "examples": " ".join(usage.id for usage in group.shown),
    }
    lines = list[str]()
    for path, usages in groupby(listed, key=lambda usage: usage.path):
        in_file = list(usages)
        if is_quoted:
            lines += _quoted(symbols, path, in_file, with_functions)
        elif with_functions:
            functions = (_function_of(symbols, usage) for usage in in_file)
            named = zip((_named([usage]) for usage in in_file), functions, strict=True)
            lines.append(f"{quoted(path)}: {' '.join(each for pair in named for each in pair if each)}")
        else:
            lines.append(f"{quoted(path)}: {_named(in_file)}")
    return element("alike", "\n".join(lines), **attributes)


def _quoted(symbols: SymbolMap, path: str, usages: list[Usage], with_functions: bool) -> Iterator[str]:
    """By the function around them, each with its lines below. Behind the function's name stands its id, in an attribute
    where a decorator calls for all of its lines."""
    file_map = symbols.map(path)
    for around, group in places(file_map, usages):
        is_headed = file_map is not None and any(decorated(file_map, each) for each in group)
        lines = brief_lines(symbols, path, around, group, is_whole=is_headed)
        offered = offered_function(symbols, path, around, lines) if is_headed and around is not None else ""
        if with_functions and not is_headed and (function := _function_of(symbols, group[0])):
            offered = f" {function}"
        name = around.qualname if around is not None else "module"
        yield f"{quoted(path)} in {name}{offered}{_classes_within(file_map, around, group)}: {_named(group)}"
        yield numbered_lines(symbols, path, lines)


def _classes_within(file_map: FileMap | None, around: Definition | None, usages: Iterable[Usage]) -> str:
    """The classes in whose own bodies usages stand, where what they are named with is a function around these."""
    bodies = {each.body: each for each in file_map.definitions} if file_map is not None else {}
    within = dict.fromkeys(bodies[usage.scope] for usage in usages if usage.scope in bodies)
    return "".join(f", class {each.name}" for each in within if each.kind == "class" and each != around)


def _named(usages: Iterable[Usage]) -> str:
    return " ".join(f"{usage.id}@{usage.location.line}" for usage in usages)
