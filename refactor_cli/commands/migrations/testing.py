"""`--test CMD`: the user's tests before and after, what fails anew, and which usages that may come from.

The command comes from the command line alone: no configuration, no journal and no plan can name one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.shell_words import shell_words
from refactor_cli.counted import counted
from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from refactor_cli.data import Rejection
    from refactor_cli.migration import Migration
    from refactor_cli.plan import Plan
    from refactor_cli.repository import Repository
    from refactor_cli.symbols import SymbolMap
    from refactor_cli.test_runs import TestCommand
    from refactor_cli.test_runs.blaming import Blamed, Changed, Rewritten
    from refactor_cli.test_runs.comparing import Comparison
    from refactor_cli.test_runs.testing import Store, Tests
    from refactor_cli.test_runs.values import TestRun

_SHOWN = 20  # failures that are listed for people, and that a model is told
_IDS = 8  # usages that are named with one failure


def read_command(text: str | None, seconds: float) -> TestCommand | None:
    """The command's words as a shell would split them; it is started without a shell.

    Raises:
        RefactorError: it cannot be read, needs a shell, or there is no such program.
    """
    from refactor_cli.test_runs import TestCommand

    if text is None:
        return None
    words = shell_words(text, "--test")
    if not words or "\0" in text:
        raise RefactorError("--test names no command", "for example: --test 'python -m pytest -q'")
    if os.sep in words[0]:  # as the user sees it from here; in the checkout it may not be there
        program = os.path.abspath(words[0])
    else:
        entries = filter(os.path.isabs, os.environ.get("PATH", os.defpath).split(os.pathsep))
        program = shutil.which(words[0], path=os.pathsep.join(entries)) or ""
    if not (os.path.isfile(program) and os.access(program, os.X_OK)):
        raise RefactorError(
            f"--test: there is no program {words[0]!r}",
            "give its path, or put it on PATH; for a shell: sh -c '...'",
        )
    return TestCommand(text, (program, *words[1:]), seconds)


def prepared(command: TestCommand | None, repository: Repository, commit: str | None) -> Tests | None:
    """What runs the command; None where none was given."""
    from refactor_cli.test_runs.testing import Tests

    if command is None or commit is None:
        return None
    return Tests(
        command, repository, commit, lambda when: output.note(f"running the tests {when}: {command.text}")
    )


def check_fits(tests: Tests, plan: Plan, branch: str) -> None:
    """Nothing is run for a plan that cannot be carried out.

    Raises:
        RefactorError: its files are others by now, or the branch cannot be made.
    """
    from refactor_cli.plan import stale
    from refactor_cli.repository import blobs_at, resolve
    from refactor_cli.repository.branches import check_new_branch

    commit = resolve(tests.repository, tests.commit)  # a plan's: a shallow clone may lack it
    now = blobs_at(tests.repository, commit, [file.path for file in plan.files])
    if others := [file.path for file in plan.files if now.get(file.path) != file.before]:
        raise stale(others)
    check_new_branch(tests.repository, branch)


def tried(
    tests: Tests | None, plan: Plan, symbols: SymbolMap | None = None, store: Store | None = None
) -> dict[str, Any] | None:
    """How the tests end on what a plan makes, as the report has it; None when there is no command, or no change.

    Raises:
        RefactorError: the command cannot be started, or the temporary folder cannot be written to.
    """
    from refactor_cli.repository import read_blobs
    from refactor_cli.test_runs.blaming import Changed

    if tests is None:
        return None
    if not plan.files:
        output.note("note: nothing is rewritten, so no tests were run")
        return None
    data = read_blobs(tests.repository, [file.before for file in plan.files])
    changed = {file.path: Changed(data[file.before], file.splices) for file in plan.files}
    usages = [_of_row(row) for row in plan.report.get("ledger", ()) if row["outcome"] == "rewritten"]
    compared = tests.after(_results(changed), store)
    value = _value(tests, compared, changed, usages, symbols)
    _tell(value, compared)
    return value


def found_problems(
    tests: Tests, migration: Migration, before: SymbolMap, store: Store
) -> tuple[Rejection, ...]:
    """What a model could mend of what its rewriting makes the tests say: by usage, where a test's output names its
    lines, else one for each failure.

    Raises:
        RefactorError: see `tried`.
    """
    from refactor_cli.splice import by_path, splices
    from refactor_cli.test_runs.blaming import Changed, Rewritten, blame

    files = before.snapshot.files
    changed = {
        path: Changed(files[path].data, splices(files[path], edits))
        for path, edits in by_path(migration.edits).items()
    }
    if not changed:
        return ()
    usages = [
        Rewritten(each.usage.id, each.usage.path, *_lines_of(each.usage.location, each.usage.call))
        for each in migration.ledger.outcomes
        if each.outcome == "rewritten"
    ]
    compared = tests.after(_results(changed), store)
    return _problems(blame(compared.new[:_SHOWN], usages, changed, _imported(before)))


def is_partial(value: Mapping[str, Any] | None) -> bool:
    """Whether tests leave something for people: new failures, or they could tell nothing."""
    return value is not None and value["verdict"] != "no new failures"


def _problems(blamed: Iterable[Blamed]) -> tuple[Rejection, ...]:
    from refactor_cli.data import Rejection

    by_id, whole = dict[str, Rejection](), list[Rejection]()
    for each in blamed:
        test = f"the test {each.failure.test}" if each.failure.test else "the tests as a whole"
        text = f"{test} passed before the change and fails now: {each.failure.message}"
        if each.by == "line":
            for id in each.usages:
                by_id.setdefault(id, Rejection(id, text))
        else:
            named = ", ".join(each.usages[:_IDS])
            whole.append(Rejection("", f"{text}; perhaps because of {named}" if named else text))
    return (*whole, *by_id.values())


def _value(
    tests: Tests,
    compared: Comparison,
    changed: Mapping[str, Changed],
    usages: Sequence[Rewritten],
    symbols: SymbolMap | None,
) -> dict[str, Any]:
    from refactor_cli.test_runs.blaming import blame

    blamed = blame(compared.new, usages, changed, _imported(symbols) if symbols is not None else None)
    return {
        "command": tests.command.text,
        "verdict": compared.verdict,
        "reason": compared.reason or None,
        "before": _run_value(compared.before),
        "after": {**_run_value(compared.after), "tail": compared.after.tail},
        "new_failures": [
            {
                "test": each.failure.test or None,
                "message": each.failure.message,
                "places": [{"path": path, "line": line or None} for path, line in each.failure.places],
                "usages": list(each.usages),
                "by": each.by,
            }
            for each in blamed
        ],
        "fixed": list(compared.fixed),
    }


def _ended(run: TestRun, when: str) -> str:
    """`exit code 1 before: 41 passed, 2 failed`; of a runner that does not name what passes, how many ran."""
    from refactor_cli.test_runs.comparing import how

    ended = f"{how(run.code)} {when}"
    if not run.is_read:
        return ended
    first = f"{len(run.passed)} passed, " if run.passed else f"{run.ran} run, " if run.ran is not None else ""
    return f"{ended}: {first}{len(run.failures)} failed"


def _run_value(run: Any) -> dict[str, Any]:
    """`passed` and `failed` are None where single tests were not recognised."""
    return {
        "exit_code": run.code,
        "passed": len(run.passed) if run.passed else None,
        "failed": len(run.failures) if run.is_read else None,
    }


def _results(changed: Mapping[str, Changed]) -> dict[str, bytes]:
    from refactor_cli.splice import spliced

    return {path: spliced(each.data, each.splices) for path, each in changed.items()}


def _of_row(row: Mapping[str, Any]) -> Rewritten:
    from refactor_cli.data import Location
    from refactor_cli.test_runs.blaming import Rewritten

    names = Location._fields
    call = Location(*(row["call"][name] for name in names)) if row["call"] else None
    return Rewritten(row["id"], row["path"], *_lines_of(Location(*(row[name] for name in names)), call))


def _lines_of(location: Any, call: Any) -> tuple[int, int]:
    both = [each for each in (location, call) if each is not None]
    return min(each.line for each in both), max(each.end_line for each in both)


def _imported(symbols: SymbolMap) -> Callable[[frozenset[str]], frozenset[str]]:
    from refactor_cli.types.reachable import reachable

    return lambda paths: reachable(symbols, paths)


def _tell(value: Mapping[str, Any], compared: Comparison) -> None:
    """For people: the verdict, each new failure, and what may have caused it."""
    before, after = _ended(compared.before, "before"), _ended(compared.after, "after")
    output.note(f"tests: {value['verdict']} ({before}; {after})")
    if value["reason"]:
        output.note(f"warning: the tests can tell nothing: {value['reason']}")
    failures = value["new_failures"]
    for each in failures[:_SHOWN]:
        output.note(f"  {each['test'] or 'the command'}: {each['message']}")
        if each["usages"]:
            more = f" and {len(each['usages']) - _IDS} more" if len(each["usages"]) > _IDS else ""
            output.note(f"    {_BY[each['by']]} {' '.join(each['usages'][:_IDS])}{more}")
    if len(failures) > _SHOWN:
        output.note(f"  and {len(failures) - _SHOWN} more")
    is_as_a_whole = bool(value["reason"]) or any(each["test"] is None for each in failures)
    if is_as_a_whole and value["after"]["tail"].strip():
        output.note("the last lines of the output:")
        for line in value["after"]["tail"].splitlines():
            output.note(f"  | {line}")
    if value["fixed"]:
        passes = "passes" if len(value["fixed"]) == 1 else "pass"
        output.note(f"  {counted(len(value['fixed']), 'test')} that failed before {passes} now")


_BY = {
    "line": "at its lines:",
    "file": "in files that it names:",
    "import": "in files that it imports:",
    "nothing": "",
}
