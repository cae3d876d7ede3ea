"""Pydantic 2: `@validator` is `@field_validator`, whose `mode` says what `pre` did, on a class method.

https://docs.pydantic.dev/latest/migration/#changes-to-validators

The values of other fields that a validator asks for are `info.data` now, and one that never looks at them asks for
nothing but the value. One that asks for the field or the configuration is written in another way, which is for people.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.expression_nodes import code_children, every_node
from refactor_cli.transforms import Answer, Named, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.decorators import behind, decorated, decorators_of, line_below
from refactor_cli.transforms.reading import Argument, arguments_of, has_comment, root_of, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node

_BINDING = frozenset(
    {
        *("as_pattern_target", "default_parameter", "delete_statement", "for_in_clause", "global_statement"),
        *("lambda_parameters", "list_pattern", "list_splat_pattern", "nonlocal_statement", "parameters"),
        *("pattern_list", "tuple_pattern", "typed_parameter"),
    }
)
_WITHOUT_SUCCESSOR = {
    "always": "always=True is validate_default of the field now",
    "each_item": "each_item=True is an annotation of the items now",
}


def compute(seen: Seen) -> Answer:
    """For decorators of a function that takes the class, the value, and the values of other fields at most."""
    function, arguments = decorated(seen.node), arguments_of(seen.node)
    if function is None or function.type != "function_definition" or arguments is None:
        return Unfit("it decorates no function there")
    values = _values(function)
    rest = values[1:] if values else []
    kinds = ["identifier"] * (3 if values else 2) + ["dictionary_splat_pattern"] * len(rest)
    if parameters_of(function) != kinds:
        return Unfit(
            "it asks for more than the class and the value: field_validator() gives that by an `info`"
        )
    if not _takes_class(function):
        return Unfit(
            "its first parameter is not called cls, and is given the value: it is given the class now"
        )
    reads = _reads(seen.node, function, rest) if values else []
    if reads is None:
        return Unfit("`values` is `info.data` now: look what else goes by these names")
    for each in arguments:
        if each.star or (each.keyword and source(each.value) not in ("True", "False")):
            return Unfit("what its arguments are is not written out")
        if each.keyword in _WITHOUT_SUCCESSOR and source(each.value) == "True":
            return Unfit(_WITHOUT_SUCCESSOR[each.keyword])
    if not arguments or arguments[0].keyword:
        return Unfit("which fields it is for is not written first")
    listed = seen.node.child_by_field_name("arguments")
    if listed is None or (has_comment(listed) and not all(map(_is_kept, arguments))):
        return Unfit("a comment between its arguments would be lost")
    pieces = (Named("pydantic.field_validator"), *_respelled(listed, arguments))
    below = f"{line_below(seen.node)}@classmethod" if lacks_classmethod(seen.node, function) else ""
    if values and not reads:
        before = values[0].prev_named_sibling
        assert before is not None
        parameters = Span(seen.node.end_byte, before.end_byte)
        whole = Span(seen.node.start_byte, values[-1].end_byte)
        return Stretch(whole, (*pieces, below, parameters), behaviour="changes")
    if values:
        behind = _with_info(seen.node.end_byte, values, reads)
        end = reads[-1].end_byte if reads else values[-1].end_byte
        return Stretch(Span(seen.node.start_byte, end), (*pieces, below, *behind), behaviour="changes")
    return Stretch(Span(seen.node.start_byte, seen.node.end_byte), (*pieces, below), behaviour="changes")


def _takes_class(function: Node) -> bool:
    """Pydantic 1 gave the class to what is called so, and to nothing else."""
    listed = function.child_by_field_name("parameters")
    return listed is not None and source(listed.named_children[0]).partition(":")[0].strip() == "cls"


def _values(function: Node) -> list[Node]:
    """The parameters from the third on, where that is for the values of other fields."""
    listed = function.child_by_field_name("parameters")
    others = listed.named_children[2:] if listed is not None else []
    is_values = bool(others) and source(others[0]).partition(":")[0].strip() == "values"
    return others if is_values and len(others) <= 2 and not any(map(has_comment, others)) else []


def _reads(decorator: Node, function: Node, rest: list[Node]) -> list[Node] | None:
    """Where a function reads its parameter `values`; None where it gives that name to something else, where `info` is
    one of its own, where it uses what else it asks for, or where the file may call it, or decorates it twice."""
    body, name = function.child_by_field_name("body"), function.child_by_field_name("name")
    if body is None or name is None or len(set(decorators_of(function)) - {"classmethod"}) > 1:
        return None
    taken = {"info", *(source(each).lstrip("*") for each in rest)}
    found: list[Node] = []
    for each in sorted(every_node(body), key=lambda node: node.start_byte):
        if each.type != "identifier" or source(each) not in taken | {"values"}:
            continue
        around = each.parent
        if around is None or each == around.child_by_field_name("attribute"):
            continue
        if around.type == "keyword_argument" and each == around.child_by_field_name("name"):
            continue
        is_bound = around.type in _BINDING or each == around.child_by_field_name("left")
        if source(each) in taken or is_bound or each == around.child_by_field_name("name"):
            return None
        found.append(each)
    called = re.compile(rb"\.%b\b" % re.escape(name.text or b""))
    return None if called.search(root_of(decorator).text or b"") else found


def _with_info(start: int, values: list[Node], reads: list[Node]) -> Iterator[str | Named | Span]:
    """The function from behind its decorator to the last place that reads `values`."""
    yield from (Span(start, values[0].start_byte), "info: ", Named("pydantic.ValidationInfo"))
    last = values[-1].end_byte
    for each in reads:
        yield from (Span(last, each.start_byte), "info.data")
        last = each.end_byte


def _is_kept(argument: Argument) -> bool:
    return argument.keyword in ("", "check_fields")


def _respelled(listed: Node, arguments: list[Argument]) -> list[str | Span]:
    """The brackets with what field_validator() takes of the arguments, laid out as they are."""
    pieces, start, last = list[str | Span](), listed.start_byte, listed.start_byte
    for each in arguments:
        is_before = each.keyword == "pre" and source(each.value) == "True"
        if not _is_kept(each):
            pieces.append(Span(start, each.node.start_byte if is_before else last))
            pieces += ['mode="before"'] if is_before else []
            start = each.node.end_byte
        last = each.node.end_byte
    return [*pieces, Span(start, listed.end_byte)]


def lacks_classmethod(decorator: Node, function: Node) -> bool:
    """Whether `@classmethod` is to stand below a decorator: pydantic adds it, type checkers do not."""
    return behind(decorator) is not None and "classmethod" not in decorators_of(function)


def parameters_of(function: Node) -> list[str]:
    """What kind of parameters a function has; one with a type counts as a plain name."""
    listed = function.child_by_field_name("parameters")
    found = code_children(listed)
    return [each.named_children[0].type if each.type == "typed_parameter" else each.type for each in found]


TRANSFORM = Transform(
    ("pydantic.validator", "pydantic.class_validators.validator"), compute, requires="pydantic>=2"
)
