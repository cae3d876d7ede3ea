"""Usages that go by a name which another place gives them: they move, or stay, as that does.

The place may be an import that follows a move (`following`), in this file or in the module that the name is taken
from; an assignment (`alias = old`); or both halves of an import that falls back on the old place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from refactor_cli.data import Binding, Outcome, OutcomeKind, Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.imports.meaning import import_of, is_same, meaning
from refactor_cli.inline.file import Aliased, File
from refactor_cli.inline.import_lines.following import named_by, source_of, star_source
from refactor_cli.inline.import_lines.values import Names, Taken
from refactor_cli.inline.import_lines.whole_names import IN_THE_FILE
from refactor_cli.inline.job import Job
from refactor_cli.inline.moves import NAMESPACE
from refactor_cli.recipe.rules import Move
from refactor_cli.resolution import (
    Lookup,
    bindings_at,
    evaluate,
    of_binding,
    qualified_name,
    reaching,
    resolve_absolute,
    scope_at,
)
from refactor_cli.resolution.values import Values
from refactor_cli.symbols import SymbolMap

_DOTTED = re.compile(r"[^\W\d]\w*(?:\(\))?(?:\.[^\W\d]\w*(?:\(\))?)*\Z")


def carried(file: File, job: Job, move: Move, names: Names) -> Outcome | None:
    """The outcome of a usage that nothing is to be done for in its own place; None for any other. `names`: of the
    repository's modules, those that follow a move where they are bound."""
    usage = job.usage
    written = "".join(file.utf8[slice(*usage.expression)].decode("utf-8", "replace").split())
    if usage.kind == "import":
        binding = named_by(file.symbols, file.path, usage)
        beside = (each for each in file.map.imports if each.statement.contains(usage.span))
        for each in (binding,) if binding is not None else beside:
            if each.span in file.followed.fallbacks:
                return Outcome(usage, "kept", move.label, file.followed.fallbacks[each.span])
        if binding is None or binding.kind == "star" or binding.span in file.followed.imports:
            return None
        return _by_module(usage, move, source_of(file.symbols, file.path, binding), names) or _by_alias(
            file, job, move, of_binding(Lookup(file.symbols, follows=False), file.path, binding)
        )
    is_own = usage.kind == "string" and usage.evidence[:1] and usage.evidence[0] in IN_THE_FILE
    is_own = is_own and _asked_of(file, usage) is None  # `vars(module)["old"]` is about another one
    if usage.kind == "string" and not is_own and usage.evidence[:1] != ("annotation",):
        return _string(file, job, move, written.replace(":", "."), names)
    if (found := _by_own_import(file, job, move, written, names)) is not None:
        return found
    if not is_own and (found := _beside_stars(file, job, move, written, names)) is not None:
        return found
    if is_own:
        taken = [source_of(file.symbols, file.path, each) for each in _of_module(file, written)]
        if taken and (found := _by_module(usage, move, taken[-1], names)):
            return found
        end = file.map.scopes[0].span.end
        values = evaluate(Lookup(file.symbols, follows=False), file.path, 0, written, end)
        return _by_alias(file, job, move, values)
    if not _DOTTED.match(written):
        return None
    if found := _by_module(usage, move, _taken(file, usage, written), names):
        return found
    look = Lookup(file.symbols, follows=False)
    values = evaluate(look, file.path, usage.scope, written, usage.expression.start)
    return _by_alias(file, job, move, values) or _half_of_assignment(file, job, move, written)


def settled(
    outcomes: Mapping[Usage, Outcome], aliased: Mapping[Usage, Aliased], symbols: SymbolMap
) -> dict[Usage, Outcome]:
    """What becomes of usages by assigned names, once it is known what became of the assignments: those whose
    assignment stays are kept or open as that is. `outcomes`: all there are."""
    by_place: dict[tuple[str, str], list[Usage]] = {}
    for usage in outcomes if aliased else ():
        by_place.setdefault((usage.path, usage.target), []).append(usage)
    now, opened = dict(outcomes), dict[Usage, Outcome]()
    while True:
        before = len(opened)
        for usage, alias in aliased.items():
            if usage in opened:
                continue
            for path, binding in (
                each for name in sorted(alias.variables) for each in assignments(symbols, name)
            ):
                if path == usage.path and not _reaches(symbols, binding, usage):
                    continue
                there = (
                    each for each in by_place.get((path, usage.target), ()) if _is_assigned(binding, each)
                )
                if stays := _stays(symbols, alias, (path, binding), [now[each].outcome for each in there]):
                    line = symbols.snapshot.files[path].text.position(binding.span.start)[0]
                    reason = f"it goes by a name that {path}:{line} gives it, and that stays"
                    opened[usage] = now[usage] = replace(outcomes[usage], outcome=stays, reason=reason)
                    break
        if len(opened) == before:
            return opened


