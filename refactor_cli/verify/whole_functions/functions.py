"""A block for a whole function: what depends on its usages is written anew, and nothing else of the file changes.

What a call gives may be used further down, where no block for the call alone reaches. So an answer may give the whole
function new source, and is held to this:

- it names the function by the id of the source that stands there now (see `functions`), and all usages in it that it
  rewrites; every other one that was asked about is kept by a verdict, or is only possible, and stays as it is written;
- name, signature, decorators and `async` stay; a decorator that is one of the usages is written anew, and `def` may
  become `async def` with it (see `awaited`), or a test take other fixtures (see `fixtures`);
- every statement and comment that does not depend on these usages (see `pieces`) stays, in its order, once, under the
  same conditions, in no further `try`, and reads what it read;
- import statements inside stay, or go where nothing of the new source uses them.

All else is checked as for other blocks (see `blocks`).
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from refactor_cli.answer_format import block_of
from refactor_cli.data import Symbol, Usage
from refactor_cli.imports import Import
from refactor_cli.recipe.parsing import dotted_of, last_name_of
from refactor_cli.verify.awaited import awaited, bare, freed, may_wait, paired
from refactor_cli.verify.called_again import check_called_otherwise
from refactor_cli.verify.code import Code
from refactor_cli.verify.comments import check_in_order, comments
from refactor_cli.verify.flow import as_if_run, unbound
from refactor_cli.verify.names import Site, meaning
from refactor_cli.verify.old_attributes import attributes, receivers_of
from refactor_cli.verify.refused import Refused, Unsaid
from refactor_cli.verify.strings import check_texts
from refactor_cli.verify.texts import changed, reads_docstrings, texts_of, with_its_docstring
from refactor_cli.verify.together import Asked
from refactor_cli.verify.whole_functions.fixtures import check_bound_first, stand_ins, taken_away
from refactor_cli.verify.whole_functions.old_function import Old
from refactor_cli.verify.whole_functions.owners import is_in_header, with_new_owners
from refactor_cli.verify.whole_functions.pieces import (
    FUNCTIONS,
    begins,
    dependent,
    holds,
    nodes_inside,
    pieces_of,
)
from refactor_cli.verify.whole_functions.staying import check_stays, staying
from refactor_cli.verify.whole_functions.still_gives import Compared

_STRINGS = ("string", "owner")
# of pytest and unittest
_DECIDING = frozenset({"expectedFailure", "parametrize", "skip", "skipIf", "skipUnless", "skipif", "xfail"})


def check_function(
    old: Old, code: Code, named: Sequence[Usage], asked: Asked
) -> tuple[Compared, tuple[str, ...]]:
    """The pieces of the function, and of its new source; and what its comments and its docstring say otherwise. Raises
    Refused when that changes the function's header, or what does not depend on the named usages."""
    whole = code.statements[0]
    text = asked.symbols.snapshot.files[old.path].text
    texts = texts_of(named, text, old.tree, whole)
    new = with_its_docstring(old, whole, texts, is_read=reads_docstrings(text))
    if not isinstance(new, FUNCTIONS):
        raise Refused("it is not the source of a function")
    old = with_new_owners(old, new, named, asked)
    places = [old.place(each.span.start) for each in named if not is_in_header(old, each)]
    going = freed(old.tree, places)
    _check_header(old, new, going)
    gone = taken_away(old, new, going, asked)
    _check_inner_imports(old.tree, new)
    waits = awaited(old.tree, new, places)
    before, after = paired(pieces_of(waits.tree), pieces_of(bare(new, waits)), waits)
    check_texts(old.tree, new, named, asked)
    given = stand_ins(old, new, [each for each in going if _is_text(old, each, named)], asked)
    depending = dependent(before, places, _bound(waits.tree), given)
    lines = {line for number in depending for line in range(before[number].first, before[number].last + 1)}
    lines |= {line for each in freed(old.tree, places) for line in _lines(each)}
    holding = {number for number, piece in enumerate(before) if any(piece.holds(*place) for place in places)}
    kept = check_stays(before, staying(before, depending, new), after, holding, gone)
    check_bound_first(gone, new, after)
    others = check_in_order(comments(old.source, lines), comments(code.text), texts.may_change)
    _check_gives(waits.tree, new)
    _check_caught(old.tree, new)
    _check_has_value(old.tree, new)
    return Compared(before, after, depending, holding, kept, places, asked.words), changed(old, whole, others)


def _is_text(old: Old, decorator: ast.expr, named: Iterable[Usage]) -> bool:
    """Whether what is named of a decorator is a text that it takes."""
    return any(each.kind == "string" and holds(decorator, *old.place(each.span.start)) for each in named)


