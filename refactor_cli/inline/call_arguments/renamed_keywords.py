"""What a keyword rename is about and no call of the target gives it: what a derived class hands to its constructor,
what is called later with what it is given now, and calls in texts. Such usages stay open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children, every_node
from refactor_cli.grammar import nearest
from refactor_cli.inline.file import File
from refactor_cli.inline.job import Job
from refactor_cli.inline.new_names.whole_names import whole_name
from refactor_cli.transforms.reading import arguments_of, called_attribute, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node

# which argument of these is called with what is given behind it, and with the keywords: functools, unittest, pytest,
# concurrent.futures, contextlib, asyncio
_CALLED = {
    **dict.fromkeys(("partial", "partialmethod", "submit", "callback", "to_thread", "deprecated_call"), 0),
    **dict.fromkeys(("addCleanup", "addClassCleanup", "addModuleCleanup"), 0),
    **dict.fromkeys(("assertRaises", "assertWarns", "failUnlessRaises", "raises", "warns"), 1),
    **dict.fromkeys(("assertRaisesRegex", "assertRaisesRegexp", "assertWarnsRegex"), 2),
}
_KEYWORD = re.compile(r"[(,][\s.#]*(\w+)\s*=(?!=)")
_LONGEST = 2000  # bytes of a call in a text that are looked at


def given_otherwise(file: File, job: Job) -> str:
    """Why a usage that is no call stays open: an argument that the rules rename is given there. "" where none is."""
    if job.usage.kind == "doc":
        return given_in_text(file.utf8, job)
    renamed = _renamed(job)
    node = file.tree.root_node.descendant_for_byte_range(*job.usage.expression) if renamed else None
    for call in _calls(node, job.usage.kind) if node is not None else ():
        if found := sorted(renamed & {each.keyword for each in arguments_of(call) or ()}):
            function = call.child_by_field_name("function")
            where = f"{source(function) if function is not None else ''}(…) in line {call.start_point[0] + 1}"
            return f"{where} gives {' and '.join(found)}: rename it there"
    return ""


def given_in_text(utf8: bytes, job: Job) -> str:
    """Why a mention stays open: it is written as a call with an argument that the rules rename. "" where it is not."""
    renamed = _renamed(job)
    if not renamed or job.usage.kind != "doc":
        return ""
    end = job.usage.span.end
    behind = utf8[end : end + _LONGEST].decode("utf-8", "replace")
    found = sorted(renamed & {*_KEYWORD.findall(_own_arguments(behind))})
    return f"a text gives it {' and '.join(found)}: rename it there" if found else ""


def _renamed(job: Job) -> set[str]:
    return {name for rule in job.rules for name in rule.given}


def _calls(node: Node, kind: str) -> Iterator[Node]:
    """The calls that give it something: of the constructor of a base, in the class that derives from it; of
    `Base.__init__`; of what calls it later: `partial(old, name=…)`, `assertRaises(E, old, name=…)`."""
    if kind == "base":
        yield from _of_super(node)
    elif kind == "reference":
        around = whole_name(node)
        call = around.parent if around is not None else None
        if call is not None and call.type == "call" and _is_constructor(call):
            yield call
        arguments = node.parent
        call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
        function = call.child_by_field_name("function") if call is not None else None
        at = _CALLED.get(last_part(source(function)), -1) if function is not None else -1
        if call is not None and at >= 0 and code_children(arguments)[at : at + 1] == [node]:
            yield call


def _of_super(base: Node) -> Iterator[Node]:
    """The calls of `super().__init__` in a class, without those in classes inside of it."""
    cls = nearest(base, "class_definition")
    body = cls.child_by_field_name("body") if cls is not None else None
    for each in every_node(body) if body is not None else ():
        if each.type == "call" and _is_constructor(each) and nearest(each, "class_definition") == cls:
            called = called_attribute(each)
            if called is not None and source(called[0]).startswith("super("):
                yield each


def _is_constructor(call: Node) -> bool:
    called = called_attribute(call)
    return called is not None and called[1] == "__init__"


def _own_arguments(text: str) -> str:
    """What stands in the brackets that a text begins with, without what stands in brackets there."""
    if not text.startswith("("):
        return ""
    depth, own = 0, list[str]()
    for each in text:
        depth += (each in "([{") - (each in ")]}")
        if depth == 0:
            break
        own.append(each if depth == 1 else "")
    return "".join(own)
