"""Which bindings of one file a name may mean at a place: scopes, and the order of statements."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from refactor_cli.data import Binding, FileMap, Scope, Span

# These bind once their whole statement has run: the right-hand side, decorators, defaults and bases still see what
# was there before.
_AFTER_STATEMENT = frozenset(
    {"import", "from", "star", "assign", "augmented", "annotation", "delete", "type", "function", "class"}
)


class Reaching(NamedTuple):
    """`bindings` in the order of the file; `open`: the name may also be unbound here (a builtin, or an error)."""

    bindings: tuple[Binding, ...]
    open: bool


def scope_at(file_map: FileMap, offset: int) -> int:
    """Index of the scope in which a name at `offset` is looked up first."""
    scopes, order, around = file_map.scopes, file_map.scope_order, file_map.scope_places
    place = bisect_right(order, (offset, len(scopes))) - 1
    while place > 0:
        index = order[place][1]
        if _holds(scopes[index], offset):
            return index
        place = around[place]
    return 0


def bindings_at(file_map: FileMap, scope: int, name: str, at: int | None) -> tuple[Binding, ...]:
    """What `name` may mean in `scope` at offset `at` (None: when all of the scope has run); in file order.

    () for a builtin, an undefined name, or one that only a star import may bring.
    """
    return tuple(b for b in reaching(file_map, scope, name, at).bindings if b.kind != "star")


def reaching(file_map: FileMap, scope: int, name: str, at: int | None) -> Reaching:
    """As `bindings_at`, star imports that may bring the name included."""
    found: tuple[Binding, ...] = ()
    index, is_direct, is_now = scope, True, True
    while index >= 0:
        here = file_map.scopes[index]
        if name in here.global_names and index:
            name = mangled(file_map, index, name)
            index, is_direct, is_now = 0, False, False
            continue
        is_visible = (is_direct or here.kind != "class") and name not in here.nonlocal_names
        if is_visible and (own := _own(file_map, index, name)):
            reached = _flow(own, here, at, is_now)
            found = (*reached.bindings, *found)
            # only class bodies look further out for a name that they bind themselves
            if here.kind != "class" or not reached.open:
                return Reaching(found, reached.open)
        if here.kind == "class":
            name = mangled(file_map, index, name)
        # a comprehension runs where it stands (https://peps.python.org/pep-0709/), a function at any time
        is_direct, is_now = False, is_now and here.kind in ("comprehension", "class")
        index = here.parent
    return Reaching(found, True)


def class_around(file_map: FileMap, scope: int) -> int:
    """The innermost class that a scope is, or is in; -1 when there is none."""
    while scope >= 0 and file_map.scopes[scope].kind != "class":
        scope = file_map.scopes[scope].parent
    return scope


def is_private(name: str) -> bool:
    """Whether a name is mangled inside classes.
    https://docs.python.org/3/reference/expressions.html#private-name-mangling"""
    return name.startswith("__") and not name.endswith("__")


def mangled(file_map: FileMap, scope: int, name: str) -> str:
    """What a name in a scope is called outside the class around it."""
    if not is_private(name):
        return name
    cls = class_around(file_map, scope)
    prefix = file_map.scopes[cls].name.lstrip("_") if cls >= 0 else ""
    return f"_{prefix}{name}" if prefix else name


def members(file_map: FileMap, scope: int, name: str) -> tuple[Binding, ...]:
    """The bindings of a module's or class's own name once its body has run; star imports that may bring it too."""
    own = _own(file_map, scope, name)
    return _flow(own, file_map.scopes[scope], None, is_now=True).bindings if own else ()


def binds_surely(file_map: FileMap, name: str, scope: int = 0) -> bool:
    """Whether a module, or a class body, has bound a name once it has run, whatever its conditions give."""
    own = _own(file_map, scope, name)
    return bool(own) and not _flow(own, file_map.scopes[scope], None, is_now=True).open


def qualified_name(file_map: FileMap, scope: int, name: str) -> str:
    """The name bound in a scope as Python's `__qualname__` would have it, `<locals>` included."""
    parts = [name]
    while scope > 0:
        here = file_map.scopes[scope]
        parts.append(here.name if here.kind == "class" else f"{here.name}.<locals>")
        scope = here.parent
    return ".".join(reversed(parts))


