"""A name in a Python file -> its occurrences, each with its syntactic place. What is cached between runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from refactor_cli.data import FileMap, Span
from refactor_cli.occurrences.words import offsets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree

Place = Literal[
    "name",
    "attribute",  # the last part of `receiver.name`
    "imported",  # `from receiver import name`
    "module",  # the last part of the dotted module name `receiver.name` (or `name`) in an import statement
    "definition",
    "binding",
    "string",
    "text",  # in a comment, a docstring, or a string that is more than a name
]
Role = Literal["call", "decorator", "base", "reference"]


class Occurrence(NamedTuple):
    """One occurrence of a name.

    `receiver`: source of what stands before the last dot, calls as `f()`, a literal as its type (`'str'`), "" when
    it is anything else; of an imported name its module. For a string its content up to the name's end, and
    `context` says what it is for: "" | "__all__" | "annotation" | "argument" | "class-body" (a key of the names that
    `type` makes a class of, the bases in `first_argument`) | "entry-point" | "f-string" | "path" (the first name of
    what a patch takes) | "subscript" (behind what may be a generic type, which is in `first_argument`), with the called
    name in `callee`, and the source of the argument before it in `first_argument` (a string there with its quotes). For
    a text `context` is "comment" | "docstring" | "string", `expression` all of it. `is_given`: it may be given another
    name right here, by `as` or an assignment.
    """

    span: Span
    place: Place
    role: Role
    expression: Span
    call: Span | None = None
    receiver: str = ""
    context: str = ""
    callee: str = ""
    first_argument: str = ""
    is_given: bool = False


_LITERALS = {
    "string": "'str'",
    "concatenated_string": "'str'",
    "integer": "'int'",
    "float": "'float'",
    "list": "'list'",
    "list_comprehension": "'list'",
    "dictionary": "'dict'",
    "dictionary_comprehension": "'dict'",
    "set": "'set'",
    "set_comprehension": "'set'",
    "tuple": "'tuple'",
    "true": "'bool'",
    "false": "'bool'",
}
# what an assigned value may stand in and still be that value
_PASSED_ON = frozenset(
    {"attribute", "dotted_name", "expression_list", "list", "parenthesized_expression", "tuple", "type"}
)
_KEYWORDS = frozenset({"keyword_argument", "keyword_pattern"})
_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_USED_WHERE_BOUND = frozenset({"augmented", "delete"})
# a bound for hostile files: `a.b.c.d` with more parts is unknown, more brackets around a name are not looked through
_MOST_PARTS = 30


def occurrences(utf8: bytes, file_map: FileMap, tree: Tree, name: str) -> list[Occurrence]:
    """Every occurrence of a name that can matter, in the order of the file: none as keywords of a call, or as
    parameters."""
    from refactor_cli.occurrences.strings import of_comment, of_string

    word = name.encode()
    bound = {binding.span: binding.kind for binding in file_map.named.get(name, ())}
    root = tree.root_node
    found = list[Occurrence]()
    for start in offsets(utf8, word):
        end = start + len(word)
        node = root.descendant_for_byte_range(start, end)
        if node is None:
            continue
        if node.type == "identifier" and node.start_byte == start and node.end_byte == end:
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


def may_occur(utf8: bytes, tree: Tree, name: str) -> bool:
    """Whether `occurrences` can find anything, as far as the tree alone tells. In many files a common name is only
    the keyword of calls; these need no file map."""
    from refactor_cli.occurrences.strings import of_keyword, of_string

    word, root = name.encode(), tree.root_node
    for start in offsets(utf8, word):
        span = Span(start, start + len(word))
        node = root.descendant_for_byte_range(*span)
        if node is None:
            continue
        if node.type == "identifier" and _span(node) == span:
            parent = node.parent
            is_keyword = parent is not None and parent.type in _KEYWORDS and parent.start_byte == start
            if parent is not None and (not is_keyword or of_keyword(utf8, parent, span) is not None):
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
                span, "attribute", role, _span(parent), call, receiver, context=_super(utf8, parent)
            )
        case "member_type" if node.start_byte != parent.start_byte:
            receiver = (
                utf8[parent.start_byte : node.start_byte].decode("utf-8", "replace").rstrip(". \t\\\r\n")
            )
            return Occurrence(span, "attribute", "reference", _span(parent), receiver=receiver)
        case "keyword_argument" if node.start_byte == parent.start_byte:
            from refactor_cli.occurrences.strings import of_keyword

            return of_keyword(utf8, parent, span)
        case "keyword_pattern" if node.start_byte == parent.start_byte:
            return None
        case "dotted_name":
            return _of_dotted_name(utf8, node, parent, bound)
        case "aliased_import":
            return None
        case "function_definition" | "class_definition" if bound.get(span) in ("function", "class"):
            return Occurrence(span, "definition", "reference", span)
    kind = bound.get(span)
    if kind is not None and kind not in _USED_WHERE_BOUND:
        return (
            None if kind in ("parameter", "comprehension") else Occurrence(span, "binding", "reference", span)
        )
    role, call = _role(node)
    return Occurrence(span, "name", role, span, call)


def _is_given(node: Node) -> bool:
    """Whether the expression that ends in `node` is what an import or an assignment gives a name to."""
    outer = node.parent
    for _ in range(_MOST_PARTS):
        if outer is None or outer.type not in _PASSED_ON:
            break
        if outer.type == "attribute" and outer.end_byte != node.end_byte:
            return False
        outer = outer.parent
    return outer is not None and outer.type in ("aliased_import", "assignment", "named_expression")


def _of_dotted_name(utf8: bytes, node: Node, dotted: Node, bound: Mapping[Span, str]) -> Occurrence | None:
    span = Span(node.start_byte, node.end_byte)
    before = "".join(utf8[dotted.start_byte : node.start_byte].decode("utf-8", "replace").split()).rstrip(".")
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
        text = "".join(utf8[module.start_byte : node.start_byte].decode("utf-8", "replace").split())
        return Occurrence(span, "module", "reference", Span(module.start_byte, node.end_byte), receiver=text)
    text = "".join(utf8[module.start_byte : module.end_byte].decode("utf-8", "replace").split())
    return Occurrence(span, "imported", "reference", expression, receiver=text)


def _role(node: Node) -> tuple[Role, Span | None]:
    """How an expression is used, and the call when it is what is called."""
    inner, outer = node, node.parent
    for _ in range(_MOST_PARTS):
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
        return role, _span(outer)
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


def receiver_of(utf8: bytes, node: Node | None) -> str:
    """The source of a receiver: a dotted name whose parts may be called, or the type of a literal."""
    parts = list[str]()
    suffix = ""
    while node is not None and len(parts) < _MOST_PARTS:
        kind = node.type
        if kind == "identifier":
            name = utf8[node.start_byte : node.end_byte].decode("utf-8", "replace")
            return ".".join((name + suffix, *reversed(parts)))
        if kind == "attribute":
            attribute = node.child_by_field_name("attribute")
            if attribute is None:
                return ""
            name = utf8[attribute.start_byte : attribute.end_byte].decode("utf-8", "replace")
            parts.append(name + suffix)
            node, suffix = node.child_by_field_name("object"), ""
        elif kind == "call" and not suffix:
            node, suffix = node.child_by_field_name("function"), "()"
        elif kind == "parenthesized_expression":
            node = next((child for child in node.named_children if child.type != "comment"), None)
        elif kind in _LITERALS and not parts and not suffix:
            is_bytes = (
                kind == "string"
                and b"b" in utf8[node.start_byte : node.start_byte + 2].lower().split(b"'")[0]
            )
            return "'bytes'" if is_bytes else _LITERALS[kind]
        else:
            return ""
    return ""


def _super(utf8: bytes, attribute: Node) -> str:
    """For `super(Class, self).name` the source of `Class`."""
    call = attribute.child_by_field_name("object")
    if call is None or call.type != "call":
        return ""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or utf8[function.start_byte : function.end_byte] != b"super":
        return ""
    return receiver_of(utf8, arguments.named_children[0]) if arguments.named_children else ""


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)
