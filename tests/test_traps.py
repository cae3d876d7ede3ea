"""Traps: small repositories in which a migration goes wrong easily, run from the command line to the branch.

A case is one file in `tests/traps/`. Header lines come first:

    what: what the trap is
    base: files that are there too, from `traps/bases/`
    target, to: the arguments of `migrate`, or a section `-- recipe --` instead
    definition: what is to become of the old definition; left out: keep
    stays: a part of the reason why that is not done; with exit 2, of the error, and no branch is made
    exit: the exit code; `0 or 3` where the contract leaves it open
    open: the open sites that are no imports, as path:line; `any` where the contract leaves it open
    sure: no, where reasonable people may differ

Then files: `-- before: path --`, and `-- after: path --` for those that change. Everything else stays, to the byte.
Where several results are right, the second has `exit 2`, `open 2`, `after 2`; and so on. `{{alias}}` stands for
one new identifier. `[latin-1]` and the like after a path is the encoding; `[crlf]`, `[bom]` and
`[no-final-newline]` say the rest, and with `[marks]` ␍ ␌ ␉ ␠ are the characters that they picture.
"""

from __future__ import annotations

import difflib
import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main

TRAPS = Path(__file__).parent / "traps"
_SECTION = re.compile(r"^-- (?:(recipe)|(before|after(?: \d)?): (\S+)(?: \[([^\]]*)\])?) --$")
_MARKS = str.maketrans({"␍": "\r", "␌": "\f", "␉": "\t", "␠": " "})
_ALIAS = b"{{alias}}"


@dataclass(frozen=True)
class Expected:
    """One right result. `files`: those that change; `open_sites`: None where any will do."""

    exit_codes: frozenset[int]
    open_sites: frozenset[str] | None
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Trap:
    """One case file."""

    name: str
    arguments: tuple[str, ...]
    recipe: bytes | None
    before: Mapping[str, bytes]
    expected: tuple[Expected, ...]
    stays: str = ""


@dataclass(frozen=True)
class Result:
    """What a run left: files that differ from `before`, by path (empty where one is gone). `reasons`: why old
    definitions stay."""

    exit_code: int
    open_sites: frozenset[str]
    files: Mapping[str, bytes]
    reasons: tuple[str, ...] = ()


def read_sections(text: str) -> tuple[dict[str, str], dict[tuple[str, str], bytes]]:
    """Header lines, and bytes by section ("before", "after 2", "recipe") and path."""
    head, sections = dict[str, str](), dict[tuple[str, str], list[str]]()
    notes, current = dict[tuple[str, str], str](), None
    for line in text.splitlines(keepends=True):
        found = _SECTION.match(line.rstrip("\n"))
        if found:
            current = (found[1] or found[2], found[3] or "")
            assert current not in sections, f"{current} is there twice"
            sections[current], notes[current] = [], found[4] or ""
        elif current is not None:
            sections[current].append(line)
        else:
            name, colon, value = line.partition(":")
            assert colon, f"not a header line: {line!r}"
            head[name] = value.strip()
    return head, {key: to_bytes("".join(lines), notes[key].split()) for key, lines in sections.items()}


def to_bytes(text: str, notes: list[str]) -> bytes:
    """The bytes of a section, by the words in brackets after its path."""
    encoding, prefix = "utf-8", b""
    for note in notes:
        if note == "crlf":
            text = text.replace("\n", "\r\n")
        elif note == "bom":
            prefix = b"\xef\xbb\xbf"
        elif note == "marks":
            text = text.translate(_MARKS)
        elif note != "no-final-newline":
            encoding = note
    if "no-final-newline" in notes:
        text = text.rstrip("\r\n")
    return prefix + text.encode(encoding)


def read_trap(path: Path) -> Trap:
    """Reads one case file and the base it names."""
    head, sections = read_sections(path.read_bytes().decode("utf-8"))
    _, base = read_sections((TRAPS / "bases" / f"{head.get('base', 'empty')}.txt").read_text("utf-8"))
    before = {name: data for (kind, name), data in (base | sections).items() if kind == "before"}
    arguments = (head["target"], "--to", head["to"]) if "to" in head else ()
    arguments += ("--definition", head["definition"]) if "definition" in head else ()
    labels = [key.removeprefix("exit").strip() for key in head if key.split()[0] == "exit"]
    return Trap(
        name=path.stem,
        arguments=arguments,
        recipe=sections.get(("recipe", "")),
        before=before,
        expected=tuple(read_expected(head, sections, label) for label in labels),
        stays=head.get("stays", ""),
    )


