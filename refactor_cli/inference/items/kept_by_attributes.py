"""Containers that nobody has but the objects that hold them in an attribute: all that is put into one is seen there.

A list that a class makes for its objects, and that its methods fill and go through, holds what they put into it. Where
any code hands an attribute of that name on, gives it another name, or puts something into one that may be of such an
object, that is not so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import FileMap, Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.items.kept_here import is_made_new, is_only_filled, is_only_looked_at
from refactor_cli.inference.members.assignment_places import of_self
from refactor_cli.inference.members.private_names import is_put_together_for
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.reading import occurrences_in
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.occurrences.values import Occurrence

# what goes through all that objects have, and puts something into it: `for each in vars(box).values(): each.append(1)`
_FILLS_ALL = lazy_pattern(
    rb"\bfor\b[^\n]*?\b(\w+)\)?[ \t]+in\b[^\n]*(?:__dict__|\b(?:vars|dir)\()[^\n]*(?s:.{0,300}?)"
    rb"(?:\b\1|\bgetattr\([^()\n]*\b\1\))\.(?:append|appendleft|add|insert|extend|update)\("
)
# an attribute that more files name, or that stands at more places, is everybody's
_MOST_FILES = 20
_MOST_PLACES = 60


def is_kept_by_objects(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether an attribute that a class assigns holds a container that nobody else has or fills."""
    return ask.whether(("kept by objects", cls, name), lambda: _is_kept(ask, cls, name))


def _is_kept(ask: Ask, cls: Symbol, name: str) -> bool:
    own = {span for _, span in of_self(ask, cls, name)}
    if not own or is_put_together_for(ask.symbols, cls, name) or are_all_filled(ask):
        return False
    paths = python_files_with(ask.symbols.snapshot, name)
    if len(paths) > _MOST_FILES:
        return False
    uses = [(path, each) for path in paths for each in occurrences_in(ask.symbols, path, name)]
    if any(each.place == "string" for _, each in uses):
        return False
    attributes = [(path, each) for path, each in uses if each.place == "attribute"]
    return len(attributes) <= _MOST_PLACES and all(
        _is_harmless(ask, path, each, path == cls.path and each.span in own)
        or _is_of_others(ask, cls, path, each)
        for path, each in attributes
    )


def are_all_filled(ask: Ask) -> bool:
    """Whether code puts something into whatever an object has, under any name."""
    memo: dict[str, bool] = ask.symbols.snapshot.memo
    key = "code fills all attributes"
    if key not in memo:
        words = ("vars", "dir", "__dict__")
        paths = dict.fromkeys(
            path for word in words for path in python_files_with(ask.symbols.snapshot, word)
        )
        texts = (ask.symbols.snapshot.files[path].text.utf8 for path in paths)
        memo[key] = any(_FILLS_ALL.search(utf8) for utf8 in texts)
    return memo[key]


def _is_harmless(ask: Ask, path: str, found: Occurrence, is_own: bool) -> bool:
    """Whether nobody gets the container there, and only the class itself makes it or puts something into it."""
    node, file_map = _attribute(ask, path, found), ask.symbols.map(path)
    if node is None or file_map is None:
        return False
    if is_only_looked_at(ask, path, file_map, node):
        return True
    return is_own and (is_only_filled(ask, path, node) or _is_given_new(ask, path, file_map, node))


def _is_given_new(ask: Ask, path: str, file_map: FileMap, node: Node) -> bool:
    statement = node.parent
    if statement is None or statement.type != "assignment" or statement.child_by_field_name("left") != node:
        return False
    return is_made_new(ask, path, file_map, statement)


def _is_of_others(ask: Ask, cls: Symbol, path: str, found: Occurrence) -> bool:
    from refactor_cli.inference.members.every_assignment import Place, is_of_others

    return is_of_others(ask, cls, True, Place(path, found.span, False))


def _attribute(ask: Ask, path: str, found: Occurrence) -> Node | None:
    node = ask.symbols.node(path, found.span)
    outer = node.parent if node is not None else None
    return outer if outer is not None and outer.type == "attribute" else None
