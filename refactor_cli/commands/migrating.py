"""What `refactor migrate` does with its options: read, find, inline or ask, settle, save the plan, commit."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from refactor_cli.commands import output
from refactor_cli.commands.making import make_branch, report
from refactor_cli.commands.options import ReportFormat
from refactor_cli.commands.reading import Reading, read
from refactor_cli.data import Certainty, Snapshot, Target, Usages
from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.migration import Choices, Migration, choose, settle, unknown_ids

if TYPE_CHECKING:
    from refactor_cli.data import Inlined, Parameter
    from refactor_cli.pack import Priming
    from refactor_cli.plan import Plan
    from refactor_cli.recipe.rules import Recipe
    from refactor_cli.symbols import SymbolMap


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be migrated, and how."""

    targets: tuple[str, ...]
    to: str | None
    recipe: Path | None
    instructions: str
    docs: tuple[Path, ...]
    style: tuple[Path, ...]
    prompt_out: Path | None
    answer: Path | None
    base: str
    branch: str | None
    only: frozenset[str]
    skip: frozenset[str]
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    floor: Certainty
    definition: str
    use_cache: bool
    as_lambda: bool = False


@dataclass(frozen=True, slots=True)
class Output:
    """Where the results go."""

    dry_run: bool
    patch: Path | None
    plan_out: Path | None
    format: ReportFormat
    file: Path | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands before any rewriting: the reading, the rules there are, the targets and their usages."""

    reading: Reading
    recipe: Recipe | None
    targets: tuple[Target, ...]
    usages: Usages


def run(folder: Path, order: Order, out: Output) -> int:
    """Carries out an order; gives the exit code.

    Raises:
        RefactorError: see the exit codes in `errors`.
    """
    _check_order(order)
    with read(
        folder,
        revision=order.base,
        include=order.include,
        exclude=order.exclude,
        use_cache=order.use_cache,
    ) as reading:
        found = _find(reading, order)
        _tell_surroundings(found)
        if order.prompt_out is not None:
            return _write_prompt(found, order)
        migration = _migrated(found, order)
    return _finish(found, order, out, migration)


def _check_order(order: Order) -> None:
    if order.to and order.recipe:
        raise RefactorError("--to and --recipe cannot be used together", "write the rule into the recipe")
    if order.to and len(order.targets) != 1:
        raise RefactorError("--to takes exactly one TARGET", "for several, write a recipe: --recipe FILE")
    if not order.targets and not order.recipe:
        raise RefactorError("nothing to migrate was named", "name a TARGET, or give --recipe FILE")
    if order.prompt_out and order.answer:
        raise RefactorError("--prompt-out and --answer cannot be used together", "write the prompt first")
    if order.definition != "keep":
        raise RefactorError(
            f"--definition {order.definition} is not there yet: the old definition can only be kept",
            "leave the option out, and change the definition in a commit of your own on the branch",
        )
    by_rules, by_model = order.to or order.recipe, order.answer or order.prompt_out
    if not by_rules and not by_model:
        raise RefactorError(
            "nothing says how to rewrite it",
            "give --to, --recipe, or ask a model by hand: --prompt-out FILE, then --answer FILE",
        )


def _find(reading: Reading, order: Order) -> _Found:
    from refactor_cli.find import find
    from refactor_cli.find.target import read_target

    symbols = reading.symbols
    recipe = _recipe_from_file(order.recipe) if order.recipe else None
    specs = order.targets or (recipe.symbols if recipe else ())
    named = frozenset(recipe.symbols if recipe else ())
    targets = tuple(read_target(symbols, spec, known=spec in named) for spec in specs)
    if order.to:
        recipe = _recipe_from_option(reading, targets[0], order.to)
    if recipe is not None:
        _check_recipe(recipe, targets)
    return _Found(reading, recipe, targets, find(symbols, targets, reading.cache))


def _recipe_from_file(path: Path) -> Recipe:
    from refactor_cli.recipe.read import read_recipe

    recipe = read_recipe(output.read_text(path, "recipe"), str(path))
    for warning in recipe.warnings:
        output.note(f"warning: {warning}")
    return recipe


def _recipe_from_option(reading: Reading, target: Target, to: str) -> Recipe:
    from refactor_cli.recipe.expression import recipe_from_expression

    signature, has_receiver = _old_signature(reading.symbols, target)
    return recipe_from_expression(target.dotted, to, signature, has_receiver)


def _old_signature(symbols: SymbolMap, target: Target) -> tuple[tuple[Parameter, ...] | None, bool]:
    """The target's parameters, None when they are not known, and whether the first is the receiver."""
    from refactor_cli.resolution import Lookup, definitions_of

    look = Lookup(symbols)
    found = [definition for symbol in target.symbols for definition in definitions_of(look, symbol)]
    if len(found) == 1 and found[0].kind == "class":
        (symbol,) = target.symbols
        found = list(definitions_of(look, symbol._replace(name=f"{symbol.name}.__init__")))
        return (found[0].parameters[1:] if len(found) == 1 else None), False
    has_receiver = target.kind == "method" and not (found and "staticmethod" in found[0].decorators)
    return (found[0].parameters if len(found) == 1 else None), has_receiver


