"""six: `with_metaclass()` among the bases and `@add_metaclass` are the class's own `metaclass=`.

https://six.readthedocs.io/#six.with_metaclass
https://six.readthedocs.io/#six.add_metaclass
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.expression_nodes import code_children
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.decorators import behind, decorated, decorators_of
from refactor_cli.transforms.reading import arguments_of, has_comment, root_of, source, span_of, width_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_NAMES = frozenset({"identifier", "attribute"})
_TWICE = Unfit("its class is given a metaclass already")
_GIVES = lazy_pattern(r"\b(?:add|with)_metaclass\b")
_ALIAS = lazy_pattern(r"\b(?:add|with)_metaclass[ \t]+as[ \t]+(\w+)")


def compute(seen: Seen) -> Answer:
    """For a base class, and for a decorator of a class."""
    given = arguments_of(seen.node)
    if not given or given[0].star or given[0].keyword not in ("", "metaclass", "meta"):
        return Unfit("the metaclass is not written there")
    if seen.symbol.endswith("with_metaclass"):
        return _among_bases(seen.node, [each.value for each in given], any(each.keyword for each in given))
    return _from_decorator(seen.node, given[0].value)


def _among_bases(call: Node, given: list[Node], by_name: bool) -> Answer:
    listed = call.parent
    if listed is None or listed.parent is None or listed.parent.type != "class_definition" or by_name:
        return Unfit("it is no base of a class there: write metaclass= where one is made")
    if len(listed.named_children) > 1:
        return Unfit("six ignores what stands beside it: say which bases the class is to have")
    if has_comment(call):
        return Unfit("a comment between its arguments would be lost")
    if _is_given_twice(listed.parent):
        return _TWICE
    meta, *bases = given
    if [source(each) for each in bases] == ["object"]:
        bases = []
    if not bases:
        return Stretch(span_of(call), ("metaclass=", span_of(meta)))
    written = _from_to(bases[0], bases[-1])
    # all but the brackets, the name of six's function, and the metaclass that changes its place
    shorter = len(source(call)) - (written.end - written.start) - len(source(meta))
    between = _between(listed, bases, len(f", metaclass={source(meta)}") - shorter)
    return Stretch(span_of(call), (written, between, "metaclass=", span_of(meta)))


def _between(listed: Node, bases: list[Node], longer: int) -> str:
    """What parts the last base from one more argument: a line end, where one parts the last two, or where it makes the
    line too long. `longer`: by how many letters."""
    root = root_of(listed)
    # the tree begins behind blank lines
    lines = [b""] * root.start_point[0] + (root.text or b"").split(b"\n")
    row, at = listed.start_point
    first = bases[-1].start_point
    if len(bases) > 1 and bases[-2].end_point[0] < first[0]:
        column, line = first[1], first[0]
        ahead = lines[line][:column].decode("utf-8", "replace")
        return f",\n{ahead}" if not ahead.strip() else ", "
    width = width_of(root)
    is_short = listed.end_point[0] == row and _letters(lines[row]) <= width < _letters(lines[row]) + longer
    return ",\n" + " " * (_letters(lines[row][:at]) + 1) if is_short else ", "


def _letters(line: bytes) -> int:
    return len(line.decode("utf-8", "replace").rstrip("\r"))


def _from_to(first: Node, last: Node) -> Span:
    start = first.parent if first.parent is not None and first.parent.type == "list_splat" else first
    return Span(start.start_byte, last.end_byte)


def _from_decorator(call: Node, meta: Node) -> Answer:
    cls = decorated(call)
    if cls is None or cls.type != "class_definition":
        return Unfit("it decorates no class there: write metaclass= where one is made")
    moved = _comment_to_move(call, cls)
    start = cls.start_byte if moved is not None else behind(call)
    if start is None:
        return Unfit("a comment beside the decorator would be lost")
    if meta.type not in _NAMES:
        return Unfit("the metaclass is computed, before the bases are: write it by hand")
    name, listed = cls.child_by_field_name("name"), cls.child_by_field_name("superclasses")
    assert name is not None
    if _is_given_twice(cls) or (listed is not None and _has_metaclass(listed)):
        return _TWICE
    given = code_children(listed)
    last, before, after = name.end_byte, "(", ")"
    if listed is not None:
        last, before, after = listed.start_byte + 1, "", ""
    if given:
        assert listed is not None
        last, before = given[-1].end_byte, _between(listed, given, len(f", metaclass={source(meta)}"))
    decorator = call.parent
    assert decorator is not None
    pieces = (Span(start, last), f"{before}metaclass=", span_of(meta), after)
    if moved is None:
        return Stretch(Span(decorator.start_byte, last), pieces)
    comment, end = moved
    return Stretch(Span(decorator.start_byte, end), (*pieces, Span(last, end), f"  {source(comment)}"))


def _comment_to_move(call: Node, cls: Node) -> tuple[Node, int] | None:
    """The comment behind a decorator, and the end of the class's line that it may stand on: of one line, without one,
    which comes next."""
    decorator = call.parent
    assert decorator is not None
    comments = [
        each for each in (*decorator.named_children, decorator.next_named_sibling) if each is not None
    ]
    comment = next((each for each in comments if each.type == "comment"), None)
    colon = next((each for each in cls.children if each.type == ":"), None)
    if comment is None or colon is None:
        return None
    root = root_of(cls)
    behind_colon = (root.text or b"")[colon.end_byte - root.start_byte :].partition(b"\n")[0]
    is_beside = comment.start_point.row == call.end_point.row and cls in (
        decorator.next_named_sibling,
        comment.next_named_sibling,
    )
    is_one_line = cls.start_point.row == colon.end_point.row and not behind_colon.strip()
    return (comment, colon.end_byte) if is_beside and is_one_line else None


def _is_given_twice(cls: Node) -> bool:
    """Whether six's functions, by whatever names the file imports them, give a class more than one metaclass."""
    aliases = _ALIAS.findall((root_of(cls).text or b"").decode("utf-8", "replace"))
    listed = cls.child_by_field_name("superclasses")
    said = [*decorators_of(cls), *([] if listed is None else map(source, code_children(listed)))]
    called = [each.partition("(")[0].rpartition(".")[2].strip() for each in said if "(" in each]
    return sum(name in aliases or _GIVES.fullmatch(name) is not None for name in called) > 1


def _has_metaclass(listed: Node) -> bool:
    """Whether a class is given a metaclass, or may be by a mapping."""
    for each in listed.named_children:
        name = each.child_by_field_name("name") if each.type == "keyword_argument" else None
        if each.type == "dictionary_splat" or (name is not None and source(name) == "metaclass"):
            return True
    return False


TRANSFORM = Transform(("six.with_metaclass", "six.add_metaclass"), compute, requires="python>=3")
