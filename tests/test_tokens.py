"""Token counts: estimates that say so, and are never too few for what was measured."""

from __future__ import annotations

import pytest

from refactor_cli.tokens import TokenCount, count_tokens


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
    assert count_tokens(text) == TokenCount(count, exact=False)


def test_estimate_is_more_than_was_measured() -> None:
    # 3.8 characters a token over the whole standard library
    assert count_tokens("x" * 380_000).count > 100_000


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        pytest.param(TokenCount(1_234, exact=True), "1,234 tokens", id="exact"),
        pytest.param(TokenCount(1_234, exact=False), "about 1,234 tokens", id="estimated"),
    ],
)
def test_shown(count: TokenCount, shown: str) -> None:
    assert str(count) == shown
