"""New code for modules, Usages, SymbolMap -> what they get, and why they do not get the rest.

A helper that new source calls, or the new API itself, stands nowhere yet. What is checked:

- the file is a module of the repository in Python 3 that may be changed; it is code of the forms that it may have;
- nothing of these names is there, comes there by a star import, or is imported from there by others;
- as for blocks: every name is defined there, imports are used and exist and close no cycle, the old is not used, and
  nothing sensitive is begun;
- what runs while the module is imported (decorators, defaults, bases, annotations, values) does nothing, and needs
  only what the module has imported by then.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from refactor_cli.data import NewCode, Rejection, SourceFile, Span, Symbol
from refactor_cli.data.outcomes import NEW_CODE
from refactor_cli.dotted import last_part
from refactor_cli.imports import Import, ImportChange, Need, as_the_file_does
from refactor_cli.imports.cycles import cycle_through
from refactor_cli.imports.elsewhere import getting_by_star
from refactor_cli.imports.meaning import is_submodule, site_at, star_brings
from refactor_cli.imports.statements import parsed as parsed_file
from refactor_cli.imports.uses import looks_up, references
from refactor_cli.left_to_people import left_to_people
from refactor_cli.resolution import absolute, module_names
from refactor_cli.secrets import MASK
from refactor_cli.site_change import SiteChange
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import has_word
from refactor_cli.verify.at_import import check_at_import
from refactor_cli.verify.binding import check_calls, check_waited
from refactor_cli.verify.code import parsed, read_module_code
from refactor_cli.verify.edits import edit_of
from refactor_cli.verify.flow import flow_of
from refactor_cli.verify.names import (
    BUILTINS,
    Site,
    check_imports,
    check_meaning,
    check_names,
    read_imports,
)
from refactor_cli.verify.place_in_module import place_in, written_at
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.together import SHOWN, Asked
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS
from refactor_cli.words.files import files_with

_TESTING = ("test", "setup", "teardown", "pytest_", "load_tests")


class Added(NamedTuple):
    """What a module gets: the block, its names, also in full, the edit, what it imports, and by name the
    identifiers in its definition."""

    block: NewCode
    names: tuple[str, ...]
    full_names: frozenset[str]
    change: SiteChange
    imports: tuple[Import, ...]
    words: tuple[tuple[str, frozenset[str]], ...]


def new_code(
    blocks: Iterable[NewCode], asked: Asked, why_untouched: Callable[[str], str]
) -> tuple[tuple[Added, ...], tuple[Rejection, ...]]:
    """The blocks that pass: those that use each other's names together. `asked.brought`: what the answer's other
    blocks bring; `why_untouched`: why the user lets no new code come into a file, "" where it may."""
    latest, contradicted = _one_each(blocks)
    refused = [rejection(block, reason) for block, reason in contradicted.items()]
    while True:
        new = frozenset(
            name for block, names in latest.items() for name in _full_names(asked.symbols, block, names)
        )
        found, rejected = list[Added](), dict[NewCode, str]()
        for block, names in latest.items():
            try:
                found.append(_added(block, names, replace(asked, brought=asked.brought | new), why_untouched))
            except Refused as reason:
                rejected[block] = str(reason)
        if not rejected:
            return tuple(found), tuple(refused)
        latest = {block: names for block, names in latest.items() if block not in rejected}
        refused += (rejection(block, reason) for block, reason in rejected.items())


def changes_of(added: Iterable[Added]) -> Iterator[SiteChange]:
    """What is done to the modules: all that one gets stands at one place, and is one edit."""
    by_path = defaultdict[str, list[Added]](list)
    for each in added:
        by_path[each.block.path].append(each)
    for first, *more in by_path.values():
        edit, imports = first.change.edit, first.change.imports
        for each in more:
            blank = "\r\n" if "\r\n" in edit.text else "\n"
            text = f"{edit.text.rstrip()}{3 * blank}{each.change.edit.text.lstrip()}"
            by = f"{NEW_CODE}{', '.join((*edit.added, *each.names))}"
            calls_again = edit.calls_again or each.block.calls_again
            edit = replace(edit, text=text, by=by, calls_again=calls_again)
            needs = (*imports.needs, *each.change.imports.needs)
            imports = ImportChange(needs, (), imports.used | each.change.imports.used)
        yield SiteChange(edit, imports)


def rejection(block: NewCode, reason: str) -> Rejection:
    """Says that new code is not used."""
    return Rejection("", f'<new-code path="{block.path[:SHOWN]}">: {reason}', block.code[:SHOWN])


def without_given_again(earlier: Iterable[NewCode], later: Sequence[NewCode]) -> tuple[NewCode, ...]:
    """Blocks of earlier rounds, without those of which a later one gives the same file a name again."""
    again = {(block.path, name) for block in later for name in _names(block)}
    return tuple(each for each in earlier if again.isdisjoint((each.path, name) for name in _names(each)))


def _one_each(blocks: Iterable[NewCode]) -> tuple[dict[NewCode, tuple[str, ...]], dict[NewCode, str]]:
    """The blocks with their names, and those that give a file what another one gives it differently."""
    every = [(block, tuple(_names(block))) for block in dict.fromkeys(blocks)]
    times = Counter((block.path, name) for block, names in every for name in {*names})
    found, contradicted = dict[NewCode, tuple[str, ...]](), dict[NewCode, str]()
    for block, names in every:
        if twice := next((name for name in names if times[block.path, name] > 1), ""):
            contradicted[block] = f"'{twice}' is given more than once, and differently"
            continue
        found[block] = names
    return found, contradicted


def _names(block: NewCode) -> Iterator[str]:
    module = parsed(block.code)
    for statement in module.body if module is not None else ():
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def _full_names(symbols: SymbolMap, block: NewCode, names: Iterable[str]) -> frozenset[str]:
    modules = module_names(symbols, block.path) if block.path in symbols.snapshot.files else ()
    return frozenset(f"{module}.{name}" for module in modules for name in names)


def _added(block: NewCode, names: Sequence[str], asked: Asked, why_untouched: Callable[[str], str]) -> Added:
    symbols, path = asked.symbols, block.path
    file = _file(block, symbols, why_untouched)
    read, source = parsed_file(symbols, path), file.text.utf8.decode("utf-8", "replace")
    file_map = symbols.map(path)
    assert file_map is not None
    code = read_module_code(block.code, source)
    at = place_in(read)
    site = Site(
        symbols,
        path,
        file_map,
        0,
        None,
        file_map.scopes[0].span,
        Span(at, at),
        "",
        asked.words,
        asked.brought,
    )
    if len({*names}) != len(code.statements):
        raise Refused("it gives a name twice")
    for name in names:
        _check_name(name, path, site, asked)
    module = ast.Module(list(code.statements), [])
    written = dict.fromkeys(read_imports(block.imports))
    imports = tuple(as_the_file_does(symbols, path, each) for each in written)
    needs = frozenset[str]().union(*map(_needs, code.statements)) - {*names}
    check_imports(site, imports, needs)
    check_names(site, needs, imports)
    if absent := sorted({*_in_bodies(module)} & _only_for_checkers(site) - {each.local for each in imports}):
        raise Refused(f"'{absent[0]}' is imported for type checkers alone")
    for each in imports:
        if through := cycle_through(symbols, path, each):
            raise Refused(f"its import of {each.module} would close an import cycle through {through}")
    check_meaning(site, module, imports, frozenset() if block.calls_again else asked.targets)
    _check_old(module, asked, block.calls_again)
    check_at_import(code.statements, site, imports)
    check_calls(site, module, imports)
    check_waited(site, module, imports)
    edit = edit_of(site, written_at(read, at, code.text), ())
    edit = replace(edit, by=f"{NEW_CODE}{', '.join(names)}", calls_again=block.calls_again)
    change = SiteChange(edit, ImportChange(tuple(Need(each, at) for each in imports), (), needs))
    words = tuple(zip(names, map(_words, code.statements), strict=True))
    return Added(block, tuple(names), _full_names(symbols, block, names), change, imports, words)


def _in_bodies(module: ast.Module) -> Iterator[str]:
    """The names that functions ask for when they run."""
    for function in (each for each in ast.walk(module) if isinstance(each, FUNCTIONS)):
        yield from flow_of(function.body).needs


def _only_for_checkers(site: Site) -> set[str]:
    guards = defaultdict[str, set[str]](set)
    for each in site.file_map.bindings:
        if each.scope == 0:
            guards[each.name].add(each.guard)
    return {name for name, some in guards.items() if some == {"type_checking"}}


def _words(statement: ast.stmt) -> frozenset[str]:
    return frozenset(
        each.id if isinstance(each, ast.Name) else each.attr
        for each in ast.walk(statement)
        if isinstance(each, ast.Name | ast.Attribute)
    )


def _needs(statement: ast.stmt) -> frozenset[str]:
    """The names that a definition needs from outside."""
    if not isinstance(statement, ast.ClassDef):
        return flow_of([statement]).needs
    around = [*statement.decorator_list, *statement.bases, *(each.value for each in statement.keywords)]
    return flow_of([*map(ast.Expr, around), *statement.body]).needs


def _file(block: NewCode, symbols: SymbolMap, why_untouched: Callable[[str], str]) -> SourceFile:
    file, file_map = symbols.snapshot.files.get(block.path), symbols.map(block.path)
    if file is None or file_map is None or not block.path.endswith(".py"):
        raise Refused("there is no such module in the repository")
    if why := why_untouched(block.path):
        raise Refused(why)
    if file_map.python2:
        raise Refused("its file is Python 2")
    if reason := left_to_people(symbols, block.path):
        raise Refused(f"its file is left to people: {reason}")
    if not module_names(symbols, block.path):
        raise Refused("its file is a script, which nothing can import")
    if MASK.search("\n".join((block.code, *block.imports))):
        raise Refused("it holds a mask, which stands for a secret that was not sent")
    return file


def _check_name(name: str, path: str, site: Site, asked: Asked) -> None:
    """Raises Refused when a name means something there already, or to those that look the module's names up."""
    symbols, place = site.symbols, site_at(site.symbols, path, site.replaced.start)
    if name in BUILTINS or keyword.iskeyword(name) or (name.startswith("__") and name.endswith("__")):
        raise Refused(f"'{name}' is a name of Python's own")
    if name.lower().startswith(_TESTING):
        raise Refused(f"'{name}' is what test runners look for")
    if _has_name(symbols, path, name):
        raise Refused(f"'{name}' is a name in its file already")
    if place is None or is_submodule(place, name) or any(star_brings(place, name)):
        raise Refused(f"'{name}' means something else in its file")
    if importer := getting_by_star(symbols, path, name):
        raise Refused(f"'{name}' would come to {importer} as well, which imports everything from there")
    full = {f"{module}.{name}" for module in module_names(symbols, path)}
    for other in files_with(symbols.snapshot, name):
        file_map = symbols.map(other)
        for binding in file_map.named.get(name, ()) if file_map is not None else ():
            if (
                binding.kind == "from"
                and absolute(symbols, other, binding.module) + f".{binding.imported}" in full
            ):
                raise Refused(f"{other} imports '{name}' from there already, which may not be there")
        if any(each.encode() in symbols.snapshot.files[other].text.utf8 for each in full):
            raise Refused(f"{other} names {min(full)} already")
    if Symbol(path, name) in asked.targets:
        raise Refused(f"'{name}' is the old name")


