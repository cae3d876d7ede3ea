"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

RepoOption = Annotated[
    Path,
    typer.Option("--repo", metavar="DIR", help="A folder of the repository.", show_default="this folder"),
]
IncludeOption = Annotated[
    list[str] | None, typer.Option("--include", metavar="GLOB", help="Only files that match; repeatable.")
]
ExcludeOption = Annotated[
    list[str] | None, typer.Option("--exclude", metavar="GLOB", help="No files that match; repeatable.")
]
OutputFileOption = Annotated[
    Path | None, typer.Option("--output-file", metavar="FILE", help="Write there instead of stdout.")
]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Neither read nor write the symbol cache.")]


class UsageFormat(StrEnum):
    """Formats of `find-usages`."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    JSON_LINES = "json-lines"
    CSV = "csv"


class LowestCertainty(StrEnum):
    """The lowest certainty that is shown."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Kind(StrEnum):
    """The kinds of usage, as `data.UsageKind` has them."""

    CALL = "call"
    REFERENCE = "reference"
    IMPORT = "import"
    DECORATOR = "decorator"
    BASE = "base"
    OVERRIDE = "override"
    STRING = "string"
    DOC = "doc"


class Group(StrEnum):
    """What usages can be grouped by."""

    FILE = "file"
    PACKAGE = "package"
    OWNER = "owner"


class ReportFormat(StrEnum):
    """Formats of commands that have one text and one machine form."""

    FULL = "full"
    JSON = "json"


class MapDetail(StrEnum):
    """How much `map` says of each file."""

    CALLS = "calls"
    SIGNATURES = "signatures"
    NAMES = "names"
