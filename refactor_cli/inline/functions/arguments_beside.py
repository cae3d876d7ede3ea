"""What a function is called with where it is handed to something that takes its arguments beside it:
`Thread(target=old, args=(1,), kwargs={"a": 2})`, `pool.submit(old, 1, a=2)`.

https://docs.python.org/3/library/threading.html#thread-objects
https://docs.python.org/3/library/concurrent.futures.html#concurrent.futures.Executor.submit
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children
from refactor_cli.inline.call_arguments.called_with import arguments_of
from refactor_cli.signature import CallArgument

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# they are given the function under a keyword, and its arguments as a tuple and a mapping
_WITH_ARGS = {"Thread": "target", "Process": "target", "Timer": "function"}
# they are given the function, with all of its arguments behind it; by how many stand before it
_WITH_REST = {"submit": 0, "to_thread": 0, "addCleanup": 0, "run_in_executor": 1}


def given_beside(call: Node, reference: Node) -> list[CallArgument] | None:
    """The arguments; None where what the function is handed to says nothing of them, or not all is seen."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None:
        return None
    called = last_part((function.text or b"").decode("utf-8", "replace"))
    values = code_children(arguments)
    if called in _WITH_ARGS:
        named = {_name(each): each.child_by_field_name("value") for each in values if _name(each)}
        return _spread(named) if named.get(_WITH_ARGS[called]) == reference else None
    before = _WITH_REST.get(called)
    given = arguments_of(call)
    if before is None or given is None or len(values) <= before or values[before] != reference:
        return None
    rest = [*given[before + 1 :]]
    return rest if not any(each.star for each in given) else None


def _name(argument: Node) -> str:
    name = argument.child_by_field_name("name") if argument.type == "keyword_argument" else None
    return (name.text or b"").decode("utf-8", "replace") if name is not None else ""


def _spread(named: dict[str, Node | None]) -> list[CallArgument] | None:
    found = list[CallArgument]()
    args, kwargs = named.get("args"), named.get("kwargs")
    if args is not None:
        if args.type not in ("list", "tuple") or any(
            each.type == "list_splat" for each in args.named_children
        ):
            return None
        found += [CallArgument() for _ in code_children(args)]
    if kwargs is not None:
        keys = _keys(kwargs)
        if keys is None:
            return None
        found += [CallArgument(keyword=each) for each in keys]
    return found


def _keys(mapping: Node) -> list[str] | None:
    """The keys of `{"a": 1}` or `dict(a=1)`."""
    function = mapping.child_by_field_name("function") if mapping.type == "call" else None
    if function is not None and function.text == b"dict":
        names = [_name(each) for each in code_children(mapping.child_by_field_name("arguments"))]
        return names if all(names) else None
    found = list[str]()
    for each in code_children(mapping) if mapping.type == "dictionary" else ():
        key = each.child_by_field_name("key") if each.type == "pair" else None
        if key is None or key.type != "string":
            return None
        found.append((key.text or b"").decode("utf-8", "replace").strip("\"'"))
    return found if mapping.type == "dictionary" else None
