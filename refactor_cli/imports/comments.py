"""What is said of a name on its import's line, which goes where the name goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from refactor_cli.data import Span
from refactor_cli.imports.insertion import NewStatement
from refactor_cli.imports.names import Room, comment_of, from_statement
from refactor_cli.imports.placing import Place
from refactor_cli.imports.statements import ParsedFile, Statement


class Comment(NamedTuple):
    """`behind`: the offset of the statement that it stands behind; -1 where it stands within one."""

    text: str
    behind: int


def comments_of(
    read: ParsedFile, gone: Mapping[int, frozenset[int]], coming: frozenset[tuple[str, str]]
) -> dict[tuple[str, str], Comment]:
    """By name and alias of other imports that bring the same (`coming`), what is said of the names that go."""
    found = dict[tuple[str, str], Comment]()
    for statement in read.statements:
        start = statement.span.start
        for index in gone.get(start, ()):
            text = comment_of(read.utf8, statement, index) if statement.is_from else ""
            comment = Comment(text, -1)
            if not text and len(statement.names) == 1:
                comment = Comment(_behind(read.utf8, statement.span), start)
            if comment.text:
                found |= dict.fromkeys(_coming_for(statement, index, coming), comment)
    return found


def _coming_for(
    statement: Statement, index: int, coming: frozenset[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """What comes for a name that goes: the same name of another module; for `import old`, whatever is called so."""
    name = statement.names[index]
    if statement.is_from:
        yield from coming & {(name.name, name.alias)}
    else:
        bound = name.alias or name.name
        yield from (each for each in coming if (each[1] or each[0]) == bound)


def with_comments(
    comments: Mapping[tuple[str, str], Comment], place: Place, statements: Sequence[NewStatement], room: Room
) -> list[NewStatement]:
    """New statements with what was said of the names they bring, where that does not stand behind the very place."""
    instead = _start_of(place) if stays_behind(comments, place, statements) else -1
    found = list[NewStatement]()
    for each in statements:
        wanted = each.wanted
        comment = comments.get((wanted.name, wanted.alias))
        if comment is None or comment.behind == instead >= 0 or comment.text in each.source:
            found.append(each)
            continue
        source = each.source or from_statement(wanted.module, (wanted.named,), room)
        found.append(each._replace(source=f"{source}  {comment.text}", joins=False))
    return found


def stays_behind(
    comments: Mapping[tuple[str, str], Comment], place: Place, statements: Sequence[NewStatement]
) -> bool:
    """Whether what stands behind a statement stays there, where others take its place: not where these are several,
    as it is said of one of them."""
    told = [each for new in statements if (each := comments.get((new.wanted.name, new.wanted.alias)))]
    if place.how != "instead" or all(each.behind != _start_of(place) for each in told):
        return True
    is_one = len({new.wanted.module for new in statements}) == 1 and all(new.joins for new in statements)
    return len(statements) == 1 or (is_one and len(told) == 1)


def behind(utf8: bytes, span: Span) -> Span:
    """Where the comment behind a statement ends, from the statement on; the statement's span where none is."""
    text = _behind(utf8, span)
    start = utf8.find(b"#", span.end)
    return Span(span.start, start + len(text.encode("utf-8"))) if text else span


def _start_of(place: Place) -> int:
    return place.statement.span.start if place.statement is not None else -1


def _behind(utf8: bytes, span: Span) -> str:
    """The comment behind a statement, "" for none."""
    end = utf8.find(b"\n", span.end)
    text = utf8[span.end : end if end >= 0 else len(utf8)].decode("utf-8", "replace").strip()
    return text if text.startswith("#") else ""
