"""tree-sitter's names for Python expressions, as more than one stage sorts them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refactor_cli.data import Span
    from refactor_cli.grammar import Node, Tree

# where names and what is known of them may end
SCOPES = frozenset({"function_definition", "class_definition", "module", "lambda"})
# what a star is read as, and what stands behind it
SPLATS = frozenset({"list_splat", "dictionary_splat"})
_STAR_READ_AS = "unary_operator"  # see `older_spellings`
# what begins with another expression
_LED = frozenset({"attribute", "binary_operator", "call", "comparison_operator", "subscript"})
# what has names and `return` of its own
_INNER = frozenset({"function_definition", "class_definition", "lambda"})
# what an expression may be without brackets around it, wherever it stands
PRIMARY = frozenset(
    {
        "attribute",
        "call",
        "concatenated_string",
        "dictionary",
        "dictionary_comprehension",
        "ellipsis",
        "false",
        "generator_expression",
        "identifier",
        "list",
        "list_comprehension",
        "none",
        "parenthesized_expression",
        "set",
        "set_comprehension",
        "string",
        "subscript",
        "true",
        "tuple",
    }
)
# parent type -> fields in which any expression may stand without brackets; "*": in all
ROOMY: dict[str, frozenset[str]] = {
    "argument_list": frozenset("*"),
    "assert_statement": frozenset("*"),
    "assignment": frozenset({"right"}),
    "augmented_assignment": frozenset({"right"}),
    "default_parameter": frozenset({"value"}),
    "elif_clause": frozenset({"condition"}),
    "expression_list": frozenset("*"),
    "expression_statement": frozenset("*"),
    "for_statement": frozenset({"right"}),
    "generator_expression": frozenset({"body"}),
    "if_statement": frozenset({"condition"}),
    "keyword_argument": frozenset({"value"}),
    "lambda": frozenset({"body"}),
    "list": frozenset("*"),
    "list_comprehension": frozenset({"body"}),
    "module": frozenset("*"),
    "named_expression": frozenset({"value"}),
    "pair": frozenset({"key", "value"}),
    "parenthesized_expression": frozenset("*"),
    "raise_statement": frozenset("*"),
    "return_statement": frozenset("*"),
    "set": frozenset("*"),
    "set_comprehension": frozenset({"body"}),
    "tuple": frozenset("*"),
    "typed_default_parameter": frozenset({"value"}),
    "while_statement": frozenset({"condition"}),
    "yield": frozenset("*"),
}
# binary operators, by the word in the names of their methods: `__add__`, `__radd__`, `__iadd__`
OPERATORS: dict[str, str] = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "&": "and",
    "|": "or",
    "^": "xor",
    "<<": "lshift",
    ">>": "rshift",
}
# inside of these, line ends mean nothing; in a subscript behind its value
BRACKETS = frozenset(
    {
        "argument_list",
        "dictionary",
        "dictionary_comprehension",
        "generator_expression",
        "list",
        "list_comprehension",
        "parenthesized_expression",
        "set",
        "set_comprehension",
        "tuple",
    }
)
STATEMENT_LISTS = frozenset({"block", "module", "function_definition", "class_definition"})


def is_bracketed(node: Node) -> bool:
    """Whether line ends mean nothing at a node."""
    child, parent = node, node.parent
    while parent is not None and parent.type not in STATEMENT_LISTS:
        if parent.type in BRACKETS:
            return True
        if parent.type == "subscript" and parent.child_by_field_name("value") != child:
            return True
        child, parent = parent, parent.parent
    return False


def begin(node: Node) -> int:
    """Where an expression begins: in `return a, *b.c()` the parser reads a call of `*b.c`."""
    if node.type not in _LED:
        return unstarred(node).start_byte if node.type in SPLATS else node.start_byte
    # asked of the parser first, which is quick: a hostile chain may be thousands of parts long
    token = node.descendant_for_byte_range(node.start_byte, node.start_byte + 1)
    if token is not None and token.type not in ("*", "**"):
        return node.start_byte
    inner = node
    while inner.type in _LED and (first := inner.child(0)) is not None:
        inner = first
    return unstarred(inner).start_byte if inner.type in SPLATS else node.start_byte


_FIELDS = frozenset({"interpolation", "format_expression"})
PRINTED = "the f-string around it prints this expression's own source"
"""Why new source cannot stand in such a field."""


def fields_around(node: Node) -> Iterator[Node]:
    """The fields of f-strings that a node stands in, from within."""
    parent = node.parent
    while parent is not None and parent.type not in STATEMENT_LISTS:
        if parent.type == "interpolation":
            yield parent
        parent = parent.parent


def is_printed(node: Node) -> bool:
    """Whether a field of an f-string prints what a node is a part of as it is written, `{x=}`: not what its format is
    made of, `{1=:{x}}`
    (https://docs.python.org/3/whatsnew/3.8.html#f-strings-support-for-self-documenting-expressions-and-debugging)."""
    child, parent = node, node.parent
    while parent is not None and parent.type not in STATEMENT_LISTS:
        if parent.type in _FIELDS and any(
            each.type == "=" and each.start_byte >= child.end_byte for each in parent.children
        ):
            return True
        child, parent = parent, parent.parent
    return False


def is_starred(node: Node) -> bool:
    """Whether a part of a display or of a tuple without brackets is `*x`."""
    return node.type == "list_splat" or (node.type == _STAR_READ_AS and node.children[0].text == b"*")


def with_brackets(node: Node) -> Node:
    """An expression with all brackets around it: what stands around these is what uses its value."""
    while node.parent is not None and node.parent.type == "parenthesized_expression":
        node = node.parent
    return node


def overlapping(tree: Tree, span: Span) -> Iterator[Node]:
    """The nodes that hold a part of a span, from the smallest that holds all of it inwards."""
    waiting = [tree.root_node.descendant_for_byte_range(*span)]
    while waiting:
        node = waiting.pop()
        if node is not None and node.start_byte < span.end and span.start < node.end_byte:
            waiting += node.children
            yield node


def unstarred(node: Node) -> Node:
    """What stands behind a star; anything else as it is."""
    return node.named_children[-1] if node.type in SPLATS and node.named_children else node


def is_annotation(node: Node) -> bool:
    """Whether a node of the grammar's kind `type` is an annotation: in `type(x).name = value`, which is read as
    `type X = value` is, it is either side of an assignment."""
    if node.type != "type":
        return False
    while node.parent is not None and node.parent.type in ("type", "constrained_type"):
        node = node.parent
    statement = node.parent
    if statement is None or statement.type != "type_alias_statement":
        return True
    left = statement.child_by_field_name("left")
    inner = left.named_children[0] if left is not None and left.named_children else None
    return inner is not None and inner.type in ("identifier", "generic_type")


def code_children(node: Node | None) -> list[Node]:
    """The named children of a node in order, but for the comments among them, which may stand between any two."""
    return [each for each in node.named_children if each.type != "comment"] if node is not None else []


def every_node(node: Node) -> Iterator[Node]:
    """A node and all nodes below it, in no order of the source."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting += here.children


def own_nodes(node: Node) -> Iterator[Node]:
    """The named nodes below a node, in the order of the source; of functions, lambdas and classes only that they stand
    there."""
    waiting = [*reversed(node.named_children)]
    while waiting:
        here = waiting.pop()
        yield here
        if here.type not in _INNER:
            waiting += reversed(here.named_children)


def repeated_keyword(root: Node) -> str:
    """A keyword that some call in it gives twice, which parses and is an error all the same; "" when there is none."""
    for node in every_node(root):
        if node.type != "argument_list":
            continue
        given = [
            each.child_by_field_name("name") for each in node.children if each.type == "keyword_argument"
        ]
        names = [each.text for each in given if each is not None]
        if twice := next((name for name in names if name and names.count(name) > 1), None):
            return twice.decode("utf-8", "replace")
    return ""


def operator_of(node: Node) -> str:
    """The sign, or the word, of an expression with an operator; "" for others."""
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""