def assignments(symbols: SymbolMap, variable: Symbol) -> Iterator[tuple[str, Binding]]:
    """The places that assign another name to a variable."""
    path = variable.path or ""
    file_map = symbols.map(path)
    for binding in file_map.named.get(last_part(variable.name), ()) if file_map is not None else ():
        if file_map is not None and binding.value:
            if qualified_name(file_map, binding.scope, binding.name) == variable.name:
                yield path, binding


def _reaches(symbols: SymbolMap, binding: Binding, usage: Usage) -> bool:
    """Whether a usage by the name that an assignment of its file gives may get what that gives."""
    file_map, start = symbols.map(usage.path), usage.expression.start
    if file_map is None or usage.kind == "string" or file_map.scopes[binding.scope].kind == "class":
        return True
    reaching = bindings_at(file_map, scope_at(file_map, start), binding.name, start)
    return not reaching or any(each.span == binding.span for each in reaching)


def _is_assigned(binding: Binding, usage: Usage) -> bool:
    return binding.span.end <= usage.span.start and usage.span.end <= binding.statement.end


def _stays(
    symbols: SymbolMap, alias: Aliased, assigned: tuple[str, Binding], outcomes: Sequence[OutcomeKind]
) -> OutcomeKind | None:
    """What becomes of an assignment that goes on giving the old symbol; None for any other."""
    if outcomes:
        left = {*outcomes} - {"rewritten"}
        return None if not left else "kept" if left == {"kept"} else "open"
    path, binding = assigned
    values = evaluate(Lookup(symbols), path, binding.scope, binding.value, binding.statement.start).values
    return "open" if any(value.symbol in alias.target.symbols for value in values) else None


def _of_module(file: File, name: str) -> tuple[Binding, ...]:
    return tuple(each for each in file.map.named.get(name, ()) if each.scope == 0)


def _by_own_import(file: File, job: Job, move: Move, written: str, names: Names) -> Outcome | None:
    """By an import of this file that follows in its place, or is half of a pair."""
    usage = job.usage
    if usage.kind == "doc" and usage.binding is not None:
        return None  # code in a docstring has it from an import of its own
    if usage.kind == "string" and usage.evidence[:1] and usage.evidence[0] in IN_THE_FILE:
        bindings = _of_module(file, written)
    else:
        first, start = written.partition(".")[0], usage.expression.start
        bindings = bindings_at(file.map, scope_at(file.map, start), first, start)
    for binding in bindings:
        following = file.followed.imports.get(binding.span)
        if following is not None and not following.is_content and following.job.usage.target == usage.target:
            stays = _also_stays(file, job, bindings, written)
            return Outcome(usage, "open", move.label, stays) if stays else _carried(usage, move)
        if binding.span in file.followed.fallbacks and binding.name == written:
            return Outcome(usage, "kept", move.label, file.followed.fallbacks[binding.span])
    rest = written.partition(".")[2]
    if len(bindings) > 1 and not rest and _only_follows(file, bindings, job.target, names):
        return _carried(usage, move)
    is_module = any(each.kind == "import" and each.module == move.source for each in bindings)
    for binding in bindings if len(bindings) > 1 and (rest or is_module) else ():
        made = import_of(file.symbols, file.path, binding)
        there = meaning(file.symbols, file.path, made) + (f".{rest}" if rest else "") if made else ""
        if there and is_same(file.symbols, file.path, there, move.target):
            return Outcome(usage, "kept", move.label, _elsewhere(file, binding))
    return None


def _beside_stars(file: File, job: Job, move: Move, name: str, names: Names) -> Outcome | None:
    """By a star import, from where the name follows or is kept, in a file that has it from its new place as well."""
    at = job.usage.expression.start
    bindings = bindings_at(file.map, scope_at(file.map, at), name, at)
    made = [import_of(file.symbols, file.path, each) for each in bindings]
    if not made or any(
        each is None
        or not is_same(file.symbols, file.path, meaning(file.symbols, file.path, each), move.target)
        for each in made
    ):
        return None
    stars = [
        source
        for star in reaching(file.map, scope_at(file.map, at), name, at).bindings
        if star.kind == "star" and (source := star_source(file.symbols, file.path, star, name))
    ]
    for source in stars:
        if source in names.kept:
            return Outcome(job.usage, "kept", move.label, names.kept[source], is_carried=True)
    return _carried(job.usage, move) if stars and names.moving.issuperset(stars) else None


def _also_stays(file: File, job: Job, bindings: Sequence[Binding], written: str) -> str:
    """Why a usage by the name of an import that follows is left to people: another one may give the name as well, and
    stays. "" where there is none."""
    first, _, rest = written.partition(".")
    for binding in bindings:
        made = import_of(file.symbols, file.path, binding)
        if made is None or binding.span in file.followed.imports or binding.span in file.followed.fallbacks:
            continue
        there = meaning(file.symbols, file.path, made) + (f".{rest}" if rest else "")
        if resolve_absolute(file.symbols, there, file.path).symbols & job.target.symbols:
            line = file.utf8.count(b"\n", 0, binding.span.start) + 1
            return f"line {line} imports '{first}' in another way, and goes on doing so"
    return ""