def read_expected(head: Mapping[str, str], sections: Mapping[tuple[str, str], bytes], label: str) -> Expected:
    """The right result with this number, "" for the first."""
    suffix = f" {label}" if label else ""
    sites = head[f"open{suffix}"]
    return Expected(
        exit_codes=frozenset(int(code) for code in head[f"exit{suffix}"].split(" or ")),
        open_sites=None if sites == "any" else frozenset(filter(None, sites.split(", "))),
        files={name: data for (kind, name), data in sections.items() if kind == f"after{suffix}"},
    )


def differences(trap: Trap, expected: Expected, result: Result) -> str:
    """What `result` has else than `expected`, for people; "" when nothing."""
    lines = list[str]()
    for name in sorted({*expected.files, *result.files}):
        before = trap.before.get(name, b"")
        wanted, got = expected.files.get(name, before), result.files.get(name, before)
        if not is_like(wanted, got, before):
            lines += difflib.unified_diff(
                lines_of(wanted), lines_of(got), f"{name} as it should be", f"{name} as it is", lineterm=""
            )
    if result.exit_code not in expected.exit_codes:
        lines.append(f"exit code {result.exit_code}, not {sorted(expected.exit_codes)}")
    if any(trap.stays not in reason for reason in result.reasons) or bool(trap.stays) != bool(result.reasons):
        lines.append(f"the definition stays: {list(result.reasons)}, not because {trap.stays!r}")
    if expected.open_sites is not None and result.open_sites != expected.open_sites:
        lines.append(f"open: {sorted(result.open_sites)}, not {sorted(expected.open_sites)}")
    return "\n".join(lines)


def is_like(wanted: bytes, got: bytes, before: bytes) -> bool:
    """Equality, but for one identifier at `{{alias}}` that the file did not have before."""
    if _ALIAS not in wanted:
        return wanted == got
    first, *rest = (re.escape(part) for part in wanted.split(_ALIAS))
    found = re.fullmatch(first + rb"([A-Za-z_]\w*)" + rb"\1".join(rest), got)
    return found is not None and not re.search(rb"\b" + found[1] + rb"\b", before)


def lines_of(data: bytes) -> list[str]:
    """Lines with their ends and everything else that does not show."""
    return [repr(line)[2:-1] if not line.isascii() or b"\r" in line else line.decode("ascii").rstrip("\n")
            for line in data.split(b"\n")]  # fmt: skip


def run_git(top: Path, *arguments: str) -> bytes:
    """Runs git and gives its output."""
    return subprocess.run(["git", *arguments], cwd=top, check=True, capture_output=True).stdout


def migrated(repo: Any, trap: Trap, recipe: Path, output: Path, error: Callable[[], str]) -> Result:
    """Runs the command in a repository that holds the files of `before`, and reads what the branch has; `error`: what
    the run has said on stderr."""
    repo.write(trap.before)
    base = repo.commit()
    arguments = list(trap.arguments)
    if trap.recipe is not None:
        recipe.write_bytes(trap.recipe)
        arguments = ["--recipe", str(recipe), *arguments]
    code = main(["migrate", *arguments, "--output-format", "json", "--output-file", str(output)])
    assert code in {0, 3} or (code == 2 and trap.stays), f"exit code {code}; see the captured stderr"
    said, *changed = repo.git("status", "--porcelain=v2", "--branch").splitlines()
    assert said == f"# branch.oid {base}", "HEAD has moved"
    assert changed == ["# branch.head main"], "the working tree has changed"
    if code == 2:
        assert repo.git("branch", "--list", "refactor/*") == "", "there is a branch"
        return Result(code, frozenset(), {}, (error(),))
    report = json.loads(output.read_bytes())
    files = dict[str, bytes]()
    if report["branch"]:
        for status in (
            run_git(repo.top, "diff", "--name-status", base, report["branch"]).decode().splitlines()
        ):
            letter, name = status.split("\t")
            files[name] = b"" if letter == "D" else run_git(repo.top, "show", f"{report['branch']}:{name}")
    sites = (
        f"{entry['path']}:{entry['line']}"
        for entry in report["ledger"]
        if entry["outcome"] == "open" and entry["kind"] != "import"
    )
    reasons = tuple(each["reason"] for each in report["definitions"] if not each["done"])
    return Result(code, frozenset(sites), files, reasons)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in sorted(TRAPS.glob("*.txt"))])
def test_trap(
    path: Path,
    make_repo: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    trap = read_trap(path)
    repo = make_repo()
    monkeypatch.chdir(repo.top)
    result = migrated(
        repo, trap, tmp_path / "recipe.py", tmp_path / "report.json", lambda: capsys.readouterr().err
    )
    found = [differences(trap, expected, result) for expected in trap.expected]
    if all(found):
        alternatives = "\n--- or, by the next right result:\n".join(found)
        pytest.fail(f"{path.name}\n{alternatives}", pytrace=False)
