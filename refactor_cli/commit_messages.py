"""Ledger <-> commit messages: what people read, and trailers from which the ledger can be read again.

A message has a subject of at most 72 characters, a body for people, and one last paragraph of trailers
(https://git-scm.com/docs/git-interpret-trailers) that begin with `Refactor-`:

    Refactor-Run: 5f0c2a9d41b7
    Refactor-Part: 1/2
    Refactor-Target: shop.legacy.price
    Refactor-Rule: price
    Refactor-Site: u1f3a9c02 rewritten call certain same shop/cart.py:12:5 shop.legacy.price price ""
    Refactor-Together: u1f3a9c02 u2b4d6e80
    Refactor-File: shop/cart.py BLOB BLOB 10-33+27 120-135+20=u1f3a9c02

Words of a trailer are plain, or JSON strings. A site has its id, outcome, kind, certainty, behaviour, place in the
commit that was read, target, decider and reason. `Refactor-Unlisted: N` says how many undecided usages have no line,
where there are many. `Refactor-Together` names usages of which none is right without the others. A file has its blobs
before all commits of the run and after this one, and the splices that lead from one to the other: start-end of the old
bytes, + length of the new, = the usages.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from refactor_cli.counted import counted
from refactor_cli.data import Outcome
from refactor_cli.renderers.clean import clean

WIDTH = 72
_MOST_LISTED = 200
# the first part of a dotted name, file names left alone
_LEADS_ON = re.compile(r"\s+(?:by|of|to)\Z")
_OUTER_PART = re.compile(r"(?<![\w./])[^\W\d]\w*\.(?=[^\W\d])(?![\w.]*\bpyi?\b)")
_PLAIN = re.compile(r"[A-Za-z0-9_./@+<>$*,()-]+")
_WORD = re.compile(r'"(?>(?:[^"\\]|\\.)*)"|[^\s"]+')
_EDIT = re.compile(r"(\d+)-(\d+)\+(\d+)(?:=([\w,]+))?")
_PLACE = re.compile(r"(.*):(\d+):(\d+)", re.DOTALL)
_TRAILER = re.compile(r"Refactor-(\w+): (.*)")
_LABEL = re.compile(r"(?P<rule>.+) \((?P<folder>.*/)?(?P<file>[^/]*:\d+)\)", re.DOTALL)
# what `git merge --squash` writes: the messages of all commits, the newest first
_SQUASHED = re.compile(r"^Squashed commit of the following:\n", re.MULTILINE)
_COMMIT = re.compile(r"^commit [0-9a-f]{40,64}\n", re.MULTILINE)
_OUTCOMES = ("rewritten", "kept", "open", "undecided")


class Site(NamedTuple):
    """What became of one usage. `path`, `line` and `column` in the commit that was read."""

    id: str
    outcome: str
    kind: str
    certainty: str
    behaviour: str
    path: str
    line: int
    column: int
    target: str
    by: str
    reason: str


class Written(NamedTuple):
    """One edit: the old bytes `start:end` became `length` new ones, for these usages (none: import lines)."""

    start: int
    end: int
    length: int
    usages: tuple[str, ...] = ()


class RecordedFile(NamedTuple):
    """A file's blob ids before the run and after this commit, and the edits that lead from one to the other."""

    path: str
    before: str
    after: str
    edits: tuple[Written, ...]


class Record(Struct, frozen=True):
    """The trailers of one commit. `part`: which of how many commits of the run, 0 of 0 for one that came later;
    `undone`: ids that this commit takes back; `retired`: targets whose old definition is gone or bears a new name;
    `unlisted`: how many undecided usages are not among the sites; `together`: ids of usages that are rewritten
    together, and go back so."""

    run: str
    part: tuple[int, int] = (1, 1)
    targets: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()
    files: tuple[RecordedFile, ...] = ()
    retired: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    command: str = ""
    unlisted: int = 0
    together: tuple[tuple[str, ...], ...] = ()


def rule_name(by: str) -> str:
    """A rule's name without its place; another decider as it is."""
    match = _LABEL.fullmatch(by)
    return match["rule"] if match else by


