"""What a deprecation says to use instead: decorators, warnings, `.. deprecated::` in docstrings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_INSTEAD = re.compile(
    r"\b(?:use|using|call|prefer|in favou?r of|replaced by|replaced with|superseded by|renamed to|renamed as|moved to|"
    r"switch to|migrate to)\s+(?:the\s+)?(?:(?:function|method|class|new)\s+)*"
    rf"(?::[\w:]+:)?(?P<quote>`{{0,2}}|['\"])~?(?P<name>{_NAME})(?P<call>\(\))?(?P=quote)",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(
    r"^([ \t]*)\.\. deprecated::[^\n]*(?:\n(?:\1[ \t]+[^\n]*|[ \t]*(?=\n)))*", re.MULTILINE
)
# what a sentence goes on with where it names nothing
_WORDS = frozenset(
    {
        "a",
        "an",
        "another",
        "instead",
        "it",
        "its",
        "new",
        "of",
        "one",
        "other",
        "that",
        "the",
        "them",
        "this",
        "to",
    }
)


def new_name(text: str) -> str:
    """The one name that a text says to use instead; "" where it says none, or several."""
    found = set[str]()
    for match in _INSTEAD.finditer(text):
        name = match["name"]
        is_marked = match["quote"] or match["call"] or "." in name or "_" in name
        is_plain = name.lower() not in _WORDS and re.search(r"\binstead\b", text, re.IGNORECASE)
        if is_marked or is_plain:
            found.add(name)
    return found.pop() if len(found) == 1 else ""


def texts_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[str]:
    """The texts of a definition that say that it is deprecated."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and "deprecat" in ast.unparse(decorator.func).lower():
            yield from _strings(decorator)
    body = node.body
    if isinstance(node, ast.ClassDef):
        body = [part for part in node.body if getattr(part, "name", "") == "__init__"]
    for part in body:
        for call in ast.walk(part):
            if is_warning(call):
                assert isinstance(call, ast.Call)
                yield from _strings(call)
    doc = ast.get_docstring(node) or ""
    yield from (match[0] for match in _DIRECTIVE.finditer(doc))


def is_warning(node: ast.AST) -> bool:
    """Whether a node is `warnings.warn(…, DeprecationWarning)`, with any class that is called like one."""
    if not isinstance(node, ast.Call) or ast.unparse(node.func) not in ("warnings.warn", "warn"):
        return False
    given = [*node.args[1:2], *(each.value for each in node.keywords if each.arg == "category")]
    return any("Deprecat" in ast.unparse(each) or "RemovedIn" in ast.unparse(each) for each in given)


def _strings(call: ast.Call) -> Iterator[str]:
    for each in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
