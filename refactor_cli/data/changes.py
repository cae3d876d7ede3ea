"""What is applied and committed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class ChangeSet(Struct, frozen=True):
    """New bytes by path, modes as they were; `before` holds the blob id that each change stands on."""

    base: str | None
    changes: Mapping[str, bytes] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)


class Branch(Struct, frozen=True):
    """A branch that now exists: its short name and the commit it points to; `commits`: all that were made for it,
    in order."""

    name: str
    commit: str
    commits: tuple[str, ...] = ()
