"""What stands around the arguments of a call, as it is written: the new call is laid out like the old one."""

from __future__ import annotations

from refactor_cli.data import Span
from refactor_cli.inline.new_source.layout import HOLE
from refactor_cli.inline.site import Site, callee_of


def link(site: Site) -> str:
    """What stands between the receiver and the name: a dot, and maybe line ends and comments."""
    function = callee_of(site.node)
    name = function.child_by_field_name("attribute")
    before = function.child_by_field_name("object")
    if site.receiver is None or name is None or before is None or before.end_byte != site.receiver.value.end:
        return "."
    start = site.receiver.value.end - function.start_byte
    return (function.text or b"")[start : name.start_byte - function.start_byte].decode()


def brackets(site: Site, utf8: bytes) -> str:
    """What stands in the brackets of a call, with a hole for each argument: commas, comments, line ends."""
    if site.arguments and site.brackets.start == site.brackets.end:  # of what is no call
        return f"({', '.join(f'{HOLE}{index}_' for index in range(len(site.arguments)))})"
    parts, last = list[bytes](), site.brackets.start
    for index, argument in enumerate(site.arguments[site.outside :]):
        parts += (_uncut(site, utf8, Span(last, argument.value.start)), f"{HOLE}{index}_".encode())
        last = argument.value.end
    parts.append(_uncut(site, utf8, Span(last, site.brackets.end)))
    return b"".join(parts).decode()


def _uncut(site: Site, utf8: bytes, span: Span) -> bytes:
    """The source of what stands between arguments."""
    parts, last = list[bytes](), span.start
    for cut in sorted(each for each in (*site.cuts, *site.joints) if span.contains(each)):
        parts.append(utf8[last : cut.start])
        if cut in site.joints:
            parts.append(_comma(utf8[slice(*cut)]))
        last = cut.end
    return b"".join((*parts, utf8[last : span.end]))


def _comma(between: bytes) -> bytes:
    """What stands between two parts of an argument, as what stands between two arguments."""
    before, comma, after = between.partition(b",")
    if comma and not before.strip() and not after.strip():
        return between
    lines = between.splitlines(keepends=True)
    if len(lines) == 1:
        return b", "
    return (
        b","
        + lines[0][len(lines[0].rstrip(b"\r\n")) :]
        + lines[-1][: len(lines[-1]) - len(lines[-1].lstrip())]
    )
