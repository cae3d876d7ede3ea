"""pytz: `pytz.timezone(…)` is `ZoneInfo(…)`, which has no `localize()`: a time gets its zone by `replace()`.

https://docs.python.org/3/library/zoneinfo.html
https://pytz.sourceforge.net/#localized-times-and-date-arithmetic
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import every_node
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.pytz_unknown import guards, is_asked_by_name, is_plain
from refactor_cli.transforms.reading import arguments_of, quoted, root_of, source, text_value

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_OF_PYTZ = frozenset({"localize", "normalize", "zone"})
_GIVEN_TO = frozenset({"tz", "tzinfo"})
_TAKE_ONE = frozenset({"astimezone", "fromtimestamp", "now"})
_ELSEWHERE = (
    "this file asks something for localize(), normalize() or zone, which no zone of the standard library has"
)


def compute(seen: Seen) -> Answer:
    """For calls with the name of a zone, as far as nothing in the file may ask it for what only pytz has."""
    given = arguments_of(seen.node)
    if given is None or len(given) != 1 or given[0].star:
        return Passed("it is not given the name of a zone alone")
    if not is_asked_by_name(seen.node):
        return Unfit("pytz takes names of zones in any case, and zoneinfo only as they are written there")
    if not all(map(is_plain, guards(seen.node))):
        return Unfit("what is caught around it is pytz' own, and ZoneInfoNotFoundError is raised now")
    zone = given[0].value
    key = text_value(zone) or ""
    inside = ((zone, quoted("UTC", zone)),) if key != "UTC" and key.upper() == "UTC" else ()
    if localized := localized_by(seen.node):
        call, time = localized
        rule = "def timezone(zone, dt):\n    return dt.replace(tzinfo=ZoneInfo(zone))"
        places = (zone, time)
        return Computed(rule, node=call, arguments=places, inside=inside, behaviour="changes")
    if reason := keeps_pytz(seen.node):
        return Unfit(reason)
    return Computed("def timezone(zone):\n    return ZoneInfo(zone)", inside=inside, behaviour="changes")


def localized_by(zone: Node) -> tuple[Node, Node] | None:
    """The call `zone.localize(time)`, and what it is given, where that is one time alone."""
    around = zone.parent
    name = around.child_by_field_name("attribute") if around is not None else None
    call = around.parent if around is not None and around.type == "attribute" else None
    if name is None or source(name) != "localize" or call is None or call.type != "call":
        return None
    given = arguments_of(call)
    is_alone = given is not None and len(given) == 1 and not given[0].keyword and not given[0].star
    return (call, given[0].node) if given is not None and is_alone else None


def keeps_pytz(zone: Node) -> str:
    """Why a zone stays: it, or something in the file that may be it, is asked for what only pytz has. "" where nothing
    is; a zone that is given to a time is not asked again."""
    around = zone.parent
    if around is not None and around.type == "attribute" and around.child_by_field_name("object") == zone:
        name = around.child_by_field_name("attribute")
        asked = source(name) if name is not None else ""
        return f"'{asked}' is asked of it: write by hand what takes its place" if asked in _OF_PYTZ else ""
    if around is not None and _is_given_to_a_time(around):
        return ""
    for node in every_node(root_of(zone)):
        name = node.child_by_field_name("attribute") if node.type == "attribute" else None
        owner = node.child_by_field_name("object")
        if (
            name is not None
            and owner is not None
            and source(name) in _OF_PYTZ
            and not _is_direct(owner, zone)
        ):
            return _ELSEWHERE
    return ""


def _is_given_to_a_time(around: Node) -> bool:
    """Whether what stands in there is `tzinfo=` or the argument of `now()`, `astimezone()` and their like."""
    name = around.child_by_field_name("name") if around.type == "keyword_argument" else None
    if name is not None:
        return source(name) in _GIVEN_TO
    call = around.parent if around.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    return function is not None and last_part(source(function)) in _TAKE_ONE


def _is_direct(owner: Node, zone: Node) -> bool:
    """Whether something is written as a zone is, and so has an answer of its own."""
    written, own = (each.child_by_field_name("function") or each for each in (owner, zone))
    is_call = written != owner
    last = last_part(source(written))
    return source(written) == source(own) or last in (("timezone",) if is_call else ("utc", "UTC"))


TRANSFORM = Transform(
    ("pytz.timezone",), compute, imports="from zoneinfo import ZoneInfo", requires="python>=3.9"
)