def _decider(by: str) -> str:
    """Who decided, without the folders of a machine: a file outside of where one is goes by its name alone."""
    match = _LABEL.fullmatch(by)
    if match is None:
        return by
    folder = match["folder"] or ""
    is_within = not folder.startswith("/") and ".." not in folder.split("/")
    return f"{match['rule']} ({folder if is_within else ''}{match['file']})"


def site_of(outcome: Outcome) -> Site:
    """A usage's line in the record."""
    usage = outcome.usage
    return Site(
        usage.id,
        outcome.outcome,
        usage.kind,
        usage.certainty,
        outcome.behaviour,
        usage.path,
        usage.location.line,
        usage.location.column,
        usage.target,
        _decider(outcome.by),
        outcome.reason or "",
    )


def message(subject: str, body: Sequence[str], record: Record) -> str:
    """The whole message. `body`: paragraphs and lists, each text as `prose` or `listed` makes it."""
    parts = [shortened(subject), *(each for each in body if each), "\n".join(_trailers(record))]
    return "\n\n".join(parts) + "\n"


def shortened(subject: str, suffix: str = "") -> str:
    """A subject on one line of at most WIDTH characters; `suffix` is kept whole as far as that can be. What is too
    long loses the outer parts of its dotted names first, and is never cut within a name that could stay whole."""
    line, end = clean(" ".join(subject.split())), clean(" ".join(suffix.split()))
    end = end if len(end) <= WIDTH // 2 else end[: WIDTH // 2 - 1] + "…"
    room = WIDTH - len(end)
    return _cut(line, room) + end


def _cut(line: str, room: int) -> str:
    while len(line) > room:
        shorter = _OUTER_PART.sub("", line)
        if shorter == line:
            break
        line = shorter
    if len(line) <= room:
        return line
    kept = line[: room - 1]
    if line[room - 1].isalnum() or line[room - 1] in "_.":
        whole = re.sub(r"[\w.]+\Z", "", kept)
        kept = whole if len(whole) > room // 4 else kept
    return _LEADS_ON.sub("", kept.rstrip()) + "…"


def prose(text: str) -> str:
    """Text of ours, wrapped."""
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def quoted(text: str) -> str:
    """Text that others wrote, indented: no line of it can be taken for a trailer or a comment."""
    if not text.strip():
        return ""
    lines = (textwrap.wrap(clean(line), WIDTH - 4) or [""] for line in text.strip().splitlines())
    return "\n".join(f"    {line}".rstrip() for each in lines for line in each)


def listed(title: str, sites: Iterable[Site]) -> str:
    """A list of usages with their reasons, one line for what is a usage of several targets; "" when there are none."""
    found = list({(s.path, s.line, s.column, s.reason or s.by or s.kind): s for s in sites})
    left = len(found) - _MOST_LISTED
    rows = [f"  {clean(path)}:{line}: {clean(why)}" for path, line, _, why in found[:_MOST_LISTED]]
    more = [f"  and {left} more, in the trailers below"] if left > 0 else []
    return "\n".join([title, *rows, *more]) if found else ""


def tallied(title: str, sites: Iterable[Site]) -> str:
    """How many usages there are for each reason, "" when there are none."""
    found = Counter(clean(site.reason) for site in sites)
    rows = [f"  {counted(number, 'usage')}: {reason}" for reason, number in found.items()]
    return "\n".join([title, *rows]) if found else ""


def _trailers(record: Record) -> Iterable[str]:
    yield f"Refactor-Run: {record.run}"
    if record.part != (0, 0):
        yield f"Refactor-Part: {record.part[0]}/{record.part[1]}"
    for name, words in (("Target", record.targets), ("Rule", record.rules), ("Retired", record.retired)):
        yield from (f"Refactor-{name}: {_word(word)}" for word in words)
    yield from (f"Refactor-Undone: {id}" for id in record.undone)
    if record.command:
        yield f"Refactor-Format: {_word(record.command)}"
    for site in record.sites:
        words = (*site[:5], f"{site.path}:{site.line}:{site.column}", *site[8:])
        yield f"Refactor-Site: {' '.join(map(_word, words))}"
    yield from (f"Refactor-Together: {' '.join(ids)}" for ids in record.together)
    if record.unlisted:
        yield f"Refactor-Unlisted: {record.unlisted}"
    for file in record.files:
        edits = (
            f"{e.start}-{e.end}+{e.length}" + (f"={','.join(e.usages)}" if e.usages else "")
            for e in file.edits
        )
        yield " ".join(("Refactor-File:", _word(file.path), file.before, file.after, *edits))


