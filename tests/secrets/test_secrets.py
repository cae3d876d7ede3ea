"""Planted secrets are found, one constant a kind stands in their place, and nothing else is touched."""

from __future__ import annotations

import random
import re
import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refactor_cli.secrets import MASK, constant, mask, rules, secrets

CASES = tomllib.loads(Path(__file__).with_name("planted.toml").read_text("utf-8"))
_ALPHABETS = {
    "alnum": string.ascii_letters + string.digits,
    "hex": "0123456789abcdef",
    "base64": string.ascii_letters + string.digits + "+/",
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "digits": "123456789",
}
_FILL = re.compile(r"\{(alnum|hex|base64|upper|digits) (\d+)\}")


def filled(text: str) -> str:
    made = random.Random(7)
    return _FILL.sub(lambda m: "".join(made.choices(_ALPHABETS[m[1]], k=int(m[2]))), text)


def _parameters(name: str) -> list[object]:
    return [pytest.param(case, id=case["text"][:40]) for case in CASES[name]]


@pytest.mark.parametrize("case", _parameters("clean"))
def test_clean(case: dict[str, str]) -> None:
    assert secrets(case["text"], case.get("path", "a.py")) == ()


@pytest.mark.parametrize("case", _parameters("planted"))
def test_planted(case: dict[str, str]) -> None:
    text = filled(case["text"])
    masked = mask(text, case.get("path", "a.py"))
    assert {span.kind for span in masked.spans} == {case["kind"]}
    assert constant(case["kind"]) in masked.text
    secret = filled(case["secret"]) if "secret" in case else _last_piece(case["text"])
    assert secret in text
    assert secret not in masked.text


def _last_piece(text: str) -> str:
    """What the last filled place of a text was filled with."""
    last = [match.end() for match in _FILL.finditer(text)][-1]
    before = [match.start() for match in _FILL.finditer(text)][-1]
    return filled(text[:last])[len(filled(text[:before])) :]


def test_a_mask_says_nothing_of_the_secret() -> None:
    one = mask(filled("x = 'ghp_{alnum 36}'\n"), "a.py").text
    assert one == mask(filled("x = 'ghp_{alnum 80}'\n"), "a.py").text == "x = '[[masked github-token]]'\n"


def test_what_is_masked_is_not_masked_again() -> None:
    for case in CASES["planted"]:
        once = mask(filled(case["text"]), case.get("path", "a.py")).text
        assert mask(once, "a.py").text == once


def test_allowed() -> None:
    text = filled("x = 'ghp_{alnum 36}'\n")
    assert mask(text, "tests/data.py", ["ghp_*"]).spans == ()
    assert mask(text, "tests/data.py", ["tests/*"]).spans == ()
    assert mask(text, "tests/data.py", ["src/*", "gho_*"]).spans != ()


@given(st.text(), st.sampled_from([case["text"] for case in CASES["planted"]]), st.text())
def test_everything_outside_stays(before: str, planted: str, after: str) -> None:
    text = f"{before}\n{filled(planted)}\n{after}"
    masked = mask(text, "a.py")
    at, kept, left = 0, "", MASK.sub("\0", masked.text.replace("\0", ""))
    for span in masked.spans:
        kept += text[at : span.start].replace("\0", "") + "\0"
        at = span.end
    assert kept + text[at:].replace("\0", "") == left or MASK.search(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("password = '" * 20_000, id="openings"),
        pytest.param("aws" * 100_000, id="names"),
        pytest.param("a:" * 200_000 + "://", id="schemes"),
        pytest.param("x://" * 100_000, id="addresses"),
        pytest.param("-----BEGIN PRIVATE KEY-----\n" * 10_000, id="keys that never end"),
        pytest.param("eyJ" + "a" * 500_000, id="one long word"),
        pytest.param("password" + " " * 500_000, id="blanks"),
        pytest.param("host=" + "a;" * 200_000 + "password=", id="settings"),
        pytest.param("LS0tLS1CRUdJTiBQUklWQVRF" * 2_000, id="keys in base64"),
        pytest.param("LS0tLS1CRUdJTiBQUklWQVRF" * 20_000, id="many keys in base64", marks=pytest.mark.slow),
        pytest.param("password =" + "\n(" * 100_000, id="brackets"),
        pytest.param("curl " + " -u " * 100_000 + "a:" * 50_000, id="users"),
        pytest.param("password '" * 50_000 + "identified  by" * 50_000, id="statements"),
        pytest.param("password = '1a" + "A" * 100 + "!B'", id="capitals"),
        pytest.param("password = 'A1" + "7" * 100 + "!b'", id="digits"),
        pytest.param("password = '1!" + "Ab-" * 60 + "'", id="words"),
        pytest.param(
            "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQQWxhZGRpbjpvcGVuIHNlc2FtZQ==", id="base64"
        ),
    ],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    """Would run for hours with a pattern that is not bounded."""
    assert secrets(text, ".env") is not None


def test_every_repetition_has_a_bound() -> None:
    for rule in rules():
        unescaped = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "x", rule.pattern)
        assert not re.search(r"[*+](?!\?)|[*+]\?", unescaped.replace("(?:", "(")), rule.pattern
        assert re.compile(rule.pattern)
        assert rule.near
