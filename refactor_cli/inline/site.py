"""Usage, syntax tree -> Site: a call as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli import grammar
from refactor_cli.data import Span
from refactor_cli.expression_nodes import SPLATS, begin, code_children, unstarred
from refactor_cli.inline.new_source.nodes import Shape, Weight, shape_of, weight
from refactor_cli.inline.new_source.precedence import PRIMARY, of_node
from refactor_cli.inline.opened import Opened
from refactor_cli.signature import CallArgument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from refactor_cli.data import Usage
    from refactor_cli.grammar import Node, Tree


class SiteArgument(NamedTuple):
    """One argument, or the receiver of a method. `value`: without star or keyword; `strength`: how tightly it
    binds (`precedence`). `is_called`: it is the body of a lambda, evaluated when the old function calls that."""

    how: CallArgument
    value: Span
    shape: Shape
    weight: Weight
    strength: int
    is_super: bool = False
    is_called: bool = False


class Gone(NamedTuple):
    """A piece of a site that goes, but for what is `kept` of it."""

    span: Span
    kept: tuple[Span, ...] = ()

    def takes(self, span: Span) -> bool:
        """Whether something goes with it."""
        return self.span.contains(span) and not any(kept.contains(span) for kept in self.kept)


class Site(NamedTuple):
    """A call. `span`: of it without a star that `node` may have at its beginning; `callee`: of what is called;
    `brackets`: from `(` to `)`. `receiver`: what stands before the last dot of the callee; `has_comments`: between
    the arguments, where no argument's text keeps them; `cuts`: what stands around arguments and goes with what they
    were written in; `joints`: what stands between two of them that were one; `names`: the first names of what is named
    there and goes; `gone`: calls that go, each as the number of arguments that are evaluated before it; `outside`: how
    many of the first arguments stand before the brackets; `apart`: what was taken apart, and goes but for its parts."""

    node: Node
    span: Span
    callee: Span
    brackets: Span
    receiver: SiteArgument | None
    arguments: tuple[SiteArgument, ...]
    has_comments: bool
    cuts: tuple[Span, ...] = ()
    joints: tuple[Span, ...] = ()
    names: tuple[Span, ...] = ()
    gone: tuple[int, ...] = ()
    outside: int = 0
    apart: tuple[Gone, ...] = ()


def read_site(tree: Tree, usage: Usage) -> Site:
    """The call of a usage.

    Raises:
        Opened: it does not parse, or is called in a way that is not understood.
    """
    assert usage.call_span is not None
    node = tree.root_node.descendant_for_byte_range(*usage.call_span)
    while node is not None and node.type != "call" and span_of(node) == usage.call_span:
        node = node.parent
    if node is None or node.type != "call" or node.end_byte != usage.call_span.end:
        raise Opened("the source around it does not parse")
    if node.has_error or is_in_error(tree, node):
        raise Opened("the source around it does not parse")
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    assert function is not None
    assert arguments is not None
    function, start = unstarred(function), begin(node)  # `[*f(x)]` is read as a call of `*f`
    if start != usage.call_span.start:
        raise Opened("the source around it does not parse")
    callee, function, receiver = Span(start, function.end_byte), _bare(function), None
    if function.type == "attribute":
        name, before = function.child_by_field_name("attribute"), function.child_by_field_name("object")
        assert before is not None
        receiver = argument_of(CallArgument(), before)._replace(is_super=_is_super(before))
    else:
        name = function
    if name is None or name.type != "identifier" or not span_of(name).contains(usage.span):
        raise Opened("it is called in an unusual way")
    return Site(
        node,
        Span(start, node.end_byte),
        callee,
        span_of(arguments),
        receiver,
        tuple(_arguments(arguments)),
        any(child.type == "comment" for child in [*node.children, *_around_values(arguments)]),
    )


_TARGETS = frozenset(
    {"as_pattern_target", "delete_statement", "list_pattern", "pattern_list", "tuple_pattern"}
)
_LEFT = frozenset({"assignment", "augmented_assignment", "for_in_clause", "for_statement"})


def read_attribute(tree: Tree, usage: Usage) -> Site:
    """An attribute, or a name of a module, that is read: a call without arguments, as far as a rule sees it.

    Raises:
        Opened: it does not parse, or it is assigned or deleted there.
    """
    name = tree.root_node.descendant_for_byte_range(*usage.span)
    if name is None or name.type != "identifier" or span_of(name) != usage.span or is_in_error(tree, name):
        raise Opened("the source around it does not parse")
    node = name
    if name.parent is not None and name.parent.type == "attribute" and name.parent.end_byte == name.end_byte:
        node = name.parent
    parent = node.parent
    is_keyword = parent is not None and parent.child_by_field_name("name") == node
    if parent is None or is_keyword or parent.type in ("dotted_name", "global_statement"):
        raise Opened("it is named here in an unusual way")
    is_deleted = parent.parent is not None and parent.parent.type == "delete_statement"
    is_left = parent.type in _LEFT and parent.child_by_field_name("left") == node
    if parent.type in _TARGETS or is_deleted or is_left:
        raise Opened("it is assigned or deleted here, and the rule only says how it is read")
    before = node.child_by_field_name("object") if node.type == "attribute" else None
    receiver = argument_of(CallArgument(), before)._replace(is_super=_is_super(before)) if before else None
    end = Span(node.end_byte, node.end_byte)
    whole = Span(begin(node), node.end_byte)
    return Site(node, whole, whole, end, receiver, (), False)


def reread(argument: SiteArgument, text: str) -> SiteArgument:
    """An argument whose source has become `text`, as sites inside of it were rewritten.

    Raises:
        Opened: that is no expression.
    """
    if argument.shape == "generator":
        return argument
    root = grammar.parse("python", f"({text}\n)".encode()).root_node
    statement = root.named_children[0] if root.named_child_count == 1 and not root.has_error else None
    outer = statement.named_children[0] if statement is not None and statement.named_children else None
    if outer is None:
        raise Opened("what stands in its argument now is not understood")
    inside = code_children(outer)
    node = inside[0] if outer.type == "parenthesized_expression" and len(inside) == 1 else outer
    made = argument_of(argument.how, node)
    weight = _both(argument.weight, made.weight)
    return made._replace(value=argument.value, weight=weight, is_called=argument.is_called)


def _both(old: Weight, new: Weight) -> Weight:
    """Of what was rewritten inside of an argument: a property may have become a call."""
    return old._replace(
        level=max(old.level, new.level),
        names=old.names | new.names,
        copies=old.copies and new.copies,
        literal=old.literal and new.literal,
    )


def site_of(node: Node, receiver: Node | None, arguments: Sequence[Node], brackets: Node | None) -> Site:
    """An expression as if it was a call with these arguments. `brackets`: an argument list that has them.

    Raises:
        Opened: an argument does not parse, or a comment stands outside of all these.
    """
    kept = [span_of(each) for each in (*arguments, receiver, brackets) if each is not None]
    if any(not any(span.contains(comment) for span in kept) for comment in comments(node)):
        raise Opened("a comment between its arguments would be lost")
    end = Span(node.end_byte, node.end_byte)
    layout = span_of(brackets) if brackets is not None else end
    return Site(
        node,
        span_of(node),
        Span(layout.start, layout.start),
        layout,
        argument_of(CallArgument(), receiver) if receiver is not None else None,
        tuple(_read(each) for each in arguments),
        b"#" in (node.text or b""),
    )


def comments(node: Node) -> Iterator[Span]:
    """The comments inside of a node."""
    if b"#" not in (node.text or b""):
        return
    nodes = [node]
    while nodes:
        each = nodes.pop()
        nodes += each.children
        if each.type == "comment":
            yield span_of(each)


def callee_of(node: Node) -> Node:
    """What a call calls; an attribute that is read stands for itself."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None:
        return node
    return _bare(unstarred(function))


