"""SymbolMap, Task -> the last part of a prompt: what to do, and every usage with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count, groupby
from typing import NamedTuple

from msgspec import Struct, field

from refactor_cli.answer_format import block_of
from refactor_cli.data import Outcome, Usage, Usages
from refactor_cli.pack.blocks import Block
from refactor_cli.pack.excerpt import marked, place_lines
from refactor_cli.pack.files import Writing, quoted
from refactor_cli.pack.listed import WITH_FUNCTIONS, alike_element, brief_element
from refactor_cli.pack.named import named_definitions
from refactor_cli.pack.places import (
    element,
    imports_element,
    named_element,
    place_element,
    places,
    target_element,
    told_once,
)
from refactor_cli.pack.redacted import redacted_usage, shown
from refactor_cli.pack.required import must_run_on
from refactor_cli.pack.shapes import alike, less_likely
from refactor_cli.rests import rests
from refactor_cli.secrets import mask
from refactor_cli.shared_places import one_each, shared
from refactor_cli.symbols import SymbolMap

LISTS = "\0lists"
"""Stands for lists of alike usages where paths are named; no path is like it."""
_KNOWN_ENDS = ("rewritten", "kept")


class Priming(Struct, frozen=True):
    """A file the user adds. `kind`: "docs" or "style"; `label`: what to call it, its path as a rule."""

    kind: str
    label: str
    text: str


class Task(Struct, frozen=True):
    """What to do. `recipe`: the rules so far, as source; `outcomes`: what they came to: usages that are rewritten
    or kept are not asked about again, for open ones the reason is told. `installed`: stubs of targets that are defined
    in packages, by their dotted names. `definitions`: what becomes of the old ones without an answer ("removed"), ""
    where they stay or an answer says it. `held`: the ids of usages that no answer may change, and nobody is asked
    about."""

    usages: Usages
    instructions: str = ""
    recipe: str = ""
    outcomes: tuple[Outcome, ...] = field(default=())
    installed: Mapping[str, str] = field(default_factory=dict)
    definitions: str = ""
    held: frozenset[str] = frozenset()


def priming_part(priming: tuple[Priming, ...], allowed: tuple[str, ...] = ()) -> str:
    """What the user adds, each between tags of its own, without its secrets; `allowed` as `secrets` has it."""
    if not priming:
        return ""
    parts = [
        element("document", mask(each.text, each.label, allowed).text, kind=each.kind, label=each.label)
        for each in priming
    ]
    return "".join(("<priming>\n", *parts, "</priming>\n"))


class _Chunk(NamedTuple):
    """What is never split: the usages of one place, or a list of alike ones. `imports`: of the place's file, which is
    shown at `path`, LISTS for a list; `longer`: the same with a long function as a whole, or with source for those of
    a list, where that is something else."""

    text: str
    tokens: int
    usages: tuple[Usage, ...]
    path: str = LISTS
    imports: str = ""
    imports_tokens: int = 0
    longer: tuple[str, int] | None = None

    @property
    def size(self) -> int:
        """In tokens, with its imports: a part may begin with it."""
        return self.imports_tokens + self.tokens


class TaskPart(NamedTuple):
    """The task of one prompt before it is written: its `opening` and what follows it. `usages`: what it asks about;
    `tokens` of all of it."""

    opening: str
    chunks: tuple[_Chunk, ...]
    tokens: int

    @property
    def usages(self) -> tuple[Usage, ...]:
        """In the order in which they are shown."""
        return tuple(usage for chunk in self.chunks for usage in chunk.usages)


class TaskPieces(Struct, frozen=True):
    """Targets, instructions, the recipe so far (all in `head`), and the usages that have no end yet, rendered once.
    `about`: attributes that count what is not shown; `rests`: words that stand for all usages of a target."""

    head: str
    chunks: tuple[_Chunk, ...]
    about: str
    writing: Writing
    rests: str = ""

    def parts(self, room: int | None, whole: frozenset[str] = frozenset()) -> tuple[TaskPart, ...] | None:
        """One where they fit into `room` tokens, else several with the same head. None where not even one usage fits.
        `whole`: files of which nothing else is shown: functions of theirs are quoted as a whole, and with LISTS what
        lists name is quoted, too."""
        chunks = [
            chunk._replace(text=chunk.longer[0], tokens=chunk.longer[1])
            if chunk.longer is not None and chunk.path in whole
            else chunk
            for chunk in self.chunks
        ]
        fixed = self._tokens(f"{self.head}{_END}")
        taken = fixed + self._tokens(self.rests) + _PART_TOKENS
        parts = _parted(chunks, None if room is None else room - taken)
        if parts is None:
            return None
        made = list[TaskPart]()
        for number, part in enumerate(parts, start=1):
            # no part shows all of them
            of = f' part="{number} of {len(parts)}"' if len(parts) > 1 else self.rests
            count = sum(len(chunk.usages) for chunk in part)
            opening = f'<usages count="{count}"{self.about}{of}>\n{_OF_PART if len(parts) > 1 else ""}'
            told = ((chunk.imports, chunk.imports_tokens) for chunk in part)
            imports = sum(tokens for text, tokens in _changes(told) if text)
            size = fixed + self._tokens(opening) + sum(chunk.tokens for chunk in part) + imports
            made.append(TaskPart(opening, tuple(part), size))
        return tuple(made)

    def block(self, part: TaskPart) -> Block:
        """A part as it is sent."""
        told = told_once((chunk.imports, chunk.text) for chunk in part.chunks)
        return self.writing.block("task", shown("".join((self.head, part.opening, *told, _END))))

    def _tokens(self, text: str) -> int:
        return self.writing.block("task", shown(text)).tokens


_NAMED_SHARE = 4  # of the room, the most that definitions named by the instructions take
_PART_TOKENS = 64  # what a part's opening takes
_OF_PART = "What an answer says by path or receiver, it says of the usages in this part.\n"


def task_pieces(
    symbols: SymbolMap, task: Task, room: int | None, writing: Writing, *, with_longer: bool
) -> TaskPieces:
    """What the parts of a task are made of. `with_longer`: long functions are rendered as a whole, too.

    What is quoted of files comes from `symbols`, which must not hold secrets (see `redacted`).
    """
    outcomes = {outcome.usage.id: outcome for outcome in task.outcomes}
    known = {id for id, outcome in outcomes.items() if outcome.outcome in _KNOWN_ENDS}
    left = [u for result in one_each(task.usages).results for u in result.usages if u.id not in known]
    every = [usage for usage in left if usage.id not in task.held]
    # mentions in texts and in other languages that may be of anything: no answer could do more than name them
    usages = [u for u in every if u.certainty != "possible" or _may_be_answered(symbols, u)]
    usages = [redacted_usage(symbols, usage) for usage in usages]
    usages.sort(key=lambda usage: (usage.path, usage.span, usage.target))
    reasons = {id: outcome.reason or "" for id, outcome in outcomes.items()}
    beside, several = shared(task.usages), len(task.usages.results) > 1
    meant = {each.id: tuple(u.target for u in beside.at(each)) for each in usages} if several else {}
    targets = [result.target for result in task.usages.results]
    head = ["<task>\n", "Migrate the usages below away from what is outdated, as the instructions say.\n"]
    if task.definitions:
        head += [f"The old definitions are {task.definitions} without you, once nothing needs them.\n"]
    head += [must_run_on(symbols, {usage.path for usage in usages})]
    head += [target_element(symbols, each, task.installed.get(each.dotted, "")) for each in targets]
    head += _named(symbols, task, room, writing)
    if task.instructions:
        head.append(element("instructions", task.instructions))
    if task.recipe:
        head.append(element("recipe-so-far", mask(task.recipe, "", writing.allowed).text))
    about = f' settled="{len(known)}"' if known else ""
    about += f' mentions-not-shown="{len(every) - len(usages)}"' if len(every) > len(usages) else ""
    about += f' in-build-files-not-shown="{len(left) - len(every)}"' if len(left) > len(every) else ""
    members = {target.name for target in targets if target.kind in ("method", "attribute")}
    brief = less_likely(usages, members)
    chunks = _chunks(symbols, usages, _Known(brief, reasons, meant), writing, with_longer)
    words = " ".join(rests(task.usages, known | task.held))
    told = f" rest={quoted(words)}" if words else ""
    return TaskPieces("".join(head), tuple(chunks), about, writing, told)


def _changes(pairs: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Those that are not as the one before."""
    before = ""
    for pair in pairs:
        if pair[0] != before:
            yield pair
            before = pair[0]


