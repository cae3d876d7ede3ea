"""Migration -> text: the JSON report, the ledger for people, the commit message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from refactor_cli.counted import counted
from refactor_cli.data import Edit, Outcome, Rejection
from refactor_cli.ledger import UNCONCERNED, Ledger, implicit_places, is_left
from refactor_cli.own_files import RECIPE
from refactor_cli.renderers.clean import begun, clean, clean_path, json_text
from refactor_cli.renderers.usages import usage_value
from refactor_cli.run_unasked import when_run

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_LONG = 60  # characters of a reason that is said once
_STYLES = {"rewritten": "green", "kept": "cyan", "open": "yellow", "undecided": "dim"}


def report_value(targets: Sequence[str], ledger: Ledger, edits: Iterable[Edit]) -> dict[str, Any]:
    """The report as the JSON contract has it; the command adds base, branch, commit, plan and cost."""
    per_file: dict[str, int] = {}
    for edit in edits:
        per_file[edit.path] = per_file.get(edit.path, 0) + 1
    return {
        "targets": list(targets),
        "ledger": [_outcome_value(outcome) for outcome in ledger.outcomes],
        "summary": ledger.counts(),
        "files": [{"path": path, "edits": count} for path, count in sorted(per_file.items())],
        "added": [{"path": edit.path, "names": list(edit.added)} for edit in edits if edit.added],
    }


def as_json(report: Mapping[str, Any]) -> str:
    """The report as one JSON document."""
    return json_text(report) + "\n"


def print_ledger(console: Console, ledger: Ledger, edits: Iterable[Edit] = ()) -> None:
    """For people: what was not rewritten, by file, what modules get, then who decided how much, and the counts."""
    from rich.text import Text

    edits = [*edits]
    for edit in edits:
        if edit.added:
            told_of = f"new code in {clean_path(edit.path)}: {', '.join(map(clean, edit.added))}"
            told_of += ", which goes on to call the old" if edit.calls_again else ""
            console.print(Text(told_of), soft_wrap=True)
    told: dict[tuple[str, str], str] = {}
    rest = [outcome for outcome in ledger.outcomes if outcome.outcome in ("kept", "open") or is_left(outcome)]
    unconcerned = _unconcerned(rest)
    rest = [outcome for outcome in rest if _of_file(outcome) not in unconcerned or outcome.outcome != "kept"]
    for path, outcomes in groupby(rest, key=lambda outcome: outcome.usage.path):
        console.print(Text(clean_path(path), style="cyan"))
        of_file = list(outcomes)
        # a recipe names what it is about in every line: nothing to look at
        own = [outcome for outcome in of_file if outcome.by == RECIPE]
        if own:
            line = Text(f"{'':9}{own[0].outcome:<6}", style=_STYLES[own[0].outcome])
            line.append(f" {counted(len(own), 'usage')}: {clean(own[0].reason or '')}", style="dim")
            console.print(line, soft_wrap=True)
        for alike in _by_place(outcome for outcome in of_file if outcome.by != RECIPE):
            console.print(_outcome_line(alike, told), soft_wrap=True)
    _print_unconcerned(console, unconcerned)
    _print_undecided(console, ledger)
    _print_changing(console, ledger)
    _print_run_unasked(console, [each.path for each in edits])
    _print_table(console, ledger)
    counts = ledger.counts()
    line = Text()
    for kind, count in counts.items():
        line.append(f"{count} {kind}", style=_STYLES[kind] if count else "dim").append("  ")
    line.append(_where_several_meet(ledger), style="dim")
    console.print(line)


def print_rejections(console: Console, rejections: Iterable[Rejection]) -> None:
    """What of an answer was not used, and why."""
    from rich.text import Text

    for rejection in rejections:
        line = Text("rejected", style="red")
        line.append(f" {clean(rejection.id) or 'answer'}: {clean(rejection.reason)}")
        console.print(line, soft_wrap=True)


def print_diff(console: Console, diff: bytes) -> None:
    """A unified diff in colour, with untrusted text cleaned: for a terminal, not for `git apply`."""
    from rich.text import Text

    styles = {"+": "green", "-": "red", "@": "cyan", "d": "bold"}
    for line in diff.decode("utf-8", "replace").split("\n")[:-1]:
        style = "bold" if line.startswith(("+++ ", "--- ")) else styles.get(line[:1], "")
        console.print(Text(clean(line.rstrip("\r")), style=style), soft_wrap=True)


def _outcome_value(outcome: Outcome) -> dict[str, Any]:
    return {
        "target": outcome.usage.target,
        **usage_value(outcome.usage),
        "outcome": outcome.outcome,
        "by": outcome.by,
        "reason": outcome.reason,
        "behaviour": outcome.behaviour,
    }


def _where_several_meet(ledger: Ledger) -> str:
    """In how many places the usages are, where there are fewer of these: some are usages of several targets."""
    usages = [each.usage for each in ledger.outcomes]
    places = {(each.path, each.location, each.kind) for each in usages}
    if len(places) == len({(each.path, each.location, each.kind, each.target) for each in usages}):
        return ""
    return f"in {counted(len(places), 'place')}, each counted for every target"


def _by_place(outcomes: Iterable[Outcome]) -> Iterable[list[Outcome]]:
    """What is a usage of several targets, and ends the same for each, together."""
    found = dict[tuple[Any, ...], list[Outcome]]()
    for each in outcomes:
        key = (each.usage.location, each.usage.kind, each.outcome, each.reason or each.by)
        found.setdefault(key, []).append(each)
    return found.values()


def _outcome_line(alike: Sequence[Outcome], told: dict[tuple[str, str], str]) -> Text:
    """`alike`: of one place. `told`: where each long reason stands in full; a line that has it as well says where."""
    from rich.text import Text

    outcome = alike[0]
    usage = outcome.usage
    line = Text(f"  {usage.location.line:>5}  ", style="dim")
    line.append(f"{outcome.outcome:<6}", style=_STYLES[outcome.outcome])
    line.append(f" {usage.kind:<9} {clean(' '.join(usage.text.split()))[:100]}\n")
    why = outcome.reason or f"by {outcome.by}"
    why = said_once(why, outcome.outcome, (usage.path, usage.location.line), told)
    line.append(f"         {begun(why)}  {' '.join(each.usage.id for each in alike)}", style="dim")
    return line


def said_once(why: str, outcome: str, place: tuple[str, int], told: dict[tuple[str, str], str]) -> str:
    """A reason, or where it stands already if it is long. `told`: where each does; learns of this one."""
    here = f"{clean_path(place[0])}:{place[1]}"
    if len(why) > _LONG and (first := told.setdefault((outcome, why), here)) != here:
        return f"as at {first}"
    return why


def _print_table(console: Console, ledger: Ledger) -> None:
    """A row for each rule and decider; none where there is but one."""
    from rich.text import Text

    kinds = ("rewritten", "kept", "open")
    rows: dict[str, Counter[str]] = {}
    for outcome in ledger.outcomes:
        if outcome.outcome in kinds:
            rows.setdefault(clean(outcome.by) or "nobody", Counter())[outcome.outcome] += 1
    if len(rows) < 2:
        return
    name = min(max(len(by) for by in rows), 60)
    console.print(Text(f"{'by':<{name}}  " + "  ".join(f"{kind:>9}" for kind in kinds), style="dim"))
    for by, found in sorted(rows.items()):
        numbers = (f"{found[kind] or '':>9}" for kind in kinds)
        console.print(Text(f"{by[:name]:<{name}}  " + "  ".join(numbers)), soft_wrap=True)


def _of_file(outcome: Outcome) -> tuple[str, str]:
    return outcome.usage.path, outcome.usage.target


def _unconcerned(rest: Iterable[Outcome]) -> dict[tuple[str, str], dict[str, int]]:
    """By file and target, how many usages are kept for which reason, where no rule is for any of them: nothing to look
    at. An import is kept for what is called."""
    kept: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in rest:
        if outcome.outcome == "kept":
            kept.setdefault(_of_file(outcome), []).append(outcome)
    found: dict[tuple[str, str], dict[str, int]] = {}
    for place, outcomes in kept.items():
        used = [each.reason or "" for each in outcomes if each.usage.kind != "import"]
        reasons = used or [each.reason or "" for each in outcomes]
        if all(reason.startswith(UNCONCERNED) for reason in reasons):
            found[place] = Counter([*reasons, *reasons[:1] * (len(outcomes) - len(reasons))])
    return found


def _print_unconcerned(console: Console, unconcerned: Mapping[tuple[str, str], Mapping[str, int]]) -> None:
    from rich.text import Text

    usages, files = Counter[str](), dict[str, set[str]]()
    for (path, _), reasons in unconcerned.items():
        for reason, number in reasons.items():
            usages[reason] += number
            files.setdefault(reason, set()).add(path)
    for reason, number in usages.items():
        stay = "stays as it is" if number == 1 else "stay as they are"
        line = f"{counted(number, 'usage')} in {counted(len(files[reason]), 'file')} {stay}: {clean(reason)}"
        console.print(Text(line), soft_wrap=True)


def _print_undecided(console: Console, ledger: Ledger) -> None:
    from rich.text import Text

    for line in implicit_places(ledger.outcomes):
        console.print(Text(clean(line)), soft_wrap=True)
    undecided = [
        outcome.usage
        for outcome in ledger.outcomes
        if outcome.outcome == "undecided" and not (is_left(outcome) or outcome.usage.is_implicit)
    ]
    if undecided:
        files = len({usage.path for usage in undecided})
        usages = counted(len(undecided), "possible usage")
        stay = "stays as it is" if len(undecided) == 1 else "stay as they are"
        console.print(f"{usages} in {counted(files, 'file')} {stay}: same name, nothing known")


def _print_run_unasked(console: Console, paths: Iterable[str]) -> None:
    from rich.text import Text

    for path in sorted({*paths}):
        if when := when_run(path):
            line = f"{clean_path(path)} changes, and is run {when}: look at it before"
            console.print(Text(line), soft_wrap=True)


def _print_changing(console: Console, ledger: Ledger) -> None:
    from rich.text import Text

    changing = [o for o in ledger.outcomes if o.outcome == "rewritten" and o.behaviour == "changes"]
    if not changing:
        return
    change = "changes" if len(changing) == 1 else "change"
    usages = counted(len(changing), "rewritten usage")
    console.print(f"{usages} {change} behaviour: a rule or an answer says that a reviewer must look")
    by_reason: dict[str, list[Outcome]] = {}
    for each in changing:
        if each.reason:
            by_reason.setdefault(each.reason, []).append(each)
    for reason, found in by_reason.items():
        first, more = found[0].usage, f" and {len(found) - 1} more" if len(found) > 1 else ""
        line = f"  {clean_path(first.path)}:{first.location.line}{more}: {clean(reason)}"
        console.print(Text(line), soft_wrap=True)
