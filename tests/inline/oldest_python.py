"""Which Python a file needs at least."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
import warnings


def oldest(source: str) -> tuple[int, bool]:
    """The lowest minor version of Python 3 whose grammar takes a file, as far as `ast` tells, and whether its
    f-strings need PEP 701 (Python 3.12); Python 2's files come before all others."""
    with warnings.catch_warnings(action="ignore"):
        for minor in range(4, sys.version_info[1] + 1):
            try:
                ast.parse(source, feature_version=(3, minor))
            except SyntaxError:
                continue
            return minor, _has_new_f_strings(source)
    return 0, False


def _has_new_f_strings(source: str) -> bool:
    """Whether an f-string's expressions hold its own quotes, a backslash or a comment."""
    if sys.version_info < (3, 12):
        return False  # they would not have been parsed
    quotes = list[str]()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = tokenize.tok_name[token.type]
        if kind == "FSTRING_END":
            quotes.pop()
        elif quotes and (
            kind == "COMMENT" or (kind == "STRING" and (quotes[-1] in token.string or "\\" in token.string))
        ):
            return True
        elif kind == "FSTRING_START":
            quote = token.string.lstrip("rRfFbBuUtT")
            if any(quote in around for around in quotes):
                return True
            quotes.append(quote)
    return False
