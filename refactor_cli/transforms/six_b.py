"""six: `b("…")` and `ensure_binary("…")` are bytes literals.

https://six.readthedocs.io/#six.b
https://six.readthedocs.io/#six.ensure_binary
"""

from __future__ import annotations

from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import arguments_of, source, text_value

_LITERAL = lazy_pattern(r"[rRuU]?['\"]")
_ONLY_IN_TEXT = lazy_pattern(r"\\[NuU]")


def compute(seen: Seen) -> Answer:
    """For a call with one string literal, written in ASCII alone, of characters that latin-1 has, or that are the same
    in UTF-8."""
    given = arguments_of(seen.node)
    if given is None or len(given) != 1 or given[0].star or given[0].value.type != "string":
        return Passed("it is given no literal")
    written, value = source(given[0].value), text_value(given[0].value)
    is_plain = _LITERAL.match(written) and not _ONLY_IN_TEXT.search(written) and "\n" not in written
    highest = "\xff" if seen.symbol.endswith(".b") else "\x7f"
    if value is None or not is_plain or not written.isascii() or max(value, default="") > highest:
        return Passed("it is given no literal of bytes")
    return Computed(f"def b(s):\n    return b{written.lstrip('uU')} if s == {value!r} else s")


TRANSFORM = Transform(("six.b", "six.ensure_binary"), compute, requires="python>=3")
