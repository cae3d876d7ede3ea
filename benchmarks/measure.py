"""CPU seconds of whole processes, children included; medians, and ratios within one run."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Measured(NamedTuple):
    """Median CPU seconds (user and system) over the runs, and the last run's output and exit code."""

    cpu: float
    output: bytes
    code: int


def measured(
    command: Sequence[str],
    cwd: Path,
    *,
    runs: int = 3,
    before: Callable[[], object] = lambda: None,
    env: Mapping[str, str] | None = None,
) -> Measured:
    """Runs a command several times; `before` prepares each run and is not counted."""
    times, output, code = [], b"", 0
    for _ in range(runs):
        before()
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime)
        output, code = done.stdout, done.returncode
    return Measured(statistics.median(times), output, code)


def table(rows: Sequence[tuple[str, float, str]], unit: str = "CPU s") -> str:
    """A Markdown table; ratios are against the first row."""
    first = rows[0][1]
    lines = [f"| command | {unit} | ratio | result |", "|---|---|---|---|"]
    lines += [f"| {name} | {value:.2f} | {value / first:.2f} | {result} |" for name, value, result in rows]
    return "\n".join(lines)
