"""Methods that the program puts something else in the place of: `Cart.old = other`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from refactor_cli.data import Usage
from refactor_cli.evidence.question import Question
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.attribute_assignments import Set, set_elsewhere
from refactor_cli.resolution import is_subclass

RULE = "replaced"


def replaced_in(ask: Ask, question: Question, name: str) -> frozenset[str]:
    """The files that give the target's class, or one that derives from it, something else under the name of a method.
    Not where that is the method again (`Cart.old = timed(Cart.old)`)."""
    owner = question.owner
    if owner is None or owner.path is None or question.target.kind != "method":
        return frozenset()
    return frozenset(
        each.path
        for each in set_elsewhere(ask, name)
        if each.is_class and is_subclass(ask.symbols, each.cls, owner) and not _is_again(ask, each, name)
    )


def _is_again(ask: Ask, place: Set, name: str) -> bool:
    utf8 = ask.symbols.snapshot.files[place.path].text.utf8
    end = utf8.find(b"\n", place.span.end)
    return re.search(rb"\.%b\b" % re.escape(name.encode()), utf8[place.span.end : end]) is not None


def doubted_as_replaced(usages: list[Usage], files: frozenset[str]) -> Iterator[Usage]:
    """The same, certain ones that go through an object less so: where the program does it everywhere, where a test does
    it in that test. What is written there in full is the target all the same."""
    everywhere = any(not is_aside(each) for each in files)
    for usage in usages:
        is_meant = usage.certainty == "certain" and usage.kind in ("call", "reference")
        if is_meant and usage.call_span is not None and (everywhere or usage.path in files):
            usage = replace(usage, certainty="likely", evidence=(*usage.evidence, RULE))
        yield usage
