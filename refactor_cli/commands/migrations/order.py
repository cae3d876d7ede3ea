"""What `refactor migrate` is told to do, and what it has found before anything is decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from refactor_cli.commands.asking_models.model_order import NO_MODEL, ModelOrder
from refactor_cli.commands.command_line.choices import Types
from refactor_cli.commands.command_line.options import ReportFormat
from refactor_cli.commands.reading import Reading
from refactor_cli.data import Answer, Certainty, Target, Usages
from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.type_checking import TypeCheck
    from refactor_cli.recipe.whole import Recipe
    from refactor_cli.test_runs import TestCommand
    from refactor_cli.test_runs.testing import Tests


def only_recipe(given: Sequence[Path] | None) -> Path | None:
    """The recipe of a migration, which is one: of several none is left out in silence."""
    if given and len(given) > 1:
        raise RefactorError(
            f"--recipe is given {len(given)} times, and a migration carries out one recipe",
            "run it once for each; `refactor check --fix` applies several",
        )
    return given[0] if given else None


DefinitionFate = Literal["keep", "rename", "remove", "deprecate", "rewrite"]
"""What becomes of old definitions."""


class Replayed(Struct, frozen=True):
    """What is done again: the recipe's text, the answers to each prompt, and what became of each usage before.
    `undone`: ids of usages that were taken back since."""

    source: str
    base: str
    recipe: str
    answers: tuple[tuple[Answer, ...], ...]
    outcomes: Mapping[str, Mapping[str, Any]]
    undone: frozenset[str] = frozenset()


class Order(Struct, frozen=True, kw_only=True):
    """What is to be migrated, and how. `answer`: files, one for each round; `answers`: what is in them, once they are
    read; `again`: the options that a run which goes on must be given again."""

    targets: tuple[str, ...]
    base: str
    to: str | None = None
    recipe: Path | None = None
    instructions: str = ""
    docs: tuple[Path, ...] = ()
    style: tuple[Path, ...] = ()
    prompt_out: Path | None = None
    answer: tuple[Path, ...] = ()
    branch: str | None = None
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    floor: Certainty = "likely"
    definition: DefinitionFate = "keep"
    use_cache: bool = True
    types: Types = Types.TY
    python: Path | None = None
    as_lambda: bool = False
    build_files: bool = False
    asking: ModelOrder = NO_MODEL
    split_by: str | None = None
    onto: str | None = None
    source: str | None = None
    replayed: Replayed | None = None
    test: TestCommand | None = None
    derived: str = ""
    show_recipe: bool = False
    again: str = ""
    answers: tuple[tuple[Answer, ...], ...] = ()

    @property
    def asks_model(self) -> bool:
        """Whether a model is asked over the network; nothing else needs a key."""
        is_by_hand = self.prompt_out is not None or bool(self.answer)
        return bool(self.instructions) and not is_by_hand and self.replayed is None

    @property
    def has_answers(self) -> bool:
        """Whether new code comes of a model's answers, of now or of before."""
        return bool(self.answer) or self.asks_model or self.replayed is not None

    @property
    def wants_answer(self) -> bool:
        """Whether an answer is asked for, over the network or by hand."""
        return bool(self.answer or self.prompt_out or self.asks_model)

    @property
    def is_answered(self) -> bool:
        """Whether an answer says what becomes of usages, one of now or of before."""
        return self.wants_answer or (self.replayed is not None and bool(self.replayed.answers))


class Output(Struct, frozen=True):
    """Where the results go."""

    dry_run: bool
    patch: Path | None
    plan_out: Path | None
    format: ReportFormat
    file: Path | None
    report: Path | None = None
    format_command: str | None = None


class Found(Struct, frozen=True):
    """What stands before any rewriting: the reading, the rules there are, the targets and their usages; `ignored`:
    the reasons of usages that comments keep, by id; `unselected`: usages in files that were left out;
    `own`: paths of files that are the tool's and stay as they are, and what they are; `search`: finds other
    targets just as these were found, with the same servers and evidence; `listed`: of a task in several prompts, the
    ids that each of them lists, as far as it matters."""

    reading: Reading
    recipe: Recipe | None
    targets: tuple[Target, ...]
    usages: Usages
    ignored: Mapping[str, str]
    unselected: frozenset[str] = frozenset()
    tests: Tests | None = None
    type_check: TypeCheck | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    search: Callable[[Sequence[Target]], Usages] | None = None
    listed: tuple[frozenset[str], ...] = ()
