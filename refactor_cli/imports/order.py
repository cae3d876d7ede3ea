"""The orders that import statements and their names are kept in.

The orders are those of isort and of ruff's rule I001 (https://docs.astral.sh/ruff/settings/#lintisort); which
one a file follows is read from the file, and from the project's configuration where the file leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from refactor_cli.imports.values import Import

_PARTS = re.compile(r"[0-9]+|[^0-9]")
Key = tuple[Any, ...]
AnyOrder = TypeVar("AnyOrder")


class Section(IntEnum):
    """The sections of an import block, in isort's default order."""

    FUTURE = 0
    STANDARD_LIBRARY = 1
    THIRD_PARTY = 2
    FIRST_PARTY = 3
    RELATIVE = 4


class Order(NamedTuple):
    """How statements are sorted within a section.

    `within_sections`: plain and `from` imports in one sequence (isort's force_sort_within_sections);
    `from_first`: `from` imports before plain ones; `folds_case`: "B" beside "b"; `by_full_name`: in one sequence
    too, `from a import b` as `a.b` (https://google.github.io/styleguide/pyguide.html#313-imports-formatting).
    """

    within_sections: bool = False
    from_first: bool = False
    folds_case: bool = True
    by_full_name: bool = False


class NameOrder(NamedTuple):
    """How names are sorted in a statement. `by_type`: CONSTANTS, then Classes, then the rest."""

    by_type: bool = True
    folds_case: bool = True


ORDERS = (
    Order(),
    Order(within_sections=True),
    Order(within_sections=True, by_full_name=True),
    Order(from_first=True),
    Order(folds_case=False),
    Order(within_sections=True, folds_case=False),
    Order(from_first=True, folds_case=False),
)
NAME_ORDERS = (NameOrder(), NameOrder(by_type=False), NameOrder(True, False), NameOrder(False, False))


@lru_cache(4096)
def statement_key(order: Order, first: Import) -> Key:
    """The sort key of a statement, given its first import."""
    bare = first.module.lstrip(".")
    level = len(first.module) - len(bare)
    if order.by_full_name:
        return (-level, *_text_key(f"{bare}.{first.name}".strip("."), order.folds_case))
    kind = (bool(first.name) != order.from_first,)
    key = (-level, *_text_key(bare, order.folds_case), bool(first.name), _first_name_key(first))
    return key if order.within_sections else kind + key


def name_key(order: NameOrder, name: str, alias: str = "") -> Key:
    """The sort key of a name in a `from` import."""
    kind = _kind(name) if order.by_type else 0
    return (kind, *_text_key(name, order.folds_case), *_text_key(alias, order.folds_case))


def fitting(orders: Sequence[AnyOrder], rows: Iterable[Callable[[AnyOrder], list[Key]]]) -> AnyOrder | None:
    """The first order in which every row is sorted; a row gives its keys for an order."""
    rows = tuple(rows)
    return next((order for order in orders if all(is_sorted(row(order)) for row in rows)), None)


def is_sorted(keys: Sequence[Key]) -> bool:
    """Whether keys never fall."""
    return all(one <= other for one, other in pairwise(keys))


def _first_name_key(first: Import) -> Key:
    return name_key(NameOrder(), first.name, first.alias) if first.name else _text_key(first.alias, True)


def _kind(name: str) -> int:
    if len(name) > 1 and name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2


@lru_cache(4096)
def _text_key(text: str, folds_case: bool) -> Key:
    return (_natural(text.lower()), _natural(text)) if folds_case else (_natural(text),)


def _natural(text: str) -> tuple[tuple[int, int], ...]:
    """Runs of digits compare as numbers: "a2" before "a10"."""
    return tuple(
        (48, int(part)) if part[0] in "0123456789" else (ord(part), 0) for part in _PARTS.findall(text)
    )
