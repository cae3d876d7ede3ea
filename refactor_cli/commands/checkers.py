"""The type servers that a command asks, by the options the user gave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from refactor_cli.commands.command_line.choices import Types
from refactor_cli.counted import counted

if TYPE_CHECKING:
    from refactor_cli.commands.reading import Reading
    from refactor_cli.data import Usages
    from refactor_cli.types import Checker
    from refactor_cli.types.environment import Environment
    from refactor_cli.types.installed_names import InstalledNames


class Checkers(Struct, frozen=True):
    """The servers in the order they are asked, and the packages they may read."""

    asked: tuple[Checker, ...]
    environment: Environment | None


def checkers(choice: Types, python: Path | None, reading: Reading) -> Checkers:
    """What the options mean. Nothing is started yet.

    Raises:
        RefactorError: there is no environment where the user says.
    """
    if choice is Types.NONE:
        return Checkers((), None)
    from refactor_cli.types import Checker
    from refactor_cli.types.asking import InstalledServer, MissingServer
    from refactor_cli.types.environment import environment_of
    from refactor_cli.types.pyrefly import PYREFLY
    from refactor_cli.types.remembered import RememberedServer
    from refactor_cli.types.ty import TY

    environment = environment_of(reading.repository.top, python)
    found = list[Checker]()
    for server in {Types.TY: (TY,), Types.PYREFLY: (PYREFLY,)}.get(choice, (TY, PYREFLY)):
        program = server.find()
        if program is None:
            found.append(MissingServer(server))
            continue
        installed = InstalledServer(server, program, environment)
        found.append(RememberedServer(installed, reading.cache) if reading.cache else installed)
    return Checkers(tuple(found), environment)


def outside_names(asked: Checkers) -> InstalledNames | None:
    """The names of the packages that the servers may read; None where there are none."""
    if asked.environment is None or not asked.environment.packages:
        return None
    from refactor_cli.types.installed_names import InstalledNames

    return InstalledNames(asked.environment)


def unresolved_note(asked: Checkers, reading: Reading, usages: Usages) -> str | None:
    """What could not be looked up for want of packages, and what that leaves undecided: one line, or nothing."""
    if asked.environment is None:
        return None
    from refactor_cli.find.packages import unresolved

    found = unresolved(reading.symbols, usages, asked.environment.modules)
    if not found.packages:
        return None
    where = asked.environment.origin
    names = ", ".join(found.packages[:8])
    more = f" and {len(found.packages) - 8} more" if len(found.packages) > 8 else ""
    place = f"not installed in {where}" if where else "not known, for no environment was found (see --python)"
    return f"packages {place}: {names}{more}; this may leave {counted(found.usages, 'usage')} undecided"
