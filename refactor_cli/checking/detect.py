"""SymbolMap, Rules -> what is outdated: find and inline composed, without a model, a network or a process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, get_args

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.checking.findings import UNUSED_IGNORE, Finding, Ignored, fingerprint
from refactor_cli.checking.ignores import IgnoreComment, endings, ignore_comments
from refactor_cli.checking.recipes import Rules
from refactor_cli.clipped import clipped
from refactor_cli.counted import counted
from refactor_cli.data import Edit, Inlined, Outcome, Span, Target, Usage, UsageKind, Usages
from refactor_cli.find.sites import location_of
from refactor_cli.generated import is_packaging_copy
from refactor_cli.splice import by_path, covering

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap

_NOT_A_USE = frozenset({"doc"})
_COUNT: frozenset[UsageKind] = frozenset(get_args(UsageKind)) - _NOT_A_USE
_CALL: frozenset[UsageKind] = frozenset({"call"})
# `partial(old, name=…)`, and a base whose subclass calls its constructor: calls in all but form
_HANDED: frozenset[UsageKind] = frozenset({"call", "reference", "base"})
_LONGEST = 120


class Detected(Struct, frozen=True):
    """`findings` in path and position order; `usages`: all that were looked at, possible ones too; `warnings`: one
    line each about the recipes; `carried`: ids of usages by names that other files give them, which go with what is
    rewritten there; `notes`: one line for what the project says that holds uses back."""

    findings: tuple[Finding, ...]
    ignored: tuple[Ignored, ...]
    usages: Usages
    warnings: tuple[str, ...] = ()
    carried: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


class _Made(NamedTuple):
    """A usage that counts, what inline made of it, and the edit that carries it out."""

    usage: Usage
    target: Target
    outcome: Outcome
    edit: Edit | None


def detect(
    symbols: SymbolMap, rules: Rules, usages: Usages, paths: Sequence[str], all_recipes: bool = True
) -> Detected:
    """The findings among `usages`, which were found in `paths`. With `all_recipes` every ignore comment that keeps
    nothing is one too, else those alone that name something of `rules`."""
    comments = ignore_comments(symbols, paths)
    used = set[IgnoreComment]()
    ignored, kept = list[Ignored](), set[str]()
    for usage, target in _every(usages):
        for comment in comments if usage.kind not in _NOT_A_USE else ():
            if comment.speaks_of(usage, target.name, rules.named[target.name]):
                used.add(comment)
                if usage.certainty != "possible" and usage.id not in kept:
                    kept.add(usage.id)
                    ignored.append(Ignored(usage.path, usage.location.line, target.name, comment.reason))
    sure = _only(usages, lambda usage: usage.certainty != "possible" and usage.id not in kept)
    inlined = _inlined(rules, sure, symbols)
    said = Counter[str]()
    made = _made(rules, sure, symbols, inlined, said)
    # what is to be kept, for a reason that is still to be given, is for a person
    made = [
        each._replace(edit=None) if any(_is_for(comment, each, rules) for comment in comments) else each
        for each in made
    ]
    carried = frozenset(each.usage.id for each in inlined.outcomes if each.is_carried)
    by_edit = _by_edit(made)
    findings = [
        _finding(symbols, rules, each, _content(symbols, rules, sure, each, by_edit)) for each in made
    ]
    names = {each for symbol, recipe in rules.named.items() for each in endings(symbol, recipe)}
    findings += [
        _unused(symbols, comment)
        for comment in comments
        if comment not in used and (all_recipes or comment.problem or _names_any(comment, names))
    ]
    findings.sort(key=lambda each: (each.path, each.location, each.symbol))
    warnings = _warnings(rules, made, symbols)
    return Detected(tuple(findings), tuple(ignored), usages, warnings, carried, _not_yet(said))


def _is_for(comment: IgnoreComment, made: _Made, rules: Rules) -> bool:
    name = made.target.name
    return comment.is_meant_for(made.usage, name, rules.named[name])


def _not_yet(said: Counter[str]) -> tuple[str, ...]:
    """A line for each thing that the project says which holds uses back."""
    return tuple(
        f"{counted(number, 'use')} {'is no finding' if number == 1 else 'are no findings'} yet, since {words}"
        for words, number in sorted(said.items())
    )


def _warnings(rules: Rules, made: Sequence[_Made], symbols: SymbolMap) -> tuple[str, ...]:
    """What the new code of the findings' recipes names and nobody defines."""
    if not made:
        return ()
    from refactor_cli.inline.new_names.unresolved import unresolved

    names = {rules.named[each.target.name] for each in made}
    parts = (part for part in rules.parts if part.name in names)
    return tuple(warning for part in parts for warning in unresolved(part.read(), symbols))


