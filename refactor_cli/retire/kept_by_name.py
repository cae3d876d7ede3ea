"""Where a definition is kept under its own name by what it is given to: `TABLE[function.__name__] = function` in a
decorator, in a function that a call gives it to, or in the `__init_subclass__` of a base. Whoever asks there for the
old name would no longer find it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import has_receiver
from refactor_cli.data import Definition, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import deep_stack
from refactor_cli.resolution import definitions_of, evaluate_at, mro
from refactor_cli.retire.defined import Defined
from refactor_cli.symbols import SymbolMap
from refactor_cli.words import offsets

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.inference.asking import Ask

_OWN_NAME = re.compile(rb"\.\s*__(?:qual)?name__\b")
# what a name goes through and is still the key
_THROUGH = frozenset(
    {
        *("argument_list", "attribute", "binary_operator", "boolean_operator", "call", "concatenated_string"),
        *(
            "conditional_expression",
            "interpolation",
            "keyword_argument",
            "parenthesized_expression",
            "string",
            "tuple",
        ),
    }
)
# what keeps its arguments, by the names that such methods have
_KEEPING = re.compile(
    r"(?:.*_)?(?:add|append|connect|put|register|set|setattr|setdefault|subscribe|update)(?:_.*)?\Z"
)


def kept_by_name(symbols: SymbolMap, each: Defined) -> str:
    """Where the name of a definition becomes a key, "" where that is not seen. What stands outside of the repository is
    not looked into."""
    from refactor_cli.inference.inferring import asking

    ask = asking(symbols)
    with deep_stack():
        for keeper, given in dict.fromkeys(_keepers(ask, each)):
            for definition in definitions_of(ask.look, keeper):
                if place := _keeping(symbols, keeper.path or "", definition, given):
                    return place
    return ""


def _keepers(ask: Ask, each: Defined) -> Iterator[tuple[Symbol, int | None]]:
    """The functions of the repository that get a definition as it is made, or further down in its module, and as which
    argument, where that is known."""
    root, outer = ask.symbols.tree(each.path).root_node, each.definition.outer
    whole = root.descendant_for_byte_range(outer.start, max(outer.start, outer.end - 1))
    decorated = nearest(whole, "decorated_definition")
    if decorated is not None and decorated.start_byte == outer.start:
        for child in decorated.named_children:
            if child.type == "decorator" and child.named_children:
                for keeper in _functions(ask, each.path, child.named_children[0]):
                    yield keeper, None
    if each.definition.kind == "class":
        for base in mro(ask.symbols, each.symbol)[1:]:
            if base.path is not None:
                yield Symbol(base.path, f"{base.name}.__init_subclass__"), None
    if each.is_method:
        return
    name = each.definition.name.encode()
    for at in offsets(ask.symbols.snapshot.files[each.path].text.utf8, name):
        node = root.descendant_for_byte_range(at, at + len(name))
        arguments = node.parent if node is not None else None
        call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
        if node is None or arguments is None or call is None or call.type != "call":
            continue
        meant = evaluate_at(ask.look, each.path, each.definition.name, node.start_byte).values
        if all(value.symbol != each.symbol for value in meant):
            continue  # a variable of that name
        place = [*arguments.named_children].index(node)
        for keeper in _functions(ask, each.path, call.child_by_field_name("function")):
            yield keeper, place


def _functions(ask: Ask, path: str, node: Node | None) -> Iterator[Symbol]:
    if node is not None and node.type == "call":  # `@job("nightly")`
        node = node.child_by_field_name("function")
    for known in ask.site(path, node).known:
        if known.symbol.path is None:
            continue
        match known.kind:
            case "function":
                yield known.symbol
            case "class":
                yield Symbol(known.symbol.path, f"{known.symbol.name}.__init__")
                yield Symbol(known.symbol.path, f"{known.symbol.name}.__call__")
            case "instance":
                yield Symbol(known.symbol.path, f"{known.symbol.name}.__call__")


def _keeping(symbols: SymbolMap, path: str, definition: Definition, given: int | None) -> str:
    """Where a function makes a key of the name of what it is given, as its argument `given`."""
    others = _other_parameters(symbols, path, definition, given)
    utf8, root = symbols.snapshot.files[path].text.utf8, symbols.tree(path).root_node
    for match in _OWN_NAME.finditer(utf8, *definition.span):
        node = nearest(root.descendant_for_byte_range(match.end() - 1, match.end()), "attribute")
        owner = node.child_by_field_name("object") if node is not None else None
        if owner is not None and owner.text in others:
            continue
        if node is not None and _is_key(root, node, definition):
            return f"{path}:{node.start_point.row + 1}"
    return ""


def _other_parameters(
    symbols: SymbolMap, path: str, definition: Definition, given: int | None
) -> frozenset[bytes]:
    """The parameters that something given at a place by position does not go to."""
    file_map = symbols.map(path)
    if given is None or file_map is None:
        return frozenset()
    taken = definition.parameters[1 if has_receiver(file_map, definition) else 0 :]
    placed = [each for each in taken if each.kind in ("positional_only", "positional")]
    if given >= len(placed):
        return frozenset()
    return frozenset(each.name.encode() for each in taken if each != placed[given])


def _is_key(root: Node, node: Node, within: Definition, deeper: int = 2) -> bool:
    """Whether what a node gives, or is made of it, is something asked for, compared, or kept under."""
    while (parent := node.parent) is not None:
        match parent.type:
            case "subscript" if node in parent.children_by_field_name("subscript"):
                return True
            case "pair" if parent.child_by_field_name("key") == node:
                return True
            case "comparison_operator":
                return True
            case "argument_list" if _keeps(parent.parent):
                return True
            case "assignment" | "named_expression":
                name = parent.child_by_field_name("left") or parent.child_by_field_name("name")
                if name is not None and name != node and name.type == "identifier" and deeper:
                    if any(_is_key(root, each, within, deeper - 1) for each in _uses(root, name, within)):
                        return True
                if parent.type == "assignment":
                    return False
            case _ if parent.type not in _THROUGH:
                return False
        node = parent
    return False


def _keeps(call: Node | None) -> bool:
    function = call.child_by_field_name("function") if call is not None and call.type == "call" else None
    written = (function.text or b"").decode("utf-8", "replace") if function is not None else ""
    return _KEEPING.match(last_part(written)) is not None


def _uses(root: Node, name: Node, within: Definition) -> Iterator[Node]:
    utf8, word = root.text or b"", name.text or b""
    for at in offsets(utf8, word):
        node = root.descendant_for_byte_range(at, at + len(word))
        if within.span.start <= at < within.span.end and node is not None and node != name:
            yield node
