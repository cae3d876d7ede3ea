"""A name inside of a string in a Python file -> its occurrence: what the string is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.brackets import IN_LITERAL, is_metadata
from refactor_cli.occurrences.fields import CONTEXTS as FIELD_CONTEXTS
from refactor_cli.occurrences.given_names import (
    given_name,
    patched_dictionary,
    updated_namespace,
)
from refactor_cli.occurrences.pieces import PARTS, Joined, goes_on, is_changed, joined_around, of_joined
from refactor_cli.occurrences.quoted_code import of_quoted_code
from refactor_cli.occurrences.quoted_imports import bound_in_text, imported_in_text
from refactor_cli.occurrences.receivers import receiver_of
from refactor_cli.occurrences.string_contexts import LONGEST_STRING, context_of, is_dotted, source_of_owner
from refactor_cli.occurrences.values import Occurrence

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_LONGEST_TEXT = 100_000
# what a string of one plain name is an attribute, a class or a module for
TAKE_NAMES = frozenset(
    {
        "__getattribute__",
        "attrgetter",
        "delattr",
        "getattr",
        "getattr_static",
        "hasattr",
        "import_module",
        "methodcaller",
        "object",
        "setattr",
        "spy",
    }
)
# of pytest: https://docs.pytest.org/en/stable/reference/reference.html
TAKE_FIXTURES = frozenset({"getfixturevalue", "usefixtures"})
# of mock and of pytest's monkeypatch
_PATCHES = frozenset({"delattr", "patch", "setattr"})
_TYPE_COMMENT = lazy_pattern(rb"#[ \t]*type:(?![ \t]*ignore\b)")
# where a plain name is one of a member
_NAMED = frozenset({"class-body", "import", "key", "lazy-import", "named", "namespace"})
_KEYS = frozenset({"key", "namespace"})
# https://packaging.python.org/en/latest/specifications/entry-points/
_ENTRY = lazy_pattern(r"(?:^|\n)[ \t]*[\w.\- ]{1,100}=[ \t]*(?=[\w.]+[ \t]*:[ \t]*[\w.]+$)")
# as far as the last dot
_FIELD = lazy_pattern(rb"(?<!\{)(?:\{\{)*\{(?:[^\W\d]\w*|\d{0,3})(?:\.\w+|\[[^\]{}\n]{1,80}\])*\.\Z")
_PREFIXES = ("ext://", "cfg://")


def of_string(utf8: bytes, node: Node, span: Span) -> Occurrence | None:
    """The occurrence of a name at `span` in a string, or in a part of an f-string."""
    string = node if node.type == "string" else node.parent
    if string is None or string.type != "string" or not string.named_children:
        return None
    opening = string.named_children[0]
    quote = utf8[opening.start_byte : opening.end_byte].lower()
    if quote == b"`":  # Python 2: code, but read as a string
        is_called = utf8[span.end : string.end_byte].lstrip().startswith(b"(")
        return Occurrence(span, "name", "call" if is_called else "reference", span)
    if string.parent is None:
        return None
    joined = joined_around(utf8, string, span) if string.parent.type in PARTS else None
    if joined is not None and joined.is_longer:
        return None
    path = of_joined(utf8, joined, span) if joined is not None else None
    if b"b" in quote:
        return path or _of_bytes(utf8, string, span)
    if string.parent.type != "expression_statement" and (code := of_quoted_code(utf8, string, span)):
        return code
    if len(string.named_children) != 3 or string.named_children[1].type != "string_content":
        return _of_parts(utf8, string, span) or path
    if string.parent.type == "expression_statement":
        return _text(string, span, "docstring")
    content = string.named_children[1]
    if path is not None and utf8[content.start_byte : span.end] != path.receiver.encode():
        return path  # it begins in another string
    found = _of_content(utf8, string, content, span)
    if found is not None:
        return _softened(found) if _is_computed(utf8, string, joined) else found
    return path or _of_prose(utf8, string, span)


def of_comment(utf8: bytes, comment: Node, span: Span) -> Occurrence:
    """The occurrence of a name in a comment: a type comment is an annotation.
    https://typing.python.org/en/latest/spec/historical.html#type-comments"""
    text = utf8[comment.start_byte : comment.end_byte]
    is_type = _TYPE_COMMENT.match(text) is not None and b"#" not in utf8[comment.start_byte + 1 : span.start]
    if not is_type:
        return Occurrence(span, "text", "reference", Span(*comment.byte_range), context="comment")
    dotted, start = _last_dotted(utf8, comment.start_byte, span.end)
    return Occurrence(span, "string", "reference", Span(start, span.end), None, dotted, "annotation")


