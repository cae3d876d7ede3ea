"""CPU of one migration of Django 4.2.16 against peers on the same candidate files, in one run.

    python benchmarks/reverse_migration.py WORKDIR

The migration: `django.urls.reverse` becomes `django.urls.reverse_url` with a keyword added. Ours reads the whole
repository (6,726 files), finds the usages by imports and scopes, makes the branch and checks the ledger. The peers
get the list of files that hold the word `reverse`, which somebody has to find first. Afterwards every changed file
is parsed.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from corpora import corpus
from measure import measured, table

TO = "django.urls.reverse_url(viewname, urlconf, args, kwargs, current_app, strict=True)"
REFACTOR = [str(Path(sys.executable).with_name("refactor"))]


def main() -> None:
    """Prints the table."""
    work = Path(sys.argv[1]).resolve()
    django = corpus("django", work)
    words = subprocess.run(
        ["git", "grep", "-lw", "reverse", "--", "*.py"], cwd=django, capture_output=True, text=True
    )
    files = words.stdout.split()
    rows = []
    with tempfile.TemporaryDirectory(dir=work) as folder:
        scratch = Path(folder)
        rows.append(ours(django, scratch))
        rows.append(peer("ast-grep", [ast_grep(work), *AST_GREP, *files], django, scratch, files))
        script = str(Path(__file__).with_name("peers") / "libcst_reverse.py")
        rows.append(
            peer("LibCST codemod, qualified names", [sys.executable, script, *files], django, scratch, files)
        )
    print(table(rows))


AST_GREP = [
    "run",
    "--pattern",
    "reverse($$$A)",
    "--rewrite",
    "reverse_url($$$A, strict=True)",
    "-l",
    "py",
    "-U",
]


def ours(django: Path, scratch: Path) -> tuple[str, float, str]:
    """A cold run: no cache, a fresh copy of the repository."""
    copy, env = scratch / "ours", {"XDG_CACHE_HOME": str(scratch / "c"), "XDG_STATE_HOME": str(scratch / "s")}

    def prepare() -> None:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.rmtree(scratch / "c", ignore_errors=True)
        shutil.copytree(django, copy, symlinks=True, ignore=shutil.ignore_patterns(".venv"))

    command = [*REFACTOR, "migrate", "django.urls.reverse", "--to", TO, "--output-format", "json"]
    run = measured(command, copy, before=prepare, env=env)
    report = json.loads(run.output)
    broken = sum(not parses(blob(copy, f"{report['branch']}:{file['path']}")) for file in report["files"])
    counts = report["summary"]
    said = f"{counts['rewritten']} rewritten, {counts['kept']} kept, {counts['open']} open"
    return (
        "refactor migrate (whole repository)",
        run.cpu,
        f"{said}; {len(report['files'])} files, {broken} broken",
    )


def peer(
    name: str, command: list[str], django: Path, scratch: Path, files: list[str]
) -> tuple[str, float, str]:
    """A peer on copies of the candidate files."""
    copy = scratch / "peer"

    def prepare() -> None:
        shutil.rmtree(copy, ignore_errors=True)
        for file in files:
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(django / file, copy / file)

    run = measured(command, copy, before=prepare, runs=1)
    changed = [file for file in files if (copy / file).read_bytes() != (django / file).read_bytes()]
    broken = sum(not parses((copy / file).read_bytes()) for file in changed)
    return f"{name} ({len(files)} files)", run.cpu, f"{len(changed)} files changed, {broken} broken"


def blob(repo: Path, name: str) -> bytes:
    """A file of a revision."""
    return subprocess.run(["git", "show", name], cwd=repo, capture_output=True, check=True).stdout


def parses(data: bytes) -> bool:
    """Whether Python takes it."""
    try:
        ast.parse(data)
    except (SyntaxError, ValueError):
        return False
    return True


def ast_grep(work: Path) -> str:
    """ast-grep, from PATH or installed from PyPI below the working folder."""
    if found := shutil.which("ast-grep"):
        return found
    peers = work / "peers"
    if not (peers / "bin" / "ast-grep").exists():
        subprocess.run([sys.executable, "-m", "venv", str(peers)], check=True)
        subprocess.run([str(peers / "bin" / "pip"), "install", "--quiet", "ast-grep-cli"], check=True)
    return os.fspath(peers / "bin" / "ast-grep")


if __name__ == "__main__":
    main()
