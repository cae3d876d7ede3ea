"""A function that is handed to one of the repository, or to `partial()` -> the calls that are seen to be made of it
there, by the name of the parameter or of what is put together.

https://docs.python.org/3/library/functools.html#functools.partial
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of, parameters_of
from refactor_cli.grammar import nearest
from refactor_cli.inline.call_arguments.called_with import arguments_of
from refactor_cli.inline.functions.bound_otherwise import called_with_arguments, taking_call
from refactor_cli.inline.functions.unawaited import named_in
from refactor_cli.inline.new_names.whole_names import led_to
from refactor_cli.signature import Bound, bind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.data import Parameter
    from refactor_cli.grammar import Node
    from refactor_cli.signature import CallArgument
    from refactor_cli.symbols import SymbolMap

Signature = tuple["Parameter", ...]


def called_there(
    symbols: SymbolMap, path: str, reference: Node, signatures: tuple[Signature, Signature], name: str
) -> str:
    """Why the calls that are made of a function where it is handed on do not do the same with another one, "" where
    nothing is seen."""
    old, new = signatures
    call = taking_call(reference)
    if call is None or old == new:
        return ""
    for at, line, given in _calls(symbols, path, call, reference):
        if not any(each.star for each in given) and (reason := called_with_arguments(given, old, new, name)):
            return f"{at}:{line} calls it: {reason}"
    return ""


def _calls(
    symbols: SymbolMap, path: str, call: Node, reference: Node
) -> Iterator[tuple[str, int, list[CallArgument]]]:
    function, given = call.child_by_field_name("function"), arguments_of(call)
    if function is None or given is None or function.type not in ("identifier", "attribute"):
        return
    if (function.text or b"").rpartition(b".")[2] == b"partial":
        for each in _of_partial(call):
            more = arguments_of(each)
            if more is not None:
                later = {one.keyword for one in more if one.keyword}
                before = [one for one in given[1:] if one.keyword not in later or not one.keyword]
                placed = [one for one in (*before, *more) if not one.keyword]
                yield (
                    path,
                    each.start_point.row + 1,
                    [*placed, *(one for one in (*before, *more) if one.keyword)],
                )
        return
    found = led_to(symbols, path, function)
    definition, taken = definition_of(symbols, found), parameters_of(symbols, found)
    if definition is None or definition.kind != "function" or taken is None:
        return
    bound, at = bind(given, taken), next(iter(found)).path or ""
    index = _index(call, reference)
    node = symbols.node(at, definition.span)
    for parameter in taken if isinstance(bound, Bound) and node is not None else ():
        if parameter.kind.startswith("var_") or not isinstance(bound, Bound) or node is None:
            continue
        if index not in bound.given.get(parameter.name, ()):
            continue
        for each in _called(node, parameter.name):
            if (arguments := arguments_of(each)) is not None:
                yield at, each.start_point.row + 1, arguments


def _index(call: Node, reference: Node) -> int:
    arguments = call.child_by_field_name("arguments")
    values = [
        each for each in (arguments.named_children if arguments is not None else ()) if each.type != "comment"
    ]
    whole = (
        reference.parent
        if reference.parent is not None and reference.parent.type == "keyword_argument"
        else reference
    )
    return values.index(whole) if whole in values else -1


def _called(function: Node, parameter: str) -> Iterator[Node]:
    """The calls of a parameter in its function."""
    name = next((each for each in _names(function, parameter)), None)
    for each in named_in(function, name) if name is not None else ():
        outer = each.parent
        if outer is not None and outer.type == "call" and outer.child_by_field_name("function") == each:
            yield outer


def _names(function: Node, parameter: str) -> Iterator[Node]:
    """Where a function has the name of a parameter in its head."""
    listed = function.child_by_field_name("parameters")
    for each in listed.named_children if listed is not None else ():
        name = each if each.type == "identifier" else each.child_by_field_name("name")
        name = name if name is not None else next(iter(each.named_children), None)
        if name is not None and name.text == parameter.encode():
            yield name


def _of_partial(partial: Node) -> Iterator[Node]:
    """The calls of what `partial()` gives: at once, or by the one name that it is given there."""
    outer = partial.parent
    if outer is None:
        return
    if outer.type == "call" and outer.child_by_field_name("function") == partial:
        yield outer
    left = outer.child_by_field_name("left") if outer.type == "assignment" else None
    around = nearest(outer, "function_definition", "module") if left is not None else None
    for each in (
        named_in(around, left)
        if around is not None and left is not None and left.type == "identifier"
        else ()
    ):
        call = each.parent
        if call is not None and call.type == "call" and call.child_by_field_name("function") == each:
            yield call
