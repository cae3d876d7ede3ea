"""How much of a prompt a provider's cache still has after a commit: files in the order of their last change against
path order, over the last 100 commits of a repository that change a file of the prompt.

    python benchmarks/prefix_cache.py REPOSITORY…      clones with their history
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from refactor_cli.cache import open_cache
from refactor_cli.index import index
from refactor_cli.pack import Block, Request, Window, Writing, pack
from refactor_cli.repository import last_changes, open_repository
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
    listed = run(repository.place, "rev-list", "--first-parent", f"--max-count={2 * COMMITS}", "HEAD")
    commits = listed.output.decode().split()[::-1]
    found = list[tuple[int, float, float]]()
    with tempfile.TemporaryDirectory() as folder:
        cache = open_cache(Path(folder))
        before: list[tuple[Block, ...]] = []
        for commit in commits:
            snapshot = scan(repository, revision=commit)
            orders = (last_changes(repository, commit) or (), ())
            writing = Writing(cache=cache)
            after = [
                pack(
                    Request(index(snapshot, cache), None, (), Window(0), order, writing=writing)
                ).prefix.blocks
                for order in orders
            ]
            if before:
                old = {block.name: block.hash for block in before[1] if block.part == "file"}
                new = {block.name: block.hash for block in after[1] if block.part == "file"}
                changed = sum(old.get(name) != new.get(name) for name in old.keys() | new.keys())
                if changed:
                    shares = [_kept(*pair) for pair in zip(before, after, strict=True)]
                    found.append((changed, shares[0], shares[1]))
            before = after
    return found[-COMMITS:]


def _kept(before: Sequence[Block], after: Sequence[Block]) -> float:
    """The share of the new prompt's bytes, map and table left aside, in blocks at its beginning that stay."""
    files = [block for block in after if block.part == "file"]
    same = 0
    for old, new in zip((block for block in before if block.part == "file"), files, strict=False):
        if old.hash != new.hash:
            break
        same += new.size
    return same / sum(block.size for block in files)


if __name__ == "__main__":
    main()