def _only_follows(file: File, bindings: Sequence[Binding], target: Target, names: Names) -> bool:
    """Whether imports from where the name follows are all that brings the target under it."""
    look = Lookup(file.symbols)
    found = [
        each
        for each in bindings
        if any(value.symbol in target.symbols for value in of_binding(look, file.path, each).values)
    ]
    return bool(found) and all(source_of(file.symbols, file.path, each) in names.moving for each in found)


def _elsewhere(file: File, binding: Binding) -> str:
    line = file.utf8.count(b"\n", 0, binding.span.start) + 1
    return f"line {line} gets '{binding.name}' from its new place, where there is one"


def _string(file: File, job: Job, move: Move, written: str, names: Names) -> Outcome | None:
    """A dotted path in quotes, or a name that is asked of a module (`getattr`), through a module that follows."""
    module, dot, name = written.rpartition(".")
    if not _DOTTED.match(written) or written in (move.source, job.target.dotted):
        return None
    if dot:
        owners = resolve_absolute(file.symbols, module, file.path).values
    elif asked := _asked_of(file, job.usage):
        owners = evaluate(Lookup(file.symbols), file.path, job.usage.scope, *asked).values
    else:
        return None
    for owner in owners:
        if owner.kind == "module" and owner.symbol.path:
            return _by_module(job.usage, move, (owner.symbol.path, name), names)
    return None


def _asked_of(file: File, usage: Usage) -> tuple[str, int] | None:
    """The dotted name before a string, `module` in `getattr(module, "old")` and `vars(module)["old"]`, and where it
    stands."""
    node = nearest(file.tree.root_node.descendant_for_byte_range(*usage.span), "argument_list", "subscript")
    first = node.named_children[0] if node is not None and node.named_children else None
    if node is None or first is None or first.end_byte > usage.span.start:
        return None
    text = file.utf8[first.start_byte : first.end_byte].decode("utf-8", "replace")
    if node.type == "subscript":
        found = NAMESPACE.fullmatch(text)
        text = (found[1] or found[2]) if found else ""
    return (text, first.start_byte) if _DOTTED.match(text) else None


def _taken(file: File, usage: Usage, written: str) -> Taken | None:
    """The module of the repository that a name is taken from, and its name there."""
    before, _, last = written.rpartition(".")
    look, at = Lookup(file.symbols), usage.expression.start
    if before:
        values = evaluate(look, file.path, usage.scope, before, at).values
        modules = {value.symbol.path for value in values if value.kind == "module"}
        path = modules.pop() if len(modules) == len(values) == 1 else None
        return (path, last) if path else None
    bindings = bindings_at(file.map, scope_at(file.map, at), last, at)
    if bindings:
        found = {source_of(file.symbols, file.path, binding) for binding in bindings}
        return found.pop() if len(found) == 1 else None
    stars = (star_source(file.symbols, file.path, star, last) for star in file.map.named.get("*", ()))
    return next((each for each in stars if each is not None), None)


def _by_module(usage: Usage, move: Move, taken: Taken | None, names: Names) -> Outcome | None:
    if taken is not None and taken in names.kept:
        return Outcome(usage, "kept", move.label, names.kept[taken], is_carried=True)
    return _carried(usage, move) if taken is not None and taken in names.moving else None


def _by_alias(file: File, job: Job, move: Move, values: Values) -> Outcome | None:
    variables = frozenset(
        value.symbol for value in values.values if value.kind == "variable" and value.symbol.path is not None
    )
    if not variables or variables & job.target.symbols or len(variables) < len(values.values):
        return None
    if not any(True for variable in variables for _ in assignments(file.symbols, variable)):
        return None
    file.aliased[job.usage] = Aliased(variables, job.target)
    return _carried(job.usage, move)


def _half_of_assignment(file: File, job: Job, move: Move, written: str) -> Outcome | None:
    """`try: name = new` `except AttributeError: name = old`."""
    for binding in file.map.mentioning(last_part(written)):
        if binding.value != written or not binding.statement.contains(job.usage.expression):
            continue
        for other in file.map.named[binding.name]:
            if other.scope == binding.scope and other.value and other.block != binding.block:
                values = evaluate(Lookup(file.symbols), file.path, other.scope, other.value, other.span.start)
                new = resolve_absolute(file.symbols, move.target, file.path)
                if new.symbols and frozenset(value.symbol for value in values.values) == new.symbols:
                    return Outcome(job.usage, "kept", move.label, _elsewhere(file, other))
    return None


def _carried(usage: Usage, move: Move) -> Outcome:
    return Outcome(usage, "rewritten", move.label, is_carried=True, requires=move.requires)
