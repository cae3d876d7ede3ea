"""CPU of `refactor --version` and `refactor --help` against Python doing nothing, in one run.

python benchmarks/startup.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from measure import measured, table

HERE = Path()


def main() -> None:
    """Prints the table."""
    refactor = str(Path(sys.executable).with_name("refactor"))
    rows = [
        ("python -c pass", measured([sys.executable, "-c", "pass"], HERE, runs=11).cpu, ""),
        ("refactor --version", measured([refactor, "--version"], HERE, runs=11).cpu, ""),
        ("refactor --help", measured([refactor, "--help"], HERE, runs=11).cpu, ""),
    ]
    print(table(rows))


if __name__ == "__main__":
    main()
