"""Elements of a prompt that quote code: a target, a function with usages in it, a file's imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refactor_cli.data import Definition, DefinitionSite, FileMap, Target, Usage
from refactor_cli.delimiters import escape
from refactor_cli.functions import decorated, functions_around
from refactor_cli.pack.excerpt import definition_source, import_lines, numbered_lines, offered_function
from refactor_cli.pack.files import quoted
from refactor_cli.symbols import SymbolMap


def target_element(symbols: SymbolMap, target: Target, installed: str = "") -> str:
    """A target, and the source of what defines it; of one outside the repository a stub, where it is `installed`."""
    attributes = f"name={quoted(target.name)} kind={quoted(target.kind)}"
    if target.dotted != target.name:
        attributes += f" defined-as={quoted(target.dotted)}"
    if not target.definitions:
        told = "It is defined outside the repository.\n"
        if installed:
            told = "It is defined outside the repository; as it is installed:\n" + element(
                "old-definition", installed
            )
        return f"<target {attributes}>\n{told}</target>\n"
    parts = [f"<target {attributes}>\n"]
    for site in target.definitions:
        source = definition_source(symbols, site)
        parts.append(element("old-definition", source, path=site.path, line=site.line))
    return "".join((*parts, "</target>\n"))


def named_element(symbols: SymbolMap, site: DefinitionSite) -> str:
    """A definition that the instructions name."""
    return element("named-definition", definition_source(symbols, site), path=site.path, line=site.line)


def called_element(symbols: SymbolMap, site: DefinitionSite) -> str:
    """A definition that code around usages calls."""
    return element("called-definition", definition_source(symbols, site), path=site.path, line=site.line)


def imports_element(symbols: SymbolMap, path: str) -> str:
    """The imports of a Python file that has any, else ""."""
    found = import_lines(symbols, path) if symbols.map(path) is not None else ""
    return element("imports", found, path=path) if found else ""


def place_element(
    symbols: SymbolMap,
    path: str,
    around: Definition | None,
    lines: Iterable[int],
    told: Iterable[str],
    *,
    is_task: bool = False,
) -> str:
    """A function, or a place outside of any, with the `lines` of its source, and what is `told` of the usages in it.
    `is_task`: with its id, where an answer may give it new source as a whole."""
    name, lines = around.qualname if around is not None else "", list(lines)
    offered = offered_function(symbols, path, around, lines) if is_task and around is not None else ""
    parts = [f"<place path={quoted(path)} in={quoted(name or 'module')}{offered}>\n"]
    if source := numbered_lines(symbols, path, lines):
        parts.append(element("source", source))
    return "".join((*parts, *told, "</place>\n"))


def told_once(pieces: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Pieces of text with the imports of their files, which are told once for those that stand together."""
    before = ""
    for imports, text in pieces:
        if imports != before:
            yield imports
            before = imports
        yield text


_NEAR = 12  # lines; so near outside of classes and functions, usages share one place
_SHARING = 40  # usages at most, outside of functions


def places(file_map: FileMap | None, usages: list[Usage]) -> Iterator[tuple[Definition | None, list[Usage]]]:
    """Usages by the function around them, or that they decorate, else by the class, in the order of their first; what
    stands outside of any is with its neighbours."""
    groups: dict[tuple[int, int, int], tuple[Definition | None, list[Usage]]] = {}
    near: list[Usage] = []  # the last of those that stand outside of any
    for usage in usages:
        around = _own_definition(file_map, usage)
        if around is None and file_map is not None:
            around = next(functions_around(file_map, usage.scope), None) or _class_around(file_map, usage)
        if around is None:
            is_near = file_map is not None and near and usage.location.line - _last_line(near[-1]) <= _NEAR
            if not is_near or len(near) == _SHARING:
                near = []
                groups[usage.span.start, usage.span.end, -1] = (None, near)
            near.append(usage)
            continue
        number = 0
        while around.kind == "class" and len(groups.get((*around.span, number), (around, []))[1]) == _SHARING:
            number += 1
        groups.setdefault((*around.span, number), (around, []))[1].append(usage)
    yield from groups.values()


def _last_line(usage: Usage) -> int:
    return (usage.call or usage.location).end_line


def _class_around(file_map: FileMap, usage: Usage) -> Definition | None:
    """The innermost class in whose body, header or decorators a usage stands."""
    around = [d for d in file_map.definitions if d.kind == "class" and d.outer.contains(usage.span)]
    return min(around, key=lambda each: each.outer.end - each.outer.start, default=None)


def _own_definition(file_map: FileMap | None, usage: Usage) -> Definition | None:
    if file_map is None or usage.kind not in ("override", "definition"):
        return decorated(file_map, usage) if file_map is not None else None
    return next((d for d in file_map.definitions if d.name_span == usage.span), None)


def element(tag: str, text: str, **attributes: str | int) -> str:
    """Text between tags, escaped; the attributes in their order."""
    written = "".join(f" {name}={_value(value)}" for name, value in attributes.items())
    body = escape(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    return f"<{tag}{written}>\n{body}{'' if not body or body.endswith(chr(10)) else chr(10)}</{tag}>\n"


def _value(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, int) else quoted(value)
