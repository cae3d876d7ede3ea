"""References to a symbol that moved -> its new name: in code, and in strings that spell it out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from refactor_cli.data import Edit, Outcome, Span, Symbol, Usage
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import PRINTED, is_printed
from refactor_cli.grammar import nearest
from refactor_cli.imports import Written
from refactor_cli.inline.classes.bases import removed_base
from refactor_cli.inline.classes.receivers import is_member, is_owner_by_name
from refactor_cli.inline.classes.siblings import is_sibling
from refactor_cli.inline.file import Change, File, changed, check_one_meaning, goes_on, is_inside, place_at
from refactor_cli.inline.job import WITHIN_REPLACEMENT, Job
from refactor_cli.inline.new_names.naming import Spelled
from refactor_cli.inline.new_names.respell import Respelled, Ways, respelled
from refactor_cli.inline.opened import A_STRING, AN_EXPORT, General, Opened
from refactor_cli.inline.test_doubles.patched import is_stored, owners_of
from refactor_cli.recipe.rules import Move, Reference, is_builtin
from refactor_cli.resolution import bindings_at, resolve, resolve_absolute, scope_at

# evidence of strings that are a name or a path, and do not only mention one
_NAMES = frozenset(
    {
        "__all__",
        "annotation",
        "dotted-string",
        "entry-point",
        "field-keyword",
        "getattr",
        "listed",
        "namespace",
        "patch",
    }
)
_IN_A_LIST = (
    "a string names it in a list that something computed takes names from: change it there, as far as all that uses "
    "the list may have it so"
)
NAMESPACE = re.compile(r"vars\(([\w.]+)\)|([\w.]+)\.__dict__")


def rewrite_reference(file: File, job: Job, move: Move) -> Outcome:
    """Writes a usage as the symbol it moved to, notes the change in `file`, and says what became of the usage.

    Raises:
        Opened: it is left to people.
    """
    usage, spelled = job.usage, Spelled()
    if is_inside(file, usage, frozenset(_moved_symbols(file, move))):
        return Outcome(usage, "kept", move.label, WITHIN_REPLACEMENT)

    if (gone := removed_base(file, job, move)) is not None:
        return gone
    stored = usage.kind == "reference" and is_stored(file.symbols, usage)
    if stored and _is_elsewhere(file, job):
        raise General(
            "it gives the name another value in a module that imports it: look at what uses it there"
        )
    stays = is_sibling(file.symbols, job.target, move.target)
    ways = Ways(
        lambda node: is_member(file.symbols, usage, job.target, node),
        lambda node: is_owner_by_name(file.symbols, usage, job.target, node),
        lambda source: _write(file, job, move, source, spelled),
        all(each.path is not None and "." not in each.name for each in job.target.symbols),
    )
    new = _in_its_class(file, usage, move, stays) or respelled(file.tree, usage, move, ways, stays)
    # behind a dot that stays, the new name is one of the same object
    if stored and "." not in new.text and new.span.start == usage.expression.start:
        raise General(f"it gives the name another value, and '{new.text}' would be a name of this file alone")
    if new.vacated:
        check_one_meaning(file, new.vacated, new.text, goes_on(file, new.vacated, spelled))
        if usage.decided_by and file.utf8[slice(*new.span)] == new.text.encode():
            raise Opened(
                f"'{new.text}' may be something else here, and would be written the same way afterwards"
            )
    _check_printed(file, new)
    vacated = (new.vacated,) if new.vacated else ()
    edit = Edit(file.path, new.span, new.text, (usage.id,), move.label)
    file.add(changed(edit, spelled, vacated))
    return Outcome(usage, "rewritten", move.label, None, move.behaviour, False, move.requires)


def _check_printed(file: File, new: Respelled) -> None:
    """Raises Opened where an f-string would print another name."""
    node = file.tree.root_node.descendant_for_byte_range(*new.span)
    is_other = file.utf8[slice(*new.span)] != new.text.encode()
    if is_other and node is not None and is_printed(node):
        raise Opened(PRINTED)


def _write(file: File, job: Job, move: Move, source: str, spelled: Spelled) -> str:
    """The new symbol in the place of `source`."""
    like = Written(source, move.source)
    place = place_at(file, job, like, spelled)
    name = last_part(move.target)
    if not is_builtin(move.target):
        return place.write(move.target, None, None if source.partition(".")[0] in file.unlike else like)
    at = job.usage.expression.start
    for binding in bindings_at(file.map, scope_at(file.map, at), source, at):
        if binding.name == name and binding.kind == "from" and binding.span not in file.leaving:
            raise Opened(f"'{name}' stays imported here, and would go on meaning the old one")
    return place.builtin(Reference(name, "builtins", name))


def _in_its_class(file: File, usage: Usage, move: Move, stays: bool) -> Respelled | None:
    """A plain name in the body of the class that defines it, where the class has no name yet. The definition may have
    been renamed already.
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
    bears_it = {change.edit.span for change in file.changes if change.edit.text == new}
    if any(_moved_symbols(file, move)) and not bears_it.issuperset(each.span for each in bindings):
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
        raise General(A_STRING if evidence != "listed" else _IN_A_LIST)
    written = file.utf8[slice(*usage.expression)].decode()
    if evidence == "annotation":
        return _annotation(file, job, move, written)
    if evidence == "__all__":
        raise Opened(AN_EXPORT)
    stays = is_sibling(file.symbols, job.target, move.target)
    if stays and written == last_part(move.source) and not _is_of_own_module(file, job):
        raise General("a string names it in another module than its own: look at what finds it by this name")
    new = _new_path(job, move, written, stays)
    edit = Edit(file.path, usage.expression, new, (usage.id,), move.label)
    file.add(Change(edit, (), (), ()))
    return Outcome(usage, "rewritten", move.label, None, move.behaviour, False, move.requires)


