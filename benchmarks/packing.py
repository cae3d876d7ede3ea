"""Packing Django 4.2.16 into one prompt: CPU, memory, tokens and files left out, against repomix and gitingest.

    python benchmarks/packing.py WORKDIR     repomix (npm) and gitingest (PyPI) are installed below WORKDIR

A file counts as wrongly left out when it is text that people wrote (by our own rules, see
`refactor_cli/pack/file_kinds.py`) and its name does not stand in the output as a file's heading.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpora import corpus
from measure import measured, table

_HEADING = re.compile(r'^(?:<file path="|FILE: |## File: |File: )([^"\n]+)', re.MULTILINE)


def main() -> None:
    """Prints the table."""
    work = Path(sys.argv[1]).resolve()
    django = corpus("django", work)
    refactor = str(Path(sys.executable).with_name("refactor"))
    rows, notes = list[tuple[str, float, str]](), list[str]()
    with tempfile.TemporaryDirectory(dir=work) as folder:
        env, out = {"XDG_CACHE_HOME": folder}, Path(folder, "prompt.txt")
        plain = [refactor, "pack", "--context-tokens", "0", "--output", str(out)]
        cold = measured(plain, django, env=env, runs=1)
        first = out.read_bytes()
        warm = measured(plain, django, env=env, runs=3)
        stats = measured([*plain[:4], "--output-format", "json"], django, env=env, runs=1)
        found = json.loads(stats.output)
        wanted = [each["path"] for each in found["files"] if each["fate"] == "full"]
        tokens = f"{found['tokens']['total']:,} tokens, exact"
        same = "the same bytes" if first == out.read_bytes() else "OTHER BYTES"
        rows.append(("refactor pack, warm", warm.cpu, f"{tokens}; {same}"))
        rows.append(
            ("refactor pack, cold", cold.cpu, f"{_left_out(first, wanted)} of {len(wanted)} left out")
        )
        window = measured([refactor, "pack", "--output", str(out)], django, env=env, runs=3)
        rows.append(("refactor pack, warm, into 1M tokens", window.cpu, "the map of everything"))
        for name, command in (("repomix", _repomix(work, out)), ("gitingest", _gitingest(work, out))):
            if command is None:
                notes.append(f"{name} could not be installed")
                continue
            out.unlink(missing_ok=True)
            taken = measured(command, django, runs=1)
            left = _left_out(out.read_bytes(), wanted) if out.exists() else "all"
            rows.append((name, taken.cpu, f"{left} of {len(wanted)} left out; exit code {taken.code}"))
    print(table(rows))
    print(
        f"\nmost memory of one process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB"
    )
    print("\n".join(notes))


def _left_out(text: bytes, wanted: Sequence[str]) -> int:
    headings = set(re.findall(_HEADING, text.decode("utf-8", "replace")))
    return sum(path not in headings for path in wanted)


def _repomix(work: Path, out: Path) -> list[str] | None:
    """A command for repomix, installed from npm."""
    program = work / "repomix" / "node_modules" / ".bin" / "repomix"
    if not program.exists() and shutil.which("npm"):
        (work / "repomix").mkdir(exist_ok=True)
        (work / "repomix" / "package.json").write_text('{"private": true}')
        subprocess.run(["npm", "install", "--silent", "repomix"], cwd=work / "repomix")
    return [str(program), "--output", str(out), "--quiet"] if program.exists() else None


def _gitingest(work: Path, out: Path) -> list[str] | None:
    """A command for gitingest, installed from PyPI."""
    program = work / "gitingest" / "bin" / "gitingest"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(work / "gitingest")])
        subprocess.run(
            [str(work / "gitingest/bin/pip"), "install", "--quiet", "gitingest"], env=dict(os.environ)
        )
    return [str(program), ".", "--output", str(out)] if program.exists() else None


if __name__ == "__main__":
    main()
