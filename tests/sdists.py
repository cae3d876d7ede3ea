"""Source distributions of real projects, kept in the user's cache between runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# as they are before the tests' own environment is set up
ENVIRONMENT = dict(os.environ)
KEPT = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "refactor-branch-sdists"
NO_NETWORK = ("NewConnectionError", "Failed to establish", "name resolution", "ConnectTimeout", "ProxyError")


def sdist(name: str, version: str) -> Path:
    """The sdist's file, downloaded once; without a network the test is skipped."""
    folder = KEPT / f"{name}-{version}"
    if not (found := sorted(folder.glob("*.tar.gz"))):
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", name]
        done = subprocess.run(
            [*command, "--dest", str(folder), f"{name}=={version}"],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
        )
        if done.returncode and any(words in done.stderr for words in NO_NETWORK):
            pytest.skip(f"no network to download {name} {version} from the package index")
        assert done.returncode == 0, done.stderr
        found = sorted(folder.glob("*.tar.gz"))
    return found[0]
