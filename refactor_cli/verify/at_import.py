"""New definitions of a module -> whether what runs of them while it is imported does nothing, and has what it needs.

Decorators, defaults, bases, annotations and values are evaluated then, before the rest of the module is there. A call
may do anything; so only what the standard library makes values of is called.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from refactor_cli.imports import Import
from refactor_cli.resolution import ANY_CLASS, mro
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.verify.names import BUILTINS, Site, meaning
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS

_MAKING = frozenset(
    {
        *("bool", "bytes", "classmethod", "complex", "dict", "float", "frozenset", "int", "list", "object"),
        *("property", "range", "set", "staticmethod", "str", "tuple"),
    }
)
# of the standard library: modules whose functions and classes only make values
_MODULES = frozenset(
    {
        *("abc", "collections", "contextlib", "contextvars", "dataclasses", "datetime", "enum", "functools"),
        *("itertools", "re", "string", "typing"),
    }
)
_FUNCTIONS = frozenset(
    {
        *("decimal.Decimal", "fractions.Fraction", "logging.getLogger", "threading.Lock", "threading.RLock"),
        *("threading.local", "types.MappingProxyType", "types.SimpleNamespace"),
    }
)
_CALLING = frozenset({"functools.reduce"})  # what it is given
_ACCESSORS = frozenset({"deleter", "getter", "setter"})
_ACTING = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


def check_at_import(statements: Sequence[ast.stmt], site: Site, imports: Sequence[Import]) -> None:
    """Raises Refused when definitions do something as the module is imported, or need what it may not have by then."""
    known = {each.local for each in imports}
    known |= {
        each.name
        for each in site.file_map.bindings
        if each.scope == 0
        and each.kind in ("import", "from")
        and each.guard != "type_checking"
        and each.span.start < site.replaced.start
    }
    imported = {each.local: each for each in imports}
    for statement in statements:
        _check(statement, site, imported, known)
        known |= _bound(statement)


def _check(statement: ast.stmt, site: Site, imported: dict[str, Import], known: set[str]) -> None:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            _check_function(statement, site, imported, known)
        case ast.ClassDef(bases=bases, keywords=keywords, decorator_list=decorators, body=body):
            if keywords:
                raise Refused(f"'{keywords[0].arg or '**'}' decides what becomes of its class")
            for base in bases:
                _check_base(base, site, imported)
            _check_values([*bases, *decorators], site, imported, known)
            _check_decorators(decorators, site, imported)
            inside = {*known}
            for each in body:
                is_text = isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
                if not is_text and not isinstance(each, (*FUNCTIONS, ast.Assign, ast.AnnAssign, ast.Pass)):
                    raise Refused("the body of its class holds more than methods and values")
                _check(each, site, imported, inside)
                inside |= _bound(each)
        case ast.Assign(value=value):
            _check_values([value], site, imported, known)
        case ast.AnnAssign(value=value, annotation=annotation):
            written = () if _are_postponed(site) else (annotation,)
            _check_values([*written, *([value] if value else [])], site, imported, known)


def _check_function(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    site: Site,
    imported: dict[str, Import],
    known: set[str],
) -> None:
    arguments = function.args
    parts = [*function.decorator_list, *arguments.defaults, *arguments.kw_defaults]
    if not _are_postponed(site):
        parts += [each.annotation for each in ast.walk(arguments) if isinstance(each, ast.arg)]
        parts.append(function.returns)
    _check_values([each for each in parts if each is not None], site, imported, known)
    _check_decorators(function.decorator_list, site, imported)


def _check_values(
    values: Iterable[ast.expr], site: Site, imported: dict[str, Import], known: set[str]
) -> None:
    for node in (each for value in values for each in _evaluated(value)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id not in known | BUILTINS:
                raise Refused(f"'{node.id}' may have no value yet when the module is imported")
        elif isinstance(node, _ACTING):
            raise Refused("it does something when the module is imported")
        elif isinstance(node, ast.Call) and not _only_makes(node.func, site, imported):
            raise Refused(f"it calls '{ast.unparse(node.func)}' when the module is imported")


def _are_postponed(site: Site) -> bool:
    """Whether a file does not evaluate its annotations. https://peps.python.org/pep-0563/"""
    return any(each.module == "__future__" for each in site.file_map.named.get("annotations", ()))


def _check_decorators(decorators: Iterable[ast.expr], site: Site, imported: dict[str, Import]) -> None:
    for each in decorators:
        called = each.func if isinstance(each, ast.Call) else each
        of = called.value if isinstance(called, ast.Attribute) and called.attr in _ACCESSORS else None
        is_accessor = isinstance(of, ast.Name) and of.id not in imported and not site.bindings(of.id)
        if not is_accessor and not _only_makes(called, site, imported):
            raise Refused(
                f"nobody knows what the decorator '{ast.unparse(called)}' does when the module is imported"
            )


def _check_base(base: ast.expr, site: Site, imported: dict[str, Import]) -> None:
    """Raises Refused when it is not known what deriving from a class does."""
    written = ast.unparse(base.value if isinstance(base, ast.Subscript) else base)
    found = meaning(site, written, imported)
    is_builtin = written in BUILTINS and not site.bindings(written) and written not in imported
    if is_builtin or (len(found.symbols) == 1 and not found.instance):
        for each in mro(site.symbols, *found.symbols) if not is_builtin else ():
            module = each.name.partition(".")[0]
            if each == ANY_CLASS or (each.path is None and module not in STANDARD_MODULES | {"builtins"}):
                break
            if module == "unittest" or (each.path is not None and _decides(site, each.path)):
                break
        else:
            return
    raise Refused(f"nobody knows what deriving from '{written}' does when the module is imported")


def _decides(site: Site, path: str) -> bool:
    """Whether a class of a file may have a say in what is derived from it."""
    text = site.symbols.snapshot.files[path].text.utf8
    return b"metaclass" in text or b"__init_subclass__" in text or b"__set_name__" in text


def _only_makes(called: ast.expr, site: Site, imported: dict[str, Import]) -> bool:
    written = ast.unparse(called)
    if isinstance(called, ast.Name) and called.id in _MAKING:
        return called.id not in imported and not site.bindings(called.id)
    found = meaning(site, written, imported)
    return (
        not found.instance
        and bool(found.symbols)
        and all(
            each.path is None
            and (each.name.partition(".")[0] in _MODULES or each.name in _FUNCTIONS)
            and each.name not in _CALLING
            for each in found.symbols
        )
    )


def _evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """What is evaluated with an expression: not the body of a lambda."""
    yield node
    for each in ast.iter_child_nodes(node):
        if isinstance(node, ast.Lambda) and each is node.body:
            continue
        if isinstance(node, ast.comprehension | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            raise Refused("it computes something when the module is imported")
        yield from _evaluated(each)


def _bound(statement: ast.stmt) -> set[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {each.id for each in targets if isinstance(each, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return {name}
    return set()
