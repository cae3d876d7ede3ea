"""Wagtail 2.8 to 2.9, the ugettext family: how many files come out as Wagtail's own authors left them.

    python benchmarks/wagtail.py WORKDIR

The sdists are taken from WORKDIR/sdists, or downloaded there. The measure is of the files that both versions have and
whose every changed line has `gettext` in it; a file counts when the branch of `refactor migrate --recipe django` has
the bytes of 2.9. The CPU is that of the whole command, cold, children included.
"""

from __future__ import annotations

import difflib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from corpora import corpus

FAMILY = ("ugettext", "ugettext_lazy", "ugettext_noop", "ungettext", "ungettext_lazy")
REFACTOR = str(Path(sys.executable).with_name("refactor"))
BRANCH = "refactor/wagtail"


def main() -> None:
    """Prints the share, the CPU seconds, and what differs."""
    work = Path(sys.argv[1]).resolve()
    old, new = corpus("wagtail-2.8", work), corpus("wagtail-2.9", work)
    wanted = dict(_changed_in_gettext_alone(old, new))
    with tempfile.TemporaryDirectory(dir=work) as folder:
        repository = Path(folder) / "wagtail"
        shutil.copytree(old, repository, symlinks=True)
        seconds = _migrate(repository, Path(folder))
        made = {path: _git(repository, "show", f"{BRANCH}:{path}") for path in wanted}
    good = [path for path, content in wanted.items() if made[path] == content]
    for path in sorted(wanted.keys() - set(good)):
        print(f"--- {path}")
        lines = [each[path].decode().splitlines() for each in (made, wanted)]
        print("\n".join(difflib.unified_diff(*lines, "came out", "2.9", n=0, lineterm="")))
    share = len(good) / len(wanted)
    print(f"{len(good)} of {len(wanted)} files ({share:.1%}) as in 2.9, {seconds:.2f} s of CPU")


def _changed_in_gettext_alone(old: Path, new: Path) -> Iterator[tuple[str, bytes]]:
    for path in _git(old, "ls-files", "*.py").decode().splitlines():
        if not (new / path).is_file():
            continue
        before, after = (old / path).read_bytes(), (new / path).read_bytes()
        changed = [
            line[2:]
            for line in difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
            if line[:2] in ("- ", "+ ")
        ] if before != after else []  # fmt: skip
        if changed and all("gettext" in line for line in changed):
            yield path, after


def _migrate(repository: Path, folder: Path) -> float:
    targets = [f"django.utils.translation.{name}" for name in FAMILY]
    environment = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE",)
    }
    environment |= {"XDG_CACHE_HOME": str(folder / "cache"), "XDG_STATE_HOME": str(folder / "state")}
    command = [
        REFACTOR,
        "migrate",
        *targets,
        "--recipe",
        "django",
        "--branch",
        BRANCH,
        "--output-format",
        "json",
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    print("\n".join(done.stderr.splitlines()[-4:]))
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _git(repository: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=repository, capture_output=True, check=True).stdout


if __name__ == "__main__":
    main()
