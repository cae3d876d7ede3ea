"""What a block gives against what it replaces: the same names bound, the same returns, no more awaits."""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence, Set
from copy import deepcopy

from refactor_cli.data import Definition, FileMap
from refactor_cli.dotted import last_part
from refactor_cli.imports.statements import parsed as parsed_file
from refactor_cli.imports.uses import references
from refactor_cli.text import has_word
from refactor_cli.verify.code import Code, parsed_any
from refactor_cli.verify.flow import Flow, flow_of
from refactor_cli.verify.names import Site, check_bound
from refactor_cli.verify.place import Place
from refactor_cli.verify.refused import Refused, Unparsed, Unsaid
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS

_LOOKS_UP = re.compile(r"\b(?:locals|vars|eval|exec|dir|global|nonlocal)\b")


def check_statements(site: Site, code: Code, flow: Flow, place: Place) -> None:
    """Raises Refused when statements do not end as the old one does, or bind and assign other things. What is asked of
    the old code itself (`stand_in.old.return_value = 3`) is another thing afterwards."""
    old = parsed_any(site.old.replace("\r\n", "\n"))
    if old is None or len(old.body) != 1:
        raise Unparsed("the old statement cannot be parsed", is_old=True)
    before = flow_of(old.body)
    if missing := [each for each in sorted(before.binds - flow.surely) if not _is_idle(site, each)]:
        raise Refused(f"it does not bind '{missing[0]}', as the old statement does")
    returned = isinstance(old.body[0], ast.Return)
    if before.ends and not flow.ends:
        ended = "return" if returned else "raise"
        raise Refused(f"it does not {ended} on every way, as the old statement does")
    if not returned and any(isinstance(node, ast.Return) for node in code.nodes()):
        raise Refused("it returns, and the old statement does not")
    _check_same_effect(old.body[0], code)
    check_bound(site, flow.binds - before.binds)
    old_targets, new_targets = _stored(old), _stored(ast.Module(list(code.statements), []))
    own = flow.binds - before.binds
    other = sorted(t for t in new_targets - old_targets if t.partition(".")[0].partition("[")[0] not in own)
    by_old = _stored_by_old(place)
    if len(other) > len(by_old):
        raise Refused(f"it assigns to '{other[0]}', which the old statement does not")
    gone = by_old if other else frozenset[str]()
    if lost := sorted(old_targets - new_targets - {*updated(code.nodes())} - gone):
        raise Refused(f"it does not assign to '{lost[0]}', as the old statement does")


def _is_idle(site: Site, name: str) -> bool:
    """Whether nothing asks for a variable of the function around the site: `first, _ = old()`."""
    text = site.symbols.snapshot.files[site.path].text
    if site.file_map.scopes[site.scope].kind != "function":
        return False
    own = [each for each in site.file_map.named.get(name, ()) if site.region.contains(each.span)]
    if any(each.scope != site.scope for each in own) or _LOOKS_UP.search(text.slice(*site.region)):
        return False
    read = parsed_file(site.symbols, site.path)
    return not any(
        site.region.contains(span) and not site.replaced.contains(span)
        for span in references(read, site.file_map, name)
    )


def _check_same_effect(old: ast.stmt, code: Code) -> None:
    """Raises Refused when statements do less with a value than the old one: whatever it is, that one gives it back,
    yields it, adds it to another or says its type."""
    nodes = list(code.nodes())
    match old:
        case ast.Return(value=ast.expr()) if not any(isinstance(n, ast.Return) and n.value for n in nodes):
            raise Refused("it gives nothing back, and the old statement does")
        case ast.AugAssign(target=target) if ast.unparse(target) not in set(taken_up(nodes)):
            raise Refused(f"it gives '{ast.unparse(target)}' a value without regard to the one that it has")
        case ast.AnnAssign(target=target):
            typed = (ast.unparse(node.target) for node in nodes if isinstance(node, ast.AnnAssign))
            if ast.unparse(target) not in typed:
                raise Refused(
                    f"it does not say the type of '{ast.unparse(target)}', as the old statement does"
                )
    yields = (ast.Yield, ast.YieldFrom)
    if any(isinstance(each, yields) for each in ast.walk(old)):
        if not any(isinstance(node, yields) for node in nodes):
            raise Refused("it does not yield, as the old statement does")


def check_tests(code: Code, old: ast.stmt) -> None:
    """Raises Refused when statements do not test anything, and the old one does: something else may fail then."""
    if isinstance(old, ast.Assert) and not any(map(_tests, code.nodes())):
        raise Unsaid("it does not assert anything, as the old statement does")


def _tests(node: ast.AST) -> bool:
    """Whether a part of a statement may fail a test: by `assert`, `raise`, or a call of what a test framework has."""
    if isinstance(node, ast.Call):
        name = last_part(ast.unparse(node.func))
        return name.startswith("assert") or name in ("raises", "fail")
    return isinstance(node, ast.Assert | ast.Raise)


