"""The before/after cases of the shipped recipes, and of those in examples/, through find, inline and the checked
ledger."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from refactor_cli.commands.project import names_in_copies
from refactor_cli.copies import copies_of
from refactor_cli.data import Snapshot, SourceFile, blob_id
from refactor_cli.evidence import Evidence
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.index import index
from refactor_cli.inline import inline
from refactor_cli.languages import language_of
from refactor_cli.ledger import Ledger
from refactor_cli.library import library_names, library_text
from refactor_cli.migration import Again, Choices, choose, settle
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.rules import CallPiece, Rule, Template
from refactor_cli.recipe.whole import Recipe
from refactor_cli.resolution import layout
from refactor_cli.symbols import SymbolMap

CASES = Path(__file__).parent / "cases"
EXAMPLES = Path(__file__).parents[2] / "examples" / "recipes"
SECTION = re.compile(r"^-- (\S+) --\n", re.MULTILINE)


class Result(NamedTuple):
    files: dict[str, str]
    ledger: Ledger


def sections(path: Path) -> dict[str, str]:
    parts = SECTION.split(path.read_text("utf-8"))
    return {name: content.strip("\n") + "\n" for name, content in zip(parts[1::2], parts[2::2], strict=True)}


def text_of(name: str) -> str:
    example = EXAMPLES / f"{name}.py"
    return example.read_text("utf-8") if example.exists() else library_text(name)


@cache
def recipe_called(name: str) -> Recipe:
    return read_recipe(text_of(name), name)


def symbols_of(files: dict[str, str]) -> SymbolMap:
    made = dict[str, SourceFile]()
    for path, text in sorted(files.items()):
        data = text.encode()
        made[path] = SourceFile(path, blob_id(data), 0o100644, language_of(path, data[:100]), data)
    return index(Snapshot(made))


@cache
def run(path: Path) -> Result:
    """A case as `refactor migrate --recipe NAME` carries it out; a ledger that does not agree raises."""
    recipe = recipe_called(path.parent.name)
    files = {name[7:]: text for name, text in sections(path).items() if name.startswith("before/")}
    symbols = symbols_of(files)
    copies = copies_of(symbols.snapshot, layout(symbols), (text_of(path.parent.name),))
    symbols = symbols.with_snapshot(replace(symbols.snapshot, copies=copies))
    text, copied = "".join(files.values()), names_in_copies(symbols)
    wanted = [
        each for each in recipe.symbols if each.rpartition(".")[2] in text and not each.startswith(copied)
    ]
    targets = [read_target(symbols, each, known=True) for each in wanted]
    usages = find(symbols, targets, None, (), Evidence(said=recipe.said))
    left, decided = choose(usages, Choices())
    inlined = inline(recipe, left, symbols)
    inlined = replace(inlined, outcomes=(*decided, *inlined.outcomes))
    migration = settle(inlined, symbols, Again(find, targets, recipe.own_names, recipe.brought))
    assert not migration.refused
    after = migration.symbols.snapshot.files
    return Result({name: after[name].data.decode() for name in files}, migration.ledger)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=f"{path.parent.name}-{path.stem}")
        for path in sorted(CASES.glob("*/*.txt"), key=lambda path: (not path.stem.startswith("noop"), path))
    ],
)
def test_case(path: Path) -> None:
    case, result = sections(path), run(path)
    expected = {
        name[7:]: case.get(f"after/{name[7:]}", text)
        for name, text in case.items()
        if name.startswith("before/")
    }
    assert result.files == expected
    if path.stem.startswith("noop"):
        assert not any(name.startswith("after/") for name in case)
    check_outcomes(result.ledger, case.get("outcomes", "").split("\n"))
    if "changes" in case:
        assert changing(result.ledger) == case["changes"].split()


def changing(ledger: Ledger) -> list[str]:
    """The places of usages but imports where the new code is not exactly equivalent, in order."""
    changed = (each.usage for each in ledger.outcomes if each.behaviour == "changes" and each.by)
    places = (f"{usage.path}:{usage.location.line}" for usage in changed if usage.kind != "import")
    return sorted(dict.fromkeys(places), key=lambda place: (place.split(":")[0], int(place.split(":")[1])))


def check_outcomes(ledger: Ledger, expected: list[str]) -> None:
    """`expected`: "open app.py:3 words of the reason"; every other usage is rewritten."""
    left = [each for each in ledger.outcomes if each.outcome != "rewritten" and each.usage.kind != "import"]
    found = [f"{e.outcome} {e.usage.path}:{e.usage.location.line} {e.reason or ''}".strip() for e in left]
    words = [line.split(" ", 2) for line in expected if line.strip()]
    assert len(found) == len(words), found
    for line, wanted in zip(found, words, strict=True):
        assert line.startswith(f"{wanted[0]} {wanted[1]}"), found
        assert len(wanted) < 3 or wanted[2] in line, found


def leaves_calls_as_they_are(rule: Rule) -> bool:
    """Whether it gives the same function every argument as it came: so that other rules are not for such calls."""
    pieces = rule.body.pieces if isinstance(rule.body, Template) else ()
    if not rule.names_itself or not pieces or not isinstance(pieces[0], CallPiece):
        return False
    passed = [(each.hole, each.keyword) for each in pieces[0].arguments]
    return passed == [
        (each.name, each.name if each.kind == "keyword_only" else "") for each in rule.parameters
    ]


@pytest.mark.parametrize("name", library_names())
def test_every_rule_has_a_case(name: str) -> None:
    recipe = recipe_called(name)
    keeping = {
        rule.label
        for rule in recipe.rules
        if rule.transform.endswith("_in_migrations") or leaves_calls_as_they_are(rule)
    }
    used = {
        outcome.by
        for path in (CASES / name).glob("*.txt")
        for outcome in run(path).ledger.outcomes
        if outcome.outcome == "rewritten" or (outcome.outcome == "kept" and outcome.by in keeping)
    }
    labels = [each.label for each in (*recipe.rules, *recipe.moves)]
    assert [label for label in labels if label not in used] == []


@pytest.mark.parametrize("name", library_names())
def test_every_recipe_has_a_case_that_changes_nothing(name: str) -> None:
    assert [path.stem for path in (CASES / name).glob("noop-*.txt")]
    assert [folder.name for folder in CASES.iterdir() if folder.is_dir()].count(name) == 1
