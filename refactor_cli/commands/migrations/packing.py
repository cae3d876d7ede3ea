"""What `refactor pack` and `refactor migrate` share: from a reading to the prompts that would be sent."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.progress import stage
from refactor_cli.counted import counted
from refactor_cli.errors import RefactorError
from refactor_cli.tokens import DEFAULT_MODEL

if TYPE_CHECKING:
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Prompt
    from refactor_cli.pack import Packed, Priming, Task, Window
    from refactor_cli.prices import Price
    from refactor_cli.repository import Repository

RESERVE = 131_072  # tokens for the answer, reasoning included
_LEAST_ANSWER = 8_192  # tokens that a later round leaves for an answer
_UNKNOWN_WINDOW = 131_072  # of a model that nothing is known about


class Options(Struct, frozen=True):
    """How prompts are made. `context_tokens`: None is the model's window, 0 no bound; `full`, `include` and
    `exclude` are patterns of paths, `allow_secret` patterns of secrets or paths."""

    model: str = DEFAULT_MODEL
    context_tokens: int | None = None
    allow_secret: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    layout: Literal["xml", "markdown"] = "xml"


DEFAULT = Options()


def packed(
    reading: Reading, task: Task | None, priming: tuple[Priming, ...] = (), options: Options = DEFAULT
) -> Packed:
    """The prompts for a task, or the repository alone.

    Raises:
        RefactorError: they do not fit, or a pattern is none.
    """
    from refactor_cli.pack import Choice, Request, Writing, pack

    request = Request(
        reading.symbols,
        task,
        priming,
        window_of(options, bool(task)),
        change_order(reading),
        Choice(options.full, options.include, options.exclude),
        Writing(options.model, options.allow_secret, options.layout, reading.cache),
    )
    _tell_of_ignore_files(reading)
    with stage("writing the prompt"):
        return pack(request)


def _tell_of_ignore_files(reading: Reading) -> None:
    """Says when the user wrote other patterns of what not to send than the commit that is read has."""
    from refactor_cli.pack.file_kinds import is_ignore_file
    from refactor_cli.repository import head
    from refactor_cli.repository.working_tree import read_files, working_tree

    repository, snapshot = reading.repository, reading.symbols.snapshot
    if snapshot.base is None or snapshot.base != head(repository):
        return
    listed = (each.path for each in working_tree(repository))
    named = [each for each in listed if is_ignore_file(each.decode("utf-8", "surrogateescape"))]
    for read in read_files(repository, named, limit=1 << 20):
        path = read.path.decode("utf-8", "surrogateescape")
        file = snapshot.files.get(path)
        if read.data is not None and (file is None or _unix(file.data) != _unix(read.data)):
            output.note(
                f"warning: the {path} of the working tree does not count: the commit that is read has another"
                f"{'' if file else ', or none'}"
            )


def _unix(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def window_of(options: Options, is_asking: bool) -> Window:
    """The window that prompts are made for, and what of it is kept for an answer."""
    from refactor_cli.pack import Window
    from refactor_cli.prices import model

    known = model(options.model)
    tokens = options.context_tokens
    if tokens is None:
        tokens = known.context if known is not None else _UNKNOWN_WINDOW
    # a small window leaves half of itself for the answer
    return Window(tokens, min(RESERVE, tokens // 2) if is_asking or options.context_tokens is None else 0)


def with_room(prompts: Sequence[Prompt], options: Sequence[Options], most_output: int) -> tuple[Prompt, ...]:
    """The prompts, with how long they may become: the smallest window holds an answer as well."""
    window = min(filter(None, (window_of(each, is_asking=True).tokens for each in options)), default=None)
    room = None if window is None else window - min(most_output, _LEAST_ANSWER, window // 2)
    return tuple(replace(each, room=room) for each in prompts)


def change_order(reading: Reading) -> tuple[str, ...]:
    """The paths in the order of their last change, oldest first; what differs from the commit stands last. Empty,
    which is path order, where history does not tell."""
    from refactor_cli.repository import blobs_at, head

    snapshot = reading.symbols.snapshot
    commit = snapshot.base or head(reading.repository)
    found = commit_order(reading, commit) if commit is not None else ()
    if snapshot.base is not None or commit is None or not found:
        return found
    at_commit = blobs_at(reading.repository, commit, snapshot.files)
    return tuple(path for path in found if path in at_commit and snapshot.files[path].blob == at_commit[path])


def commit_order(reading: Reading, commit: str) -> tuple[str, ...]:
    """`change_order` of a commit, cached by its id."""
    from refactor_cli.cache import Key
    from refactor_cli.repository import last_changes

    key = Key("last changes", "1")
    row = reading.cache.rows(key, (commit,)).get(commit) if reading.cache else None
    if row is not None:
        return tuple(row.decode("utf-8", "surrogateescape").split("\0")) if row else ()
    found = last_changes(reading.repository, commit) or ()
    if reading.cache is not None and found:  # a shallow clone may be deepened
        reading.cache.add(key, commit, "\0".join(found).encode("utf-8", "surrogateescape"))
    return found


def priming_from(
    docs: Sequence[str], style: Sequence[Path], reading: Reading, python: Path | None
) -> tuple[Priming, ...]:
    """What the user adds: files, folders, and packages that are installed where `python` says, or beside the
    repository.

    Raises:
        RefactorError: one is neither.
    """
    from refactor_cli.pack import Priming

    found = [
        Priming("docs", label, text) for each in docs for label, text in _documents(each, reading, python)
    ]
    found += (Priming("style", str(path), output.read_text(path, "style guide")) for path in style)
    return tuple(found)


_DOCUMENTS = (".md", ".rst", ".txt", ".py", ".pyi", ".html", ".adoc")
_MOST_DOCUMENTS = 1_000


def _documents(name: str, reading: Reading, python: Path | None) -> list[tuple[str, str]]:
    from refactor_cli.package_docs import interface, is_package_name, site_folders
    from refactor_cli.types.environment import environment_of

    path = Path(name)
    if os.path.isfile(path):  # pathlib's raises for a name that is too long
        return [(name, output.read_text(path, "documentation"))]
    if os.path.isdir(path):
        files = sorted(each for each in path.rglob("*") if each.suffix in _DOCUMENTS and each.is_file())
        if not files:
            raise RefactorError(
                f"{name} holds no documentation", f"it is looked for in {', '.join(_DOCUMENTS)}"
            )
        if len(files) > _MOST_DOCUMENTS:
            raise RefactorError(f"{name} holds {len(files):,} files", "name a smaller folder")
        return [(str(each), output.read_text(each, "documentation")) for each in files]
    top = reading.repository.top
    folders = site_folders(top, environment_of(top, python).packages if python is not None else ())
    if is_package_name(name) and (text := interface(name, folders)):
        return [(name, text)]
    raise RefactorError(
        f"{name} is no file, no folder, and no package installed in {python or '.venv'}",
        "give --docs FILE, DIR or PACKAGE",
    )


def numbered(path: Path, number: int, count: int) -> Path:
    """`prompt.md`, or of several `prompt-1.md`."""
    return path if count == 1 else path.with_name(f"{path.stem}-{number + 1}{path.suffix}")


def write_prompts(found: Packed, path: Path) -> list[Path]:
    """Writes each prompt to a file of its own.

    Raises:
        RefactorError: one cannot be written.
    """
    from refactor_cli.providers.file import whole_text

    paths = [numbered(path, number, len(found.rest)) for number in range(len(found.rest))]
    for prompt, place in zip(found.prompts, paths, strict=True):
        output.write([whole_text(prompt)], place)
    return paths


def tell_within(repository: Repository, path: Path) -> None:
    """Warns of a prompt that the next search would read."""
    from refactor_cli.repository.working_tree import is_searched

    if is_searched(repository, path):
        output.note(
            f"warning: {path} lies in the repository and is searched like any file of it: keep prompt and answer "
            "outside, or have git ignore them"
        )


def by_hand_note(
    prompts: Sequence[Prompt], options: Options, own: Mapping[str, Price], most_output: int
) -> str:
    """One line for people about prompts that they send themselves: for whom they are made, and what that would cost.
    `own`: prices that the user says, by model; `most_output`: tokens of one answer."""
    from datetime import UTC, datetime

    from refactor_cli.commands.asking_models.billing import price_words
    from refactor_cli.estimate import estimate
    from refactor_cli.prices import model

    def price(name: str) -> Price | None:
        listed = model(name)
        return own.get(name.lower()) or (listed.price(datetime.now(UTC)) if listed is not None else None)

    made, window = (
        estimate(prompts, (options.model,), most_output, price),
        window_of(options, is_asking=True).tokens,
    )
    size = f"a window of {window:,} tokens" if window else "no bound to its window"
    cost = price_words(made, "the answer") if made.cold is not None else "its price is not known"
    return f"note: made for {options.model}, with {size}: {cost}"


def summary(found: Packed) -> str:
    """One line for people: how large, what of the repository, what was taken out."""
    from collections import Counter

    from refactor_cli.tokens import is_exact

    about = "" if is_exact(found.model) else "about "
    sizes = [found.tokens(number) for number in range(len(found.rest))]
    tokens = (
        f"{about}{sizes[0]:,} tokens"
        if len(sizes) == 1
        else f"{len(sizes)} prompts, {about}{sum(sizes):,} tokens"
    )
    fates = Counter(fate.fate for fate in found.prefix.fates)
    told = ", ".join(f"{number:,} {fate}" for fate, number in sorted(fates.items()))
    masked = sum(map(len, found.prefix.masked.values()))
    return f"{tokens}; files: {told}" + (f"; {counted(masked, 'secret')} masked" if masked else "")