def _own(file_map: FileMap, scope: int, name: str) -> Sequence[Binding]:
    own = file_map.bound_in(scope, name)
    if scope == 0 and (stars := file_map.named.get("*")):
        own = sorted((*own, *stars), key=_position)
    return own


def _flow(own: Sequence[Binding], scope: Scope, at: int | None, is_now: bool) -> Reaching:
    """The bindings of one scope that may hold at `at`.

    A use in a nested function (`is_now` False) may run at any time and sees all of them; for None the scope
    has run to its end.
    """
    if not is_now:
        is_plain = len(own) == 1 and own[0].kind != "delete"  # as nearly always
        return Reaching(tuple(own if is_plain else _at_any_time(own, scope)), False)
    found, sure = list[Binding](), None
    for binding in reversed(own):
        if binding.kind == "annotation" or not _is_done(binding, at):
            continue
        if binding.kind != "delete":
            found.append(binding)
        if binding.kind != "star" and _surely(binding, at, scope.span.end):
            sure = binding
            break
    if at is not None:
        found += [binding for binding in _around_loop(own, sure, at) if binding not in found]
    is_open = sure is None or sure.kind == "delete"
    if found or not is_open:
        return Reaching(tuple(sorted(found, key=_position)), is_open)
    if at is not None and scope.kind == "class":
        return Reaching((), True)  # looked up further out
    # before any binding, which is an error here; or a name that is only declared
    visible = [b for b in own if b.kind not in ("delete", "star")] if sure is None else []
    return Reaching(tuple(visible), scope.kind in ("module", "class"))


def _at_any_time(own: Sequence[Binding], scope: Scope) -> Iterator[Binding]:
    """All bindings; of star imports only those that nothing after them is sure to hide."""
    hidden = max((b.span.start for b in own if b.kind != "star" and b.block == scope.span), default=-1)
    is_declared_only = all(b.kind in ("delete", "annotation", "star") for b in own)
    for binding in own:
        if binding.kind == "star":
            if binding.span.start > hidden:
                yield binding
        elif binding.kind != "delete" and (binding.kind != "annotation" or is_declared_only):
            yield binding


def _position(binding: Binding) -> Span:
    return binding.span


def _is_done(binding: Binding, at: int | None) -> bool:
    """Whether the binding has been made before `at`, reading the file from top to bottom."""
    if at is None or binding.kind in ("parameter", "comprehension"):
        return True
    statement = binding.statement
    if binding.kind in _AFTER_STATEMENT:
        return statement.end <= at
    if binding.kind == "except" and at >= binding.block.end:
        return False  # the name is deleted at the end of the clause
    if binding.kind == "for" and statement.start <= at < binding.block.start < statement.end:
        return False  # in the iterable
    return binding.span.end <= at


def _surely(binding: Binding, at: int | None, end: int) -> bool:
    """Whether a binding that is done before `at` (None: before the scope's end) has happened in any case."""
    if binding.kind in ("parameter", "comprehension"):
        return True
    block = binding.block
    if at is None:
        return block.end >= end and binding.kind != "for"
    if not block.start <= at < block.end and block.end < end:
        return False
    if binding.kind == "for":
        return binding.statement.contains(block)
    return not (binding.kind == "walrus" and binding.statement.start <= at < binding.statement.end)


def _around_loop(own: Sequence[Binding], sure: Binding | None, at: int) -> Iterator[Binding]:
    """Bindings further down in a loop around `at`: they reach it in the next round."""
    for binding in own:
        loop = binding.loop
        if loop is None or binding.span.start < at or binding.kind in ("delete", "annotation"):
            continue
        if loop.start <= at < loop.end and (sure is None or sure.span.start < loop.start):
            yield binding


def _holds(scope: Scope, offset: int) -> bool:
    if not scope.span.start <= offset < scope.span.end:
        return False
    return scope.hole is None or not scope.hole.start <= offset < scope.hole.end


def is_only_imported(file_map: FileMap, binding: Binding) -> bool:
    """Whether nothing but imports binds the name in its scope: none of them is a fallback for what is defined there."""
    beside = (each for each in file_map.named.get(binding.name, ()) if each.scope == binding.scope)
    return all(each.kind in ("from", "import") for each in beside)
