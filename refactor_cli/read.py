"""Answer -> Proposal. Any text is taken, in time linear in its length; what is malformed becomes a rejection.

A tag counts where a line begins with it; all other text is reasoning. A block ends at its closing tag on a line of
its own, or else at the first line that ends with it. Code that must hold such a line has it escaped (see
`delimiters`). Blocks do not nest: when an outer one is closed after an inner, both are rejected, since nobody can
tell which is text of the other.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from refactor_cli.answer_format import IMPORT_PREFIX
from refactor_cli.data import Proposal, Rejection, Saying, SiteBlock, Verdict
from refactor_cli.delimiters import (
    ANSWER_TAGS,
    DEFINITION,
    IS_A_USAGE,
    KEEP,
    LEAVE_OPEN,
    NOT_A_USAGE,
    RECIPE,
    SITE,
    unescape,
)

_MAX_REASON = 1_000  # characters
_MAX_SHOWN = 200  # of a rejected block's source
_SHOWN_LINES = 5
_TAGS = "|".join(ANSWER_TAGS)
_OPENING = re.compile(rf"<({_TAGS})(?![\w-])([^<>]{{0,6000}})>")
_BROKEN = re.compile(rf"<({_TAGS})(?![\w-])")
_CLOSING = re.compile(rf"</({_TAGS})\s*>")
_ATTRIBUTE = re.compile(r"""\s*([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'=]+)""")
_ID = re.compile(r"[\w-]{1,64}")
_SEPARATOR = re.compile(r"[\s,]+")
_REASONS: Mapping[str, Saying] = {
    KEEP: "keep",
    NOT_A_USAGE: "not-a-usage",
    IS_A_USAGE: "is-a-usage",
    LEAVE_OPEN: "leave-open",
}
_MANY = frozenset({SITE, *_REASONS})  # what may be said of several usages at once
STATEMENT = "="
_FENCE = re.compile(r"(```+|~~~+) ?[\w+-]*")
_LONGEST_FENCE = 40
_THINK, _END_OF_THINKING = "<think>", "</think>"


def read(answer: str) -> Proposal:
    """What an answer proposes. Never raises; nothing of it is believed yet."""
    every = [each for block in _blocks(_without_thinking(answer)) for each in _one_by_one(block)]
    blocks = _with_one_recipe(_without_repetition(every))
    made = [each for block in blocks for each in (_rejected(block) if block.problem else _made(block))]
    recipes = [each for each in made if isinstance(each, str)]
    return Proposal(
        recipes[0] if recipes else None,
        tuple(each for each in made if isinstance(each, SiteBlock)),
        tuple(each for each in made if isinstance(each, Verdict)),
        tuple(each for each in made if isinstance(each, Rejection)),
    )


def has_blocks(answer: str) -> bool:
    """Whether an answer says anything, were it malformed."""
    return bool(_blocks(_without_thinking(answer)))


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as it was found, from its `first` line on. `problem`: why it is rejected, "" when it is not; `reach`: the
    id of the function that it replaces, STATEMENT for the whole statement, else ""."""

    tag: str
    id: str
    first: int
    lines: tuple[str, ...]
    problem: str = ""
    reach: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    """A block that is not closed yet. `head`: what stands behind the tag on its line; `inner`: how many blocks had
    been closed when it opened; `soft`: the first line that only ends with its closing tag."""

    tag: str
    id: str
    problem: str
    reach: str
    first: int
    head: str
    inner: int
    soft: int = -1


class _Scan:
    """Visits the lines of an answer. `nested`: ranges of `done` that lie in a block that was closed after them."""

    def __init__(self, text: str) -> None:
        self.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.done = list[_Block]()
        self.stack = list[_Open]()
        self.open_tags = dict.fromkeys(ANSWER_TAGS, 0)
        self.nested = list[tuple[int, int]]()

    def visit(self, index: int) -> None:
        line = self.lines[index].strip()
        top = self.stack[-1] if self.stack else None
        if closing := _CLOSING.fullmatch(line):
            self.closing(closing[1], index)
        elif opening := _OPENING.match(line):
            self.settle_top()
            self.opening(opening, line[opening.end() :].strip(), index)
        elif broken := _BROKEN.match(line):
            self.settle_top()
            self.done.append(_Block(broken[1], "", index, (line[:_MAX_SHOWN],), "its tag is malformed"))
        elif top is not None and top.tag in _REASONS and f"</{top.tag}>" in line:
            self.close(index, (line.partition(f"</{top.tag}>")[0],))  # a reason is no code
        elif top is not None and top.soft < 0 and line.endswith(f"</{top.tag}>"):
            self.stack[-1] = replace(top, soft=index)

    def opening(self, match: re.Match[str], head: str, index: int) -> None:
        tag = match[1]
        id, reach, problem = _attributes(tag, match[2])
        closing = f"</{tag}>"
        if tag in _REASONS and closing in head:
            head = head.partition(closing)[0]
            self.done.append(_Block(tag, id, index, (head,), problem))
        elif head.endswith(closing):
            self.done.append(_Block(tag, id, index, (head.removesuffix(closing),), problem, reach))
        else:
            self.stack.append(_Open(tag, id, problem, reach, index, head, len(self.done)))
            self.open_tags[tag] += 1

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
            problem = top.problem or "another block begins inside it"
            self.done.append(_Block(top.tag, top.id, top.first, self.shown(top), problem, top.reach))
        else:
            lines = (*head, *self.lines[top.first + 1 : end], *last)
            self.done.append(_Block(top.tag, top.id, top.first, lines, top.problem, top.reach))

    def unclosed(self) -> None:
        top = self.pop()
        problem = top.problem or f"it is not closed by </{top.tag}>"
        self.done.append(_Block(top.tag, top.id, top.first, self.shown(top), problem, top.reach))

    def pop(self) -> _Open:
        top = self.stack.pop()
        self.open_tags[top.tag] -= 1
        return top

    def shown(self, top: _Open) -> tuple[str, ...]:
        return (top.head, *self.lines[top.first + 1 : top.first + _SHOWN_LINES])

    def blocks(self) -> list[_Block]:
        """What was found, in the order of the opening tags."""
        self.settle_top()
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


def _blocks(text: str) -> list[_Block]:
    scan = _Scan(text)
    for index, line in enumerate(scan.lines):
        if "<" in line:
            scan.visit(index)
    return scan.blocks()


def _attributes(tag: str, written: str) -> tuple[str, str, str]:
    """The ids, what else is replaced (see `_Block.reach`), and what is wrong with the attributes or ""."""
    found, at = dict[str, str](), 0
    while match := _ATTRIBUTE.match(written, at):
        found[match[1]] = match[2].strip("\"'")
        at = match.end()
    id = found.get("id", "")
    if written[at:].strip():
        return id, "", "its tag is malformed"
    known = {RECIPE: set[str](), SITE: {"id", "function", "statement"}}.get(tag, {"id"})
    if unknown := sorted(found.keys() - known):
        return id, "", f"unknown attribute: {unknown[0]}"
    ids = _ids(id) if tag in _MANY else (id,)
    if tag != RECIPE and not all(_ID.fullmatch(each) for each in ids):
        return "", "", "it names no usage: id is missing or malformed"
    if "function" not in found:
        is_known = found.get("statement", "whole") == "whole"
        return (
            id,
            STATEMENT if "statement" in found else "",
            "" if is_known else 'it says other than statement="whole"',
        )
    if "statement" in found or not _ID.fullmatch(found["function"].strip()):
        return id, "", "it names no function: the attribute is empty or malformed, or beside another"
    return id, found["function"].strip(), ""


def _ids(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SEPARATOR.split(written.strip())))


def _one_by_one(block: _Block) -> Iterator[_Block]:
    """A block that says the same of several usages, for each of them; one for a whole function once."""
    if block.reach not in ("", STATEMENT) and not block.problem:
        yield replace(block, id=" ".join(_ids(block.id)))
        return
    for id in _ids(block.id) if block.tag in _MANY else (block.id,):
        yield replace(block, id=id)


def _without_thinking(answer: str) -> str:
    """A model's reasoning, when it was copied along, may hold drafts of blocks."""
    if not answer[:1_000].lstrip().startswith(_THINK):
        return answer
    return answer.partition(_END_OF_THINKING)[2]


def _without_repetition(blocks: Sequence[_Block]) -> list[_Block]:
    """The same block twice is one; different ones for one usage are none. What says that something is a usage agrees
    with all that says what becomes of it."""
    settled = {
        id
        for block in blocks
        if block.tag in (SITE, DEFINITION, KEEP, LEAVE_OPEN) and not block.problem
        for id in block.id.split(" ")
    }
    blocks = [block for block in blocks if block.tag != IS_A_USAGE or block.id not in settled]
    first: dict[str, _Block] = {}
    contradicted = set[str]()
    for block in blocks:
        if block.tag != RECIPE and not block.problem:
            other = first.setdefault(block.id, block)
            if (other.tag, other.reach, other.lines) != (block.tag, block.reach, block.lines):
                contradicted.add(block.id)
    found = list[_Block]()
    for block in blocks:
        if block.tag != RECIPE and not block.problem:
            if block.id in contradicted:
                block = replace(block, problem="this usage is answered more than once, and differently")
            elif block is not first[block.id]:
                continue
        found.append(block)
    return found


def _with_one_recipe(blocks: Sequence[_Block]) -> list[_Block]:
    last = max((i for i, block in enumerate(blocks) if block.tag == RECIPE and not block.problem), default=-1)
    problem = "there is another recipe after this one, and only the last is read"
    return [
        replace(block, problem=problem) if block.tag == RECIPE and not block.problem and i != last else block
        for i, block in enumerate(blocks)
    ]


def _made(block: _Block) -> Sequence[str | SiteBlock | Verdict | Rejection]:
    if block.tag in _REASONS:
        reason = " ".join(unescape("\n".join(block.lines)).split())
        if not reason:
            return _rejected(replace(block, problem="it gives no reason"))
        return [Verdict(block.id, reason[:_MAX_REASON], _REASONS[block.tag])]
    lines = _unfenced(block.lines)
    imports: tuple[str, ...] = ()
    if block.tag != RECIPE:
        lines, imports = _without_imports(lines)
    code = unescape(textwrap.dedent("\n".join(lines))).strip("\n")
    if not code.strip():
        return _rejected(replace(block, problem="it is empty"))
    if block.tag == RECIPE:
        return [code + "\n"]
    id, *also = block.id.split(" ")
    is_whole = block.reach == STATEMENT
    function = "" if is_whole else block.reach
    return [SiteBlock(id, code, imports, block.tag == DEFINITION, function, tuple(also), is_whole)]


def _without_imports(lines: Sequence[str]) -> tuple[Sequence[str], tuple[str, ...]]:
    imports, at = list[str](), 0
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith(IMPORT_PREFIX)):
        if written := lines[at].strip().removeprefix(IMPORT_PREFIX).strip():
            imports.append(unescape(written))
        at += 1
    return _unfenced(lines[at:]), tuple(imports)


def _unfenced(lines: Sequence[str]) -> Sequence[str]:
    """Without blank lines around, and without a Markdown code fence around the rest."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    if end - start < 2 or max(len(lines[start]), len(lines[end - 1])) > _LONGEST_FENCE:
        return lines[start:end]
    opening = _FENCE.fullmatch(lines[start].strip())
    if opening is not None and lines[end - 1].strip() == opening[1]:
        return _unfenced(lines[start + 1 : end - 1])
    return lines[start:end]


def _rejected(block: _Block) -> list[Rejection]:
    source = "\n".join(line[:_MAX_SHOWN] for line in block.lines[:_SHOWN_LINES]).strip("\n")
    reason = f"<{block.tag}>: {block.problem}"
    return [Rejection(id, reason, source[:_MAX_SHOWN]) for id in block.id.split(" ")]
