"""Adding names to an import statement and taking names out of it, in the layout that the statement has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.imports.statements import Statement

# what may follow a name and its comma on the same line: a comment, or a line continuation
_REST_OF_LINE = re.compile(r"[ \t\f]*(?:#[^\r\n]*|\\)?(?:\r\n|\n)")
_AFTER_NAME = re.compile(r"[ \t\f]*(,?)")
_COMMENT = re.compile(r"#[^\r\n]*")


class Room(NamedTuple):
    """What a file's lines have room for: `width` code points, of which `before` stand in front of the statement
    and `after` behind it. `newline` ends lines, `indent` is one level; `grid`: long statements are filled up
    line by line, not written one name a line."""

    width: int
    newline: str = "\n"
    indent: str = "    "
    grid: bool = False
    before: str = ""
    after: str = ""


class Added(NamedTuple):
    """A name with its alias, as it is written, and the index of the old name that it goes `before`. `comment`: what is
    to be said of it on its line."""

    before: int
    text: str
    comment: str = ""


class _Item(Struct, frozen=True):
    """`lead` stands before a name (indentation, comment lines), `tail` after it and its comma, up to and with
    the line's end. Commas are set anew."""

    lead: str
    text: str
    tail: str

    @property
    def ends_line(self) -> bool:
        return self.tail.endswith("\n")

    @property
    def indent(self) -> str:
        return self.lead[self.lead.rfind("\n") + 1 :]


class _Names(Struct, frozen=True):
    """A statement: `head` up to the first name's lead, and `foot` after the last name's tail."""

    head: str
    items: tuple[_Item, ...]
    foot: str
    trailing_comma: bool

    @property
    def source(self) -> str:
        last = len(self.items) - 1
        parts = [
            item.lead + item.text + ("," if index < last or self.trailing_comma else "") + item.tail
            for index, item in enumerate(self.items)
        ]
        return "".join((self.head, *parts, self.foot))

    @property
    def is_vertical(self) -> bool:
        """Whether it is written one name a line, the first on a line of its own."""
        return (
            self.head.endswith("\n") and "(" in self.head and all(item.ends_line for item in self.items[:-1])
        )

    def starts_line(self, index: int) -> bool:
        return self.items[index - 1].ends_line if index else self.head.endswith("\n")


def with_names(
    utf8: bytes, statement: Statement, gone: frozenset[int], added: Sequence[Added], room: Room
) -> str | None:
    """The source of a statement without the names `gone` (indices) and with others; some name must be left.

    None when it has a layout that is not understood: a comment between a name and its comma. None, too, when there is
    no place for what is said of a new name.
    """
    names, has_new = _read(utf8, statement), bool(added)
    if names is None:
        return None
    is_vertical, old = names.is_vertical, names.source
    names, gone, added = _substituted(names, gone, added)
    if is_vertical and len(gone) == len(added) == 1:
        return _with_comment_moved(names, min(gone), added[0], room).source
    backwards = [*reversed(added)]
    for new in sorted(backwards, key=lambda new: -new.before):  # those of one place keep their order
        names = (_with_line if is_vertical else _with_word)(names, new, room)
        gone = frozenset(old + (old >= new.before) for old in gone)
    for index in sorted(gone, reverse=True):
        names = _without(names, index)
    if is_vertical or not has_new:
        return names.source
    comments = "".join(f"  {new.comment}" for new in added if new.comment)
    if comments and room.after:
        return None
    was_too_long = len(names.source) <= len(old) and "\n" not in old and not _fits(old, room)
    return (names.source if was_too_long else _fitted(names, room)) + comments


def comment_of(utf8: bytes, statement: Statement, index: int) -> str:
    """What is said of a name behind it, on its line within parentheses; "" for nothing."""
    names = _read(utf8, statement)
    found = _COMMENT.search(names.items[index].tail) if names is not None else None
    return found[0].rstrip() if found else ""


def with_module(utf8: bytes, statement: Statement, module: str, room: Room) -> str | None:
    """The source of a statement that imports the same names from another module; None where its lines get too long."""
    source = _slice(utf8, statement.span.start, statement.span.end)
    new = _from_module(source, statement, module)
    return new if new and (_fits(new, room) or not _fits(source, room)) else None


