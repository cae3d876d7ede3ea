"""Comments and docstrings in what a block replaces that speak of what its code no longer names: they may say something
else, as nothing runs by them; and the ledger says that they do.

Others stay, and so does what tells a program something (`# noqa`, `# type: ignore`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from copy import deepcopy

from msgspec import Struct

from refactor_cli.clipped import clipped
from refactor_cli.data import Usage
from refactor_cli.text import Text, has_word
from refactor_cli.verify.docstrings import docstring
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.together import Asked
from refactor_cli.verify.whole_functions.old_function import Old
from refactor_cli.verify.whole_functions.pieces import holds

_SHOWN = 60  # characters
# at the beginning of a comment, or behind another one in its line
_TELLS = re.compile(
    r"[#;]\s*(?:!|-\*-|coding\b|codespell:|copyright\b|cython:|distutils:|doctest:|fmt\b|flake8\b|isort\b|lgtm\b|mypy\b"
    r"|noinspection\b|noqa\b|nosec\b|nosemgrep\b|pragma\b|pylint\b|pyre\b|pyrefly\b|pyright\b|refactor\b|ruff\b|sourcery\b"
    r"|spdx-|translators:|ty:|type:|yapf\b)",
    re.IGNORECASE,
)
_EXAMPLE = ">>>"
_READ = b"__doc__"


class Texts(Struct, frozen=True):
    """`words`: what the old code names, and the new does not."""

    words: frozenset[str]

    def may_change(self, text: str) -> bool:
        """Whether a comment speaks of it, and tells no program anything."""
        return not _TELLS.search(text) and self.speaks_of(text)

    def speaks_of(self, text: str) -> bool:
        return any(has_word(text, word) for word in self.words)


def reads_docstrings(text: Text) -> bool:
    """Whether a file asks for docstrings, as programs do that show them as help, or read options from them."""
    return _READ in text.utf8


def texts_of(named: Iterable[Usage], text: Text, old: ast.AST, new: ast.AST) -> Texts:
    """What may be spoken of otherwise: the old code by its name, and other names that are gone with it."""
    usages = {text.slice(*each.span) for each in named}
    return Texts(frozenset(usages | (_names(old) - _names(new))))


def with_its_docstring(old: Old, new: ast.stmt, texts: Texts, *, is_read: bool = False) -> ast.stmt:
    """The new function with the docstring that the old one has, to compare the rest, where that may say something else
    and does: it must still have one, with as many examples. `is_read`: its file reads docstrings.

    Raises:
        Refused: it has not, or a program reads it.
    """
    before, now = docstring(old.tree), docstring(new)
    if before is None or now is None or before.value == now.value or not texts.speaks_of(str(before.value)):
        return new
    if not str(now.value).strip() or str(now.value).count(_EXAMPLE) < str(before.value).count(_EXAMPLE):
        raise Refused("it leaves out examples of the docstring, or all of it")
    if is_read:
        raise Refused("it changes a docstring, and its file reads some by __doc__")
    tree = deepcopy(new)
    there = docstring(tree)
    assert there is not None
    there.value = before.value
    return tree


def changed(old: Old, new: ast.stmt, comments: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What the ledger says of texts that say something else. `comments`: the old and the new ones."""
    before, now = docstring(old.tree), docstring(new)
    is_other = before is not None and now is not None and _words(before) != _words(now)
    if tells := next((now for _, now in comments if _TELLS.search(now)), ""):
        raise Refused(f"a comment becomes one that tells a program something: {tells}")
    told = (f"the comment '{_shown(was)}' becomes '{_shown(is_now)}'" for was, is_now in comments)
    return (*told, *(("its docstring says something else",) if is_other else ()))


def gone_mentions(old: Old, new: ast.stmt, inside: Iterable[Usage], asked: Asked) -> list[Usage]:
    """Usages that are mentions in the function's docstring, where that says something else. Raises Refused when it
    goes on naming what they name, or when one of them is to stay."""
    before, now = docstring(old.tree), docstring(new)
    if before is None or now is None or _words(before) == _words(now):
        return []
    text = asked.symbols.snapshot.files[old.path].text
    beside = [each.usage for each in asked.others if each.usage.path == old.path]
    mentions = [
        each
        for each in (*inside, *beside)
        if each.kind == "doc" and old.span.contains(each.span) and holds(before, *old.place(each.span.start))
    ]
    for each in mentions:
        if each in beside or each.id in asked.settled:
            raise Refused(f"it changes {each.id} in its docstring, which is to stay")
        if has_word(str(now.value), text.slice(*each.span)):
            raise Refused(f"its docstring is another one, and still names the old '{text.slice(*each.span)}'")
    return mentions


def _words(node: ast.Constant) -> list[str]:
    return str(node.value).split()


def _shown(comment: str) -> str:
    return clipped(comment, _SHOWN)


def _names(tree: ast.AST) -> frozenset[str]:
    found = set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                found.add(name)
    return frozenset(found)
