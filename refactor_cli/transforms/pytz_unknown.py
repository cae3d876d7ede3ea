"""pytz: `UnknownTimeZoneError` is `ZoneInfoNotFoundError` where it is caught around nothing but a zone by its name.

https://docs.python.org/3/library/zoneinfo.html#zoneinfo.ZoneInfoNotFoundError

Both are a KeyError. Of what can be no name at all (`"../x"`) zoneinfo raises a ValueError instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import every_node
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, guards_of, root_of, source, text_value

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_NAME = "UnknownTimeZoneError"
_OF_PYTZ = lazy_pattern(r"\.(?:localize|normalize|zone)\b")
_HARMLESS = frozenset(
    {"activate", "astimezone", "fromtimestamp", "get", "getattr", "localtime", "now", "override", "str"}
)


def compute(seen: Seen) -> Answer:
    """Where it is caught by itself around zones that are all rewritten: nothing there raises the old one any more."""
    clause: Node | None = seen.node
    while clause is not None and clause.type != "except_clause":
        clause = clause.parent if clause.type in ("identifier", "attribute", "as_pattern", "tuple") else None
    if clause is None or clause.parent is None or not is_plain(clause.parent):
        return Unfit("zoneinfo raises ZoneInfoNotFoundError: look what is caught, and where it comes from")
    return Computed("def unknown():\n    return ZoneInfoNotFoundError", behaviour="changes")


def guards(call: Node) -> list[Node]:
    """The `try` and `with` statements around a call that catch what pytz alone raises."""
    return guards_of(call, _catches)


def _catches(guard: Node) -> bool:
    if guard.type == "with_statement":
        return _NAME in _head(guard)
    return any(_NAME in source(each) for each in _caught(guard))


def is_plain(guard: Node) -> bool:
    """Whether a `try` asks for zones by their names, and calls nothing else that may look for one."""
    body = guard.child_by_field_name("body")
    if guard.type != "try_statement" or body is None or _OF_PYTZ.search(source(root_of(guard))):
        return False
    called = {each: each.child_by_field_name("function") for each in every_node(body) if each.type == "call"}
    names = [(each, last_part(source(name))) for each, name in called.items() if name is not None]
    zones = [each for each, name in names if name == "timezone"]
    is_harmless = {name for _, name in names} <= _HARMLESS | {"timezone"}
    return bool(zones) and is_harmless and all(map(is_asked_by_name, zones))


def is_asked_by_name(call: Node) -> bool:
    """Whether it is given one name, which zoneinfo finds as well: pytz looks it up without regard to case."""
    given = arguments_of(call)
    if given is None or len(given) != 1 or given[0].star:
        return False
    key = text_value(given[0].value)
    return (
        key is None or key.upper() == "UTC" or all(each[:1].isupper() for each in key.strip("/").split("/"))
    )


def _caught(guard: Node) -> list[Node]:
    clauses = (each for each in guard.named_children if each.type == "except_clause")
    return [each for clause in clauses for each in clause.named_children if each.type != "block"]


def _head(statement: Node) -> str:
    body = statement.child_by_field_name("body")
    return source(statement).removesuffix(source(body)) if body is not None else source(statement)


TRANSFORM = Transform(
    ("pytz.UnknownTimeZoneError", "pytz.exceptions.UnknownTimeZoneError"),
    compute,
    imports="from zoneinfo import ZoneInfoNotFoundError",
    is_property=True,
    requires="python>=3.9",
)
