"""The words of a command that is started without a shell, and what only a shell would understand of it."""

from __future__ import annotations

import re
import shlex

from refactor_cli.errors import RefactorError

# outside of quotes: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
_OPERATOR = re.compile(r"&&?|\|\|?|\d*[<>].*|.*(?<!\\)(?:;|&&|\|\|)")
_EXPANDED = re.compile(r"(?<!\\)(?:\$[A-Za-z_({]|`)")


def shell_words(text: str, option: str) -> list[str]:
    """The words as a shell would split them.

    Raises:
        RefactorError: they cannot be read, or a shell would do more than to split them: `&&` would be handed to the
            first program as a word.
    """
    try:
        words, quoted = shlex.split(text), _with_quotes(text)
    except ValueError as error:
        raise RefactorError(
            f"{option} cannot be read: {error}", "quote it as a shell would take it"
        ) from None
    for word in quoted:
        unquoted = re.sub(r"'[^']*'", "", word)
        found = word if _OPERATOR.fullmatch(word) else _EXPANDED.search(unquoted) and word
        if found:
            raise RefactorError(
                f"{option} is started without a shell, which {found!r} would need",
                f"start one: {option} {_quoted(f'sh -c {shlex.quote(text)}')}",
            )
    return words


def _quoted(text: str) -> str:
    """As one word for a shell: between double quotes where nothing in it means anything there, which reads well."""
    return shlex.quote(text) if re.search(r'["$`\\!]', text) else f'"{text}"'


def _with_quotes(text: str) -> list[str]:
    """The words as they are written."""
    lexer = shlex.shlex(text, posix=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    return list(lexer)