def taken_up(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """What is read, or changed in its place, as source."""
    for node in nodes:
        if isinstance(node, ast.AugAssign):
            yield ast.unparse(node.target)
        elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield ast.unparse(node)


def updated(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The items that calls of `update` give a value, as source: `d[k]` of `d.update({k: v})`."""
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=of, attr="update"), args=arguments, keywords=keywords):
                keys = [key for each in arguments if isinstance(each, ast.Dict) for key in each.keys if key]
                keys += [ast.Constant(each.arg) for each in keywords if each.arg]
                yield from (ast.unparse(ast.Subscript(of, key, ast.Store())) for key in keys)


def _stored(tree: ast.Module) -> set[str]:
    """Attributes and items that are assigned, as source."""
    return {
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del)
    }


def _stored_by_old(place: Place) -> frozenset[str]:
    """The attributes and items that are assigned through what goes, or are what goes, as source."""
    around = _around(place)
    if around is None:
        return frozenset()
    through = {each for each in _stored(around) if _PLACE in each}
    if "." in place.old(place.span):
        names = (node for node in ast.walk(around) if isinstance(node, ast.Name) and node.id == _PLACE)
        through |= {_PLACE for each in names if isinstance(each.ctx, ast.Store)}
    return frozenset(each.replace(_PLACE, place.old(place.span)) for each in through)


def _around(place: Place) -> ast.Module | None:
    """The statement with a name in the place of what goes."""
    assert place.statement is not None
    whole, start = place.old(place.statement).encode(), place.statement.start
    rest = whole[: place.span.start - start] + _PLACE.encode() + whole[place.span.end - start :]
    return parsed_any(rest.decode().replace("\r\n", "\n"))


def check_not_repeated(code: Code, place: Place) -> None:
    """Raises Refused when an expression for a call is the whole call around it: then it would be made twice."""
    if place.statement is None or place.old(place.statement) == place.old(place.span):
        return
    around, new = parsed_any(place.old(place.statement).replace("\r\n", "\n")), code.statements[0]
    old = around.body[0] if around is not None and len(around.body) == 1 else None
    calls = [
        each.value for each in (old, new) if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)
    ]
    if len(calls) == 2 and ast.dump(calls[0].func) == ast.dump(calls[1].func):
        raise Refused(
            "it repeats the call around it, and replaces the inner one alone: to replace the whole statement, say "
            'statement="whole"'
        )


def check_rest(code: Code, place: Place, old_names: Set[str], words: str) -> None:
    """Raises Refused when statements do not use any more what the old statement uses outside of the call, and the user
    does not say that it goes as well: has no word for it. `old_names`: last parts of what goes."""
    around = _around(place)
    used = {name for statement in code.statements for name in _used(statement)}.union(_literals(code.nodes()))
    # `filter_by(name=x)` may become `where(X.name == x)`
    used |= {node.attr for node in code.nodes() if isinstance(node, ast.Attribute)}
    lost = {name for name in _used(around) if name not in _BUILTINS} - used - old_names if around else ()
    lost = {name for name in lost if not (name.isidentifier() and has_word(words, name))}
    if lost:
        least = f"'{min(lost)}'" if min(lost).isidentifier() else min(lost)
        raise Refused(f"it does not use {least} any more, as the statement does outside of the call")
    waits = (each for each in ast.walk(around) if isinstance(each, ast.Await)) if around else ()
    if any(not _is_of_the_call(each.value) for each in waits):
        if not any(isinstance(node, ast.Await) for node in code.nodes()):
            raise Refused("it does not await what the statement awaits outside of the call")


_PLACE = "_replaced_"
_BUILTINS = frozenset({*dir(builtins), _PLACE})


def _used(tree: ast.AST) -> Iterator[str]:
    """Names that are read, attributes that are called, and keywords and literals of arguments, and of tuples and the
    like, beside the replaced call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.keyword) and node.arg is not None:
            if not _has_place(node.value):
                yield node.arg
        elif isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict) and _has_place(node):
            yield from _literals(ast.iter_child_nodes(node))
        elif isinstance(node, ast.Call) and not _is_of_the_call(node.func):
            if isinstance(node.func, ast.Attribute):
                yield node.func.attr
            if not last_part(ast.unparse(node.func)).startswith("assert"):  # what is expected may change
                yield from _literals(node.args)


def _has_place(tree: ast.AST) -> bool:
    return any(isinstance(each, ast.Name) and each.id == _PLACE for each in ast.walk(tree))


def _literals(nodes: Iterable[ast.AST]) -> Iterator[str]:
    return (ast.unparse(each) for each in nodes if isinstance(each, ast.Constant))


