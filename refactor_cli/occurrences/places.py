"""A name in a Python file -> its occurrences, each with its syntactic place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import takewhile
from typing import TYPE_CHECKING

from refactor_cli.data import FileMap, Span
from refactor_cli.expression_nodes import begin
from refactor_cli.grammar import nearest
from refactor_cli.occurrences.fields import of_field
from refactor_cli.occurrences.keywords import is_unread, of_unread
from refactor_cli.occurrences.receivers import MOST_PARTS, receiver_of, super_class
from refactor_cli.occurrences.strings import of_comment, of_keyword, of_string
from refactor_cli.occurrences.values import Occurrence, Place, Role
from refactor_cli.words import offsets
from refactor_cli.words.letters import spans_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree

# what an assigned value may stand in and still be that value
_PASSED_ON = frozenset(
    {"attribute", "dotted_name", "expression_list", "list", "parenthesized_expression", "tuple", "type"}
)
_KEYWORDS = frozenset({"keyword_argument", "keyword_pattern"})
_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_USED_WHERE_BOUND = frozenset({"augmented", "delete"})


def occurrences(
    utf8: bytes, file_map: FileMap, tree: Tree, name: str, region: Span | None = None
) -> list[Occurrence]:
    """Every occurrence of a name that can matter, in the order of the file: few as keywords of a
    call, or as parameters. `region`: in that stretch of the file alone."""
    word = name.encode()
    bound = {binding.span: binding.kind for binding in file_map.named.get(name, ())}
    root = tree.root_node
    found = list[Occurrence]()
    first, last = region or (0, len(utf8))
    for start, end in _standing(utf8, word, first, last):
        node = root.descendant_for_byte_range(start, end)
        if node is None:
            continue
        if is_unread(utf8, node, Span(start, end)):
            occurrence: Occurrence | None = of_unread(utf8, node, Span(start, end))
        elif node.type == "identifier" and node.start_byte == start and node.end_byte == end:
            occurrence = _of_identifier(utf8, node, bound)
        elif node.type in ("string_content", "string"):
            occurrence = of_string(utf8, node, Span(start, end))
        elif node.type == "comment":
            occurrence = of_comment(utf8, node, Span(start, end))
        else:
            continue
        if occurrence is not None:
            found.append(occurrence._replace(is_given=True) if _is_given(node) else occurrence)
    return found


def _standing(utf8: bytes, word: bytes, first: int, last: int) -> Iterable[tuple[int, int]]:
    """Where a name stands in a stretch of a file, in whatever letters."""
    size = len(word)
    plain = ((at, at + size) for at in takewhile(lambda at: at < last, offsets(utf8, word, first)))
    if utf8.isascii() or not word.isascii():
        return plain
    return sorted([*plain, *(span for span in spans_of(utf8, word) if first <= span[0] < last)])


def may_occur(utf8: bytes, tree: Tree, name: str) -> bool:
    """Whether `occurrences` can find anything, as far as the tree alone tells. In many files a common name is only
    the keyword of calls; these need no file map."""
    word, root = name.encode(), tree.root_node
    for start, end in _standing(utf8, word, 0, len(utf8)):
        span = Span(start, end)
        node = root.descendant_for_byte_range(*span)
        if node is None:
            continue
        if is_unread(utf8, node, span):
            return True
        if node.type == "identifier" and _span(node) == span:
            parent = node.parent
            is_keyword = parent is not None and parent.type in _KEYWORDS and parent.start_byte == start
            if parent is not None and (not is_keyword or _of_keyword(utf8, parent, span) is not None):
                return True
        elif node.type == "comment" or (
            node.type in ("string_content", "string") and of_string(utf8, node, span) is not None
        ):
            return True
    return False


def _of_identifier(utf8: bytes, node: Node, bound: Mapping[Span, str]) -> Occurrence | None:
    span = Span(node.start_byte, node.end_byte)
    parent = node.parent
    if parent is None:
        return None
    match parent.type:
        case "attribute" if node.start_byte != parent.start_byte:
            role, call = _role(parent)
            receiver = receiver_of(utf8, parent.child_by_field_name("object"))
            return Occurrence(
                span, "attribute", role, _whole(parent), call, receiver, context=super_class(utf8, parent)
            )
        case "member_type" if node.start_byte != parent.start_byte:
            receiver = (
                utf8[parent.start_byte : node.start_byte].decode("utf-8", "replace").rstrip(". \t\\\r\n")
            )
            return Occurrence(span, "attribute", "reference", _span(parent), receiver=receiver)
        case "keyword_argument" | "keyword_pattern" if node.start_byte == parent.start_byte:
            return _of_keyword(utf8, parent, span)
        case "dotted_name":
            return _of_dotted_name(utf8, node, parent, bound)
        case "aliased_import":
            return None
        case "function_definition" | "class_definition" if bound.get(span) in ("function", "class"):
            return Occurrence(span, "definition", "reference", span)
    kind = bound.get(span)
    if kind is not None and kind not in _USED_WHERE_BOUND:
        is_bound = kind != "comprehension" and (kind != "parameter" or _is_of_test(utf8, node))
        return Occurrence(span, "binding", "reference", span) if is_bound else None
    role, call = _role(node)
    return Occurrence(span, "name", role, span, call)


def _of_keyword(utf8: bytes, keyword: Node, span: Span) -> Occurrence | None:
    found = of_keyword(utf8, keyword, span) if keyword.type == "keyword_argument" else None
    return found or of_field(utf8, keyword, span)


def _is_of_test(utf8: bytes, parameter: Node) -> bool:
    """Whether it is a parameter of a test or a fixture: what it is called says which fixture it gets."""
    function = nearest(parameter, "function_definition", "lambda")
    name = function.child_by_field_name("name") if function is not None else None
    if function is None or name is None:
        return False
    above = function.parent
    is_decorated = above is not None and above.type == "decorated_definition"
    decorators = utf8[above.start_byte : function.start_byte] if above is not None and is_decorated else b""
    return utf8[name.start_byte : name.end_byte].startswith(b"test") or b"fixture" in decorators


def _is_given(node: Node) -> bool:
    """Whether the expression that ends in `node` is what an import or an assignment gives a name to."""
    outer = node.parent
    for _ in range(MOST_PARTS):
        if outer is None or outer.type not in _PASSED_ON:
            break
        if outer.type == "attribute" and outer.end_byte != node.end_byte:
            return False
        outer = outer.parent
    if outer is not None and outer.type == "argument_list" and _is_static(outer.parent):
        outer = outer.parent.parent if outer.parent is not None else None
    return outer is not None and outer.type in ("aliased_import", "assignment", "named_expression")


def _is_static(call: Node | None) -> bool:
    """Whether it is `staticmethod(function)`, which a class has as the function itself."""
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and function.text == b"staticmethod"


def _of_dotted_name(utf8: bytes, node: Node, dotted: Node, bound: Mapping[Span, str]) -> Occurrence | None:
    span = Span(node.start_byte, node.end_byte)
    before = _in_one(utf8[dotted.start_byte : node.start_byte]).rstrip(".")
    expression = Span(dotted.start_byte, node.end_byte)
    statement = dotted.parent
    while statement is not None and statement.type in ("aliased_import", "relative_import"):
        statement = statement.parent
    if statement is None or statement.type not in _IMPORTS:
        if span in bound:
            return Occurrence(span, "binding", "reference", span)
        place: Place = "attribute" if before else "name"
        return Occurrence(span, place, "reference", expression, receiver=before)
    if statement.type == "import_statement":
        return Occurrence(span, "module", "reference", expression, receiver=before)
    module = statement.child_by_field_name("module_name")
    if module is None:  # from __future__ import …
        return None
    if module.start_byte <= node.start_byte < module.end_byte:
        text = _in_one(utf8[module.start_byte : node.start_byte])
        return Occurrence(span, "module", "reference", Span(module.start_byte, node.end_byte), receiver=text)
    text = _in_one(utf8[module.start_byte : module.end_byte])
    return Occurrence(span, "imported", "reference", expression, receiver=text)


def _in_one(dotted: bytes) -> str:
    """A dotted name without the blanks, and the ends of joined lines, that may stand around its dots."""
    return "".join(dotted.decode("utf-8", "replace").replace("\\", " ").split())


def _role(node: Node) -> tuple[Role, Span | None]:
    """How an expression is used, and the call when it is what is called."""
    inner, outer = node, node.parent
    for _ in range(MOST_PARTS):
        if outer is None or outer.type != "parenthesized_expression":
            break
        inner, outer = outer, outer.parent
    if outer is None:
        return "reference", None
    if outer.type == "list_splat" and outer.parent is not None and _is_function(outer.parent, outer):
        return "call", Span(inner.start_byte, outer.parent.end_byte)  # `[*f(x)]` is read as a call of `*f`
    if outer.type == "call" and outer.start_byte == inner.start_byte and _is_function(outer, inner):
        above = outer.parent
        role: Role = "decorator" if above is not None and above.type == "decorator" else "call"
        return role, _whole(outer)
    if outer.type == "decorator":
        return "decorator", None
    if outer.type in ("subscript", "generic_type") and outer.start_byte == inner.start_byte:
        inner, outer = outer, outer.parent
    if outer is not None and outer.type == "argument_list":
        above = outer.parent
        if above is not None and above.type == "class_definition":
            return "base", None
    return "reference", None


def _is_function(call: Node, node: Node) -> bool:
    function = call.child_by_field_name("function")
    return function is not None and function.end_byte == node.end_byte


def _whole(node: Node) -> Span:
    return Span(begin(node), node.end_byte)


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)
