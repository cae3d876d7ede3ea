"""Every folder of grammars/: its manifest, its queries, and its cases.

A case is a source file in `grammars/<language>/cases/` with its map beside it, as `refactor map` prints it without the
path (`shop.js.map`), and, where there is one, what `find-usages` finds in it (`shop.js.usages`: `find NAME`, then
`line:column kind enclosing: source` for each). docs/how-to/add-a-language.md shows how to make them.
"""

from __future__ import annotations

from importlib.metadata import metadata
from pathlib import Path

import pytest
from in_memory import symbols_of

from refactor_cli import grammar
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.languages import Manifest, language_of, manifests
from refactor_cli.symbol_text import map_parts

EVERY = list(manifests().values())
PARSED = [manifest for manifest in EVERY if manifest.module]
CASES = [
    case
    for manifest in PARSED
    for case in sorted((manifest.folder / "cases").iterdir())
    if case.suffix not in (".map", ".usages")
]
USAGES = [file for manifest in PARSED for file in sorted((manifest.folder / "cases").glob("*.usages"))]


def name(manifest: Manifest) -> str:
    return manifest.language


def case_name(case: Path) -> str:
    return f"{case.parent.parent.name}/{case.name}"


def map_of(case: Path) -> str:
    symbols = symbols_of({case.name: case.read_bytes()})
    return "".join(part.text.split("\n", 1)[1] for part in map_parts(symbols))


def usages_in(case: Path, target: str) -> str:
    symbols = symbols_of({case.name: case.read_bytes(), "lib.py": f"def {target}(): pass\n"})
    (result,) = find(symbols, [read_target(symbols, f"lib.{target}")]).results
    return f"find {target}\n" + "".join(
        f"{usage.location.line}:{usage.location.column} {usage.kind} {usage.enclosing or '-'}: {usage.text}\n"
        for usage in result.usages
        if (usage.path, usage.certainty, usage.evidence)
        == (case.name, "possible", (case.parent.parent.name,))
    )


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_case_is_in_the_language_of_its_folder(case: Path) -> None:
    assert language_of(case.name, case.read_bytes()) == case.parent.parent.name


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_map_of_case(case: Path) -> None:
    assert map_of(case) == case.with_name(f"{case.name}.map").read_text("utf-8")


@pytest.mark.parametrize("expected", USAGES, ids=case_name)
def test_usages_in_case(expected: Path) -> None:
    text = expected.read_text("utf-8")
    target = text.splitlines()[0].removeprefix("find ")
    assert usages_in(expected.with_suffix(""), target) == text


@pytest.mark.parametrize("manifest", PARSED, ids=name)
def test_a_language_with_a_grammar_is_whole(manifest: Manifest) -> None:
    assert grammar.has_parser(manifest.language)
    assert metadata(manifest.wheel)["Name"].lower() == manifest.wheel
    assert grammar.parse(manifest.language, b"").root_node.child_count == 0
    assert grammar.query(manifest.language, "tags").pattern_count > 0
    assert any(case.parent.parent == manifest.folder for case in CASES)
    assert manifest.language == "python" or any(file.is_relative_to(manifest.folder) for file in USAGES)
    kinds = {capture for capture in captures_of(manifest) if "." in capture}
    assert {capture.partition(".")[0] for capture in kinds} == {"definition", "reference"}
    assert manifest.license == "MIT"


def captures_of(manifest: Manifest) -> set[str]:
    query = grammar.query(manifest.language, "tags")
    return {query.capture_name(number) for number in range(query.capture_count)}


@pytest.mark.parametrize("manifest", PARSED, ids=name)
def test_identifiers_are_kinds_of_node(manifest: Manifest) -> None:
    language = grammar.language_for(manifest.language)
    kinds = {language.node_kind_for_id(number) for number in range(language.node_kind_count)}
    assert manifest.identifiers
    assert set(manifest.identifiers) <= kinds


@pytest.mark.parametrize("manifest", [each for each in EVERY if each not in PARSED], ids=name)
def test_plain_text_has_files_and_no_more(manifest: Manifest) -> None:
    assert manifest.suffixes or manifest.names
    assert (manifest.wheel, manifest.identifiers, manifest.inherits) == ("", (), "")
    assert [file.name for file in manifest.folder.iterdir()] == ["manifest.toml"]
    assert not grammar.has_parser(manifest.language)


def test_no_two_languages_claim_the_same_files() -> None:
    for key in ("suffixes", "names", "interpreters"):
        claimed = [value for manifest in EVERY for value in getattr(manifest, key)]
        assert sorted(claimed) == sorted(set(claimed)), key
