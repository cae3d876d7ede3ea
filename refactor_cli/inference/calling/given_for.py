"""Objects of one class that are given where another one is asked for: `checkout(FakeCart())`, where the parameter's
annotation names `Cart`. Nothing at run time refuses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import parameters_of
from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.resolution import resolve_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.data import Parameter
    from refactor_cli.grammar import Node

# bounds: what is named in more places is no stand-in
_MOST_FILES = 40
_MOST_PLACES = 200
_AROUND = ("function_definition", "module")
_BY_POSITION = ("positional_only", "positional")


def is_given_for(symbols: SymbolMap, cls: Symbol, owner: Symbol) -> bool:
    """Whether an object that a call of `cls` makes is an argument, at once or under a name of its function, for a
    parameter that is annotated with `owner`."""
    name, wanted = last_part(cls.name), last_part(owner.name)
    asking = _asking(symbols, wanted)
    paths = python_files_with(symbols.snapshot, name) if asking else []
    return len(paths) <= _MOST_FILES and any(
        _annotation(symbols, path, given, wanted)
        for path in paths
        if any(each.encode() in symbols.snapshot.files[path].text.utf8 for each in asking)
        for given in _given(symbols, path, name)
    )


def _asking(symbols: SymbolMap, wanted: str) -> frozenset[str]:
    """The names of functions, and of classes, whose calls give something to a parameter with such an annotation."""
    memo: dict[str, frozenset[str]] = symbols.snapshot.memo.setdefault("functions asking for a class", {})
    if wanted not in memo:
        word, found = re.compile(rf"\b{re.escape(wanted)}\b"), set[str]()
        for path in python_files_with(symbols.snapshot, wanted):
            file_map = symbols.map(path)
            for each in file_map.definitions if file_map is not None else ():
                if any(word.search(parameter.annotation) for parameter in each.parameters):
                    parts = each.qualname.split(".")
                    found.add(parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1])
        memo[wanted] = frozenset(found)
    return memo[wanted]


def _given(symbols: SymbolMap, path: str, name: str) -> Iterator[Node]:
    """The arguments that are such objects."""
    file, root = symbols.snapshot.files[path], symbols.tree(path).root_node
    made = re.compile(rb"\b%b\s*\(" % re.escape(name.encode()))
    for number, match in enumerate(made.finditer(file.text.utf8)):
        call = nearest(root.descendant_for_byte_range(*match.span()), "call")
        if number > _MOST_PLACES or call is None or call.parent is None:
            return
        if call.parent.type in ("argument_list", "keyword_argument"):
            yield call
        elif call.parent.type == "assignment" and call.parent.child_by_field_name("right") == call:
            yield from _named(call.parent)


def _named(assignment: Node) -> Iterator[Node]:
    left = assignment.child_by_field_name("left")
    around = nearest(assignment, *_AROUND)
    if left is None or around is None or left.type != "identifier":
        return
    source, name = around.text or b"", left.text or b""
    for match in re.finditer(rb"\b%b\b" % re.escape(name), source):
        at = around.start_byte + match.start()
        node = around.descendant_for_byte_range(at, at + len(name))
        if node is not None and node.parent is not None and node.type == "identifier":
            is_value = node.parent.type == "keyword_argument" and (
                node.parent.child_by_field_name("value") == node
            )
            if is_value or node.parent.type == "argument_list":
                yield node


def _annotation(symbols: SymbolMap, path: str, given: Node, wanted: str) -> bool:
    """Whether the parameter that an argument is for is annotated with a class of that name."""
    keyword = given.parent if given.parent is not None and given.parent.type == "keyword_argument" else None
    arguments = keyword.parent if keyword is not None else given.parent
    call = arguments.parent if arguments is not None else None
    callee = call.child_by_field_name("function") if call is not None else None
    source = "".join((callee.text or b"").decode("utf-8", "replace").split()) if callee is not None else ""
    if arguments is None or not DOTTED_NAME.match(source):
        return False
    found = resolve_at(symbols, path, source, given.start_byte)
    for value in found.values if found is not None else ():
        parameters = parameters_of(symbols, frozenset({value.symbol})) or ()
        parameter = _parameter(parameters, arguments, given, keyword)
        if parameter is not None and re.search(rf"\b{re.escape(wanted)}\b", parameter.annotation):
            return True
    return False


def _parameter(
    parameters: tuple[Parameter, ...], arguments: Node, given: Node, keyword: Node | None
) -> Parameter | None:
    if keyword is not None:
        name = keyword.child_by_field_name("name")
        text = (name.text or b"").decode("utf-8", "replace") if name is not None else ""
        return next((each for each in parameters if each.name == text), None)
    before = [each for each in arguments.named_children if each.end_byte <= given.start_byte]
    if any(each.type in ("list_splat", "keyword_argument") for each in before):
        return None
    number = sum(each.type != "comment" for each in before)
    placed = [each for each in parameters if each.kind in _BY_POSITION]
    return placed[number] if number < len(placed) else None
