"""The command `refactor`: arguments in, exit code out."""

from __future__ import annotations

import gc
import os
import sys

# Slots of eight bytes for the frames of Python's calls: 4 MB, of which only what is used takes memory
_ROOM = 1 << 19


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code; prints errors, never a traceback for what a user can cause."""
    from refactor_cli.commands.command_line.streams import closed_stdout, full_disk, put, say
    from refactor_cli.errors import ExitCode, LedgerError, RefactorError

    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        put(())  # what was printed and is still buffered
        return code
    except RefactorError as error:
        return _complain(error.problem, error.hint, error.exit_code)
    except OSError as error:
        if closed_stdout(error):
            return _complain(f"cannot write to stdout: {error.strerror}", "open it", ExitCode.REPOSITORY)
        if not full_disk(error):
            raise
        return _complain(f"cannot write: {error}", "make room on the disk", ExitCode.REPOSITORY)
    except LedgerError as error:
        return _complain(
            f"the result does not agree with the ledger, so nothing was written: {error}",
            "this is a bug in refactor: please report it with the command you ran",
            ExitCode.BUG,
        )
    except KeyboardInterrupt:
        say("interrupted\n")
        return ExitCode.INTERRUPTED


def _run(arguments: list[str]) -> int:
    from refactor_cli.errors import ExitCode

    if arguments == ["--version"]:  # before anything is loaded: this is asked often, by tools
        from refactor_cli import __version__

        print(f"refactor {__version__}")
        return ExitCode.DONE
    code = _run_plain(arguments)
    if code is not None:
        return code
    import typer

    from refactor_cli.commands.app import NAMES, command_line

    if arguments[:1] in (["--show-completion"], ["--install-completion"]):
        from refactor_cli.commands.completion import complete

        return complete(arguments)
    asked = (arguments[0],) if arguments and arguments[0] in NAMES else NAMES
    try:
        result = command_line(asked)(arguments or ["--help"], prog_name="refactor", standalone_mode=False)
    except typer.TyperException as error:
        problem = error.format_message() or "which of its commands is not said"
        hint = f"try `{_command_of(arguments)} --help`"
        return _complain(*(_put_first(arguments) or (problem, hint)), ExitCode.USAGE)
    except typer.Abort:
        from refactor_cli.commands.command_line.streams import say

        say("declined\n")
        return ExitCode.INTERRUPTED
    except SystemExit:  # what rich raises when the reader of a help text has enough: `| head`
        result = ExitCode.DONE
    if not arguments:
        return ExitCode.USAGE
    if result == ExitCode.INTERRUPTED:  # what typer makes of it, without a word
        raise KeyboardInterrupt
    return result if isinstance(result, int) else ExitCode.DONE


def _run_plain(arguments: list[str]) -> int | None:
    """Runs a command line that is read without typer; None where it is none."""
    if arguments[:1] == ["check"]:
        from refactor_cli.commands.checks import running as checks

        check = checks.plain_request(arguments[1:])
        return checks.run_check(check) if check is not None else None
    if arguments[:1] == ["find-usages"]:
        from refactor_cli.commands.usages import running as usages

        find = usages.plain_request(arguments[1:])
        return usages.run_find_usages(find) if find is not None else None
    return None


def _command_of(arguments: list[str]) -> str:
    from refactor_cli.commands.app import NAMES, names_within

    named = [argument for argument in arguments[:1] if argument in NAMES]
    if named and arguments[1:2] and arguments[1] in names_within(named[0]):
        named.append(arguments[1])
    return " ".join(["refactor", *named])


def _put_first(arguments: list[str]) -> tuple[str, str] | None:
    """Problem and hint for an option of a command that stands before the command's name, as other tools have it."""
    import shlex

    from refactor_cli.commands.app import NAMES, is_option

    at = next((number for number, each in enumerate(arguments) if each in NAMES), 0)
    option = arguments[0].partition("=")[0] if arguments else ""
    if not at or not is_option(arguments[at:], option):
        return None
    line = shlex.join(["refactor", *arguments[at:], *arguments[:at]])
    return f"{option} stands before the command's name", f"options stand after it: {line}"


def _complain(problem: str, hint: str, code: int) -> int:
    from refactor_cli.commands.command_line.streams import say
    from refactor_cli.renderers.clean import clean

    say(f"error: {clean(problem)}\nhint: {clean(hint)}\n")
    return code


def leave_out_the_repository(search_path: list[str], named: str, here: str) -> list[str]:
    """The search path without the modules of the repository, whatever they are called: nothing of it is executed.

    `named` is PYTHONPATH. What it names in or above the folder `here` goes, and so does that folder itself, which
    `python -m` puts first. The folder that holds this package stays.
    """
    home, here = os.path.dirname(os.path.dirname(os.path.realpath(__file__))), os.path.realpath(here)
    suspects = (
        {os.path.realpath(os.path.join(here, each)) for each in named.split(os.pathsep)} if named else set()
    )
    near = {
        each for each in suspects if f"{here}/".startswith(f"{each}/") or f"{each}/".startswith(f"{here}/")
    }
    gone = {here, *near} - {home}
    return [entry for entry in search_path if os.path.realpath(entry) not in gone]


def run() -> None:
    """The console script: ends the process. A bug of ours keeps its traceback and ends with 70."""
    try:
        sys.path[:] = leave_out_the_repository(sys.path, os.environ.get("PYTHONPATH", ""), _here())
        from refactor_cli.commands.command_line.interrupts import end_as_interrupted, end_at_once

        end_as_interrupted()  # before anything else is loaded
        try:
            code = _run_alone()
        finally:
            end_at_once()
    except KeyboardInterrupt:  # before the command has begun, or once it is through
        sys.stderr.write("interrupted\n")
        code = 130
    gc.freeze()  # at its end Python collects cycles once more, of what goes with the process anyhow
    sys.exit(code)


def _here() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:  # a folder may be gone while one is in it
        return os.sep


def _run_alone() -> int:
    _load_msgspec()
    from refactor_cli.commands.command_line.streams import prepare, say
    from refactor_cli.errors import ExitCode

    prepare()
    # a process of seconds that keeps most of what it makes: collecting cycles would take a third of its time
    gc.disable()
    try:
        return main_with_room()
    except Exception:
        import traceback

        told = "error: a bug in refactor\nhint: please report it with the traceback above\n"
        say(f"{traceback.format_exc()}{told}")
        return ExitCode.BUG


def main_with_room() -> int:
    """`main` with the frames of all its calls side by side.

    Python keeps frames in chunks of 16 kB, each of which it asks the system for and gives back when it is empty: a call
    that is the first in one takes a hundred times as long as others, each time that it is made, and how deep that
    is differs from one run to the next. Behind a frame that does not fit into any, as this one is made to be, there is
    one chunk for all. https://github.com/python/cpython/issues/142183
    """
    return main()


main_with_room.__code__ = main_with_room.__code__.replace(co_stacksize=_ROOM)


def _load_msgspec() -> None:
    """Without `typing_extensions`, of which it takes only what `typing` has since Python 3.11: that loads `inspect`,
    `ast` and `dis`: a tenth of what a check of few files takes to load."""
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # whoever imports it is told there is none
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]


if __name__ == "__main__":
    run()
