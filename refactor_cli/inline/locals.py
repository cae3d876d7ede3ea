"""Names that the statements of a rule bind, in the function where they come to stand."""

from __future__ import annotations

import re

from refactor_cli.data import FileMap
from refactor_cli.inline.opened import Opened


def free_local(file_map: FileMap, utf8: bytes, scope: int, name: str) -> str:
    """The name, with a number where the outermost function around has it already.

    Raises:
        Opened: it would be bound in a class or module.
    """
    if file_map.scopes[scope].kind != "function":
        raise Opened(f"the rule's statements would bind '{name}' in a {file_map.scopes[scope].kind}")
    outermost, around = scope, scope
    while around >= 0:
        if file_map.scopes[around].kind == "function":
            outermost = around
        around = file_map.scopes[around].parent
    inside = file_map.scopes[outermost].span
    definition = next((each for each in file_map.definitions if each.body == outermost), None)
    start = definition.span.start if definition is not None else inside.start
    words = set(re.findall(r"\w+", utf8[start : inside.end].decode("utf-8", "replace")))
    number, found = 1, name
    while found in words:
        number += 1
        found = f"{name}_{number}"
    return found
