"""Statements of new source that have nothing to do with the old code, or do the same once more.

`old(a)` may become several statements, and any of them may be a mistake, or worse: `new(a)` and `print("done")`. What a
statement does is what it calls. It has to do with the old code where that is named in the old source, by the user, or
by what the answer brings, or where it takes or is asked of something that comes from these. Where something else is
meant, the block says so. A block that is one statement is the new code itself, whatever it calls.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache

from msgspec import Struct

from refactor_cli.dotted import last_part
from refactor_cli.imports import Import
from refactor_cli.recipe.parsing import last_name_of
from refactor_cli.verify.binding import bound_in
from refactor_cli.verify.refused import shown
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS

_WORD = re.compile(r"[^\W\d]\w*")
_RECEIVERS = frozenset({"cls", "self"})  # any method of a class is called on these
_PARTS = (ast.stmt, ast.ExceptHandler, ast.match_case)  # what a statement is made of that is run by itself


class Known(Struct, frozen=True):
    """What new source may speak of: words of the `old` source, names that the answer has `brought`, and what the user
    `said`."""

    old: frozenset[str]
    brought: frozenset[str]
    said: str

    def is_new(self, word: str) -> bool:
        """Whether it belongs to the new code."""
        return word in self.brought or word in _words_of(self.said)


def known_of(old: str, imports: Iterable[Import], brought: Iterable[str], said: str) -> Known:
    """`old`: source; `brought`: full names."""
    names = {*(each.local for each in imports), *map(last_part, brought)}
    return Known(_words_of(old), frozenset(names), said)


@lru_cache(maxsize=8)  # what the user said is the same for all blocks
def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def beside_the_point(new: Sequence[ast.stmt], old: ast.AST | None, known: Known) -> Iterator[str]:
    """What a block has to say of its statements: which have nothing to do with the old code, or are there again."""
    leaves = [each for each in _every(new) if _is_simple(each)]
    if len(leaves) < 2:
        return
    before, after = _times([old] if old is not None else []), _times(new)
    read, theirs = _read(new) | known.old, _related(new, known)
    for each in leaves:
        call = _alone(each, read)
        if call is not None and not before[ast.dump(each)] and not _is_related([each], call, theirs):
            yield f"{shown(each)} has nothing to do with the old code"
    gone, more = (before - after).total(), after - before  # several that go may become the same
    for each in leaves:
        if more[ast.dump(each)] > max(gone, 1) and any(_calls([each])):
            yield f"{shown(each)} is there more than once"


class _Theirs(Struct, frozen=True):
    """Words that have to do with the old code: where they stand at all, and where they say what is called. What a call
    is `given`, or asked of, does not tell where another statement is plainly the new code: `new(user)` and
    `print(user)`, or `user.delete()`."""

    given: frozenset[str]
    called: frozenset[str]


def _related(new: Sequence[ast.stmt], known: Known) -> _Theirs:
    """All such words of new source, by way of the names that it binds."""
    steps, bound = [*_steps(new)], bound_in(ast.Module([*new], []))
    words = {*_words(new)} - _RECEIVERS
    ours = frozenset(filter(known.is_new, words - known.old))
    called = {*_words(each.func for each in _calls(new))}
    is_plain, old = not ours.isdisjoint(called), known.old - _RECEIVERS
    # what others give: arguments, and what fails
    ours |= frozenset(_received(new)) if is_plain else bound
    if isinstance(new[0], FUNCTIONS):  # which needs more than its header for what it does
        ours |= old
    while True:
        theirs = _Theirs(ours if is_plain else ours | old, ours | old)
        found = ours
        for parts in steps:
            if _is_related(parts, _alone(parts[0], bound), theirs):
                found |= bound.intersection(_words(parts)) if is_plain else words.intersection(_words(parts))
        if found == ours:
            return theirs
        ours = found


def _is_related(parts: Sequence[ast.AST], call: ast.Call | None, theirs: _Theirs) -> bool:
    """Whether a statement, or the head of one, has to do with the old code. `call`: what it is and nothing else."""
    said = {*_words(parts)}
    if call is not None:
        said = {call.func.attr if isinstance(call.func, ast.Attribute) else last_name_of(call.func)}
    return not theirs.given.isdisjoint(_words(parts)) or not theirs.called.isdisjoint(said)


def _alone(statement: ast.AST, read: Set[str]) -> ast.Call | None:
    """The call of a statement that is nothing else: nobody asks for what it gives. `read`: names that are read."""
    match statement:
        case ast.Expr(value=ast.Call() as call) | ast.Expr(value=ast.Await(value=ast.Call() as call)):
            return call
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if name not in read:
            return call
    return None


def _steps(statements: Iterable[ast.AST]) -> Iterator[list[ast.AST]]:
    """Simple statements, and the parts of others that are run before those that stand in them."""
    for each in _every(statements):
        if _is_simple(each):
            yield [each]
        elif heads := [part for part in ast.iter_child_nodes(each) if not isinstance(part, _PARTS)]:
            yield heads


def _every(statements: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The statements with those in them, in their order."""
    for each in statements:
        yield each
        yield from _every(part for part in ast.iter_child_nodes(each) if isinstance(part, _PARTS))


def _is_simple(statement: ast.AST) -> bool:
    return isinstance(statement, ast.stmt) and not any(
        isinstance(part, _PARTS) for part in ast.iter_child_nodes(statement)
    )


def _times(statements: Iterable[ast.AST]) -> Counter[str]:
    """How often each simple statement is run at most, on one way through others; loops count once."""
    found = Counter[str]()
    for each in statements:
        if _is_simple(each):
            found[ast.dump(each)] += 1
            continue
        match each:
            case ast.If(body=one, orelse=other):
                found += _times(one) | _times(other)
            case ast.Try(body=body, handlers=handlers, orelse=behind, finalbody=last):
                found += _either(
                    [_times([*body, *behind]), *(_times(each.body) for each in handlers)]
                ) + _times(last)
            case ast.Match(cases=cases):
                found += _either([_times(each.body) for each in cases])
            case _:
                found += _times(part for part in ast.iter_child_nodes(each) if isinstance(part, _PARTS))
    return found


def _either(ways: Iterable[Counter[str]]) -> Counter[str]:
    found = Counter[str]()
    for each in ways:
        found |= each
    return found


def _read(statements: Iterable[ast.AST]) -> frozenset[str]:
    names = (part for each in statements for part in ast.walk(each) if isinstance(part, ast.Name))
    return frozenset(each.id for each in names if isinstance(each.ctx, ast.Load))


def _calls(statements: Iterable[ast.AST]) -> Iterator[ast.Call]:
    return (node for each in statements for node in ast.walk(each) if isinstance(node, ast.Call))


def _received(statements: Iterable[ast.AST]) -> Iterator[str]:
    """The names of parameters, and of what is caught."""
    for each in (node for statement in statements for node in ast.walk(statement)):
        match each:
            case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                yield name


def _words(parts: Iterable[ast.AST]) -> Iterator[str]:
    """The names in source, and those of attributes and arguments."""
    for each in (node for part in parts for node in ast.walk(part)):
        match each:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
