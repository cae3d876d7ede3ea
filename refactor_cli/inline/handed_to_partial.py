"""What `partial(old, name=…)` hands to the function that a keyword rename is about: a call of it in all but form."""

from __future__ import annotations

from refactor_cli.inline.file import File
from refactor_cli.inline.job import Job
from refactor_cli.transforms.reading import arguments_of, source

# https://docs.python.org/3/library/functools.html
_PARTIAL = frozenset({"partial", "partialmethod"})


def handed_to_partial(file: File, job: Job) -> str:
    """Why a reference stays open: `partial` gives it an argument that the rules rename. "" where none is."""
    renamed = {name for rule in job.rules for name in rule.given}
    node = file.tree.root_node.descendant_for_byte_range(*job.usage.expression)
    if not renamed or node is None or job.usage.kind != "reference":
        return ""
    arguments = node.parent
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    if arguments is None or call is None or function is None or arguments.named_children[0] != node:
        return ""
    if source(function).rpartition(".")[2] not in _PARTIAL:
        return ""
    found = sorted(renamed & {each.keyword for each in arguments_of(call) or ()})
    where = f"{source(function)}(…) in line {call.start_point[0] + 1}"
    return f"{where} gives {' and '.join(found)}: rename it there" if found else ""