def check_settled(old: Old, new: ast.stmt, inside: Iterable[Usage], asked: Asked) -> None:
    """Raises Refused when usages in the function that stay are not written as they were, or when it cannot be told."""
    within = [
        each for each in asked.others if each.usage.path == old.path and old.span.contains(each.usage.span)
    ]
    if lost := next((each for each in within if each.outcome == "rewritten"), None):
        raise Refused(
            f"{lost.usage.id} in the same function is rewritten by {lost.by}: give a block for the call alone"
        )
    staying = [*(each for each in inside if each.id in asked.settled), *(each.usage for each in within)]
    wanted = Counter(key for each in staying if (key := _around(old, old.place(each.span.start))))
    there = Counter(ast.dump(node) for node in ast.walk(new) if isinstance(node, ast.expr))
    if any(there[key] < count for key, count in wanted.items()):
        raise Refused("it changes a usage that is to stay as it is")


def check_old(
    site: Site,
    old: Old,
    made: tuple[ast.stmt, Sequence[Import]],
    named: Sequence[Usage],
    asked: Asked,
) -> None:
    """Raises Refused when new source names the old code more often than what is to stay of the old source does.
    `made`: the new source, and the imports of its block."""
    new, imported = made[0], {each.local: each for each in made[1]}
    text = asked.symbols.snapshot.files[old.path].text
    again = [*filter(asked.is_called_again, named)]
    check_called_otherwise(asked.symbols, again, made, old.tree, asked.again)
    named = [each for each in named if each.id not in asked.of_others and not asked.is_called_again(each)]
    places = [old.place(each.span.start) for each in named]
    for targets in {asked.symbols_of[each.id] for each in named}:
        left = [node for node in _read_names(old.tree) if not any(holds(node, *place) for place in places)]
        before = sum(_leads(site, node, {}, targets) for node in left)
        if sum(_leads(site, node, imported, targets) for node in _read_names(new)) > before:
            raise Refused("it still uses the old code at a place that it names")
    dotted = (each for each in named if each.kind not in _STRINGS and each.expression != each.span)
    names = Counter(text.slice(*each.span) for each in dotted)
    # a fixture that it takes is none of the old objects
    body = new.body if isinstance(new, FUNCTIONS) else []
    bound = _bound(ast.Module(body, [])) - _bound(old.tree)
    for name, count in names.items():
        receivers = receivers_of(text, named, name)
        if attributes(new, name, receivers, bound) > attributes(old.tree, name, receivers) - count:
            raise Refused(f"it still uses the old '.{name}'")
    strings = Counter(text.slice(*each.expression) for each in named if each.kind in _STRINGS)
    for name, count in strings.items():
        if _strings(new, name) > _strings(old.tree, name) - count:
            raise Refused(f"a string in it still names {name}")


def gone_imports(old: Old, new: ast.stmt, inside: Iterable[Usage]) -> list[Usage]:
    """Usages that are imports within the function, which the new source does not have any more."""
    left = Counter(map(ast.dump, _imports(new)))
    gone = [node for node in _imports(old.tree) if not left[ast.dump(node)]]
    return [
        usage
        for usage in inside
        if usage.kind == "import" and any(holds(node, *old.place(usage.span.start)) for node in gone)
    ]


def unsettled(inside: Iterable[Usage], named: Set[str], asked: Asked) -> Usage | None:
    """A usage in a function of which a block for it says nothing, although it has to."""
    for usage in inside:
        is_meant = usage.certainty != "possible" or usage.id in asked.spoken_of
        if usage.id not in named | asked.settled and is_meant and block_of(usage) != "none":
            return usage
    return None


def own_names(old: Old, named: Sequence[Usage]) -> dict[str, int | None]:
    """The function's own names, each with the scope that says what it is; None where the named usages decide it."""
    pieces = pieces_of(old.tree)
    depending = dependent(pieces, [old.place(each.span.start) for each in named], _bound(old.tree))
    changed = {name for number in depending for name in pieces[number].binds}
    return {name: None if name in changed else old.definition.body for name in _bound(old.tree)}


def _check_header(old: Old, new: ast.FunctionDef | ast.AsyncFunctionDef, going: Sequence[ast.expr]) -> None:
    before = old.tree
    is_native = isinstance(new, ast.AsyncFunctionDef) and may_wait(before, going)
    if type(new) is not type(before) and not is_native:
        raise Refused("it changes whether the function is async")
    if new.name != before.name:
        raise Refused(f"the function is called {before.name}, and may not be called otherwise")
    if _dump(new.returns) != _dump(before.returns):
        raise Refused("it changes the function's signature")
    if [*map(ast.dump, getattr(new, "type_params", ()))] != [
        *map(ast.dump, getattr(before, "type_params", ()))
    ]:
        raise Refused("it changes the function's type parameters")
    left, now = [each for each in before.decorator_list if each not in going], new.decorator_list
    if not going and len(now) != len(left):
        raise Refused("it changes the function's decorators")
    rest = map(ast.dump, now)
    if any(ast.dump(each) not in rest for each in left):  # takes what comes before it out of the rest
        raise Refused("it changes decorators of the function that are none of the usages it names")
    deciding = [name for each in now if (name := _decides(each))]
    if len(deciding) > sum(map(bool, map(_decides, before.decorator_list))):
        raise Refused(
            f"it adds a decorator '{deciding[0]}', which decides whether a test runs, or what it comes to"
        )


