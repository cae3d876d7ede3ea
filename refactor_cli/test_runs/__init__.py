"""The user's own tests, run before and after: a checkout in a folder of ours, a process group, what came of it.

The one place where code of the repository runs, and only because the user named the command.
"""

from __future__ import annotations

from refactor_cli.test_runs.values import TestCommand

__all__ = ["TestCommand"]
