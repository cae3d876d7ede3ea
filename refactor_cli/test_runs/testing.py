"""A commit, changes to its files -> TestRun: a checkout, the command in it, what came of it."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct, field

from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.repository import Repository
from refactor_cli.repository.exporting import export
from refactor_cli.test_runs.comparing import Comparison, compare
from refactor_cli.test_runs.environment import environment_of
from refactor_cli.test_runs.reading import Checkout, read_results
from refactor_cli.test_runs.running import run
from refactor_cli.test_runs.values import TestCommand, TestRun, as_value, from_value

_NO_CHANGES: Mapping[str, bytes] = {}
_USAGE_ERROR = 4  # of pytest: an option that is switched off there, ours


class Store(Protocol):
    """Where results are kept that must not be had anew: a run's journal."""

    def remembered(self, name: str) -> Mapping[str, Any] | None:
        """What was kept under this name; None when nothing was."""
        ...

    def remember(self, name: str, value: Mapping[str, Any]) -> None:
        """Keeps a value that JSON can hold under this name."""
        ...


class Tests(Struct, frozen=True):
    """The user's command on one commit. `known` holds what has been run, so that nothing is run twice; `tell` hears
    what is about to run."""

    __test__ = False

    command: TestCommand
    repository: Repository
    commit: str
    tell: Callable[[str], None]
    known: dict[str, TestRun] = field(default_factory=dict)

    def before(self, store: Store | None = None) -> TestRun:
        """How it ends on the commit as it is. Raises RefactorError as `after` does."""
        return self._run(_NO_CHANGES, "before the migration", store)

    def after(self, changes: Mapping[str, bytes], store: Store | None = None) -> Comparison:
        """How it ends with these new files, against how it ended before.

        Raises:
            RefactorError: the command cannot be started, or the temporary folder cannot be written to.
        """
        before = self.before(store)
        return compare(before, self._run(changes, "after it", store))

    def _run(self, changes: Mapping[str, bytes], when: str, store: Store | None) -> TestRun:
        name = self._digest(changes)
        if name not in self.known:
            value = store.remembered(name) if store is not None else None
            if value is None:
                self.tell(when)
            self.known[name] = from_value(value) if value is not None else self._once(changes)
        if store is not None and store.remembered(name) is None:
            store.remember(name, as_value(self.known[name]))
        return self.known[name]

    def _digest(self, changes: Mapping[str, bytes]) -> str:
        files = sorted((path, hashlib.sha256(data).hexdigest()) for path, data in changes.items())
        told = [self.command.words, self.command.seconds, self.commit, files]
        return f"tests-{hashlib.sha256(json.dumps(told).encode()).hexdigest()}"

    def _once(self, changes: Mapping[str, bytes]) -> TestRun:
        try:
            with tempfile.TemporaryDirectory(prefix="refactor-test-", ignore_cleanup_errors=True) as name:
                return self._in(Path(os.path.realpath(name)), changes)
        except OSError as error:
            raise RefactorError(
                f"cannot write to the temporary folder: {error.strerror}",
                "make room, or set TMPDIR",
                ExitCode.REPOSITORY,
            ) from error

    def _in(self, folder: Path, changes: Mapping[str, bytes]) -> TestRun:
        code, scratch, report = folder / "code", folder / "tmp", folder / "results.xml"
        code.mkdir()
        scratch.mkdir()
        export(self.repository, self.commit, changes, code)
        environment = environment_of(os.environ, self.repository.top, code, scratch, report)
        ended = run(self.command.words, code, environment, self.command.seconds)
        if ended.code == _USAGE_ERROR and not report.exists() and "junit" in ended.output:
            own = {**environment, "PYTEST_ADDOPTS": os.environ.get("PYTEST_ADDOPTS", "")}
            ended = run(self.command.words, code, own, self.command.seconds)
        return read_results(ended, report, Checkout(code, folder))
