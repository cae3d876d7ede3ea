"""FileMap, a string by which a test puts something else in the place of a name -> where in the file it is in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from refactor_cli.data import Definition, FileMap, Span

_TEST = "test"


class Force(NamedTuple):
    """`around`: the definition in which a string is in force, None where that cannot be told; `own`: the places of it,
    and of classes that inherit from it; `others`: those of tests."""

    around: Definition | None
    own: Sequence[Span]
    others: Sequence[Span]

    def reaches(self, span: Span, *, is_call: bool = False) -> bool:
        """Whether what stands there may be about what the string puts in place: in its own places, or in no test, as
        functions that tests call. There a call is one of the real thing: what is put in place is set up and looked
        at."""
        if any(each.contains(span) for each in self.own):
            return True
        return not is_call and not any(each.contains(span) for each in self.others)


def in_force(file_map: FileMap, span: Span) -> Force:
    """Where a string is in force that stands in a test, or in a decorator of it; of what is no test itself, as
    `setUp`, the class around; of a fixture or a module, all of the file."""
    around = [each for each in file_map.definitions if each.outer.contains(span)]
    around.sort(key=lambda each: each.outer.end - each.outer.start)
    first = around[0] if around else None
    is_of_class = len(around) > 1 and around[1].kind == "class"
    if first is not None and is_of_class and first.span.start <= span.start and not _is_test(first):
        first = around[1]
    if first is None or not (first.kind == "class" or _is_test(first)):
        return Force(first, (), ())
    own = [first.outer]
    if first.kind == "class":
        heirs = (each for each in file_map.definitions if first.name in each.bases)
        own += (each.outer for each in heirs)
    return Force(first, own, [each.outer for each in file_map.definitions if _is_test(each)])


def _is_test(definition: Definition) -> bool:
    return definition.kind == "function" and definition.name.startswith(_TEST)
