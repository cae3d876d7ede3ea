"""A syntax tree of Python -> its FileMap."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from operator import itemgetter
from typing import TYPE_CHECKING

from refactor_cli.data import Binding, FileMap, Scope, Span
from refactor_cli.index.draft import NOWHERE, Draft
from refactor_cli.index.nodes import span_of
from refactor_cli.index.statements import read_statements
from refactor_cli.symbols import LANGUAGE

if TYPE_CHECKING:
    from refactor_cli.grammar import Node, Tree

# What opens a scope, or binds a name, in an expression; strings and comments are sorted out by the tree.
# One pattern each: a search for a literal is ten times as fast as one for alternatives.
_HOT = (re.compile(rb"for\b"), re.compile(rb"lambda\b"), re.compile(rb":="))
# https://docs.python.org/3/library/functions.html#staticmethod
_DECORATED = re.compile(
    rb"^[ \t]+(\w+)[ \t]*=[ \t]*(staticmethod|classmethod)\([ \t]*\1[ \t]*\)", re.MULTILINE
)
_ONLY_PYTHON2 = (re.compile(rb"`"), re.compile(rb"<>"), re.compile(rb"exec\b"))
_MOST_ERRORS = 1000
_span_of_binding = itemgetter(Binding._fields.index("span"))
_MOST_LOOKUPS = 200


def file_map(utf8: bytes, tree: Tree) -> FileMap:
    """What can be known of a file by itself. Files that do not parse give what can be read of them."""
    root = tree.root_node
    if root.child_count == 0 and utf8.strip():  # it took too long to parse
        everything = Span(0, len(utf8))
        return FileMap((Scope("module", "", everything, -1),), errors=(everything,))
    hot = sorted([found.start() for hot in _HOT for found in hot.finditer(utf8)])
    draft = Draft(LANGUAGE, utf8, [*hot, NOWHERE])
    read_statements(draft, root)
    is_python2 = bool(draft.signs) or _has_python2_token(utf8, root)
    if draft.commas:
        is_python2 = _drop_second_classes(draft, is_python2)
    if draft.global_names or draft.nonlocal_names:
        _follow_declarations(draft)
    if b"icmethod(" in utf8 or b"assmethod(" in utf8:
        _decorate_afterwards(draft)
    return FileMap(
        tuple(draft.scopes),
        tuple(sorted(draft.bindings, key=_span_of_binding)),
        tuple(draft.definitions),
        draft.exports.names(),
        draft.exports.is_complete(),
        _errors(root),
        is_python2,
    )


def _errors(root: Node) -> tuple[Span, ...]:
    """The spans that could not be parsed, in order; empty ones are where something is missing. The whole
    statements that an ERROR node holds were parsed."""
    found, waiting = list[Span](), [root]
    while waiting:
        node = waiting.pop()
        if node.is_error:
            inside, broken = _taken_apart(node)
            found += broken
            waiting += inside
        elif node.is_missing:
            found.append(span_of(node))
        elif node.has_error:
            waiting += node.children
    return tuple(sorted(found)[:_MOST_ERRORS])


def _taken_apart(error: Node) -> tuple[list[Node], list[Span]]:
    """The whole statements in an ERROR node, and the spans between them."""
    statements, broken, first, last = list["Node"](), list[Span](), -1, -1
    for child in error.children:
        if child.type.endswith(("_statement", "_definition", "comment")):
            statements.append(child)
            if first >= 0:
                broken.append(Span(first, last))
            first = -1
        else:
            first, last = child.start_byte if first < 0 else first, child.end_byte
    if first >= 0:
        broken.append(Span(first, last))
    return statements, broken if broken or statements else [span_of(error)]


def _has_python2_token(utf8: bytes, root: Node) -> bool:
    """Backticks, which tree-sitter reads as a string, `<>`, and `exec`, which it may read as `not`; all are common in
    comments and strings."""
    passed = 0
    starts = sorted(found.start() for token in _ONLY_PYTHON2 for found in token.finditer(utf8))
    for number, start in enumerate(starts):
        if number == _MOST_LOOKUPS:
            return False
        if start < passed:
            continue
        node = root.descendant_for_byte_range(start, start + 1)
        if node is None:
            continue
        if node.type in ("<>", "not") or (node.type == "string_start" and utf8.startswith(b"`", start)):
            return True
        passed = node.end_byte if node.type in ("comment", "string_content") else start + 1
    return False


def _drop_second_classes(draft: Draft, is_python2: bool) -> bool:
    """`except A, b:` binds b in Python 2; in Python 3.14 it names a second class (PEP 758).

    It is taken for Python 2 when the file has other signs of it, or when the name is in lower case and nothing
    else in the module binds it. Gives whether the file is Python 2.
    """
    commas = {index: draft.bindings[index] for index in draft.commas}
    known = {
        binding.name
        for index, binding in enumerate(draft.bindings)
        if binding.scope == 0 and index not in commas
    }
    second_classes = set[int]()
    for index, binding in commas.items():
        if not is_python2 and (not binding.name[:1].islower() or binding.name in known):
            second_classes.add(index)
    draft.bindings[:] = [
        binding for index, binding in enumerate(draft.bindings) if index not in second_classes
    ]
    return is_python2 or len(second_classes) < len(commas)


def _decorate_afterwards(draft: Draft) -> None:
    """Gives methods the decorators that the body of their class applies to them, as before Python 2.4."""
    scopes = {binding.span: binding.scope for binding in draft.bindings}
    applied = dict[tuple[str, int], str]()
    for match in _DECORATED.finditer(draft.utf8):
        scope = scopes.get(Span(*match.span(1)), 0)
        if draft.scopes[scope].kind == "class":
            applied[match[1].decode(), scope] = match[2].decode()
    for index, each in enumerate(draft.definitions if applied else ()):
        decorator = applied.get((each.name, each.scope), "")
        if decorator and each.kind == "function" and decorator not in each.decorators:
            draft.definitions[index] = each._replace(decorators=(*each.decorators, decorator))


def _follow_declarations(draft: Draft) -> None:
    """Sends what is bound under `global` or `nonlocal` to the scope that gets the name."""
    names = defaultdict[int, set[str]](set)
    for binding in draft.bindings:
        names[binding.scope].add(binding.name)
    for index, binding in enumerate(draft.bindings):
        scope = _declared_scope(draft, names, binding)
        if scope != binding.scope:
            draft.bindings[index] = binding._replace(scope=scope)
            if binding.definition >= 0:
                definition = draft.definitions[binding.definition]
                draft.definitions[binding.definition] = definition._replace(scope=scope)
    for index in draft.global_names.keys() | draft.nonlocal_names.keys():
        draft.scopes[index] = draft.scopes[index]._replace(
            global_names=frozenset(draft.global_names.get(index, ())),
            nonlocal_names=frozenset(draft.nonlocal_names.get(index, ())),
        )


def _declared_scope(draft: Draft, names: Mapping[int, set[str]], binding: Binding) -> int:
    def declares(declared: Mapping[int, set[str]], scope: int) -> bool:
        return scope in declared and binding.name in declared[scope]

    if declares(draft.global_names, binding.scope):
        return 0
    if not declares(draft.nonlocal_names, binding.scope):
        return binding.scope
    index = draft.scopes[binding.scope].parent
    while index > 0:
        if declares(draft.global_names, index):
            return 0
        is_function = draft.scopes[index].kind in ("function", "lambda")
        if is_function and not declares(draft.nonlocal_names, index) and binding.name in names.get(index, ()):
            return index
        index = draft.scopes[index].parent
    return binding.scope