def _every(usages: Usages) -> Iterable[tuple[Usage, Target]]:
    return ((usage, result.target) for result in usages.results for usage in result.usages)


def _only(usages: Usages, is_wanted: Callable[[Usage], bool]) -> Usages:
    results = (replace(each, usages=tuple(filter(is_wanted, each.usages))) for each in usages.results)
    return replace(usages, results=tuple(each for each in results if each.usages))


def _inlined(rules: Rules, usages: Usages, symbols: SymbolMap) -> Inlined:
    if not usages.results:
        return Inlined((), ())
    # of clean files nothing is rewritten, and this takes its time to load
    from refactor_cli.inline import inline

    return inline(rules.recipe, usages, symbols)


def _made(
    rules: Rules, usages: Usages, symbols: SymbolMap, inlined: Inlined, said: Counter[str]
) -> list[_Made]:
    """What is a use that the recipes have something to say about; `said` counts what holds others back."""
    if not usages.results:
        return []
    from refactor_cli.checking.assumed import held_back

    edits: dict[str, Edit] = {}
    for edit in inlined.edits:
        for usage_id in edit.usages:
            edits.setdefault(usage_id, edit)
    in_order = by_path(inlined.edits)
    limited, handed = limited_symbols(rules), _renamed_arguments(rules)
    made, told = list[_Made](), set[tuple[str, str]]()
    for (usage, target), outcome in zip(_every(usages), inlined.outcomes, strict=True):
        around = covering(in_order.get(usage.path, ()), usage.span)  # edits of import lines name no usage
        if outcome.is_carried and usage.kind != "import" and around is not None:
            told.add((usage.path, usage.target))  # a module, by what is asked of it
        if not _counts(usage, target, outcome, limited, handed):
            continue
        # what is rewritten was held against the versions already, and against what the file itself says of them
        is_due = outcome.outcome == "rewritten"
        why = None if is_due else held_back(rules.recipe, target.name, symbols.snapshot, usage.path)
        if why:
            said[why] += 1
        elif why is None:
            made.append(_Made(usage, target, outcome, edits.get(usage.id, around)))
    others = {(usage.path, usage.target) for usage, _ in _every(usages) if usage.kind != "import"}
    return _without_echoes(made, told, others)


def kinds_that_count(
    rules: Rules, spoken_of: Container[str], likely: Container[str]
) -> Callable[[Target], Collection[UsageKind] | None]:
    """Which kinds of usages of a target can be findings, where they are certain or likely, or where a recipe says on
    what objects they are `likely`, possible. None where all matter: to a comment that names them (`spoken_of`), so that
    it is not called unused."""
    limited, renamed = limited_symbols(rules), _renamed_arguments(rules)

    def kinds(target: Target) -> Collection[UsageKind] | None:
        if any(each in spoken_of for each in endings(target.name, rules.named[target.name])):
            return None
        if target.name in likely:
            return _COUNT
        if target.name in renamed:
            return _HANDED
        return _CALL if target.name in limited else _COUNT

    return kinds


def limited_symbols(rules: Rules) -> frozenset[str]:
    """Symbols that stay, as their rules all are about calls that give certain arguments."""
    moved = {move.source for move in rules.outline.moves}
    free = {
        rule.symbol for rule in rules.outline.rules if not rule.is_for_arguments and not rule.names_itself
    }
    return frozenset(rules.named.keys() - moved - free)


def _renamed_arguments(rules: Rules) -> frozenset[str]:
    """Those of them of which nothing but arguments is outdated."""
    others = {rule.symbol for rule in rules.outline.rules if not rule.names_itself}
    return limited_symbols(rules) - others


def _counts(
    usage: Usage, target: Target, outcome: Outcome, limited: frozenset[str], handed: Container[str]
) -> bool:
    if is_packaging_copy(usage.path):
        return False  # a build writes it anew
    if usage.kind in _NOT_A_USE or outcome.outcome not in ("rewritten", "open"):
        return False
    if outcome.is_carried and usage.kind != "import":
        return False  # there is nothing to be done in its place
    if outcome.is_unsure:
        return False  # the symbol stays, and nothing says that this call is outdated
    if usage.kind == "override" and target.definitions:
        return False  # it belongs to the family of the old definition, like that itself
    if target.name in handed and usage.kind in _HANDED:
        return True  # a reference that is handed none of these arguments is kept
    return target.name not in limited or usage.kind == "call"


