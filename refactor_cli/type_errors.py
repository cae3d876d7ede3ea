"""Edits, Diagnosed -> the usages whose new code has a type error that was not there before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Edit, Span
from refactor_cli.expected_to_fail import is_expected
from refactor_cli.grammar import nearest
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import Text
from refactor_cli.types.diagnostics import Diagnosed, Problem

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


# ty's words for what an import names and is not there
_STANDARD = re.compile(r"(?:Module|imported module) `([\w.]+)`")
# and its kinds of error in which a call is held against the signature of what it is thought to call
_OF_CALLS = frozenset(
    {
        "invalid-argument-type",
        "missing-argument",
        "no-matching-overload",
        "parameter-already-assigned",
        "positional-only-parameter-as-kwarg",
        "too-many-positional-arguments",
        "unknown-argument",
    }
)


class Place(NamedTuple):
    """An edit, by its subjects (`usages`), with the lines it stands on, before and after: half-open offsets of whole
    lines, and its own."""

    usages: tuple[str, ...]
    old: Span
    new: Span
    exact: Span


def new_errors(
    edits: Mapping[str, Sequence[Edit]], found: Diagnosed, before: SymbolMap, after: SymbolMap
) -> dict[str, str]:
    """By usage, what its new code's type error says.

    An error counts where it stands on a line of an edit and its file has more of its kind and words than before. One
    of its kind that stood there already counts for neither side; where a call was taken for one of something else
    before, so that it did not fit, all that is said of its arguments comes of that. What cannot be imported is no
    error: packages may be missing here; but the standard library is there, and new code that needs what it does not
    have is to blame. Nor is what stands where a test expects it to fail, or a None in a lambda, in which the old
    code's own words stand: a type server does not keep there what an `if` around it has shown.
    """
    refused: dict[str, str] = {}
    for path, problems in found.after.items():
        if path not in found.before:  # nothing was found, or the server ended in between
            continue
        old = found.before[path]
        texts = (before.snapshot.files[path].text, after.snapshot.files[path].text)
        places = _places(edits.get(path, ()), *texts)
        more = Counter(map(_words, problems)) - Counter(map(_words, old))
        for problem in problems:
            if more[_words(problem)] <= 0:
                continue
            if _is_of_library(problem):
                for id in _needing(problem, texts[1], edits.get(path, ()), places):
                    refused.setdefault(id, _told(problem))
            if "import" in problem.code:
                continue
            root = after.tree(path).root_node
            is_expected_here = is_expected(root, problem.start, problem.end)
            if not is_expected_here and not _is_shown_outside(problem, texts, root):
                for id in _blamed(problem, old, places):
                    refused.setdefault(id, _told(problem))
    return refused


def _is_shown_outside(problem: Problem, texts: tuple[Text, Text], root: Node) -> bool:
    """Whether something of a lambda may be None, whose words stood in the file before as well."""
    if "`None`" not in problem.message:
        return False
    before, after = texts
    words = after.utf8[problem.start : problem.end]
    return nearest(root.descendant_for_byte_range(problem.start, problem.end), "lambda") is not None and (
        words in before.utf8
    )


def _is_of_library(problem: Problem) -> bool:
    """Whether it is about what a module of the standard library does not have."""
    found = _STANDARD.search(problem.message)
    return found is not None and found[1].partition(".")[0] in STANDARD_MODULES


def _needing(problem: Problem, after: Text, edits: Iterable[Edit], places: Sequence[Place]) -> Iterator[str]:
    """The usages whose new code has the name that an import line brings, where no edit of theirs is that line."""
    span = Span(problem.start, problem.end)
    if any(each.usages and _meet(span, each.new) for each in places):
        return
    written = after.utf8[problem.start : problem.end].decode("utf-8", "replace")
    local = written.split()[-1].partition(".")[0] if written.strip() else ""
    for edit in edits:
        if local and re.search(rf"(?<![\w.]){re.escape(local)}(?!\w)", edit.text):
            yield from edit.subjects


def _told(problem: Problem) -> str:
    code = f" ({problem.code})" if problem.code else ""
    return f"a type error that was not there before: {problem.message}{code}"


def _words(problem: Problem) -> tuple[str, str]:
    return problem.code, problem.message


def _kind(problem: Problem) -> str:
    return "call" if problem.code in _OF_CALLS else problem.code


def _blamed(problem: Problem, old: Sequence[Problem], places: Iterable[Place]) -> tuple[str, ...]:
    """The usages whose new code an error stands in, else those whose lines it stands on."""
    span = Span(problem.start, max(problem.end, problem.start + 1))
    on_lines = [
        each
        for each in places
        if each.usages
        and _meet(span, each.new)
        and not any(
            _meet(Span(one.start, max(one.end, one.start + 1)), each.old)
            for one in old
            if _kind(one) == _kind(problem)
        )
    ]
    inside = [each for each in on_lines if _meet(span, each.exact)]
    return tuple(id for each in inside or on_lines for id in each.usages)


def _places(edits: Sequence[Edit], before: Text, after: Text) -> list[Place]:
    found, moved = list[Place](), 0
    for edit in sorted(edits, key=lambda each: each.span):
        size = len(edit.text.encode("utf-8", "surrogatepass"))
        start = edit.span.start + moved
        exact = Span(start, start + size)
        found.append(Place(edit.subjects, _lines(before, edit.span), _lines(after, exact), exact))
        moved += size - (edit.span.end - edit.span.start)
    return found


def _lines(text: Text, span: Span) -> Span:
    first = text.position(span.start)[0]
    last = text.position(max(span.end - 1, span.start))[0]
    end = text.line_starts[last] if last < len(text.line_starts) else len(text.utf8)
    return Span(text.line_starts[first - 1], max(end, span.end))


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