def of_keyword(utf8: bytes, keyword: Node, span: Span) -> Occurrence | None:
    """`patch.multiple(owner, old=…)`: a keyword that is an attribute's name. Others are not."""
    arguments = keyword.parent
    call = arguments.parent if arguments is not None else None
    if call is None or call.type != "call" or arguments is None:
        return None
    callee = receiver_of(utf8, call.child_by_field_name("function"))
    last = last_part(callee)
    updated = updated_namespace(utf8, call.child_by_field_name("function")) if last == "update" else None
    if updated is not None:
        name = utf8[span.start : span.end].decode()
        return Occurrence(span, "string", "reference", span, None, name, "namespace", "", updated)
    if last not in ("dict", "multiple"):
        return None
    given = code_children(arguments)
    owner = given[0] if given else None
    if owner is None or owner.start_byte == keyword.start_byte:
        return None
    if last == "dict":
        names = patched_dictionary(utf8, owner) if "." in callee else None
        if names is None:
            return None
        name = utf8[span.start : span.end].decode()
        return Occurrence(span, "string", "reference", span, None, name, "namespace", callee, names)
    if owner.type == "keyword_argument":
        owner = owner.child_by_field_name("value")
    first = source_of_owner(utf8, owner)
    return Occurrence(
        span,
        "string",
        "reference",
        span,
        None,
        utf8[span.start : span.end].decode(),
        "argument",
        callee,
        first,
    )


def _of_content(utf8: bytes, string: Node, content: Node, span: Span) -> Occurrence | None:
    """A string that is a name, a dotted path, an entry point, or an annotation."""
    if content.named_children or content.end_byte - content.start_byte > LONGEST_STRING:
        return None
    if string.parent is not None and string.parent.type == "concatenated_string":
        return None
    text = utf8[content.start_byte : span.end].decode("utf-8", "replace")
    rest = utf8[span.end : content.end_byte].decode("utf-8", "replace")
    context, callee, first = given_name(utf8, string, span) or context_of(utf8, string)
    start = content.start_byte
    if context == "fixture":
        return _of_fixtures(span, text, rest)
    if context == "__all__" and string.parent is not None and string.parent.type == "attribute":
        text, rest = "".join(text.split()[-1:]), ""  # `"old other".split()`
        start = span.end - len(text.encode())
    if context in ("annotation", "subscript"):
        if IN_LITERAL.search(text) or is_metadata(text):
            return None
        text, start = _last_dotted(utf8, start, span.end)
    elif found := _ENTRY.search(text):
        start += len(text[: found.end()].encode())
        text, context = "".join(text[found.end() :].split()), "entry-point"
    else:
        for prefix in _PREFIXES:
            start += len(prefix) if text.startswith(prefix) else 0
            text = text.removeprefix(prefix)
        if context == "argument" and _is_first_of_path(text, rest, callee):
            context = "path"
        if text.startswith(".") and last_part(callee) == "import_module" and is_dotted(text.lstrip(".")):
            given = _package(utf8, string)
            return Occurrence(
                span, "string", "reference", Span(start, span.end), None, text, "relative", callee, given
            )
        is_path = "." in text or ":" in text or context == "path"
        if not is_dotted(text) or not (is_path or _takes_name(context, callee)):
            return None
        if rest and not is_path and context in _KEYS:
            return None
    if (
        rest
        and context not in ("annotation", "entry-point", "subscript")
        and not is_dotted(rest.lstrip(".:"))
    ):
        return None
    if rest and context == "entry-point" and not rest.startswith((" ", "\n", "\r", "[")):
        return None
    if context == "import":
        text = f"{first}.{text}"
    return Occurrence(span, "string", "reference", Span(start, span.end), None, text, context, callee, first)


def _is_computed(utf8: bytes, string: Node, joined: Joined | None) -> bool:
    """Whether it is not known what becomes of a string: `"lib.old" + x`, `"lib.old".replace("o", x)`."""
    return (joined is not None and joined.may_be_longer) or is_changed(utf8, string)


def _softened(found: Occurrence) -> Occurrence | None:
    """The occurrence of a name in a string that becomes another one, perhaps."""
    if "." in found.receiver or ":" in found.receiver or found.callee.endswith("import_module"):
        return found._replace(context="f-string")
    if found.context == "argument":
        return found._replace(context="named")
    return None if found.context in ("__all__", "namespace") else found


def _of_fixtures(span: Span, text: str, rest: str) -> Occurrence | None:
    """One of several names with commas, as `parametrize` takes them."""
    name = text.rpartition(",")[2].strip()
    is_whole = rest.lstrip()[:1] in ("", ",") and name.isidentifier()
    return Occurrence(span, "string", "reference", span, None, name, "fixture") if is_whole else None


