"""Whether the calls of new code fit what they call, as far as the repository defines it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from refactor_cli.call_parameters import definition_of, has_receiver, parameters_of
from refactor_cli.data import Parameter
from refactor_cli.imports import Import
from refactor_cli.recipe.parsing import dotted_of
from refactor_cli.resolution import Found
from refactor_cli.signature import CallArgument, Unbound, bind
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.code import parsed
from refactor_cli.verify.names import Site, meaning
from refactor_cli.verify.refused import Refused


def check_calls(site: Site, module: ast.Module, imports: Sequence[Import]) -> None:
    """Raises Refused when a call gives a function or class of the repository what it does not take, or too little.

    Nothing is said about calls that were there before, about what the block binds itself, and about what stars give.
    """
    imported = {each.local: each for each in imports}
    bound, before = bound_in(module), _calls(parsed(site.old.strip().replace("\r\n", "\n")))
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or ast.unparse(node) in before:
            continue
        dotted = dotted_of(node.func)
        if not dotted or dotted.partition(".")[0] in bound:
            continue
        parameters = _parameters(site, dotted, imported)
        if parameters is not None and (reason := misfit(node, parameters)):
            raise Refused(f"the call of {dotted} does not fit: {reason}")


def _parameters(site: Site, dotted: str, imported: Mapping[str, Import]) -> tuple[Parameter, ...] | None:
    return taken_by(site.symbols, dotted, lambda each: meaning(site, each, imported))


def taken_by(
    symbols: SymbolMap, dotted: str, meaning_of: Callable[[str], Found]
) -> tuple[Parameter, ...] | None:
    """What a call of a dotted name takes; None when what is called is not known, or not the repository's."""
    found = meaning_of(dotted)
    if found.instance or found.opaque or not found.complete:
        return None
    known = parameters_of(symbols, found.symbols)
    definition = definition_of(symbols, found.symbols)
    if known is None or definition is None or definition.kind == "class" or "." not in dotted:
        return known
    (symbol,) = found.symbols
    file_map = symbols.map(symbol.path or "")
    is_plain = (
        file_map is not None and has_receiver(file_map, definition) and not _of_class(definition.decorators)
    )
    if is_plain and is_class(meaning_of(dotted.rpartition(".")[0])):
        return definition.parameters  # Class.method(receiver, …)
    return known


def _of_class(decorators: tuple[str, ...]) -> bool:
    return "classmethod" in decorators


def is_class(found: Found) -> bool:
    """Whether a name stands for a class, and for nothing else."""
    return bool(found.values) and all(value.kind == "class" for value in found.values)


def misfit(node: ast.Call, parameters: tuple[Parameter, ...]) -> str:
    """Why a call cannot bind to these parameters; "" when it can, or when only the run of the program decides it."""
    arguments = [CallArgument("*" if isinstance(each, ast.Starred) else "") for each in node.args]
    arguments += [CallArgument("", each.arg) if each.arg else CallArgument("**") for each in node.keywords]
    if any(each.star for each in arguments):
        return _misfit_beside_stars(arguments, parameters)
    bound = bind(arguments, parameters)
    if not isinstance(bound, Unbound):
        return ""
    return bound.reason.replace("the old signature", "its signature")


def _misfit_beside_stars(arguments: Sequence[CallArgument], parameters: tuple[Parameter, ...]) -> str:
    """What cannot fit whatever the stars give: only a keyword that the signature does not have."""
    if any(each.kind == "var_keyword" for each in parameters):
        return ""
    names = {each.name for each in parameters if each.kind in ("positional", "keyword_only")}
    unknown = next((each.keyword for each in arguments if each.keyword and each.keyword not in names), "")
    return f"the call gives '{unknown}', which its signature does not have" if unknown else ""


def misfit_of_the_same(
    node: ast.Call, old: ast.Call, taken: tuple[Parameter, ...], parameters: tuple[Parameter, ...]
) -> str:
    """Why a call that gives what an old one gave, stars and all, cannot bind: they give what the old function takes
    (`taken`), and nothing else; "" where nothing tells."""
    given = [ast.unparse(each) for each in (*node.args, *node.keywords)]
    if given != [ast.unparse(each) for each in (*old.args, *old.keywords)]:
        return ""
    if any(each.kind.startswith("var_") for each in (*taken, *parameters)):
        return ""
    names = {each.name for each in taken} | {each.arg for each in node.keywords if each.arg}
    most = (
        sum(each.kind != "keyword_only" for each in taken) + 1
    )  # `Class.method(receiver, …)` gives one more
    for position, each in enumerate(parameters):
        is_beyond = each.kind == "keyword_only" or position >= most
        if not each.default and is_beyond and each.name not in names:
            return f"the call cannot give '{each.name}', which the old signature does not have"
    return ""


def bound_in(module: ast.AST) -> set[str]:
    """Names that code binds in any way, in comprehensions and lambdas too: what they stand for is not looked up."""
    found = set[str]()
    for node in ast.walk(module):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
    return found


def _calls(tree: ast.Module | None) -> set[str]:
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)} if tree else set()