def commented_with(utf8: bytes, statement: Statement, module: str, name: str, room: Room) -> str | None:
    """The source of a statement of one name that imports another one from elsewhere, where comments stand among its
    lines, which stay; else None."""
    if len(statement.names) != 1 or not _COMMENT.search(_slice(utf8, *statement.span)):
        return None
    source = with_names(utf8, statement, frozenset({0}), [Added(0, name)], room)
    return (source and _from_module(source, statement, module)) or None


def _from_module(source: str, statement: Statement, module: str) -> str:
    head = re.match(rf"from\s+{re.escape(statement.module)}(?=\s)", source)
    return f"from {module}{source[head.end() :]}" if head else ""


def from_statement(module: str, names: Sequence[str], room: Room) -> str:
    """A new `from module import names`."""
    line = f"from {module} import {', '.join(names)}"
    if _fits(line, room) or "*" in names:
        return line
    return _broken(f"from {module} import ", names, room)


def _read(utf8: bytes, statement: Statement) -> _Names | None:
    spans = [name.span for name in statement.names]
    before = _slice(utf8, statement.span.start, spans[0].start)
    opening = statement.parentheses.start + 1 if statement.parentheses else statement.span.start
    shown = _slice(utf8, statement.span.start, opening)
    rest = _REST_OF_LINE.match(before, len(shown)) if statement.parentheses else None
    if rest is None and not statement.parentheses and "\n" in before[before.rfind("import") :]:
        cut = before.rfind("\n") + 1
    else:
        cut = rest.end() if rest else len(before)
    head, lead, items = before[:cut], before[cut:], list[_Item]()
    for one, other in pairwise(spans):
        gap = _slice(utf8, one.end, other.start)
        comma = _AFTER_NAME.match(gap)
        if comma is None or not comma[1]:
            return None
        tail = _REST_OF_LINE.match(gap, comma.end())
        end = tail.end() if tail else comma.end()
        items.append(_Item(lead, _slice(utf8, *one), gap[comma.end() : end]))
        lead = gap[end:]
    gap = _slice(utf8, spans[-1].end, statement.span.end)
    comma = _AFTER_NAME.match(gap)
    trailing = comma is not None and bool(comma[1])
    start = comma.end() if comma and trailing else 0
    if "," in _COMMENT.sub("", gap[start:]):
        return None
    tail = _REST_OF_LINE.match(gap, start)
    end = tail.end() if tail else start
    items.append(_Item(lead, _slice(utf8, *spans[-1]), gap[start:end]))
    return _Names(head, tuple(items), gap[end:], trailing)


def _substituted(
    names: _Names, gone: frozenset[int], added: Sequence[Added]
) -> tuple[_Names, frozenset[int], Sequence[Added]]:
    """New names that take the very place of old ones."""
    items, left, waiting = list(names.items), set(gone), list[Added]()
    taken = set[int]()
    for new in added:
        behind = new.before - 1
        is_free = all(each < behind for each in taken)  # what came before has its place before it
        place = new.before if new.before in left else behind if behind in left and is_free else None
        if place is None:
            waiting.append(new._replace(before=new.before + (new.before in taken)))
        else:
            taken.add(place)
            items[place] = replace(items[place], text=new.text, tail=_told(items[place].tail, new.comment))
            left.remove(place)
    return replace(names, items=tuple(items)), frozenset(left), waiting


def _told(tail: str, comment: str) -> str:
    """The end of a line with what is said of another name, where it says nothing yet."""
    return f"  {comment}{tail}" if comment and not tail.strip() and tail.endswith("\n") else tail


def _with_line(names: _Names, added: Added, room: Room) -> _Names:
    items, index = list(names.items), added.before
    new = _Item(items[0].indent, added.text, _told(room.newline, added.comment))
    if index == len(items) and not items[-1].ends_line:
        items[-1] = replace(items[-1], tail=room.newline)
        new = replace(new, tail=new.tail if added.comment else "")
    items.insert(index, new)
    return replace(names, items=tuple(items))


