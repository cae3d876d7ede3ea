"""The shipped recipes on before/after cases of other projects: what comes out as their authors wrote it.

    python benchmarks/rewrites.py CASES.jsonl [--certainty certain|likely|possible] [--show]

A line of the file is one case: `id`, `from_symbol`, `instruction` (what a release note would say), `before`, `after`,
and `kind`, which is `noop-must-not-change` where nothing may change. `before` becomes the only file of a repository,
and is migrated by every shipped recipe that knows `from_symbol`; where none does, by what the instruction itself says
("x is deprecated; use y"). What comes out is

- identical: to the byte;
- layout: different only in the place of imports, or in quoting;
- different, with what the ledger says about it;
- open: nothing is changed, and the ledger says why; missed: nothing is changed, and nothing is said;
- damaged: it does not parse, the ledger does not hold, or a case is changed that must not be.
"""

from __future__ import annotations

import argparse
import ast
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from refactor_cli.data import Outcome, Snapshot, SourceFile, blob_id
from refactor_cli.derive.sentences import new_name
from refactor_cli.errors import LedgerError, RefactorError
from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.index import index
from refactor_cli.inline import inline
from refactor_cli.languages import language_of
from refactor_cli.library import library_text, rules_for
from refactor_cli.migration import Again, Choices, choose, settle
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.whole import Recipe
from refactor_cli.symbols import SymbolMap

RESULTS = ("identical", "layout", "different", "open", "missed", "damaged")
GOOD = ("identical", "layout")
PATH = "case.py"


class Result(NamedTuple):
    """What became of a case. `by`: the recipe; `words`: what the ledger says of all that is not rewritten."""

    case: dict[str, Any]
    by: str
    result: str
    source: str
    words: list[str]


