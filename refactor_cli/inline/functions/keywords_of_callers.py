"""A function that is handed on, to a parameter, a container or an attribute -> the keywords that those who call it
there give, and the one that takes its place does not take.

https://docs.python.org/3/reference/expressions.html#calls
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Parameter, Symbol
from refactor_cli.grammar import nearest, of_kinds
from refactor_cli.inference.asking import deep_stack
from refactor_cli.inference.inferring import asking
from refactor_cli.inline.new_names.whole_names import led_to
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

Signature = tuple[Parameter, ...]
_MOST_CALLS = 300
_BY_KEYWORD = ("keyword_only", "positional")


def refused_keyword(
    symbols: SymbolMap, old: Symbol, signatures: tuple[Signature, Signature], name: str
) -> str:
    """Which keyword callers of what holds `old` give it that `name` does not take, "" where none is seen."""
    memo: dict[tuple[Symbol, str], str] = symbols.snapshot.memo.setdefault("refused keywords", {})
    if (old, name) not in memo:
        memo[old, name] = _refused(symbols, old, signatures, name)
    return memo[old, name]


def _refused(symbols: SymbolMap, old: Symbol, signatures: tuple[Signature, Signature], name: str) -> str:
    was, becomes = signatures
    if any(each.kind == "var_keyword" for each in becomes):
        return ""
    has = {each.name for each in becomes if each.kind in _BY_KEYWORD}
    lost = [each.name for each in was if each.kind in _BY_KEYWORD and each.name not in has]
    for keyword in lost:
        with deep_stack():
            for path, call in islice(_given(symbols, keyword), _MOST_CALLS):
                if _reaches(symbols, path, call, old, keyword):
                    where = f"{path}:{call.start_point.row + 1}"
                    return f"{where} may call it with '{keyword}', which '{name}' does not take"
    return ""


def _given(symbols: SymbolMap, keyword: str) -> Iterator[tuple[str, Node]]:
    """The calls that give a keyword."""
    word = keyword.encode()
    for path in python_files_with(symbols.snapshot, keyword):
        if symbols.map(path) is None:
            continue
        root = symbols.tree(path).root_node
        for at in offsets(symbols.snapshot.files[path].text.utf8, word):
            node = root.descendant_for_byte_range(at, at + len(word))
            outer = node.parent if node is not None else None
            if outer is None or outer.type != "keyword_argument" or outer.child_by_field_name("name") != node:
                continue
            call = nearest(outer, "call")
            if call is not None:
                yield path, call


def _reaches(symbols: SymbolMap, path: str, call: Node, old: Symbol, keyword: str) -> bool:
    """Whether a call may be of a function by another name than its own, or hands the keyword on to it by `**kwargs`."""
    function = call.child_by_field_name("function")
    if function is None:
        return False
    found = led_to(symbols, path, function) if function.type in ("identifier", "attribute") else frozenset()
    if old in found:
        return False
    if definition_of(symbols, found) is not None:
        return _hands_on(symbols, next(iter(found)), keyword, old) and not _gives_another(
            symbols, path, call, old
        )
    known = [each.symbol for each in asking(symbols).site(path, function).known if each.kind == "function"]
    return old in known or any(_hands_on(symbols, each, keyword, old) for each in known)


def _gives_another(symbols: SymbolMap, path: str, call: Node, old: Symbol) -> bool:
    """Whether a call names functions of the repository for what it calls to call, and `old` is none of them."""
    arguments = call.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    values = [each.child_by_field_name("value") or each for each in given]
    named = [led_to(symbols, path, each) for each in values if each.type in ("attribute", "identifier")]
    functions = [each for each in named if definition_of(symbols, each) is not None]
    return bool(functions) and not any(old in each for each in named) and len(functions) == len(named)


def _hands_on(symbols: SymbolMap, called: Symbol, keyword: str, old: Symbol) -> bool:
    """Whether a function takes a keyword among others that it has no names for, and calls `old` with these."""
    definition = definition_of(symbols, frozenset({called}))
    if (
        definition is None
        or called.path is None
        or any(each.name == keyword for each in definition.parameters)
    ):
        return False
    rest = next((each.name for each in definition.parameters if each.kind == "var_keyword"), "")
    node = symbols.node(called.path, definition.span)
    for each in of_kinds("python", ("dictionary_splat",), node) if rest and node is not None else ():
        call = nearest(each, "call")
        function = call.child_by_field_name("function") if call is not None else None
        if function is None or each.named_children[0].text != rest.encode():
            continue
        if any(one.symbol == old for one in asking(symbols).site(called.path, function).known):
            return True
    return False
