"""The statements of a function -> its pieces, and which of them depend on some places in it.

A piece is a simple statement, or what stands before the body of a compound one. A piece depends on a place when it
holds it, reads a name that a dependent piece binds, or runs only as a dependent condition says; so does a function
that is handed over at the place. The rest has nothing to do with it: new source for the sake of these places has no
reason to change it.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.dotted import last_part
from refactor_cli.expected_to_fail import EXPECTING

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
INNER = (*FUNCTIONS, ast.Lambda, ast.ClassDef)  # what has a scope of its own
_PLACED = (ast.stmt, ast.expr, ast.arg, ast.keyword, ast.alias, ast.excepthandler, ast.pattern)
_Placed = ast.stmt | ast.expr | ast.arg | ast.keyword | ast.alias | ast.excepthandler | ast.pattern
_Within = tuple[str, ...]
_EVERYTHING = ast.Name("BaseException", ast.Load())  # what `except:` catches
_ENDS_BLOCK = (ast.Return, ast.Raise, ast.Continue, ast.Break)
# context managers of contextlib, pytest, unittest and nose that exceptions do not leave
_CATCHERS = EXPECTING | {"suppress"}
_RECEIVERS = ("self", "cls")  # what a method is called on: too much depends on it to say anything


class Piece(Struct, frozen=True):
    """`key`: what it says, whatever its layout; `nodes`: its trees; `first` and `last` line, from 1; `under`: the
    numbers of the pieces that decide whether it runs; `after`: numbers of pieces, each of which it goes with;
    `function`: the name of the function that it makes, "" where it makes none; `within`: what says whether, and how
    often, it runs: conditions, loops, functions, and what ends the block before it; `handlers`: those of the `try`
    statements whose bodies it stands in, and what catches in a `with`; `functions`: the numbers of the headers of the
    local ones around it; `tried` and `final`: the lines of the `try` statements that it stands before, and in, the
    `finally` of."""

    key: str
    nodes: tuple[ast.AST, ...]
    first: int
    last: int
    under: frozenset[int]
    after: frozenset[int] = frozenset()
    binds: frozenset[str] = frozenset()
    function: str = ""
    within: _Within = ()
    handlers: frozenset[str] = frozenset()
    functions: tuple[int, ...] = ()
    tried: frozenset[int] = frozenset()
    final: frozenset[int] = frozenset()

    def holds(self, line: int, column: int) -> bool:
        """Whether a place lies in it. `line` from 1, `column` from 0, in bytes."""
        return any(holds(node, line, column) for node in self.nodes)


def nodes_inside(tree: ast.AST) -> Iterator[ast.AST]:
    """What is in a tree, without what is in the functions and classes within it."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, INNER):
            yield from nodes_inside(node)


def pieces_of(function: ast.stmt) -> list[Piece]:
    """Those of the body of a `def`, in the order of the source."""
    assert isinstance(function, FUNCTIONS)
    found = list[Piece]()
    _add(found, function.body, _Place())
    return found


def dependent(
    pieces: Sequence[Piece],
    places: Iterable[tuple[int, int]],
    bound: Set[str],
    given: Set[str] = frozenset(),
) -> frozenset[int]:
    """The numbers of the pieces that depend on some places. `bound`: the names of the function's own; `given`:
    parameters whose arguments depend on them."""
    places = list(places)
    found = {number for number, piece in enumerate(pieces) if any(piece.holds(*place) for place in places)}
    handed_over = {name for number in found for name in reads(pieces[number])}
    found |= {number for number, piece in enumerate(pieces) if piece.function in handed_over}
    while True:
        changed = given | {name for number in found for name in _changed(pieces[number], bound)}
        handed_over = {name for number in found for name in _given(pieces[number], changed)}
        more = {
            number
            for number, piece in enumerate(pieces)
            if number not in found
            and (
                piece.under & found
                or piece.after & found
                or changed & reads(piece)
                or piece.function in handed_over
            )
        }
        if not more:
            return frozenset(found)
        found |= more