def main() -> None:
    """Prints the table, and with --show what is not identical."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", type=Path)
    parser.add_argument("--certainty", choices=["certain", "likely", "possible"], default="likely")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    cases = [json.loads(line) for line in arguments.cases.read_text("utf-8").splitlines()]
    started = time.process_time()
    results = [judged(case, arguments.certainty) for case in cases]
    seconds = time.process_time() - started
    if arguments.show:
        print("".join(_shown(each) for each in results if each.result not in GOOD))
    header, *rows = _rows(results)
    print("\n".join(f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows)))
    changing = [each for each in results if not _is_noop(each.case)]
    good = sum(each.result in GOOD for each in changing)
    noops = [each for each in results if _is_noop(each.case)]
    print(
        f"\nto change: {good} of {len(changing)} ({good / len(changing):.0%}) identical or different in layout; "
        f"must not change: {sum(each.result == 'identical' for each in noops)} of {len(noops)} unchanged; "
        f"{seconds:.1f} s of CPU"
    )


def _rows(results: Sequence[Result]) -> list[list[str]]:
    by_recipe: dict[str, Counter[str]] = defaultdict(Counter)
    for each in results:
        by_recipe[each.by]["must not change" if _is_noop(each.case) else "cases"] += 1
        if not _is_noop(each.case) or each.result == "damaged":
            by_recipe[each.by][each.result] += 1
    header = ["recipe", "cases", *RESULTS, "must not change"]
    ordered = sorted(by_recipe.items(), key=lambda item: -item[1].total())
    rows = [
        [name, *(str(counts[each]) for each in ("cases", *RESULTS, "must not change"))]
        for name, counts in ordered
    ]
    total = sum((counts for _, counts in ordered), Counter[str]())
    return [header, *rows, ["all", *(str(total[each]) for each in ("cases", *RESULTS, "must not change"))]]


def _is_noop(case: dict[str, Any]) -> bool:
    return str(case["kind"]).startswith("noop")


def judged(case: dict[str, Any], floor: Any) -> Result:
    """Migrates one case, and compares."""
    before, names = case["before"], rules_for(case["from_symbol"])
    source, words = before, list[str]()
    by = ", ".join(names) or "the instruction itself"
    try:
        recipes = [_recipe(name) for name in names] or [said(case["from_symbol"], case["instruction"])]
    except RefactorError as error:
        return Result(case, by, _compared(case, source, [f"open: {error}"]), source, [str(error)])
    for recipe in (each for each in recipes if each is not None):
        try:
            source, outcomes = migrated(source, recipe, floor)
        except (LedgerError, RefactorError) as error:
            return Result(case, by, "damaged", source, [str(error)])
        words += [
            f"{each.outcome} line {each.usage.location.line}: {each.reason or each.usage.certainty}"
            for each in outcomes
            if each.outcome != "rewritten"
        ]
    return Result(case, by, _compared(case, source, words), source, list(dict.fromkeys(words)))


def migrated(source: str, recipe: Recipe, floor: Any) -> tuple[str, Iterable[Outcome]]:
    """A file after `refactor migrate --recipe … --certainty floor`, without a type server, and its outcomes.

    Raises:
        LedgerError: searching the result again says something else than the ledger.
    """
    symbols = _symbols(source)
    wanted = [each for each in recipe.symbols if each.rpartition(".")[2] in source]
    targets = [read_target(symbols, each, known=True) for each in wanted]
    usages = find(symbols, targets, None, (), Evidence(said=recipe.said))
    left, decided = choose(usages, Choices(floor=floor))
    ids = frozenset(usage.id for result in left.results for usage in result.usages)
    inlined = inline(recipe, left, symbols, ids)
    inlined = replace(inlined, outcomes=(*decided, *inlined.outcomes))
    done = settle(inlined, symbols, Again(find, targets, recipe.own_names, recipe.brought))
    return done.symbols.snapshot.files[PATH].data.decode(), done.ledger.outcomes


def _symbols(source: str) -> SymbolMap:
    data = source.encode()
    file = SourceFile(PATH, blob_id(data), 0o100644, language_of(PATH, data[:100]), data)
    return index(Snapshot({PATH: file}))


@cache
def _recipe(name: str) -> Recipe | None:
    return read_recipe(library_text(name), name)


def said(symbol: str, instruction: str) -> Recipe | None:
    """The recipe that a sentence like "x is deprecated; use y" comes to; None when it says nothing of that kind."""
    new = new_name(instruction)
    if "." not in new:
        return None
    source = f"from refactor_cli.recipe import moved\nmoved({symbol!r}, {new!r})\n"
    return read_recipe(source, "the instruction itself")


def _compared(case: dict[str, Any], source: str, words: Sequence[str]) -> str:
    before, after = case["before"], case["after"]
    if _is_noop(case):
        return "identical" if source == before else "damaged"
    if source == after:
        return "identical"
    if source == before:
        return "open" if any(each.startswith(("open", "kept")) for each in words) else "missed"
    try:
        return "layout" if _loose(source) == _loose(after) else "different"
    except SyntaxError:
        return "damaged"


def _loose(source: str) -> tuple[frozenset[tuple[str, ...]], str]:
    """What is imported, wherever, and the rest of the syntax tree."""
    tree, imports = ast.parse(source), set[tuple[str, ...]]()
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            statements = getattr(node, field, None)
            if isinstance(statements, list):
                setattr(node, field, [each for each in statements if not _taken(each, imports)])
    return frozenset(imports), ast.dump(tree)


def _taken(statement: ast.AST, imports: set[tuple[str, ...]]) -> bool:
    if isinstance(statement, ast.ImportFrom):
        module = "." * statement.level + (statement.module or "")
        imports.update(("from", module, each.name, each.asname or "") for each in statement.names)
        return True
    if isinstance(statement, ast.Import):
        imports.update(("import", each.name, each.asname or "") for each in statement.names)
        return True
    return False


def _shown(each: Result) -> str:
    wanted = "" if _is_noop(each.case) else f"--- wanted\n{each.case['after']}"
    said = "".join(f"    {words}\n" for words in each.words)
    head = f"===== {each.case['id']} {each.case['from_symbol']}: {each.result} by {each.by}\n"
    return f"{head}{each.case['before']}--- came out\n{each.source}{wanted}\n{said}\n"


if __name__ == "__main__":
    main()
