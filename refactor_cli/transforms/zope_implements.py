"""zope.interface: what a class's body declares of the class is a decorator of it, as Python 3 wants it.

https://zopeinterface.readthedocs.io/en/latest/api/declarations.html
https://zopeinterface.readthedocs.io/en/latest/changes.html#changes-3-6-0-2010-04-29

The calls went by the frame that they were called in, and did their work when the class was made: the decorator next to
the class does it at the same moment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.imports.placing import line_start
from refactor_cli.transforms import Answer, Named, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, root_of, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node

_DECORATORS = {
    "implements": "zope.interface.implementer",
    "implementsOnly": "zope.interface.implementer_only",
    "classProvides": "zope.interface.provider",
}
# nodes whose names an import, an assignment, a loop or a `with` binds
_BINDING = frozenset(
    {"dotted_name", "aliased_import", "as_pattern_target", "named_expression"}
    | {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"}
)
_REST = re.compile(rb"[ \t\f]*(#[^\r\n]*)?(\r?\n|$)")
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_BLANK = re.compile(rb"[ \t\f]*\r?\n")


def compute(seen: Seen) -> Answer:
    """For a call that is a statement of a class's own body, of interfaces whose names mean the same above the class."""
    call, statement = seen.node, seen.node.parent
    body = statement.parent if statement is not None else None
    cls = body.parent if body is not None else None
    if statement is None or body is None or cls is None or cls.type != "class_definition":
        return Unfit("it is no statement of a class's own body: write the decorator by hand")
    if reason := _reason(call, statement, body) or _nested(call, cls):
        return Unfit(reason)
    root = root_of(call)
    # the tree begins behind blank lines
    text = b"\0" * root.start_byte + (root.text or b"")
    start, line = line_start(text, statement.start_byte), line_start(text, cls.start_byte)
    rest = _REST.match(text, statement.end_byte)
    is_alone = not text[start : statement.start_byte].strip() and not text[line : cls.start_byte].strip(
        b" \t\f\0"
    )
    if rest is None or not is_alone:
        return Unfit("other code stands on its line, or that of the class: write the decorator by hand")
    indent, newline = text[line : cls.start_byte].decode(), (rest[2] or b"\n").decode()
    comment = f"  {rest[1].decode('utf-8', 'replace')}" if rest[1] else ""
    decorator = _DECORATORS[last_part(seen.symbol)]
    above = ("@", Named(decorator), *_arguments(call, text, indent, decorator), f"{comment}{newline}{indent}")
    statements = code_children(body)
    if statement == statements[-1] and all(_goes(each, body) for each in statements):
        inside = (Span(cls.start_byte, statement.start_byte), f"pass{newline}")
        return Stretch(Span(cls.start_byte, rest.end()), (*above, *inside))
    return Stretch(Span(cls.start_byte, _end(text, start, rest.end())), (*above, Span(cls.start_byte, start)))


def _reason(call: Node, statement: Node, body: Node) -> str:
    """Why the interfaces cannot be named above the class; "" where they can."""
    given = arguments_of(call)
    if given is None or any(each.keyword or each.star == "**" for each in given):
        return "its interfaces are not written there"
    if not all(_DOTTED.fullmatch(source(each.value)) for each in given):
        return "its interfaces are computed, and would be before the class's body is run"
    words = ".".join(source(each.value) for each in given).split(".")
    if any(name.startswith("__") and not name.endswith("__") for name in words):
        return "a name of its interfaces is another one above the class"
    above = [each for each in code_children(body) if each.start_byte < statement.start_byte]
    if _names(call) & {*_bound(above)}:
        return "a name of its interfaces may be something else in the class's body than above it"
    return ""


def _nested(call: Node, cls: Node) -> str:
    """Why the interfaces cannot be named in the body of another class, whose names the inner one does not see; "" where
    they can, or the class is in no other."""
    outer = nearest(cls.parent, "class_definition", "function_definition")
    is_class = outer is not None and outer.type == "class_definition"
    body = outer.child_by_field_name("body") if outer is not None and is_class else None
    if _names(call) & {*_bound(code_children(body))}:
        return "a name of its interfaces means something else in the class around"
    return ""


def _names(call: Node) -> set[str]:
    """The names that the interfaces begin with."""
    return {source(each.value).partition(".")[0] for each in arguments_of(call) or []}


def _goes(statement: Node, body: Node) -> bool:
    """Whether a statement of a class's body is such a call, and becomes a decorator."""
    call = statement.named_children[0] if statement.type == "expression_statement" else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    is_declaration = function is not None and last_part(source(function)) in _DECORATORS
    return call is not None and is_declaration and not _reason(call, statement, body)


def _bound(waiting: list[Node]) -> Iterator[str]:
    """The names that statements of a class's body may bind, those within them too."""
    while waiting:
        node = waiting.pop()
        if node.type in ("function_definition", "class_definition"):
            name = node.child_by_field_name("name")
            yield source(name) if name is not None else ""
            continue
        if node.type == "identifier" and node.parent is not None:
            is_left = node.parent.child_by_field_name("left") == node
            if is_left or node.parent.type in _BINDING or node.parent.type.endswith("import_statement"):
                yield source(node)
        waiting += node.named_children


def _arguments(call: Node, text: bytes, indent: str, decorator: str) -> Iterator[str | Span]:
    """The brackets with what is in them; further lines stand under the new bracket, or as deep below the decorator as
    they did below the call."""
    listed = call.child_by_field_name("arguments")
    assert listed is not None
    old = line_start(text, call.start_byte)
    depth, under = call.start_byte - old, listed.start_byte + 1 - old
    at = listed.start_byte
    while (found := text.find(b"\n", at, listed.end_byte)) >= 0:
        yield Span(at, found + 1)
        at = found + 1
        column = len(text[at : listed.end_byte]) - len(text[at : listed.end_byte].lstrip(b" \t"))
        if column == under:
            yield indent + " " * len(f"@{last_part(decorator)}(")
        elif column >= depth:
            yield indent
            at += depth
            continue
        at += column
    yield Span(at, listed.end_byte)


def _end(text: bytes, start: int, end: int) -> int:
    """The end of what goes: with blank lines behind it, where such stand before it too, or the class's first line."""
    before = text[:start].splitlines()[-1].split(b"#")[0].strip()
    if before and not before.endswith(b":"):
        return end
    while blank := _BLANK.match(text, end):
        end = blank.end()
    return end


TRANSFORM = Transform(
    tuple(f"zope.interface{part}.{name}" for name in _DECORATORS for part in ("", ".declarations")),
    compute,
    requires="zope.interface>=3.6",
)
