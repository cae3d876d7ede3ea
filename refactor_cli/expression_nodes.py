"""tree-sitter's names for Python expressions, as more than one stage sorts them."""

from __future__ import annotations

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
