"""What a model is asked to do, in prompts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.commands.command_line import output
from refactor_cli.commands.migrations.replaying import recipe_text
from refactor_cli.commands.migrations.rewriting import decided_before, held_back, instructions, priming
from refactor_cli.counted import counted

if TYPE_CHECKING:
    from refactor_cli.commands.migrations.answered import Answers
    from refactor_cli.commands.migrations.order import Found, Order
    from refactor_cli.commands.migrations.packing import Options
    from refactor_cli.data import Prompt
    from refactor_cli.pack import Packed, Task

_ID = re.compile(r"(?<!\w)u[0-9a-f]{8,}(?!\w)")  # of a usage
# what `--definition` does to the old definitions by itself
_WITHOUT_ANSWER = {"remove": "removed", "deprecate": "marked as deprecated", "rename": "renamed"}


def prompts_of(found: Found, order: Order, options: Options) -> Packed:
    """The prompts that ask a model for what the rules leave, with what the user adds to them."""
    from refactor_cli.commands.migrations.packing import packed

    task = _task_of(found, order)
    made = packed(found.reading, task, priming(found, order), options)
    _tell_held_back(found, task)
    _tell_sent_all_the_same(found, made)
    return made


def is_anything_asked(found: Found, order: Order) -> bool:
    """Whether a model could say anything of what is left; where it could not, that is told: nobody pays for nothing."""
    from refactor_cli.answer_format import block_of

    ended = {each.usage.id for each in decided_before(found, order) if each.outcome in ("rewritten", "kept")}
    left = [each for each in found.usages.every if each.id not in ended and block_of(each) != "none"]
    if any(each.id not in held_back(found, order) for each in left):
        return True
    output.note("note: no usage is left that an answer could change, so that no model is asked")
    return False


def with_listed(found: Found, prompts: Iterable[Prompt]) -> Found:
    """The same, with the ids that each prompt lists."""
    return replace(found, listed=tuple(frozenset(_ID.findall(each.text)) for each in prompts))


def with_listed_by_hand(found: Found, order: Order, answers: Answers) -> Found:
    """The same for answers by hand: where they answer several prompts and say one thing of several usages, the prompts
    are made again, as nothing else tells what each of them asked."""
    from refactor_cli.answering.spoken_of import says_of_several

    if len(answers) < 2 or not says_of_several(answers):
        return found
    return with_listed(found, prompts_of(found, order, by_hand(order)).prompts)


def by_hand(order: Order) -> Options:
    """How prompts are made that nobody is sent."""
    from refactor_cli.commands.migrations.packing import Options
    from refactor_cli.keys import user_config

    return Options(order.asking.by_hand(user_config().model), order.asking.context_tokens)


def _task_of(found: Found, order: Order) -> Task:
    """What a model is asked to do: all that the user's rules leave, and the user did not decide."""
    from refactor_cli.pack import Task

    outcomes, source = decided_before(found, order), recipe_text(order)
    definitions = _WITHOUT_ANSWER.get(order.definition, "")
    return Task(
        found.usages,
        instructions(order),
        source,
        outcomes,
        _installed(found, order),
        definitions,
        held_back(found, order),
    )


def _installed(found: Found, order: Order) -> dict[str, str]:
    """Stubs of the targets that packages define, as far as these are installed in the project's environment."""
    from refactor_cli.package_docs import definition
    from refactor_cli.types.environment import environment_of

    names = [each.target.dotted for each in found.usages.results if not each.target.definitions]
    folders = environment_of(found.reading.repository.top, order.python).packages if names else ()
    return {name: text for name in names if (text := definition(name, folders))}


def _tell_held_back(found: Found, task: Task) -> None:
    """Says that usages in build files are not asked about."""
    ended = {each.usage.id for each in task.outcomes if each.outcome in ("rewritten", "kept")}
    held = task.held - ended
    paths = sorted({each.path for each in found.usages.every if each.id in held})
    if paths:
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        output.note(
            f"note: not asked about: {counted(len(held), 'usage')} in {paths[0]}{more}, which tools run by themselves; "
            "an answer changes them with --allow-build-files"
        )


def _tell_sent_all_the_same(found: Found, made: Packed) -> None:
    """Says that lines of files which are not to be sent are: those around usages that a model is asked about."""
    from refactor_cli.pack.file_kinds import IGNORED

    held = {fate.path for fate in made.prefix.fates if fate.reason == IGNORED}
    usages = [usage for usage in found.usages.every if usage.path in held]
    if not usages:
        return
    texts = [prompt.text for prompt in made.prompts]
    paths = sorted({each.path for each in usages if any(f'id="{each.id}"' in text for text in texts)})
    if paths:
        first = f"{paths[0]} and {len(paths) - 1} more are" if len(paths) > 1 else f"{paths[0]} is"
        output.note(
            f"warning: {first} in .refactorignore, and its usages are asked about with the lines around "
            "them: --skip ID keeps one back"
        )
