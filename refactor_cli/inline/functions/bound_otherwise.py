"""A call, and what its callee and that which takes its place are called with -> which argument would go elsewhere, or
nowhere, and what it leaves out that stands for something else there.

https://docs.python.org/3/reference/expressions.html#calls
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.counted import counted
from refactor_cli.expression_nodes import code_children
from refactor_cli.grammar import nearest
from refactor_cli.inline.call_arguments.called_with import arguments_of
from refactor_cli.inline.functions.arguments_beside import given_beside
from refactor_cli.inline.functions.default_values import are_of_one_kind, stands_for_the_same
from refactor_cli.recipe.parsing import is_literal
from refactor_cli.signature import Bound, CallArgument, Unbound, bind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from refactor_cli.data import Parameter
    from refactor_cli.grammar import Node

Signature = tuple["Parameter", ...]
_PARTIAL = (b"partial", b"partialmethod")
# what does something else with a function than to call it, or to keep it
_NOT_CALLING = frozenset({"attribute", "comparison_operator", "expression_statement", "type"})
_BY_KEY = frozenset({b"groupby", b"max", b"min", b"nlargest", b"nsmallest", b"sort", b"sorted"})
_PLACES = ("positional_only", "positional")
_STARS = ("dictionary_splat", "list_splat")
_SPLATS = ("dictionary_splat_pattern", "list_splat_pattern")
# as a default these say that the body decides, if anything does: what that comes to is not seen
_UNSAID = frozenset({"None", "...", "()", "[]", "{}", "''", '""'})


def bound_otherwise(
    call: Node, old: Signature, new: Signature, name: str, *, defaults: bool = True, refused: bool = True
) -> str:
    """Why a call does not do the same with `new`, called `name`, "" where nothing is seen. `defaults`: what it leaves
    out counts; `refused`: that it does not fit at all counts, which is seen of the new code as well."""
    given = arguments_of(call)
    if given is None or old == new:
        return ""
    was, becomes = bind(given, old), bind(given, new)
    if any(each.star for each in given):
        by_place = sum(not (each.keyword or each.star == "**") for each in given)
        is_starred = any(each.star == "*" for each in given)
        moved = _moved(range(len(_placed(old)) if is_starred else by_place), old, new, name)
        is_decided = defaults and not _hands_its_own_on(call)
        return moved or (_may_leave_out(given, old, new, name) if is_decided else "")
    if isinstance(was, Unbound):
        return ""  # it is refused, on purpose, or more is called so than is known
    if isinstance(becomes, Unbound) and not refused:
        return ""
    if isinstance(becomes, Unbound):
        return f"'{name}' has other parameters: {becomes.reason.replace('the old signature', 'it')}"
    indexes = [index for index, each in enumerate(given) if not each.keyword]
    return _moved(indexes, old, new, name) or (_left_out(was, old, new, name) if defaults else "")


def is_handed_on(reference: Node) -> bool:
    """Whether a function is given to a call: `map(old, items)`, `sorted(items, key=old)`."""
    return taking_call(reference) is not None


def taking_call(reference: Node) -> Node | None:
    """The call that a function is given to."""
    parent = reference.parent
    if parent is not None and parent.type == "keyword_argument":
        parent = parent.parent
    call = parent.parent if parent is not None and parent.type == "argument_list" else None
    return call if call is not None and call.type == "call" else None


def called_elsewhere(reference: Node, old: Signature, new: Signature, name: str) -> str:
    """Why what calls a function by another name, or what it is given to, would not do the same with `new`, "" where
    nothing is seen: of the arguments that it is sure to give, one would go elsewhere, or nowhere."""
    if reference.parent is not None and reference.parent.type in _NOT_CALLING:
        return ""
    if not is_handed_on(reference):
        return _moved(range(len(_placed(old))), old, new, name)
    call = taking_call(reference)
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    if call is not None and function is not None and (function.text or b"").rpartition(b".")[2] in _PARTIAL:
        given = arguments_of(call) or []
        bound = [each for each in given[1:] if not (each.keyword or each.star)]
        return _moved(range(len(bound)), old, new, name)
    if call is not None and (beside := given_beside(call, reference)) is not None:
        return called_with_arguments(beside, old, new, name)
    if (count := _given_by_caller(call, function)) and not isinstance(
        bind([CallArgument()] * count, old), Unbound
    ):
        becomes = bind([CallArgument()] * count, new)
        if isinstance(becomes, Unbound):
            reason = becomes.reason.replace("the old signature", "it")
            return f"'{name}' is called with {counted(count, 'argument')} there: {reason}"
        return called_with_arguments([CallArgument()] * count, old, new, name)
    needed = [each for each in _placed(old) if not each.default]
    return refuses_what_is_handed_on(old, new, name) or _moved(range(len(needed)), old, new, name)


def _given_by_caller(call: Node | None, function: Node | None) -> int:
    """How many arguments what is handed to `map()` or `reduce()` is called with; 0 where that is not said."""
    called = (function.text or b"").rpartition(b".")[2] if function is not None else b""
    given = arguments_of(call) if call is not None else None
    if called == b"reduce":
        return 2
    if called == b"filter" or (called in _BY_KEY and any(each.keyword == "key" for each in given or ())):
        return 1
    is_plain = called == b"map" and given is not None and not any(each.keyword or each.star for each in given)
    return len(given) - 1 if given is not None and is_plain else 0


def refuses_what_is_handed_on(old: Signature, new: Signature, name: str) -> str:
    """Why what calls a function that it is given cannot call `new` as it called `old`, "" where nothing is seen: what
    is needed alone is more than was, or more than was taken."""
    needed = [each for each in new if not each.default and not each.kind.startswith("var_")]
    had = {each.name for each in old}
    takes_more = any(each.kind.startswith("var_") for each in old)
    asked = [each for each in old if not each.default and not each.kind.startswith("var_")]
    if takes_more or any(each.kind.startswith("var_") for each in new):
        return ""
    if len(needed) > len(asked):
        more = next((each.name for each in needed if each.name not in had), needed[-1].name)
        return f"'{name}' needs '{more}' as well, and what calls it there gives what the old one needs"
    if len([each for each in asked if each.kind in _PLACES]) > len(_placed(new)):
        return f"'{name}' takes fewer arguments than the old one needs, and what calls it there gives those"
    return ""


def called_with_arguments(given: Sequence[CallArgument], old: Signature, new: Signature, name: str) -> str:
    """Why a function that is called with such arguments by what it is handed to is not called alike, "" where it is."""
    was, becomes = bind(given, old), bind(given, new)
    if isinstance(was, Unbound):
        return ""
    if isinstance(becomes, Unbound):
        return f"'{name}' has other parameters: {becomes.reason.replace('the old signature', 'it')}"
    indexes = [index for index, each in enumerate(given) if not each.keyword]
    return _moved(indexes, old, new, name) or _left_out(was, old, new, name)


def _placed(parameters: Signature) -> list[Parameter]:
    return [each for each in parameters if each.kind in _PLACES]


def _moved(indexes: Sequence[int], old: Signature, new: Signature, name: str) -> str:
    """Of arguments by position: one that goes to what has the name of another, which is a parameter as well."""
    places, targets = _placed(old), _placed(new)
    had, have = {each.name for each in old}, {each.name for each in new}
    for index in indexes:
        if index >= min(len(places), len(targets)):
            continue
        was, becomes = places[index].name, targets[index].name
        if was != becomes and (was in have or becomes in had):
            return f"argument {index + 1} is '{was}' of the old one, and would be '{becomes}' of '{name}'"
    return ""


def _may_leave_out(given: Sequence[CallArgument], old: Signature, new: Signature, name: str) -> str:
    """The same of what a call with stars may leave out."""
    before = next((index for index, each in enumerate(given) if each.star or each.keyword), len(given))
    sure = {each.name for each in _placed(old)[:before]} | {each.keyword for each in given if each.keyword}
    rest = frozenset(each.name for each in old if each.default and each.name not in sure)
    return _left_out(Bound({}, rest), old, new, name)


def _hands_its_own_on(call: Node) -> bool:
    """Whether all stars of a call hand on what the function around it is given, so that its callers decide what is left
    out: `super().__init__(*args, **kwargs)`."""
    function = nearest(call, "function_definition", "lambda")
    listed = function.child_by_field_name("parameters") if function is not None else None
    own = {
        each.text for each in (listed.named_children if listed is not None else ()) if each.type in _SPLATS
    }
    arguments = call.child_by_field_name("arguments")
    given = code_children(arguments) if arguments is not None else []
    stars = {(each.text or b"").replace(b" ", b"") for each in given if each.type in _STARS}
    return stars <= own


def _left_out(was: Bound, old: Signature, new: Signature, name: str) -> str:
    """A parameter that the call leaves out, and for which another constant stands then."""
    for index, parameter in enumerate(old):
        if parameter.name not in was.left_out:
            continue
        there = next((each for each in new if each.name == parameter.name), None)
        if there is None and parameter.kind in _PLACES and index < len(_placed(new)):
            there = _placed(new)[index]
        if there is None or not there.default or stands_for_the_same(parameter, there):
            continue
        if {parameter.default, there.default} & _UNSAID:
            continue
        is_one = there.name == parameter.name or are_of_one_kind(parameter.default, there.default)
        if is_one and is_literal(parameter.default) and is_literal(there.default):
            other = "" if there.name == parameter.name else f" for '{there.name}'"
            return (
                f"the call leaves out '{parameter.name}', which is {parameter.default} then, and '{name}' has "
                f"{there.default}{other}: give it"
            )
    return ""
