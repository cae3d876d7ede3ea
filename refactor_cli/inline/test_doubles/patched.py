"""Usages that give the old symbol another value (`patch("app.report.old")`, `report.old = Mock()`) and stay, while the
calls that were to get it do not: what is said of them then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.data import SURE, Outcome, Usage
from refactor_cli.grammar import nearest
from refactor_cli.resolution import Lookup, Values, evaluate, resolve_absolute
from refactor_cli.text import DOTTED_NAME

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_SETTERS = (b"setattr", b"delattr")
_PATTERNS = frozenset(
    {
        "expression_list",
        "list_pattern",
        "list_splat_pattern",
        "parenthesized_expression",
        "pattern_list",
        "tuple_pattern",
    }
)
_STORING = frozenset({"assignment", "augmented_assignment", "for_in_clause", "for_statement"})
_MOST_PLACES = 3


def with_patched(symbols: SymbolMap, outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """The same outcomes; of usages that replace the old symbol they tell which calls go elsewhere now, and of those
    that replace what takes its place, which do not."""
    every = tuple(outcomes)
    told = {each.usage: each for each in (*_told(symbols, every), *_told_of_new(symbols, every))}
    return tuple(told.get(each.usage, each) for each in every)


def _told(symbols: SymbolMap, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    gone: dict[str, list[Usage]] = {}
    in_code = [each for each in outcomes if symbols.map(each.usage.path) is not None]
    for each in in_code:
        is_called = each.usage.kind in ("call", "decorator", "reference") and not is_stored(
            symbols, each.usage
        )
        if each.outcome == "rewritten" and not each.is_carried and is_called:
            gone.setdefault(each.usage.target, []).append(each.usage)
    for outcome in in_code if gone else ():
        usage = outcome.usage
        if outcome.outcome != "open" or not outcome.is_general:
            continue  # there is more to be said already
        if usage.target not in gone or not gives_value(symbols, usage):
            continue
        modules, places = modules_of(symbols, usage), gone[usage.target]
        if modules:
            places = [each for each in places if modules & looked_up_in(symbols, each)]
        if not places:
            continue
        yield replace(outcome, reason=goes_on(places), is_general=False)


def _told_of_new(symbols: SymbolMap, outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    new = [each for each in outcomes if each.outcome == "rewritten" and each.usage.kind == "string"]
    new = [each for each in new if symbols.map(each.usage.path) and gives_value(symbols, each.usage)]
    calls = calls_by_module(symbols, outcomes) if new else {}
    for outcome in new:
        going_by = calls_of(symbols, calls, outcome.usage)
        left = [each.usage for each in going_by if each.outcome == "open"]
        if left and not outcome.reason:
            reason = f"it replaces the new one, and {_shown(left)} still goes by the old one"
            yield replace(outcome, reason=reason, behaviour="changes")


def calls_by_module(
    symbols: SymbolMap, outcomes: Iterable[Outcome]
) -> dict[tuple[str, str | None], list[Outcome]]:
    """What became of the calls of each target, by the module in which they look it up."""
    found: dict[tuple[str, str | None], list[Outcome]] = {}
    for each in outcomes:
        usage = each.usage
        is_call = usage.kind in ("call", "decorator", "reference") and usage.certainty in SURE
        if is_call and symbols.map(usage.path) is not None and not is_stored(symbols, usage):
            for module in looked_up_in(symbols, usage):
                found.setdefault((usage.target, module), []).append(each)
    return found


def calls_of(
    symbols: SymbolMap, calls: Mapping[tuple[str, str | None], Sequence[Outcome]], put: Usage
) -> list[Outcome]:
    """Of `calls_by_module`, those that look the old symbol up where a usage replaces it."""
    modules = modules_of(symbols, put)
    return [each for module in modules for each in calls.get((put.target, module), ())]


def is_stored(symbols: SymbolMap, usage: Usage) -> bool:
    """Whether a usage is an attribute that is assigned to, also by `for` or `as`, or deleted."""
    node = symbols.node(usage.path, usage.span)
    node = node.parent if node is not None else None
    if node is None or node.type != "attribute" or node.end_byte != usage.span.end:
        return False
    while node.parent is not None and node.parent.type in _PATTERNS:
        node = node.parent
    around = node.parent
    if around is None:
        return False
    if around.type in ("delete_statement", "as_pattern_target"):
        return True
    return around.type in _STORING and around.child_by_field_name("left") == node


def owners_of(symbols: SymbolMap, usage: Usage) -> Values:
    """What the old symbol is asked of: by a dotted path, by what stands before a name in quotes, or before its dot."""
    look, text = Lookup(symbols), symbols.snapshot.files[usage.path].text
    written = "".join(text.slice(*usage.expression).split()).replace(":", ".")
    owner = written.rpartition(".")[0]
    if usage.kind == "string" and owner:
        return _led(symbols, owner, usage.path)
    if usage.kind == "string":
        owner = _first_argument(symbols, usage)
        if owner[:1] in ("'", '"'):
            return _led(symbols, owner.strip("\"'"), usage.path)
    if not DOTTED_NAME.match(owner):
        return Values(frozenset(), False)
    return evaluate(look, usage.path, usage.scope, owner, usage.expression.start)


def _led(symbols: SymbolMap, dotted: str, path: str) -> Values:
    return Values(frozenset(resolve_absolute(symbols, dotted, path).values), False)


def modules_of(symbols: SymbolMap, usage: Usage) -> frozenset[str | None]:
    """The modules that a usage which replaces the old symbol does it in."""
    values = owners_of(symbols, usage).values
    return frozenset(value.symbol.path for value in values if value.kind == "module")


def looked_up_in(symbols: SymbolMap, usage: Usage) -> frozenset[str | None]:
    """The modules that a usage gets the symbol from: its own one for a plain name."""
    return frozenset((usage.path,)) if usage.expression == usage.span else modules_of(symbols, usage)


def gives_value(symbols: SymbolMap, usage: Usage) -> bool:
    """Whether the old symbol gets another value there, by an assignment, `setattr` or `patch`."""
    if usage.kind != "string":
        return usage.kind == "reference" and is_stored(symbols, usage)
    end = usage.span.end
    if symbols.snapshot.files[usage.path].text.utf8[end : end + 1] in (b".", b":"):
        return False  # something of it gets another value
    if usage.evidence[:1] == ("patch",):
        return True
    call = _call_around(symbols, usage)
    callee = call.child_by_field_name("function") if call is not None else None
    return callee is not None and callee.text in _SETTERS


def _call_around(symbols: SymbolMap, usage: Usage) -> Node | None:
    return nearest(symbols.node(usage.path, usage.span), "call")


def _first_argument(symbols: SymbolMap, usage: Usage) -> str:
    call = _call_around(symbols, usage)
    arguments = call.child_by_field_name("arguments") if call is not None else None
    first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    return (first.text or b"").decode("utf-8", "replace") if first is not None else ""


def goes_on(calls: Iterable[Usage]) -> str:
    """What is said of a place that replaces the old symbol, where these calls are rewritten."""
    reason = f"it goes on replacing the old one, which is no longer used by {_shown(calls)}"
    return f"{reason}: replace what takes its place there"


def _shown(usages: Iterable[Usage]) -> str:
    places = sorted({(each.path, each.location.line) for each in usages})
    shown = ", ".join(f"{path}:{line}" for path, line in places[:_MOST_PLACES])
    return shown + (f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else "")
