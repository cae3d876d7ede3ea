"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from refactor_cli.commands.command_line.choices import Types
from refactor_cli.commands.command_line.given import in_words

RepoOption = Annotated[
    Path,
    typer.Option("--repo", metavar="DIR", help="A folder of the repository.", show_default="this folder"),
]
IncludeOption = Annotated[
    list[str] | None, typer.Option("--include", metavar="GLOB", help="Only files that match; repeatable.")
]
ExcludeOption = Annotated[
    list[str] | None, typer.Option("--exclude", metavar="GLOB", help="No files that match; repeatable.")
]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", metavar="ID...", help="Only these usages; repeatable.")
]
SkipOption = Annotated[
    list[str] | None, typer.Option("--skip", metavar="ID...", help="Not these usages; repeatable.")
]
OutputFileOption = Annotated[
    Path | None, typer.Option("--output-file", metavar="FILE", help="Write there instead of stdout.")
]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Neither read nor write the symbol cache.")]
InstructionsOption = Annotated[
    str | None,
    typer.Option(
        "--instructions",
        metavar="TEXT|@FILE",
        callback=in_words,
        help="For the model: what to do, in words.",
    ),
]
ProjectRecipesOption = Annotated[
    list[str] | None,
    typer.Option("--recipe", metavar="FILE|NAME", help="Instead of the project's recipes; repeatable."),
]

ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", metavar="NAME|auto", help="Who is asked; auto: Flash, then Pro for what failed a check."
    ),
]
BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="An OpenAI-compatible server, or $REFACTOR_BASE_URL.",
        show_default="DeepSeek",
    ),
]
AllowHttpOption = Annotated[bool, typer.Option("--allow-http", help="Plain http even to another machine.")]
ContextOption = Annotated[
    int | None,
    typer.Option(
        "--context-tokens", metavar="N", min=4_096, help="The model's window. Default: as it is known."
    ),
]
TimeoutOption = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        min=0.01,
        max=86_400.0,
        help="How long to wait for a model's next token.",
        show_default="660 for the first, then 180",
    ),
]
RetriesOption = Annotated[
    int,
    typer.Option(
        "--retries", metavar="N", min=0, max=20, help="How often a request that failed is sent again."
    ),
]
ConfirmOption = Annotated[
    float, typer.Option("--confirm-above", metavar="USD", min=0.0, help="Ask before more may be spent.")
]
MaxCostOption = Annotated[
    float | None, typer.Option("--max-cost", metavar="USD", min=0.0, help="Stop before more can be spent.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask about the cost.")]
ResumeOption = Annotated[
    str | None,
    typer.Option("--resume", metavar="RUN", help="Go on with a run: latest, or its id; see `refactor runs`."),
]

TypesOption = Annotated[
    Types, typer.Option("--types", help="The type server to ask what scopes and imports leave undecided.")
]
PythonOption = Annotated[
    Path | None,
    typer.Option(
        "--python",
        metavar="DIR",
        help="The environment whose packages the repository uses; it is read, not run.",
        show_default=".venv, venv, env, $VIRTUAL_ENV",
    ),
]
TestOption = Annotated[
    str | None,
    typer.Option(
        "--test",
        metavar="COMMAND",
        help="Run it on copies of the base and of the result, 'pytest -q', and report what fails anew.",
    ),
]
TestTimeoutOption = Annotated[
    float,
    typer.Option("--test-timeout", metavar="SECONDS", min=0.1, help="How long each of the runs may take."),
]
TEST_SECONDS = 1_800.0


class ReportFormat(StrEnum):
    """Formats of commands that have one text and one machine form."""

    FULL = "full"
    JSON = "json"


ReportFormatOption = Annotated[ReportFormat, typer.Option("--output-format", help="How to report.")]


class MapDetail(StrEnum):
    """How much `map` says of each file."""

    CALLS = "calls"
    SIGNATURES = "signatures"
    NAMES = "names"
