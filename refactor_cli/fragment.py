"""A piece of Python source <-> LibCST, for the few expressions that a model wrote.

LibCST dies with a segmentation fault on deep nesting and needs minutes for long chains of operators, so that
depth and size are measured with tree-sitter first; and it does not give back every legal source as it was, so
that the round trip is asserted. Importing LibCST takes 0.2 s: it happens with the first fragment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli import grammar

if TYPE_CHECKING:
    import libcst

MAX_BYTES = 100_000
# a thread's stack may be as small as 512 KB, where LibCST holds 80 nested brackets (two or three nodes each)
MAX_DEPTH = 150


class Fragment(NamedTuple):
    """An expression as LibCST holds it. `newline` is the line end that its nodes mean by "the default"."""

    node: libcst.BaseExpression
    newline: str

    def code(self, node: libcst.CSTNode | None = None) -> str:
        """The source of the expression, or of another node made for it."""
        return code(self.node if node is None else node, self.newline)


class Unparsed(NamedTuple):
    """LibCST cannot take this source; `reason` for people, in one line."""

    reason: str


def parse(text: str, newline: str = "\n") -> Fragment | Unparsed:
    """Parses one expression, as it may stand in brackets: over several lines, a bare walrus or `yield` too.

    The node of what needs brackets to stand alone has a pair of them around it.
    """
    if too_much := _too_much(text):
        return Unparsed(too_much)
    import libcst

    config = libcst.PartialParserConfig(default_newline=newline)
    reason = "it is no expression that can be parsed"
    for wrapped in (text, f"({text})", f"({text}{newline})"):
        try:
            fragment = Fragment(libcst.parse_expression(wrapped, config), newline)
        except libcst.ParserSyntaxError:
            continue
        if wrapped is not text and not getattr(fragment.node, "lpar", ()):
            continue  # "a)(b" is no expression, whatever brackets make of it
        if fragment.code() == wrapped:
            return fragment
        reason = "it does not survive being parsed and written again"
    return Unparsed(reason)


def code(node: libcst.CSTNode, newline: str = "\n") -> str:
    """The source of a node."""
    import libcst

    return libcst.Module([], default_newline=newline).code_for_node(node)


def _too_much(text: str) -> str:
    utf8 = text.encode("utf-8", "surrogatepass")
    if not utf8.strip():
        return "it is empty, and no expression"
    if len(utf8) > MAX_BYTES:
        return f"it is longer than {MAX_BYTES:,} bytes"
    tree = grammar.parse("python", b"(" + utf8 + b"\n)")
    if grammar.depth(tree.root_node, MAX_DEPTH) >= MAX_DEPTH:
        return "it is nested too deeply"
    return ""
