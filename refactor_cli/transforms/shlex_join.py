"""shlex: `" ".join(shlex.quote(x) for x in words)` is `shlex.join(words)` since Python 3.8.

https://docs.python.org/3/whatsnew/3.8.html#shlex
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import code_children
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import arguments_of, called_attribute, source, text_value

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_ELSEWHERE = Passed("it does not quote the words of a whole command there")


def compute(seen: Seen) -> Answer:
    """For a call that is all that a comprehension makes, and that all that is joined."""
    listed, given = seen.node.parent, arguments_of(seen.node)
    if listed is None or listed.type not in ("generator_expression", "list_comprehension"):
        return _ELSEWHERE
    body, *clauses = code_children(listed)
    words = _words(clauses, given[0].node) if given and len(given) == 1 and body == seen.node else None
    joined = _joined(listed)
    if words is None or joined is None:
        return _ELSEWHERE
    return Computed(
        "def quote(split_command):\n    return shlex.join(split_command)", node=joined, arguments=(words,)
    )


def _words(clauses: list[Node], word: Node) -> Node | None:
    """What `for word in …` goes through, where that is all."""
    if len(clauses) != 1 or clauses[0].type != "for_in_clause" or source(clauses[0]).startswith("async"):
        return None
    name, words = clauses[0].child_by_field_name("left"), clauses[0].child_by_field_name("right")
    is_same = name is not None and name.type == word.type == "identifier" and source(name) == source(word)
    return words if is_same else None


def _joined(listed: Node) -> Node | None:
    """The call `" ".join(…)` whose only argument this is."""
    around = listed.parent
    call = around if listed.type == "generator_expression" and around and around.type == "call" else None
    if call is None:
        call = around.parent if around is not None and around.type == "argument_list" else None
        if call is None or call.type != "call" or len(arguments_of(call) or []) != 1:
            return None
    called = called_attribute(call)
    return call if called is not None and called[1] == "join" and text_value(called[0]) == " " else None


TRANSFORM = Transform(("shlex.quote",), compute, imports="import shlex", stays=True, requires="python>=3.8")