def _is_of_the_call(node: ast.expr) -> bool:
    """Whether an expression begins with what the replaced call gives."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Await):
        node = node.func if isinstance(node, ast.Call) else node.value
    return isinstance(node, ast.Name) and node.id == _PLACE


def check_awaits(site: Site, code: Code, place: Place, is_part: bool) -> None:
    """Raises Refused when code awaits where nothing can be awaited, or twice. `is_part`: it is an expression, and goes
    into a statement."""
    waits = (ast.Await, ast.AsyncFor, ast.AsyncWith)
    if not any(isinstance(node, waits) for node in code.nodes()):
        return
    scope = site.file_map.scopes[site.scope]
    around = [d for d in site.file_map.definitions if d.body == site.scope and scope.kind == "function"]
    if not around or not around[0].is_async:
        raise Refused("it awaits, and does not stand in an async function")
    parent = place.node.parent
    first = code.statements[0]
    is_awaited = is_part and parent is not None and parent.type == "await"
    if is_awaited and isinstance(first, ast.Expr) and isinstance(first.value, ast.Await):
        raise Refused("it awaits what is awaited there already")


def check_definition(new: ast.stmt, old: Definition, file_map: FileMap) -> None:
    """Raises Refused when a definition becomes one of another kind, or keeps its name, or takes one that is taken."""
    assert isinstance(new, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    if isinstance(new, ast.ClassDef) != (old.kind == "class"):
        raise Refused("it makes a class of a function, or a function of a class")
    if old.kind == "function" and isinstance(new, ast.AsyncFunctionDef) != old.is_async:
        raise Refused("it changes whether the function is async")
    if new.name == old.name:
        raise Refused(f"it still bears the old name '{old.name}'")
    if any(binding.scope == old.scope for binding in file_map.named.get(new.name, ())):
        raise Refused(f"'{new.name}' is defined there already")


def check_members(site: Site, new: ast.stmt, asked: Set[str]) -> None:
    """Raises Refused when a class loses a member or a base that is none of the names which were `asked` about."""
    before = parsed_any(textwrap.dedent(site.old.replace("\r\n", "\n")))
    old = before.body[0] if before is not None and len(before.body) == 1 else None
    if not isinstance(old, ast.ClassDef) or not isinstance(new, ast.ClassDef):
        return
    if lost := sorted(flow_of(old.body).binds - flow_of(new.body).binds - asked):
        raise Refused(f"the class does not have '{lost[0]}' any more")
    bases = [{ast.unparse(each) for each in cls.bases} for cls in (old, new)]
    if gone := sorted(each for each in bases[0] - bases[1] if last_part(each) not in asked):
        raise Refused(f"the class is not derived from {gone[0]} any more")


def is_taken_otherwise(site: Site, new: ast.stmt) -> bool:
    """Whether a function, or one of a class that both have, takes other arguments than it took, or is called
    otherwise: a reviewer wants to know."""
    before = parsed_any(textwrap.dedent(site.old.replace("\r\n", "\n")))
    old = before.body[0] if before is not None and len(before.body) == 1 else None
    if isinstance(old, ast.ClassDef) and isinstance(new, ast.ClassDef):
        taken = _methods(new)
        return any(name in taken and taken[name] != how for name, how in _methods(old).items())
    if not isinstance(old, FUNCTIONS) or not isinstance(new, FUNCTIONS):
        return False
    return _taken(old) != _taken(new)


def _methods(cls: ast.ClassDef) -> dict[str, tuple[str, ...]]:
    return {each.name: _taken(each) for each in cls.body if isinstance(each, FUNCTIONS)}


def _taken(function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    """The parameters without their annotations, and what says how the function is reached."""
    arguments = deepcopy(function.args)
    for each in ast.walk(arguments):
        if isinstance(each, ast.arg):
            each.annotation = each.type_comment = None
    kinds = {"staticmethod", "classmethod", "property", "cached_property"}
    named = (last_part(ast.unparse(each)) for each in function.decorator_list)
    return (ast.dump(arguments), *sorted(kinds.intersection(named)))


def is_method(definition: Definition, file_map: FileMap) -> bool:
    """Whether a definition is a function of a class."""
    return definition.kind == "function" and file_map.scopes[definition.scope].kind == "class"


def check_further_methods(statements: Sequence[ast.stmt], old: Definition, file_map: FileMap) -> None:
    """Raises Refused when a method that follows the new source of a definition takes the name of another one."""
    names = [each.name for each in statements if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    for number, name in enumerate(names[1:], start=1):
        if name in names[:number] or name == old.name:
            raise Refused(f"'{name}' is defined there already")
        if any(binding.scope == old.scope for binding in file_map.named.get(name, ())):
            raise Refused(f"'{name}' is defined there already")
