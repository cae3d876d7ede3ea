"""What `find-usages` shows of the usages it found: by group, or one of them explained."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Usages
    from refactor_cli.renderers.explanation import Explained
    from refactor_cli.symbols import SymbolMap

_SHORTEST_ID = 4  # the `u` and three digits, as git's shortest is four digits
_LARGEST_CODEOWNERS = 3_000_000  # bytes: GitHub's own limit


def explain(reading: Reading, usages: Usages, asked: str) -> Explained:
    """The usage with an id, ruled out or not; of an id, the first few characters are enough where only one has them.

    Raises:
        RefactorError: there is none, or several.
    """
    from refactor_cli.renderers.explanation import Explained

    every = [
        (result.target, usage) for result in usages.results for usage in (*result.usages, *result.ruled_out)
    ]
    found = [each for each in every if each[1].id == asked]
    if not found and len(asked) >= _SHORTEST_ID:
        found = [each for each in every if each[1].id.startswith(asked)]
    ids = list(dict.fromkeys(usage.id for _, usage in found))
    if len(ids) > 1:
        raise RefactorError(
            f"{len(ids)} usages have an id that begins with {asked!r}",
            "write more of it: " + ", ".join(ids[:5]),
        )
    if not found:
        names = " ".join(result.target.name for result in usages.results)
        raise RefactorError(
            f"no usage has the id {asked!r}",
            f"`refactor find-usages {names} --show-ruled-out` prints the ids",
        )
    target, usage = found[0]
    text = reading.symbols.snapshot.files[usage.path].text
    line = text.position(usage.binding.start)[0] if usage.binding else None
    source = text.line(usage.location.line)
    shown = source if len(source) < 1_000 else usage.text
    return Explained(target, usage, shown, line, text.line(line) if line else "")


def groups(reading: Reading, group_by: str) -> Callable[[str], str]:
    """The group of a path: the file itself, its package, or its owners.

    Raises:
        RefactorError: owners are asked for, and there is no CODEOWNERS.
    """
    if group_by == "package":
        return lambda path: _package(reading.symbols, path)
    if group_by == "owner":
        from refactor_cli.codeowners import owners_of

        return owners_of(_codeowners(reading))
    return str


def _package(symbols: SymbolMap, path: str) -> str:
    """The dotted package of a Python file, the folder of any other."""
    from refactor_cli.resolution import module_names

    names = module_names(symbols, path)
    if not names:
        return path.rpartition("/")[0] or "(top)"
    is_package = path.rpartition("/")[2].startswith("__init__.")
    return names[0] if is_package else names[0].rpartition(".")[0] or "(top)"


def _codeowners(reading: Reading) -> str:
    from refactor_cli.codeowners import PLACES
    from refactor_cli.repository import blobs_at, read_blobs
    from refactor_cli.repository.working_tree import read_files
    from refactor_cli.text import decode_plain

    base = reading.symbols.snapshot.base
    if base is not None:  # a commit is read: the owners are those it names, whatever the working tree says
        blobs = blobs_at(reading.repository, base, PLACES)
        oids = [blobs[place] for place in PLACES if place in blobs][:1]
        datas = list(read_blobs(reading.repository, oids).values())
    else:
        found = read_files(reading.repository, (place.encode() for place in PLACES), _LARGEST_CODEOWNERS)
        datas = [file.data for file in found if file.data is not None]
    if datas:
        return decode_plain(datas[0]).utf8.decode("utf-8", "replace")
    raise RefactorError(
        "there is no CODEOWNERS to group by",
        f"it is looked for at {', '.join(PLACES)}; or choose package instead of owner",
    )
