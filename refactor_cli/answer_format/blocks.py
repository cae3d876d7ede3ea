"""The text of an answer -> its blocks; malformed ones with what is wrong with them.

A tag counts where a line begins with it; all other text is reasoning. A block ends at its closing tag at the
beginning of a line, or else at the first line that ends with it. Code that must hold such a line has it escaped (see
`delimiters`). Blocks do not nest: when an outer one is closed after an inner, both are rejected, since nobody can
tell which is text of the other.
"""

from __future__ import annotations

import re
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.answer_format.attributes import ATTRIBUTES, attributes, id_of, ids_of, joined
from refactor_cli.answer_format.tag_attributes import ID, NAMELESS, RANGE, REASONS, misnamed
from refactor_cli.data import Behaviour
from refactor_cli.delimiters import (
    ANSWER_TAGS,
    DEFINITION,
    NOTE,
    SITE,
)
from refactor_cli.lazy_pattern import lazy_pattern

MAX_SHOWN = 200  # of a rejected block's source
SHOWN_LINES = 5
_LONGEST_REST = 10_000  # characters of a line in which more than one block may begin
_TAGS = "|".join(ANSWER_TAGS)
_OPENING = lazy_pattern(rf"<({_TAGS})(?![\w-])((?:{ATTRIBUTES}/?(?=>))|[^<>]{{0,100000}})>")
_BROKEN = lazy_pattern(rf"<({_TAGS})(?![\w-])")
_CAPITAL = lazy_pattern(rf"<({_TAGS})(\s[^<>]{{0,1000}}=[^<>]{{0,100000}})?>", re.IGNORECASE)
# what Markdown puts before a tag: marks of lists, bold, code
_MARK = r"(?:[-*+>][ \t]+|\d{1,3}[.)][ \t]+)"
_LISTED = lazy_pattern(rf"{_MARK}(?=<)")
_MARKED = lazy_pattern(rf"{_MARK}?([*_`]{{0,3}})(?=</?(?:{_TAGS})(?![\w-]))")
_BOLD = "**"
_INVISIBLE = "\u200b\u2060\ufeff"
_CLOSING = lazy_pattern(rf"</({_TAGS})\s*>")
_BETWEEN = lazy_pattern(rf"</({_TAGS})>\s*(?=<(?:{_TAGS})(?![\w-])[^<>]*>)")  # two blocks in a line
_CLOSED = lazy_pattern(r"(?:^|[\s\"'”])/$")
_IN_WORDS = frozenset({NOTE, *REASONS})  # what is no code
STATEMENT = "="
CUT_OFF = ", and the answer ends there: it is cut off"


class Block(Struct, frozen=True):
    """A block as it was found, from its `first` line on. `problem`: why it is rejected, "" when it is not; `reach`:
    the id of the function that it replaces, STATEMENT for the whole statement, else ""; `behaviour`: whether it says
    that it changes it; `pattern`: of files, or the one that gets new code, and `receiver`: what usages are called on,
    where it names none; `range`: the lines of the file that it replaces of the function, None for all; `why`: why it
    changes behaviour; `calls_again`: whether it says that it calls the old code again; `rest`: what stands for the
    usages of a target that nothing else is said of; `together`: words that it shares with the blocks without which it
    is not to be used; `arguments`: how many usages are given, where it names none; `decorates`: the name of
    what it puts decorators above."""

    tag: str
    id: str
    first: int
    lines: tuple[str, ...]
    problem: str = ""
    reach: str = ""
    behaviour: Behaviour = "same"
    pattern: str = ""
    range: tuple[int, int] | None = None
    why: str = ""
    calls_again: bool = False
    rest: str = ""
    together: tuple[str, ...] = ()
    receiver: str = ""
    decorates: str = ""
    arguments: str = ""


class _Open(Struct, frozen=True):
    """A `block` that is not closed yet, and has no lines. `head`: what stands behind the tag on its line; `inner`: how
    many blocks had been closed when it opened; `soft`: the first line that only ends with its closing tag."""

    block: Block
    head: str
    inner: int
    soft: int = -1

    @property
    def tag(self) -> str:
        """Of the block."""
        return self.block.tag