class _Place(Struct, frozen=True):
    """Where statements stand: see `Piece`."""

    under: frozenset[int] = frozenset()
    within: _Within = ()
    handlers: frozenset[str] = frozenset()
    functions: tuple[int, ...] = ()
    tried: frozenset[int] = frozenset()
    final: frozenset[int] = frozenset()

    def placed(self, piece: Piece) -> Piece:
        """The piece with what says where it stands."""
        return replace(
            piece,
            within=self.within,
            handlers=self.handlers,
            functions=self.functions,
            tried=self.tried,
            final=self.final,
        )

    def inside(self, found: Sequence[Piece], number: int, branch: str = "") -> _Place:
        """In the block of a compound statement, whose header is the piece of this number."""
        within = (*self.within, f"{branch}{found[number].key}")
        return replace(self, under=self.under | {number}, within=within)

    def catching(self, statement: ast.Try | ast.TryStar) -> _Place:
        """In the body of a `try` statement."""
        caught = {ast.unparse(each.type or _EVERYTHING) for each in statement.handlers}
        return replace(self, handlers=self.handlers | caught)

    def held(self, statement: ast.With | ast.AsyncWith) -> _Place:
        """In the body of a `with` statement, which may be one that catches."""
        managers = [each.context_expr for each in statement.items]
        caught = {ast.unparse(each) for each in managers if _catches(each)}
        return replace(self, handlers=self.handlers | caught)


def _catches(manager: ast.expr) -> bool:
    called = ast.unparse(manager.func) if isinstance(manager, ast.Call) else ""
    return last_part(called) in _CATCHERS


def _add(found: list[Piece], statements: Sequence[ast.stmt], at: _Place) -> None:
    for number, statement in enumerate(statements):
        match statement:
            case ast.If() | ast.While():
                header = _header(found, statement, [statement.test], at)
                _add(found, statement.body, at.inside(found, header))
                _add(found, statement.orelse, at.inside(found, header, "else "))
            case ast.For() | ast.AsyncFor():
                header = _header(found, statement, [statement.target, statement.iter], at)
                _add(found, statement.body, at.inside(found, header))
                _add(found, statement.orelse, at.inside(found, header, "else "))
            case ast.With() | ast.AsyncWith():
                _header(found, statement, list(statement.items), at)
                _add(found, statement.body, at.held(statement))
            case ast.Try() | ast.TryStar():
                _add_try(found, statement, at)
            case ast.Match():
                subject = at.inside(found, _header(found, statement, [statement.subject], at))
                for case in statement.cases:
                    parts = [case.pattern, *([case.guard] if case.guard else [])]
                    _add(found, case.body, subject.inside(found, _header(found, case, parts, subject)))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                _add_definition(found, statement, at)
            case ast.Pass():
                pass
            case _:
                _leaf(found, statement, at, is_first=number == 0)
        if isinstance(statement, _ENDS_BLOCK):
            at = replace(at, within=(*at.within, "never"))


def _add_try(found: list[Piece], statement: ast.Try | ast.TryStar, at: _Place) -> None:
    start, after = len(found), replace(at, final=at.final | {statement.lineno})
    if statement.finalbody:
        at = replace(at, tried=at.tried | {statement.lineno})
    _add(found, statement.body, at.catching(statement))
    tried = frozenset(range(start, len(found)))
    for handler in statement.handlers:
        # what is caught is what the body raises
        parts = [handler.type] if handler.type else []
        number = _header(found, handler, parts, at, handler.name or "")
        found[number] = replace(found[number], after=tried)
        _add(found, handler.body, at.inside(found, number))
    _add(found, statement.orelse, at)
    _add(found, statement.finalbody, after)


def _add_definition(
    found: list[Piece], statement: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, at: _Place
) -> None:
    parts = list[ast.AST](statement.decorator_list)
    if isinstance(statement, ast.ClassDef):
        parts += [*statement.bases, *statement.keywords]
    else:
        parts += [statement.args, *([statement.returns] if statement.returns else [])]
    header = _header(found, statement, parts, at, statement.name)
    if not isinstance(statement, ast.ClassDef):
        given = frozenset(each.arg for each in ast.walk(statement.args) if isinstance(each, ast.arg))
        binds = found[header].binds | given
        found[header] = replace(found[header], binds=binds, function=statement.name)
    start = len(found)
    kind = "class" if isinstance(statement, ast.ClassDef) else "def"  # whether it is async, says its header
    inner = replace(at, within=(*at.within, kind))
    if not isinstance(statement, ast.ClassDef):  # its body runs elsewhere
        inner = replace(inner, handlers=frozenset(), functions=(*at.functions, header), tried=frozenset())
    _add(found, statement.body, inner)
    # whoever calls it gets what its body makes
    inside = frozenset(range(start, len(found)))
    found.append(Piece("", (), 0, 0, at.under, inside, frozenset({statement.name})))


