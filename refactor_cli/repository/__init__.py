"""The repository: found and read through GitPython, without running anything of it; and written to by commit.

`process` starts git, `opening` finds the repository, `objects` and `working_tree` read, `branches` and `writing`
are for the stage commit alone.
"""

from refactor_cli.repository.branches import branch_name
from refactor_cli.repository.history import last_changes
from refactor_cli.repository.objects import blobs_at, head, is_of_another, read_blobs, resolve
from refactor_cli.repository.opening import Repository, open_repository
from refactor_cli.repository.working_tree import changed_in_working_tree, state

__all__ = [
    "Repository",
    "blobs_at",
    "branch_name",
    "changed_in_working_tree",
    "head",
    "is_of_another",
    "last_changes",
    "open_repository",
    "read_blobs",
    "resolve",
    "state",
]
