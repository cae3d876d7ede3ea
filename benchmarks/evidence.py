"""Each rule of evidence and each step of inference by itself: what is lost, and what is no longer wrong, without it.

    python benchmarks/evidence.py WORKDIR --truth DIR [--corpus NAME …] [--off RULE …] [--types]

`DIR/<corpus>.json` holds a target a line: `target.dotted`, `positives` (executed calls that reached exactly it) and
`negatives` (executed calls of the same name that reached only something else), each a list of [file, line, column,
end_line, end_column, token_line, token_column], lines from 1, columns from 0 in bytes of UTF-8. All targets are asked
in one process, without a type server, and weighed anew for every row; `--types` adds a row with ty.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpora import corpus

from refactor_cli.commands.checkers import checkers
from refactor_cli.commands.command_line.choices import Types
from refactor_cli.commands.reading import Reading, read
from refactor_cli.data import Usage
from refactor_cli.evidence import Evidence, Question
from refactor_cli.evidence.weighing import exclude, weigh
from refactor_cli.find import find
from refactor_cli.find.question import owner_of
from refactor_cli.find.target import read_target
from refactor_cli.inference.asking import deep_stack

CORPORA = ("docutils", "werkzeug", "django")
RULES = ("receiver", "members", "rarity", "arity", "receiver-name")
STEPS = (
    *("returns", "assigned", "callers", "container", "loop", "with", "fixture", "isinstance", "field"),
    "getattr",
    "decorated",
    "spelled",
    "getattr-method",
    "bases",
    "overriding",
    "callers-by-value",
    "every-item",
)

Place = tuple[str, int, int]


class Labels(NamedTuple):
    """Where a target is called, and where something else of its name is: path, line and column of the name."""

    dotted: str
    true: frozenset[Place]
    other: frozenset[Place]


def main() -> None:
    """Prints a table for each corpus, a row as soon as it is known."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--corpus", nargs="+", default=CORPORA)
    parser.add_argument("--off", nargs="+", default=(*RULES, *STEPS))
    parser.add_argument("--types", action="store_true")
    args = parser.parse_args()
    for name in args.corpus:
        root = corpus(name, args.work)
        labels = list(read_labels(root, args.truth / f"{name}.json"))
        print(f"\n{name}, {sum(len(each.true) for each in labels)} calls of the targets, ", end="")
        print(f"{sum(len(each.other) for each in labels)} of something else\n")
        print("| evidence | found | of it certain | wrongly found | others ruled out | wrongly ruled out |")
        print("|---|---|---|---|---|---|")
        with read(root) as reading, deep_stack():
            for row, found in rows(reading, labels, args.off, with_types=args.types):
                print(line(row, labels, found), flush=True)


def read_labels(root: Path, path: Path) -> Iterator[Labels]:
    """The labels of a corpus."""
    texts = dict[str, list[bytes]]()

    def place(at: Sequence[Any]) -> Place:
        file, number, column = at[0], at[5], at[6]
        if file not in texts:
            texts[file] = (root / file).read_bytes().split(b"\n")
        return file, number, len(texts[file][number - 1][:column].decode("utf-8", "replace")) + 1

    for text in path.read_text("utf-8").splitlines():
        row = json.loads(text)
        true, other = (frozenset(map(place, row[key])) for key in ("positives", "negatives"))
        yield Labels(row["target"]["dotted"], true, other)


def rows(
    reading: Reading, labels: Sequence[Labels], off: Iterable[str], *, with_types: bool
) -> Iterator[tuple[str, list[list[Usage]]]]:
    """The usages of all targets for each choice of evidence."""
    symbols = reading.symbols
    targets = [read_target(symbols, each.dotted) for each in labels]
    plain = find(symbols, targets)
    before = [[*each.usages, *each.ruled_out] for each in plain.results]
    questions = [Question(target, owner_of(symbols, target)) for target in targets]

    def weighed(evidence: Evidence) -> list[list[Usage]]:
        symbols.snapshot.memo.clear()  # most of what is kept there depends on what inference may use
        return [
            weigh(evidence, symbols, question, exclude(evidence, symbols, question, usages))
            for question, usages in zip(questions, before, strict=True)
        ]

    yield "names, scopes and imports alone", before
    yield "all rules", weighed(Evidence())
    if with_types:
        servers = checkers(Types.TY, None, reading)
        found = find(symbols, targets, None, servers.asked, Evidence())
        yield "all rules, and ty before them", [[*each.usages, *each.ruled_out] for each in found.results]
    for rule in off:
        yield f"without {rule}", weighed(Evidence(frozenset({rule})))


def line(name: str, labels: Sequence[Labels], found: Sequence[Sequence[Usage]]) -> str:
    """A row: how many of the labelled calls came out as what."""
    counts = Counter[tuple[str, str]]()
    for each, usages in zip(labels, found, strict=True):
        known = {
            (usage.path, usage.location.line, usage.location.column): usage.certainty for usage in usages
        }
        counts.update(("true", known.get(place, "ruled_out")) for place in each.true)
        counts.update(("other", known.get(place, "ruled_out")) for place in each.other)
    hit, wrong = (counts[label, "certain"] + counts[label, "likely"] for label in ("true", "other"))
    cells = [hit, counts["true", "certain"], wrong, counts["other", "ruled_out"], counts["true", "ruled_out"]]
    return f"| {name} | {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