class _Scan:
    """Visits the lines of an answer. `nested`: ranges of `done` that lie in a block that was closed after them."""

    def __init__(self, text: str) -> None:
        self.lines = lines_of(text)
        self.done = list[Block]()
        self.stack = list[_Open]()
        self.open_tags = dict.fromkeys(ANSWER_TAGS, 0)
        self.nested = list[tuple[int, int]]()

    def visit(self, index: int) -> None:
        line = _plain(self.lines[index].strip())
        top = self.stack[-1] if self.stack else None
        if top is None:
            line = self.listed(line, index) or line
        # no code begins with a closing tag; behind it there may be another block, or prose
        if closing := _CLOSING.match(line):
            self.closing(closing[1], index)
            self.openings(line[closing.end() :].strip(), index)
        elif _OPENING.match(line):
            self.settle_top()
            self.openings(line, index)
        elif broken := _BROKEN.match(line):
            self.settle_top()
            end = CUT_OFF if ">" not in line and not any(map(str.strip, self.lines[index + 1 :])) else ""
            self.done.append(Block(broken[1], "", index, (line[:MAX_SHOWN],), f"its tag is malformed{end}"))
        elif (capital := _CAPITAL.match(line)) and top is None:
            problem, (found, _) = "tags are written in lower case", attributes(capital[2] or "")
            ids = ids_of(found.get("id", found.get("ID", "")))
            named = " ".join(ids) if all(map(ID.fullmatch, ids)) else ""
            self.done.append(Block(capital[1].lower(), named, index, (line[:MAX_SHOWN],), problem))
        elif top is not None and top.tag in _IN_WORDS and f"</{top.tag}>" in line:
            self.close(index, (line.partition(f"</{top.tag}>")[0],))
        elif top is not None and top.soft < 0 and line.endswith(f"</{top.tag}>"):
            self.stack[-1] = replace(top, soft=index)

    def listed(self, line: str, index: int) -> str:
        """The tag that is all of a line but for the mark of a list, where the next tag below closes it: without that it
        is only mentioned."""
        opening = _OPENING.fullmatch(bare) if (bare := _LISTED.sub("", line, count=1)) != line else None
        for at in range(index + 1, len(self.lines) if opening is not None else 0):
            below = _LISTED.sub("", _plain(self.lines[at].strip()), count=1) if "<" in self.lines[at] else ""
            if closing := _CLOSING.match(below):
                return bare if opening is not None and closing[1] == opening[1] else ""
            if _BROKEN.match(below):
                return ""
        return ""

    def openings(self, line: str, index: int) -> None:
        """Takes the blocks that begin in a line, one behind the other."""
        opening = _OPENING.match(line)
        while opening is not None:
            line = self.opening(opening, line[opening.end() :].strip(), index)
            opening = _OPENING.match(line) if len(line) < _LONGEST_REST else None

    def opening(self, match: re.Match[str], head: str, index: int) -> str:
        """Takes what stands behind the tag in its line; gives what stands behind the block, where that ends there."""
        tag, written = match[1], match[2]
        if _CLOSED.search(written):  # <keep id="…" reason="…"/>
            self.done.append(_opened(tag, written.removesuffix("/"), index))
            return head
        block = _opened(tag, written, index)
        closing = f"</{tag}>"
        if tag in _IN_WORDS and closing in head:
            words, _, rest = head.partition(closing)
            self.done.append(replace(block, lines=(words,)))
            return rest.strip()
        if (end := _BETWEEN.search(head[:_LONGEST_REST])) and end[1] == tag:
            self.done.append(replace(block, lines=(head[: end.start()],)))
            return head[end.end() :]
        if head.endswith(closing):
            self.done.append(replace(block, lines=(head.removesuffix(closing),)))
        else:
            self.stack.append(_Open(block, head, len(self.done)))
            self.open_tags[tag] += 1
        return ""

    def closing(self, tag: str, index: int) -> None:
        if not self.open_tags[tag]:
            return  # of a block that is closed already, or of none: reasoning
        while self.stack[-1].tag != tag:
            if self.stack[-1].soft >= 0:
                self.settle_top()
            else:
                self.unclosed()
        self.close(index, ())

    def settle_top(self) -> None:
        """Closes the innermost block where a line ended with its closing tag, as nothing better came."""
        if self.stack and self.stack[-1].soft >= 0:
            top = self.stack[-1]
            last = self.lines[top.soft].rstrip().removesuffix(f"</{top.tag}>")
            self.close(top.soft, (last,))

    def close(self, end: int, last: tuple[str, ...]) -> None:
        top = self.pop()
        head = (top.head,) if top.head else ()
        if top.inner < len(self.done):
            self.nested.append((top.inner, len(self.done)))
            problem = top.block.problem or "another block begins inside it"
            self.done.append(replace(top.block, lines=self.shown(top), problem=problem))
        else:
            lines = (*head, *self.lines[top.block.first + 1 : end], *last)
            self.done.append(replace(top.block, lines=lines))

    def unclosed(self, end: str = "") -> None:
        top = self.pop()
        problem = top.block.problem or f"it is not closed by </{top.tag}>{end}"
        self.done.append(replace(top.block, lines=self.shown(top), problem=problem))

    def pop(self) -> _Open:
        top = self.stack.pop()
        self.open_tags[top.tag] -= 1
        return top

    def shown(self, top: _Open) -> tuple[str, ...]:
        return (top.head, *self.lines[top.block.first + 1 : top.block.first + SHOWN_LINES])

    def blocks(self) -> list[Block]:
        """What was found, in the order of the opening tags."""
        self.settle_top()
        if self.stack and self.stack[-1].inner == len(self.done):
            self.unclosed(CUT_OFF)
        while self.stack:
            self.unclosed()
        depth = [0] * (len(self.done) + 1)
        for start, end in self.nested:
            depth[start] += 1
            depth[end] -= 1
        inside = zip(self.done, accumulate(depth), strict=False)
        found = [
            replace(block, problem="it stands inside another block") if level and not block.problem else block
            for block, level in inside
        ]
        return sorted(found, key=lambda block: block.first)