def _is_of_own_module(file: File, job: Job) -> bool:
    """Whether a name in a string is asked of the module that defines it (`getattr(module, "old")`), or of a class or
    an object. Another module has the new name only if something there uses it."""
    if job.target.kind in ("attribute", "method"):
        return True
    homes = {symbol.path or symbol.name.rpartition(".")[0] for symbol in job.target.symbols}
    node = nearest(file.tree.root_node.descendant_for_byte_range(*job.usage.span), "call", "subscript")
    asked = node.named_children[0] if node is not None else None
    if node is not None and node.type == "call":
        arguments = node.child_by_field_name("arguments")
        asked = arguments.named_children[0] if arguments is not None else None
    source = (asked.text or b"").decode("utf-8", "replace") if asked is not None else ""
    if source == "globals()":
        return job.usage.path in homes
    if found := NAMESPACE.fullmatch(source):
        source = found[1] or found[2]
    if not all(part.isidentifier() for part in source.split(".")):
        return False
    values = resolve(file.symbols, job.usage.path, job.usage.scope, source, job.usage.span.start).values
    return bool(values) and all((value.symbol.path or value.symbol.name) in homes for value in values)


def _is_elsewhere(file: File, job: Job) -> bool:
    """Whether the symbol is asked of another module than that which defines it."""
    owners = owners_of(file.symbols, job.usage).values
    modules = {value.symbol.path or value.symbol.name for value in owners if value.kind == "module"}
    homes = {symbol.path or symbol.name.rpartition(".")[0] for symbol in job.target.symbols}
    return bool(modules) and not modules <= homes


def _annotation(file: File, job: Job, move: Move, written: str) -> Outcome:
    usage, spelled = job.usage, Spelled()
    first = written.partition(".")[0]
    span = Span(usage.expression.start, usage.expression.start + len(first.encode()))
    check_one_meaning(file, span)
    vacated = (span, usage.span) if usage.span != span else (span,)  # any name in quotes may be read as one
    text = _write(file, job, move, written, spelled)
    edit = Edit(file.path, usage.expression, text, (usage.id,), move.label)
    file.add(changed(edit, spelled, vacated))
    return Outcome(usage, "rewritten", move.label, None, move.behaviour, False, move.requires)


def _new_path(job: Job, move: Move, written: str, stays: bool) -> str:
    old_name, new_name = last_part(move.source), last_part(move.target)
    if written == old_name and stays:  # getattr(x, "old")
        return new_name
    is_path = bool({".", ":"} & {*written}) or (
        written == move.source and job.usage.evidence[:1] == ("patch",)
    )
    if written.replace(":", ".") not in (move.source, job.target.dotted) or not is_path:
        raise General("a string names it through another module: look at what finds it by this name")
    owner = move.target.rpartition(".")[0]
    return f"{owner}:{new_name}" if ":" in written else move.target


def _moved_symbols(file: File, move: Move) -> Iterable[Symbol]:
    return resolve_absolute(file.symbols, move.target, file.path).symbols
