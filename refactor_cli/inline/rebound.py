"""Builtins that a module gives a value of its own as well: `except NameError: unicode = str`."""

from __future__ import annotations

from refactor_cli.inline.file import File
from refactor_cli.inline.job import Job
from refactor_cli.inline.opened import Opened

_BUILTINS = "builtins."


def check_not_rebound(file: File, job: Job) -> None:
    """What asks for the builtin decides whether the name is bound, and other modules may take it from this one.

    Raises:
        Opened: the usage is of such a builtin.
    """
    name = job.target.dotted.removeprefix(_BUILTINS)
    if name == job.target.dotted or "." in name:
        return
    own = [each for each in file.map.named.get(name, ()) if each.scope == 0]
    if own:
        line = file.utf8.count(b"\n", 0, own[0].span.start) + 1
        raise Opened(f"'{name}' is bound in more than one way here: line {line} gives it a value, too")
