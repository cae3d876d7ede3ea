"""Token counts: exact ones as the reference gives them, estimates that say so and are never too few."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refactor_cli.tokens import TokenCount, count_tokens, is_exact
from refactor_cli.tokens.deepseek import count, ranks

OTHER = "some-other-model"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("a", 1, id="one character"),
        pytest.param("x" * 29, 10, id="the data-heavy ratio"),
        pytest.param("漢" * 10, 15, id="three bytes each"),
        pytest.param("x" * 29 + "ä", 11, id="mixed"),
        pytest.param("\udcff", 2, id="a lone surrogate"),
    ],
)
def test_estimate(text: str, count: int) -> None:
    assert count_tokens(text, OTHER) == TokenCount(count, exact=False)


def test_estimate_is_more_than_was_measured() -> None:
    # 3.8 characters a token over the whole standard library
    assert count_tokens("x" * 380_000, OTHER).count > 100_000


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        pytest.param(TokenCount(1_234, exact=True), "1,234 tokens", id="exact"),
        pytest.param(TokenCount(1_234, exact=False), "about 1,234 tokens", id="estimated"),
    ],
)
def test_shown(count: TokenCount, shown: str) -> None:
    assert str(count) == shown


def test_vocabulary() -> None:
    known = ranks()
    assert (len(known), min(known.values()), max(known.values())) == (127_997, 3, 127_999)
    assert [known[bytes([byte])] for byte in b"!ab"] == [3, 67, 68]


# the numbers are those of `tokenizers` with the published tokenizer.json: benchmarks/token_counts.py
@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("hello world", 2, id="words"),
        pytest.param("def price(sku, qty=1):\n    return 1\n\n\n", 15, id="source"),
        pytest.param("x =    12345\n  7", 8, id="digits and blanks"),
        pytest.param("\u6f22\u5b57\u30fb\u304b\u30a0\u3099 1\u6f22", 11, id="Chinese and Japanese"),
        pytest.param("a\x01\x02b\x8f\n\ue000\ue001x", 12, id="control characters"),
        pytest.param("e\u0301 \U0001f600! \u0663\u0664", 9, id="combining and emoji"),
        pytest.param("a \r\n\r\n  b\r\t c", 11, id="line ends"),
        pytest.param('<file path="a/b.py" newline="no">\n</file>\n', 16, id="a tag"),
    ],
)
def test_exact(text: str, tokens: int) -> None:
    assert count_tokens(text) == TokenCount(tokens, exact=True)


@pytest.mark.parametrize(
    ("model", "exact"),
    [
        pytest.param("deepseek-v4-pro", True, id="the default"),
        pytest.param("deepseek-flash", True, id="flash"),
        pytest.param("deepseek-ai/DeepSeek-V4-Pro", True, id="on another server"),
        pytest.param("deepseek-chat", False, id="an older one"),
        pytest.param("gpt-x", False, id="somebody else's"),
    ],
)
def test_whose_tokenizer_is_known(model: str, exact: bool) -> None:
    assert is_exact(model) is exact


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" " * 1_000_000, id="blanks"),
        pytest.param("\x01" * 1_000_000, id="control characters"),
        pytest.param("a" * 1_000_000, id="one letter"),
        pytest.param("QUJD" * 250_000, id="base64"),
    ],
)
def test_one_long_line_is_counted_in_pieces(text: str) -> None:
    assert count(text).exact is False
    assert len(text) / 129 <= count(text).count <= len(text)


_LINES = st.lists(st.sampled_from(["a = 1", "  x", "", "\t", "漢字", "---", "\r", "é!"]), max_size=60)


@given(_LINES, _LINES)
def test_lines_that_begin_with_a_tag_are_counted_by_themselves(first: list[str], second: list[str]) -> None:
    one, other = "".join(f"{line}\n" for line in first), "".join(f"<{line}\n" for line in second)
    assert count(one + other).count == count(one).count + count(other).count


def test_large_texts_are_counted_as_a_whole_would_be() -> None:
    line = "def f(a, b=1):  # 漢字 \x01\n\treturn a\n\n\n"
    assert count(line * 20_000) == TokenCount(count(line).count * 20_000, exact=True)


def test_the_network_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr("socket.socket.connect", refuse)
    from refactor_cli.tokens import deepseek

    deepseek._encoding.cache_clear()
    assert count("hello world").count == 2
