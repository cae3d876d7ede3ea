"""Answer -> Proposal. Any text is taken, in time linear in its length; what is malformed becomes a rejection."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import TypeAlias

from msgspec.structs import replace

from refactor_cli.answer_format import IMPORT_PREFIX
from refactor_cli.answer_format.attributes import ids_of
from refactor_cli.answer_format.blocks import (
    CUT_OFF,
    MAX_SHOWN,
    SHOWN_LINES,
    STATEMENT,
    Block,
    blocks_of,
    lines_of,
)
from refactor_cli.answer_format.import_lines import leading, one_by_one, statement_at
from refactor_cli.answer_format.margin import at_margin
from refactor_cli.answer_format.readings import readings
from refactor_cli.answer_format.several_recipes import one_of
from refactor_cli.answer_format.tag_attributes import MANY, REASONS
from refactor_cli.data import NewCode, Piece, Proposal, Rejection, SiteBlock, Verdict
from refactor_cli.delimiters import (
    DEFINITION,
    IS_A_USAGE,
    KEEP,
    LEAVE_OPEN,
    NEW_CODE,
    NOTE,
    RECIPE,
    SITE,
    unescape,
)
from refactor_cli.recipe.parsing import parse_module

_Made: TypeAlias = "str | SiteBlock | NewCode | Verdict | Rejection"
_MAX_REASON = 1_000  # characters
_MOST_NOTES = 20
_FENCE = re.compile(r"(```+|~~~+)[^`~]*")
_LONGEST_FENCE = 40
_DECORATED = "\nclass _: pass"  # what makes Python of decorators alone
_LONGEST_CODE = 100_000  # characters that are parsed here
_USAGE = re.compile(r"u[0-9a-f]{8,}")
_RULE = re.compile(r"^[ \t]*(?:@replaces|moved)\(", re.MULTILINE)
_THINK = "think"
_OPENS_THINKING = re.compile(rf"[^<]*<({_THINK}|thinking|thought|reasoning|analysis)>")
_LONGEST_OPENING = 1_000
# what is a text of the repository has a backslash there
_ENDS_THINKING = re.compile(rf"^[ \t]*</{_THINK}>", re.MULTILINE)


# its rules, blocks and notes are asked for one by one, and in every round, of the answers to all prompts of a task
@lru_cache(maxsize=256)
def read(answer: str) -> Proposal:
    """What an answer proposes. Never raises; nothing of it is believed yet."""
    found = _with_reasons(blocks_of(_without_thinking(answer)))
    every = [each for block in found for each in _one_by_one(block)]
    blocks = _with_one_recipe(_without_repetition(every))
    together: dict[str, frozenset[str]] = {}
    for block in (each for each in blocks if each.tag != NEW_CODE):
        for word in block.together:
            together[word] = together.get(word, frozenset()).union(block.id.split(" "))
    notes = [_words(block) for block in blocks if block.tag == NOTE and not block.problem]
    blocks = [block for block in blocks if block.tag != NOTE or block.problem]
    each_made = (_rejected(block) if block.problem else _made(block) for block in blocks)
    made = list(dict.fromkeys(each for several in each_made for each in several))
    recipes = [each for each in made if isinstance(each, str)]
    return Proposal(
        recipes[0] if recipes else None,
        tuple(each for each in made if isinstance(each, SiteBlock)),
        tuple(each for each in made if isinstance(each, Verdict)),
        tuple(each for each in made if isinstance(each, Rejection)),
        tuple(dict.fromkeys(note for note in notes if note))[:_MOST_NOTES],
        together,
        tuple(each for each in made if isinstance(each, NewCode)),
    )


def has_blocks(answer: str) -> bool:
    """Whether an answer says anything, were it malformed."""
    return bool(blocks_of(_without_thinking(answer)))


def is_cut_off(answer: str) -> bool:
    """Whether an answer ends within a block, as one does that was not pasted whole."""
    return any(block.problem.endswith(CUT_OFF) for block in blocks_of(_without_thinking(answer)))


def has_rules_outside(answer: str) -> bool:
    """Whether an answer has rules and no recipe: where no tag stands around them, they are reasoning."""
    text = _without_thinking(answer)
    return _RULE.search(text) is not None and all(block.tag != RECIPE for block in blocks_of(text))


def blocks_about(answer: str, ids: Set[str]) -> str:
    """The blocks of an answer that say something of these usages, as they stand there; "" stands for the recipe, and
    for what names no usage."""
    text = _without_thinking(answer)
    lines, blocks, found = lines_of(text), blocks_of(text), list[str]()
    for block, end in zip(blocks, [*(each.first for each in blocks[1:]), len(lines)], strict=True):
        if block.tag != NOTE and ids & {*ids_of(block.id)}:
            whole = lines[block.first : end] or lines[block.first : end + 1]
            last = max(
                (n for n, line in enumerate(whole) if f"</{block.tag}>" in line), default=len(whole) - 1
            )
            found += whole[: last + 1]
    return "\n".join(found)


def _with_reasons(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with the reasons of those whose `why` names a usage: that of the block for it."""
    reasons = {
        id: block.why for block in blocks if block.why and not _names_other(block) for id in ids_of(block.id)
    }
    missing = "its why names a usage of which no block says why"
    return [
        (
            replace(block, why=why)
            if (why := reasons.get(block.why.strip()))
            else replace(block, problem=missing)
        )
        if _names_other(block) and not block.problem
        else block
        for block in blocks
    ]


