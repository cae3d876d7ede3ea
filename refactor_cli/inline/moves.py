"""References to a symbol that moved -> its new name: in code, in strings that spell it out, in unused imports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from refactor_cli.data import Edit, Outcome, Span, Symbol, Usage
from refactor_cli.imports import Import, Need, Written
from refactor_cli.imports.meaning import absolute
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.uses import references
from refactor_cli.inline.file import Change, File, Job, check_one_meaning, is_inside, place_at
from refactor_cli.inline.naming import Place, Spelled
from refactor_cli.inline.opened import A_STRING, Opened
from refactor_cli.inline.receivers import is_member, is_owner_by_name
from refactor_cli.inline.respell import Respelled, Ways, respelled
from refactor_cli.inline.siblings import is_sibling
from refactor_cli.recipe.rules import Move, Reference, last_part
from refactor_cli.resolution import bindings_at, resolve, resolve_absolute

if TYPE_CHECKING:
    from refactor_cli.data import Binding

# evidence of strings that are a name or a path, and do not only mention one
_NAMES = frozenset({"__all__", "annotation", "dotted-string", "entry-point", "getattr", "namespace", "patch"})
_NAMESPACE = re.compile(r"vars\(([\w.]+)\)|([\w.]+)\.__dict__")


def rewrite_reference(file: File, job: Job, move: Move) -> Outcome:
    usage, spelled = job.usage, Spelled()
    if is_inside(file, usage, frozenset(_moved_symbols(file, move))):
        return Outcome(usage, "kept", move.label, "inside the replacement's own definition")

    def write(source: str) -> str:
        like = Written(source, move.source)
        place = place_at(file, usage, like, spelled)
        if move.target.startswith("builtins.") and move.target.count(".") == 1:
            return place.builtin(Reference(last_part(move.target), "builtins", last_part(move.target)))
        return place.write(move.target, None, None if source.partition(".")[0] in file.unlike else like)

    stays = is_sibling(file.symbols, job.target, move.target)
    ways = Ways(
        lambda node: is_member(file.symbols, usage, node),
        lambda node: is_owner_by_name(file.symbols, usage, job.target, node),
        write,
    )
    new = _in_its_class(file, usage, move, stays) or respelled(file.tree, usage, move, ways, stays)
    if new.vacated:
        check_one_meaning(file, new.vacated)
    vacated = (new.vacated,) if new.vacated else ()
    edit = Edit(file.path, new.span, new.text, (usage.id,), move.label)
    file.add(Change(edit, tuple(spelled.needs), tuple(spelled.locals), vacated))
    return Outcome(usage, "rewritten", move.label)


def _in_its_class(file: File, usage: Usage, move: Move, stays: bool) -> Respelled | None:
    """A plain name in the body of the class that defines it, where the class has no name yet.
    https://docs.python.org/3/reference/compound_stmts.html#class-definitions

    Raises:
        Opened: the new name is not bound there.
    """
    name, at = file.utf8[slice(*usage.span)].decode(), usage.span.start
    bindings = bindings_at(file.map, usage.scope, name, at)
    if usage.expression != usage.span or not stays or not bindings or usage.kind == "import":
        return None
    if any(file.map.scopes[each.scope].kind != "class" or each.kind != "function" for each in bindings):
        return None
    new = last_part(move.target)
    if any(_moved_symbols(file, move)):
        here = bindings_at(file.map, usage.scope, new, at)
        if not here or any(each.scope != bindings[0].scope for each in here):
            raise Opened(f"'{new}' is not defined yet where the body of its class uses it")
    return Respelled(usage.span, new)


def rewrite_string(file: File, job: Job, move: Move) -> Outcome:
    """An annotation in quotes is a reference like any other; a dotted path is rewritten where it is the moved symbol's
    own, and nothing that it reaches the symbol through.

    Raises:
        Opened: it is found in another way.
    """
    usage = job.usage
    evidence = usage.evidence[0] if usage.evidence else ""
    if usage.certainty != "certain" or evidence not in _NAMES:
        raise Opened(A_STRING)
    written = file.utf8[slice(*usage.expression)].decode()
    if evidence == "annotation":
        return _annotation(file, job, move, written)
    if evidence == "__all__":
        raise Opened("'__all__' exports it: decide what this module exports from now on")
    stays = is_sibling(file.symbols, job.target, move.target)
    if stays and written == last_part(move.source) and not _is_of_own_module(file, job):
        raise Opened("a string names it in another module than its own: look at what finds it by this name")
    new = _new_path(job, move, written, stays)
    edit = Edit(file.path, usage.expression, new, (usage.id,), move.label)
    file.add(Change(edit, (), (), ()))
    return Outcome(usage, "rewritten", move.label)


def _is_of_own_module(file: File, job: Job) -> bool:
    """Whether a name in a string is asked of the module that defines it (`getattr(module, "old")`), or of a class or
    an object. Another module has the new name only if something there uses it."""
    if job.target.kind in ("attribute", "method"):
        return True
    homes = {symbol.path or symbol.name.rpartition(".")[0] for symbol in job.target.symbols}
    node = file.tree.root_node.descendant_for_byte_range(*job.usage.span)
    while node is not None and node.type not in ("call", "subscript"):
        node = node.parent
    asked = node.named_children[0] if node is not None else None
    if node is not None and node.type == "call":
        arguments = node.child_by_field_name("arguments")
        asked = arguments.named_children[0] if arguments is not None else None
    source = (asked.text or b"").decode("utf-8", "replace") if asked is not None else ""
    if source == "globals()":
        return job.usage.path in homes
    if found := _NAMESPACE.fullmatch(source):
        source = found[1] or found[2]
    if not all(part.isidentifier() for part in source.split(".")):
        return False
    values = resolve(file.symbols, job.usage.path, job.usage.scope, source, job.usage.span.start).values
    return bool(values) and all((value.symbol.path or value.symbol.name) in homes for value in values)


def _annotation(file: File, job: Job, move: Move, written: str) -> Outcome:
    usage, spelled = job.usage, Spelled()
    first = written.partition(".")[0]
    span = Span(usage.expression.start, usage.expression.start + len(first.encode()))
    check_one_meaning(file, span)
    vacated = (span, usage.span) if usage.span != span else (span,)  # any name in quotes may be read as one
    like = None if first in file.unlike else Written(written, move.source)
    place = place_at(file, usage, like, spelled)
    if move.target.startswith("builtins.") and move.target.count(".") == 1:
        text = place.builtin(Reference(last_part(move.target), "builtins", last_part(move.target)))
    else:
        text = place.write(move.target, None, like)
    edit = Edit(file.path, usage.expression, text, (usage.id,), move.label)
    file.add(Change(edit, tuple(spelled.needs), tuple(spelled.locals), vacated))
    return Outcome(usage, "rewritten", move.label)


def _new_path(job: Job, move: Move, written: str, stays: bool) -> str:
    old_name, new_name = last_part(move.source), last_part(move.target)
    if written == old_name and stays:  # getattr(x, "old")
        return new_name
    if written.replace(":", ".") not in (move.source, job.target.dotted) or not {".", ":"} & {*written}:
        raise Opened("a string names it through another module: look at what finds it by this name")
    owner = move.target.rpartition(".")[0]
    return f"{owner}:{new_name}" if ":" in written else move.target


def unused_moves(file: File, jobs: Iterable[Job], outcomes: Mapping[Usage, Outcome]) -> list[Change]:
    """Changes for `from` imports of moved symbols that nothing in the file uses."""
    used = {usage.target for usage in outcomes}
    found = list[Change]()
    for job in jobs:
        if job.usage.kind != "import" or job.move is None or job.usage.target in used:
            continue
        for binding in file.map.bindings:
            if (
                binding.kind == "from"
                and not binding.scope
                and not binding.guard
                and binding.statement.contains(job.usage.span)
            ):
                if job.usage.span.start <= binding.span.start and binding.imported == last_part(
                    job.move.source
                ):
                    found += _unused_move(file, job, job.move, binding)
                    break
    return found


def module_moves(file: File, jobs: Iterable[Job]) -> list[Change]:
    """Changes for names that `from` imports get from a module that moved as a whole, or from one below it: they come
    from the new place, and what the file does with them stays."""
    found = list[Change]()
    for job in jobs:
        if job.usage.kind != "import" or job.move is None:
            continue
        for binding in file.map.bindings:
            if binding.kind == "from" and binding.statement.contains(job.usage.span) and not binding.guard:
                found += _from_moved(file, job, job.move, binding)
    return found


def _from_moved(file: File, job: Job, move: Move, binding: Binding) -> list[Change]:
    module = absolute(file.symbols, file.path, binding.module or "")
    is_inside = module.startswith(f"{move.source}.")
    if not (module == move.source or is_inside) or job.usage.span.end > binding.span.start:
        return []
    name = binding.imported or binding.name
    new = Import(
        move.target + module.removeprefix(move.source), name, "" if binding.name == name else binding.name
    )
    same = file.utf8[slice(*binding.span)].decode()
    edit = Edit(file.path, binding.span, same, (job.usage.id,), move.label)
    return [Change(edit, (Need(new, _imported_by(file, binding)),), (new.local,), (), (binding.span,))]


def _imported_by(file: File, binding: Binding) -> int:
    """The end of the last import of the scope that stands before any use of the name: there it must be bound."""
    uses = references(parsed(file.symbols, file.path), file.map, binding.name)
    first = min((use.start for use in uses if use.start > binding.statement.end), default=len(file.utf8))
    ends = (
        each.statement.end
        for each in file.map.bindings
        if each.kind in ("import", "from", "star") and each.scope == binding.scope and not each.guard
    )
    return max(end for end in ends if end <= first)


def _unused_move(file: File, job: Job, move: Move, binding: Binding) -> list[Change]:
    like, spelled = Written(binding.name, move.source), Spelled()
    try:
        text = Place(file.symbols, file.path, len(file.utf8), like, tuple(file.needed), spelled).write(
            move.target, None, like
        )
    except Opened:
        return []
    needs = tuple(need._replace(at=binding.statement.end) for need in spelled.needs)
    if "." in text or not needs:
        return []
    same = file.utf8[slice(*binding.span)].decode()
    edit = Edit(file.path, binding.span, same, (job.usage.id,), move.label)
    return [Change(edit, needs, tuple(spelled.locals), (binding.span,))]


def _moved_symbols(file: File, move: Move) -> Iterable[Symbol]:
    return resolve_absolute(file.symbols, move.target, file.path).symbols
