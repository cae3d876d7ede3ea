"""Renews requirements-dev.lock from pyproject.toml, for every Python and system; needs uv (`pip install uv`).

What one Python needs and another does not (pyyaml-ft on 3.13) stands there with its marker: pip refuses a lock that
lacks it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HEADER = "# Everything ./check installs, pinned with hashes; renew with: ./check --lock\n"


def main() -> None:
    """Resolves the runtime, development and build requirements together."""
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *project["build-system"]["requires"],
    ]
    with tempfile.TemporaryDirectory() as folder:
        source, result = Path(folder, "all.in"), Path(folder, "all.lock")
        source.write_text("\n".join(wanted) + "\n", "utf-8")
        oldest = project["project"]["requires-python"].removeprefix(">=")
        switches = (
            f"--quiet --universal --python-version {oldest} --generate-hashes --no-annotate --no-header"
        )
        command = [sys.executable, "-m", "uv", "pip", "compile", *switches.split(), "--no-emit-index-url"]
        subprocess.run([*command, "--output-file", str(result), str(source)], check=True)
        Path("requirements-dev.lock").write_text(HEADER + result.read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    main()
