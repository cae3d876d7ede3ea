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


def is_consistent(lines: Sequence[Sequence[Symbol]]) -> bool:
    """Whether Python takes a class with bases whose orders are these, as far as they are known."""
    heads = [line[0] for line in lines if line and line[0] != ANY_CLASS]
    if len(set(heads)) < len(heads):
        return False
    if any(ANY_CLASS in line for line in lines):
        return True
    waiting = [list(line) for line in (*lines, heads) if line]
    while waiting:
        tails = {symbol for line in waiting for symbol in line[1:]}
        head = next((line[0] for line in waiting if line[0] not in tails), None)
        if head is None:
            return False
        waiting = [left for line in waiting if (left := _without(line, head))]
    return True


def _without(line: list[Symbol], head: Symbol) -> list[Symbol]:
    return [symbol for symbol in line if symbol != head]
