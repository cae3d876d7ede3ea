"""Renews requirements-dev.lock from pyproject.toml; needs pip-tools (`pip install pip-tools`)."""

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
        switches = "--quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host"
        more = "--no-emit-find-links --no-header --allow-unsafe --no-annotate"
        command = [sys.executable, "-m", "piptools", "compile", *switches.split(), *more.split()]
        subprocess.run([*command, "--output-file", str(result), str(source)], check=True)
        Path("requirements-dev.lock").write_text(HEADER + result.read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    main()
