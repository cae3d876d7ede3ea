"""Functions that keep what they give, and give it again for the same arguments, instead of ones that make it anew each
time, and the other way round; and parameters whose default is one list for all calls.

https://docs.python.org/3/library/functools.html#functools.lru_cache
https://docs.python.org/3/faq/programming.html#why-are-default-values-shared-between-objects
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of, parameters_of
from refactor_cli.data import Definition, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inline.call_arguments.called_with import arguments_of
from refactor_cli.inline.contexts import stands_in
from refactor_cli.inline.functions.values_given import results
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.signature import Bound, bind

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_KEEPING = frozenset({"cache", "lru_cache"})
_CHANGEABLE = frozenset({"dict", "list", "set"})
_DISPLAYS = frozenset(
    {"dictionary", "dictionary_comprehension", "list", "list_comprehension", "set", "set_comprehension"}
)
_ONE_FOR_ALL = re.compile(r"(?:\[|\{(?!\})|\{\}|(?:list|dict|set|defaultdict|OrderedDict|deque|Counter)\()")
_HANDED_OUT = (
    r"\breturn\s+{0}\b\s*$|\b{0}\s*\.\s*(?:add|append|clear|discard|extend|insert|pop|popitem|remove|setdefault|update)\("
    r"|\b{0}\s*\[[^\n=]*\]\s*(?:[-+*/|&^%@]|//)?=(?!=)|\b{0}\s*[-+|&^]=|\.\w+\s*=\s*{0}\s*$|\byield\s+{0}\b"
)


def kept_otherwise(
    symbols: SymbolMap, old: frozenset[Symbol], new: frozenset[Symbol], call: Node | None
) -> str:
    """Why what one function keeps between its calls is in the way, "" where nothing is seen."""
    was, becomes = definition_of(symbols, old), definition_of(symbols, new)
    if was is None or becomes is None or not was.kind == becomes.kind == "function" or call is None:
        return ""
    name = last_part(next(iter(new)).name)
    if _is_kept(becomes) and not _is_kept(was) and (reason := _taken_or_shared(symbols, new, becomes, call)):
        return f"'{name}' {reason}"
    if (
        _is_kept(was)
        and not _is_kept(becomes)
        and not (stands_in(call, "statement") or stands_in(call, "for"))
    ):
        if made := _made(symbols, new, becomes):
            return f"the old function gives the same object for the same arguments, and '{name}' makes {made}"
    return _one_default(symbols, (old, new), becomes, call)


def _is_kept(definition: Definition) -> bool:
    return bool(decorator_names(definition) & _KEEPING)


def _taken_or_shared(symbols: SymbolMap, new: frozenset[Symbol], definition: Definition, call: Node) -> str:
    arguments = call.child_by_field_name("arguments")
    for each in arguments.named_children if arguments is not None else ():
        given = each.child_by_field_name("value") if each.type == "keyword_argument" else each
        if given is not None and given.type in _DISPLAYS:
            return "keeps what it gives by its arguments, which have to have a hash"
    made = _made(symbols, new, definition, objects=False)
    is_used_up = stands_in(call, "statement") or stands_in(call, "for")
    return f"keeps what it gives, {made} that all its callers share" if made and not is_used_up else ""


def _made(
    symbols: SymbolMap, found: frozenset[Symbol], definition: Definition, *, objects: bool = True
) -> str:
    """What a function makes each time that can be told from others of its kind: a container, or an object."""
    for each in results(symbols, next(iter(found)).path or "", definition) or ():
        if each.name in _CHANGEABLE:
            return f"a {each.name}"
        is_plain_object = (each.node.text or b"") == b"object()"
        if objects and (each.cls is not None or is_plain_object):
            return f"an object of {last_part(each.cls.name)}" if each.cls is not None else "an object"
    return ""


def _one_default(
    symbols: SymbolMap, functions: tuple[frozenset[Symbol], frozenset[Symbol]], new: Definition, call: Node
) -> str:
    """A parameter that the call leaves out, of which the default is one container that the function changes, or hands
    out; the old one has no such default."""
    old, found = functions
    taken, had, given = parameters_of(symbols, found), parameters_of(symbols, old), arguments_of(call)
    odd = [each for each in taken or () if each.default and _ONE_FOR_ALL.match(each.default)]
    if not odd or taken is None or had is None or given is None or any(each.star for each in given):
        return ""
    bound = bind(given, taken)
    body = (
        symbols.snapshot.files[next(iter(found)).path or ""]
        .text.utf8[slice(*new.span)]
        .decode("utf-8", "replace")
    )
    for each in odd if isinstance(bound, Bound) else ():
        is_old = any(one.name == each.name and one.default == each.default for one in had)
        if is_old or not isinstance(bound, Bound) or each.name not in bound.left_out:
            continue
        if re.search(_HANDED_OUT.format(re.escape(each.name)), body, re.M):
            return f"the call leaves out '{each.name}', which is one container for all calls of '{new.name}' then"
    return ""
