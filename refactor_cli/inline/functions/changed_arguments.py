"""Functions that change what they are given in its place, instead of ones that leave it as it is, and the other way
round: `items.sort()` and `sorted(items)`.

https://docs.python.org/3/tutorial/datastructures.html#more-on-lists
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.call_parameters import definition_of, is_plainly_decorated, parameters_of
from refactor_cli.data import Definition, Parameter, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.inline.call_arguments.called_with import arguments_of
from refactor_cli.inline.functions.unawaited import named_in
from refactor_cli.signature import Bound, bind

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

# methods that nothing but containers have, and that change them
_CHANGED = (
    rb"(?<![\w.])%(name)b\s*(?:\.\s*(?:append|appendleft|extend|insert|popitem|reverse|setdefault|sort)\("
    rb"|\[[^\n=\]]*\]\s*(?:[-+*/|&^%%@]|//)?=(?!=))|\bdel\s+%(name)b\s*\["
)
# what is given one of these, or gives the name something else, may be about another object, or change it elsewhere
_GIVEN_ON = (
    rb"(?<![\w.])%(name)b\s*(?::[^\n=]*)?=(?!=)|\bfor\s+[^\n]*\b%(name)b\b[^\n]*\bin\b"
    rb"|(?<![\w.])(?!(?:%(silent)b)\()[\w.]+\((?:[^()\n]*[\s(,*=])?%(name)b\s*[,)]"
    rb"|=\s*%(name)b\s*$|(?<![\w.])%(name)b\s*\.\s*(?:add|clear|discard|pop|remove|update|write)\b"
)
_SILENT = (
    rb"all|any|bool|dict|enumerate|filter|float|frozenset|int|isinstance|iter|len|list|map|max|min|print|range|repr"
    rb"|reversed|set|sorted|str|sum|tuple|zip"
)
_LOOPS = ("for_statement", "while_statement")
_OF_ITS_STATEMENT = 2  # places that have a name in `items = old(items)`
# what nobody else has a name for
_TEMPORARY = frozenset(
    {"call", "dictionary", "dictionary_comprehension", "list", "list_comprehension", "string", "tuple", "set"}
)


def changed_otherwise(
    symbols: SymbolMap, old: frozenset[Symbol], new: frozenset[Symbol], call: Node | None
) -> str:
    """Which argument of a call one of two functions changes in its place, and the other is seen to leave as it is; ""
    for none."""
    was, becomes = _plain(symbols, old), _plain(symbols, new)
    if was is None or becomes is None or call is None:
        return ""
    had, taken, given = parameters_of(symbols, old), parameters_of(symbols, new), arguments_of(call)
    arguments = call.child_by_field_name("arguments")
    if had is None or taken is None or not given or arguments is None or any(each.star for each in given):
        return ""
    before, after = bind(given, had), bind(given, taken)
    if not isinstance(before, Bound) or not isinstance(after, Bound):
        return ""
    values = [each for each in arguments.named_children if each.type != "comment"]
    name = last_part(next(iter(new)).name)
    for index, value in enumerate(values[: len(given)]):
        written = value.child_by_field_name("value") if value.type == "keyword_argument" else value
        one, other = _getting(before, had, index), _getting(after, taken, index)
        if written is None or one is None or other is None or written.type in _TEMPORARY:
            continue
        if written.type == "identifier" and _is_given_up(call, written):
            continue
        text = (written.text or b"").decode("utf-8", "replace")
        if _changes(symbols, old, was, one) and _leaves(symbols, new, becomes, other):
            return f"the old function changes {text} in its place, and '{name}' leaves it as it is"
        if _changes(symbols, new, becomes, other) and _leaves(symbols, old, was, one):
            return f"'{name}' changes {text} in its place, and the old function leaves it as it is"
    return ""


def _is_given_up(call: Node, name: Node) -> bool:
    """Whether nobody asks a variable for what the call was given: it is made in the same function, goes nowhere else
    before, and is given something else by the call, or is not asked again: `items = [2, 1]`, `return old(items)`."""
    around = nearest(call, "function_definition", "lambda", "module")
    if around is None or around.type == "lambda":
        return False
    named = named_in(around, name)
    before = [each for each in named if each.end_byte <= call.start_byte]
    is_asked_again = any(each.start_byte >= call.end_byte for each in named)
    is_given = bool(before) and _assigned(before[-1]) == call
    made = before[:-1] if is_given else before
    if not made or not (is_given or (around.type != "module" and not is_asked_again)):
        return False
    loop = nearest(call, *_LOOPS, around.type)
    if loop is None or (loop != around and not (is_given and len(named_in(loop, name)) == _OF_ITS_STATEMENT)):
        return False
    return all((given := _assigned(each)) is not None and given.type in _TEMPORARY for each in made)


def _assigned(name: Node) -> Node | None:
    """What an assignment gives a name, with nothing else."""
    outer = name.parent
    if outer is None or outer.type != "assignment" or outer.child_by_field_name("left") != name:
        return None
    return outer.child_by_field_name("right")


def _plain(symbols: SymbolMap, found: frozenset[Symbol]) -> Definition | None:
    definition = definition_of(symbols, found)
    if definition is None or definition.kind != "function" or not is_plainly_decorated(definition):
        return None
    return definition


def _getting(bound: Bound, parameters: tuple[Parameter, ...], index: int) -> Parameter | None:
    return next(
        (
            each
            for each in parameters
            if index in bound.given.get(each.name, ()) and not each.kind.startswith("var_")
        ),
        None,
    )


def _changes(
    symbols: SymbolMap, found: frozenset[Symbol], definition: Definition, parameter: Parameter
) -> bool:
    body = _body(symbols, found, definition)
    name = re.escape(parameter.name.encode())
    is_given = re.search(rb"(?<![\w.])%b\s*=(?!=)" % name, body, re.M)
    return not is_given and bool(re.search(_CHANGED % {b"name": name}, body, re.M))


def _leaves(
    symbols: SymbolMap, found: frozenset[Symbol], definition: Definition, parameter: Parameter
) -> bool:
    body = _body(symbols, found, definition)
    if len(body.strip()) < 1 or re.fullmatch(rb"\s*(?:\.\.\.|pass|raise\b[^\n]*)\s*", body):
        return False
    words = {b"name": re.escape(parameter.name.encode()), b"silent": _SILENT}
    return not re.search(_CHANGED % words, body, re.M) and not re.search(_GIVEN_ON % words, body, re.M)


def _body(symbols: SymbolMap, found: frozenset[Symbol], definition: Definition) -> bytes:
    """A function without its head, in which defaults stand."""
    path = next(iter(found)).path or ""
    node = symbols.node(path, definition.span)
    body = node.child_by_field_name("body") if node is not None else None
    return (body.text or b"") if body is not None else b""
