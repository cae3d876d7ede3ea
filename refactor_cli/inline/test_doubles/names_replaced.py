"""Calls whose name a test gives something else to in their module by a way that names no usage:
`patch(f"{MODULE}.old")`, `setattr(import_module("app"), "old", …)`, `sys.modules["app"].old = …`,
`patch.object(app, name)` where the file has the name in quotes. They stay, for the new code would no longer ask for
what is put there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import SURE, Outcome, Target, Usage
from refactor_cli.grammar import nearest
from refactor_cli.inline.test_doubles.constant_texts import assigned_to
from refactor_cli.inline.test_doubles.faked_modules import faked_modules
from refactor_cli.inline.test_doubles.modules_meant import imported_by_tests, inferred_modules
from refactor_cli.inline.test_doubles.patched import goes_on, owners_of
from refactor_cli.inline.test_doubles.put_in_place import Put, Settled, put_in_place, puts_by_calls
from refactor_cli.inline.test_doubles.replaced_owners import imported_files
from refactor_cli.resolution import Lookup, evaluate_at, module_names, resolve_absolute
from refactor_cli.text import DOTTED_NAME
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.symbols import SymbolMap

_LOADED = re.compile(
    r"(?:\w+\.)*(?:modules\s*\[|(?:import_module|__import__|importorskip|reload)\s*\()\s*([^,)\]]+?)\s*(?:,[^)]*)?[\])]"
)
_OF_FIELDS = re.compile(r"[.:]\{\w+\}[\"']")
# what follows a name at the end of a text, and as a keyword
_AFTER_NAMED = re.compile(rb"[\"']|[\s\\]*=(?!=)")
_QUOTED = re.compile(rb"([\"'])([\w.]+)\1")

# by module and name: the calls that look that name up there
Asked = Mapping[tuple[str, str], list[Usage]]


class Replaced(NamedTuple):
    """A name of a module that a file gives something else, and where."""

    path: str
    module: str
    name: str
    put: Put


def names_replaced(
    symbols: SymbolMap, target: Target, usages: Sequence[Usage], settled: Settled
) -> dict[Usage, str]:
    """Such calls, each with what is said of them. Where something is listed at the place, that is told instead; where
    an answer rewrites something there, it changes both."""
    asked, found = asked_by(symbols, usages), dict[Usage, str]()
    listed = defaultdict[str, list[int]](list)
    for where, start in (*((each.path, each.span.start) for each in usages), *settled.usages):
        listed[where].append(start)
    for path, module, name, put in replacing(symbols, asked):
        if not any(put.span.start <= start < put.span.end for start in listed[path]):
            said = f"{path}:{put.line} puts something else in the place of '{name}' here"
            for call in asked.get((module, name), ()):
                found.setdefault(call, f"{said}: change both, or neither")
    return _faked(symbols, target, asked) | found


def with_replaced(symbols: SymbolMap, outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """The same outcomes; what is listed at such a place as one that may be meant, is open where it goes on replacing
    the name that calls have lost."""
    every = tuple(outcomes)
    undecided = defaultdict[tuple[str, str], list[Outcome]](list)
    for each in every:
        if each.outcome == "undecided":
            undecided[each.usage.target, each.usage.path].append(each)
    told = dict[Usage, Outcome]()
    for target in sorted({target for target, _ in undecided}):
        gone = (each.usage for each in every if each.usage.target == target and each.outcome == "rewritten")
        asked = asked_by(symbols, gone, called=False)
        listed = {path for its, path in undecided if its == target}
        for path, module, name, put in replacing(symbols, asked, listed):
            for each in undecided[target, path]:
                if put.span.start <= each.usage.span.start < put.span.end:
                    reason = goes_on(asked[module, name])
                    told[each.usage] = Outcome(each.usage, "open", "", reason)
    return tuple(told.get(each.usage, each) for each in every)


def replacing(symbols: SymbolMap, asked: Asked, only: Collection[str] | None = None) -> Iterator[Replaced]:
    """The places that put something else in the place of a name which calls look up in another module. `only`: in these
    files; None: in all."""
    for path in sorted({path for _, name in asked for path in python_files_with(symbols.snapshot, name)}):
        if only is None or path in only:
            yield from _replaced(symbols, path, asked)


def asked_by(
    symbols: SymbolMap, usages: Iterable[Usage], *, called: bool = True
) -> dict[tuple[str, str], list[Usage]]:
    """The calls by what they look up each time that their function runs. `called`: those alone, and not what names a
    function or a constant."""
    found = defaultdict[tuple[str, str], list[Usage]](list)
    for each in usages:
        is_meant = each.call_span is not None or (each.kind == "reference" and not called)
        if each.certainty not in SURE or not is_meant or not _runs_later(symbols, each):
            continue
        name = symbols.snapshot.files[each.path].text.slice(*each.span)
        if each.expression == each.span:
            found[each.path, name].append(each)
            continue
        for value in owners_of(symbols, each).values:
            if value.kind == "module" and value.symbol.path:
                found[value.symbol.path, name].append(each)
    return found


def _runs_later(symbols: SymbolMap, usage: Usage) -> bool:
    """Whether a call is made in a function: the others are made as their module is loaded, before a test replaces
    anything in it."""
    file_map = symbols.map(usage.path)
    scope = usage.scope if file_map is not None else 0
    while scope and file_map is not None and file_map.scopes[scope].kind not in ("function", "lambda"):
        scope = file_map.scopes[scope].parent
    return scope != 0


def _replaced(symbols: SymbolMap, path: str, asked: Asked) -> Iterator[Replaced]:
    utf8 = symbols.snapshot.files[path].text.utf8
    is_named = any(_may_be_named(utf8, name) for name in sorted({name for _, name in asked}))
    by_calls = puts_by_calls(symbols, path) if is_named else ()
    for put in (*by_calls, *_stored(symbols, path, asked)):
        at = put.span.start
        before, _, last = put.name.rpartition(".")
        names = {name for _, name in asked}
        if put.name:
            names &= {put.name if put.owner else last}
        elif put.owner:
            names = _quoted_names(symbols, path, asked)
        if not names:
            continue  # before anything is read to tell of what they are
        if put.owner:
            modules = _owning(symbols, path, put.owner, at)
            modules = modules or (inferred_modules(symbols, path, put.owner, at) if put.name else modules)
        else:
            modules = _named(symbols, before, path) if before else _likely(symbols, path, at, asked)
        for module, name in asked:
            if module in modules and name in names and module != path:
                yield Replaced(path, module, name, put)


def _may_be_named(utf8: bytes, name: str) -> bool:
    """Whether a call in a file can give a name by a text or a keyword, by its bytes: a text ends in the name, or in a
    literal that is the end of it, where it is put together. Where the name is a word of sentences alone, none does."""
    word = name.encode()
    if any(_AFTER_NAMED.match(utf8, at + len(word)) for at in offsets(utf8, word)):
        return True
    ends = b"|".join(re.escape(name[at:].encode()) for at in range(1, len(name)))
    is_end = re.compile(rb"(?:[\"'{}]|%%s)(?:%b)\Z" % ends)
    closed = re.finditer(rb"%b[\"']" % re.escape(name[-1:].encode()), utf8) if ends else ()
    return any(is_end.search(utf8, max(0, each.start() - len(word)), each.end() - 1) for each in closed)


def _owning(symbols: SymbolMap, path: str, owner: str, at: int) -> frozenset[str]:
    """The modules that an expression is: by a name of theirs, or loaded by one that is known."""
    if symbols.map(path) is None:
        return frozenset()
    if DOTTED_NAME.match(owner):
        led = evaluate_at(Lookup(symbols), path, owner, at).values
        if any(value.kind == "module" for value in led):
            return frozenset(value.symbol.path or "" for value in led if value.kind == "module")
        given = assigned_to(symbols, path, owner, at)
        owner = (given.text or b"").decode("utf-8", "replace") if given is not None else ""
    found = _LOADED.fullmatch("".join(owner.split()))
    literal = _QUOTED.fullmatch(found[1].encode()) if found is not None else None
    if literal is not None:
        return _named(symbols, literal[2].decode(), path)
    return _owning(symbols, path, found[1], at) if found is not None and found[1] != owner else frozenset()


def _named(symbols: SymbolMap, dotted: str, importer: str) -> frozenset[str]:
    led = resolve_absolute(symbols, dotted, importer).values
    return frozenset(value.symbol.path or "" for value in led if value.kind == "module")


def _quoted_names(symbols: SymbolMap, path: str, asked: Asked) -> set[str]:
    """Where it is not known which name it is: those that the file has in quotes."""
    utf8 = symbols.snapshot.files[path].text.utf8
    return {name for name in {name for _, name in asked} if _is_quoted(utf8, name.encode())}


def _is_quoted(utf8: bytes, word: bytes) -> bool:
    """The same as `_quoted` tells, for one name: it is asked of each place where no name is known."""
    return any(b"%b%b%b" % (quote, word, quote) in utf8 for quote in (b'"', b"'"))


def _quoted(symbols: SymbolMap, path: str) -> set[str]:
    return {match[2].decode() for match in _QUOTED.finditer(symbols.snapshot.files[path].text.utf8)}


def _likely(symbols: SymbolMap, path: str, at: int, asked: Asked) -> frozenset[str]:
    """The modules of `patch(f"{module}.old")`, of which it is not known what stands before the name: those that the
    file imports, or names in quotes."""
    call = nearest(symbols.node(path, (at, at + 1)), "call")
    source = (call.text or b"").decode("utf-8", "replace") if call is not None else ""
    quoted = _quoted(symbols, path)
    # `f"{module}.{name}"`
    named = quoted if _OF_FIELDS.search(source) else set[str]()
    modules = {
        module
        for module, name in asked
        if name in named or re.search(rf"[.\"']{re.escape(name)}[\"']", source)
    }
    known = imported_by_tests(symbols, path) if modules else frozenset()
    return frozenset(each for each in modules if each in known or quoted & {*module_names(symbols, each)})


def _stored(symbols: SymbolMap, path: str, asked: Asked) -> Iterator[Put]:
    """What assignments put in the place of one of the names."""
    file = symbols.snapshot.files[path]
    for name in sorted({name for _, name in asked}):
        for match in re.finditer(rb"\.\s*%b\s*=(?!=)" % re.escape(name.encode()), file.text.utf8):
            node = symbols.node(path, match.span())
            if (assignment := nearest(node, "assignment")) is not None:
                yield from put_in_place(symbols, path, assignment)


def _faked(symbols: SymbolMap, target: Target, asked: Asked) -> dict[Usage, str]:
    """Calls in modules that are imported by a file which puts something in the place of the target's whole module."""
    module, _, bare = target.dotted.rpartition(".")
    found = dict[Usage, str]()
    for path, line, name in faked_modules(symbols) if asked else ():
        if name != module or path not in python_files_with(symbols.snapshot, bare):
            continue
        known = imported_files(symbols, path)
        said = f"{path}:{line} puts something in the place of the module '{module}', and has '{bare}' too"
        for calls in asked.values():
            its = [each for each in calls if each.path in known and each.path != path]
            found |= dict.fromkeys(its, f"{said}: change both, or neither")
    return found
