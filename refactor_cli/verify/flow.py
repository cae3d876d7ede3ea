"""Statements of a block -> the names they need from outside, and those they bind for certain."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy

from msgspec import Struct

from refactor_cli.verify.whole_functions.pieces import FUNCTIONS

# of the standard library; see the documentation of each
CLOSING = frozenset(
    {
        *("BZ2File", "GzipFile", "LZMAFile", "NamedTemporaryFile", "Popen", "SpooledTemporaryFile"),
        *(
            "TarFile",
            "TemporaryDirectory",
            "TemporaryFile",
            "ZipFile",
            "closing",
            "create_connection",
            "fdopen",
        ),
        *("nullcontext", "open", "scandir", "socket", "urlopen"),
    }
)


class Flow(Struct, frozen=True):
    """`needs`: names that must be defined before; `binds`: names that may be bound; `surely`: those that are bound
    whenever the end is reached; `ends`: the end is never reached (it returns or raises)."""

    needs: frozenset[str]
    binds: frozenset[str]
    surely: frozenset[str]
    ends: bool


def flow_of(statements: Sequence[ast.stmt]) -> Flow:
    """Follows statements in order."""
    return _block(statements, frozenset())


def unbound(function: ast.AST) -> frozenset[str]:
    """The names of its own that a function, or one within it, may read while they have no value."""
    found = set[str]()
    for each in ast.walk(function):
        if isinstance(each, FUNCTIONS):
            given = frozenset(node.arg for node in ast.walk(each.args) if isinstance(node, ast.arg))
            found |= _block(each.body, given).needs & bound_in(each.body)
    return frozenset(found)


class _Run(ast.NodeTransformer):
    """Loops and `with` statements whose bodies run, once."""

    def _inline(self, node: ast.For | ast.AsyncFor | ast.While) -> list[ast.stmt]:
        self.generic_visit(node)
        given = (
            ast.Assign([node.target], node.iter) if not isinstance(node, ast.While) else ast.Expr(node.test)
        )
        return [given, *node.body, *node.orelse]

    visit_For = visit_AsyncFor = visit_While = _inline

    def visit_With(self, node: ast.With | ast.AsyncWith) -> list[ast.stmt]:
        """Its items, and its body."""
        self.generic_visit(node)
        given = [
            ast.Assign([each.optional_vars], each.context_expr)
            if each.optional_vars
            else ast.Expr(each.context_expr)
            for each in node.items
        ]
        return [*given, *node.body]

    visit_AsyncWith = visit_With


def as_if_run(function: ast.AST) -> ast.AST:
    """A function all of whose loops and `with` statements run their bodies: what may have no value then, has none
    where a condition says so, or what is caught."""
    return _Run().visit(deepcopy(function))  # type: ignore[no-any-return]


def dotted_names(tree: ast.AST) -> Iterator[str]:
    """Every dotted name that is read, as long as it goes: "a.b.c" for `a.b.c(x)`."""
    for node in ast.iter_child_nodes(tree):
        parts, first = list[str](), node
        while isinstance(first, ast.Attribute):
            parts.append(first.attr)
            first = first.value
        if isinstance(first, ast.Name) and isinstance(first.ctx, ast.Load):
            yield ".".join([first.id, *reversed(parts)])
        elif isinstance(node, ast.AST):
            yield from dotted_names(node)


def _block(statements: Iterable[ast.stmt], known: frozenset[str]) -> Flow:
    needs, binds, surely = set[str](), set[str](), set(known)
    for statement in statements:
        step = _statement(statement, frozenset(surely))
        needs |= step.needs
        binds |= step.binds
        surely = set(step.surely)
        if step.ends:
            return Flow(frozenset(needs), frozenset(binds), frozenset(surely), True)
    return Flow(frozenset(needs), frozenset(binds), frozenset(surely), False)


def _statement(node: ast.stmt, known: frozenset[str]) -> Flow:
    match node:
        case ast.If():
            test = _read(node.test, known)
            return _joined(test, known, [_block(node.body, known), _block(node.orelse, known)])
        case ast.For() | ast.AsyncFor():
            targets, left = _targets([node.target]), known - _caught(node)
            inside = _block(node.body, left | targets)
            after = _block(node.orelse, left)
            needs = _read(node.iter, known) | _read(node.target, left) | inside.needs | after.needs
            return Flow(needs, targets | inside.binds | after.binds, left, False)
        case ast.While():
            left = known - _caught(node)
            inside, after = _block(node.body, left), _block(node.orelse, left)
            needs = _read(node.test, left) | inside.needs | after.needs
            return Flow(needs, inside.binds | after.binds, left, False)
        case ast.With() | ast.AsyncWith():
            read, bound = set[str](), known
            for item in node.items:
                read |= _read(item.context_expr, bound)
                bound |= _targets([item.optional_vars] if item.optional_vars else [])
            inside = _block(node.body, bound)
            # a context manager may swallow what is raised: nothing in the body is sure to have happened
            is_sure = all(_swallows_nothing(item.context_expr) for item in node.items)
            surely, ends = (inside.surely, inside.ends) if is_sure else (bound, False)
            needs = frozenset(read) | inside.needs
            return Flow(needs, (bound - known) | inside.binds, surely - _caught(node), ends)
        case ast.Try() | ast.TryStar():
            return _try(node, known)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return Flow(_read(node, known), frozenset({node.name}), known | {node.name}, False)
        case ast.AugAssign():
            targets = _targets([node.target])
            return Flow((_read(node, known) | targets) - known, targets, known | targets, False)
        case ast.Assign() | ast.AnnAssign():
            is_bare = isinstance(node, ast.AnnAssign) and node.value is None
            targets = _targets(node.targets if isinstance(node, ast.Assign) else [node.target])
            return Flow(_read(node, known), targets, known if is_bare else known | targets, False)
        case ast.Return() | ast.Raise():
            return Flow(_read(node, known), frozenset(), known, True)
        case _:
            return Flow(_read(node, known), frozenset(), known, False)


def _swallows_nothing(manager: ast.expr) -> bool:
    """Whether a context manager only closes something, or gives it back, and is known for it."""
    if not isinstance(manager, ast.Call):
        return False
    name = manager.func.attr if isinstance(manager.func, ast.Attribute) else getattr(manager.func, "id", "")
    return name in CLOSING


def _caught(tree: ast.AST) -> frozenset[str]:
    """The names of what handlers catch: each is deleted at the end of its clause.
    https://docs.python.org/3/reference/compound_stmts.html#except-clause"""
    handlers = (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))
    return frozenset(each.name for each in handlers if each.name)


