"""A name in a Python file -> its occurrences, each with its syntactic place. What is cached between runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from refactor_cli.data import FileMap, Span
from refactor_cli.find.words import offsets

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
]
Role = Literal["call", "decorator", "base", "reference"]


class Occurrence(NamedTuple):
    """One occurrence of a name.

    `receiver`: source of what stands before the last dot, calls as `f()`, a literal as its type (`'str'`), "" when
    it is anything else; of an imported name its module. For a string its content up to the name's end, and
    `context` says what it is for: "" | "__all__" | "annotation" | "argument", with the called name in `callee`, and
    the source of the argument before it in `first_argument`. `is_given`: it may be given another name right here, by
    `as` or an assignment.
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
_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_USED_WHERE_BOUND = frozenset({"augmented", "delete"})
# a bound for hostile files: `a.b.c.d` with more parts is unknown, more brackets around a name are not looked through
_MOST_PARTS = 30
_LONGEST_STRING = 500
# what a string of one plain name is an attribute, a class or a module for
_TAKE_NAMES = frozenset(
    {
        "getattr",
        "hasattr",
        "setattr",
        "delattr",
        "object",
        "methodcaller",
        "attrgetter",
        "cast",
        "import_module",
    }
)


def occurrences(utf8: bytes, file_map: FileMap, tree: Tree, name: str) -> list[Occurrence]:
    """Every occurrence of a name that can matter, in the order of the file: none in comments, as keywords of a
    call, as parameters, or in strings that are no single literal."""
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
            occurrence = _of_string(utf8, node, Span(start, end))
        else:
            continue
        if occurrence is not None:
            found.append(occurrence._replace(is_given=True) if _is_given(node) else occurrence)
    return found


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
        case "keyword_argument" | "keyword_pattern" if node.start_byte == parent.start_byte:
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


def _of_string(utf8: bytes, node: Node, span: Span) -> Occurrence | None:
    string = node if node.type == "string" else node.parent
    if string is None or string.type != "string" or len(string.named_children) != 3:
        return None
    opening, content, _ = string.named_children
    if utf8[opening.start_byte : opening.end_byte] == b"`":  # Python 2: code, but read as a string
        return Occurrence(span, "name", "reference", span)
    if (
        content.type != "string_content"
        or content.named_children
        or content.end_byte - content.start_byte > _LONGEST_STRING
    ):
        return None
    prefix = utf8[opening.start_byte : opening.end_byte].lower()
    parent = string.parent
    if parent is None or b"b" in prefix or parent.type in ("expression_statement", "concatenated_string"):
        return None
    text = utf8[content.start_byte : span.end].decode("utf-8", "replace")
    context, callee, first = _context(utf8, string)
    start = content.start_byte
    if context == "annotation":
        text, start = _last_dotted(utf8, start, span.end)
    elif not _is_dotted(text) or not ("." in text or ":" in text or _takes_name(context, callee)):
        return None
    rest = utf8[span.end : content.end_byte]
    if rest and context != "annotation" and not _is_dotted(rest.decode("utf-8", "replace").lstrip(".:")):
        return None
    return Occurrence(span, "string", "reference", Span(start, span.end), None, text, context, callee, first)


def _takes_name(context: str, callee: str) -> bool:
    return context == "__all__" or (context == "argument" and callee.rpartition(".")[2] in _TAKE_NAMES)


def _is_dotted(text: str) -> bool:
    return all(part.isidentifier() for part in text.replace(":", ".").split("."))


def _last_dotted(utf8: bytes, start: int, end: int) -> tuple[str, int]:
    """The dotted name in an annotation that ends at `end`, and where it begins."""
    text = utf8[start:end].decode("utf-8", "replace")
    size = 0
    while size < len(text) and (text[-1 - size].isalnum() or text[-1 - size] in "._"):
        size += 1
    dotted = text[len(text) - size :]
    return dotted, end - len(dotted.encode())


def _context(utf8: bytes, string: Node) -> tuple[str, str, str]:
    inner, outer = string, string.parent
    for _ in range(12):
        if outer is None:
            return "", "", ""
        match outer.type:
            case "type":
                return "annotation", "", ""
            case "argument_list":
                return _argument(utf8, string, inner, outer)
            case "assignment" | "augmented_assignment":
                left = outer.child_by_field_name("left")
                name = utf8[left.start_byte : left.end_byte] if left is not None else b""
                return ("__all__" if name == b"__all__" else ""), "", ""
            case "block" | "module" | "expression_statement":
                return "", "", ""
        inner, outer = outer, outer.parent
    return "", "", ""


def _argument(utf8: bytes, string: Node, inner: Node, arguments: Node) -> tuple[str, str, str]:
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    callee = receiver_of(utf8, function)
    if callee in ("__all__.append", "__all__.extend"):
        return "__all__", "", ""
    if inner.start_byte != string.start_byte and inner.type != "keyword_argument":
        return "", "", ""
    given = [child for child in arguments.named_children if child.type != "comment"]
    first = receiver_of(utf8, given[0]) if len(given) > 1 and given[1].start_byte == string.start_byte else ""
    return "argument", callee, first


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)
