"""Source as an answer gives it -> the same at the left margin, with the lines inside of strings left as they are.

An answer is asked to write its code there, strings over several lines as they are to be; many a one repeats how far its
lines are indented in their file, and then the strings are as they are there, too.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from refactor_cli import grammar
from refactor_cli.recipe.parsing import parse_module
from refactor_cli.text import indentation

_WRAPPER = "if 1:\n"
_PREFIX = re.compile(rb"[rRuU]?[\"']")  # of a string that may be a docstring


def at_margin(code: str) -> str:
    """The code without what all of its statements are indented by; blank lines are empty."""
    lines = code.split("\n")
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    wrapper = _WRAPPER if first[:1].isspace() else ""
    tree = grammar.parse("python", f"{wrapper}{code}".encode("utf-8", "surrogatepass"))
    in_strings = {line - bool(wrapper) for line in lines_in_strings(tree)}
    outside = [line for number, line in enumerate(lines) if number not in in_strings and line.strip()]
    is_block = bool(wrapper) and _is_block(code)
    margin = indentation(first) if is_block else _common(outside)
    return "\n".join(
        line if number in in_strings else _without(line, margin) for number, line in enumerate(lines)
    )


def _is_block(code: str) -> bool:
    """Whether no statement stands further left than the first: what does is a comment, or inside of brackets."""
    try:
        return len(parse_module(_WRAPPER + code).body) == 1
    except (SyntaxError, ValueError):
        return False


def _common(lines: Sequence[str]) -> str:
    """What all lines are indented by."""
    first, _, _ = textwrap.dedent("\n".join(lines)).partition("\n")
    return lines[0].removesuffix(first) if lines else ""


def _without(line: str, margin: str) -> str:
    if not line.strip():
        return ""
    return line[len(margin) :] if line.startswith(margin) else line.lstrip(" \t")


def lines_in_strings(tree: grammar.Tree) -> Iterator[int]:
    """The lines, from 0, that begin inside a string other than a docstring."""
    cursor, is_done = tree.walk(), False
    while not is_done:
        node = cursor.node
        if node is not None and node.type == "string" and not _is_docstring(node):
            yield from range(node.start_point[0] + 1, node.end_point[0] + 1)
        elif cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                is_done = True
                break


def _is_docstring(node: grammar.Node) -> bool:
    """Its lines go with the code: how far they are indented means nothing. Bytes and an f-string are none."""
    statement = node.parent
    block = statement.parent if statement is not None and statement.type == "expression_statement" else None
    if block is None or block.type != "block" or _PREFIX.match(node.text or b"") is None:
        return False
    return next((each for each in block.named_children if each.type != "comment"), None) == statement