def _check_recipe(recipe: Recipe, targets: Sequence[Target]) -> None:
    for target in targets:
        if not {target.name, target.dotted} & set(recipe.symbols):
            raise RefactorError(
                f"{recipe.path} has no rule for {target.name}",
                f"it has rules for {', '.join(recipe.symbols)}",
            )


def _tell_surroundings(found: _Found) -> None:
    """Notes on stderr: what find could not know, a merge under way, uncommitted changes near usages."""
    from refactor_cli.repository import changed_in_working_tree, state

    repository = found.reading.repository
    for warning in found.usages.warnings:
        output.note(f"warning: {warning}")
    under_way = state(repository)
    if under_way:
        names = " and a ".join(under_way)
        output.note(
            f"note: a {names} is in progress; the branch stands on the last commit and leaves it alone"
        )
    paths = sorted({usage.path for result in found.usages.results for usage in result.usages})
    dirty = sorted(changed_in_working_tree(repository, paths)) if paths else []
    if dirty:
        more = f" and {len(dirty) - 1} more" if len(dirty) > 1 else ""
        output.note(
            f"note: uncommitted changes touch files with usages and are not migrated: {dirty[0]}{more}"
        )


def _write_prompt(found: _Found, order: Order) -> int:
    from refactor_cli.pack import Request, Task, pack
    from refactor_cli.providers.file import write_prompt

    assert order.prompt_out is not None
    outcomes = _by_recipe(found, order).outcomes if found.recipe else ()
    source = output.read_text(order.recipe, "recipe") if order.recipe else ""
    task = Task(found.usages, _instructions(order), source, outcomes)
    prompt = pack(Request(found.reading.symbols, task, _priming(order)))
    write_prompt(prompt, order.prompt_out)
    about = "" if prompt.tokens_exact else "about "
    output.note(
        f"prompt: {order.prompt_out}, {about}{prompt.tokens:,} tokens, {len(prompt.omitted)} files left out"
    )
    output.note("next: save the answer, and run the same command with --answer FILE instead of --prompt-out")
    return ExitCode.DONE


def _instructions(order: Order) -> str:
    if order.instructions or not order.to:
        return order.instructions
    return f"Write it as {order.to}"


def _priming(order: Order) -> tuple[Priming, ...]:
    from refactor_cli.pack import Priming

    docs = (Priming("docs", str(path), output.read_text(path, "documentation")) for path in order.docs)
    style = (Priming("style", str(path), output.read_text(path, "style guide")) for path in order.style)
    return (*docs, *style)


def _by_recipe(found: _Found, order: Order) -> Inlined:
    """What the rules that the user gave come to, for usages of the certainty that was asked for."""
    from refactor_cli.inline import inline

    assert found.recipe is not None
    usages, decided = choose(found.usages, Choices(order.only, order.skip, order.floor))
    ids = frozenset(usage.id for result in usages.results for usage in result.usages)
    inlined = inline(found.recipe, usages, found.reading.symbols, ids, as_lambda=order.as_lambda)
    return replace(inlined, outcomes=(*decided, *inlined.outcomes))


def _migrated(found: _Found, order: Order) -> Migration:
    from refactor_cli.find import find

    symbols = found.reading.symbols
    if unknown := unknown_ids(found.usages, Choices(order.only, order.skip)):
        raise RefactorError(f"no usage has the id {unknown[0]}", "list the ids: refactor find-usages TARGET")
    if order.answer:
        inlined, recipe = _by_answer(found, order)
    else:
        assert found.recipe is not None
        inlined, recipe = _by_recipe(found, order), found.recipe
    for warning in inlined.warnings:
        output.note(f"warning: {warning}")
    return settle(inlined.edits, inlined.outcomes, symbols, find, found.targets, recipe.own_names)