def _named(symbols: SymbolMap, task: Task, room: int | None, writing: Writing) -> Iterator[str]:
    """What the instructions name, in at most a part of the room; definitions that are usages are shown as such."""
    results, left = task.usages.results, None if room is None else room // _NAMED_SHARE
    targets = [result.target for result in results]
    is_shown = {(usage.path, usage.location.line) for result in results for usage in result.usages}
    for site in named_definitions(symbols, task.instructions, targets):
        text = named_element(symbols, site)
        tokens = writing.block("task", shown(text)).tokens
        if (site.path, site.line) not in is_shown and (left is None or tokens <= left):
            yield text
            left = None if left is None else left - tokens


def _may_be_answered(symbols: SymbolMap, usage: Usage) -> bool:
    return symbols.snapshot.files[usage.path].language == "python" and block_of(usage) != "none"


def _parted(chunks: list[_Chunk], room: int | None) -> list[list[_Chunk]] | None:
    parts, taken = [list[_Chunk]()], 0
    for chunk in chunks:
        if room is not None and taken + chunk.size > room:
            if chunk.size > room:
                return None
            parts.append([])
            taken = 0
        parts[-1].append(chunk)
        taken += chunk.size
    return parts if room is None or room >= 0 else None


_END = """\
</usages>
Think first. Then give the blocks that <answer-format> describes: one recipe where rules can do it, and blocks for the
usages that no rule fits. Leave open what you cannot prove.
</task>
"""


