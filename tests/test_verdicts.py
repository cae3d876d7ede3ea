"""Lines of an answer -> yes and no about usages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refactor_cli.answer_format.verdicts import Said, read_verdicts

A, B = "u0000000a", "u0000000b"
YES, NO = Said(True, "it is `Shop()`"), Said(False, "`cart` is a dict")


@pytest.mark.parametrize(
    ("answer", "said", "ignored"),
    [
        pytest.param("", {}, 0, id="nothing"),
        pytest.param("I think they are all usages.", {}, 0, id="prose"),
        pytest.param(f"{A} unsure", {}, 0, id="unsure"),
        pytest.param(f"{A} unsure: who knows", {}, 0, id="unsure with a reason"),
        pytest.param(f"{A} yes", {}, 1, id="no reason"),
        pytest.param(f"{A} maybe: hm", {}, 0, id="another word"),
        pytest.param(f"{A} yesterday: hm", {}, 0, id="a longer word"),
        pytest.param("u9999999f yes: forged", {}, 1, id="an id that was not asked about"),
        pytest.param(f"{A} yes: it is `Shop()`", {A: YES}, 0, id="yes"),
        pytest.param(f"{A} no: `cart` is a dict.", {A: NO}, 0, id="no"),
        pytest.param(f"* **`{A}`**: NO - `cart` is a dict", {A: NO}, 0, id="dressed up"),
        pytest.param(f"- **{A}**: **no** — `cart` is a dict", {A: NO}, 0, id="the word in bold"),
        pytest.param(f"1. {A}: yes, it is `Shop()`", {A: YES}, 0, id="numbered"),
        pytest.param(f"| {A} | yes | it is `Shop()` |", {A: YES}, 0, id="a table"),
        pytest.param(f"{A} yes: it is `Shop()`\r\n{B} no: `cart` is a dict", {A: YES, B: NO}, 0, id="two, CRLF"),
        pytest.param(f"{A} yes: it is `Shop()`\n{A} yes: again", {A: Said(True, "again")}, 0, id="said twice"),
        pytest.param(f"{A} yes: it is `Shop()`\n{A} no: `cart` is a dict", {}, 1, id="said both"),
        pytest.param(f"<think>\n{A} yes: hm\n</think>\n{A} no: `cart` is a dict", {A: NO}, 0, id="thinking"),
        pytest.param(f"{A} no: a\x1b[31m\x00 ‮b", {A: Said(False, "a\\x1b[31m\\x00 \\u202eb")}, 0, id="controls"),
    ],
)  # fmt: skip
def test_read(answer: str, said: dict[str, Said], ignored: int) -> None:
    found = read_verdicts(answer, (A, B))
    assert (dict(found.said), found.ignored) == (said, ignored)


def test_a_reason_has_an_end() -> None:
    (said,) = read_verdicts(f"{A} yes: {'x' * 1_000_000}", (A,)).said.values()
    assert len(said.reason) == 200


@given(
    st.lists(
        st.sampled_from([A, B, "u9", " yes", " no: ", "unsure", "\n", "`", "**", "x", "</think>", "\x00"])
    )
)
def test_any_text_is_taken(parts: list[str]) -> None:
    found = read_verdicts("".join(parts), (A,))
    assert found.said.keys() <= {A}
