"""Modules that moved, in files where a version that the project supports keeps some of their names back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from refactor_cli.data import Usage
from refactor_cli.inline.job import Job
from refactor_cli.resolution.installed import is_module
from refactor_cli.symbols import SymbolMap


def held_back(
    jobs: Mapping[str, Sequence[Job]], unmet: Mapping[Usage, str], symbols: SymbolMap
) -> dict[Usage, str]:
    """The usages of a module that stay where `unmet` (usages that need a later version, with the reason) go by the same
    name of it: `mock.patch` beside `mock.AsyncMock`, which unittest.mock has not had always.

    The file cannot do without the old module then, and would have two that are nearly the same, one of them under a new
    name, of whose objects those of the other are none (`ANY`, `sentinel`). When the version is met, the file can go at
    once.
    """
    names = dict[tuple[str, str], str]()
    for usage, reason in unmet.items():
        first, *others = _written(symbols, usage).split(".")
        if others and first.isidentifier():
            names.setdefault((usage.path, first), f"'{'.'.join([first, *others])}' stays beside it: {reason}")
    return {
        job.usage: names[path, first]
        for path in {path for path, _ in names}
        for job in jobs.get(path, ())
        if job.move is not None
        and not job.through
        and job.usage.kind not in ("import", "string", "doc")
        and is_module(symbols, job.move.source)
        and (path, first := _written(symbols, job.usage).partition(".")[0]) in names
    }


def _written(symbols: SymbolMap, usage: Usage) -> str:
    text = symbols.snapshot.files[usage.path].text.utf8
    return "".join(text[slice(*usage.expression)].decode("utf-8", "replace").split())
