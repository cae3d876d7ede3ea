"""What a call leaves out: those parameters are their defaults, whatever other callers pass for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask, Within, source
from refactor_cli.inference.values import Known
from refactor_cli.resolution import definitions_of

if TYPE_CHECKING:
    from refactor_cli.grammar import Node


def left_out(ask: Ask, path: str, call: Node, known: Known) -> frozenset[str]:
    """The parameters with a default for which a call of a function gives nothing; none where that cannot be told."""
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
