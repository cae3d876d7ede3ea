"""Which imports a text may make, read from its bytes: a superset, at a tenth of the cost of a file map."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.imports.values import Import

_IMPORT = re.compile(rb"import(?<!\wimport)(?!\w)")
# bounds for hostile files: how often the word may stand there, bytes to look back from it, and ahead
_MOST = 2000
_REACH = 300
_LONGEST = 20_000
_BLANKS = b" \t\v\f"
# what stands before `import` on its line, without the blanks at the end
_FROM = re.compile(rb"(?<![\w.])from(?![\w])([\w. \t\v\f\x80-\xff]+)$")
_CONTINUED = (b"\\\n", b"\\\r\n")
_OTHER = re.compile(rb"[^\w. \t\v\f\x80-\xff]")
_OPENING = re.compile(rb"(?>(?:[ \t\v\f]|\\\r?\n)*)\(")
_BRACKETS = re.compile(rb"(?>(?:[ \t\v\f]|\\\r?\n)*)\(((?>(?:[^()#]|#[^\n]*+)*))\)")
_REST = re.compile(rb"(?>(?:[^\n\\;#]|\\\r?\n)*)")
_COMMENT = re.compile(rb"#[^\n]*")
# stands for what bytes do not tell; no module is called so
_UNTOLD = "\N{REPLACEMENT CHARACTER}"
_DOT = re.compile(r"\s*\.\s*")
_NAME = re.compile(r"\s*([\w.]+|\*)")


def mentioned(utf8: bytes) -> frozenset[Import] | None:
    """Every import statement of a text that Python takes, without aliases, and perhaps what only looks like one in
    a string; None when bytes do not tell (continued lines, names that are not ASCII, too much of all)."""
    if utf8.count(b"import") > _MOST:
        return None
    found = set[Import]()
    for match in _IMPORT.finditer(utf8):
        module = _module(utf8, match.start())
        names = _names(utf8, match.end(), bool(module)) if module is not None else ()
        if module == _UNTOLD or names is None:
            return None
        found.update(Import(module, name) if module else Import(name) for name in names)
    return frozenset(found)


def _module(utf8: bytes, at: int) -> str | None:
    """The module of a `from` before the word `import`, "" when a plain import may begin here, None when it is no
    statement's."""
    reach = max(0, at - _REACH)
    start = utf8.rfind(b"\n", reach, at) + 1
    before = utf8[start or reach : at].rstrip(_BLANKS)
    is_cut = reach > 0 and not start and not _OTHER.search(before)
    if is_cut or utf8.endswith(_CONTINUED, 0, start) or before[-1:] >= b"\x80":
        return _UNTOLD
    if not before or before.endswith((b";", b":")):
        return ""
    written = _FROM.search(before)
    if written is None:
        return None
    if not written[1].isascii():
        return _UNTOLD
    module = _DOT.sub(".", written[1].decode("ascii").strip())
    return module if len(module.split()) == 1 else None  # else prose: "from the module import"


def _names(utf8: bytes, at: int, may_have_brackets: bool) -> list[str] | None:
    end = at + _LONGEST
    if may_have_brackets and _OPENING.match(utf8, at, end):
        brackets = _BRACKETS.match(utf8, at, end)
        source = _COMMENT.sub(b"", brackets[1]) if brackets is not None else _UNTOLD.encode()
    else:
        rest = _REST.match(utf8, at, end)
        source = rest[0] if rest is not None else b""
    if not source.isascii() or len(source) == _LONGEST:
        return None
    return list(_each(_DOT.sub(".", source.decode("ascii").replace("\\", " "))))


def _each(source: str) -> Iterator[str]:
    for part in source.split(","):
        if name := _NAME.match(part):
            yield name[1]
