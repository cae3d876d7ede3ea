"""Statements in which a name stands for something -> where that goes, so that it may be used after them.

Only what is plain is told: a `return`, an attribute or element, a list that lasts longer, what runs later or in another
thread. What a function that is called there keeps of its arguments is not looked for, but for classes: their objects
mostly do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence, Set

from refactor_cli.recipe.parsing import dotted_of, last_name_of
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS, INNER, nodes_inside

# what they give reads it when it is asked for the next
_LAZY = frozenset(
    {
        "DictReader",
        "chain",
        "closing",
        "enumerate",
        "filter",
        "islice",
        "iter",
        "map",
        "partial",
        "reader",
        "writer",
        "zip",
    }
)
# classes whose objects have done with it once they are made
_AT_ONCE = frozenset({"Counter", "OrderedDict", "Popen"})
# by the name of a method, how many arguments it has when what it is called on keeps them
_KEEPING = {
    **dict.fromkeys(("add", "addHandler", "append", "appendleft", "put", "put_nowait", "set_result"), 1),
    **dict.fromkeys(("insert", "setdefault"), 2),
}
# by the name of a method, the one that lets go of what it keeps
_LETTING_GO = {"add": "discard", "addHandler": "removeHandler", "append": "remove"}
_OF_ALL = frozenset({"addHandler"})  # of what the whole program has, whatever it is called
_TAKING_OVER = frozenset({"extend", "update"})  # the elements of what they are given, and no more
# what begins something that runs beside, and what waits for it
_STARTING = frozenset(
    {
        *("Process", "Thread", "Timer", "apply_async", "call_at", "call_later", "call_soon", "create_task"),
        *("ensure_future", "map_async", "run_in_executor", "start_new_thread", "submit"),
    }
)
_WAITING = frozenset({"as_completed", "gather", "run_until_complete", "shutdown", "wait"})
_WAITING_FOR_IT = frozenset({"get", "join", "result"})  # without a time limit, and unlike `", ".join(names)`
# methods that use it whenever they are called
_USING = frozenset(
    {"__next__", "read", "readline", "readlines", "recv", "send", "sendall", "write", "writelines"}
)


def holders(body: Sequence[ast.stmt], name: str, own: Set[str]) -> set[str]:
    """The names that stand for what one stands for, or hold it, after some statements; of lists and the like those
    that are their `own`."""
    found = {name}
    while True:
        more = {each for statement in body for node in own_nodes(statement) for each in _holding(node, found)}
        more &= own | found
        if more <= found:
            return found
        found |= more


def put_away(node: ast.AST, names: Set[str], body: Sequence[ast.stmt], own: Set[str]) -> bool:
    """Whether a part of a statement in a `body` gives what the names stand for to a caller, an attribute or element,
    something that is not its `own`, or what may run after the body."""
    match node:
        case ast.Return(value=ast.expr() as value):
            return _hands_over(value, names)
        case ast.Assign(targets=targets, value=value):
            lasting = [each for each in targets if _lasts(each, own) and not replaced(each, body, names)]
            return bool(lasting) and _hands_over(value, names)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            return _lasts(target, own) and not replaced(target, body, names) and _hands_over(value, names)
        case ast.AugAssign(target=target, value=value) if not isinstance(value, ast.Name):
            return _lasts(target, own) and _hands_over(value, names)
        case ast.Call():
            return _is_kept(node, names, own, body) or _runs_later(node, names, body)
    return False


def replaced(target: ast.expr, body: Sequence[ast.stmt], names: Set[str]) -> bool:
    """Whether a target stands for something else at the end of a body, whatever happened in it before."""
    last: ast.Assign | None = None
    for statement in body:
        for each in (statement, *(statement.finalbody if isinstance(statement, ast.Try) else ())):
            if isinstance(each, ast.Assign) and ast.unparse(target) in map(ast.unparse, each.targets):
                last = each
    return last is not None and not _hands_over(last.value, names) and not _is_entered(last.value)


def _is_entered(value: ast.expr) -> bool:
    """Whether a stack closes what an expression gives."""
    return isinstance(value, ast.Call) and dotted_of(value.func).endswith(".enter_context")


def _lasts(target: ast.expr, own: Set[str]) -> bool:
    return isinstance(target, ast.Attribute | ast.Subscript | ast.Name) and _first(target) not in own


def stored(tree: ast.AST) -> set[str]:
    """The names that are bound in a tree by assignments, loops, `with`, `def` and `class`; of a function, its own."""
    found = {
        each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    definitions = (*FUNCTIONS, ast.ClassDef)
    found |= {each.name for each in ast.walk(tree) if isinstance(each, definitions) and each is not tree}
    return found - outside(tree) if isinstance(tree, FUNCTIONS) else found


def outside(tree: ast.AST) -> set[str]:
    """The names that a tree declares to be of what is around it."""
    return {
        name for each in ast.walk(tree) if isinstance(each, ast.Global | ast.Nonlocal) for name in each.names
    }


def aliases(tree: ast.AST) -> set[str]:
    """Names that may stand for what an object, or a container, has."""
    return {
        target.id
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Attribute | ast.Subscript)
        for target in each.targets
        if isinstance(target, ast.Name)
    }


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """A statement with what is in it, without functions within."""
    yield node
    if not isinstance(node, INNER):
        yield from nodes_inside(node)


def _holding(node: ast.AST, names: Set[str]) -> Iterator[str]:
    """The names that hold what these stand for, once a statement or call is done."""
    match node:
        case ast.Assign(targets=targets, value=value):
            if _hands_over(value, names):
                yield from filter(None, map(_first, _single(targets)))
        case (
            ast.AnnAssign(target=target, value=ast.expr() as value)
            | ast.NamedExpr(target=target, value=value)
        ):
            if _hands_over(value, names):
                yield _first(target)
        case ast.AugAssign(target=ast.Name(id=own), value=value) if not isinstance(value, ast.Name):
            if _hands_over(value, names):
                yield own
        case ast.Call(func=ast.Attribute(value=kept)):
            if _keeps(node, names):
                yield _first(kept)
        case ast.FunctionDef(name=own) | ast.AsyncFunctionDef(name=own):
            if _reads(node, names):
                yield own
        case ast.ClassDef(name=own, body=body):
            if any(_is_of_class(each, names) for each in body):
                yield own


def _is_of_class(member: ast.stmt, names: Set[str]) -> bool:
    """Whether a member of a class is what the names stand for, or reads it when it is called."""
    match member:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return _reads(member, names)
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return _hands_over(value, names)
    return False


def _single(targets: Sequence[ast.expr]) -> Iterator[ast.expr]:
    """Targets, and those that are in tuples and lists."""
    for each in targets:
        yield from _single(each.elts) if isinstance(each, ast.Tuple | ast.List) else (each,)


def _hands_over(value: ast.expr, names: Set[str]) -> bool:
    """Whether what an expression gives is what has one of the names, or holds it."""
    match value:
        case ast.Name(id=own):
            return own in names
        case ast.Attribute(value=ast.Name(id=own), attr=attr):
            return own in names and attr in _USING
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts) | ast.BoolOp(values=parts):
            return any(_hands_over(each, names) for each in parts)
        case ast.Dict(values=parts):
            return any(_hands_over(each, names) for each in parts)
        case (
            ast.Subscript(value=ast.Tuple() | ast.List() | ast.Dict() as display)
            | ast.Starred(value=ast.Tuple() | ast.List() as display)
        ):
            return _hands_over(display, names)
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=given):
            return any(_hands_over(each.value, names) for each in given)
        case ast.ListComp(elt=made) | ast.SetComp(elt=made) | ast.DictComp(value=made):
            return _hands_over(made, names - stored(value))
        case ast.IfExp(body=one, orelse=other):
            return _hands_over(one, names) or _hands_over(other, names)
        case ast.NamedExpr(value=value):
            return _hands_over(value, names)
        case ast.Call():
            is_of_own_class = isinstance(value.func, ast.Name) and value.func.id in names
            return _is_object(value) and (is_of_own_class or _is_given(value, names))
        case ast.GeneratorExp() | ast.Lambda():
            return _reads(value, names)
    return False


def _is_object(call: ast.Call) -> bool:
    """Whether a call gives something that uses its arguments later: a class, as far as its name tells, or a generator
    of the standard library."""
    last = last_name_of(call.func)
    return last in _LAZY or (last[:1].isupper() and last not in _AT_ONCE)


def _is_given(call: ast.Call, names: Set[str]) -> bool:
    return any(_hands_over(each, names) for each in (*call.args, *(each.value for each in call.keywords)))


def _keeps(call: ast.Call, names: Set[str]) -> bool:
    """Whether what a method is called on holds what it is given."""
    last = last_name_of(call.func)
    if last in _TAKING_OVER:
        plain = (each for each in call.args if not isinstance(each, ast.Name))
        return any(_hands_over(each, names) for each in (*plain, *(each.value for each in call.keywords)))
    if _KEEPING.get(last) != len(call.args) or call.keywords:
        return False
    return any(_hands_over(each, names) for each in call.args)


def _is_kept(call: ast.Call, names: Set[str], own: Set[str], body: Sequence[ast.stmt]) -> bool:
    """Whether it is put into something that was there before, and stays: `self.files.append(h)`, `setattr(self, "h",
    h)`."""
    if isinstance(call.func, ast.Attribute):
        is_lasting = call.func.attr in _OF_ALL or _first(call.func.value) not in own
        is_kept = is_lasting and _keeps(call, names)
        return is_kept and not _is_let_go(call.func, body)
    return dotted_of(call.func) == "setattr" and _is_given(call, names)


def _is_let_go(keeping: ast.Attribute, body: Sequence[ast.stmt]) -> bool:
    """Whether something in a body takes out again what a method puts in."""
    wanted = f"{ast.unparse(keeping.value)}.{_LETTING_GO.get(keeping.attr)}"
    nodes = (each for statement in body for each in own_nodes(statement))
    return any(isinstance(each, ast.Call) and ast.unparse(each.func) == wanted for each in nodes)


def _runs_later(call: ast.Call, names: Set[str], body: Sequence[ast.stmt]) -> bool:
    """Whether a call begins what runs beside the body, and nothing there waits for it."""
    if last_name_of(call.func) not in _STARTING or not _reads(call, names):
        return False
    nodes = [each for statement in body for each in own_nodes(statement)]
    pools = {
        item.optional_vars.id
        for each in nodes
        if isinstance(each, ast.With | ast.AsyncWith)
        for item in each.items
        if isinstance(item.optional_vars, ast.Name)
    }
    if isinstance(call.func, ast.Attribute) and _first(call.func) in pools:
        return False  # its end waits
    return not any(map(_waits, nodes))


def _waits(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return isinstance(node, ast.Await)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else dotted_of(node.func)
    return last in _WAITING or (last in _WAITING_FOR_IT and not node.args and not node.keywords)


def _reads(tree: ast.AST, names: Set[str]) -> bool:
    return any(
        isinstance(each, ast.Name) and each.id in names and isinstance(each.ctx, ast.Load)
        for each in ast.walk(tree)
    )


def _first(node: ast.expr) -> str:
    """The name that a target begins with, "" where it begins with none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
