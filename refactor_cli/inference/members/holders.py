"""All classes whose objects have an attribute of a name, where that can be told: nothing else may have one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refactor_cli.data import Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defining, is_standard_name
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.members.kept_objects import class_of_self
from refactor_cli.inference.members.made_up import hands_on_alone
from refactor_cli.inference.mentions import GIVES, TARGET, is_read
from refactor_cli.resolution import layout
from refactor_cli.words.files import python_files_with

# an attribute that more files name, or more classes have, is everybody's
_MOST_FILES = 60
_MOST_CLASSES = 60


def holders(ask: Ask, name: str) -> frozenset[Symbol] | None:
    """The classes whose objects have an attribute of a name, those that derive from them among them; None where
    something else may have one too."""
    memo: dict[str, frozenset[Symbol] | None] = ask.symbols.snapshot.memo.setdefault("holders", {})
    if name not in memo:
        memo[name] = _holders(ask, name)
    return memo[name]


def _holders(ask: Ask, name: str) -> frozenset[Symbol] | None:
    if (
        name.startswith("__")
        or is_standard_name(name)
        or len(python_files_with(ask.symbols.snapshot, name)) > _MOST_FILES
    ):
        return None
    if not hands_on_alone(ask) or name in layout(ask.symbols).tops:
        return None
    if any(stem.rpartition("/")[2] == name for stem in layout(ask.symbols).files):
        return None
    found = set(defining(ask, name))
    for path in python_files_with(ask.symbols.snapshot, name):
        for cls in _given_in(ask, path, name):
            if cls is None:
                return None
            found.add(cls)
    every = set[Symbol]()
    for cls in found:
        heirs = every_heir(ask.symbols, cls)
        if heirs is None or len(every) > _MOST_CLASSES:
            return None
        every |= {cls, *heirs}
    if any(_has_other_names(ask, cls) for cls in every):
        return None
    return frozenset(every)


def _has_other_names(ask: Ask, cls: Symbol) -> bool:
    """Whether a class may be derived from under another name."""
    name = last_part(cls.name)
    memo: dict[str, bool] = ask.symbols.snapshot.memo.setdefault("classes of other names", {})
    if name not in memo:
        word = re.escape(name.encode())
        other = re.compile(rb"\b%b[ \t]+as[ \t]|=[ \t]*(?:[\w.]+\.)?%b\b(?![ \t]*[(.\w\[])" % (word, word))
        files = ask.symbols.snapshot.files
        memo[name] = any(
            other.search(files[path].data) for path in python_files_with(ask.symbols.snapshot, name)
        )
    return memo[name]


def _given_in(ask: Ask, path: str, name: str) -> Iterator[Symbol | None]:
    """The classes of a file that assign to such an attribute of their objects; None for what else may give one."""
    utf8, file_map = ask.symbols.snapshot.files[path].text.utf8, ask.symbols.map(path)
    if file_map is None or any(each.scope == 0 for each in file_map.named.get(name, ())):
        yield None
        return
    bound = {each.span.start for each in file_map.named.get(name, ())}
    for found in _pattern(name).finditer(utf8):
        kind = found.lastgroup or ""
        if kind == "set":
            yield class_of_self(ask, path, found.start("of"), found["of"]) if found["of"] else None
        elif kind == "text":
            span = Span(*found.span(kind))
            if not is_read(utf8, span.start, span.end):
                yield None
        elif kind != "name" or found.start(kind) not in bound:
            yield None


def _pattern(name: str) -> re.Pattern[bytes]:
    word, loose = re.escape(name.encode()), re.escape(name.encode()).replace(b"_", b"[-_]")
    return re.compile(
        rb"(?P<of>(?<!\w)\w++|[\])])[ \t]*\.[ \t]*(?P<set>%b)(?=%b)"
        rb"|%b\.(?P<target>%b)\b"
        rb"|(?<![\w.])(?P<name>%b)[ \t]*=(?!=)"
        rb"|[\"'](?P<text>[\w.:-]*\b%b)[\"']"
        rb"|\b(?:namedtuple|make_dataclass|Enum)\([^)]{0,1000}\b(?P<field>%b)\b"
        % (word, GIVES, TARGET, word, word, loose, word)
    )
