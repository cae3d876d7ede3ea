"""`--report FILE.md`: the body of a pull request for a migration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refactor_cli.commands.command_line import output

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.order import Found, Order
    from refactor_cli.ledger import Ledger
    from refactor_cli.plan import Plan


def write_report(
    file: Path, value: Mapping[str, Any], plan: Plan, ledger: Ledger, how: tuple[Found, Order]
) -> None:
    """Writes it where the user said.

    Raises:
        RefactorError: it cannot be written.
    """
    from refactor_cli.commands.migrations.claims import said
    from refactor_cli.commands.migrations.one_commit import why
    from refactor_cli.renderers.pull_request import as_pull_request

    subjects = [each.message.partition("\n")[0] for each in plan.commits]
    text = as_pull_request(value, subjects, why(*how), said(ledger.outcomes, *how))
    output.write_file(file, text.encode("utf-8", "backslashreplace"))
    output.note(f"report: {file}")
