"""What options may say, apart from typer, so that a plain command line is read without it."""

from __future__ import annotations

from enum import StrEnum


class UsageFormat(StrEnum):
    """Formats of `find-usages`."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    JSON_LINES = "json-lines"
    CSV = "csv"


class CheckFormat(StrEnum):
    """Formats of `check`."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    JSON_LINES = "json-lines"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"
    CSV = "csv"


class LowestCertainty(StrEnum):
    """The lowest certainty that is shown, or rewritten."""

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


class Types(StrEnum):
    """Whom to ask about objects of unknown type."""

    TY = "ty"
    PYREFLY = "pyrefly"
    ALL = "all"
    NONE = "none"