def _header(
    found: list[Piece],
    owner: ast.stmt | ast.ExceptHandler | ast.match_case,
    parts: Sequence[ast.AST],
    at: _Place,
    name: str = "",
) -> int:
    # what a handler calls what it caught is a name that it binds, and says nothing of what it catches
    is_handler = isinstance(owner, ast.ExceptHandler)
    said = parts or [_EVERYTHING] if is_handler else parts
    key = " ".join((type(owner).__name__, "" if is_handler else name, *map(ast.dump, said)))
    line = getattr(owner, "lineno", 0) or min((begins(part)[0] for part in parts), default=0)
    last = max((_ends(part)[0] for part in parts), default=line)
    binds = _bound(parts) | ({name} if name else frozenset())
    piece = Piece(key, tuple(parts), line, last, at.under, binds=binds)
    found.append(at.placed(piece))
    return len(found) - 1


def _leaf(found: list[Piece], statement: ast.stmt, at: _Place, *, is_first: bool) -> None:
    key = ast.dump(statement)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        if (
            isinstance(statement.value.value, str) and is_first
        ):  # how far a docstring is indented means nothing
            key = f"docstring {said(statement.value.value)}"
    last = statement.end_lineno or statement.lineno
    name = ""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda):
        name = ast.unparse(statement.targets[0])
    piece = Piece(
        key, (statement,), statement.lineno, last, at.under, binds=_bound([statement]), function=name
    )
    found.append(at.placed(piece))


def _bound(parts: Iterable[ast.AST]) -> frozenset[str]:
    """Names, and attributes as source, that are assigned in trees."""
    return frozenset(_assigned(parts))


def _assigned(parts: Iterable[ast.AST]) -> Iterator[str]:
    for node in (each for part in parts for each in ast.walk(part)):
        match node:
            case ast.Name(ctx=ast.Store() | ast.Del(), id=name):
                yield name
            case ast.Attribute(ctx=ast.Store() | ast.Del()):
                yield ast.unparse(node)
            case ast.Subscript(ctx=ast.Store() | ast.Del(), value=value):
                yield ast.unparse(value)
            case (
                ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name))
            ):
                yield name
            case ast.alias(name=name, asname=alias):
                yield alias or name.partition(".")[0]


def _changed(piece: Piece, bound: Set[str]) -> Iterator[str]:
    """What is another value after a piece than without it: what it binds, and what it calls a method of."""
    yield from piece.binds
    for node in (each for part in piece.nodes for each in ast.walk(part)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            receiver = ast.unparse(node.func.value)
            first = receiver.partition(".")[0]
            if receiver not in _RECEIVERS and (first in bound or first in _RECEIVERS):
                yield receiver


def _given(piece: Piece, changed: Set[str]) -> Iterator[str]:
    """The names that a piece gives to what is another value: `stand_in.side_effect = fake`, `rows.each(show)`. What
    calls them then may do it with other arguments."""
    for node in (each for part in piece.nodes for each in ast.walk(part)):
        match node:
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript() as to], value=ast.Name(id=name)):
                given = [name]
            case ast.Call(func=ast.Attribute() as to, args=args, keywords=keywords):
                values = [*args, *(each.value for each in keywords)]
                given = [each.id for each in values if isinstance(each, ast.Name)]
            case _:
                continue
        if _is_of(to, changed):
            yield from given


def _is_of(node: ast.expr, names: Set[str]) -> bool:
    """Whether an attribute or element is one of what has one of these names."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
        if ast.unparse(node) in names:
            return True
    return False


def reads(piece: Piece) -> frozenset[str]:
    """The names in a piece, and its attributes as source."""
    found = set[str]()
    for node in (each for part in piece.nodes for each in ast.walk(part)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(ast.unparse(node))
    return frozenset(found)


def said(docstring: str) -> str:
    """A docstring without how far its lines are indented, and the white space that they end with: a prompt shows
    neither."""
    return "\n".join(line.rstrip() for line in inspect.cleandoc(docstring).split("\n"))


def holds(node: ast.AST, line: int, column: int) -> bool:
    """Whether a place lies in a tree. `line` from 1, `column` from 0, in bytes."""
    return begins(node) <= (line, column) < _ends(node)


def begins(node: ast.AST) -> tuple[int, int]:
    """The first line and column of a tree, decorators included."""
    return min(((each.lineno, each.col_offset) for each in _placed(node)), default=(0, 0))


def _ends(node: ast.AST) -> tuple[int, int]:
    places = ((each.end_lineno or 0, each.end_col_offset or 0) for each in _placed(node))
    return max(places, default=(0, 0))


def _placed(node: ast.AST) -> Iterator[_Placed]:
    return (each for each in ast.walk(node) if isinstance(each, _PLACED))
