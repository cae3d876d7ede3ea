"""Whether new code that a model wrote has type errors that were not there before; asked once for each state of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import asdict

from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.choices import Types
from refactor_cli.data.outcomes import NEW_CODE

if TYPE_CHECKING:
    from pathlib import Path

    from refactor_cli.answering import Settled
    from refactor_cli.data import Answer
    from refactor_cli.journal import Run
    from refactor_cli.symbols import SymbolMap
    from refactor_cli.types.asking import InstalledServer


class Checked(Struct, frozen=True):
    """`refused`: what is wrong, by usage; `files`: how many were looked at; `note`: why some, or all, were not."""

    refused: Mapping[str, str]
    files: int
    note: str = ""


class TypeCheck(Struct, frozen=True):
    """Who checks; with no server, `missing` says why nobody does. `known` holds what came of each set of answers, and
    `kept_in` the journal, if there is one: a run that goes on must not hear something else than it did."""

    server: InstalledServer | None
    missing: str = ""
    known: dict[str, Checked] = field(default_factory=dict)
    kept_in: list[Run] = field(default_factory=list)

    def checked(
        self, answers: Sequence[Sequence[Answer]], settled: Settled, symbols: SymbolMap, own: frozenset[str]
    ) -> Checked:
        """What becomes of these answers. `settled`: what they come to for all usages, when they are looked at for the
        first time; `own`: usages that the user's rules rewrite, which are no concern here."""
        texts = [[each.text for each in rounds] for rounds in answers]
        key = hashlib.sha256(json.dumps(texts).encode("utf-8", "surrogatepass")).hexdigest()
        if key not in self.known:
            stored = (run.remembered(f"types-{key}") for run in self.kept_in)
            value = next((each for each in stored if each is not None), None)
            self.known[key] = Checked(**value) if value is not None else self._check(settled, symbols, own)
            for run in self.kept_in if value is None else ():
                run.remember(f"types-{key}", asdict(self.known[key]))
        return self.known[key]

    def _check(self, settled: Settled, symbols: SymbolMap, own: frozenset[str]) -> Checked:
        from refactor_cli.commands.command_line.progress import stage
        from refactor_cli.migration import checked
        from refactor_cli.splice import by_path
        from refactor_cli.type_errors import new_errors
        from refactor_cli.types.diagnostics import diagnose

        if self.server is None:
            return Checked({}, 0, self.missing)
        migration = checked(settled.inlined, symbols)
        edits = {
            path: some
            for path, some in by_path(migration.edits).items()
            if any(set(each.subjects) - own for each in some) and symbols.map(path) is not None
        }
        if not edits:
            return Checked({}, 0)
        with stage("checking types"):
            found = diagnose(self.server, symbols, migration.symbols, list(edits))
        errors = new_errors(edits, found, symbols, migration.symbols)
        refused = {id: f"{self.server.name} finds {text}" for id, text in errors.items() if id not in own}
        return Checked(refused, len(found.after), found.note)

    def value(self) -> dict[str, Any] | None:
        """For the report, of the last answers; None when there were none."""
        if not self.known:
            return None
        last = list(self.known.values())[-1]
        return {
            "server": self.server.name if self.server is not None else None,
            "files": last.files,
            "rejected": sorted(id for id in last.refused if not id.startswith(NEW_CODE)),
            "not_checked": last.note or None,
        }

    def tell(self) -> None:
        """For people: what was not checked, and why."""
        value = self.value()
        if value is not None and value["not_checked"]:
            output.note(f"note: types of the new code are not checked, or not all: {value['not_checked']}")
        if value is not None and value["rejected"] and self.server is not None:
            origin = self.server.environment.origin
            if origin:  # what it lacks there may be of a newer version than the one that is installed
                output.note(
                    f"note: types are those of the packages in {origin}: what new code calls must be installed there "
                    "in a version that has it (or give --types none)"
                )


def type_check(types: Types, python: Path | None, top: Path) -> TypeCheck | None:
    """Who checks the types of the new code of answers; None where nobody is to be asked. `python`, `top`: the
    interpreter that the user names and the repository, for the packages that are installed."""
    from refactor_cli.types.asking import InstalledServer
    from refactor_cli.types.environment import environment_of
    from refactor_cli.types.ty import TY

    if types is Types.NONE:
        return None
    if types is Types.PYREFLY:
        return TypeCheck(None, "only ty is asked for type errors, and --types says pyrefly")
    program = TY.find()
    if program is None:
        return TypeCheck(None, "ty is not installed beside refactor")
    return TypeCheck(InstalledServer(TY, program, environment_of(top, python)))