def _bare(node: Node) -> Node:
    """An expression without the brackets around it, as long as nothing else stands in them."""
    while node.type == "parenthesized_expression" and node.named_child_count == 1:
        node = node.named_children[0]
    return node


def leftmost(node: Node) -> Node:
    """What the first name of `a.b.c` is, or whatever stands there."""
    while node.type == "attribute" and (inner := node.child_by_field_name("object")) is not None:
        node = unstarred(inner)
    return node


def dotted_source(node: Node) -> str:
    """A dotted name without the brackets, line ends and comments in it; "" of any other expression."""
    parts = list[str]()
    while node.type in ("attribute", "parenthesized_expression"):
        inner = code_children(node)
        if node.type == "attribute":
            parts.append((inner[-1].text or b"").decode("utf-8", "replace"))
        if not inner or (node.type != "attribute" and len(inner) > 1):
            return ""
        node = unstarred(inner[0])
    if node.type != "identifier":
        return ""
    return ".".join(((node.text or b"").decode("utf-8", "replace"), *reversed(parts)))


def written(node: Node) -> str:
    """An expression without white space: of a dotted name also without brackets and comments."""
    return dotted_source(node) or "".join((node.text or b"").decode("utf-8", "replace").split())


def first_name(node: Node) -> Node:
    """Where a dotted name begins, also inside of brackets and calls; the innermost expression that is none."""
    while True:
        match node.type:
            case "attribute":
                inner = node.child_by_field_name("object")
            case "call":
                inner = node.child_by_field_name("function")
            case "parenthesized_expression":
                inner = next(iter(code_children(node)), None)
            case _:
                return node
        if inner is None:
            return node
        node = unstarred(inner)


