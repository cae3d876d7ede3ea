"""A place in a text -> the dotted name that ends there, and what the markup around it says it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal, NamedTuple

from refactor_cli.data import Span
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.words import is_escape

Form = Literal[
    "role",  # :meth:`Class.old`, {py:func}`old`, L{a.b.old}
    "directive",  # .. autofunction:: a.b.old, ::: a.b.old
    "inline",  # ``old()``, `old()`, <code>old()</code>
    "value",  # the whole of a quoted or configured value: "a.b.old"
    "entry-point",  # a.b:old
    "prose",
]

# names are no longer than this: a bound for files without line ends
_LONGEST_DOTTED = 300
_LONGEST_LINE = 2_000
_LONGEST_BLOCK = 200_000
_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | frozenset(
    range(128, 256)
)
_DIGITS = frozenset(b"0123456789")
_ROLE = rb"(?::(?P<role>[a-z][a-z:+-]{0,30}):|\{(?P<myst>[a-z][a-z:+-]{0,30})\})`(?P<target>[^`]{1,400})`"
_MARKED = lazy_pattern(
    _ROLE + rb"|``(?!`)(?P<double>[^\n]{1,400}?)(?<!`)``(?!`)|`(?P<single>[^`\n]{1,400})`"
    rb"|<(?:code|tt|kbd|samp)\b[^<>\n]{0,100}>(?P<html>[^<\n]{1,400})<|\b[CMX]\{(?P<epytext>[^{}\n]{1,200})\}"
    rb"|\bL\{(?P<link>[^{}\n]{1,200})\}"
)
_INLINE = ("double", "single", "html", "epytext")
_DIRECTIVE = lazy_pattern(
    rb"[ \t]*(?:\.\. (?:py:)?(?P<name>[a-z]+)::|`{3,}\{(?:py:)?(?P<fence>[a-z]+)\}|:::)[ \t]+[^\s(]*\Z"
)
_KINDS = ("attribute", "class", "data", "decorator", "exception", "function", "method", "module", "property")
_OBJECTS = {"autosummary", "classmethod", "currentmodule", "decoratormethod", "staticmethod", *_KINDS} | {
    f"auto{kind}" for kind in _KINDS
}
_MEMBERS = lazy_pattern(rb"[ \t]*:(?:exclude-|special-|private-)?members:[ \t][^\n]*\Z")
# begins with a literal, which is searched for much faster than the beginnings of lines are
_CONTEXT = lazy_pattern(
    rb"\.\. (?:py:)?(module|currentmodule|automodule|class|autoclass|exception|autoexception)::[ \t]+([\w.]+)"
)
# a line of its own in the body of a directive
_LISTED = lazy_pattern(rb"([ \t]*)[~!]?\Z")
_AUTOSUMMARY = b"autosummary"
# how far above an entry its list may begin
_LONGEST_LIST = 20_000
# `module : name`: https://packaging.python.org/en/latest/specifications/entry-points/
_SPACED = lazy_pattern(rb"=[ \t]*([\w.]+)[ \t]*:[ \t]*\Z")
# `!!python/name:module.name`: https://pyyaml.org/wiki/PyYAMLDocumentation
_YAML_TAG = lazy_pattern(rb"python/(?:object/)?(?:apply|module|name|new|object):")
_QUOTES = (b"'", b'"')


class Mention(NamedTuple):
    """A name in a text. `dotted` ends in it, `:` of an entry point as a dot; `expression` is its span. `content`:
    what the inline code, or the cross-reference, holds; `role` of the cross-reference, without its domain."""

    span: Span
    expression: Span
    dotted: str
    form: Form
    role: str = ""
    content: str = ""
    follows: str = ""


class Around(NamedTuple):
    """What the directives around a place make of names: the current module, and the class it is described in."""

    module: str = ""
    cls: str = ""


def mention_at(utf8: bytes, span: Span, within: Span) -> Mention | None:
    """The mention of a name at `span`; None where it is a part of something that is no name (a path, a longer
    word). `within`: the part of the text that belongs together (a comment, a docstring, a document)."""
    start = _dotted_start(utf8, span.start, within.start)
    start = _behind_tag(utf8, start, span.start)
    if start < span.start and is_escape(utf8, start):
        start += 1
    before, after = utf8[max(within.start, start - 1) : start], utf8[span.end : min(within.end, span.end + 2)]
    if before in (b"/", b"\\", b"$", b"%", b"&") or after[:1] == b"/":
        return None
    if before in (b"-", b"@", b".") and start - 2 >= within.start and utf8[start - 2] in _WORD:
        return None
    dotted = utf8[start : span.end].decode("utf-8", "replace")
    line = max(within.start, utf8.rfind(b"\n", 0, start) + 1, start - _LONGEST_LINE)
    expression = Span(start, span.end)
    follows = after.decode("latin-1")
    as_name = dotted.replace(":", ".")
    if before in (b":", b" ", b"\t") and (module := _module_before(utf8[line:start])):
        return Mention(span, expression, f"{module}.{as_name}", "entry-point", follows=follows)
    if directive := _directive(utf8, line, start, within):
        return Mention(span, expression, as_name, "directive", directive, follows=follows)
    if marked := _marked(utf8, span, line, within):
        form, role, content = marked
        if form == "role" and (title := content.rfind("<")) >= 0 and content.endswith(">"):
            if span.start < _offset_of_target(utf8, span):
                return None  # the title before the target, which names it too
            content = content[title + 1 : -1]
        return Mention(span, expression, as_name, form, role, content, follows)
    if ":" in dotted:
        return Mention(span, expression, as_name, "entry-point", follows=follows)
    if before in _QUOTES and after[:1] == before:
        return Mention(span, expression, as_name, "value", follows=follows)
    return Mention(span, expression, as_name, "prose", follows=follows)


def contexts(utf8: bytes) -> tuple[list[int], list[tuple[str, str, int]]]:
    """The directives that names are relative to: their offsets, and of each the kind, the name and where it ends."""
    starts, found = list[int](), list[tuple[str, str, int]]()
    for match in _CONTEXT.finditer(utf8):
        limit = max(0, match.start() - _LONGEST_LINE)
        line = max(limit, utf8.rfind(b"\n", limit, match.start()) + 1)
        if utf8[line : match.start()].strip(b" \t"):
            continue
        kind = match[1].decode()
        indent, end = match.start() - line, min(len(utf8), match.end() + _LONGEST_BLOCK)
        if "module" not in kind:
            outside = re.compile(rb"^[ \t]{0,%d}[^\s]" % indent, re.MULTILINE).search(
                utf8, match.end(), match.end() + _LONGEST_BLOCK
            )
            end = outside.start() if outside else end
        starts.append(line)
        found.append((kind, match[2].decode("utf-8", "replace"), end))
    return starts, found


def around(known: tuple[list[int], list[tuple[str, str, int]]], offset: int) -> Around:
    """The module and class that a place in a document is about."""
    starts, found = known
    module, cls = "", ""
    for kind, name, end in reversed(found[: bisect_right(starts, offset)]):
        if "module" in kind:
            module = name
            break
        if not cls and offset < end:
            cls = name
    return Around(module, cls)


def _dotted_start(utf8: bytes, start: int, limit: int) -> int:
    """Where the dotted name begins whose last part is at `start`; one colon may take the place of a dot."""
    at, limit, colons = start, max(limit, start - _LONGEST_DOTTED), 0
    while at - 1 > limit and utf8[at - 1] in b".:":
        colons += utf8[at - 1] == 58
        name = at - 1
        while name > limit and utf8[name - 1] in _WORD:
            name -= 1
        if name == at - 1 or utf8[name] in _DIGITS or colons > 1:
            break
        at = name
    return at


def _directive(utf8: bytes, line: int, start: int, within: Span) -> str:
    """The directive whose argument begins with the dotted name at `start`, or lists it as a member."""
    head = utf8[line:start]
    if found := _DIRECTIVE.match(head):
        name = (found["name"] or found["fence"] or b"autosummary").decode()
        return name if name in _OBJECTS else ""
    if (listed := _LISTED.match(head)) and _is_in_summary(utf8, line, len(listed[1]), within):
        return "autosummary"
    return "members" if _MEMBERS.match(head) else ""


def _is_in_summary(utf8: bytes, line: int, indent: int, within: Span) -> bool:
    """Whether a line is one of the names below `.. autosummary::`, which are relative as those of other directives.
    https://www.sphinx-doc.org/en/master/usage/extensions/autosummary.html"""
    low = max(within.start, line - _LONGEST_LIST)
    found = utf8.rfind(_AUTOSUMMARY, low, line)
    if found < 0:
        return False
    begin = utf8.rfind(b"\n", low, found) + 1
    opening, between = utf8[begin:found], utf8[found:line].split(b"\n")[1:]
    if opening.strip().startswith(b"```"):
        return not any(each.lstrip().startswith(b"```") for each in between)
    outer = len(opening) - len(opening.lstrip())
    is_directive = opening.strip() == b".." and utf8[found:].startswith(_AUTOSUMMARY + b"::")
    inside = (not each.strip() or len(each) - len(each.lstrip()) > outer for each in between)
    return is_directive and indent > outer and all(inside)


