"""The before/after cases of tests/cases/inline, through index, find, inline and splice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from oldest_python import oldest

from refactor_cli.call_parameters import definition_of
from refactor_cli.data import Inlined, Snapshot, SourceFile, Target, Usages, blob_id
from refactor_cli.find import find
from refactor_cli.find.target import apart_from, read_target
from refactor_cli.index import index
from refactor_cli.inline import inline
from refactor_cli.inline.test_doubles.patched import with_patched
from refactor_cli.languages import language_of
from refactor_cli.recipe.expression import recipe_from_expression
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.whole import Recipe
from refactor_cli.splice import by_path, edited
from refactor_cli.symbols import SymbolMap

CASES = Path(__file__).parent.parent / "cases" / "inline"
SECTION = re.compile(r"^-- (\S+)(?: \(([\w, -]+)\))? --\n", re.MULTILINE)


def sections(text: str) -> dict[str, bytes]:
    """A case file's sections by name."""
    parts = SECTION.split(text)
    return {
        name: encoded(content, set((flags or "").split(", ")))
        for name, flags, content in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    }


def encoded(content: str, flags: set[str]) -> bytes:
    content = content.rstrip("\n") + ("" if "no-newline" in flags else "\n")
    if "escapes" in flags:
        content = re.sub(
            r"\\(?:x[0-9a-f]{2}|[tfr])", lambda found: found[0].encode().decode("unicode_escape"), content
        )
    if "crlf" in flags:
        content = content.replace("\n", "\r\n")
    return content.encode("latin-1" if "latin-1" in flags else "utf-8")


def symbols_of(files: dict[str, bytes]) -> SymbolMap:
    return index(
        Snapshot(
            {
                path: SourceFile(path, blob_id(data), 0o100644, language_of(path, data[:100]), data)
                for path, data in sorted(files.items())
            }
        )
    )


def migrated(case: dict[str, bytes], symbols: SymbolMap) -> tuple[Inlined, Usages]:
    recipe, targets = recipe_of(case, symbols)
    usages = find(symbols, targets)
    possible = frozenset(each.id for found in usages.results for each in found.usages)
    decided = possible if "possible" in case else frozenset()
    made = inline(recipe, usages, symbols, decided, as_lambda="lambda" in case)
    return replace(made, outcomes=with_patched(symbols, made.outcomes)), usages


def recipe_of(case: dict[str, bytes], symbols: SymbolMap) -> tuple[Recipe, list[Target]]:
    if "to" in case:
        name, to = case["to"].decode().strip().split("\n", 1)
        target = read_target(symbols, name, known=True)
        definition = definition_of(symbols, target.symbols)
        signature = definition.parameters if definition else None
        return recipe_from_expression(target.dotted, to, signature, target.kind == "method"), [target]
    source = case["recipe"].decode() if "recipe" in case else (CASES / "_recipe.py").read_text()
    recipe = read_recipe(source, "recipe.py")
    targets = (read_target(symbols, symbol, known=True) for symbol in recipe.symbols)
    return recipe, [apart_from(symbols, each, recipe) for each in targets]


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in sorted(CASES.glob("*.txt"))])
def test_case(path: Path) -> None:
    case = sections(path.read_bytes().decode())
    files = {"lib.py": (CASES / "_lib.py").read_bytes()}
    files |= {name[7:]: data for name, data in case.items() if name.startswith("before/")}
    symbols = symbols_of(files)
    made, usages = migrated(case, symbols)
    result = dict(files)
    for name, edits in by_path(made.edits).items():
        result[name] = edited(symbols.snapshot.files[name], edits).data
        check_needs_no_newer_python(symbols.snapshot.files[name], result[name])
    expected = files | {name[6:]: data for name, data in case.items() if name.startswith("after/")}
    assert result == expected
    assert [each.usage for each in made.outcomes] == [
        each for found in usages.results for each in found.usages
    ]
    check_outcomes(made, case.get("outcomes", b"").decode().splitlines())


def check_needs_no_newer_python(file: SourceFile, result: bytes) -> None:
    before = oldest(file.text.slice(0, len(file.text.utf8)))
    after = oldest(result.decode("latin-1" if b"latin-1" in file.data else "utf-8"))
    assert after <= before
    assert after[0] > 0 or not before[0]


def check_outcomes(made: Inlined, expected: list[str]) -> None:
    """`expected`: "open app.py:3 words of the reason"; every other usage is rewritten."""
    left = [each for each in made.outcomes if each.outcome != "rewritten" and each.usage.path != "lib.py"]
    found = [
        f"{each.outcome} {each.usage.path}:{each.usage.location.line} {each.reason or ''}".strip()
        for each in left
    ]
    words = [line.split(" ", 2) for line in expected if line.strip()]
    assert len(found) == len(words), found
    for line, wanted in zip(found, words, strict=True):
        assert line.startswith(f"{wanted[0]} {wanted[1]}"), found
        assert len(wanted) < 3 or wanted[2] in line, found
    assert all(each.reason for each in left if each.outcome in ("open", "kept"))
    assert all(each.by for each in left if each.outcome == "kept")