def _with_comment_moved(names: _Names, gone: int, new: Added, room: Room) -> _Names:
    """One name instead of another, in another place: what was said of the one on its line is said of the other."""
    tail = names.items[gone].tail
    made = _with_line(names, new, room)
    items = list(made.items)
    if "#" in tail and items[new.before].ends_line:
        items[new.before] = replace(items[new.before], tail=tail)
    return _without(replace(made, items=tuple(items)), gone + (gone >= new.before))


def _with_word(names: _Names, added: Added, room: Room) -> _Names:
    items, index, text = list(names.items), added.before, added.text
    if index == 0:
        new, items[0] = _Item(items[0].lead, text, ""), replace(items[0], lead=" ")
    elif "#" not in (tail := items[index - 1].tail):
        new, items[index - 1] = _Item(" ", text, tail), replace(items[index - 1], tail="")
    elif index < len(items):
        new, items[index] = _Item(items[index].lead, text, ""), replace(items[index], lead=" ")
    else:
        new = _Item(items[-1].indent if names.starts_line(index - 1) else room.indent, text, room.newline)
    items.insert(index, new)
    return replace(names, items=tuple(items))


def _without(names: _Names, index: int) -> _Names:
    """One name less. Comment lines above it stay: they may be a heading."""
    items, foot, old = list(names.items), names.foot, names.items[index]
    starts, is_last = names.starts_line(index), index == len(items) - 1
    comments = old.lead[: old.lead.rfind("\n") + 1]
    if starts and old.ends_line:
        if is_last:
            foot = comments + foot
        else:
            items[index + 1] = replace(items[index + 1], lead=comments + items[index + 1].lead)
    elif starts and is_last and index:
        if "#" in items[index - 1].tail or comments:
            foot = old.lead + foot
        else:
            items[index - 1] = replace(items[index - 1], tail="")
    elif not is_last and (starts or index == 0):
        items[index + 1] = replace(items[index + 1], lead=old.lead)
    elif old.ends_line and index:
        items[index - 1] = replace(items[index - 1], tail=old.tail)
    del items[index]
    return replace(names, items=tuple(items), foot=foot)


def _fitted(names: _Names, room: Room) -> str:
    source = names.source
    if _fits(source, room) or "#" in source:
        return source
    words = [item.text for item in names.items]
    breaks = [item.tail for item in names.items if item.ends_line]
    if not breaks:
        return _broken(names.head.rstrip("( \t") + " ", words, room)
    after_break = next(index for index in range(1, len(words)) if names.starts_line(index))
    joint = breaks[0] + names.items[after_break].indent
    return _filled(names.head, words, joint, room) + names.foot


def _broken(head: str, words: Sequence[str], room: Room) -> str:
    if room.grid:
        joint = room.newline + " " * (len(room.before) + len(head) + 1)
        return _filled(head + "(", words, joint, room) + ")"
    indent = room.before if room.before.isspace() else ""
    lines = "".join(f"{indent}{room.indent}{word},{room.newline}" for word in words)
    return f"{head}({room.newline}{lines}{indent})"


def _filled(head: str, words: Sequence[str], joint: str, room: Room) -> str:
    """As many words a line as fit; `joint` breaks a line."""
    source = head + words[0]
    reserve = len(joint.split("\n")[0].rstrip("\r")) + 1
    for word in words[1:]:
        line = (room.before + source).rsplit("\n", 1)[-1]
        source += f", {word}" if len(line) + len(word) + 2 + reserve <= room.width else f",{joint}{word}"
    return source


def _fits(source: str, room: Room) -> bool:
    """Whether every line is short enough; pragma comments after it do not count, as in isort."""
    after = "" if re.match(r"\s*#\s*(noqa|type:|pylint:|pragma:|pyright:)", room.after) else room.after
    return all(len(line.rstrip("\r")) <= room.width for line in (room.before + source + after).split("\n"))


def _slice(utf8: bytes, start: int, end: int) -> str:
    return utf8[start:end].decode("utf-8", "replace")
