"""A dotted path that one expression puts together from several strings: `"app." "old"`, `NAME + ".old"`,
`"%s.old" % name`, `"{}.{}".format(name, "old")`, `".".join([name, "old"])`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span
from refactor_cli.expression_nodes import code_children
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.receivers import receiver_of
from refactor_cli.occurrences.values import Occurrence

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# for what is not known
_HOLE = "\0"
_LONGEST = 500
_MOST_NODES = 40
_LISTS = frozenset({"list", "tuple"})
# what a string that is joined with others stands in
PARTS = _LISTS | {
    "argument_list",
    "attribute",
    "binary_operator",
    "concatenated_string",
    "parenthesized_expression",
}
_METHODS = (b"format", b"join")
_FIELD = lazy_pattern(r"%s|%\(\w+\)s|\{[\w!:]*\}")
# whoever is given a name in a string here loads it, so that what stands before it may end in a dot
_TAKE_PATHS = lazy_pattern(r"patch\Z|patch\.|\.setattr\Z|import_\w+\Z|load_\w+\Z")
_ENDS_IN_NAME = lazy_pattern(r"\w\Z")
_BEHIND_A_HOLE = lazy_pattern(r"\0[\w.:]*\Z")
_GOES_ON_AS_NAME = lazy_pattern(r"\w")
# an escape that stands for one character; https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences
_ESCAPE = lazy_pattern(rb"\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|N\{[^}\n]{1,80}\})")
_RAW = lazy_pattern(rb"[bBfFuU]?[rR]")
# what gives the same text, in parts
_TAKE_APART = frozenset({b"encode", b"partition", b"rpartition", b"rsplit", b"split", b"strip"})
_PATH_BEFORE = lazy_pattern(r"(?:[^\W\d][\w]*[.:]|\0[.:]?)*\Z")
_GOES_ON = lazy_pattern(r"(?:[.:\0]|\0[\w]|[.:][^\W\d]\w*)*\Z")


class Joined(NamedTuple):
    """What stands around a name in the text that an expression makes of several strings, a hole for what is not known.
    `whole`: the expression; None where the text is not known."""

    before: str
    rest: str
    whole: Node | None

    @property
    def is_longer(self) -> bool:
        """Whether the text has a longer name there: `"lib.old" + "er"`."""
        return _ENDS_IN_NAME.search(self.before) is not None or _GOES_ON_AS_NAME.match(self.rest) is not None

    @property
    def may_be_longer(self) -> bool:
        """Whether something that is not known stands right before or behind the path."""
        return _BEHIND_A_HOLE.search(self.before) is not None or self.rest.startswith(_HOLE)


class _Piece(NamedTuple):
    """A part of a text, and where in the file it stands; -1 where it is not known what it is."""

    text: str
    start: int


def joined_around(utf8: bytes, string: Node, span: Span) -> Joined | None:
    """What is around the name at `span` in a string that is a part of such an expression; None where it is in none."""
    whole = _whole(utf8, string)
    if whole is None:
        return None
    pieces = _pieces(utf8, whole)
    at = next((n for n, each in enumerate(pieces) if _holds(each, span)), -1)
    if at < 0:
        return Joined(_HOLE, _HOLE, None)
    piece = pieces[at]
    known, inside = piece.text.encode(), span.start - piece.start
    before = "".join(each.text for each in pieces[:at]) + known[:inside].decode("utf-8", "replace")
    rest = known[inside + span.end - span.start :].decode("utf-8", "replace")
    return Joined(before, rest + "".join(each.text for each in pieces[at + 1 :]), whole)


def of_joined(utf8: bytes, joined: Joined, span: Span) -> Occurrence | None:
    """The occurrence of a name in such an expression, when that gives a path: as far as it is known, from its first dot
    behind what is not."""
    before, rest, whole = joined
    if whole is None or not _PATH_BEFORE.match(before) or not _GOES_ON.match(rest.partition("(")[0]):
        return None
    path = before.rpartition(_HOLE)[2] + utf8[span.start : span.end].decode("utf-8", "replace")
    if _HOLE in before and not path.startswith((".", ":")):
        if not _TAKE_PATHS.search(_callee(utf8, whole)):
            return None
        path = f".{path}"  # `patch(PREFIX + "old")`
    if "." not in path and ":" not in path:
        return None
    return Occurrence(span, "string", "reference", span, None, path, "f-string")


def is_changed(utf8: bytes, string: Node) -> bool:
    """Whether something else is made of a string, or of what it is joined to: `"old".upper()`, `"old"[1:]`."""
    node = _whole(utf8, string) or string
    outer = node.parent
    while outer is not None and outer.type == "parenthesized_expression":
        node, outer = outer, outer.parent
    if outer is None or outer.type not in ("attribute", "binary_operator", "subscript"):
        return False
    if outer.type == "attribute":
        name = outer.child_by_field_name("attribute")
        return name is not None and utf8[name.start_byte : name.end_byte] not in _TAKE_APART
    return outer.type == "binary_operator" or outer.start_byte == node.start_byte


def _holds(piece: _Piece, span: Span) -> bool:
    return 0 <= piece.start <= span.start and span.end <= piece.start + len(piece.text.encode())


def _whole(utf8: bytes, string: Node) -> Node | None:
    """The outermost expression that puts a string together with others; None where it stands alone."""
    found, outer = None, string.parent
    for _ in range(_MOST_NODES):
        if outer is None or not _passes_on(utf8, outer):
            break
        if outer.type in ("binary_operator", "call", "concatenated_string"):
            found = outer
        outer = outer.parent
    return found


def _passes_on(utf8: bytes, node: Node) -> bool:
    """Whether what stands in it may be a piece of a text that it, or what is around it, gives."""
    above = node.parent
    match node.type:
        case "concatenated_string" | "parenthesized_expression":
            return True
        case "binary_operator":
            return _operator(utf8, node) in (b"+", b"%")
        case "call":
            return _method(utf8, node) is not None
        case "argument_list" | "attribute":
            return above is not None and _method(utf8, above) is not None
        case "list" | "tuple" if above is not None:
            return above.type == "argument_list" or (
                above.type == "binary_operator" and _operator(utf8, above) == b"%"
            )
    return False


def _operator(utf8: bytes, node: Node) -> bytes:
    operator = node.child_by_field_name("operator")
    return utf8[operator.start_byte : operator.end_byte] if operator is not None else b""


def _method(utf8: bytes, call: Node) -> tuple[Node, bytes] | None:
    """The string whose `format` or `join` is called, and which of them."""
    function = call.child_by_field_name("function") if call.type == "call" else None
    if function is None or function.type != "attribute":
        return None
    name, of = function.child_by_field_name("attribute"), function.child_by_field_name("object")
    if name is None or of is None or of.type not in ("string", "concatenated_string"):
        return None
    word = utf8[name.start_byte : name.end_byte]
    return (of, word) if word in _METHODS else None


def _callee(utf8: bytes, whole: Node) -> str:
    arguments = whole.parent
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    return receiver_of(utf8, call.child_by_field_name("function")) if call is not None else ""


def _pieces(utf8: bytes, node: Node, depth: int = 0) -> list[_Piece]:
    """What an expression gives, in pieces."""
    unknown = [_Piece(_HOLE, -1)]
    if depth > _MOST_NODES or node.end_byte - node.start_byte > _LONGEST:
        return unknown
    children = code_children(node)
    match node.type:
        case "string":
            return _of_string(utf8, children)
        case "concatenated_string":
            return [piece for child in children for piece in _pieces(utf8, child, depth + 1)]
        case "parenthesized_expression" if len(children) == 1:
            return _pieces(utf8, children[0], depth + 1)
        case "binary_operator" if len(children) == 2:
            left = _pieces(utf8, children[0], depth + 1)
            if _operator(utf8, node) == b"+":
                return [*left, *_pieces(utf8, children[1], depth + 1)]
            if _operator(utf8, node) == b"%":
                given = children[1].named_children if children[1].type == "tuple" else children[1:]
                return _filled(left, [_pieces(utf8, each, depth + 1) for each in given])
        case "call" if (found := _method(utf8, node)) is not None:
            text = _pieces(utf8, found[0], depth + 1)
            arguments = node.child_by_field_name("arguments")
            given = arguments.named_children if arguments is not None else []
            if found[1] == b"format":
                return _filled(text, [_pieces(utf8, each, depth + 1) for each in given])
            if len(given) == 1 and given[0].type in _LISTS:
                several = [_pieces(utf8, each, depth + 1) for each in given[0].named_children]
                return [piece for n, each in enumerate(several) for piece in (*(text if n else ()), *each)]
    return unknown


def _of_string(utf8: bytes, children: list[Node]) -> list[_Piece]:
    found = list[_Piece]()
    for child in children:
        if child.type == "string_content":
            text = utf8[child.start_byte : child.end_byte].decode("utf-8", "replace")
            found.append(_Piece(text, child.start_byte))
        elif child.type == "interpolation":
            found.append(_Piece(_HOLE, -1))
    return found


def _filled(template: list[_Piece], given: list[list[_Piece]]) -> list[_Piece]:
    """A template with what its fields get, one after the other."""
    found, left = list[_Piece](), iter(given)
    for piece in template:
        at = 0
        for field in _FIELD.finditer(piece.text) if piece.start >= 0 else ():
            found.append(_Piece(piece.text[at : field.start()], piece.start + len(piece.text[:at].encode())))
            found += next(left, [_Piece(_HOLE, -1)])
            at = field.end()
        if at < len(piece.text):
            start = piece.start + len(piece.text[:at].encode()) if piece.start >= 0 else -1
            found.append(_Piece(piece.text[at:], start))
    return [*found, *(piece for each in left for piece in each)]


def goes_on(utf8: bytes, string: Node, end: int) -> bool:
    """Whether a name that ends there goes on in a string, by an escape: `"lib.old\\x31"` names `lib.old1`."""
    escape = _ESCAPE.match(utf8, end)
    if escape is None or _RAW.match(utf8, string.start_byte) is not None:
        return False
    try:
        following = str(ast.literal_eval(f"'{escape[0].decode()}'"))
    except (SyntaxError, ValueError):
        return False  # a name that no character has
    return f"a{following}".isidentifier()