def _behind_tag(utf8: bytes, start: int, name: int) -> int:
    """Where a dotted name begins that may stand behind the tag of an object in YAML."""
    if utf8[start - 1 : start] != b"/":
        return start
    tag = _YAML_TAG.search(utf8[max(0, start - len("python/object/")) : name])
    return max(0, start - len("python/object/")) + tag.end() if tag is not None else start


def _module_before(head: bytes) -> str:
    """The module of an entry point whose colon has blanks around it, "" where there is none."""
    if b":" not in head[-4:] or b"=" not in head:
        return ""
    found = _SPACED.search(head)
    return found[1].decode("utf-8", "replace") if found is not None else ""


def _marked(utf8: bytes, span: Span, line: int, within: Span) -> tuple[Form, str, str] | None:
    """The inline markup around a name; roles may begin two lines further up."""
    low = line
    for _ in range(2):
        low = max(within.start, utf8.rfind(b"\n", 0, max(0, low - 1)) + 1, span.start - _LONGEST_LINE)
    for begin in (line, low):
        for found in _MARKED.finditer(utf8, begin, min(within.end, span.end + 400)):
            if found.start() > span.start:
                break
            if found.end() < span.end or (begin != line and not found["target"]):
                continue
            group = found.lastgroup or ""
            content = found[group]
            if not found.start(group) <= span.start < found.end(group):
                return None
            text = content.decode("utf-8", "replace").strip()
            if group in _INLINE:
                return "inline", "", text
            role = (found["role"] or found["myst"] or b"obj").decode().rpartition(":")[2]
            return "role", _role(found["role"] or found["myst"] or b"", role), text
    return None


def _role(whole: bytes, role: str) -> str:
    """A role without its domain; "other" in one that is not Python's."""
    domain, _, _ = whole.decode().rpartition(":")
    return role if domain in ("", "py", "any", "external", "external:py", "external+python:py") else "other"


def _offset_of_target(utf8: bytes, span: Span) -> int:
    """Where the last `<` before the closing back-quote stands."""
    end = utf8.find(b"`", span.end)
    return utf8.rfind(b"<", 0, end if end >= 0 else len(utf8))
