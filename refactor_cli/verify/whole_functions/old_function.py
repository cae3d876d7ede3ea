"""The function that a block takes the place of, as it stands: found by the id that the answer names it by."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Sequence

from msgspec import Struct

from refactor_cli.data import Definition, FileMap, SiteBlock, Span, Usage
from refactor_cli.functions import decorated, functions_around, with_id
from refactor_cli.text import Text
from refactor_cli.verify.code import parsed_any
from refactor_cli.verify.refused import Refused, Unparsed
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS, begins

_WRAPPER = b"if 1:\n"


class Old(Struct, frozen=True):
    """A function as it stands. `span` is what is replaced; `tree` stands `shift` bytes and one line further on in
    `source` than in the file."""

    path: str
    definition: Definition
    span: Span
    source: str
    tree: ast.FunctionDef | ast.AsyncFunctionDef
    shift: int

    @property
    def plain(self) -> str:
        """The source at the left margin, without line ends of other systems."""
        whole = self.source.removeprefix(_WRAPPER.decode()).replace("\r\n", "\n")
        return textwrap.dedent(whole)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset into the file, as `tree` counts them."""
        before = self.source.encode("utf-8")[: offset + self.shift]
        return before.count(b"\n") + 1, len(before) - before.rfind(b"\n") - 1


def function_of(block: SiteBlock, usages: Sequence[Usage], file_map: FileMap, text: Text) -> Old:
    """The function that a block takes the place of.

    Raises:
        Refused: none of this id and source stands around all the usages, or is decorated by them.
    """
    path = usages[0].path
    headed = {each.id: function for each in usages if (function := decorated(file_map, each))}
    around = [*headed.values(), *functions_around(file_map, usages[0].scope)]
    around = around if all(each.path == path for each in usages) else []
    found = named_function(block.function, path, around, text)
    inner = [each for each in usages if headed.get(each.id) != found]
    if other := next((each for each in inner if not found.span.contains(each.span)), None):
        raise Refused(f"{other.id} does not stand in the function {block.function}")
    is_headed = len(inner) < len(usages)
    span = found.outer if is_headed or block.code.lstrip().startswith("@") else found.span
    old = _read(path, found, span, text)
    body = Span(_offset(old, old.tree.body[0]), span.end)
    if other := next((each for each in inner if not body.contains(each.span)), None):
        raise Refused(f"{other.id} stands in the function's header, which may not change")
    return old


def named_function(id: str, path: str, around: Iterable[Definition], text: Text) -> Definition:
    """The one of the functions around a usage that a block names by its id.

    Raises:
        Refused: it is none of them, or has another source by now.
    """
    found = with_id(id, path, around, text)
    if found is None:
        raise Refused(f"no function around it has the id {id} and the source that was shown with it")
    return found


def _read(path: str, definition: Definition, span: Span, text: Text) -> Old:
    start = text.line_starts[text.position(span.start)[0] - 1]
    indent = text.utf8[start : span.start]
    if indent.strip():
        raise Refused("other code stands on the lines of this function")
    wrapper = _WRAPPER if indent else b""
    source = (wrapper + text.utf8[start : span.end]).decode("utf-8")
    module = parsed_any(source)
    statements = module.body if module is not None else []
    if indent and statements and isinstance(statements[0], ast.If):
        statements = statements[0].body
    if len(statements) != 1 or not isinstance(statements[0], FUNCTIONS):
        raise Unparsed("the old function cannot be parsed", is_old=True)
    if re.search(rb"\r(?!\n)", text.utf8[start : span.end]):
        raise Refused("its function has line ends that are no line feeds")
    return Old(path, definition, span, source, statements[0], len(wrapper) - start)


def _offset(old: Old, node: ast.stmt) -> int:
    """Where a node begins, in the file."""
    line, column = begins(node)
    lines = old.source.encode("utf-8").split(b"\n")
    return sum(len(each) + 1 for each in lines[: line - 1]) + column - old.shift
