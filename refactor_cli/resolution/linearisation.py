"""C3, the order in which Python looks through a class's bases. https://docs.python.org/3/howto/mro.html"""

from __future__ import annotations

from collections.abc import Sequence

from refactor_cli.data import Symbol

# stands in an order for bases that are not known
ANY_CLASS = Symbol(None, "")


def merge(lines: Sequence[Sequence[Symbol]]) -> list[Symbol]:
    """C3. Where the bases contradict each other, Python would refuse the class: the first one goes first."""
    waiting = [list(dict.fromkeys(line)) for line in lines if line]
    found = list[Symbol]()
    while waiting:
        tails = {symbol for line in waiting for symbol in line[1:]}
        heads = (line[0] for line in waiting)
        head = next((head for head in heads if head not in tails or head == ANY_CLASS), waiting[0][0])
        found.append(head)
        # ANY_CLASS is a different class each time it stands there
        waiting = [_without(line, head) for line in waiting]
        waiting = [line for line in waiting if line]
    return list(dict.fromkeys(found))


def _without(line: list[Symbol], head: Symbol) -> list[Symbol]:
    return [symbol for symbol in line if symbol != head]
