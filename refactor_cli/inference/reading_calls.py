"""What Python's own functions do with a container that they are given."""

from __future__ import annotations

# these look at it, or at what it holds: none changes it, or has others get it (`map` hands on its items alone)
READING = frozenset(
    {
        *("all", "any", "bool", "dict", "enumerate", "filter", "frozenset", "hash", "id", "isinstance"),
        *("issubclass", "iter", "len", "list", "map", "max", "min", "next", "print", "repr", "reversed"),
        *("set", "sorted", "str", "sum", "tuple", "type", "zip"),
    }
)
