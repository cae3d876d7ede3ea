"""The command `refactor`: arguments in, exit code out."""

from __future__ import annotations

import gc
import sys

from refactor_cli import __version__
from refactor_cli.errors import ExitCode, LedgerError, RefactorError


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code; prints errors, never a traceback for what a user can cause."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments == ["--version"]:  # before anything is loaded: this is asked often, by tools
        print(f"refactor {__version__}")
        return ExitCode.DONE
    try:
        return _run(arguments)
    except RefactorError as error:
        return _complain(error.problem, error.hint, error.exit_code)
    except LedgerError as error:
        return _complain(
            f"the result does not agree with the ledger, so nothing was written: {error}",
            "this is a bug in refactor: please report it with the command you ran",
            ExitCode.BUG,
        )
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["check"]:
        from refactor_cli.commands.checked import plain_request, run_check

        request = plain_request(arguments[1:])
        if request is not None:
            return run_check(request)
    import typer

    from refactor_cli.commands.app import app

    try:
        result = app(arguments or ["--help"], prog_name="refactor", standalone_mode=False)
    except typer.TyperException as error:
        return _complain(error.format_message(), f"try `{_command_of(arguments)} --help`", ExitCode.USAGE)
    except typer.Abort:
        print("declined", file=sys.stderr)
        return ExitCode.INTERRUPTED
    sys.stdout.flush()
    if not arguments:
        return ExitCode.USAGE
    return result if isinstance(result, int) else ExitCode.DONE


def _command_of(arguments: list[str]) -> str:
    from refactor_cli.commands.app import NAMES

    named = [argument for argument in arguments[:1] if argument in NAMES]
    return " ".join(["refactor", *named])


def _complain(problem: str, hint: str, code: int) -> int:
    from refactor_cli.renderers.clean import clean

    sys.stdout.flush()
    print(f"error: {clean(problem)}\nhint: {clean(hint)}", file=sys.stderr)
    return code


def run() -> None:
    """The console script: ends the process. A bug of ours keeps its traceback and ends with 70."""
    # a process of seconds that keeps most of what it makes: collecting cycles would take a third of its time
    gc.disable()
    try:
        code = main()
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        import traceback

        traceback.print_exc()
        print("error: a bug in refactor\nhint: please report it with the traceback above", file=sys.stderr)
        code = ExitCode.BUG
    sys.exit(code)


if __name__ == "__main__":
    run()
