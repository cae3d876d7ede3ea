"""Whether the calls of new code fit what they call, as far as the repository defines it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from refactor_cli.call_parameters import definition_of, has_receiver, parameters_of
from refactor_cli.counted import counted
from refactor_cli.data import Parameter
from refactor_cli.expected_to_fail import expected_calls
from refactor_cli.imports import Import
from refactor_cli.recipe.parsing import dotted_of
from refactor_cli.resolution import Found
from refactor_cli.signature import CallArgument, Unbound, bind
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.code import parsed_any
from refactor_cli.verify.names import Site, meaning
from refactor_cli.verify.refused import Refused


def check_calls(site: Site, module: ast.Module, imports: Sequence[Import]) -> None:
    """Raises Refused when a call gives a function or class of the repository what it does not take, or too little.

    Nothing is said about calls that were there before or that a test expects to fail, about what the block binds
    itself, and about what stars give.
    """
    imported = {each.local: each for each in imports}
    failing = {id(each) for each in expected_calls(module)}
    bound, before = bound_in(module), _calls(parsed_any(site.old.strip().replace("\r\n", "\n")))
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or id(node) in failing or ast.unparse(node) in before:
            continue
        dotted = dotted_of(node.func)
        if not dotted or dotted.partition(".")[0] in bound:
            continue
        parameters = _parameters(site, dotted, imported)
        if parameters is not None and (reason := misfit(node, parameters)):
            raise Refused(f"the call of {dotted} does not fit: {reason}")


def check_waited(site: Site, module: ast.Module, imports: Sequence[Import]) -> None:
    """Raises Refused when whole statements call a coroutine of the repository, and nobody waits for it: it never runs.

    What they keep of it may be waited for elsewhere, unless the old statement waited, and these do not.
    """
    imported = {each.local: each for each in imports}
    old = parsed_any(site.old.strip().replace("\r\n", "\n"))
    bound, before = bound_in(module), _calls(old)
    alone = {id(each.value) for each in ast.walk(module) if isinstance(each, ast.Expr)}
    waits = (ast.Await, ast.AsyncFor, ast.AsyncWith)
    waited = old is not None and any(isinstance(each, waits) for each in ast.walk(old))
    is_lost = waited and not any(isinstance(each, waits) for each in ast.walk(module))
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or ast.unparse(node) in before:
            continue
        dotted = dotted_of(node.func)
        if dotted and dotted.partition(".")[0] not in bound and (id(node) in alone or is_lost):
            if _is_coroutine(site.symbols, meaning(site, dotted, imported)):
                raise Refused(f"nothing awaits what {dotted} gives, which is a coroutine")


def _is_coroutine(symbols: SymbolMap, found: Found) -> bool:
    if found.instance or found.opaque or not found.complete:
        return False
    definition = definition_of(symbols, found.symbols)
    return definition is not None and definition.is_async and not definition.decorators


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
    arguments = _arguments(node)
    if any(each.star for each in arguments):
        return _misfit_beside_stars(arguments, parameters)
    bound = bind(arguments, parameters)
    if not isinstance(bound, Unbound):
        return ""
    return bound.reason.replace("the old signature", "its signature")


def _arguments(node: ast.Call) -> list[CallArgument]:
    """What a call gives, with what displays hold that stars stand before (`*(1, 2)`, `**{"a": 1}`)."""
    found = list[CallArgument]()
    for each in node.args:
        if not isinstance(each, ast.Starred):
            found.append(CallArgument())
        elif isinstance(each.value, ast.List | ast.Tuple) and not _has_stars(each.value.elts):
            found += [CallArgument()] * len(each.value.elts)
        else:
            found.append(CallArgument("*"))
    for keyword in node.keywords:
        keys = keyword.value.keys if isinstance(keyword.value, ast.Dict) and not keyword.arg else [None]
        names = [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        if keyword.arg:
            found.append(CallArgument("", keyword.arg))
        elif len(names) == len(keys):
            found += [CallArgument("", name) for name in names]
        else:
            found.append(CallArgument("**"))
    return found


def _has_stars(items: Sequence[ast.expr]) -> bool:
    return any(isinstance(each, ast.Starred) for each in items)


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
    if reason := _given_by_stars(_arguments(node), taken, parameters):
        return reason
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


def _given_by_stars(
    arguments: Sequence[CallArgument], taken: tuple[Parameter, ...], parameters: tuple[Parameter, ...]
) -> str:
    """Why what the old function takes from stars may be what the new one does not take. Nothing where the old one takes
    any number, or any name: that hands on what another one takes."""
    named = {each.keyword for each in arguments if each.keyword}
    fixed = sum(not each.star and not each.keyword for each in arguments)
    by_position = [each.name for each in taken if each.kind.startswith("positional")]
    kinds, takes = {each.kind for each in taken}, {each.kind for each in parameters}
    stars = {each.star for each in arguments}
    if "*" in stars and not {"var_positional"} & (kinds | takes):
        most = sum(each.kind.startswith("positional") for each in parameters)
        if len([name for name in by_position if name not in named]) > most:
            return f"stars may give more than {counted(most, 'argument')} by position"
    if "**" in stars and not {"var_keyword"} & (kinds | takes):
        known = {each.name for each in parameters if each.kind in ("positional", "keyword_only")}
        rest = [each.name for each in taken if each.kind == "keyword_only"]
        rest += [each.name for each in taken[fixed:] if each.kind == "positional"]
        unknown = next((name for name in rest if name not in named | known), "")
        return f"stars may give '{unknown}', which its signature does not have" if unknown else ""
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
