"""Certain and likely usages judged one by one by reading the code: how often the tool is wrong where no label looks.

    python benchmarks/judged.py draw WORKDIR --truth DIR > candidates.json      200 usages to be judged
    python benchmarks/judged.py rates                                           the table, from judged.json
    python benchmarks/judged.py again WORKDIR                                   what the tool says of them now

The targets are those of `DIR/<corpus>.json`, one JSON object a line with the target's name in `target.dotted`; usages
on the lines that these files label (executed calls) are not drawn, for they are scored already. Two thirds of what is
drawn is likely, for certain usages follow from imports and scopes. As far as there are enough, the same number comes
from each corpus, so that the largest does not stand for all, and at most six from a target with one kind and certainty.

judged.json holds the judgements, one a line. `right`: when this runs, it is the target, or may well be with what the
repository itself passes; an import, override or mention is right when it is of the target. `wrong`: it cannot be.
`unclear`: the code does not say.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corpora import corpus

CORPORA = ("django", "docutils", "werkzeug")
SEED = 20261127
COUNTS = {"certain": 66, "likely": 134}
MOST_ALIKE = 6
JUDGED = Path(__file__).with_name("judged.json")

Row = dict[str, Any]


def main() -> None:
    """Prints what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=["draw", "rates", "again"])
    parser.add_argument("work", type=Path, nargs="?")
    parser.add_argument("--truth", type=Path)
    args = parser.parse_args()
    if args.action == "rates":
        print(rates(judged()))
    elif args.work is None or (args.action == "draw" and args.truth is None):
        parser.error("WORKDIR is needed, and --truth to draw")
    elif args.action == "draw":
        print(as_lines(drawn(args.work, args.truth)))
    else:
        print(again(args.work, judged()))


def judged() -> list[Row]:
    """The judgements that are kept."""
    rows: list[Row] = json.loads(JUDGED.read_text("utf-8"))
    return rows


def as_lines(rows: Iterable[Row]) -> str:
    """JSON with a row a line."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"


def drawn(work: Path, truth: Path) -> list[Row]:
    """Usages to be judged, without a verdict."""
    draw, found = random.Random(SEED), list[Row]()
    every = {name: unlabelled(work, name, truth) for name in CORPORA}
    for certainty, count in COUNTS.items():
        pools = {name: pool(draw, rows, certainty) for name, rows in every.items()}
        left = count
        for number, name in enumerate(sorted(pools, key=lambda each: len(pools[each]))):
            some = pools[name][: left // (len(pools) - number)]
            left -= len(some)
            found += some
    return found


def unlabelled(work: Path, name: str, truth: Path) -> list[Row]:
    """The certain and likely usages on lines without a label."""
    labels = [json.loads(line) for line in (truth / f"{name}.json").read_text("utf-8").splitlines()]
    results = usages(work, name, [label["target"]["dotted"] for label in labels])
    found = list[Row]()
    for label, result in zip(labels, results, strict=True):
        keys = ("positives", "negatives", "related", "mixed")
        lines = {(at[0], at[5]) for key in keys for at in label.get(key, ())}
        found += [
            row(name, result, each)
            for each in result["usages"]
            if (each["path"], each["line"]) not in lines and each["certainty"] in COUNTS
        ]
    return found


def pool(draw: random.Random, rows: Iterable[Row], certainty: str) -> list[Row]:
    """The usages of a certainty in random order, not too many that are alike."""
    some = [each for each in rows if each["certainty"] == certainty]
    draw.shuffle(some)
    alike, found = Counter[tuple[str, str]](), list[Row]()
    for each in some:
        alike[each["target"], each["kind"]] += 1
        if alike[each["target"], each["kind"]] <= MOST_ALIKE:
            found.append(each)
    return found


def usages(work: Path, name: str, targets: Iterable[str]) -> list[Row]:
    """What `find-usages` finds of each target."""
    refactor = str(Path(sys.executable).with_name("refactor"))
    command = [
        refactor,
        "find-usages",
        *targets,
        "--repo",
        str(corpus(name, work)),
        "--output-format",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{name}: {done.stderr[-2000:]}")
    results: list[Row] = json.loads(done.stdout)["results"]
    return results


def row(name: str, result: Row, usage: Row) -> Row:
    """A usage as it is judged."""
    kept = ("path", "line", "column", "kind", "certainty", "evidence", "enclosing", "text")
    return {
        "corpus": name,
        "target": result["target"]["name"],
        **{key: usage[key] for key in kept},
        "verdict": "",
        "reason": "",
    }


def rates(rows: Iterable[Row]) -> str:
    """A table of verdicts by certainty and by the evidence that decided."""
    counts = defaultdict[tuple[str, str], Counter[str]](Counter)
    for each in rows:
        for group in ("all", "+".join(sorted(set(each["evidence"])))):
            counts[each["certainty"], group][each["verdict"]] += 1
    lines = ["| certainty | evidence | judged | wrong | unclear |", "|---|---|---|---|---|"]
    for (certainty, group), count in sorted(
        counts.items(), key=lambda item: (item[0][0], -item[1].total(), item[0][1])
    ):
        lines.append(f"| {certainty} | {group} | {count.total()} | {count['wrong']} | {count['unclear']} |")
    return "\n".join(lines)


def again(work: Path, rows: list[Row]) -> str:
    """What became of each judged usage: the number by verdict, certainty then and now; wrong ones are named."""
    now = dict[tuple[str, ...], str]()
    for name in CORPORA:
        targets = list(dict.fromkeys(each["target"] for each in rows if each["corpus"] == name))
        for result in usages(work, name, targets):
            now |= {place(row(name, result, each)): each["certainty"] for each in result["usages"]}
    counts = Counter((each["verdict"], each["certainty"], now.get(place(each), "absent")) for each in rows)
    lines = ["| verdict | when judged | now | usages |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(key)} | {count} |" for key, count in sorted(counts.items())]
    wrong = [each for each in rows if each["verdict"] == "wrong" and now.get(place(each)) in COUNTS]
    lines += [f"still wrong: {each['path']}:{each['line']} {each['target']}" for each in wrong]
    return "\n".join(lines)


def place(each: Row) -> tuple[str, ...]:
    """What tells usages apart."""
    return (each["corpus"], each["target"], each["path"], str(each["line"]), str(each["column"]))


if __name__ == "__main__":
    main()
