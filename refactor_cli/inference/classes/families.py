"""Which classes define a method of some name, and which of them belong together."""

from __future__ import annotations

import builtins
import io
import re
from collections import deque
from collections.abc import Iterator, Set
from functools import cache
from itertools import islice

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.likely_files import binding_in_classes
from refactor_cli.resolution import is_subclass, mro
from refactor_cli.resolution.definitions import home, twin

# classes whose instances turn up everywhere without being named
_EVERYWHERE = (
    *(each for each in vars(builtins).values() if isinstance(each, type)),
    *(io.StringIO, io.BytesIO, io.TextIOWrapper, io.BufferedReader, deque, re.Pattern, re.Match),
)


def defining(ask: Ask, name: str) -> frozenset[Symbol]:
    """The classes of the repository that define a member `name` in their body."""
    memo: dict[str, frozenset[Symbol]] = ask.symbols.snapshot.memo.setdefault("classes defining", {})
    if name not in memo:
        files = binding_in_classes(ask.symbols, name)
        ask.symbols.load(files)
        memo[name] = frozenset(cls for path in files for cls in _in_file(ask, path, name))
    return memo[name]


def defining_some(ask: Ask, name: str) -> Iterator[Symbol]:
    """The same one by one: whoever wants but a few of them reads no more files than these take."""
    memo: dict[str, frozenset[Symbol]] = ask.symbols.snapshot.memo.get("classes defining", {})
    if name in memo:
        yield from memo[name]
        return
    files, found = binding_in_classes(ask.symbols, name), set[Symbol]()
    ask.symbols.load(files)
    for cls in (each for path in files for each in _in_file(ask, path, name)):
        if cls not in found:
            found.add(cls)
            yield cls
    ask.symbols.snapshot.memo.setdefault("classes defining", {})[name] = frozenset(found)


def are_defining(ask: Ask, name: str, count: int) -> bool:
    """Whether so many classes define a member: no more files are read than tell that."""
    return len([*islice(defining_some(ask, name), count)]) == count


def defines(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a class is one of these. No other files are read for it than its own, and the stub beside that."""
    memo: dict[str, frozenset[Symbol]] = ask.symbols.snapshot.memo.get("classes defining", {})
    if name in memo:
        return cls in memo[name]
    path = cls.path or ""
    return any(cls in _in_file(ask, each, name) for each in (path, twin(ask.look, path)) if each)


def _in_file(ask: Ask, path: str, name: str) -> list[Symbol]:
    file_map = ask.symbols.map(path)
    found = list[Symbol]()
    if file_map is None or name not in file_map.named:
        return found
    bound = {b.scope for b in file_map.named[name] if file_map.scopes[b.scope].kind == "class"}
    for definition in file_map.definitions if bound else ():
        if definition.kind == "class" and definition.body in bound:
            found.append(Symbol(home(ask.look, path), definition.qualname))
    return found


def families(ask: Ask, name: str) -> tuple[frozenset[Symbol], ...]:
    """The same in groups: classes that are bases of one another, or that a class joins."""
    memo: dict[str, tuple[frozenset[Symbol], ...]] = ask.symbols.snapshot.memo.setdefault("families", {})
    if name not in memo:
        groups = list[set[Symbol]]()
        for cls in sorted(defining(ask, name), key=lambda each: (each.path or "", each.name)):
            order = set(mro(ask.symbols, cls))
            joined = {cls}
            for group in [
                group for group in groups if any(_are_related(ask, cls, other, order) for other in group)
            ]:
                joined |= group
                groups.remove(group)
            groups.append(joined)
        memo[name] = tuple(frozenset(group) for group in groups)
    return memo[name]


def _are_related(ask: Ask, cls: Symbol, other: Symbol, order: set[Symbol]) -> bool:
    return other in order or is_subclass(ask.symbols, other, cls)


@cache
def is_everywhere(name: str) -> bool:
    """Whether builtins and files have an attribute of this name too."""
    return any(hasattr(each, name) for each in _EVERYWHERE)


def are_of_one_object(names: Set[str]) -> bool:
    """Whether objects of one class of the standard library that many programs hold have attributes of all these names:
    what is sent and closed may be a socket."""
    return any(names <= each for each in _common_objects())


@cache
def _common_objects() -> tuple[Set[str], ...]:
    import logging
    import queue
    import socket
    import subprocess
    import threading

    held = (logging.Logger, queue.Queue, socket.socket, subprocess.Popen, threading.Thread)
    return tuple(frozenset(dir(each)) for each in held)


def is_standard_name(name: str) -> bool:
    """Whether something in Python or its standard library has an attribute of a name."""
    return is_everywhere(name) or name in _standard_names()


@cache
def _standard_names() -> frozenset[str]:
    from importlib import resources

    return frozenset(
        resources.files("refactor_cli.resolution").joinpath("standard_names.txt").read_text("ascii").split()
    )
