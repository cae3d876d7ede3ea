"""The signatures of rules against the real ones, where their source is at hand. It is read, never imported."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Parameter
from refactor_cli.dotted import last_part
from refactor_cli.module_source import Module, imported_from, module_holding
from refactor_cli.recipe.headers import parameters_of
from refactor_cli.recipe.parsing import literal
from refactor_cli.recipe.rules import CallPiece, Pieces, Reference, templates_of

if TYPE_CHECKING:
    from refactor_cli.recipe.rules import Rule
    from refactor_cli.recipe.whole import Recipe

_MOST_STEPS = 6
_TRANSPARENT = frozenset({"staticmethod", "classmethod", "lru_cache", "cache", "wraps", "abstractmethod"})
_BY_KEYWORD = ("positional", "keyword_only")
_BY_POSITION = ("positional", "positional_only")


class Real(NamedTuple):
    """A function as it is defined: its parameters, without the receiver; `has_receiver`: there is one, be it of a
    class; `by_class`: what a call on the class takes, where that is not the same."""

    parameters: tuple[Parameter, ...]
    has_receiver: bool
    by_class: tuple[Parameter, ...] | None = None


def source_folders(top: Path) -> tuple[Path, ...]:
    """Where modules may lie: the folder itself, its `src`, what is installed, and the standard library."""
    from refactor_cli.package_docs import site_folders

    return (top, top / "src", *site_folders(top), Path(sysconfig.get_paths()["stdlib"]))


def disagreements(recipe: Recipe, folders: Sequence[Path]) -> tuple[str, ...]:
    """One line for each rule that takes what the old function does not, and each call that the new one would refuse."""
    found = list[str]()
    for rule in (each for each in recipe.rules if not each.transform and not each.is_property):
        where = f"{recipe.path}:{rule.line}"
        old = _real(rule.symbol, folders)
        new = [words for each in templates_of(rule.body) for words in _of_new(each.pieces, folders)]
        # an argument of a function that stays may be gone from the version at hand, where that takes the new call
        gone = frozenset(rule.given) if rule.names_itself and not new else frozenset[str]()
        if old is not None:
            found += [f"{where}: {words}" for words in _of_old(rule, old, gone)]
        found += [f"{where}: {words}" for words in new]
    return tuple(dict.fromkeys(found))


def _of_old(rule: Rule, old: Real, gone: frozenset[str]) -> Iterator[str]:
    if old.has_receiver and not _has_receiver(rule, old):
        yield f"{rule.symbol} is a method: a rule's first parameter is what it is called on, self or cls"
        return
    own = rule.parameters[1 if old.has_receiver else 0 :]
    kinds = {each.kind for each in old.parameters}
    known = {each.name: each for each in old.parameters if not each.kind.startswith("var_")}
    for each in own:
        # by position it may be what has another name there
        is_taken = "var_keyword" in kinds or (each.kind == "positional" and "var_positional" in kinds)
        if each.kind in _BY_KEYWORD and each.name not in {*known, *gone} and not is_taken:
            places = [each.name for each in old.parameters if each.kind in _BY_KEYWORD]
            yield f"{rule.symbol} has no parameter '{each.name}'; it has {', '.join(places) or 'none'}"
        elif each.name in known and _differs(each.default, known[each.name].default):
            yield (
                f"the default of '{each.name}' is {known[each.name].default} in {rule.symbol}, "
                f"and {each.default} here"
            )
    ours = [each.name for each in own if each.kind == "positional" and each.name not in rule.given]
    theirs = [each.name for each in old.parameters if each.kind in _BY_POSITION]
    if all(name in theirs for name in ours) and ours != theirs[: len(ours)]:
        yield f"{rule.symbol} takes {', '.join(theirs[: 1 + max(map(theirs.index, ours))])} in this order"


def _has_receiver(rule: Rule, old: Real) -> bool:
    """Whether the first parameter of a rule for a method may be its receiver: it is no other one of the method's."""
    first = next(iter(rule.parameters), None)
    if first is None:
        return False
    return first.kind not in _BY_POSITION or first.name not in {each.name for each in old.parameters}


def _differs(ours: str, theirs: str) -> bool:
    """Whether two defaults are literals of different value."""
    try:
        return bool(ours) and bool(theirs) and literal(ours) != literal(theirs)
    except ValueError:
        return False