def _has_name(symbols: SymbolMap, path: str, name: str) -> bool:
    """Whether a file has a name in its code, or looks it up by a string; prose may have the word, and a class a member
    that it is only asked for."""
    file_map, utf8 = symbols.map(path), symbols.snapshot.files[path].text.utf8
    assert file_map is not None
    return (
        any(file_map.scopes[each.scope].kind != "class" for each in file_map.named.get(name, ()))
        or any(references(parsed_file(symbols, path), file_map, name))
        or re.search(rb"([\"'])%b\1" % re.escape(name.encode()), utf8) is not None
        or looks_up(utf8, name)
    )


def _check_old(module: ast.Module, asked: Asked, calls_again: bool) -> None:
    """Raises Refused when new code names what is asked about: as an attribute of anything, or in a text. What
    `calls_again` may call it, in functions."""
    old = {last_part(symbol.name) for symbol in asked.targets}
    methods = {last_part(symbol.name) for symbol in asked.targets if _is_method(symbol)}
    called = {id(each.func) for each in ast.walk(module) if isinstance(each, ast.Call)} if calls_again else ()
    for node in ast.walk(module):
        match node:
            case ast.Attribute() | ast.Name() if id(node) in called:
                pass
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.keyword(arg=str(name)) if name in old:
                hint = "and does not call it" if calls_again else 'and does not say calls="again"'
                raise Refused(f"it names the old '{name}', {hint}")
            case ast.Constant(value=str(text)) if any(has_word(text, each) for each in old):
                raise Refused("a text in it names the old code")
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name) if name in old:
                if node not in module.body or name in methods:
                    raise Refused(f"it calls something '{name}', as the old code")


def _is_method(symbol: Symbol) -> bool:
    """Whether it may be a member of a class: of what is defined elsewhere, nobody knows."""
    return symbol.path is None or "." in symbol.name
