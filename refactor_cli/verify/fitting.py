"""Edits, Outcomes, SymbolMap of the result -> what is wrong with new calls of the repository's own functions."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.call_parameters import parameters_of
from refactor_cli.clipped import clipped
from refactor_cli.data import Edit, Outcome, Parameter, Span, Usage
from refactor_cli.recipe.parsing import dotted_of
from refactor_cli.renderers.clean import clean, clean_path
from refactor_cli.resolution import dotted_name, resolve, resolve_absolute, scope_at
from refactor_cli.splice import by_path, in_result, moved
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.binding import is_class, misfit, misfit_of_the_same, taken_by
from refactor_cli.verify.called_elsewhere import handed_on, parameters_at, refuses
from refactor_cli.verify.code import parsed_any
from refactor_cli.verify.own_names import may_be_own

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MOST_PLACES = 3
_LONGEST = 100  # characters of a signature


class Misfit(NamedTuple):
    """A usage whose new call will be refused: the signature of what it calls, and why."""

    usage: Usage
    called: str
    reason: str


def misfits(
    edits: Iterable[Edit], outcomes: Iterable[Outcome], old: SymbolMap, new: SymbolMap
) -> tuple[Misfit, ...]:
    """The calls that `edits` wrote and that what they call will refuse; one usage of each edit, the outermost. `old`
    and `new`: symbols before and after all the edits.

    Nothing is said about calls that were there before, but for those by a name that stands for something else now
    (`from a import new as o`), and about those of which it is not sure.
    """
    edits, outcomes = list(edits), list(outcomes)
    return (*_misfitting(edits, outcomes, old, new), *_carried(edits, outcomes, old, new))


def warnings(found: Iterable[Misfit], left: bool = False) -> tuple[str, ...]:
    """One line for each function and each reason; places are those of the usages, in the source of before. `left`:
    these calls are not written after all."""
    every: dict[tuple[str, str, str], dict[str, None]] = {}
    for usage, called, reason in found:
        word = "reference" if usage.kind == "reference" and usage.call_span is None else "call"
        places = every.setdefault((called, reason, word), {})
        places[f"{clean_path(usage.path)}:{usage.location.line}:{usage.location.column}"] = None
    return tuple(_told(what, list(places), left) for what, places in every.items())


def _misfitting(
    edits: Iterable[Edit], outcomes: Iterable[Outcome], old: SymbolMap, new: SymbolMap
) -> Iterator[Misfit]:
    usages = {each.usage.id: each.usage for each in outcomes if each.outcome == "rewritten"}
    taken = dict[str, tuple[Parameter, ...] | None]()
    for path, its_edits in by_path(edits).items():
        for edit, span in in_result(its_edits):
            own = [usages[id] for id in edit.usages if id in usages]
            usage = max(own, key=lambda each: _size(each.call_span or each.span), default=None)
            if usage is None or usage.kind == "import" or old.snapshot.files[path].language != "python":
                continue
            if usage.kind == "reference" and usage.call_span is None:
                for called, reason in _refused_callback(usage, span, old, new):
                    yield Misfit(usage, called, reason)
                continue
            before = old.snapshot.files[path].text.slice(*edit.span)
            text = old.snapshot.files[path].text
            was = text.slice(*usage.call_span) if usage.kind == "call" and usage.call_span else ""
            if usage.target not in taken:
                taken[usage.target] = _taken(old, usage)
            before_call = _Before(before, usage.target, was, taken[usage.target])
            for called, reason in _refused(new, path, span, before_call):
                yield Misfit(usage, called, reason)


def _carried(
    edits: Iterable[Edit], outcomes: Iterable[Outcome], old: SymbolMap, new: SymbolMap
) -> Iterator[Misfit]:
    """Of the calls by a name that an import or an assignment gives: they are written as they were."""
    edits = list(edits)
    made = {path: list(in_result(its_edits)) for path, its_edits in by_path(edits).items()}
    anew = {usage_id for edit in edits for usage_id in edit.usages}
    for each in outcomes:
        usage = each.usage
        if each.outcome != "rewritten" or usage.call_span is None or usage.id in anew:
            continue
        span = moved(made.get(usage.path, ()), usage.expression)
        if span is None:
            continue  # it is written anew
        call = old.snapshot.files[usage.path].text.slice(*usage.call_span)
        for called, reason in _refused(new, usage.path, span, _Before("", "", call, _taken(old, usage))):
            yield Misfit(usage, called, reason)


def _refused_callback(usage: Usage, span: Span, old: SymbolMap, new: SymbolMap) -> Iterator[tuple[str, str]]:
    """The function that is handed on in a span now, and why it refuses calls that the old one takes."""
    path = usage.path
    before, after = handed_on(old, path, usage.span), handed_on(new, path, span)
    was = parameters_at(old, path, before) if before is not None else None
    now = parameters_at(new, path, after) if after is not None else None
    file_map = new.map(path)
    if was is None or now is None or after is None or file_map is None:
        return
    if reason := refuses(was[1], now[1], after):
        at = after.start_byte
        (symbol,) = resolve(new, path, scope_at(file_map, at), now[0], at).symbols
        yield f"{dotted_name(new, symbol)}({_signature(now[1])})", reason


def _size(span: Span) -> int:
    return span.end - span.start


class _Before(NamedTuple):
    """What stood in a place: `text`, whose calls were there before; the `target` that was called, the `call`, and what
    the target takes."""

    text: str
    target: str
    call: str
    taken: tuple[Parameter, ...] | None


def _taken(old: SymbolMap, usage: Usage) -> tuple[Parameter, ...] | None:
    return parameters_of(old, resolve_absolute(old, usage.target).symbols)


def _refused(symbols: SymbolMap, path: str, span: Span, was: _Before) -> Iterator[tuple[str, str]]:
    """What is called in a span, and why it will refuse the call."""
    node = symbols.node(path, span)
    for call in _calls(node, span) if node is not None else ():
        source = (call.text or b"").decode("utf-8", "replace")
        if source in was.text or call.has_error or not may_be_own(symbols, _name_of(call)):
            continue
        read = _parsed(source)
        if read is None:
            continue
        if found := _of_the_same(symbols, was, read, (path, call.start_byte)):
            if reason := misfit(read, found[1]) or _by_stars(was, read, found[1]):
                yield f"{found[0]}({_signature(found[1])})", reason
            continue
        dotted, at = dotted_of(read.func), call.start_byte
        file_map = symbols.map(path) if dotted else None
        if file_map is None:
            continue
        scope = scope_at(file_map, at)
        parameters = taken_by(symbols, dotted, lambda name: resolve(symbols, path, scope, name, at))  # noqa: B023  # called at once
        if parameters is None:
            continue
        if reason := misfit(read, parameters) or _by_stars(was, read, parameters):
            (symbol,) = resolve(symbols, path, scope, dotted, at).symbols
            yield f"{dotted_name(symbols, symbol)}({_signature(parameters)})", reason


def _name_of(call: Node) -> str:
    """The last name of what is called; "" where it has none."""
    callee = call.child_by_field_name("function")
    named = callee.child_by_field_name("attribute") or callee if callee is not None else None
    is_named = named is not None and named.type == "identifier"
    return (named.text or b"").decode("utf-8", "replace") if named is not None and is_named else ""


def _by_stars(was: _Before, call: ast.Call, parameters: tuple[Parameter, ...]) -> str:
    old_call = _parsed(was.call) if was.taken is not None and "*" in was.call else None
    if old_call is None or was.taken is None:
        return ""
    return misfit_of_the_same(call, old_call, was.taken, parameters)


def _of_the_same(
    symbols: SymbolMap, was: _Before, call: ast.Call, place: tuple[str, int]
) -> tuple[str, tuple[Parameter, ...]] | None:
    """What a method takes that is called on the same object as the old one was, which names alone do not tell: the one
    of the old one's class."""
    owner = was.target.rpartition(".")[0]
    old = _parsed(was.call) if owner and isinstance(call.func, ast.Attribute) else None
    if old is None or not isinstance(call.func, ast.Attribute) or not isinstance(old.func, ast.Attribute):
        return None
    if ast.unparse(call) == ast.unparse(old):
        return None
    # `Class.method(receiver, …)` is called on its first argument
    receivers = {ast.unparse(each) for each in (old.func.value, *old.args[:1])}
    cls = resolve_absolute(symbols, owner)
    if ast.unparse(call.func.value) not in receivers or not is_class(cls):
        return None
    (path, at), receiver = place, ast.unparse(call.func.value)
    file_map = symbols.map(path)
    here = resolve(symbols, path, scope_at(file_map, at), receiver, at).values if file_map is not None else ()
    if any(value.kind == "class" for value in (*here, *resolve_absolute(symbols, receiver).values)):
        return None
    found = resolve_absolute(symbols, f"{owner}.{call.func.attr}").symbols
    parameters = parameters_of(symbols, found)
    return (dotted_name(symbols, next(iter(found))), parameters) if parameters is not None else None


