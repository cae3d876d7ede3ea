"""The signatures of rules against the real ones, where their source is at hand. It is read, never imported."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Parameter
from refactor_cli.recipe.headers import parameters_of
from refactor_cli.recipe.parsing import literal, parse_module
from refactor_cli.recipe.rules import CallPiece, Pieces, Reference, templates_of

if TYPE_CHECKING:
    from refactor_cli.recipe.rules import Rule
    from refactor_cli.recipe.whole import Recipe

_LARGEST = 3_000_000
_MOST_STEPS = 6
_TRANSPARENT = frozenset({"staticmethod", "classmethod", "lru_cache", "cache", "wraps", "abstractmethod"})
_BY_KEYWORD = ("positional", "keyword_only")


class Real(NamedTuple):
    """A function as it is defined: its parameters, without the receiver; `has_receiver`: there is one."""

    parameters: tuple[Parameter, ...]
    has_receiver: bool


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
    own = rule.parameters[1 if old.has_receiver else 0 :]
    takes_any = any(each.kind == "var_keyword" for each in old.parameters)
    known = {each.name: each for each in old.parameters if each.kind in _BY_KEYWORD}
    for each in own:
        if each.kind in _BY_KEYWORD and each.name not in {*known, *gone} and not takes_any:
            places = [each.name for each in old.parameters if each.kind in _BY_KEYWORD]
            yield f"{rule.symbol} has no parameter '{each.name}'; it has {', '.join(places) or 'none'}"
        elif each.name in known and _differs(each.default, known[each.name].default):
            yield (
                f"the default of '{each.name}' is {known[each.name].default} in {rule.symbol}, "
                f"and {each.default} here"
            )
    ours = [each.name for each in own if each.kind == "positional" and each.name in known]
    theirs = [each.name for each in old.parameters if each.name in ours and each.kind == "positional"]
    if len(theirs) == len(ours) and ours != theirs:
        yield f"{rule.symbol} takes {', '.join(theirs)} in this order"


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
    kinds = {each.kind for each in new.parameters}
    names = {each.name for each in new.parameters if each.kind in _BY_KEYWORD}
    for each in call.arguments:
        if each.keyword and each.keyword not in names and "var_keyword" not in kinds:
            yield f"{dotted} has no parameter '{each.keyword}'; it has {', '.join(sorted(names)) or 'none'}"
    given = [each for each in call.arguments if not each.keyword and not each.star]
    most = len([each for each in new.parameters if each.kind in ("positional", "positional_only")])
    if len(given) > most and "var_positional" not in kinds:
        yield f"{dotted} takes {most} arguments by position, and is given {len(given)}"
    if not any(each.star for each in call.arguments):
        keywords = {each.keyword for each in call.arguments}
        by_position = [each for each in new.parameters if each.kind in ("positional", "positional_only")]
        late = [*by_position[len(given) :], *(each for each in new.parameters if each.kind == "keyword_only")]
        for wanted in late:
            if not wanted.default and wanted.name not in keywords:
                yield f"{dotted} needs '{wanted.name}', which is not given"


def _real(dotted: str, folders: Sequence[Path], steps: int = 0) -> Real | None:
    """A function, a method or a class's constructor by its full dotted name; None where it is not found as one plain
    definition."""
    parts = dotted.split(".")
    for size in range(len(parts) - 1, 0, -1):
        module = read_module(parts[:size], folders)
        if module is not None:
            return _inside(module, ".".join(parts[:size]), parts[size:], folders, steps)
    return None


def read_module(parts: Sequence[str], folders: Sequence[Path]) -> ast.Module | None:
    """The first module of this name that the folders have; None where it cannot be read."""
    for folder in folders:
        place = folder.joinpath(*parts)
        for file in (place / "__init__.py", place.with_name(f"{place.name}.py")):
            if file.is_file() and file.stat().st_size < _LARGEST:
                try:
                    return parse_module(file.read_text("utf-8"))
                except (OSError, SyntaxError, ValueError):
                    return None
    return None


def _inside(
    module: ast.Module, name: str, parts: Sequence[str], folders: Sequence[Path], steps: int
) -> Real | None:
    body, is_in_class = module.body, False
    for place, part in enumerate(parts):
        found = [each for each in body if getattr(each, "name", None) == part]
        if len(found) != 1:
            imported = None if is_in_class or place or found else _imported(module, name, part)
            if imported is None or steps > _MOST_STEPS:
                return None
            return _real(".".join((imported, *parts[1:])), folders, steps + 1)
        node = found[0]
        is_last = place == len(parts) - 1
        if isinstance(node, ast.ClassDef) and not is_last:
            body, is_in_class = node.body, True
        elif isinstance(node, ast.ClassDef) and not node.decorator_list:
            made = [each for each in node.body if getattr(each, "name", None) == "__init__"]
            only = made[0] if len(made) == 1 else None
            return _function(only, True)._replace(has_receiver=False) if _is_function(only) else None
        elif is_last and _is_function(node):
            return _function(node, is_in_class)
    return None


def _is_function(node: ast.stmt | None) -> bool:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    names = (ast.unparse(each).partition("(")[0].rpartition(".")[2] for each in node.decorator_list)
    return all(name in _TRANSPARENT for name in names)


def _function(node: ast.stmt | None, is_in_class: bool) -> Real:
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    is_static = any(ast.unparse(each) == "staticmethod" for each in node.decorator_list)
    has_receiver = is_in_class and not is_static
    return Real(tuple(parameters_of(node.args))[1 if has_receiver else 0 :], has_receiver)


def _imported(module: ast.Module, name: str, part: str) -> str | None:
    """The full dotted name that an import at a module's top gives to a name."""
    for node in module.body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == part:
                    owner = name.rsplit(".", node.level - 1)[0] if node.level > 1 else name
                    before = f"{owner}." if node.level else ""
                    return f"{before}{node.module}.{alias.name}" if node.module else f"{before}{alias.name}"
    return None