def _of_bytes(utf8: bytes, string: Node, span: Span) -> Occurrence | None:
    """A dotted path in bytes: what is sent to another process, or compared with what came from one."""
    content = next((child for child in string.named_children if child.type == "string_content"), None)
    if content is None or content.end_byte - content.start_byte > LONGEST_STRING:
        return None
    text = utf8[content.start_byte : span.end].decode("utf-8", "replace")
    rest = utf8[span.end : content.end_byte].decode("utf-8", "replace")
    if "." not in text or not is_dotted(text) or (rest and not is_dotted(rest.lstrip(".:"))):
        return None
    expression = Span(content.start_byte, span.end)
    return Occurrence(span, "string", "reference", expression, None, text, "bytes")


def _of_prose(utf8: bytes, string: Node, span: Span) -> Occurrence | None:
    """A string that says more: only a dotted name is of interest in it, and one that source in it imports."""
    if module := imported_in_text(utf8, span, string.start_byte):
        name = utf8[span.start : span.end].decode("utf-8", "replace")
        return Occurrence(span, "string", "reference", span, None, f"{module}.{name}", "import")
    if dotted := bound_in_text(utf8, span, string.start_byte, span.start):
        return Occurrence(span, "string", "reference", span, None, dotted, "import")
    if _is_in_field(utf8, string, span):
        name = utf8[span.start : span.end].decode("utf-8", "replace")
        return Occurrence(span, "string", "reference", span, None, name, "format")
    if utf8[span.start - 1 : span.start] not in (b".", b":") or goes_on(utf8, string, span.end):
        return None
    return _text(string, span, "string")


def _is_in_field(utf8: bytes, string: Node, span: Span) -> bool:
    """Whether a name is the attribute that a field of a format string asks for: `"{cart.total:>5}"`.
    https://docs.python.org/3/library/string.html#format-string-syntax"""
    before = utf8[max(string.start_byte, span.start - LONGEST_STRING) : span.start]
    return (
        before.endswith(b".")
        and utf8[span.end : span.end + 1] in (b"}", b".", b"!", b":", b"[")
        and _FIELD.search(before) is not None
        and b"}" in utf8[span.end : string.end_byte]
    )


def _text(string: Node, span: Span, context: str) -> Occurrence | None:
    if string.end_byte - string.start_byte > _LONGEST_TEXT:
        return None
    return Occurrence(span, "text", "reference", Span(string.start_byte, string.end_byte), context=context)


def _of_parts(utf8: bytes, string: Node, span: Span) -> Occurrence | None:
    """`f"{module}.old"`, `f"a.b.old({x})"`: the part of an f-string that ends in the name."""
    if not any(child.type == "interpolation" for child in string.named_children):
        return None
    before = None
    for child in string.named_children:
        if child.type == "interpolation" and child.end_byte <= span.start:
            before = child
    begin = before.end_byte if before is not None else string.named_children[0].end_byte
    text = utf8[begin : span.end].decode("utf-8", "replace")
    follows = utf8[span.end : span.end + 1]
    if len(text) > LONGEST_STRING or follows not in (b"'", b'"', b"(", b"{"):
        return None
    if before is not None and text.startswith((".", ":")) and is_dotted(text[1:]):
        return Occurrence(span, "string", "reference", span, None, text, "f-string")
    if before is None and "." in text and is_dotted(text):
        return Occurrence(span, "string", "reference", Span(begin, span.end), None, text, "f-string")
    return None


def _package(utf8: bytes, string: Node) -> str:
    """What `import_module(".name", package)` is relative to: the source of the second argument."""
    arguments = string.parent
    given = code_children(arguments) if arguments is not None and arguments.type == "argument_list" else []
    second = given[1] if len(given) > 1 else None
    if second is not None and second.type == "keyword_argument":
        second = second.child_by_field_name("value")
    return source_of_owner(utf8, second)


def _takes_name(context: str, callee: str) -> bool:
    if context in _NAMED or context in FIELD_CONTEXTS:
        return True
    return context == "__all__" or (context == "argument" and last_part(callee) in TAKE_NAMES | TAKE_FIXTURES)


def _is_first_of_path(text: str, rest: str, callee: str) -> bool:
    """Whether a name is a module in the path that a patch takes: `patch("module.name")`."""
    return "." not in text and rest.startswith(".") and last_part(callee) in _PATCHES


def _last_dotted(utf8: bytes, start: int, end: int) -> tuple[str, int]:
    """The dotted name in an annotation that ends at `end`, and where it begins."""
    text = utf8[start:end].decode("utf-8", "replace")
    size = 0
    while size < len(text) and (text[-1 - size].isalnum() or text[-1 - size] in "._"):
        size += 1
    dotted = text[len(text) - size :]
    return dotted, end - len(dotted.encode())
