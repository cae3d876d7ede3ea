"""datetime: `utcnow().replace(tzinfo=utc)` and `utc.localize(utcnow())` are `now(utc)`.

https://docs.python.org/3/library/datetime.html#datetime.datetime.utcnow

Where the value becomes an aware one at once the new call gives exactly that. Where it meets a naive one, or goes to
what takes naive ones only, an aware one would raise; and its text ends in the zone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, called_attribute, has_comment, source, text_value

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_NOW = "def utcnow(cls, zone):\n    return datetime.now(zone)"
_FROM = "def utcfromtimestamp(cls, timestamp, zone):\n    return datetime.fromtimestamp(timestamp, zone)"
_ARITHMETIC = frozenset({"binary_operator", "comparison_operator"})
# methods of the class -> how many arguments they take that say no zone
_NAIVE = {"now": 0, "today": 0, "fromtimestamp": 1}
_LIMIT = lazy_pattern(r"(?:^|\.)datetime\.(?:max|min)$")
_WITH_ZONE = 8  # datetime(year, month, day, hour, minute, second, microsecond, tzinfo)
_ZONES = frozenset({"ZoneInfo", "gettz", "timezone"})
_FOR_NAIVE = frozenset({"fromutc", "localize", "make_aware"})


def compute(seen: Seen) -> Answer:
    """For a call whose value gets the zone UTC at once, or that an aware value cannot stand for."""
    given = arguments_of(seen.node)
    is_now = seen.symbol.endswith(".utcnow")
    if (
        given is None
        or any(each.star or each.keyword for each in given)
        or len(given) != (0 if is_now else 1)
    ):
        return Passed("its arguments are given otherwise")
    if (found := _replaced(seen.node) or _localized(seen.node)) is not None and not has_comment(found[0]):
        whole, zone = found
        called = called_attribute(seen.node)
        return Computed(
            _NOW if is_now else _FROM,
            node=whole,
            receiver=called[0] if called is not None else None,
            arguments=(*(each.node for each in given), zone),
        )
    if function := _taken_by(seen.node):
        return Unfit(f"{function}() takes naive values only: give it what it is to make, or leave it out")
    if added := _beside_its_text(seen.node):
        return Unfit(f"isoformat() of an aware value ends in +00:00, which {added} does not expect")
    if other := _naive_beside(seen.node):
        return Unfit(f"'{other}' is naive, and raises beside an aware value")
    return Passed("it does not become aware at once")


def _replaced(call: Node) -> tuple[Node, Node] | None:
    """The call `….replace(tzinfo=utc)` of it, and the zone."""
    around = call.parent.parent if call.parent is not None and call.parent.type == "attribute" else None
    called = called_attribute(around) if around is not None and around.type == "call" else None
    given = arguments_of(around) if around is not None and called is not None else None
    if called is None or called[0] != call or called[1] != "replace" or around is None:
        return None
    if given is None or len(given) != 1 or given[0].keyword != "tzinfo" or not _is_utc(given[0].value):
        return None
    return around, given[0].value


def _localized(call: Node) -> tuple[Node, Node] | None:
    """The call `utc.localize(…)` of it, and the zone."""
    around = _around(call)
    called = called_attribute(around) if around is not None else None
    if around is None or called is None or called[1] not in ("localize", "fromutc") or not _is_utc(called[0]):
        return None
    given = arguments_of(around)
    return (around, called[0]) if given is not None and len(given) == 1 and not given[0].keyword else None


def _around(call: Node) -> Node | None:
    """The call that it is the first argument of."""
    listed = call.parent
    is_first = listed is not None and listed.type == "argument_list" and listed.named_children[0] == call
    return listed.parent if is_first and listed is not None else None


def _is_utc(zone: Node) -> bool:
    """Whether it says that it is UTC: `timezone.utc`, `pytz.UTC`, `ZoneInfo("UTC")`."""
    text = source(zone)
    if zone.type == "call":
        function, given = zone.child_by_field_name("function"), arguments_of(zone)
        name = last_part(source(function)) if function is not None else ""
        is_one = given is not None and len(given) == 1 and not given[0].keyword and not given[0].star
        return name in _ZONES and is_one and given is not None and text_value(given[0].value) == "UTC"
    return zone.type in ("attribute", "identifier") and last_part(text).lower() == "utc"


def _taken_by(call: Node) -> str:
    around = _around(call)
    function = (
        around.child_by_field_name("function") if around is not None and around.type == "call" else None
    )
    name = last_part(source(function)) if function is not None else ""
    return name if name in _FOR_NAIVE else ""


def _beside_its_text(call: Node) -> str:
    """What takes for granted that the text of `….isoformat()` says no zone: a `Z` behind it, or a cut of its end."""
    text = call.parent.parent if call.parent is not None and call.parent.type == "attribute" else None
    called = called_attribute(text) if text is not None and text.type == "call" else None
    if text is None or called is None or called[0] != call or called[1] != "isoformat":
        return ""
    whole, around = text, text.parent
    if around is not None and around.type == "subscript" and around.child_by_field_name("value") == text:
        cut = source(around)[len(source(text)) :]
        if re.fullmatch(r"\[\s*:\s*-\s*\d+\s*\]", cut):
            return f"'{cut}'"
        whole, around = around, around.parent
    if around is not None and around.type == "binary_operator":
        right = around.child_by_field_name("right")
        is_zone = right is not None and right != whole and (text_value(right) or "").startswith("Z")
        return source(right) if is_zone and right is not None else ""
    if around is not None and around.type == "interpolation" and around.next_sibling is not None:
        return "'Z' behind it" if source(around.next_sibling).startswith("Z") else ""
    formatted = around.parent if around is not None and around.type == "argument_list" else None
    pattern = called_attribute(formatted) if formatted is not None else None
    if pattern is not None and pattern[1] == "format" and "}Z" in (text_value(pattern[0]) or ""):
        return source(pattern[0])
    return ""


def _naive_beside(call: Node) -> str:
    """What stands on the other side of an operator and makes a naive value; also where something is added to the call
    or taken from it first."""
    node, around = call, call.parent
    while around is not None and (around.type in _ARITHMETIC or around.type == "parenthesized_expression"):
        others = [each for each in around.named_children if each not in (node, call)]
        naive = next(filter(_is_naive, others), None) if around.type in _ARITHMETIC else None
        if naive is not None:
            return source(naive)
        node, around = around, around.parent
    return ""


def _is_naive(node: Node) -> bool:
    """Whether it says itself that it makes a naive value: `datetime.now()`, `datetime(2020, 1, 2)`, `datetime.max`,
    `x.replace(tzinfo=None)`."""
    if node.type == "attribute":
        return _LIMIT.search(source(node)) is not None
    called = called_attribute(node) if node.type == "call" else None
    given = arguments_of(node) if node.type == "call" else None
    if given is None:
        return False
    if called is not None and called[1] == "replace":
        return [(each.keyword, source(each.value)) for each in given] == [("tzinfo", "None")]
    function = node.child_by_field_name("function")
    name = source(function) if function is not None else ""
    if name == "datetime" or name.endswith(".datetime"):
        return len(given) < _WITH_ZONE and not any(each.star or each.keyword == "tzinfo" for each in given)
    if called is None or not last_part(source(called[0])).startswith("datetime"):
        return False
    if called[1] == "strptime" and len(given) == 2:
        return given[1].value.type == "string" and "%z" not in source(given[1].value)
    return _NAIVE.get(called[1]) == len(given)


TRANSFORM = Transform(
    ("datetime.datetime.utcnow", "datetime.datetime.utcfromtimestamp"),
    compute,
    imports="from datetime import datetime",
    requires="python>=3.2",
)
