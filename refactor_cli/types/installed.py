"""The programs of servers: only those installed beside this tool, never one that PATH or a repository offers."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path


def program(name: str) -> Path | None:
    """The program of a distribution that is installed beside this one; None when there is none."""
    suffix = ".exe" if sys.platform == "win32" else ""
    schemes = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
    folders = [sysconfig.get_path("scripts", scheme) for scheme in schemes]
    for folder in folders:
        path = Path(folder, f"{name}{suffix}")
        if path.is_absolute() and path.is_file() and os.access(path, os.X_OK):
            return path
    return None
