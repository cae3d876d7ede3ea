"""A block for a string that names the old code (`patch("a.b.old")`, `getattr(x, "old")`): the new name in its place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from refactor_cli.data import Edit, Span, Usage
from refactor_cli.dotted import last_part
from refactor_cli.imports import ImportChange
from refactor_cli.resolution import resolve_absolute
from refactor_cli.site_change import SiteChange
from refactor_cli.text import has_word
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.together import BY, Accepted, Asked

_PATH = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?::[^\W\d]\w*(?:\.[^\W\d]\w*)*)?")


def string_block(code: str, imports: tuple[str, ...], usage: Usage, asked: Asked) -> Accepted:
    """The name that a block gives, in the place of the one in the string; the quotes stay.

    A path has to lead somewhere already, or to a name that the user's words hold, in the module that the old path
    leads through: what the module will import is decided by other blocks.

    Raises:
        Refused: it is no name of that form, or leads nowhere.
    """
    new, file = code.strip(), asked.symbols.snapshot.files[usage.path]
    old = file.text.slice(*usage.expression)
    if imports:
        raise Refused("a name in a string needs no import")
    check_name(new, old, usage, asked)
    edit = Edit(usage.path, Span(*usage.expression), new, (usage.id,), BY)
    return Accepted(usage, SiteChange(edit, ImportChange()), (usage,))


def check_name(new: str, old: str, usage: Usage, asked: Asked) -> None:
    """Raises Refused when a name or path cannot take the place of the old one in a string."""
    if not _PATH.fullmatch(new) or not new.isascii():
        raise Refused(
            "it takes the place of a name in a string, so it must be a name or dotted path, without quotes"
        )
    if ("." in old or ":" in old) != ("." in new or ":" in new) or (":" in old) != (":" in new):
        raise Refused(f"it must have the form of the old one, {old}")
    if new == old and usage.kind == "owner":
        raise Refused("it names what it did: where the test works with that, keep it, and say why")
    if new == old:
        raise Refused("it still names the old code")
    _check_leads_somewhere(new, old, usage, asked)


def check_texts(old: ast.AST, new: ast.AST, named: Iterable[Usage], asked: Asked) -> None:
    """Raises Refused when new source of a function has a text that names something else in the module of an old one,
    and may not take its place there."""
    come = _texts(new) - _texts(old)
    for usage in (each for each in named if each.kind == "string"):
        path = asked.symbols.snapshot.files[usage.path].text.slice(*usage.expression)
        module = path.rpartition(".")[0]
        for text in sorted(come) if module else ():
            if text.rpartition(".")[0] == module and _PATH.fullmatch(text):
                check_name(text, path, usage, asked)


def _texts(tree: ast.AST) -> set[str]:
    constants = (each for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return {each.value for each in constants if isinstance(each.value, str)}


def _check_leads_somewhere(new: str, old: str, usage: Usage, asked: Asked) -> None:
    dotted = new.replace(":", ".")
    owner, _, name = dotted.rpartition(".")
    # of what takes an owner's place it is seen later whether the new code goes by it
    is_known = (
        usage.kind == "owner"
        or has_word(asked.words, name)
        or asked.defines(name)
        or _is_brought(name, asked)
    )
    if not owner:
        if not is_known:
            raise Refused(f"nothing defines {name}, and the instructions do not name it")
        return
    led = resolve_absolute(asked.symbols, dotted, usage.path)
    if led.symbols & asked.symbols_of[usage.id]:
        raise Refused("it still names the old code")
    if led.symbols & asked.beside([usage]):
        raise Refused(f"{new} is asked about as well")
    if any(value.symbol.path is not None for value in led.values):
        return
    module = old.replace(":", ".").rpartition(".")[0]
    if owner == module and is_known:
        return
    if usage.kind == "owner" and owner.startswith(
        f"{module}."
    ):  # it may go by another module that this one has
        return
    raise Refused(f"{new} leads nowhere")


def _is_brought(name: str, asked: Asked) -> bool:
    return any(last_part(each) == name for each in asked.brought)
