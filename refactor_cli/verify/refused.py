"""Why a block of an answer is not used."""

from __future__ import annotations

import ast

from refactor_cli.clipped import clipped

UNSAID = 'where that is meant, the tag says behaviour="changes"'
_SHOWN = 80  # characters


class Refused(ValueError):
    """A check that a block does not pass; `str()` is the reason, for people and for the model, in one line."""


def shown(node: ast.AST) -> str:
    """Source as reasons have it, in quotes."""
    return f"'{clipped(' '.join(ast.unparse(node).split()), _SHOWN)}'"
