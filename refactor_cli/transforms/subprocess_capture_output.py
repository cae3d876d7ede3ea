"""subprocess: `run()` with `PIPE` as `stdout` and as `stderr` has `capture_output=True`.

https://docs.python.org/3/whatsnew/3.7.html#subprocess
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Passed, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, has_comment, root_of, source, span_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node

_PIPES = ("stdout", "stderr")
_MODULE = lazy_pattern(rb"^import subprocess[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_PIPE = lazy_pattern(
    rb"^from subprocess import (?:\([^()]*|[^()\n]*[ \t,])?\bPIPE\b(?![ \t]+as\b)", re.MULTILINE
)


def compute(seen: Seen) -> Answer:
    """For calls that give both pipes by keyword, under the name that goes with the function's or as the file imports
    them."""
    arguments = arguments_of(seen.node) or []
    function, listed = (seen.node.child_by_field_name(each) for each in ("function", "arguments"))
    owner, dot, _ = source(function).rpartition(".") if function is not None else ("", "", "")
    given = {each.keyword: each.value for each in arguments if each.keyword}
    names = {f"{owner}{dot}PIPE", *_imported(seen.node)}
    is_piped = all(name in given and "".join(source(given[name]).split()) in names for name in _PIPES)
    if not is_piped or listed is None:
        return Passed("it does not catch both outputs by pipes")
    if "capture_output" in given or {"text", "universal_newlines"} <= given.keys():
        return Passed("it gives what would be written, too")
    if has_comment(listed) or any(each.star == "**" for each in arguments):
        return Unfit("a comment between its arguments would be lost, or a mapping may give them as well")
    at, pieces, seen_one = seen.node.start_byte, list[str | Span](), False
    for place, each in enumerate(arguments):
        if each.keyword in _PIPES:
            pieces.append(Span(at, each.node.start_byte))
            pieces += ["capture_output=True"] if seen_one else []
            at = each.node.end_byte if seen_one else arguments[place + 1].node.start_byte
            seen_one = True
        elif each.keyword == "universal_newlines":
            pieces += (Span(at, each.node.start_byte), "text")
            at = each.node.start_byte + len(each.keyword)
    return Stretch(span_of(seen.node), (*pieces, Span(at, listed.end_byte)))


def _imported(node: Node) -> Iterator[str]:
    """What the pipe is called by the imports of a file."""
    text = root_of(node).text or b""
    if _MODULE.search(text):
        yield "subprocess.PIPE"
    if _PIPE.search(text):
        yield "PIPE"


TRANSFORM = Transform(("subprocess.run",), compute, stays=True, requires="python>=3.7")
