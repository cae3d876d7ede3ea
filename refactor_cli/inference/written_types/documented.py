"""Types that docstrings tell of in fields: `:type cart: Cart or None`, `:param Cart cart:`, `:rtype: list(Cart)`.

They are prose that no checker reads: asked where nothing else is known, never all that there may be, and no proof.
https://www.sphinx-doc.org/en/master/usage/domains/python.html#info-field-lists
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.classes.named_classes import made_by_name
from refactor_cli.inference.values import NONE, UNKNOWN, Types, by, display, flat, or_others, union
from refactor_cli.inference.written_types.annotations import annotated
from refactor_cli.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from refactor_cli.data import Definition
    from refactor_cli.grammar import Node

RULE = "documented"
_FIELD = lazy_pattern(
    r"^[ \t]*[:@](?:(?P<field>type|rtype)(?:[ \t]+(?P<name>\w+))?|param[ \t]+(?P<type>[\w.]+)[ \t]+(?P<of>\w+)):"
    r"(?P<said>.*)$",
    re.MULTILINE,
)
_FIELDS = lazy_pattern(rb"[:@](?:type|rtype|param)\b")
_ROLE = lazy_pattern(r":(?:py:)?(?:class|obj|exc):`[~!.]*([\w.]+)`|`+[~.]?([\w.]+)`+_?")
_EITHER = lazy_pattern(r"[ \t]+or[ \t]+|[ \t]*\|[ \t]*|[ \t]*,[ \t]*(?:or[ \t]+)?(?:optional\b)?")
_DOTTED = lazy_pattern(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")
_OF_MANY = lazy_pattern(
    r"(?:list|set|iterable|iterator|sequence|generator|tuple)(?:[ \t]+of[ \t]+|\()([\w.]+)(?:s|\))?\Z",
    re.IGNORECASE,
)
# whatever container a docstring tells of, only what it holds counts
_COLLECTION = "list"


def has_any(ask: Ask, path: str) -> bool:
    """Whether a file may have such fields, of which most have none."""
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("has documented types", {})
    if path not in memo:
        memo[path] = _FIELDS.search(ask.symbols.snapshot.files[path].data) is not None
    return memo[path]


def of_parameter(ask: Ask, path: str, function: Node, definition: Definition, name: str) -> Types:
    """What a docstring says of a parameter; that of a class says it of its constructor's."""
    bodies = [function]
    if definition.name == "__init__" and function.parent is not None and function.parent.parent is not None:
        bodies.append(function.parent.parent)
    return _said(
        ask, path, definition.scope, (said for body in bodies for said in _fields(ask, path, body, name))
    )


def of_result(ask: Ask, path: str, function: Node, definition: Definition) -> Types:
    """What a docstring says that a function gives."""
    return _said(ask, path, definition.scope, _fields(ask, path, function, ""))


def _fields(ask: Ask, path: str, body: Node, name: str) -> Iterator[str]:
    """What the fields of a docstring say of a name, or of what is returned."""
    text = _docstring(ask, path, body)
    for found in _FIELD.finditer(text) if "type" in text or "param" in text else ():
        if name and name in (found["of"], found["name"] if found["field"] == "type" else None):
            yield found["type"] or found["said"]
        elif not name and found["field"] == "rtype" and found["name"] is None:
            yield found["said"]


def _docstring(ask: Ask, path: str, node: Node) -> str:
    block = node.child_by_field_name("body")
    first = next(iter(code_children(block)), None)
    text = next(iter(first.named_children), None) if first is not None else None
    if first is None or first.type != "expression_statement" or text is None or text.type != "string":
        return ""
    return source(ask.symbols, path, text).lstrip("rRuUbB").strip("\"'")


def _said(ask: Ask, path: str, scope: int, texts: Iterator[str]) -> Types:
    if not ask.allows(RULE):
        return UNKNOWN
    for text in texts:
        plain = _ROLE.sub(lambda found: found[1] or found[2], text).strip().rstrip(".")
        parts = [_one(ask, path, scope, part.strip()) for part in _EITHER.split(plain) if part.strip()]
        known = [each for each in parts if each.known]
        if known:
            return by(or_others(union(known)), RULE)
    return UNKNOWN


def _one(ask: Ask, path: str, scope: int, text: str) -> Types:
    if text == "None":
        return NONE
    if many := _OF_MANY.match(text):
        inner = _one(ask, path, scope, many[1])
        return Types(frozenset({display(_COLLECTION, flat(inner.known))})) if inner.known else UNKNOWN
    if _DOTTED.match(text) is None:
        return UNKNOWN
    types = annotated(ask, path, scope, text)
    own = frozenset(each for each in types.known if each.symbol.path is not None)
    return types._replace(known=own) if own else _by_last_name(ask, path, text)


def _by_last_name(ask: Ask, path: str, dotted: str) -> Types:
    """The one class that is so called, which a docstring need not import."""
    types = made_by_name(ask, path, last_part(dotted))
    return types if len(types.known) == 1 else UNKNOWN
