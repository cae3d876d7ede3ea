"""What became of each file of a repository, and the lines of a prompt that say it of those which are not in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from posixpath import splitext
from typing import Literal, NamedTuple

from refactor_cli.data import Omitted
from refactor_cli.pack.files import quoted

Fate = Literal["full", "mapped", "listed", "counted"]

# files that are listed by their paths; of more, those that are alike are counted: 30,000 paths are 500,000 tokens
_MOST_LISTED = 2_000
# where paths begin
_TOP = "./"
# so many files of one folder, suffix and reason are alike
_ALIKE = 5


class FileFate(NamedTuple):
    """What became of a file: in the prompt in `full`, `mapped`, `listed` with its path and reason, or only `counted`
    in its folder. `reason`: why it is not there in full, "" when it is."""

    path: str
    fate: Fate
    reason: str


def gathered(fates: Sequence[FileFate]) -> tuple[FileFate, ...]:
    """The same; where very many are listed, those that are alike are counted."""
    listed = Counter(_kind(each) for each in fates if each.fate == "listed")
    if listed.total() <= _MOST_LISTED:
        return tuple(fates)
    return tuple(
        each._replace(fate="counted") if each.fate == "listed" and listed[_kind(each)] >= _ALIKE else each
        for each in fates
    )


def _kind(fate: FileFate) -> tuple[str, str]:
    """Folder and suffix as a pattern, and the reason."""
    folder, slash, name = fate.path.rpartition("/")
    return f"{folder}{slash}*{splitext(name)[1]}", fate.reason


def lines(fates: Iterable[FileFate], is_full: bool) -> Iterator[str]:
    """The lines of the table, in path order: what is not there in full and, where nothing is, what the map does not
    show. Files of one folder of which the same is to be said share a line: its path is written once."""
    together, alike = dict[tuple[str, str], list[str]](), Counter[tuple[str, str]]()
    for fate in fates:
        if fate.fate == "counted":
            alike[_kind(fate)] += 1
        elif fate.fate == "listed" or (fate.fate == "mapped" and is_full):
            said = fate.reason if fate.fate == "listed" else f"{fate.reason}, mapped"
            folder = fate.path[: fate.path.rfind("/") + 1]
            together.setdefault((folder, said), []).append(fate.path)
    for (folder, said), paths in together.items():
        if len(paths) == 1:
            yield f"{quoted(paths[0])}: {said}\n"
        else:
            names = " ".join(quoted(path[len(folder) :]) for path in paths)
            yield f"{quoted(folder or _TOP)}: {said}: {names}\n"
    for (pattern, reason), number in sorted(alike.items()):
        yield f"{quoted(pattern)}: {number} files, {reason}\n"


def folder_lines(fates: Iterable[FileFate], deepest: int | None = None) -> Iterator[str]:
    """How many files there are in each folder, whatever they are. `deepest`: so many folders into the repository, what
    lies further down counts as one."""
    folders = Counter[tuple[str, str]]()
    for fate in fates:
        parts = fate.path.split("/")[:-1]
        below = "/**" if deepest is not None and len(parts) > deepest else "/"
        folders["/".join(parts[:deepest]), below] += 1
    return (f"{quoted(folder + end)}: {number} files\n" for (folder, end), number in sorted(folders.items()))


def omitted(found: Iterable[FileFate]) -> tuple[Omitted, ...]:
    """The files that are not in the prompt in full."""
    return tuple(
        Omitted(each.path, f"{each.reason}, {each.fate}" if each.fate != "listed" else each.reason)
        for each in found
        if each.fate != "full"
    )
