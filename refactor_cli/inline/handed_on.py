"""What `partial(old, name=…)`, `assertRaises(E, old, name=…)` and the like hand to the function that a keyword rename
is about: a call of it in all but form."""

from __future__ import annotations

from refactor_cli.expression_nodes import code_children
from refactor_cli.inline.file import File
from refactor_cli.inline.job import Job
from refactor_cli.transforms.reading import arguments_of, source

# which argument of these is called with what is given behind it, and with the keywords: functools, unittest, pytest,
# concurrent.futures, contextlib, asyncio
_CALLED = {
    **dict.fromkeys(("partial", "partialmethod", "submit", "callback", "to_thread", "deprecated_call"), 0),
    **dict.fromkeys(("addCleanup", "addClassCleanup", "addModuleCleanup"), 0),
    **dict.fromkeys(("assertRaises", "assertWarns", "failUnlessRaises", "raises", "warns"), 1),
    **dict.fromkeys(("assertRaisesRegex", "assertRaisesRegexp", "assertWarnsRegex"), 2),
}


def handed_on(file: File, job: Job) -> str:
    """Why a reference stays open: what calls it gives it an argument that the rules rename. "" where none does."""
    renamed = {name for rule in job.rules for name in rule.given}
    node = file.tree.root_node.descendant_for_byte_range(*job.usage.expression)
    if not renamed or node is None or job.usage.kind != "reference":
        return ""
    arguments = node.parent
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    function = call.child_by_field_name("function") if call is not None else None
    if arguments is None or call is None or function is None:
        return ""
    at = _CALLED.get(source(function).rpartition(".")[2], -1)
    given = code_children(arguments)
    if at < 0 or given[at : at + 1] != [node]:
        return ""
    found = sorted(renamed & {each.keyword for each in arguments_of(call) or ()})
    where = f"{source(function)}(…) in line {call.start_point[0] + 1}"
    return f"{where} gives {' and '.join(found)}: rename it there" if found else ""
