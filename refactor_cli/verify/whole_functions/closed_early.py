"""New code that opens something in the header of a `with` -> what would be closed when somebody uses it.

`h = open(p); return h` gives a file that can be read; `with open(p) as h: return h` one that is closed. The same goes
for what is stored in an attribute, put into a list or read behind the `with` (see `handed_on`); and what was done after
`h.close()` finds another file than before when it is done in the `with`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy

from refactor_cli.recipe.parsing import dotted_of, last_name_of
from refactor_cli.verify.flow import CLOSING
from refactor_cli.verify.refused import Unsaid, shown
from refactor_cli.verify.whole_functions.handed_on import (
    aliases,
    holders,
    outside,
    own_nodes,
    put_away,
    replaced,
    stored,
)
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS

_WITH = (ast.With, ast.AsyncWith)
# a process that has ended can be asked what it came to, and one that is given work once it is shut down fails
_CLOSED = CLOSING - {"Popen", "nullcontext"} | {"ProcessPoolExecutor", "ThreadPoolExecutor"}
_STACKS = frozenset({"AsyncExitStack", "ExitStack"})
# attributes of what is closed, or of what has read it
_LASTING = frozenset({"close", "closed", "encoding", "fieldnames", "fileno", "line_num", "mode", "name"})


def check_open(new: ast.AST, old: ast.AST | None) -> None:
    """Raises Refused when what a new `with` closes is handed on, stored or read behind it, or is closed later than what
    is done after it was closed."""
    there = {ast.dump(item) for node in _withs(old) for item in node.items} if old is not None else set[str]()
    bound = stored(old) if old is not None and not isinstance(old, FUNCTIONS) else outside(new)
    opened = _opened(new)
    for whole in _withs(new):
        for item in whole.items:
            if ast.dump(item) in there:
                continue
            node = _named(whole, item)
            for name in _closed_by(node, item, opened):
                _check_kept(node, name, new, bound)
            if old is not None and _closes(item.context_expr):
                _check_after(node, item.context_expr, old)


def _closed_by(node: ast.With | ast.AsyncWith, item: ast.withitem, opened: set[str]) -> Iterator[str]:
    """The names of what a `with` closes at its end."""
    opening, target = item.context_expr, item.optional_vars
    if isinstance(opening, ast.Name) and opening.id in opened:
        yield opening.id
    if (
        isinstance(opening, ast.Call)
        and last_name_of(opening.func) in _STACKS
        and isinstance(target, ast.Name)
    ):
        yield from _entered(node, target.id)
    if not isinstance(opening, ast.Call) or not _closes(opening):
        return
    if isinstance(target, ast.Attribute | ast.Subscript):
        raise Unsaid(f"{shown(target)} is closed by the `with`, and lasts longer")
    if isinstance(target, ast.Name):
        yield target.id
    if last_name_of(opening.func) == "closing":
        yield from (each.id for each in opening.args if isinstance(each, ast.Name))


def _named(node: ast.With | ast.AsyncWith, item: ast.withitem) -> ast.With | ast.AsyncWith:
    """The same, with names in its body for what a stack closes: each is called as its source is."""
    opening, target = item.context_expr, item.optional_vars
    if (
        isinstance(opening, ast.Call)
        and last_name_of(opening.func) in _STACKS
        and isinstance(target, ast.Name)
    ):
        return _Naming(target.id).visit(deepcopy(node))  # type: ignore[no-any-return]
    return node


class _Naming(ast.NodeTransformer):
    """Puts names in place of what a stack enters, but where it gets one."""

    def __init__(self, stack: str) -> None:
        self.stack = stack

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        """`h = stack.enter_context(open(p))`."""
        is_named = isinstance(node.targets[0], ast.Name) and _enters(node.value, self.stack)
        return node if is_named else self.generic_visit(node)  # type: ignore[return-value]

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """`stack.enter_context(open(p))`."""
        if _enters(node, self.stack):
            return ast.copy_location(ast.Name(ast.unparse(node), ast.Load()), node)
        return self.generic_visit(node)


def _enters(node: ast.expr, stack: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and dotted_of(node.func) == f"{stack}.enter_context"
        and len(node.args) == 1
        and _closes(node.args[0])
    )


def _entered(node: ast.With | ast.AsyncWith, stack: str) -> Iterator[str]:
    """The names of what a stack closes (see `_named`), unless it is kept open."""
    nodes = [each for statement in node.body for each in own_nodes(statement)]
    if any(isinstance(each, ast.Attribute) and each.attr == "pop_all" for each in nodes):
        return
    for each in nodes:
        match each:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _enters(value, stack):
                yield name
            case ast.Name(id=name) if not name.isidentifier():
                yield name


def _check_kept(node: ast.With | ast.AsyncWith, name: str, new: ast.AST, bound: set[str]) -> None:
    own = stored(new) if isinstance(new, FUNCTIONS) else stored(ast.Module(node.body, [])) - bound
    own -= aliases(new)
    names = holders(node.body, name, own)
    for statement in node.body:
        for each in own_nodes(statement):
            if put_away(each, names, node.body, own):
                raise Unsaid(f"'{name}' is closed by the `with`, and {shown(each)} hands it on")
    left = (each for each in sorted(names) if not replaced(ast.Name(each, ast.Store()), node.body, names))
    for holder in left:
        if holder in bound or any(_reads_behind(node, holder, new)):
            of = "" if holder == name else f", by '{holder}'"
            raise Unsaid(f"'{name}' is closed by the `with`, and read behind it{of}")


def _check_after(node: ast.With | ast.AsyncWith, opening: ast.expr, old: ast.AST) -> None:
    wanted = ast.dump(opening)
    opened = {
        each.targets[0].id
        for each in ast.walk(old)
        if isinstance(each, ast.Assign)
        and isinstance(each.targets[0], ast.Name)
        and ast.dump(each.value) == wanted
    }
    closed = [
        each.lineno
        for each in ast.walk(old)
        if isinstance(each, ast.Call) and any(dotted_of(each.func) == f"{name}.close" for name in opened)
    ]
    if len(closed) != 1:
        return
    before = {ast.dump(each) for each in _calling(old) if each.lineno <= closed[0]}
    after = {ast.dump(each) for each in _calling(old) if each.lineno > closed[0]} - before
    if moved := next(
        (each for statement in node.body for each in _calling(statement) if ast.dump(each) in after), None
    ):
        raise Unsaid(f"{shown(moved)} is done before {shown(opening)} is closed, and was after it")


def _withs(tree: ast.AST) -> Iterator[ast.With | ast.AsyncWith]:
    return (node for node in ast.walk(tree) if isinstance(node, _WITH))


def _closes(opening: ast.expr) -> bool:
    return isinstance(opening, ast.Call) and last_name_of(opening.func) in _CLOSED


def _opened(tree: ast.AST) -> set[str]:
    """The names of what is opened by an assignment: `with h:` closes it."""
    return {
        each.targets[0].id
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and _closes(each.value)
    }


def _reads_behind(node: ast.With | ast.AsyncWith, name: str, new: ast.AST) -> Iterator[ast.Name]:
    """Where it is read after the `with`, before it is bound again."""
    behind = sorted(
        (
            each
            for statement in getattr(new, "body", ())
            for each in own_nodes(statement)
            if isinstance(each, ast.Name)
            and each.id == name
            and each.lineno > (node.end_lineno or node.lineno)
        ),
        key=lambda each: (each.lineno, each.col_offset),
    )
    lasting = {
        id(each.value) for each in ast.walk(new) if isinstance(each, ast.Attribute) and each.attr in _LASTING
    }
    for each in behind:
        if not isinstance(each.ctx, ast.Load):
            return
        if id(each) not in lasting:
            yield each


def _calling(tree: ast.AST) -> Iterator[ast.stmt]:
    """The simple statements with a call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Return):
            if any(isinstance(each, ast.Call) for each in ast.walk(node)):
                yield node