def _names_other(block: Block) -> bool:
    return _USAGE.fullmatch(block.why.strip()) is not None


def _one_by_one(block: Block) -> Iterator[Block]:
    """A block that says the same of several usages, for each of them; one for a whole function once."""
    if block.reach not in ("", STATEMENT) and not block.problem:
        yield replace(block, id=" ".join(ids_of(block.id)))
        return
    for id in ids_of(block.id) if block.tag in MANY else (block.id,):
        yield replace(block, id=id)


def _without_thinking(answer: str) -> str:
    """A model's reasoning, when it was copied along, may hold drafts of blocks. Where its beginning is no part of what
    was copied, its end still is, on a line of its own."""
    if opening := _OPENS_THINKING.match(answer[:_LONGEST_OPENING]):
        _, _, rest = answer.partition(f"</{opening[1]}>")
        return rest if rest or opening[1] == _THINK else answer
    ends = [each.end() for each in _ENDS_THINKING.finditer(answer)]
    return answer[ends[-1] :] if ends else answer


def _without_repetition(blocks: Sequence[Block]) -> list[Block]:
    """The same block twice is one; different ones for one usage are none. What says that something is a usage agrees
    with all that says what becomes of it."""
    settled = {
        id
        for block in blocks
        if block.tag in (SITE, DEFINITION, KEEP, LEAVE_OPEN) and not block.problem
        for id in block.id.split(" ")
        if id
    }
    blocks = [block for block in blocks if block.tag != IS_A_USAGE or block.id not in settled]
    first: dict[tuple[object, ...], Block] = {}
    contradicted = set[tuple[object, ...]]()
    for block in blocks:
        if (block.id or block.rest) and not block.problem:
            other = first.setdefault(_of(block), block)
            if _said(other) != _said(block):
                contradicted.add(_of(block))
    found = list[Block]()
    for block in blocks:
        if (block.id or block.rest) and not block.problem:
            if _of(block) in contradicted:
                what = "this usage" if block.id else block.rest
                block = replace(block, problem=f"{what} is answered more than once, and differently")
            elif block is not first[_of(block)]:
                continue
        found.append(block)
    return found


def _of(block: Block) -> tuple[object, ...]:
    """What a block is about: one that is for some lines of a function may name a usage that others name too."""
    about = block.id or ("rest", block.rest)
    return (about,) if block.range is None else (about, block.reach, block.range)


def _said(block: Block) -> tuple[object, ...]:
    return (
        *(block.tag, block.reach, block.range, block.behaviour, block.why),
        *(block.lines, block.together, block.calls_again, block.decorates),
    )


