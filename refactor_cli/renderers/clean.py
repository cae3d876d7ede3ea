"""Untrusted text made safe to print: file names and source must not move the cursor or forge a log line.

In the logs of CI a line that begins with `::`, after any white space, is a command to GitHub's runner, and so is `##[`
anywhere in a line (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs).
"""

from __future__ import annotations

import re

from refactor_cli.lazy_pattern import lazy_pattern

# C0 without tab, DEL and C1; bidi controls (https://trojansource.codes), zero width, line separators; lone
# surrogates, which stand for bytes of a file name that are not UTF-8.
_UNSAFE = lazy_pattern(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """`text` on one line, every control character shown as its Python escape, and `##[` broken up."""
    return _UNSAFE.sub(_escape, text).replace("##[", "## [")


def begun(text: str) -> str:
    """The same, to begin a line with, or what is behind its white space."""
    shown = clean(text)
    return shown.replace("::", "\\x3a:", 1) if shown.lstrip().startswith("::") else shown


def json_text(value: object, indent: int | None = 1) -> str:
    """A JSON document, `##[` in it written as an escape."""
    import json

    return indented(json.dumps(value), indent).replace("##[", "#\\u0023[")


def indented(text: str, indent: int | None) -> str:
    """The same document with line breaks: `json` writes it so in Python, and a quarter as fast."""
    if indent is None:
        return text
    import json

    import msgspec

    try:
        return msgspec.json.format(text, indent=indent)
    except msgspec.DecodeError:  # half of a surrogate pair: a name that is no UTF-8
        return json.dumps(json.loads(text), indent=indent)


def clean_path(path: str) -> str:
    """A path to begin a line with."""
    shown = clean(path)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
