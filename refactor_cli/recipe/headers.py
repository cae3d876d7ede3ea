"""What stands around a rule's body: its parameters, the options of @replaces, and what statements are called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any, cast

from refactor_cli.data import Behaviour, Parameter, ParameterKind
from refactor_cli.recipe.forms import FormError
from refactor_cli.recipe.requirements import requirements

NAMES = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")  # one name is a whole module
DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+\Z")
_OPTIONS = ("given", "context", "behaviour", "requires", "where", "order")
CONTEXTS = ("statement", "for", "with", "condition", "decorator", "isinstance", "in")


def read_options(call: ast.Call) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The symbols that are replaced, and the options of @replaces, checked."""
    symbols = [text_of(each) for each in call.args]
    if not symbols or not all(symbol and DOTTED.match(symbol) for symbol in symbols):
        raise FormError("@replaces takes dotted names", call.lineno, 'write @replaces("package.module.name")')
    found: dict[str, Any] = {
        "given": (),
        "context": None,
        "behaviour": "same",
        "requires": None,
        "where": None,
        "order": "same",
    }
    for keyword in call.keywords:
        if keyword.arg not in _OPTIONS:
            raise FormError(
                f"@replaces has no option '{keyword.arg or '**'}'",
                call.lineno,
                f"it has {', '.join(_OPTIONS)}",
            )
        try:
            found[keyword.arg] = ast.literal_eval(keyword.value)
        except ValueError:
            raise FormError(f"{keyword.arg}: not a literal", call.lineno, "write the value out") from None
    given = found["given"]
    if not isinstance(given, tuple | list) or not all(isinstance(each, str) for each in given):
        raise FormError("given: not a tuple of names", call.lineno, 'write given=("name",)')
    found["given"] = tuple(given)
    read_behaviour(call, found["behaviour"])
    if found["order"] not in ("same", "any"):
        raise FormError(f"order: {found['order']!r} is not known", call.lineno, 'it is "same" or "any"')
    if found["order"] == "any" and found["behaviour"] != "changes":
        hint = 'write behaviour="changes" as well'
        raise FormError('order="any" changes what happens when', call.lineno, hint)
    if found["context"] is not None and found["context"] not in CONTEXTS:
        raise FormError(
            f"context: {found['context']!r} is not known",
            call.lineno,
            f"it can be {', '.join(map(repr, CONTEXTS))}",
        )
    if found["requires"] is not None:
        read_requires(call, found["requires"])
    return tuple(map(str, symbols)), found


def read_without(call: ast.Call, node: ast.expr) -> tuple[str, ...]:
    """The value of `without`, checked."""
    listed = node.elts if isinstance(node, ast.Tuple | ast.List) else ()
    names = [text_of(each) for each in listed]
    if not names or not all(name and name.isidentifier() for name in names):
        raise FormError("without: not a tuple of names", call.lineno, 'write without=("name",)')
    return tuple(map(str, names))


def read_requires(call: ast.Call, value: Any) -> str:
    """The value of `requires`, checked."""
    if not isinstance(value, str) or requirements(value) is None:
        hint = 'write requires="python>=3.9, django>=4.2"'
        raise FormError(f"requires: {value!r} is not understood", call.lineno, hint)
    return value


def read_behaviour(call: ast.Call, value: Any) -> Behaviour:
    """The value of `behaviour`, checked."""
    if value == "same" or value == "changes":
        return cast(Behaviour, value)
    raise FormError(f"behaviour: {value!r} is not known", call.lineno, 'it is "same" or "changes"')


def with_defaults(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr]]:
    """The parameters that have a default, with it."""
    positional = [*arguments.posonlyargs, *arguments.args]
    yield from zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            yield argument, default


def parameters_of(arguments: ast.arguments) -> Iterator[Parameter]:
    """The parameters in their order."""
    defaults = {argument.arg: ast.unparse(default) for argument, default in with_defaults(arguments)}

    def made(argument: ast.arg, kind: ParameterKind) -> Parameter:
        return Parameter(argument.arg, kind, defaults.get(argument.arg, ""))

    yield from (made(argument, "positional_only") for argument in arguments.posonlyargs)
    yield from (made(argument, "positional") for argument in arguments.args)
    if arguments.vararg:
        yield made(arguments.vararg, "var_positional")
    yield from (made(argument, "keyword_only") for argument in arguments.kwonlyargs)
    if arguments.kwarg:
        yield made(arguments.kwarg, "var_keyword")


def text_of(node: ast.expr) -> str | None:
    """The value of a string literal; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def called(node: ast.AST) -> str:
    """What people call a statement."""
    words = {
        ast.Return: "'return' inside another statement",
        ast.Expr: "an expression that stands alone",
        ast.Assign: "an assignment",
        ast.AnnAssign: "an assignment",
        ast.AugAssign: "an assignment",
        ast.With: "'with'",
        ast.For: "'for'",
        ast.While: "'while'",
        ast.Try: "'try'",
        ast.Raise: "'raise'",
        ast.Match: "'match'",
        ast.Delete: "'del'",
        ast.Pass: "'pass'",
        ast.If: "'if'",
        ast.FunctionDef: "a body that does not end in 'return'",
        ast.AsyncFunctionDef: "a body that does not end in 'return'",
    }
    return words.get(type(node), type(node).__name__.lower())
