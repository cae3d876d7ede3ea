"""What one call gives a function that makes what it gives back of it: `make(Cart)` of `def make(cls): return cls()`.

Callers of such a function get each what they ask for, not what all of them together do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.data import Definition, Span, Symbol
from refactor_cli.inference.asking import CALLERS, Ask, Given, Within, source
from refactor_cli.inference.calling.called_names import Call
from refactor_cli.inference.calling.decorators import is_decorated_anyhow
from refactor_cli.inference.calling.passed_arguments import argument_of
from refactor_cli.inference.calling.returns import returned
from refactor_cli.inference.members.overriding import gone_through_for
from refactor_cli.inference.values import PROVEN, Known, Types, foreign, received
from refactor_cli.resolution import bindings_at, definitions_of, scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_BY_NAME = frozenset({"positional_only", "positional", "keyword_only"})
_OWN = ("self", "cls")
# a parameter that is called, or given back, as it is or by what it is passed to
_CALLED = rb"(?<![\w.])%b[ \t]*\("
_GIVEN_BACK = rb"\breturn[ \t]+(?:[^\n#]{0,200}[(,=][ \t]*%b[ \t]*[,)]|%b[ \t]*(?:[#;\r\n]|\Z))"


def given_here(ask: Ask, path: str, call: Node, known: Known) -> Given:
    """The parameters that a function calls or gives back, with what a call passes for them, where that is proved."""
    found = definitions_of(ask.look, known.symbol) if known.symbol.path is not None else ()
    if len(found) != 1 or not (names := _made_of(ask, known.symbol, found[0])):
        return ()
    asked = Call(path, Span(call.start_byte, call.end_byte), int(known.bound is not None))
    given = list[tuple[str, Types]]()
    for parameter in found[0].parameters:
        if parameter.name not in names:
            continue
        argument = argument_of(ask, asked, found[0], parameter)
        if argument is None or isinstance(argument, str) or _is_handed_on(ask, path, argument):
            continue
        types = ask.expression(path, argument)
        if types.complete and types.via <= PROVEN and any(map(_says_more, types.known)):
            given.append((parameter.name, foreign(types)))
    return tuple(given)


def result_for(ask: Ask, known: Known, given: Given, part: int | None) -> Types:
    """What a function gives a call that passes it these. That counts as a step to a caller, of which there is a bound:
    functions that pass each other what they made of their parameters would be followed for ever."""
    (definition,) = definitions_of(ask.look, known.symbol)
    within = gone_through_for(ask, known) if known.bound is not None else None
    within = within or Within(known.symbol.path or "", definition.span, None, True)
    key = ("result", known.symbol) if part is None else ("result", known.symbol, part)
    within = within._replace(given=given)
    types = ask.hop(CALLERS, lambda: ask.once(key, lambda: returned(ask, known.symbol, part), within))
    return types if known.bound is None else received(types, known.bound, known.own)


def _is_handed_on(ask: Ask, path: str, argument: Node) -> bool:
    """Whether an argument is a parameter of the function around it: what its callers pass takes a search of its own,
    and is hardly ever proved, but where one call's are gone through."""
    file_map = ask.symbols.map(path)
    if argument.type != "identifier" or file_map is None or ask.within(path, argument.start_byte) is not None:
        return False
    name = source(ask.symbols, path, argument)
    bound = bindings_at(file_map, scope_at(file_map, argument.start_byte), name, argument.start_byte)
    return name not in _OWN and any(each.kind == "parameter" for each in bound)


def _says_more(known: Known) -> bool:
    """Whether it is something that can be called, or of the repository: of texts and numbers nothing is made."""
    return known.kind in ("class", "function", "lambda") or known.symbol.path is not None


def _made_of(ask: Ask, symbol: Symbol, function: Definition) -> frozenset[str]:
    """The parameters of a function that it calls, or gives back, by its text."""
    memo: dict[Symbol, frozenset[str]] = ask.symbols.snapshot.memo.setdefault("parameters made of", {})
    if symbol not in memo:
        memo[symbol] = frozenset()
        if function.kind == "function" and not is_decorated_anyhow(ask, symbol):
            utf8 = ask.symbols.snapshot.files[symbol.path or ""].text.utf8
            names = (each.name for each in function.parameters if each.kind in _BY_NAME)
            memo[symbol] = frozenset(each for each in names if _is_used(utf8, function.span, each))
    return memo[symbol]


def _is_used(utf8: bytes, body: Span, name: str) -> bool:
    word = re.escape(name.encode())
    ways = (_CALLED % word, _GIVEN_BACK % (word, word))
    return any(re.compile(each).search(utf8, body.start, body.end) is not None for each in ways)
