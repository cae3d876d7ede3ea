"""What tells whose an attribute is: the classes that a target belongs to, and what a place's own class says of its
objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from refactor_cli.data import Definition, FileMap, Span, Symbol, Target, Usage
from refactor_cli.dotted import last_part
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.pack.places import element
from refactor_cli.resolution import ANY_CLASS, Lookup, definitions_of, mro
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import Text
from refactor_cli.words.files import python_files_with

_MOST = 40  # classes that are listed
_MOST_GIVEN = 3  # places where an attribute is given something
_MOST_HEADER = 3  # lines
_MOST_ATTRIBUTES = 5  # of `self`, that one is made of
_OWN = re.compile(rb"\b(?:self|cls)\.(\w+)(?:\(\))?\.\Z")
_MOST_MADE = 10
_NAME = re.compile(rb"[A-Za-z_]\w*")
_MENTIONED = re.compile(rb"\b(?:self|cls)\.(\w+)")
_DEFINES = re.compile(rb"\b(?:class|def)[ \t]+\Z")
_FAR = 200  # bytes
_OBJECT = "builtins.object"


def classes_element(symbols: SymbolMap, target: Target) -> str:
    """The class of a method, its bases, what derives from it, the other classes that have the name, and where objects
    of it are made; "" for what is no member of a class of the repository."""
    name = last_part(target.dotted)
    owner = _owner(symbols, target)
    if owner is None:
        return ""
    rows = dict[Symbol, str]()
    rows[owner] = "the class of the target"
    for base in mro(symbols, owner)[1:]:
        rows[base] = "a base of it" + _having(symbols, base, name)
    for heir in heirs(symbols, owner):
        rows.setdefault(heir, "derives from it" + _having(symbols, heir, name))
    for other in _defining(symbols, name):
        rows.setdefault(other, f"another class, which has {name} too")
    shown = [f"{_header(symbols, cls)}: {said}\n" for cls, said in rows.items() if cls.name != _OBJECT]
    more = f"… and {len(shown) - _MOST} more\n" if len(shown) > _MOST else ""
    made = [*_made(symbols, owner)]
    told = [f"made at {place}\n" for place in made[:_MOST_MADE]]
    told.append(
        "made in no other file by its name\n" if len(made) <= _MOST_MADE else f"made in {len(made)} files\n"
    )
    return element("classes", "".join((*shown[:_MOST], more, *told)))


def files_quoted(symbols: SymbolMap, target: Target) -> Iterable[str]:
    """The files of which `classes_element` may quote a line: they must not hold secrets (see `redacted`)."""
    owner = _owner(symbols, target)
    return python_files_with(symbols.snapshot, last_part(owner.name)) if owner is not None else ()


def lines_about(
    symbols: SymbolMap, path: str, around: Definition | None, usages: Iterable[Usage]
) -> set[int]:
    """The numbers of the lines that say in what class and functions usages are, and what the class gives the attributes
    of `self`, or the function the variables, that they are taken from."""
    file_map, found = symbols.map(path), set[int]()
    if file_map is None:
        return found
    text = symbols.snapshot.files[path].text
    for usage in usages:
        first_name = _NAME.match(text.utf8, usage.expression.start, usage.span.start)
        if around is not None and first_name is not None:
            named = file_map.named.get(first_name[0].decode("utf-8", "replace"), ())
            bound = [each.span.start for each in named if around.outer.contains(each.span)]
            found.update(_line(text, at) for at in bound[:_MOST_GIVEN])
        outer = [each for each in file_map.definitions if each.span.contains(usage.span)]
        found.update(_line(text, each.span.start) for each in outer)
        classes = [each for each in outer if each.kind == "class"]
        if classes:
            found.update(_class_lines(file_map, text, max(classes, key=lambda each: each.span.start), usage))
    return found


def _class_lines(file_map: FileMap, text: Text, cls: Definition, usage: Usage) -> Iterator[int]:
    """The header of the class around a usage; where that gives something to the attribute of `self` that the usage is
    taken from, and to the others that it is made of."""
    first, body = _line(text, cls.span.start), _line(text, file_map.scopes[cls.body].span.start)
    yield from range(first, max(first + 1, min(body, first + _MOST_HEADER)))
    own = _OWN.search(text.utf8, max(0, usage.span.start - _FAR), usage.span.start)
    if own is None:
        return
    names = [own[1]]
    for name in names:  # which grows meanwhile
        named = file_map.named.get(name.decode("utf-8", "replace"), ())
        bound = [each.span.start for each in named if each.scope == cls.body]
        given = [_line(text, at) for at in (*_given(text.utf8, cls.span, name), *bound)]
        yield from given
        beside = (each for line in given for each in _MENTIONED.findall(text.line(line).encode()))
        names += [each for each in dict.fromkeys(beside) if each not in names][
            : _MOST_ATTRIBUTES - len(names)
        ]


def _given(utf8: bytes, within: Span, name: bytes) -> Sequence[int]:
    given = re.compile(rb"\b(?:self|cls)\.%b[ \t]*(?::[^\n=]+)?=(?!=)" % re.escape(name))
    return [found.start() for found in given.finditer(utf8, within.start, within.end)][:_MOST_GIVEN]


def _owner(symbols: SymbolMap, target: Target) -> Symbol | None:
    look = Lookup(symbols)
    for symbol in sorted(target.symbols, key=lambda each: (each.path or "", each.name)):
        cls = Symbol(symbol.path, symbol.name.rpartition(".")[0])
        if cls.path is not None and any(each.kind == "class" for each in definitions_of(look, cls)):
            return cls
    return None


def _having(symbols: SymbolMap, cls: Symbol, name: str) -> str:
    if cls.path is None:
        return ""
    has_own = definitions_of(Lookup(symbols), Symbol(cls.path, f"{cls.name}.{name}"))
    return f", which has {name} too" if has_own else ""


def _defining(symbols: SymbolMap, name: str) -> Iterator[Symbol]:
    for path in python_files_with(symbols.snapshot, name):
        file_map = symbols.map(path)
        for each in file_map.definitions if file_map is not None else ():
            if each.name == name and file_map is not None and file_map.scopes[each.scope].kind == "class":
                yield Symbol(path, each.qualname.rpartition(".")[0])


def _made(symbols: SymbolMap, cls: Symbol) -> Iterator[str]:
    """Where the class, or another of its name, is called, one line a file."""
    name = last_part(cls.name)
    called = re.compile(rb"(?<!\w)%b\(" % re.escape(name.encode()))
    for path in python_files_with(symbols.snapshot, name):
        text = symbols.snapshot.files[path].text
        for found in called.finditer(text.utf8):
            if _DEFINES.search(text.utf8, max(0, found.start() - _FAR), found.start()) is None:
                number = _line(text, found.start())
                yield f"{path}:{number} {text.line(number).strip()[:_FAR]}"
                break


def _header(symbols: SymbolMap, cls: Symbol) -> str:
    if cls == ANY_CLASS:
        return "a class that is not known"
    if cls.path is None:
        return f"{cls.name}, of outside the repository"
    found = [each for each in definitions_of(Lookup(symbols), cls) if each.kind == "class"]
    if not found:
        return f"{cls.path} class {cls.name}"
    line = _line(symbols.snapshot.files[cls.path].text, found[0].name_span.start)
    return f"{cls.path}:{line} class {cls.name}{_bases(found[0])}"


def _bases(cls: Definition) -> str:
    return f"({', '.join(each or '…' for each in cls.bases)})" if cls.bases else ""


def _line(text: Text, at: int) -> int:
    return text.position(at)[0]