def _calls(node: Node, span: Span) -> Iterator[Node]:
    """Calls whose callee, or part of it, stands in the span."""
    while node.parent is not None and (node.start_byte, node.end_byte) == (
        node.parent.start_byte,
        node.parent.end_byte,
    ):
        node = node.parent
    while (parent := node.parent) is not None and parent.type in ("attribute", "call"):
        if parent.type == "call" and parent.child_by_field_name("function") != node:
            break
        node = parent
    stack = [node]
    while stack:
        each = stack.pop()
        if each.start_byte >= span.end or each.end_byte <= span.start:
            continue
        callee = each.child_by_field_name("function") if each.type == "call" else None
        if callee is not None and callee.start_byte < span.end and callee.end_byte > span.start:
            yield each
        stack += reversed(each.children)


def _parsed(source: str) -> ast.Call | None:
    module = parsed_any(f"({textwrap.dedent(source)})")
    (statement,) = module.body if module is not None and len(module.body) == 1 else (None,)
    call = statement.value if isinstance(statement, ast.Expr) else None
    return call if isinstance(call, ast.Call) else None


def _signature(parameters: Iterable[Parameter]) -> str:
    """As a header has it, without annotations and defaults."""
    shown, is_keyword_only = list[str](), False
    for each in parameters:
        if each.kind == "keyword_only" and not is_keyword_only:
            shown.append("*")
        is_keyword_only |= each.kind in ("keyword_only", "var_positional")
        stars = {"var_positional": "*", "var_keyword": "**"}.get(each.kind, "")
        default = "=…" if each.default else ""
        shown.append(f"{stars}{each.name}{default}")
        if each.kind == "positional_only":
            shown = [*(name for name in shown if name != "/"), "/"]
    return clipped(", ".join(shown), _LONGEST)


def _told(what: tuple[str, str, str], places: list[str], left: bool) -> str:
    called, reason, word = what
    shown = ", ".join(place.rpartition(":")[0] for place in places[:_MOST_PLACES])
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    if left:
        count = f"1 {word} is" if len(places) == 1 else f"{len(places)} {word}s are"
        return f"{count} left open, and would not fit {clean(called)}: {clean(reason)} ({shown}{more})"
    count = f"1 new {word} does" if len(places) == 1 else f"{len(places)} new {word}s do"
    return f"{count} not fit {clean(called)}: {clean(reason)} ({shown}{more})"
