"""Methods that the program puts something else in the place of: `Cart.old = other`, `self.old = self._faster`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Span, Usage
from refactor_cli.evidence.question import Question
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.attribute_assignments import is_left, of_self, set_by_text, set_elsewhere
from refactor_cli.inference.stand_ins import heirs
from refactor_cli.resolution import is_subclass

RULE = "replaced"
_RECEIVER = re.compile(rb"([\w.]+)\.\Z|setattr\(\s*([\w.]+)\s*,\s*[\"']\Z")
_LONGEST = 200  # bytes


class Replaced(NamedTuple):
    """`files`: those that give a class something else under the name of a method; `objects`: what is given something
    else alone, by its file and its source."""

    files: frozenset[str]
    objects: frozenset[tuple[str, str]]


def replaced_in(ask: Ask, question: Question, name: str) -> Replaced:
    """Where the target's class, one that derives from it, or objects of these get something else under the name of a
    method. Not where that is the method again (`Cart.old = timed(Cart.old)`)."""
    owner = question.owner
    if owner is None or owner.path is None or question.target.kind != "method":
        return Replaced(frozenset(), frozenset())
    places = [
        each
        for each in (*set_elsewhere(ask, name), *set_by_text(ask, name))
        if is_subclass(ask.symbols, each.cls, owner) and not _is_again(ask, each.path, each.span, name)
    ]
    files = {each.path for each in places if each.is_class}
    for cls in (owner, *heirs(ask.symbols, owner)):
        own = of_self(ask, cls, name) if cls.path is not None else ()
        files |= {
            cls.path or ""
            for node, span in own
            if is_left(node) and not _is_again(ask, cls.path or "", span, name)
        }
    objects = (
        (each.path, _receiver(ask, each.path, each.span.start)) for each in places if not each.is_class
    )
    return Replaced(frozenset(files), frozenset(objects))


def _is_again(ask: Ask, path: str, span: Span, name: str) -> bool:
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    end = utf8.find(b"\n", span.end)
    value, _, _ = utf8[span.end : end if end >= 0 else len(utf8)].partition(b"#")
    receiver = re.escape(_receiver(ask, path, span.start).encode())
    again = rb"(?<![\w.])(?:%b|super\(\))\.%b\b" % (receiver, re.escape(name.encode()))
    return re.search(again, value) is not None


def _receiver(ask: Ask, path: str, at: int) -> str:
    """The source of what stands before the dot before a name, or in a `setattr` before its text; "" for more than a
    dotted name."""
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    found = _RECEIVER.search(utf8, max(0, at - _LONGEST), at)
    return (found[1] or found[2]).decode("utf-8", "replace") if found is not None else ""


def doubted_as_replaced(ask: Ask, usages: list[Usage], found: Replaced) -> Iterator[Usage]:
    """The same, certain ones that go through an object less so: where the program does it everywhere, where a test does
    it in that test, where one object is given something wherever that is called so in the file. What is written there
    in full is the target all the same."""
    everywhere = any(not is_aside(each) for each in found.files)
    for usage in usages:
        is_meant = usage.certainty == "certain" and usage.kind in ("call", "reference")
        if is_meant and usage.call_span is not None:
            receiver = _receiver(ask, usage.path, usage.span.start)
            is_given = bool(receiver) and (usage.path, receiver) in found.objects
            if everywhere or usage.path in found.files or is_given:
                usage = replace(usage, certainty="likely", evidence=(*usage.evidence, RULE))
        yield usage
