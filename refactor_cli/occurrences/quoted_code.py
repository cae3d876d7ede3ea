"""A name in source that runs from a string: `eval("old(1)")`, `timeit("old()", setup="from app import old")`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.quoted_imports import bound_in_text, dotted_before, imported_in_text
from refactor_cli.occurrences.receivers import receiver_of
from refactor_cli.occurrences.values import Occurrence

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# what runs the source that it is given: by itself, and of which modules
_RUNNING = frozenset({"compile", "eval", "exec"})
_RUNNING_OF_MODULES = {
    "Timer": "timeit",
    "repeat": "timeit",
    "run": "rofile",
    "runctx": "rofile",
    "runeval": "pdb",
    "timeit": "timeit",
}
# what gives the same source, nearly
_SAME = frozenset({"dedent", "format", "join", "lstrip", "strip"})
_AROUND = frozenset(
    {
        "argument_list",
        "attribute",
        "binary_operator",
        "call",
        "concatenated_string",
        "parenthesized_expression",
    }
)
_MOST_NODES = 12
_RUNS = (b"exec(", b"eval(", b"compile(")
# constants that are run
_RUN = lazy_pattern(
    rb"\b(?:exec|eval|compile)\(\s*(?=([\w\x80-\xff]+))(?:[\w.]*dedent\(\s*([\w\x80-\xff]+))?"
)
# names that are not those of the file
_OTHER_NAMES = lazy_pattern(rb",\s*(?!(?:globals|locals|vars)\()\S")


def of_quoted_code(utf8: bytes, string: Node, span: Span) -> Occurrence | None:
    """The occurrence of a name in such a string; None where nothing is seen to run it."""
    arguments = _given_to(utf8, string)
    if arguments is None and not _is_run_later(utf8, string):
        return None
    if _is_quoted(utf8, string, span) or imported_in_text(utf8, span, string.start_byte):
        return None
    region = arguments or string
    if dotted := bound_in_text(utf8, span, region.start_byte, region.end_byte):
        return Occurrence(span, "string", "reference", span, None, dotted, "import")
    dotted = dotted_before(utf8, span, string.start_byte)
    is_elsewhere = arguments is not None and _has_other_names(utf8, arguments)
    callee = "exec" if is_elsewhere else ""
    return Occurrence(span, "string", "reference", span, None, dotted, "source", callee)


def _given_to(utf8: bytes, string: Node) -> Node | None:
    """The arguments, with the string among them, of the call that runs it."""
    outer = string.parent
    for _ in range(_MOST_NODES):
        if outer is None or outer.type not in _AROUND:
            return None
        call = outer.parent
        if outer.type == "argument_list" and call is not None and call.type == "call":
            callee = receiver_of(utf8, call.child_by_field_name("function"))
            last = last_part(callee)
            if callee.removeprefix("builtins.") in _RUNNING or _is_of_module(utf8, callee, last):
                return outer
            if last not in _SAME:
                return None
        outer = call
    return None


def _is_of_module(utf8: bytes, callee: str, last: str) -> bool:
    module = _RUNNING_OF_MODULES.get(last, "")
    if "." in callee:
        return bool(module) and callee.partition(".")[0].endswith(module)
    return bool(module) and last != "run" and module.encode() in utf8


def _is_run_later(utf8: bytes, string: Node) -> bool:
    """Whether a string is a constant that is run somewhere in the file."""
    outer = string.parent
    for _ in range(_MOST_NODES):
        if outer is None or outer.type not in _AROUND:
            break
        outer = outer.parent
    left = outer.child_by_field_name("left") if outer is not None and outer.type == "assignment" else None
    if left is None or left.type != "identifier":
        return False
    return utf8[left.start_byte : left.end_byte] in _run_in(utf8)


@lru_cache(maxsize=1000)  # asked for each string of a file that is a constant
def _run_in(utf8: bytes) -> frozenset[bytes]:
    """The names of what a file runs as source."""
    if not any(each in utf8 for each in _RUNS):
        return frozenset()
    return frozenset(name for names in _RUN.findall(utf8) for name in names if name)


def _is_quoted(utf8: bytes, string: Node, span: Span) -> bool:
    """Whether a name stands in a string, or in a comment, of the source itself."""
    inside = utf8[string.named_children[0].end_byte : span.start]
    line = inside[max(inside.rfind(b"\n"), inside.rfind(b"\\n")) + 1 :]
    return any(line.count(quote) % 2 for quote in (b"'", b'"')) or b"#" in line


def _has_other_names(utf8: bytes, arguments: Node) -> bool:
    call = arguments.parent
    callee = receiver_of(utf8, call.child_by_field_name("function")) if call is not None else ""
    if callee.removeprefix("builtins.") not in ("eval", "exec"):
        return last_part(callee) == "runctx" or b"globals" in utf8[slice(*arguments.byte_range)]
    return _OTHER_NAMES.match(utf8, arguments.named_children[0].end_byte) is not None
