"""Laws of reading a stream: how it is cut does not matter, and whatever it holds, there is a draft or a Failure."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from asking.model_server import USAGE, chunk, event
from refactor_cli.providers.draft import Draft, billed
from refactor_cli.providers.failure import Failure

WHOLE = (
    b"\r\n: keep-alive\r\n\r\n" + chunk("ü😀", reasoning="hm") + chunk("b", "stop") + event({"usage": USAGE})
)


@given(st.lists(st.integers(0, len(WHOLE)), max_size=20))
def test_cuts_do_not_matter(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(WHOLE)]
    draft = Draft()
    heard = [each for start, end in pairwise(edges) for each in draft.visit(WHOLE[start:end])]
    assert [each.text for each in heard] == ["hm", "ü😀", "b"]
    assert (draft.text(), draft.finish, draft.billed) == ("ü😀b", "stop", billed(USAGE))


def test_content_in_parts() -> None:
    parts = [
        {"type": "thinking", "thinking": []},
        {"type": "text", "text": "a"},
        {"type": "text", "text": "b"},
        1,
    ]
    draft = Draft()
    list(draft.visit(event({"choices": [{"delta": {"content": parts}, "finish_reason": "stop"}]})))
    assert draft.text() == "ab"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "delta", "content", "usage", "error", "finish_reason", "detail", "loc", "msg"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(st.lists(st.binary(max_size=200) | JSON.map(event), max_size=5))
def test_anything_is_a_draft_or_a_failure(pieces: list[bytes]) -> None:
    draft, reason = Draft(), ""
    try:
        for piece in pieces:
            list(draft.visit(piece))
        text = draft.text()
    except Failure as failure:
        text, reason = "", failure.reason
    assert bool(text.strip()) != bool(reason)
    assert "\n" not in reason