def _try(node: ast.Try | ast.TryStar, known: frozenset[str]) -> Flow:
    body = _block([*node.body, *node.orelse], known)
    handlers = list[Flow]()
    for handler in node.handlers:
        caught = known | ({handler.name} if handler.name else frozenset())
        read = _read(handler.type, known) if handler.type else frozenset[str]()
        inside = _block(handler.body, caught)
        named = frozenset({handler.name} if handler.name else ())
        handlers.append(Flow(read | inside.needs, inside.binds | named, inside.surely - named, inside.ends))
    joined = _joined(frozenset(), known, [body, *handlers])
    final = _block(node.finalbody, known - _caught(node))
    surely = joined.surely | final.surely
    return Flow(joined.needs | final.needs, joined.binds | final.binds, surely, joined.ends or final.ends)


def _joined(needs: frozenset[str], known: frozenset[str], branches: Sequence[Flow]) -> Flow:
    reaching = [branch.surely for branch in branches if not branch.ends]
    return Flow(
        needs.union(*(branch.needs for branch in branches)),
        frozenset().union(*(branch.binds for branch in branches)),
        frozenset.intersection(*reaching) if reaching else known,
        not reaching,
    )


def _targets(targets: Iterable[ast.AST]) -> frozenset[str]:
    return frozenset(
        node.id
        for target in targets
        for node in ast.walk(target)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )


def free_names(tree: ast.AST) -> frozenset[str]:
    """The names that are read in a tree, and bound nowhere in it that they are looked up in."""
    return _read(tree, frozenset())


def _read(tree: ast.AST, known: frozenset[str]) -> frozenset[str]:
    """The names that are read in a tree and bound neither in it nor in `known`."""
    return frozenset(_free(tree, known))


def _free(node: ast.AST, bound: frozenset[str]) -> Iterator[str]:
    match node:
        case ast.Name(ctx=ast.Load()):
            if node.id not in bound:
                yield node.id
        case ast.Lambda():
            yield from _free_in_function(node, bound, [node.body])
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from _free_in_function(node, bound, node.body)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            first = node.generators[0].iter
            yield from _free(first, bound)
            # stored names are the targets of its clauses, and of a walrus
            inner = bound | _targets([node])
            for child in ast.iter_child_nodes(node):
                parts = ast.iter_child_nodes(child) if isinstance(child, ast.comprehension) else [child]
                for part in parts:
                    if part is not first:
                        yield from _free(part, inner)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _free(child, bound)


def _free_in_function(
    node: ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef, bound: frozenset[str], body: Sequence[ast.AST]
) -> Iterator[str]:
    outside = [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
    if isinstance(node, FUNCTIONS):
        outside += [*node.decorator_list, *([node.returns] if node.returns else [])]
    arguments = [each for each in ast.walk(node.args) if isinstance(each, ast.arg)]
    outside += [each.annotation for each in arguments if each.annotation]
    names = {each.arg for each in arguments} | bound_in(body)
    for each in outside:
        yield from _free(each, bound)
    for statement in body:
        yield from _free(statement, bound | names)


def bound_in(body: Sequence[ast.AST]) -> set[str]:
    """Names that a function's body binds anywhere: they are its own from its start."""
    found = set[str]()
    for node in (inner for statement in body for inner in ast.walk(statement)):
        match node:
            case ast.Name(ctx=ast.Store(), id=name) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=alias):
                found.add(alias or name.partition(".")[0])
            case (
                ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name))
            ):
                found.add(name)
    return found
