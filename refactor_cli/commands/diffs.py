"""What edits come to, as a diff: for people on a terminal, for `git apply` in a pipe or file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from refactor_cli.commands.command_line import output

if TYPE_CHECKING:
    from refactor_cli.data import Edit, Snapshot


def diff_of(snapshot: Snapshot, edits: Iterable[Edit]) -> bytes:
    """What edits do to the files, as `git apply` takes it."""
    from refactor_cli.splice import by_path, splices
    from refactor_cli.unified_diff import unified_diff

    parts = list[bytes]()
    for path, own in by_path(edits).items():
        file = snapshot.files[path]
        parts.append(unified_diff(path, file.data, splices(file, own)))
    return b"".join(parts)


def put_diff(diff: bytes, file: Path | None) -> None:
    """Prints a diff: for people in colour on a terminal, elsewhere as it is."""
    from refactor_cli.renderers.console import collected, console
    from refactor_cli.renderers.migration import print_diff

    if not output.is_terminal(file):
        output.write([diff], file)
        return
    printed = console(is_terminal=True)
    print_diff(printed, diff)
    output.write([collected(printed)])
