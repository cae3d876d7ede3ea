"""Names that the statements of a rule bind, in the function where they come to stand."""

from __future__ import annotations

import re

from refactor_cli.data import Span
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import references
from refactor_cli.inline.file import File
from refactor_cli.inline.opened import Opened

# https://docs.python.org/3/library/functions.html: what may look any name up, or bind it
_ANY_NAME = re.compile(rb"\b(?:dir|eval|exec|locals|vars)\s*\(")


def free_local(file: File, scope: int, name: str) -> str:
    """The name, with a number where the outermost function around has it already: as a name, and not as an attribute, a
    keyword or a word of a text.

    Raises:
        Opened: it would be bound in a class or module.
    """
    scopes = file.map.scopes
    if scopes[scope].kind != "function":
        raise Opened(f"the rule's statements would bind '{name}' in a {scopes[scope].kind}")
    outermost, around = scope, scope
    while around >= 0:
        if scopes[around].kind == "function":
            outermost = around
        around = scopes[around].parent
    definition = next((each for each in file.map.definitions if each.body == outermost), None)
    inside = scopes[outermost].span
    if definition is not None:
        inside = Span(definition.span.start, inside.end)
    number, found = 1, name
    while _has(file, inside, found):
        number += 1
        found = f"{name}_{number}"
    return found


def _has(file: File, inside: Span, name: str) -> bool:
    source = file.utf8[slice(*inside)]
    if not re.search(rb"(?<!\w)%b(?!\w)" % re.escape(name.encode()), source):
        return False
    if _ANY_NAME.search(source):
        return True
    if any(inside.contains(each.span) for each in file.map.named.get(name, ())):
        return True
    if any(
        name in each.global_names | each.nonlocal_names
        for each in file.map.scopes
        if inside.contains(each.span)
    ):
        return True
    uses = references(parsed(file.symbols, file.path), file.map, name)
    return any(inside.contains(each) for each in uses)
