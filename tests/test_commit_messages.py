"""Commit messages: what is written is read again, whatever names and reasons hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from refactor_cli.commit_messages import (
    Record,
    RecordedFile,
    Site,
    Written,
    listed,
    message,
    quoted,
    read_record,
    shortened,
    site_of,
    tallied,
)
from refactor_cli.data import Location, Outcome, Span, Usage

SITE = Site(
    "u1f3a9c02", "rewritten", "call", "certain", "same", "a/b.py", 3, 5, "lib.old", "old (r.py:3)", ""
)
FILE = RecordedFile(
    "a/b.py", "0" * 40, "1" * 40, (Written(0, 4, 7), Written(9, 12, 3, ("u1f3a9c02", "u00000001")))
)
RECORD = Record("5f0c2a9d41b7", (1, 2), ("lib.old",), ("old",), (SITE,), (FILE,))
# as git hands a message back: UTF-8, without NUL
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def test_usages_with_nothing_to_look_at_are_counted_by_reason() -> None:
    kept = SITE._replace(outcome="kept", reason="the recipe concerns some calls only")
    held = kept._replace(reason="what is \x1bkept")
    assert tallied("Kept:", [kept, held, kept]) == (
        "Kept:\n  2 usages: the recipe concerns some calls only\n  1 usage: what is \\x1bkept"
    )
    assert not tallied("Kept:", [])


def test_one() -> None:
    text = message("Migrate lib.old to lib.new", ["Usages: 1 rewritten."], RECORD)
    assert text == (
        "Migrate lib.old to lib.new\n\nUsages: 1 rewritten.\n\n"
        "Refactor-Run: 5f0c2a9d41b7\nRefactor-Part: 1/2\nRefactor-Target: lib.old\nRefactor-Rule: old\n"
        'Refactor-Site: u1f3a9c02 rewritten call certain same a/b.py:3:5 lib.old "old (r.py:3)" ""\n'
        f"Refactor-File: a/b.py {'0' * 40} {'1' * 40} 0-4+7 9-12+3=u1f3a9c02,u00000001\n"
    )
    assert read_record(text) == RECORD
    assert read_record(text.rstrip("\n") + "\nSigned-off-by: A <a@example.com>\n") == RECORD


@given(path=TEXT, reason=TEXT, by=TEXT)
def test_round_trip(path: str, reason: str, by: str) -> None:
    site = SITE._replace(outcome="open", path=path, reason=reason, by=by)
    record = replace(RECORD, sites=(site,), files=(FILE._replace(path=path),))
    text = message(f"Migrate {path}", [quoted(reason), listed("Open:", [site])], record)
    assert read_record(text) == record


@pytest.mark.parametrize(
    "odd",
    [
        'quo"te.py',
        "new\nline.py",
        "-x.py",
        "#x.py",
        "a b:3:4.py",
        "Refactor-Run: forged\n\nRefactor-Run: forged",
        "x\n\nRefactor-Site: forged",
        "\u202e\u2028\x1b[31m",
        "inv\udcff.py",
    ],
)
def test_nothing_is_forged(odd: str) -> None:
    site = SITE._replace(outcome="open", path=odd, reason=odd, by=odd)
    record = replace(RECORD, sites=(site,), files=(FILE._replace(path=odd),))
    text = message(f"Migrate {odd}", [quoted(odd), listed("Open:", [site])], record)
    lines = text.encode("utf-8", "backslashreplace").decode().split("\n")
    assert read_record("\n".join(lines)) == record
    assert [line for line in lines if line.startswith("Refactor-Run:")] == ["Refactor-Run: 5f0c2a9d41b7"]
    assert not [line for line in lines if line.startswith("#")]
    assert len(lines[0]) <= 72
    assert all(character.isprintable() for line in lines for character in line)


@pytest.mark.parametrize(
    ("by", "recorded"),
    [
        ("price (recipe.py:7)", "price (recipe.py:7)"),
        ("price (recipes/shop.py:7)", "price (recipes/shop.py:7)"),
        ("price (/home/me/recipes/shop.py:7)", "price (shop.py:7)"),
        ("price (../recipes/shop.py:7)", "price (shop.py:7)"),
        ("model", "model"),
    ],
)
def test_a_rule_is_called_as_in_the_ledger(by: str, recorded: str) -> None:
    place = Span(0, 1)
    usage = Usage(
        id="u1",
        target="lib.old",
        path="a.py",
        span=place,
        expression=place,
        call_span=None,
        location=Location(1, 1, 1, 2),
        call=None,
        kind="reference",
        certainty="certain",
        evidence=(),
        enclosing="",
        text="old",
    )
    assert site_of(Outcome(usage, "open", by)).by == recorded


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "Refactor-Run: 1",
        "x\n\nRefactor-Run: 1\nRefactor-Site: u1",
        "x\n\nRefactor-Run: 1\nRefactor-Part: a/b",
    ],
    ids=["empty", "no trailers", "a subject", "a broken site", "a broken part"],
)
def test_no_record(text: str) -> None:
    assert read_record(text) is None


def test_a_subject_has_72_characters() -> None:
    assert shortened("word " * 30, ": rule x") == ("word " * 12).rstrip() + "…: rule x"
    assert len(shortened("a" * 100, "b" * 100)) == 72


def test_undecided() -> None:
    record = replace(RECORD, sites=(SITE._replace(outcome="undecided", by=""),), unlisted=3)
    text = message("Migrate x", [], record)
    assert "\nRefactor-Unlisted: 3\n" in text
    assert read_record(text) == record


SUBJECTS = [
    pytest.param("Migrate lib.old to lib.new", "Migrate lib.old to lib.new", id="fits"),
    pytest.param(
        "Migrate django.utils.encoding.force_text to django.utils.encoding.force_str",
        "Migrate utils.encoding.force_text to utils.encoding.force_str",
        id="an outer part of each name",
    ),
    pytest.param(
        "Migrate a_package_of_a_kind.with_modules.of_long_names.and_functions by recipe.py",
        "Migrate with_modules.of_long_names.and_functions by recipe.py",
        id="file names stay",
    ),
    pytest.param(
        "Migrate first_function_of_many, second_function_of_many, third_function_of_many",
        "Migrate first_function_of_many, second_function_of_many,…",
        id="never within a name",
    ),
    pytest.param(
        f"Migrate {', '.join(['a_function'] * 5)} by a_recipe_of_many.py",
        f"Migrate {', '.join(['a_function'] * 5)}…",
        id="no word that leads on to what is cut",
    ),
    pytest.param(f"Migrate {'x' * 80}", f"Migrate {'x' * 63}…", id="a name that fits nowhere"),
]


@pytest.mark.parametrize(("subject", "expected"), SUBJECTS)
def test_shortened(subject: str, expected: str) -> None:
    assert shortened(subject) == expected
