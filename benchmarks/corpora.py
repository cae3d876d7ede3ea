"""Real repositories to measure on: sdists from PyPI, unpacked and committed once below a folder."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

SDISTS = {
    "django": "Django==4.2.16",
    "docutils": "docutils==0.21.2",
    "werkzeug": "werkzeug==3.0.6",
    "celery": "celery==5.2.7",
    "wagtail-2.8": "wagtail==2.8",
    "wagtail-2.9": "wagtail==2.9",
}


def corpus(name: str, folder: Path) -> Path:
    """The git repository of a corpus, made when it is not there. `folder` is kept between runs."""
    root = folder / name
    if (root / ".git").is_dir():
        return root
    requirement = SDISTS[name]
    downloads = folder / "sdists"
    downloads.mkdir(parents=True, exist_ok=True)
    project, _, version = requirement.partition("==")
    start = f"{project.lower()}-{version}"
    # pip also prepares metadata, and keeps no archive where that fails: what a build needs is pip's own to install
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", project]
    done = subprocess.run([*pip, requirement, "--dest", str(downloads)], capture_output=True, text=True)
    archives = [path for path in downloads.iterdir() if path.name.lower().startswith(start)]
    if not archives:
        sys.exit(f"{requirement} could not be downloaded:\n{done.stderr[-2000:]}")
    with tarfile.open(archives[0]) as archive:
        top = archive.getnames()[0].split("/")[0]
        archive.extractall(folder, filter="data")
    (folder / top).rename(root)
    git = ["git", "-C", str(root), "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "--all", "--force"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", requirement], check=True)
    return root
