"""A function whose body is one call of another -> the rule that says so."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from refactor_cli.call_parameters import parameters_of
from refactor_cli.data import Binding, Parameter, Target
from refactor_cli.derive.sentences import is_warning
from refactor_cli.dotted import last_part
from refactor_cli.resolution import absolute, module_names, resolve
from refactor_cli.symbols import SymbolMap

_Function = ast.FunctionDef | ast.AsyncFunctionDef
# as ast writes strings; those with a quote or a backslash in them stay as they are
_PLAIN = re.compile(r"'([^'\"\\\n]*)'")
_TRANSPARENT = frozenset({"staticmethod", "classmethod"})


def wrapped(symbols: SymbolMap, path: str, target: Target, node: _Function) -> str | None:
    """The recipe that a thin wrapper comes to; None when it is none, or calls what others should not."""
    call = _only_call(node)
    if call is None or not _is_plain(node):
        return None
    parameters = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
    imports = dict[str, str]()
    for name in (each for each in ast.walk(call) if isinstance(each, ast.Name) and each.id not in parameters):
        line = _import_of(symbols, path, name.id)
        if line is None or name.id == node.name:
            return None
        imports[name.id] = line
    if isinstance(call.func, ast.Name) and not imports.get(call.func.id):
        return None  # of a parameter or a builtin: that is the function itself, and no new one
    private = (each.attr for each in ast.walk(call) if isinstance(each, ast.Attribute))
    names = [*imports, *private]
    if any(name.startswith("_") for name in names) or not isinstance(call.func, ast.Name | ast.Attribute):
        return None
    header = _header(symbols, path, node, call, parameters)
    if header is None:
        return None
    kept = (
        "await "
        if isinstance(node.body[-1], ast.Return | ast.Expr) and isinstance(node.body[-1].value, ast.Await)
        else ""
    )
    lines = sorted({line for line in imports.values() if line})
    gives = "return " if isinstance(node.body[-1], ast.Return) else ""
    return (
        f'"""Derived from the body of {target.dotted}."""\n\n'
        + "".join(f"{line}\n" for line in lines)
        + "\nfrom refactor_cli.recipe import OMITTED, replaces\n\n\n"
        + f'@replaces("{target.dotted}")\n{header}\n    {gives}{kept}{_source(call)}\n'
    )


def _source(node: ast.AST) -> str:
    """Source with double quotes, as recipes have them: a file with single ones gets these when a call is rewritten."""
    source = ast.unparse(node)
    has_others = '"' in source or any(isinstance(each, ast.JoinedStr) for each in ast.walk(node))
    return source if has_others else _PLAIN.sub(r'"\1"', source)


def _only_call(node: _Function) -> ast.Call | None:
    """What the function returns, or only does, apart from a docstring and a warning."""
    body = node.body
    if ast.get_docstring(node, clean=False) is not None:
        body = body[1:]
    left = [each for each in body if not (isinstance(each, ast.Expr) and is_warning(each.value))]
    only = left[0] if len(left) == 1 else None
    if not isinstance(only, ast.Return | ast.Expr) or only is not body[-1]:
        return None
    value = only.value
    if isinstance(value, ast.Await) and isinstance(node, ast.AsyncFunctionDef):
        value = value.value
    if not isinstance(value, ast.Call) or last_part(ast.unparse(value.func)) == "warn":
        return None
    return value


def _is_plain(node: _Function) -> bool:
    for decorator in node.decorator_list:
        called = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)
        if called not in _TRANSPARENT and "deprecat" not in called.lower():
            return False
    return not any(isinstance(each, ast.Yield | ast.YieldFrom | ast.Lambda) for each in ast.walk(node))


def _import_of(symbols: SymbolMap, path: str, name: str) -> str | None:
    """The import line by which another file gets what a name of the module's top means; "" for a builtin."""
    file_map = symbols.map(path)
    assert file_map is not None
    bound = [each for each in file_map.named.get(name, ()) if each.scope == 0]
    if not bound:
        return "" if hasattr(builtins, name) else None
    modules = module_names(symbols, path)
    if len(bound) != 1 or bound[0].guard not in ("", "type_checking") or not modules:
        return None
    return _line(symbols, path, bound[0], modules[0])


def _line(symbols: SymbolMap, path: str, binding: Binding, home: str) -> str | None:
    if binding.kind == "from":
        module = absolute(symbols, path, binding.module)
        alias = f" as {binding.name}" if binding.name != binding.imported else ""
        return None if module.startswith(".") else f"from {module} import {binding.imported}{alias}"
    if binding.kind == "import":
        is_alias = binding.name != binding.module.partition(".")[0]
        return f"import {binding.module} as {binding.name}" if is_alias else f"import {binding.module}"
    return f"from {home} import {binding.name}" if binding.kind in ("function", "class", "assign") else None


def _header(
    symbols: SymbolMap, path: str, node: _Function, call: ast.Call, parameters: set[str]
) -> str | None:
    """The `def` line. A default that the new function has as well is left out where the call leaves it out."""
    arguments = ast.parse(f"def f({ast.unparse(node.args)}): pass").body[0]
    assert isinstance(arguments, ast.FunctionDef)
    args = arguments.args
    for each in (each for each in ast.walk(args) if isinstance(each, ast.arg)):
        each.annotation = None
    same = set(_same_defaults(symbols, path, call, parameters, node))
    positional = [*args.posonlyargs, *args.args][
        len(args.posonlyargs) + len(args.args) - len(args.defaults) :
    ]
    omitted = ast.Name("OMITTED")
    args.defaults = [
        omitted if each.arg in same else default
        for each, default in zip(positional, args.defaults, strict=True)
    ]
    args.kw_defaults = [
        omitted if each.arg in same and default is not None else default
        for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True)
    ]
    used = {each.id for each in ast.walk(call) if isinstance(each, ast.Name)}
    if {each.arg for each in (args.vararg, args.kwarg) if each is not None} - used:
        return None
    start = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    return f"{start} {node.name}({_source(args)}):"


def _same_defaults(
    symbols: SymbolMap, path: str, call: ast.Call, parameters: set[str], node: _Function
) -> Iterator[str]:
    """Parameters that are passed on as they are to one with the same default."""
    found = resolve(symbols, path, 0, ast.unparse(call.func), len(symbols.snapshot.files[path].text.utf8))
    new = parameters_of(symbols, found.symbols) or ()
    by_name = {each.name: each for each in new}
    old = _defaults(node.args)
    passed: list[tuple[ast.expr, Parameter | None]] = [
        (value, new[place] if place < len(new) else None) for place, value in enumerate(call.args)
    ]
    passed += [(each.value, by_name.get(each.arg or "")) for each in call.keywords]
    for value, parameter in passed:
        if isinstance(value, ast.Name) and value.id in parameters and parameter is not None:
            if parameter.default and old.get(value.id) == "".join(
                parameter.default.replace("'", '"').split()
            ):
                yield value.id


def _defaults(arguments: ast.arguments) -> dict[str, str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    found = dict(zip(reversed(positional), reversed(arguments.defaults), strict=False))
    found |= {
        each: default
        for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if default is not None
    }
    return {
        each.arg: "".join(ast.unparse(default).replace("'", '"').split()) for each, default in found.items()
    }