def _word(text: str) -> str:
    if _PLAIN.fullmatch(text) or (_PLACE.fullmatch(text) and _PLAIN.fullmatch(text.replace(":", ""))):
        return text
    # what cannot be printed is escaped: no line end, no sign that turns a line round, no half of a pair
    shown = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in shown)


def read_record(text: str) -> Record | None:
    """The record in a commit's message; None when there is none, or it cannot be read. Only the last paragraph that
    begins a line with `Refactor-Run:` counts."""
    found = _paragraphs(text.replace("\r\n", "\n"))
    return _read(found[-1]) if found else None


def read_records(text: str) -> tuple[Record, ...]:
    """The records in a commit's message, oldest first: several where git or GitHub made one commit of many. What
    others wrote is indented further than the message it stands in, so that no paragraph of theirs counts."""
    text = text.replace("\r\n", "\n")
    if squashed := _SQUASHED.search(text):
        logged = _COMMIT.split(text[squashed.end() :])[:0:-1]
        messages = ("".join(line.removeprefix("    ") for line in each.splitlines(True)) for each in logged)
        return tuple(record for each in messages if (record := read_record(each)) is not None)
    return tuple(record for each in _paragraphs(text) if (record := _read(each)) is not None)


def _paragraphs(text: str) -> list[str]:
    """The paragraphs behind the subject that may be records."""
    rest = re.split(r"\n[ \t]*\n", text)[1:]
    return [each for each in rest if re.search(r"^Refactor-Run: ", each, re.MULTILINE)]


def _read(paragraph: str) -> Record | None:
    values: dict[str, list[list[str]]] = {}
    try:
        for line in paragraph.split("\n"):
            if match := _TRAILER.fullmatch(line):
                values.setdefault(match[1], []).append(_words(match[2]))
        return _record(values)
    except (ValueError, IndexError, TypeError):
        return None


def _words(text: str) -> list[str]:
    return [json.loads(word) if word.startswith('"') else word for word in _WORD.findall(text)]


def _record(values: dict[str, list[list[str]]]) -> Record:
    def first(name: str) -> tuple[str, ...]:
        return tuple(words[0] for words in values.get(name, ()))

    number, _, count = (first("Part") or ("0/0",))[0].partition("/")
    return Record(
        first("Run")[0],
        (int(number), int(count)),
        first("Target"),
        first("Rule"),
        tuple(_site(words) for words in values.get("Site", ())),
        tuple(_file(words) for words in values.get("File", ())),
        first("Retired"),
        first("Undone"),
        (first("Format") or ("",))[0],
        int((first("Unlisted") or ("0",))[0]),
        tuple(tuple(words) for words in values.get("Together", ())),
    )


def _site(words: Sequence[str]) -> Site:
    id, outcome, kind, certainty, behaviour, place, target, by, reason = words
    found = _PLACE.fullmatch(place)
    if found is None or outcome not in _OUTCOMES:
        raise ValueError(place)
    where = (found[1], int(found[2]), int(found[3]))
    return Site(id, outcome, kind, certainty, behaviour, *where, target, by, reason)


def _file(words: Sequence[str]) -> RecordedFile:
    path, before, after, *edits = words
    found = list[Written]()
    for each in edits:
        match = _EDIT.fullmatch(each)
        if match is None:
            raise ValueError(each)
        ids = tuple(match[4].split(",")) if match[4] else ()
        found.append(Written(int(match[1]), int(match[2]), int(match[3]), ids))
    return RecordedFile(path, before, after, tuple(found))
