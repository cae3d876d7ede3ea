"""`--show-completion SHELL` and `--install-completion SHELL`; without a name, of the shell that it is run from."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from typer import _completion_shared as completion  # typer offers both for the shell it finds alone

from refactor_cli.commands.command_line import output
from refactor_cli.errors import ExitCode, RefactorError

_SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def complete(arguments: Sequence[str]) -> int:
    """Prints the script, or puts it where the shell reads it.

    Raises:
        RefactorError: no shell that is known was named, or could be found.
    """
    option, shells = arguments[0], arguments[1:]
    shell = shells[0] if shells else completion._get_shell_name()
    if len(shells) > 1 or shell not in _SHELLS:
        problem = (
            f"{option} knows no shell {' '.join(shells)}" if shells else "which shell this is is not known"
        )
        raise RefactorError(problem, f"name one: refactor {option} {'|'.join(_SHELLS)}")
    if option == "--show-completion":
        script = completion.get_completion_script(
            prog_name="refactor", complete_var="_REFACTOR_COMPLETE", shell=shell
        )
        output.write([f"{script}\n"])
        return ExitCode.DONE
    try:
        installed, place = completion.install(shell, "refactor", "_REFACTOR_COMPLETE")
    except (OSError, subprocess.CalledProcessError) as error:
        hint = f"put it where your shell reads it: refactor --show-completion {shell}"
        raise RefactorError(f"cannot install completion: {error}", hint, ExitCode.REPOSITORY) from error
    output.note(f"{installed} completion is in {place}; it works in the next shell that is started")
    return ExitCode.DONE
