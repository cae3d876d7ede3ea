"""`where={"expr": "a == b"}`: the forms that a rule asks arguments to have, read and checked."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from typing import Any, NamedTuple

from refactor_cli.data import Parameter
from refactor_cli.recipe.forms import FormError
from refactor_cli.recipe.parsing import is_literal, parse_expression
from refactor_cli.recipe.rules import ArgumentForm
from refactor_cli.recipe.text_values import METHODS

# calls of these count as operators do: they may be read elsewhere, and do nothing
PURE = frozenset(
    {
        *("abs", "bool", "bytes", "callable", "dict", "float", "frozenset", "hasattr", "int", "isinstance"),
        *("issubclass", "len", "list", "max", "min", "repr", "round", "set", "sorted", "str", "sum", "tuple"),
        "type",
    }
)
# in what a method is called on, calls of these as well: what makes an object goes with it
_MAKING = PURE | {
    *("bytearray", "enumerate", "filter", "input", "iter", "map", "memoryview", "object", "open", "range"),
    *("reversed", "zip"),
}
# calls of these methods of a text do nothing either
_OF_TEXTS = METHODS | {"decode", "encode", "format", "join", "split", "splitlines"}
# all of whose parts are always evaluated, from left to right
_NODES = (
    *(ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Slice, ast.Tuple, ast.List, ast.Call),
    *(ast.Dict, ast.Set),
    *(ast.BinOp, ast.UnaryOp, ast.Compare, ast.operator, ast.unaryop, ast.cmpop, ast.expr_context),
)
# what a method is called on is known to be of the class that has it: so what gave that is what a form says
_RECEIVER = "self"
_LAMBDA = "write 'lambda: body' with one part for the body"
_HINT = (
    "write one expression of operators, attributes, subscripts, displays, literals, names that the recipe imports, "
    "and calls of these, of builtins like isinstance and of methods of str like format (in what a method is called "
    "on, 'self', of any methods, open and the like), whose parts are keyword-only parameters of the rule without "
    "defaults"
)


class Named(NamedTuple):
    """What the names of a form may be. `parameters`: the rule's, parts included; `imports`: by what the recipe calls
    them, the full dotted names that it imports."""

    parameters: Mapping[str, Parameter]
    imports: Mapping[str, str]

    def is_imported(self, node: ast.expr) -> bool:
        """Whether it is a name that the recipe imports."""
        return isinstance(node, ast.Name) and node.id not in self.parameters and node.id in self.imports


def read_forms(
    node: ast.FunctionDef | ast.AsyncFunctionDef, where: Any, names: Named
) -> tuple[ArgumentForm, ...]:
    """The value of the option `where` of a rule, checked.

    Raises:
        FormError: it is no mapping from parameters to expressions, or the rule cannot be carried out by it.
    """
    line = node.decorator_list[0].lineno
    texts = where.items() if isinstance(where, dict) else ()
    if not texts or not all(isinstance(each, str) for pair in texts for each in pair):
        raise FormError("where: not a mapping of texts", line, 'write where={"parameter": "a == b"}')
    found = [_read(name, text.strip(), line, names) for name, text in texts]
    parts = [part for form in found for part in form.parts]
    if twice := next((each for each in parts if parts.count(each) > 1), ""):
        raise FormError(f"where: '{twice}' is two parts at once", line, "give each part a name of its own")
    whole = {form.parameter for form in found}
    if used := next((name for name in _names(node.body) if name in whole), ""):
        hint = "use its parts, or ask for its form in a rule of its own"
        raise FormError(f"where: '{used}' is taken apart, and the rule uses it as a whole", line, hint)
    return tuple(found)


def _read(name: str, text: str, line: int, names: Named) -> ArgumentForm:
    parameters = names.parameters
    parameter = parameters.get(name)
    if parameter is None or parameter.kind not in ("positional", "positional_only", "keyword_only"):
        hint = (
            f"write '{name}' among the rule's parameters, which are those of the old function"
            if parameter is None
            else "name one that is neither *args nor **kwargs"
        )
        raise FormError(f"where: '{name}' is no parameter that takes one argument", line, hint)
    tree = parse_expression(text)
    if isinstance(tree, ast.Lambda):
        return _read_lambda(name, text, tree, line, parameters)
    nodes = list(ast.walk(tree)) if tree is not None else []
    is_one = all(isinstance(each, _NODES) and not isinstance(each, ast.Starred) for each in nodes)
    asked = any(_asks_object(each, names) for each in nodes)
    own = _MAKING if name == _RECEIVER else PURE
    is_odd = any(_is_odd(each, names, own) for each in nodes) or (asked and name != _RECEIVER)
    if tree is None or "\n" in text or not is_one or is_odd:
        raise FormError(f"where: {text!r} is no form that can be asked for", line, _HINT)
    parts, builtins, imported = list[str](), list[str](), dict[str, str]()
    called = {id(each.func) for each in nodes if isinstance(each, ast.Call)}
    for each in _in_order(tree):
        if _is_part(each.id, "", parameters) and id(each) not in called:
            parts.append(each.id)
        elif names.is_imported(each):
            imported[each.id] = names.imports[each.id]
        elif each.id not in parameters and each.id in own:
            builtins.append(each.id)
        else:
            raise FormError(f"where: '{each.id}' in {text!r} is no part of the rule's", line, _HINT)
    says_something = parts or imported or builtins or is_literal(text)
    if not says_something or name in parts:
        raise FormError(f"where: {text!r} names no part that the rule takes", line, _HINT)
    calls = any(isinstance(each, ast.Call) and names.is_imported(_first(each.func)) for each in nodes)
    calls = calls or asked or not PURE.issuperset(builtins)
    return ArgumentForm(
        name, text, tuple(parts), tuple(dict.fromkeys(builtins)), tuple(imported.items()), calls
    )


def _read_lambda(
    name: str, text: str, tree: ast.Lambda, line: int, parameters: Mapping[str, Parameter]
) -> ArgumentForm:
    """What is evaluated when the function calls it: the rule says where."""
    body = tree.body.id if isinstance(tree.body, ast.Name) else ""
    if ast.unparse(tree.args) or not _is_part(body, name, parameters):
        raise FormError(f"where: {text!r} is no form that can be asked for", line, _LAMBDA)
    return ArgumentForm(name, text, (body,))


def _is_part(name: str, whole: str, parameters: Mapping[str, Parameter]) -> bool:
    own = parameters.get(name)
    return own is not None and own.kind == "keyword_only" and not own.default and name != whole


def _first(node: ast.expr) -> ast.expr:
    """What a dotted name begins with."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def _is_odd(node: ast.AST, names: Named, builtins: Set[str]) -> bool:
    """A chain of comparisons, whose later parts may not be evaluated; keys that are no constants, as the values came
    first once; a call of what may do anything, and is none of these builtins, or by keyword."""
    if isinstance(node, ast.Compare):
        return len(node.ops) > 1
    if isinstance(node, ast.Dict):
        return not all(isinstance(key, ast.Constant) for key in node.keys)
    if isinstance(node, ast.Call):
        is_plain = isinstance(node.func, ast.Name) and node.func.id in builtins
        is_plain = is_plain or names.is_imported(_first(node.func))
        return bool(node.keywords) or not (is_plain or isinstance(node.func, ast.Attribute))
    return False


def _asks_object(node: ast.AST, names: Named) -> bool:
    """Whether it calls a method that may do anything, of what is no name of the recipe's."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr not in _OF_TEXTS and not names.is_imported(_first(node.func))


def _in_order(tree: ast.expr) -> list[ast.Name]:
    """The names of an expression as they are written."""
    names = [each for each in ast.walk(tree) if isinstance(each, ast.Name)]
    return sorted(names, key=lambda each: (each.lineno, each.col_offset))


def _names(body: list[ast.stmt]) -> Iterator[str]:
    return (each.id for stmt in body for each in ast.walk(stmt) if isinstance(each, ast.Name))
