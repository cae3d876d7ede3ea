"""accepted Edits, Snapshot -> ChangeSet: the new bytes, in memory."""

from __future__ import annotations

from collections.abc import Iterable

from refactor_cli.data import ChangeSet, Edit, Snapshot
from refactor_cli.splice import by_path, edited


def apply(edits: Iterable[Edit], snapshot: Snapshot) -> ChangeSet:
    """Makes the edits in the snapshot's files. A file whose bytes stay the same is no change.

    Raises:
        SpliceError: edits that verify should have refused.
    """
    changes, before = dict[str, bytes](), dict[str, str]()
    for path, its_edits in by_path(edits).items():
        file = snapshot.files[path]
        after = edited(file, its_edits)
        if after.data != file.data:
            changes[path], before[path] = after.data, file.blob
    return ChangeSet(snapshot.base, changes, before)
