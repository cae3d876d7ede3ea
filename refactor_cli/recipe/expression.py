"""`--to EXPRESSION` -> Recipe of one rule or one move."""

from __future__ import annotations

import ast
import builtins
import re

from refactor_cli.data import Parameter
from refactor_cli.errors import RefactorError
from refactor_cli.recipe.forms import FormError
from refactor_cli.recipe.names import Names, Source, line_starts
from refactor_cli.recipe.parsing import parse_recipe
from refactor_cli.recipe.rules import Move, Rule
from refactor_cli.recipe.template import template
from refactor_cli.recipe.whole import Recipe

OPTION = "--to"
"""What stands for the file of such a recipe, and the name of its rule."""
_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
_ALL = (Parameter("args", "var_positional"), Parameter("kwargs", "var_keyword"))
_HINT = "write the full dotted name, 'package.new', or a call, 'package.new(b, a, flag=True)'"


def recipe_from_expression(
    target: str, to: str, signature: tuple[Parameter, ...] | None, is_method: bool = False
) -> Recipe:
    """`to` is the full dotted name that every reference to `target` becomes, or an expression for its calls.

    `signature`: the old function's parameters, the receiver of a method first; None when it is not known. In the
    expression they stand for their arguments, and what a call leaves out is left out; `*args, **kwargs` without
    any other stand for all arguments. Other dotted names are symbols; `Class.new(a)` for a method of the class
    says which method is called from then on, and not what it is called on (`inline` knows the classes).

    Raises:
        RefactorError: neither of the two.
    """
    to = to.strip()
    if not to:
        raise RefactorError("--to: nothing is given", _HINT)
    if "<locals>" in to:
        raise RefactorError(f"--to: no other code can name what is local to a function: '{to}'", _HINT)
    if _DOTTED.match(to):
        if "." not in to and "<locals>" in target:
            raise RefactorError(
                f"--to: '{to}' is no full dotted name, and what is local to a function has none",
                "rename it by hand, or name what stands for it elsewhere: --to package.new",
            )
        if "." not in to and "." in target:  # else both are packages
            parent = "builtins" if to in dir(builtins) else target.rpartition(".")[0]
            raise RefactorError(f"--to: '{to}' is no full dotted name", f"write --to {parent}.{to}")
        if to == target:
            raise RefactorError(f"--to: '{to}' is the old name itself", _HINT)
        if to.startswith(f"{target}."):
            raise RefactorError(f"--to: '{to}' names '{target}' again", f"say how it is called: '{to}(…)'")
        return Recipe((), (Move(target, to, OPTION),), (), OPTION, OPTION)
    return Recipe((_rule(target, to, signature, is_method),), (), (), OPTION, OPTION)


def _rule(target: str, to: str, signature: tuple[Parameter, ...] | None, is_method: bool) -> Rule:
    node, source = _parsed(to)
    parameters, is_all = _parameters(node, signature, is_method)
    names = Names({each.name: each.kind for each in parameters}, {}, {}, frozenset(), dotted=True)
    try:
        made = template(node, Source(source, line_starts(source)), names)
    except FormError as error:
        raise RefactorError(f"--to: {error}", error.hint) from None
    omitted = frozenset(each.name for each in parameters if each.default)
    return Rule(target, OPTION, 1, parameters, made, (), omitted, keeps_keywords=not is_all)


def _parsed(to: str) -> tuple[ast.expr, bytes]:
    try:
        source = f"({to})".encode()
    except UnicodeEncodeError:  # bytes of the command line that are no text
        raise RefactorError(f"--to: {to!r} is no text in UTF-8", _HINT) from None
    try:
        module = parse_recipe(source, OPTION)
    except RefactorError as error:
        raise RefactorError(error.problem, _HINT) from None
    statement = module.body[0] if len(module.body) == 1 else None
    if not isinstance(statement, ast.Expr):
        raise RefactorError(f"--to: {to!r} is no expression", _HINT)
    return statement.value, source


def _parameters(
    node: ast.expr, signature: tuple[Parameter, ...] | None, is_method: bool
) -> tuple[tuple[Parameter, ...], bool]:
    """The rule's parameters, and whether they are `*args, **kwargs` for any arguments."""
    known = signature or ()
    receiver = known[:1] if is_method else ()
    if is_method and signature is None:
        receiver = (Parameter("cls", "positional_only"),)  # whatever stands before the dot, class or object
    used = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    others = {each.name for each in known} - {each.name for each in receiver} - {"args", "kwargs"}
    starred = _starred(node)
    if starred and not used & others:
        return (*receiver, *(each for each in _ALL if each.name in starred)), True
    return known or receiver, False


def _starred(node: ast.expr) -> set[str]:
    """Which of `*args` and `**kwargs` stand in the expression."""
    found = set[str]()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Starred) and isinstance(inner.value, ast.Name) and inner.value.id == "args":
            found.add("args")
        if isinstance(inner, ast.keyword) and inner.arg is None and isinstance(inner.value, ast.Name):
            found |= {inner.value.id} & {"kwargs"}
    return found