class _Known(NamedTuple):
    """Usages that are told in brief; by id, why others are open, and where there are several targets, which a usage may
    be of."""

    brief: list[Usage]
    reasons: Mapping[str, str]
    meant: Mapping[str, tuple[str, ...]]


def _chunks(
    symbols: SymbolMap, usages: list[Usage], known: _Known, writing: Writing, with_longer: bool
) -> Iterator[_Chunk]:

    def tokens(text: str) -> int:
        return writing.block("task", shown(text)).tokens if text else 0

    brief, reasons, meant = known
    many = alike(symbols, usages, reasons)
    named = {usage.id for group in many for usage in group.rest} | {usage.id for usage in brief}
    numbers = count(1)
    for path, in_file in groupby([u for u in usages if u.id not in named], key=lambda usage: usage.path):
        imports = imports_element(symbols, path)
        # all usages of one function share its source
        for around, group in places(symbols.map(path), list(in_file)):
            is_answered = any(block_of(usage) != "none" for usage in group)
            told = [
                _usage(symbols, each, (next(numbers), meant.get(each.id, ()), reasons.get(each.id, "")))
                for each in group
            ]
            is_offered = any(block_of(usage) == "site" for usage in group)
            # what a decorator is taken from, is written anew as a whole
            is_headed = any(usage.kind == "decorator" for usage in group)
            lines, longer = (
                place_lines(symbols, path, around, group, is_all=is_all) if is_answered else []
                for is_all in (is_headed, True)
            )
            made = [
                place_element(symbols, path, around, each, told, is_task=is_offered)
                for each in (lines, *([longer] if with_longer and longer != lines else []))
            ]
            sizes = [tokens(text) for text in made]
            more = (made[1], sizes[1]) if len(made) > 1 else None
            yield _Chunk(made[0], sizes[0], tuple(group), path, imports, tokens(imports), more)
    for each in many:
        for start in range(0, len(each.rest), _LISTED):
            listed = each.rest[start : start + _LISTED]
            text = alike_element(each, listed, symbols, is_quoted=False)
            quoted = alike_element(each, listed, symbols, is_quoted=True) if with_longer else ""
            more = (quoted, tokens(quoted)) if quoted else None
            yield _Chunk(text, tokens(text), listed, longer=more)
    for start in range(0, len(brief), _LISTED):
        some = tuple(brief[start : start + _LISTED])
        # the likeliest come first
        text = brief_element(some, meant, symbols if not start and len(some) <= WITH_FUNCTIONS else None)
        yield _Chunk(text, tokens(text), some)


_LISTED = 500  # usages in one list


def _usage(symbols: SymbolMap, usage: Usage, known: tuple[int, tuple[str, ...], str]) -> str:
    """`known`: its number, where there are several targets those that it may be of, and why it is open. Its path stands
    around it."""
    number, meant, reason = known
    attributes: dict[str, str | int] = {
        "number": number,
        "id": usage.id,
        **({"target": " or ".join(meant)} if meant else {}),
        "line": usage.location.line,
        "kind": usage.kind,
        "certainty": usage.certainty,
        "evidence": ", ".join(usage.evidence),
        "answer": block_of(usage),
    }
    if reason:
        attributes["open"] = reason
    return element("usage", marked(symbols, usage), **attributes)