def _of_new(pieces: Pieces, folders: Sequence[Path]) -> Iterator[str]:
    for piece in pieces:
        if not isinstance(piece, CallPiece):
            continue
        yield from _of_new(piece.callee, folders)
        for argument in piece.arguments:
            yield from _of_new(argument.value, folders)
        match piece.callee:
            case (Reference(dotted=dotted),) if (new := _real(dotted, folders)) is not None:
                yield from _of_call(piece, dotted, new)


def _of_call(call: CallPiece, dotted: str, new: Real) -> Iterator[str]:
    taken = new.parameters if new.by_class is None else new.by_class
    kinds = {each.kind for each in taken}
    names = {each.name for each in taken if each.kind in _BY_KEYWORD}
    for each in call.arguments:
        if each.keyword and each.keyword not in names and "var_keyword" not in kinds:
            yield f"{dotted} has no parameter '{each.keyword}'; it has {', '.join(sorted(names)) or 'none'}"
    given = [each for each in call.arguments if not each.keyword and not each.star]
    most = len([each for each in taken if each.kind in _BY_POSITION])
    if len(given) > most and "var_positional" not in kinds:
        yield f"{dotted} takes {most} arguments by position, and is given {len(given)}"
    if not any(each.star for each in call.arguments):
        keywords = {each.keyword for each in call.arguments}
        by_position = [each for each in taken if each.kind in _BY_POSITION]
        late = [*by_position[len(given) :], *(each for each in taken if each.kind == "keyword_only")]
        for wanted in late:
            if not wanted.default and wanted.name not in keywords:
                yield f"{dotted} needs '{wanted.name}', which is not given"


def _real(dotted: str, folders: Sequence[Path], steps: int = 0) -> Real | None:
    """A function, a method or a class's constructor by its full dotted name; None where it is not found as one plain
    definition."""
    found = module_holding(dotted.split("."), folders)
    return _inside(*found, folders, steps) if found is not None else None


def _inside(module: Module, parts: Sequence[str], folders: Sequence[Path], steps: int) -> Real | None:
    body, is_in_class = module.tree.body, False
    for place, part in enumerate(parts):
        bound = [node for each in body for node in _binding(each, part)]
        node = bound[0] if len(bound) == 1 else None
        is_last = place == len(parts) - 1
        match node:
            case ast.ImportFrom() if not place and steps <= _MOST_STEPS:
                source = imported_from(node, part, module.package)
                return _real(".".join((*source, *parts[1:])), folders, steps + 1) if source else None
            case ast.ClassDef() if not is_last:
                body, is_in_class = node.body, True
            case ast.ClassDef() if not node.decorator_list:
                made = [each for each in node.body if getattr(each, "name", None) == "__init__"]
                only = made[0] if len(made) == 1 else None
                return Real(_function(only, True).parameters, False) if _is_function(only) else None
            case _:
                return _function(node, is_in_class) if is_last and _is_function(node) else None
    return None


def _binding(statement: ast.stmt, name: str) -> Iterator[ast.AST]:
    """What binds a name in a statement, without the insides of functions and classes."""
    for node in _outside_of_functions(statement):
        match node:
            case ast.FunctionDef(name=bound) | ast.AsyncFunctionDef(name=bound) | ast.ClassDef(name=bound):
                is_bound = bound == name
            case ast.Name(id=bound, ctx=ast.Store() | ast.Del()):
                is_bound = bound == name
            case ast.ImportFrom(names=names):
                is_bound = any((each.asname or each.name) in (name, "*") for each in names)
            case ast.Import(names=names):
                is_bound = any((each.asname or each.name.partition(".")[0]) == name for each in names)
            case _:
                is_bound = False
        if is_bound:
            yield node


def _outside_of_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _outside_of_functions(child)


def _is_function(node: ast.AST | None) -> bool:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    names = (last_part(ast.unparse(each).partition("(")[0]) for each in node.decorator_list)
    return all(name in _TRANSPARENT for name in names)


def _function(node: ast.AST | None, is_in_class: bool) -> Real:
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    decorators = {ast.unparse(each) for each in node.decorator_list}
    has_receiver = is_in_class and "staticmethod" not in decorators
    parameters = tuple(parameters_of(node.args))
    is_plain = has_receiver and "classmethod" not in decorators
    return Real(
        parameters[1 if has_receiver else 0 :], has_receiver, by_class=parameters if is_plain else None
    )