def _by_answer(found: _Found, order: Order) -> tuple[Inlined, Recipe]:
    """The user's rules, an answer's blocks, and an answer's rules, together; what is rejected is told."""
    from refactor_cli.answering import Known, settled_by_answer
    from refactor_cli.ask import ask
    from refactor_cli.data import Prompt
    from refactor_cli.providers.file import FileProvider
    from refactor_cli.renderers.console import collected, console
    from refactor_cli.renderers.migration import print_rejections

    assert order.answer is not None
    answer = ask(Prompt("", "", 0, True), FileProvider(order.answer))
    first = _by_recipe(found, order).outcomes if found.recipe else ()
    words = " ".join((_instructions(order), *(each.text for each in _priming(order))))
    choices = Choices(order.only, order.skip, "possible")
    usages, decided = choose(found.usages, choices)
    settled = settled_by_answer(answer, usages, found.recipe, Known(first, words), found.reading.symbols)
    printed = console(is_terminal=sys.stderr.isatty())
    print_rejections(printed, settled.rejections)
    output.tell(collected(printed))
    if not settled.inlined.edits and settled.rejections:
        output.note("nothing of the answer could be used")
    return replace(settled.inlined, outcomes=(*decided, *settled.inlined.outcomes)), settled.recipe


def _finish(found: _Found, order: Order, out: Output, migration: Migration) -> int:
    from refactor_cli.plan import save
    from refactor_cli.renderers.migration import report_value

    snapshot = found.reading.symbols.snapshot
    value = {
        "base": snapshot.base,
        **report_value(order.targets or _names(found), migration.ledger, migration.edits),
    }
    plan = _plan(found, order, migration, value)
    place = out.plan_out or _plan_place(plan)
    save(plan, place)
    output.note(f"plan: {place}")
    value = {**value, "plan": str(place), "cost": None}
    diff = _diff(snapshot, migration)
    if out.patch is not None:
        output.write_file(out.patch, diff)
    made = None
    if plan.files and not out.dry_run:
        made = make_branch(found.reading.repository, plan)
    _show(out, migration, diff)
    if not plan.files:
        output.note("nothing to rewrite: no branch is made")
    report(value, made, out.format, out.file)
    return ExitCode.PARTIAL if migration.ledger.counts()["open"] else ExitCode.DONE


def _names(found: _Found) -> tuple[str, ...]:
    return tuple(target.name for target in found.targets)


def _plan(found: _Found, order: Order, migration: Migration, report: Mapping[str, object]) -> Plan:
    from refactor_cli.plan import Plan, PlannedFile
    from refactor_cli.renderers.migration import commit_message
    from refactor_cli.repository import branch_name
    from refactor_cli.splice import by_path, splices

    before, after = found.reading.symbols.snapshot, migration.symbols.snapshot
    files = tuple(
        PlannedFile(path, before.files[path].blob, after.files[path].blob, splices(before.files[path], edits))
        for path, edits in by_path(migration.edits).items()
        if before.files[path].blob != after.files[path].blob
    )
    names = order.targets or ((order.recipe.stem,) if order.recipe else _names(found))
    subject = _subject(found, order)
    assert before.base is not None
    message = commit_message(subject, migration.ledger)
    return Plan(before.base, order.branch or branch_name(names), message, files, report)


def _subject(found: _Found, order: Order) -> str:
    names = ", ".join(_names(found))
    if order.to:
        return f"Migrate {names} to {order.to}"
    return f"Migrate {names} by {order.recipe.name}" if order.recipe else f"Migrate {names}"


def _plan_place(plan: Plan) -> Path:
    import hashlib

    from refactor_cli.plan import dump
    from refactor_cli.settings import state_dir

    digest = hashlib.sha256(dump(plan)).hexdigest()[:8]
    return state_dir() / "plans" / f"{plan.branch.replace('/', '-')}-{digest}.json"


def _diff(snapshot: Snapshot, migration: Migration) -> bytes:
    from refactor_cli.splice import by_path, splices
    from refactor_cli.unified_diff import unified_diff

    parts = list[bytes]()
    for path, edits in by_path(migration.edits).items():
        file = snapshot.files[path]
        parts.append(unified_diff(path, file.data, splices(file, edits)))
    return b"".join(parts)


def _show(out: Output, migration: Migration, diff: bytes) -> None:
    """For people: the diff of a dry run on stdout, as it is where a program may read it; the ledger on stderr."""
    if out.format is not ReportFormat.FULL:
        return
    from refactor_cli.renderers.console import collected, console
    from refactor_cli.renderers.migration import print_diff, print_ledger

    if out.dry_run:
        if output.is_terminal(out.file):
            printed = console(is_terminal=True)
            print_diff(printed, diff)
            output.write([collected(printed)])
        else:
            output.write([diff], out.file)
    printed = console(is_terminal=sys.stderr.isatty())
    print_ledger(printed, migration.ledger)
    output.tell(collected(printed))