def _without_echoes(
    made: Sequence[_Made], told: set[tuple[str, str]], others: Container[tuple[str, str]]
) -> list[_Made]:
    """An import is a use of its own only where nothing else of the file is; what changes with its import alone is
    told by the import. `told`: where other findings tell of it; `others`: where there are usages that are no imports,
    documents among them."""
    imports = {(each.usage.path, each.usage.target) for each in made if each.usage.kind == "import"}
    sites = told | {
        (each.usage.path, each.usage.target)
        for each in made
        if each.usage.kind != "import" and (each.edit is not None or each.outcome.outcome == "open")
    }

    def tells(each: _Made) -> bool:
        place = (each.usage.path, each.usage.target)
        if each.usage.kind == "import":
            return place not in sites and (each.outcome.outcome == "rewritten" or place not in others)
        return each.edit is not None or each.outcome.outcome == "open" or place not in imports

    return [each for each in made if tells(each)]


def _by_edit(made: Iterable[_Made]) -> dict[Edit, list[Usage]]:
    """The usages that each edit carries out."""
    found: dict[Edit, list[Usage]] = {}
    for each in made:
        if each.edit is not None:
            found.setdefault(each.edit, []).append(each.usage)
    return found


def _content(
    symbols: SymbolMap, rules: Rules, usages: Usages, made: _Made, by_edit: Mapping[Edit, Sequence[Usage]]
) -> tuple[Span, str | None]:
    """What the fix replaces, and by what. A call in the arguments of another one is looked at on its own."""
    edit, usage = made.edit, made.usage
    whole = usage.call_span or usage.expression
    if made.outcome.outcome != "rewritten" or edit is None:
        return whole, None
    if any(other.id != usage.id and _is_around(other, whole) for other in by_edit[edit]):
        from refactor_cli.inline import inline

        alone = inline(rules.recipe, _only(usages, lambda each: each.id == usage.id), symbols)
        own = [each for each in alone.edits if usage.id in each.usages]
        if not own and alone.edits and {each.path for each in alone.edits} == {usage.path}:
            return _joined(symbols, alone.edits)  # it changes with its import: `from old import f as g`
        return (own[0].span, own[0].text) if own else (whole, None)
    return edit.span, edit.text


def _joined(symbols: SymbolMap, edits: Iterable[Edit]) -> tuple[Span, str]:
    """Edits of one file as one, with what stands between them."""
    first, *others = sorted(edits, key=lambda each: each.span)
    text, source, end = first.text, symbols.snapshot.files[first.path].text, first.span.end
    for each in others:
        text, end = text + source.slice(end, each.span.start) + each.text, each.span.end
    return Span(first.span.start, end), text


def _is_around(usage: Usage, span: Span) -> bool:
    outer = usage.call_span or usage.expression
    return outer != span and outer.contains(span)


def _finding(symbols: SymbolMap, rules: Rules, made: _Made, content: tuple[Span, str | None]) -> Finding:
    from refactor_cli.checking.assumed import assumed

    usage, symbol = made.usage, made.target.name
    span, fix = content
    text = symbols.snapshot.files[usage.path].text
    written = text.slice(*(usage.call_span or usage.expression))
    return Finding(
        path=usage.path,
        location=location_of(text, span),
        symbol=symbol,
        recipe=rules.named[symbol],
        message=_message(rules, made, fix),
        fix=fix,
        fingerprint=fingerprint(usage.path, symbol, usage.kind, written),
        text=written if fix is None else text.slice(*span),
        usage=usage.id,
        is_certain=usage.certainty == "certain"
        and made.outcome.outcome == "rewritten"
        and made.outcome.behaviour == "same",
        assumes=assumed(rules.recipe, symbol, symbols.snapshot, made.outcome),
        made_of=(usage.kind, written),
    )


def _message(rules: Rules, made: _Made, fix: str | None) -> str:
    symbol = made.target.name
    new = rules.recipe.replacement(symbol)
    start = f"{symbol} is replaced by {new}" if new and new != symbol else f"{symbol} is outdated"
    likely = " (likely)" if made.usage.certainty == "likely" else ""
    if fix is not None:
        return f"{start}{likely}: write {_on_one_line(fix)}" if fix else f"{start}{likely}: take it out"
    left = "the file that it is imported from has to import the new one" if made.outcome.is_carried else ""
    return f"{start}{likely}: {made.outcome.reason or left or 'look at it'}"


def _on_one_line(source: str) -> str:
    return clipped(" ".join(source.split()), _LONGEST)


def _names_any(comment: IgnoreComment, names: Container[str]) -> bool:
    return any(name in names for name in comment.names)


def _unused(symbols: SymbolMap, comment: IgnoreComment) -> Finding:
    names = ", ".join(comment.names)
    message = comment.problem or f"nothing here is to be ignored under the name {names}: remove the comment"
    return Finding(
        path=comment.path,
        location=comment.location,
        symbol=names,
        recipe=UNUSED_IGNORE,
        message=message,
        fix=None,
        fingerprint=fingerprint(comment.path, names, UNUSED_IGNORE, f"ignore[{names}]"),
        text=symbols.snapshot.files[comment.path].text.slice(*comment.span),
        kind="unused-ignore",
    )