def span_of(node: Node) -> Span:
    """The offsets of a node."""
    return Span(node.start_byte, node.end_byte)


def _around_values(arguments: Node) -> Iterator[Node]:
    """What stands between the arguments of a call, and between the keywords or stars and the values of these."""
    for child in arguments.children:
        yield child
        if child.type == "keyword_argument" or child.type in SPLATS:
            yield from child.children


def _arguments(node: Node) -> list[SiteArgument]:
    if node.type == "generator_expression":
        inside = code_children(node)
        value = Span(inside[0].start_byte, inside[-1].end_byte)
        return [SiteArgument(CallArgument(), value, "generator", weight(node), PRIMARY)]
    found = list[SiteArgument]()
    for child in node.named_children:
        if child.type in ("comment", "line_continuation"):
            continue
        found.append(_read(child))
    return found


def _read(node: Node) -> SiteArgument:
    if node.type == "keyword_argument":
        name, written = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None or written is None:
            raise Opened("the source around it does not parse")
        return argument_of(CallArgument("", (name.text or b"").decode()), written)
    if node.type in ("list_splat", "dictionary_splat"):
        how = CallArgument("*" if node.type == "list_splat" else "**")
        return argument_of(how, node.named_children[-1])
    return argument_of(CallArgument(), node)


def argument_of(how: CallArgument, node: Node) -> SiteArgument:
    """A node as an argument that is given in this way."""
    node = unstarred(node)
    span = Span(begin(node), node.end_byte)
    return SiteArgument(how, span, shape_of(node), weight(node), of_node(node))


def _is_super(node: Node) -> bool:
    function = node.child_by_field_name("function") if node.type == "call" else None
    return function is not None and function.text == b"super"


def is_in_error(tree: Tree, node: Node) -> bool:
    """Whether a node, or what is around it in its block, does not parse."""
    if not tree.root_node.has_error:  # from a node deep in an expression it is far to the top
        return False
    parent: Node | None = node
    while parent is not None and parent.type != "block":
        if parent.type == "ERROR":
            return True
        parent = parent.parent
    return False
