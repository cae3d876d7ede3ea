"""Imports that follow what moved, and names of modules that others take from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from refactor_cli.data import Binding, Span
from refactor_cli.imports import Import
from refactor_cli.inline.import_lines.collapsed import Collapse
from refactor_cli.inline.job import Job

# A name of a module: its file, and the name. What takes it from there need not change when it follows a move.
Taken = tuple[str, str]


class Following(NamedTuple):
    """An import of what moved, and the one that takes its place. `is_content`: it brings something from a module that
    moved, and what is done with that is no usage of the module. `keeps_name`: by an alias that it had no need of."""

    job: Job
    binding: Binding
    new: Import
    is_content: bool
    keeps_name: bool = False


class Followed(NamedTuple):
    """`imports`: those that follow a move in their place, by the span of the name they bind; `fallbacks`: those that
    stay because the file imports the new place as well (`try: … except ImportError: …`), with the reason;
    `collapsed`: such statements of which the other half alone is left, for imports that count as following."""

    imports: Mapping[Span, Following]
    fallbacks: Mapping[Span, str]
    collapsed: tuple[Collapse, ...] = ()


NONE = Followed({}, {})


class Names(NamedTuple):
    """Names of the repository's modules: `moving` ones follow a move where they are bound, `kept` ones stay as they
    are, each with the reason. What takes them from there goes with them."""

    moving: frozenset[Taken] = frozenset()
    kept: Mapping[Taken, str] = {}