def _with_one_recipe(blocks: Sequence[Block]) -> list[Block]:
    """The same with one recipe at most: of the parts of one, or of drafts the last."""
    numbers = [i for i, block in enumerate(blocks) if block.tag == RECIPE and not block.problem]
    if len(numbers) < 2:
        return list(blocks)
    *others, last = numbers
    whole = one_of([_recipe(blocks[i]) for i in numbers])
    if whole is not None:
        found = [block for i, block in enumerate(blocks) if i not in others]
        return [
            replace(each, lines=tuple(whole.split("\n"))) if each is blocks[last] else each for each in found
        ]
    problem = "there is another recipe after this one, and only the last is read"
    return [replace(block, problem=problem) if i in others else block for i, block in enumerate(blocks)]


def _recipe(block: Block) -> str:
    """Its source as it stands there, escaped as it is."""
    return textwrap.dedent("\n".join(_unfenced(block.lines)))


def _made(block: Block) -> Sequence[_Made]:
    if block.tag in REASONS:
        reason = _words(block) or " ".join(unescape(block.why).split())[:_MAX_REASON]
        if not reason:
            return _rejected(replace(block, problem="it gives no reason"))
        return [
            Verdict(
                block.id,
                reason,
                REASONS[block.tag],
                block.pattern,
                block.rest,
                receiver=block.receiver,
                arguments=block.arguments,
            )
        ]
    every = (_code(block, lines) for lines in readings(_unfenced(block.lines)))
    first, below = next(every), _DECORATED if block.decorates else ""
    code, imports = next((each for each in (first, *every) if _parses(each[0] + below)), first)
    if not code.strip():
        return _rejected(replace(block, problem="it is empty"))
    if block.tag == RECIPE:
        return [code + "\n"]
    if block.tag == NEW_CODE:
        return [NewCode(block.pattern, code, imports, block.calls_again)]
    id, *also = block.id.split(" ")
    is_whole = block.reach == STATEMENT
    function = "" if is_whole else block.reach
    is_definition = block.tag == DEFINITION
    pieces = (Piece(*block.range, code),) if block.range is not None else ()
    why = " ".join(unescape(block.why).split())[:_MAX_REASON]
    return [
        SiteBlock(
            id,
            code,
            imports,
            is_definition,
            function,
            tuple(also),
            is_whole,
            behaviour=block.behaviour,
            pieces=pieces,
            why=why,
            calls_again=block.calls_again,
            decorates=block.decorates,
        )
    ]


def _code(block: Block, lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The code of a block at the left margin, and its imports."""
    lines, imports = _unfenced(lines), tuple[str, ...]()
    if block.tag != RECIPE:
        lines, imports = _without_imports(lines, may_lead=block.range is None)
    code = unescape("\n".join(lines))
    return (textwrap.dedent(code) if block.tag == RECIPE else at_margin(code)).strip("\n"), imports


def _parses(code: str) -> bool:
    """Whether it is Python, or an expression that only holds together in brackets."""
    for text in (code, f"(\n{code}\n)") if len(code) < _LONGEST_CODE else ():
        try:
            parse_module(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return True
    return False


def _words(block: Block) -> str:
    return " ".join(unescape("\n".join(block.lines)).split())[:_MAX_REASON]


def _without_imports(lines: Sequence[str], *, may_lead: bool) -> tuple[Sequence[str], tuple[str, ...]]:
    """The lines of the code, and what it imports, one name each. `may_lead`: no code begins with an import statement,
    so that those before it are meant as lines of imports."""
    imports, at = list[str](), 0
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith(IMPORT_PREFIX)):
        written, at = lines[at].strip().removeprefix(IMPORT_PREFIX).strip(), at + 1
        if written:
            several, end = statement_at(lines, at - 1, written)
            imports += several or one_by_one(unescape(written))
            at = max(at, end)
    code = _unfenced(lines[at:])
    led, size = leading(code) if may_lead else ((), 0)
    return _unfenced(code[size:]), (*imports, *led)


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


def _rejected(block: Block) -> list[Rejection]:
    source = "\n".join(line[:MAX_SHOWN] for line in block.lines[:SHOWN_LINES]).strip("\n")
    reason = f"<{block.tag}>: {block.problem}"
    return [Rejection(id, reason, source[:MAX_SHOWN]) for id in block.id.split(" ")]
