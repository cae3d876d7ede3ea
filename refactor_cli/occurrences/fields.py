"""A keyword that names a field of the object that a call makes, or of the one that a pattern matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.receivers import receiver_of
from refactor_cli.occurrences.values import Occurrence

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

CONTEXTS = frozenset({"copied", "made", "matched"})
# what gives a copy of its first argument other values: dataclasses, copy, attrs
_COPY = frozenset({"evolve", "replace"})
# the same as methods, of named tuples and the copy protocol
_COPY_METHODS = frozenset({"_replace", "__replace__"})
_CLASS_OF = ".__class__"
_TYPE_OF = lazy_pattern(rb"type\(([\w.]{1,200})\)\Z")


def of_field(utf8: bytes, keyword: Node, span: Span) -> Occurrence | None:
    """`Point(x=1)`, `replace(point, x=1)`, `case Point(x=1)`: `context` "made" or "matched" with the class as `callee`,
    or "copied" with the object as `first_argument`. A class is known by its capital letter: the keywords of other
    calls are parameters' names. `partial(Point, x=1)` and `super().__init__(x=1)` are as a call of the class."""
    name = utf8[span.start : span.end].decode("utf-8", "replace")
    found = Occurrence(span, "string", "reference", span, None, name)
    if keyword.type == "keyword_pattern":
        outer = keyword.parent
        while outer is not None and outer.type == "case_pattern":
            outer = outer.parent
        if outer is None or outer.type != "class_pattern" or not outer.named_children:
            return None
        cls = outer.named_children[0]
        source = "".join(utf8[cls.start_byte : cls.end_byte].decode("utf-8", "replace").split())
        return found._replace(context="matched", callee=source)
    arguments = keyword.parent
    call = arguments.parent if arguments is not None else None
    if arguments is None or call is None or call.type != "call" or arguments.type != "argument_list":
        return None
    function = call.child_by_field_name("function")
    callee = receiver_of(utf8, function)
    if function is not None and (made := _TYPE_OF.match(utf8[function.start_byte : function.end_byte])):
        callee = f"{made[1].decode('utf-8', 'replace')}{_CLASS_OF}"
    last = last_part(callee)
    given = next((each for each in arguments.named_children if each.type != "comment"), None)
    is_behind = given is not None and given.start_byte != keyword.start_byte
    if last == "partial" and is_behind:
        callee = receiver_of(utf8, given)  # `partial(Point, x=1)`
        last = last_part(callee)
    elif last == "__init__" and (callee == "super().__init__" or is_behind):
        callee = callee.removesuffix(".__init__")
        last = "super()" if callee == "super()" else last_part(callee)
    if last.lstrip("_")[:1].isupper() or callee == "super()" or callee == "cls" or callee.endswith(_CLASS_OF):
        return found._replace(context="made", callee=callee)
    if last in _COPY_METHODS and function is not None:
        owner = receiver_of(utf8, function.child_by_field_name("object"))
        return found._replace(context="copied", callee=callee, first_argument=owner)
    if last in _COPY and is_behind:
        return found._replace(context="copied", callee=callee, first_argument=receiver_of(utf8, given))
    return None
