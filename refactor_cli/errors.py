"""What the user can mend: one exception class, and the exit codes."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Every way a command ends; documented in `--help` and in the README."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2  # wrong usage, configuration, recipe or target; the branch exists
    PARTIAL = 3  # open sites remain, tests fail anew, a file is not read by `check`, or lost for `migrate`
    MODEL = 4  # the model or its API failed, or the cost cap was reached, before anything was accepted
    REPOSITORY = 5  # none, no commit, not ours, not writable, a merge in progress, stale plan, disk full
    BUG = 70
    INTERRUPTED = 130


class RefactorError(Exception):
    """Something the user can mend: what is wrong, and the next thing to type. One line each."""

    def __init__(self, problem: str, hint: str, exit_code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        self.exit_code = exit_code


class LedgerError(AssertionError):
    """Finding again does not agree with the ledger: a bug of ours (exit 70), and no branch is made."""
