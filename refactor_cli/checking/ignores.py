"""`# refactor: ignore[name] reason`: comments by which a person keeps single uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from refactor_cli.data import Location, Span, Usage, Usages
from refactor_cli.grammar import of_kinds
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.symbols import LANGUAGE, SymbolMap

if TYPE_CHECKING:
    from refactor_cli.text import Text

_COMMENT = lazy_pattern(r"#[ \t]*refactor:[ \t]*ignore\b(?:[ \t]*\[([^\[\]]*)\])?([^#]*)")
_SIEVE = lazy_pattern(rb"refactor:[ \t]*ignore")
_MARKS = " \t:-\u2013\u2014"


class IgnoreComment(Struct, frozen=True):
    """`names`: symbols (or the ends of their dotted names) or recipes; `line`: where it stands; `is_alone`: nothing
    else stands on that line, so that it speaks of the next one."""

    path: str
    span: Span
    location: Location
    names: tuple[str, ...]
    reason: str
    is_alone: bool

    @property
    def problem(self) -> str:
        """Why the comment cannot be followed, "" when it can."""
        if not self.names:
            return "an ignore comment names what it ignores: # refactor: ignore[name] reason"
        return "" if self.reason else "an ignore comment says why: # refactor: ignore[name] reason"

    def speaks_of(self, usage: Usage, symbol: str, recipe: str) -> bool:
        """Whether the comment keeps a usage of a symbol that a recipe replaces."""
        return not self.problem and self.is_meant_for(usage, symbol, recipe)

    def is_meant_for(self, usage: Usage, symbol: str, recipe: str) -> bool:
        """Whether the comment is about such a usage, followed or not."""
        if self.path != usage.path:
            return False
        return not frozenset(endings(symbol, recipe)).isdisjoint(self.names) and self.stands_at(usage)

    def stands_at(self, usage: Usage) -> bool:
        """Whether it is beside the usage, or alone above it."""
        first = usage.call.line if usage.call else usage.location.line
        last = usage.call.end_line if usage.call else usage.location.line
        line = self.location.line
        return line in (first, usage.location.line, last) or (self.is_alone and line == first - 1)


def ignore_comments(symbols: SymbolMap, paths: Iterable[str]) -> tuple[IgnoreComment, ...]:
    """The ignore comments of these Python files; what looks like one in a string is none."""
    found = list[IgnoreComment]()
    for path in paths:
        file = symbols.snapshot.files[path]
        if file.language == LANGUAGE and _SIEVE.search(file.text.utf8):
            found += _in_file(symbols, path, file.text)
    return tuple(found)


def ignored_names(symbols: SymbolMap, paths: Iterable[str]) -> frozenset[str]:
    """All that the ignore comments of these files name."""
    return frozenset(name for comment in ignore_comments(symbols, paths) for name in comment.names)


def endings(symbol: str, recipe: str) -> Iterator[str]:
    """All by which a comment may name the uses of a symbol that a recipe replaces."""
    yield recipe
    yield recipe.rpartition("/")[2].removesuffix(".py")
    parts = symbol.split(".")
    yield from (".".join(parts[at:]) for at in range(len(parts)))


def _in_file(symbols: SymbolMap, path: str, text: Text) -> Iterator[IgnoreComment]:
    for node in of_kinds(LANGUAGE, ("comment",), symbols.tree(path).root_node):
        source = text.slice(node.start_byte, node.end_byte)
        for match in _COMMENT.finditer(source):
            start = node.start_byte + len(source[: match.start()].encode())
            end = node.start_byte + len(source[: match.end()].rstrip().encode())
            location = Location(*text.position(start), *text.position(end))
            names = tuple(name.strip() for name in (match[1] or "").split(",") if name.strip())
            before = text.utf8[text.utf8.rfind(b"\n", 0, node.start_byte) + 1 : node.start_byte]
            yield IgnoreComment(
                path, Span(start, end), location, names, match[2].strip(_MARKS), not before.strip()
            )


class Heard(NamedTuple):
    """What ignore comments say of usages. `kept`: the reasons of those that they keep, by id; `problems`: what is wrong
    with comments that stand at a usage and cannot be followed, for whoever wrote them."""

    kept: Mapping[str, str]
    problems: tuple[str, ...]


def heard(usages: Usages, symbols: SymbolMap, recipes: Mapping[str, str]) -> Heard:
    """What the ignore comments of the files with usages say. `recipes`: which recipe replaces a symbol."""
    by_path = dict[str, list[tuple[Usage, str]]]()
    for result in usages.results:
        for usage in result.usages:
            by_path.setdefault(usage.path, []).append((usage, result.target.name))
    kept, problems = dict[str, str](), list[str]()
    for comment in ignore_comments(symbols, sorted(by_path)):
        named = [each for each in by_path[comment.path] if each[0].kind != "doc"]
        if comment.problem and any(_is_at(comment, *each, recipes) for each in named):
            problems.append(f"{comment.path}:{comment.location.line}: {comment.problem}")
        for usage, name in named:
            if comment.speaks_of(usage, name, recipes.get(name, "")):
                kept[usage.id] = comment.reason
    return Heard(kept, tuple(problems))


def _is_at(comment: IgnoreComment, usage: Usage, name: str, recipes: Mapping[str, str]) -> bool:
    """Whether a comment is about a usage of a symbol, as far as it says what it is about."""
    return (
        comment.is_meant_for(usage, name, recipes.get(name, ""))
        if comment.names
        else comment.stands_at(usage)
    )
