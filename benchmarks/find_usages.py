"""CPU of `find-usages` of one function of Django 4.2.16, cold and warm, against rg and ty, in one run.

    python benchmarks/find_usages.py WORKDIR        needs rg on PATH; ty is installed below WORKDIR

rg only finds the word. ty is asked, as a language server would be, through its command line: a check of the whole
project, which resolves every name once. So the three do different work; the ratios say what ours costs beside them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from corpora import corpus
from measure import measured, table

TARGET = "django.utils.module_loading.import_string"


def main() -> None:
    """Prints the table."""
    work = Path(sys.argv[1]).resolve()
    django = corpus("django", work)
    refactor = str(Path(sys.executable).with_name("refactor"))
    command = [refactor, "find-usages", TARGET, "--output-format", "json"]
    with tempfile.TemporaryDirectory(dir=work) as folder:
        env = {"XDG_CACHE_HOME": folder}
        cold = measured(
            command, django, env=env, before=lambda: shutil.rmtree(folder, ignore_errors=True), runs=5
        )
        warm = measured(command, django, env=env, runs=5)
    usages = json.loads(warm.output)["results"][0]["summary"]
    rows = [
        (
            "refactor find-usages, cold",
            cold.cpu,
            f"{usages['certain']} certain, {usages['possible']} possible",
        ),
        ("refactor find-usages, warm", warm.cpu, "the same" if warm.output == cold.output else "DIFFERENT"),
    ]
    if rg := shutil.which("rg"):
        found = measured(
            [rg, "--word-regexp", "--count-matches", "--no-filename", "import_string"], django, runs=5
        )
        rows.append(("rg -w", found.cpu, f"{sum(map(int, found.output.split()))} words"))
    server = measured([ty(work), "check", "--exit-zero", "--quiet", "django"], django, runs=3)
    rows.append(("ty check django", server.cpu, "all names of the package"))
    print(table(rows))


def ty(work: Path) -> str:
    """ty, from PATH or installed from PyPI below the working folder."""
    if found := shutil.which("ty"):
        return found
    peers = work / "ty"
    if not (peers / "bin" / "ty").exists():
        subprocess.run([sys.executable, "-m", "venv", str(peers)], check=True)
        subprocess.run([str(peers / "bin" / "pip"), "install", "--quiet", "ty"], check=True)
    return str(peers / "bin" / "ty")


if __name__ == "__main__":
    main()