def _plain(line: str) -> str:
    """A line without what stands around a tag for the sake of how it looks: where a bold tag is all of it, or words in
    it are closed. All else only mentions the tag."""
    line = line.strip(_INVISIBLE)
    marked = _MARKED.match(line)
    if marked is None or not marked.end():
        return line
    bare, marks = line[marked.end() :].strip(), marked[1]
    bare = bare.removesuffix(marks[::-1]).rstrip() if marks else bare
    opening = _OPENING.match(bare)
    if opening is None:
        return bare if _CLOSING.fullmatch(bare) and marks == _BOLD else line
    is_whole = opening.end() == len(bare) and marks == _BOLD
    is_said = opening[1] in _IN_WORDS and bare.endswith(f"</{opening[1]}>")
    return bare if is_whole or is_said else line


def lines_of(text: str) -> list[str]:
    """The lines of an answer, as `Block.first` counts them; a tag stands in one."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return joined(lines, _BROKEN, _OPENING)


def blocks_of(text: str) -> list[Block]:
    """The blocks of a text in the order of their opening tags, in time linear in its length."""
    scan = _Scan(text)
    for index, line in enumerate(scan.lines):
        if "<" in line:
            scan.visit(index)
    return scan.blocks()


def _opened(tag: str, written: str, index: int) -> Block:
    """A block, as far as the attributes of its tag tell: those of a note say nothing. The reason that a verdict gives
    in its tag is its `why`."""
    if tag == NOTE:
        return Block(tag, "", index, ())
    found, problem = attributes(written)
    behaviour, reason = found.get("behaviour", "same"), found.pop("reason", "")
    if reason and (tag in REASONS or behaviour == "changes"):
        found.setdefault("why", reason)
    if tag in (SITE, DEFINITION):
        found.pop("path", None)  # of the place, as a prompt says it: an id tells which
    id = " ".join(ids_of(found.get("id", "")))
    problem = problem or misnamed(tag, found)
    function = id_of(found.get("function", "").strip())
    reach = "" if problem else function or (STATEMENT if "statement" in found else "")
    if not problem and found.get("statement", "whole") != "whole":
        problem = 'it says other than statement="whole"'
    if not problem and behaviour not in ("same", "changes"):
        problem = 'it says other than behaviour="changes"'
    if not problem and found.get("why", "").strip() and behaviour != "changes" and tag not in REASONS:
        problem = 'it says why behaviour changes, and not behaviour="changes"'
    if not problem and found.get("calls", "again") != "again":
        problem = 'it says other than calls="again"'
    said: Behaviour = "changes" if behaviour == "changes" else "same"
    named = "" if problem in NAMELESS else id
    lines = RANGE.fullmatch(found.get("lines", ""))
    range = (int(lines[1]), int(lines[2] or lines[1])) if lines is not None else None
    pattern, why = found.get("path", "").strip().removeprefix("./"), found.get("why", "")
    rest, together = found.get("rest", "").strip(), tuple(found.get("together", "").split())
    block = Block(
        tag, named, index, (), problem, reach, said, pattern, range, why, "calls" in found, rest, together
    )
    decorates = found.get("decorates", "").strip()
    arguments = found.get("arguments", "").strip()
    return replace(
        block, receiver=found.get("receiver", "").strip(), decorates=decorates, arguments=arguments
    )
