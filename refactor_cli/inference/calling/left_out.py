"""What a call leaves out: those parameters are their defaults, whatever other callers pass for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask, Within, called_in, source
from refactor_cli.inference.calling.decorators import is_decorated_anyhow
from refactor_cli.inference.values import Known
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import definitions_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# `cls = kind or self.kind`, `kind if kind is not None else self.kind`: what stands for a parameter that is left out
_OR_OWN = lazy_pattern(rb"\b(\w+)\s+(?:or|is\s+not\s+None\s+else)\s+(?:self|cls)\.")


def left_to_itself(ask: Ask, path: str, call: Node, known: Known) -> frozenset[str]:
    """The parameters that a call leaves out, and in whose place a method takes something of its own object: that is
    another thing for each class, whatever other callers pass. (Of every parameter that is left out, this would cost a
    search for each call.)"""
    names = _or_own(ask, known.symbol)
    if not names or is_decorated_anyhow(ask, known.symbol):
        return frozenset()  # a wrapper may pass what the call leaves out
    return names & left_out(ask, path, call, known)


def _or_own(ask: Ask, method: Symbol) -> frozenset[str]:
    """The names in whose place a function takes something of `self`, by its text."""
    memo: dict[Symbol, frozenset[str]] = ask.symbols.snapshot.memo.setdefault("or its own", {})
    if method not in memo:
        found = set[str]()
        for definition in definitions_of(ask.look, method) if method.path is not None else ():
            utf8 = ask.symbols.snapshot.files[method.path or ""].text.utf8
            found |= {each.decode() for each in _OR_OWN.findall(utf8, *definition.span)}
        memo[method] = frozenset(found)
    return memo[method]


def left_out(ask: Ask, path: str, call: Node, known: Known) -> frozenset[str]:
    """The parameters with a default for which a call of a function gives nothing; none where that cannot be told, as by
    another name it may be a partial that gives them: `self.build = partial(self.make, Cart)`."""
    if last_part(known.symbol.name) not in ("__call__", last_part(called_in(ask.symbols, path, call))):
        return frozenset()
    arguments = call.child_by_field_name("arguments")
    definitions = definitions_of(ask.look, known.symbol) if known.symbol.path is not None else ()
    if len(definitions) != 1 or arguments is None or arguments.type != "argument_list":
        return frozenset()
    count, keywords = 0, set[str]()
    for each in arguments.named_children:
        if each.type in ("list_splat", "dictionary_splat"):
            return frozenset()
        if each.type == "keyword_argument":
            name = each.child_by_field_name("name")
            keywords.add(source(ask.symbols, path, name) if name is not None else "")
        elif each.type != "comment":
            count += 1
    parameters = definitions[0].parameters[1 if known.bound is not None else 0 :]
    positional = [each for each in parameters if each.kind in ("positional", "positional_only")]
    given = {each.name for each in positional[:count]} | keywords
    return frozenset(each.name for each in parameters if each.default and each.name not in given)


def gone_through_without(
    ask: Ask, symbol: Symbol, within: Within | None, left_out: frozenset[str]
) -> Within | None:
    """The same for calls that leave out these parameters."""
    if within is not None:
        return within._replace(left_out=left_out)
    definitions = definitions_of(ask.look, symbol)
    if len(definitions) != 1 or symbol.path is None:
        return None
    return Within(symbol.path, definitions[0].span, None, True, left_out)