def _decides(decorator: ast.expr) -> str:
    """The name of a decorator that decides whether a test runs, "" of any other."""
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = last_name_of(node)
    return name if name in _DECIDING else ""


def _check_gives(old: ast.AST, new: ast.AST) -> None:
    """Raises Refused when callers are given something else altogether: a generator or none, or no value any more."""
    before, now = [*nodes_inside(old)], [*nodes_inside(new)]
    yields = (ast.Yield, ast.YieldFrom)
    if any(isinstance(each, yields) for each in before) != any(isinstance(each, yields) for each in now):
        raise Refused("it changes whether the function is a generator")
    if any(map(_returns, before)) and not any(map(_returns, now)):
        raise Refused("it gives nothing back, and the function does")


def _check_caught(old: ast.AST, new: ast.AST) -> None:
    """Raises Refused when the name of what a handler catches, which is gone behind it, is read where it may be none."""
    names = {each.name for each in ast.walk(new) if isinstance(each, ast.ExceptHandler) and each.name}
    if lost := names & (unbound(new) - unbound(old)):
        raise Refused(f"'{min(lost)}' is gone behind its `except`, and read elsewhere")


def _check_has_value(old: ast.AST, new: ast.AST) -> None:
    """Raises Refused when a name of the old function may be read before it has a value, which it always had."""
    lost = _bound(old) & _bound(new) & (unbound(as_if_run(new)) - unbound(as_if_run(old)))
    if lost:
        raise Refused(f"'{min(lost)}' may have no value where it is read")


def check_assigned(old: Old, new: ast.stmt, named: Sequence[Usage]) -> None:
    """Raises Refused when new source gives attributes or elements of what lasts longer than it a value, which the old
    did not. What the old got to by a usage (`stand_in.old.return_value = 3`), the new may get to otherwise."""
    places = [old.place(each.span.start) for each in named]
    free = sum(any(holds(each, *place) for place in places) for each in _assigned(old.tree))
    there = {ast.unparse(each) for each in _assigned(old.tree)}
    own = {
        each.id for each in ast.walk(new) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    for target in _assigned(new):
        first = ast.unparse(target).partition(".")[0].partition("[")[0]
        if ast.unparse(target) in there or first in own:
            continue
        free -= 1
        if free < 0:
            raise Unsaid(f"it assigns to '{ast.unparse(target)}', which the function does not")


def _assigned(tree: ast.AST) -> Iterator[ast.Attribute | ast.Subscript]:
    """Attributes and elements that are given a value."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Attribute | ast.Subscript) and isinstance(each.ctx, ast.Store):
            yield each


def check_driven(old: Old, new: ast.stmt) -> None:
    """Raises Refused when a generator loses its only decorator: what drives it, callers have to do then."""
    assert isinstance(new, FUNCTIONS)
    if old.tree.decorator_list and not new.decorator_list and isinstance(new, ast.FunctionDef):
        if any(isinstance(each, ast.Yield | ast.YieldFrom) for each in nodes_inside(new)):
            raise Unsaid("it is a generator still, and has no decorator any more")


def _returns(node: ast.AST) -> bool:
    return isinstance(node, ast.Return) and node.value is not None


def _lines(node: ast.expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _dump(node: ast.expr | None) -> str:
    return ast.dump(node) if node is not None else ""


def _check_inner_imports(old: ast.AST, new: ast.AST) -> None:
    known = Counter(map(ast.dump, _imports(old)))
    for statement in _imports(new):
        key = ast.dump(statement)
        if not known[key]:
            raise Refused(
                "it has an import statement that the function did not have: write `import: …` before the code"
            )
        known[key] -= 1


def _imports(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))


def _bound(function: ast.AST) -> frozenset[str]:
    found = set[str]()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return frozenset(found)


def _around(old: Old, place: tuple[int, int]) -> str:
    """The name at a place with what it is an attribute of, and the call of that; "" where no expression stands."""
    found: ast.expr | None = None
    for node in ast.walk(old.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            is_end = (node.end_lineno, node.end_col_offset) == (place[0], place[1] + len(name.encode()))
            if is_end and begins(node) <= place:
                found = node
    if found is None:
        return ""
    calls = (node for node in ast.walk(old.tree) if isinstance(node, ast.Call) and node.func is found)
    return ast.dump(next(calls, found))


def _leads(site: Site, node: ast.expr, imported: Mapping[str, Import], targets: Set[Symbol]) -> bool:
    """Whether a dotted name, or what it begins with, is one of the targets."""
    parts = dotted_of(node).split(".")
    for end in range(1, len(parts) + 1):
        found = meaning(site, ".".join(parts[:end]), imported)
        if not found.instance and found.symbols & targets:
            return True
    return False


def _read_names(tree: ast.AST) -> Iterator[ast.expr]:
    """Names that are read, each with all that is asked of it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Name | ast.Attribute) and dotted_of(node):
            if isinstance(node.ctx, ast.Load):
                yield node
        else:
            yield from _read_names(node)


def _strings(tree: ast.AST, name: str) -> int:
    return sum(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and name in node.value
        for node in ast.walk(tree)
    )
