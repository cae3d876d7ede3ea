"""How much of a prompt a provider's cache still has after a commit: files in the order of their last change against
path order, over the last 100 commits of a repository that change a file of the prompt.

    python benchmarks/prefix_cache.py REPOSITORY…      clones with their history
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from refactor_cli.pack.blocks import Block
from refactor_cli.pack.file_kinds import kinds
from refactor_cli.pack.files import Writing, file_blocks
from refactor_cli.repository import Repository, last_changes, open_repository
from refactor_cli.repository.process import run
from refactor_cli.scan import scan

COMMITS = 100


def main() -> None:
    """Prints a table: the mean and the median share of the prompt's bytes that stay, by commits' size."""
    print("| repository | commits | order | mean | median |\n|---|---|---|---|---|")
    for place in map(Path, sys.argv[1:]):
        shares = _shares(place)
        for name, is_counted in (("all", lambda _: True), ("of one file", lambda files: files == 1)):
            rows = [(change, path) for files, change, path in shares if is_counted(files)]
            for order, values in zip(("last change", "path"), zip(*rows, strict=True), strict=True):
                mean, median = statistics.mean(values), statistics.median(values)
                print(f"| {place.name} | {len(rows)}, {name} | {order} | {mean:.0%} | {median:.0%} |")


def _shares(place: Path) -> list[tuple[int, float, float]]:
    """For each commit: how many files of the prompt it changed, and the shares kept in either order."""
    repository = open_repository(place)
    listed = run(
        repository.place, "rev-list", "--first-parent", f"--max-count={COMMITS + COMMITS // 2}", "HEAD"
    )
    found = list[tuple[int, float, float]]()
    known = dict[tuple[str, str], Block]()
    before: list[list[Block]] = []
    for commit in listed.output.decode().split()[::-1]:
        blocks = _blocks(repository, commit, known)
        order = last_changes(repository, commit) or ()
        after = [
            [blocks[path] for path in order if path in blocks],
            [blocks[path] for path in sorted(blocks)],
        ]
        if before:
            old = {block.name: block.hash for block in before[1]}
            new = {path: block.hash for path, block in blocks.items()}
            changed = sum(old.get(path) != new.get(path) for path in old.keys() | new.keys())
            if changed:
                found.append((changed, *(_kept(*pair) for pair in zip(before, after, strict=True))))
        before = after
    return found[-COMMITS:]


def _blocks(repository: Repository, commit: str, known: dict[tuple[str, str], Block]) -> dict[str, Block]:
    """The blocks of a commit's files that stand in full, by path; `known` is filled with what was made."""
    snapshot = scan(repository, revision=commit)
    reasons = kinds(snapshot)
    sent = [file for path, file in snapshot.files.items() if not reasons[path]]
    new = [file for file in sent if (file.path, file.blob) not in known]
    for file, made in file_blocks(new, Writing()):
        if made is not None:
            known[file.path, file.blob] = made.block
    return {file.path: known[file.path, file.blob] for file in sent if (file.path, file.blob) in known}


def _kept(before: Sequence[Block], after: Sequence[Block]) -> float:
    """The share of the new prompt's bytes, map and table left aside, in blocks at its beginning that stay."""
    same = 0
    for old, new in zip(before, after, strict=False):
        if old.hash != new.hash:
            break
        same += new.size
    return same / sum(block.size for block in after)


if __name__ == "__main__":
    main()
