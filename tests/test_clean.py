"""Untrusted text in the logs of CI: on one line, and no command to GitHub's runner."""

from __future__ import annotations

import pytest

from refactor_cli.renderers.clean import begun, clean, clean_path

NO_COMMAND = ["", "a::b", "x ::error::y", "#[a]", "shop/legacy.py", "  x"]


@pytest.mark.parametrize("text", NO_COMMAND)
def test_other_text_stays(text: str) -> None:
    assert (clean(text), begun(text), clean_path(text)) == (text, text, text)


@pytest.mark.parametrize("start", ["", " ", "\t", "\u00a0", "\u3000"])
def test_nothing_begins_a_line_with_a_command(start: str) -> None:
    """The runner passes over white space, that of Unicode too."""
    text = f"{start}::error::x"
    assert begun(text) == f"{start}\\x3a:error::x"
    assert clean_path(text) == f"./{text}"


@pytest.mark.parametrize("shown", [clean, begun, clean_path])
def test_a_command_of_old_is_broken_up(shown: object) -> None:
    assert callable(shown)
    assert shown("x ##[error]y") == "x ## [error]y"
    assert shown("a\n::b\x1b") == "a\\x0a::b\\x1b"
