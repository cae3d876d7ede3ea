"""The outputs of one check: `--output-format FORMAT` to stdout or `--output-file`, `FORMAT=FILE` into files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.choices import CheckFormat
from refactor_cli.errors import RefactorError
from refactor_cli.near_spellings import hint_naming, spelt_like

if TYPE_CHECKING:
    from refactor_cli.checking.findings import Report


class Place(NamedTuple):
    """A format, and the file it goes into; None is stdout."""

    format: CheckFormat
    file: Path | None


def outputs(asked: Sequence[str], file: Path | None) -> tuple[Place, ...]:
    """What was asked for; the full text when nothing was said for stdout or `file`.

    Raises:
        RefactorError: an unknown format, two for one place, or a file in a folder that is none.
    """
    found = list[Place]()
    for each in asked:
        name, has_file, path = each.partition("=")
        if has_file and not path:
            raise RefactorError(f"--output-format {name}= names no file", f"write {name}=FILE, or {name}")
        found.append(Place(_format(name), Path(path) if path else file))
    if file is not None and not any(place.file == file for place in found):
        found.append(Place(CheckFormat.FULL, file))
    if not any(place.file is None for place in found) and file is None:
        found.append(Place(CheckFormat.FULL, None))
    for number, place in enumerate(found):
        if place.file is not None:
            output.check_folder(place.file)
        if any(place.file == other.file for other in found[:number]):
            where = place.file or "stdout"
            raise RefactorError(f"two formats go to {where}", "give one of them a file: FORMAT=FILE")
    return tuple(found)


def beside_a_diff(asked: Sequence[str], file: Path | None) -> tuple[Place, ...]:
    """The same where stdout, or `file`, is for a diff.

    Raises:
        RefactorError: a format has no file of its own.
    """
    for each in asked:
        if "=" not in each:
            _format(each)
            raise RefactorError(
                "--diff prints a diff, and no report",
                f"give the report a file: --output-format {each}=FILE, or leave it out",
            )
    if file is not None:
        output.check_folder(file)
    places = outputs((*asked, CheckFormat.FULL), None)
    return tuple(place for place in places if place.file is not None)


def _format(name: str) -> CheckFormat:
    try:
        return CheckFormat(name)
    except ValueError:
        hint = hint_naming(spelt_like(name, CheckFormat, 1), f"there are {', '.join(CheckFormat)}")
        raise RefactorError(f"there is no output format {name!r}", hint) from None


def write_all(report: Report, places: Iterable[Place]) -> None:
    """Writes every output; what a format's consumer would drop is cut, and said."""
    for place in places:
        output.write(_rendered(report, place), place.file)


def _rendered(report: Report, place: Place) -> Iterable[str]:
    from refactor_cli.renderers import check_data, check_text

    match place.format:
        case CheckFormat.JSON:
            return [check_data.as_json(report)]
        case CheckFormat.JSON_LINES:
            return check_data.as_json_lines(report)
        case CheckFormat.CSV:
            return check_data.as_csv(report)
        case CheckFormat.CONCISE:
            return check_text.as_concise(report)
        case CheckFormat.GITHUB:
            from refactor_cli.renderers.check_github import as_github

            return as_github(report)
        case CheckFormat.JUNIT:
            from refactor_cli.renderers.check_junit import as_junit

            return as_junit(report)
        case CheckFormat.SARIF:
            from refactor_cli.renderers.check_sarif import as_sarif

            sarif = as_sarif(report)
            if sarif.cut:
                output.note(f"note: {sarif.cut}")
            return [sarif.text]
        case CheckFormat.FULL:
            return _full(report, place.file)


def _full(report: Report, file: Path | None) -> Iterable[str]:
    from refactor_cli.renderers.check_text import as_concise, print_full
    from refactor_cli.renderers.console import collected, console, is_coloured

    is_terminal = output.is_terminal(file)
    if not report.findings and not report.ignored and not is_coloured(is_terminal):
        return as_concise(report)  # the same text, and rich takes its time to load
    printed = console(is_terminal)
    print_full(printed, report)
    return [collected(printed)]
