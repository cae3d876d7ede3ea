"""A call whose arguments have the form that a rule asks for -> the same call with their parts as its arguments.

With `where={"expr": "a == b"}` a rule sees `assertTrue(x, 1, "why")` in place of `assertTrue(x == 1, "why")`.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from refactor_cli import grammar
from refactor_cli.data import Parameter, Span
from refactor_cli.expression_nodes import SPLATS, begin, code_children, every_node, unstarred
from refactor_cli.inline.new_names.meant import IsMeant
from refactor_cli.inline.new_source.given import RECEIVER
from refactor_cli.inline.new_source.nodes import FREE, Weight
from refactor_cli.inline.opened import Opened
from refactor_cli.inline.site import (
    Gone,
    Site,
    SiteArgument,
    argument_of,
    comments,
    dotted_source,
    first_name,
    span_of,
)
from refactor_cli.recipe.parsing import literal
from refactor_cli.recipe.rules import ArgumentForm, Rule
from refactor_cli.signature import Bound, CallArgument, bind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from refactor_cli.grammar import Node

# what is no part of another expression without brackets, or is several
_NO_PART = SPLATS | {"ERROR", "keyword_argument", "named_expression", "slice", "yield"}
_OF_LAMBDAS = {"await": "'await'", "named_expression": "':='", "yield": "'yield'"}
_SAID = Weight(FREE, copies=True, binds=False, names=frozenset(), literal=True)
_TEXTS = frozenset({"concatenated_string", "string"})
# in which a last comma means nothing; in a subscript it makes a tuple
_LISTS = frozenset({"argument_list", "dictionary", "list", "set", "tuple"})


_ANY = ArgumentForm("", "", ("_",))


class _Form(NamedTuple):
    """An argument, or what a method is called on, that has a form. `names`: what it names of the recipe's imports, as
    it is written there."""

    form: ArgumentForm
    parts: list[Node]
    names: list[Node]


def has_forms(rule: Rule, site: Site, receivers: int, is_meant: IsMeant) -> bool:
    """Whether the arguments of a call have the forms that a rule asks for; true of a rule that asks for none.

    `receivers`: how many of the rule's parameters stand for what the call is made on.

    Raises:
        Opened: starred arguments may be what has them, or a name may be what is meant.
    """
    return not rule.where or _forms(rule, site, receivers, is_meant) is not None


def has_form(form: Node, node: Node) -> bool:
    """Whether an expression has a form in which `_` stands for any."""
    return _fits(form, node, _Form(_ANY, [], []), [])


def parted(rule: Rule, site: Site, receivers: int, is_meant: IsMeant) -> tuple[Rule, Site]:
    """A rule with the parts of what it takes apart for parameters, and the call with these for arguments. `is_meant`:
    as `meant` has it.

    Raises:
        Opened: they do not have the forms, or a comment would be lost.
    """
    forms = _forms(rule, site, receivers, is_meant)
    if forms is None:
        raise Opened(f"its arguments do not have the form {_described(rule)}")
    found, receiver, callee = forms.get(RECEIVER), site.receiver, site.callee
    parts = list[_Part]()
    if found is not None:
        assert receiver is not None
        parts.append(_of_receiver(site, receiver, found))
        callee = Span(receiver.value.end, callee.end)
        receiver = None
    outside = len(parts[0].arguments) if parts else 0
    parts += (_of_argument(site, each, forms.get(index)) for index, each in enumerate(site.arguments))
    ends = accumulate(len(each.arguments) for each in parts)
    taken = {form.parameter: form.parts for form in rule.where}
    own = rule.parameters[1:] if found is not None and not outside else rule.parameters
    parameters = tuple(each for old in own for each in _in_place(old, taken))
    site = site._replace(
        callee=callee,
        receiver=receiver,
        outside=outside,
        arguments=tuple(argument for each in parts for argument in each.arguments),
        cuts=(*site.cuts, *(span for each in parts for span in each.cuts)),
        joints=(*site.joints, *(span for each in parts for span in each.joints)),
        names=tuple(span for each in parts for span in each.names),
        gone=tuple(end for each, end in zip(parts, ends, strict=True) if each.is_called),
        apart=tuple(gone for each in parts for gone in each.apart),
    )
    return replace(rule, parameters=parameters, where=()), site


class _Part(NamedTuple):
    """What takes the place of an argument, or of what a method is called on: arguments, and of `Site` what comes of
    taking it apart. `is_called`: a call that the rule asks for goes behind them."""

    arguments: Sequence[SiteArgument]
    cuts: Sequence[Span] = ()
    joints: Sequence[Span] = ()
    names: Sequence[Span] = ()
    apart: Sequence[Gone] = ()
    is_called: bool = False


def _of_argument(site: Site, argument: SiteArgument, found: _Form | None) -> _Part:
    """The parts of an argument; itself where it is not taken apart.

    Raises:
        Opened: a comment would be lost.
    """
    if found is None:
        return _Part([argument])
    nodes, whole = found.parts, _whole(site, argument)
    assert whole is not None
    outer = whole.parent if argument.how.keyword else whole
    assert outer is not None
    if any(not any(span_of(each).contains(span) for each in nodes) for span in comments(outer)):
        raise Opened("a comment in an argument that is taken apart would be lost")
    names = [span_of(first_name(each)) for each in found.names]
    apart = [Gone(argument.value, tuple(map(span_of, nodes)))]
    if not nodes:  # all of it is said by the rule
        return _Part([argument._replace(weight=_SAID)], (), (), names, apart, found.form.calls)
    made = [argument_of(CallArgument(), node)._replace(is_called=_is_body(node)) for node in nodes]
    cuts = [Span(begin(outer), made[0].value.start), Span(made[-1].value.end, outer.end_byte)]
    joints = [Span(before.value.end, after.value.start) for before, after in pairwise(made)]
    return _Part(made, cuts, joints, names, apart, found.form.calls)


def _of_receiver(site: Site, receiver: SiteArgument, found: _Form) -> _Part:
    """The parts of what a method is called on: they are evaluated before its arguments.

    Raises:
        Opened: `super()` is one of them, or a comment would be lost.
    """
    function = site.node.child_by_field_name("function")
    assert function is not None
    if any(not any(span_of(each).contains(span) for each in found.parts) for span in comments(function)):
        raise Opened("a comment in what it is called on, which is taken apart, would be lost")
    if any((first_name(each).text or b"") == b"super" for each in found.parts):
        raise Opened("super() can only be asked for an attribute")
    made = [argument_of(CallArgument(), each) for each in found.parts]
    names = [span_of(first_name(each)) for each in found.names]
    apart = [Gone(receiver.value, tuple(map(span_of, found.parts)))]
    return _Part(made, names=names, apart=apart, is_called=found.form.calls)


def _is_body(part: Node) -> bool:
    """Whether a part is the body of a lambda, which the old function evaluated.

    Raises:
        Opened: it binds or gives something to that lambda alone.
    """
    if part.parent is None or part.parent.type != "lambda":
        return False
    for node in every_node(part):
        if node.is_named and node.type in _OF_LAMBDAS:
            raise Opened(f"{_OF_LAMBDAS[node.type]} in a lambda means something else outside of it")
    return True


def _in_place(old: Parameter, taken: Mapping[str, tuple[str, ...]]) -> list[Parameter]:
    if not taken.get(old.name):
        return [old]
    return [Parameter(part, "positional") for part in taken[old.name]]


def _described(rule: Rule) -> str:
    return " and ".join(f"'{form.text}'" for form in rule.where)


def _forms(rule: Rule, site: Site, receivers: int, is_meant: IsMeant) -> dict[int, _Form] | None:
    """By argument that is taken apart, its form."""
    found: dict[int, _Form] = {}
    forms = {form.parameter: form for form in rule.where}
    on = forms.pop(rule.parameters[0].name, None) if receivers and site.receiver is not None else None
    if on is not None:
        assert site.receiver is not None
        fitting = _fitting(on, _whole(site, site.receiver), is_meant)
        if fitting is None:
            return None
        found[RECEIVER] = fitting
    if not forms:
        return found
    hows = [argument.how for argument in site.arguments]
    bound = bind(hows, rule.parameters[receivers:])
    if not isinstance(bound, Bound):
        if any(how.star for how in hows):
            raise Opened(f"a starred argument may give '{next(iter(forms))}'")
        return None
    for name, form in forms.items():
        if name in bound.uncertain:
            raise Opened(f"a double-starred argument may give '{name}'")
        for index in bound.given.get(name, ()):
            fitting = _fitting(form, _whole(site, site.arguments[index]), is_meant)
            if fitting is None:
                return None
            if fitting.parts and any(how.keyword for how in hows[:index]):
                raise Opened(f"'{name}' stands behind arguments that are given by keyword")
            found[index] = fitting
    return found if len(found) == len(rule.where) else None


def _whole(site: Site, argument: SiteArgument) -> Node | None:
    """The node of an argument; None where there is none that ends with it."""
    node = site.node.descendant_for_byte_range(*argument.value)
    while node is not None and node.parent is not None and span_of(node.parent) == argument.value:
        node = node.parent
    return node if node is not None and span_of(node) == argument.value else None


def _fitting(form: ArgumentForm, node: Node | None, is_meant: IsMeant) -> _Form | None:
    """The parts of an argument in their order; None where it does not have the form.

    Raises:
        Opened: what is named there may be what is meant.
    """
    wanted, imported = _tree(form.text), dict(form.names)
    if wanted is None or node is None:
        return None
    found, named = _Form(form, [], []), list[str]()
    if not _fits(wanted, node, found, named):
        return None
    for called, each in zip(named, found.names, strict=True):
        first, dot, rest = called.partition(".")
        if not is_meant(dotted_source(each), begin(each), called, imported[first] + dot + rest):
            return None
    return found


@lru_cache(maxsize=256)
def _tree(text: str) -> Node | None:
    root = grammar.parse("python", f"({text})".encode()).root_node
    outer = (
        root.named_children[0].named_children[0]
        if root.named_child_count == 1 and not root.has_error
        else None
    )
    if outer is None:
        return None
    return outer.named_children[0] if outer.type == "parenthesized_expression" else outer


def _fits(wanted: Node, node: Node, found: _Form, named: list[str]) -> bool:
    """`named`: gets the names of the form that stand for those of `found`."""
    if _is_part(wanted, found.form.parts):
        found.parts.append(node)
        return node.type not in _NO_PART and begin(node) == node.start_byte
    wanted, node = _bare(wanted), _bare(node)
    called = dotted_source(wanted)
    if called.partition(".")[0] in dict(found.form.names) and not _is_attribute(wanted):
        found.names.append(node)
        named.append(called)
        return bool(dotted_source(node))
    if wanted.type in _TEXTS and node.type in _TEXTS:
        return _is_same_text(wanted, node)
    if wanted.type != node.type:
        return False
    if not wanted.children:
        return not node.children and wanted.text == node.text
    theirs = [each for each in node.children if each.type not in ("comment", "line_continuation")]
    if node.type in _LISTS and len(theirs) > len(wanted.children) and theirs[-2].type == ",":
        del theirs[-2]  # `isinstance(a, b,)`
    return len(theirs) == len(wanted.children) and all(
        _fits(each, other, found, named) for each, other in zip(wanted.children, theirs, strict=True)
    )


def _is_part(wanted: Node, parts: tuple[str, ...]) -> bool:
    """Whether it stands for a part; the name of an attribute never does."""
    is_name = wanted.type == "identifier" and (wanted.text or b"").decode() in parts
    return is_name and not _is_attribute(wanted)


def _is_attribute(node: Node) -> bool:
    return node.parent is not None and node.parent.child_by_field_name("attribute") == node


def _bare(node: Node) -> Node:
    """An expression without the brackets around it."""
    while node.type == "parenthesized_expression":
        inside = code_children(node)
        if len(inside) != 1:
            return node
        node = unstarred(inside[0])
    return node


def _is_same_text(wanted: Node, node: Node) -> bool:
    try:
        values = [literal((each.text or b"").decode()) for each in (wanted, node)]
    except ValueError:
        return False
    return type(values[0]) is type(values[1]) and values[0] == values[1]
