"""six: of what `six.PY2` and `six.PY3` choose between, the branch of Python 3 is what is left.

https://six.readthedocs.io/#six.PY2
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.expression_nodes import PRIMARY, every_node, operator_of, own_nodes
from refactor_cli.grammar import nearest
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Named, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.reading import has_comment, root_of, source, span_of
from refactor_cli.transforms.skips import may_be_dropped, skips_by, without_skip

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_DECLARATIONS = frozenset({"global_statement", "nonlocal_statement"})
_BLANK = lazy_pattern(rb"[ \t\f]*\r?\n")
_COMMENT = Unfit("a comment beside the branches would be lost")
_SAYS = Unfit("what would go makes the function around it a generator, or names global: write it by hand")
_WITH_THE_FIRST = Unfit("it goes with the branch of Python 2 before it")
_ODD = Unfit("its lines are indented in a way of their own: write it by hand")


def compute(seen: Seen) -> Answer:
    """For the condition of an `if` or `elif`, of a conditional expression and of a decorator that skips tests, and for
    what it is a part of there."""
    node, holds = seen.node, seen.symbol.endswith("PY3")
    while (around := node.parent) is not None:
        if around.type == "not_operator":
            holds = not holds
        elif around.type == "boolean_operator" and around.child_by_field_name("left") == node:
            if holds == _is_and(around):
                return _of_the_rest(around, "right")
        elif around.type == "boolean_operator" and holds == _is_and(around) and _only_its_truth(around):
            return _of_the_rest(around, "left")
        elif around.type != "parenthesized_expression" and not _decides(around, node, holds):
            break
        node = around
    if has_comment(node):
        return _COMMENT
    if (call := skips_by(node)) is not None:
        return without_skip(call, holds)
    if around is not None and around.type == "conditional_expression":
        return _of_expression(around, node, holds)
    if around is not None and around.type == "elif_clause" and around.parent is not None:
        if not holds and _never_runs(_before(around), source(seen.node)):
            return _WITH_THE_FIRST
        if _is_what_is_left(around.parent, around, source(seen.node)) and isinstance(
            _of_statement(around.parent, False, source(seen.node)), Stretch
        ):
            return _WITH_THE_FIRST
        return _of_later_branch(around.parent, around, holds, source(seen.node))
    if around is None or around.type != "if_statement" or around.child_by_field_name("condition") != node:
        return Unfit(
            f"it is {seen.symbol.endswith('PY3')} in Python 3: write what is left of the code around it"
        )
    return _of_statement(around, holds, source(seen.node))


def _before(clause: Node) -> Node | None:
    """The branch before another one of the same statement; the statement itself for the second one."""
    statement = clause.parent
    if statement is None:
        return None
    clauses = [statement, *statement.children_by_field_name("alternative")]
    return clauses[clauses.index(clause) - 1]


def _never_runs(clause: Node | None, name: str) -> bool:
    """Whether a branch has a condition that does not hold in Python 3. `name`: as that is asked for there."""
    condition = clause.child_by_field_name("condition") if clause is not None else None
    return condition is not None and not has_comment(condition) and _known(condition, name) is False


def _known(node: Node, name: str) -> bool | None:
    """What a condition is in Python 3, where what is said of Python there decides it."""
    if source(node) in (f"{name[:-1]}2", f"{name[:-1]}3"):
        return source(node).endswith("3")
    if node.type == "parenthesized_expression" and len(node.named_children) == 1:
        return _known(node.named_children[0], name)
    if node.type == "not_operator" and (argument := node.child_by_field_name("argument")) is not None:
        known = _known(argument, name)
        return None if known is None else not known
    left, right = (node.child_by_field_name(each) for each in ("left", "right"))
    if node.type != "boolean_operator" or left is None or right is None:
        return None
    decisive = not _is_and(node)
    if _known(left, name) is decisive:
        return decisive
    is_decided = _known(right, name) is decisive and may_be_dropped(left, is_asked_at_import=False)
    return decisive if is_decided else None


def _decides(around: Node, node: Node, holds: bool) -> bool:
    """Whether `x and six.PY2` is false, as far as anybody asks, and `x` need not be evaluated for that."""
    left = around.child_by_field_name("left")
    if around.type != "boolean_operator" or left is None or left == node or holds == _is_and(around):
        return False
    return _only_its_truth(around) and may_be_dropped(left, is_asked_at_import=_skips(around))


def _skips(node: Node) -> bool:
    """Whether a condition, or what it is a part of, is one of a decorator that skips tests."""
    while node.parent is not None and node.parent.type in (
        "boolean_operator",
        "not_operator",
        "parenthesized_expression",
    ):
        node = node.parent
    return skips_by(node) is not None


def _is_and(node: Node) -> bool:
    return operator_of(node) == "and"


def _only_its_truth(node: Node) -> bool:
    """Whether nobody sees more of a value than whether it is true."""
    around = node.parent
    while around is not None and around.type in ("boolean_operator", "parenthesized_expression"):
        if (
            around.type == "boolean_operator"
            and around.child_by_field_name("left") == node
            and _is_and(around)
        ):
            return True  # where it is true, the value is that of the right side
        node, around = around, around.parent
    if around is None or around.type in ("not_operator", "if_clause"):
        return around is not None
    if around.type == "conditional_expression":
        return [child for child in around.named_children if child.type != "comment"][1] == node
    return around.child_by_field_name("condition") == node or skips_by(node) is not None


def _of_the_rest(around: Node, side: str) -> Answer:
    """`six.PY3 and x` is `x`, as `six.PY2 or x` is, and where only their truth matters, what they are turned around."""
    rest = around.child_by_field_name(side)
    if rest is None or any(child.type == "comment" for child in around.children):
        return _COMMENT
    return Stretch(span_of(around), (span_of(rest),))


def _of_expression(around: Node, condition: Node, holds: bool) -> Answer:
    parts = [child for child in around.named_children if child.type != "comment"]
    if len(parts) != 3 or parts[1] != condition:
        return Unfit("it is no condition there, but a value: write it by hand")
    if has_comment(around):
        return _COMMENT
    kept, whole = parts[0] if holds else parts[2], around
    brackets = around.parent
    if brackets is not None and brackets.type == "parenthesized_expression" and kept.type in PRIMARY:
        if "\n" not in source(kept) and not _Text(brackets).is_glued(brackets):
            whole = brackets
    return Stretch(span_of(whole), (span_of(kept),))


def _of_statement(node: Node, holds: bool, name: str) -> Answer:
    """`name`: what is asked for, as it is written there."""
    text = _Text(node)
    if text.before(node).strip() or _has_imports_of_six(node):
        return Unfit("it shares its line, or imports: write it by hand")
    blocks = [node.child_by_field_name("consequence")]
    every = others = node.children_by_field_name("alternative")
    while not holds and others and _never_runs(others[0], name):
        others = others[1:]
    if others and others[-1].type == "else_clause":
        blocks.append(others[-1].child_by_field_name("body"))
    if any(map(_has_comment_beside_block, (node, *every))):
        return _COMMENT
    is_chain = bool(others) and others[0].type == "elif_clause"
    if is_chain and not holds and _is_what_is_left(node, others[0], name):
        is_chain, blocks = False, [blocks[0], others[0].child_by_field_name("consequence")]
    kept = blocks[0] if holds else others[0] if is_chain else blocks[-1] if others else None
    stays = Span(kept.start_byte, (node if is_chain else kept).end_byte) if kept else None
    if _says_what_a_function_is(node, span_of(node), stays):
        return _SAYS
    if holds:
        return _unwrapped(text, node, blocks[0])
    if not others:
        return _removed(text, node)
    if is_chain:
        return Stretch(span_of(node), ("if", Span(others[0].start_byte + len("elif"), node.end_byte)))
    return _unwrapped(text, node, blocks[-1])


def _of_later_branch(node: Node, clause: Node, holds: bool, name: str) -> Answer:
    """`elif six.PY3:` is the `else` of what stands before it; a branch of Python 2 goes, with more of its kind that
    follow, and those behind it stay."""
    clauses = [node, *node.children_by_field_name("alternative")]
    number, block = clauses.index(clause), clause.child_by_field_name("consequence")
    before = clauses[number - 1].child_by_field_name("consequence")
    following = clauses[number + 1 :]
    if block is None or before is None or _has_imports_of_six(node):
        return Unfit("it shares its lines, or imports: write it by hand")
    pieces: tuple[str | Named | Span, ...] = ()
    leaving = [clause]
    while not holds and following and _never_runs(following[0], name):
        leaving.append(following.pop(0))
    if holds:
        colon = next(child for child in clause.children if child.type == ":")
        gone = Span(block.end_byte, node.end_byte)
        changed, leaving = Span(clause.start_byte, node.end_byte), following
        pieces = ("else", Span(colon.start_byte, block.end_byte))
    else:
        start = clause.start_byte if following else before.end_byte
        gone = changed = Span(start, following[0].start_byte if following else leaving[-1].end_byte)
    between = any(each.type == "comment" and gone.contains(span_of(each)) for each in node.children)
    if between or any(map(_has_comment_beside_block, leaving)):
        return _COMMENT
    return _SAYS if _says_what_a_function_is(node, gone, None) else Stretch(changed, pieces)


def _is_what_is_left(node: Node, clause: Node, name: str) -> bool:
    """Whether a clause is the `elif six.PY3:` behind an `if six.PY2:`, with nothing between them but more of its
    kind."""
    clauses = [node, *node.children_by_field_name("alternative")]
    own = clause.child_by_field_name("condition")
    before = clauses[: clauses.index(clause)]
    return own is not None and _known(own, name) is True and all(_never_runs(each, name) for each in before)


def _has_comment_beside_block(clause: Node) -> bool:
    block = clause.child_by_field_name("consequence") or clause.child_by_field_name("body")
    return any(each.type == "comment" and not _is_of_block(each, clause, block) for each in clause.children)


def _is_of_block(comment: Node, clause: Node, block: Node | None) -> bool:
    """Whether a comment stands in a line of its own above the first statement of a block, as one of its lines."""
    is_above = block is not None and clause.start_point[0] < comment.start_point[0] < block.start_point[0]
    return is_above and block is not None and comment.start_point[1] == block.start_point[1]


def _first(block: Node) -> Node:
    """The block, or the first of the comments above it, which are taken for its own."""
    first = block
    while first.prev_named_sibling is not None and first.prev_named_sibling.type == "comment":
        first = first.prev_named_sibling
    return first


def _says_what_a_function_is(node: Node, gone: Span, kept: Span | None) -> bool:
    """Whether what goes of a statement declares names, or has all that is yielded in the function around it."""

    def goes(part: Node) -> bool:
        return gone.contains(span_of(part)) and not (kept and kept.contains(span_of(part)))

    function = nearest(node, "function_definition", "class_definition")
    if function is None or function.type != "function_definition":
        return any(goes(each) for each in own_nodes(node) if each.type in _DECLARATIONS)
    found = [each for each in own_nodes(function) if each.type == "yield" or each.type in _DECLARATIONS]
    yields = [each for each in found if each.type == "yield"]
    is_declared = any(goes(each) for each in found if each.type != "yield")
    return is_declared or (bool(yields) and all(map(goes, yields)))


class _Text:
    """The source of the file that a node is in."""

    def __init__(self, node: Node) -> None:
        root = root_of(node)
        self.utf8, self.first = root.text or b"", root.start_byte

    def line(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return max(self.first, self.utf8.rfind(b"\n", 0, offset - self.first) + 1 + self.first)

    def end(self, offset: int) -> int:
        """Where the next line begins."""
        found = self.utf8.find(b"\n", offset - self.first)
        return (found + 1 if found >= 0 else len(self.utf8)) + self.first

    def part(self, start: int, end: int) -> bytes:
        """The bytes from one offset to another."""
        return self.utf8[start - self.first : end - self.first]

    def is_glued(self, node: Node) -> bool:
        """Whether letters stand right before or behind a node: `return(x)`."""
        around = (
            self.part(max(node.start_byte - 1, self.first), node.start_byte),
            self.part(node.end_byte, node.end_byte + 1),
        )
        return any(each.isalnum() or each == b"_" for each in around)

    def before(self, node: Node) -> bytes:
        """What stands before a node on its line."""
        return self.part(self.line(node.start_byte), node.start_byte)


def _unwrapped(text: _Text, node: Node, block: Node | None) -> Answer:
    """The lines of a block in the place of the whole statement, or what stands behind the colon."""
    if block is None:
        return _ODD
    if text.before(block).strip():
        return _ODD if "\n" in source(block) else Stretch(span_of(node), (span_of(block),))
    strings = [each for each in every_node(block) if _is_over_lines(each)]
    begin = _first(block).start_byte
    outer, inner = text.before(node), text.before(block)
    if not inner.startswith(outer) or len(inner) == len(outer):
        return _ODD
    gone = len(inner) - len(outer)
    pieces, start = (
        [Span(begin, min(text.end(begin), block.end_byte))],
        text.end(begin),
    )
    while start < block.end_byte:
        end = min(text.end(start), block.end_byte)
        line = text.part(start, end)
        around = next((each for each in strings if each.start_byte < start < each.end_byte), None)
        if line.strip() and not line.startswith(inner) and around is None:
            return _ODD
        is_moved = line.startswith(inner) and (around is None or _is_docstring(around))
        pieces.append(Span(start + gone if line.strip() and is_moved else start, end))
        start = end
    return Stretch(span_of(node), tuple(pieces))


def _removed(text: _Text, node: Node) -> Answer:
    """The lines of the whole statement go, and of the blank lines around them the fewer ones."""
    siblings = (
        [child for child in node.parent.named_children if child.type != "comment"] if node.parent else []
    )
    if len(siblings) < 2:
        return Unfit("nothing would be left around it: write it by hand")
    start, end = text.line(node.start_byte), text.end(node.end_byte)
    if text.part(node.end_byte, end).strip():
        return _COMMENT
    above = text.part(text.line(start - 1), start) if start > text.first else b""
    if above.lstrip().startswith(b"#"):
        return Unfit("the comment above it says something about it: look whether that holds")
    before = 0
    while start > text.first and _BLANK.fullmatch(text.part(text.line(start - 1), start)):
        start, before = text.line(start - 1), before + 1
    start = text.line(node.start_byte)
    while before and (blank := _BLANK.match(text.utf8, end - text.first)) is not None:
        end, before = blank.end() + text.first, before - 1
    return Stretch(Span(start, end), ())


def _has_imports_of_six(node: Node) -> bool:
    """Whether it holds imports that other changes may be about."""
    return any(
        "import" in each.type and b"six" in (each.text or b"") for each in every_node(node) if each.is_named
    )


def _is_over_lines(node: Node) -> bool:
    """Whether a string's own text has several lines, which belong to it as they are but for a docstring's, whose
    indentation is that of the code. https://peps.python.org/pep-0257/#handling-docstring-indentation"""
    return node.type == "string" and node.start_point[0] != node.end_point[0]


def _is_docstring(string: Node) -> bool:
    """Whether a string is the first statement of a function or class."""
    statement = string.parent
    block = statement.parent if statement is not None and statement.type == "expression_statement" else None
    owner = block.parent if block is not None else None
    is_first = block is not None and block.named_children[0] == statement
    return is_first and owner is not None and owner.type in ("function_definition", "class_definition")


TRANSFORM = Transform(("six.PY2", "six.PY3"), compute, is_property=True, requires="python>=3")
