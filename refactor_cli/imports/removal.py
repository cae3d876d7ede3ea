"""Which imports an edit leaves without a use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Binding, FileMap, Span
from refactor_cli.imports.deletion import statement_node
from refactor_cli.imports.elsewhere import used_elsewhere
from refactor_cli.imports.meaning import Site, import_of
from refactor_cli.imports.module_files import file_of
from refactor_cli.imports.placing import line_start
from refactor_cli.imports.statements import ParsedFile, Statement
from refactor_cli.imports.uses import looks_up, reads, references
from refactor_cli.imports.values import Import
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.words.files import files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.symbols import SymbolMap

_NOQA = lazy_pattern(rb"noqa(?:\s*:\s*((?:[a-z]+[0-9]+[,\s]*)+))?")
_CODE = lazy_pattern(rb"[a-z]+[0-9]+")
_CHAIN = re.compile(rb"\w+(?:\s*\.\s*\w+)*")


class BoundName(NamedTuple):
    """One name of an import statement, with the binding that it makes."""

    statement: Statement
    number: int
    binding: Binding
    made: Import


class Staying(NamedTuple):
    """What keeps imports in a file. `kept`: those that the new code needs; `used`: other local names that it uses;
    `filled`: starts of statements beside which a new import comes to stand. And what does not: `forced`, spans of
    imported names that go in any case, and `coming`, the modules that plain new imports load."""

    kept: frozenset[Import]
    used: frozenset[str]
    filled: frozenset[int] = frozenset()
    forced: tuple[Span, ...] = ()
    coming: frozenset[str] = frozenset()


def leaving_names(
    read: ParsedFile, site: Site, vacated: frozenset[Span], staying: Staying
) -> dict[int, frozenset[int]]:
    """The names that nothing uses once `vacated` is gone: start of the statement -> indices.

    Names that were unused before stay. `site` only says which file it is.
    """
    gone = _forced(read, staying.forced)
    for start, indices in _unused(read, site, vacated, staying).items():
        gone.setdefault(start, set()).update(indices)
    leaving = {start: frozenset(indices) for start, indices in gone.items()}
    return _without_emptying(read, leaving, staying)


def _forced(read: ParsedFile, spans: Iterable[Span]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for span in spans:
        statement = read.at(span.start)
        for index, name in enumerate(statement.names if statement is not None else ()):
            if statement is not None and name.span.contains(span):
                found.setdefault(statement.span.start, set()).add(index)
    return found


def _unused(read: ParsedFile, site: Site, vacated: frozenset[Span], staying: Staying) -> dict[int, set[int]]:
    names = {read.utf8[span.start : span.end].decode("utf-8", "replace") for span in vacated}
    gone: dict[int, set[int]] = {}
    for group in _groups(read, site, names):
        if any(is_for_others(site.symbols, site.path, site.file_map, each.binding) for each in group):
            continue
        others = [b for b in site.file_map.named[group[0].binding.name] if b.scope == group[0].binding.scope]
        if any(b.kind not in ("import", "from") for b in others):
            continue
        if all(_may_go(read, site, each, staying.kept, staying.used) for each in group) and _is_vacated(
            read, site, group, vacated, staying.coming
        ):
            for each in group:
                gone.setdefault(each.statement.span.start, set()).add(each.number)
    return gone


def is_for_others(symbols: SymbolMap, path: str, file_map: FileMap, binding: Binding) -> bool:
    """Whether a package's `__init__` may import a name for those who take it from there. A module of another project is
    nobody's to take by a plain `import six`, which type checkers call private as well:
    https://typing.python.org/en/latest/spec/distributing.html#import-conventions"""
    if not path.rpartition("/")[2].startswith("__init__.") or _is_in_function(file_map, binding):
        return False
    is_plain = binding.kind == "import" and binding.name == binding.module
    return not is_plain or file_of(symbols, path, binding.module) is not None


def _is_in_function(file_map: FileMap, binding: Binding) -> bool:
    return file_map.scopes[binding.scope].kind == "function"


def whole_statements(
    read: ParsedFile, gone: Mapping[int, frozenset[int]], filled: frozenset[int]
) -> frozenset[int]:
    """The statements, by start, that lose all their names and get none (`filled`)."""
    return frozenset(
        found.span.start
        for found in read.statements
        if found.names
        and len(gone.get(found.span.start, ())) == len(found.names)
        and found.span.start not in filled
    )


class Emptied(NamedTuple):
    """A block that loses its last statement. `whole`: the `if TYPE_CHECKING` that goes with it, None where `pass`
    has to take the place of the statements, whose starts are `statements`."""

    statements: tuple[int, ...]
    whole: Node | None


def emptied(read: ParsedFile, whole: frozenset[int]) -> list[Emptied]:
    """The blocks in which nothing is left without the statements of `whole`, and without what goes along with such
    blocks; inner ones first."""
    found: dict[int, Emptied] = {}
    going, waiting = {*whole}, sorted(whole)
    for start in waiting:
        node = statement_node(read, start)
        block = node.parent if node is not None else None
        if block is None or block.type == "module" or block.id in found:
            continue
        statements = tuple(
            child.start_byte for child in block.children if child.is_named and child.type != "comment"
        )
        if going.issuperset(statements):
            along = _goes_along(block)
            found[block.id] = Emptied(statements, along)
            if along is not None:
                going.add(along.start_byte)
                waiting.append(along.start_byte)
    return list(found.values())


def _goes_along(block: Node) -> Node | None:
    """The `if TYPE_CHECKING` that holds nothing but this block: no other branch, no comment."""
    around = block.parent
    if around is None or around.type != "if_statement" or around.child_by_field_name("alternative"):
        return None
    has_comment = any(child.type == "comment" for child in (*around.children, *block.children))
    is_whole = not has_comment and is_type_checking(around) and around.parent is not None
    is_alone = (
        around.parent is not None and around.parent.type != "module" and around.parent.named_child_count == 1
    )
    return around if is_whole and not is_alone else None


def is_type_checking(node: Node) -> bool:
    """Whether it is `if TYPE_CHECKING:`, by whatever name that is imported."""
    condition = node.child_by_field_name("condition") if node.type == "if_statement" else None
    return condition is not None and (condition.text or b"").rpartition(b".")[2] == b"TYPE_CHECKING"


def conditions(
    read: ParsedFile, gone: Mapping[int, frozenset[int]], filled: frozenset[int]
) -> frozenset[Span]:
    """First names of the conditions that go with their blocks."""
    found = set[Span]()
    for each in emptied(read, whole_statements(read, gone, filled)):
        node = each.whole.child_by_field_name("condition") if each.whole is not None else None
        while node is not None and node.type == "attribute":
            node = node.child_by_field_name("object")
        if node is not None:
            found.add(Span(node.start_byte, node.end_byte))
    return frozenset(found)


def _may_be_emptied(read: ParsedFile, each: Emptied, forced: tuple[Span, ...]) -> bool:
    node = statement_node(read, each.statements[0])
    around = node.parent.parent if node is not None and node.parent is not None else None
    if each.whole is not None or (around is not None and is_type_checking(around)):
        return True
    return any(
        statement is not None and statement.span.contains(span)
        for statement in map(read.at, each.statements)
        for span in forced
    )


def _without_emptying(
    read: ParsedFile, gone: Mapping[int, frozenset[int]], staying: Staying
) -> dict[int, frozenset[int]]:
    """Names whose statements would leave a block empty stay, and with them the same names elsewhere: a `try` or an
    `if` around nothing says nothing any more. Not so what is there for type checkers alone."""
    whole = whole_statements(read, gone, staying.filled)
    stuck = {
        start
        for each in emptied(read, whole)
        if not _may_be_emptied(read, each, staying.forced)
        for start in each.statements
    }
    kept = {made.local for each in read.statements if each.span.start in stuck for made in each.imports}
    found = dict[int, frozenset[int]]()
    for each in read.statements:
        indices = gone.get(each.span.start, frozenset())
        left = frozenset(index for index in indices if each.imports[index].local not in kept)
        if left:
            found[each.span.start] = left
    return found


def _groups(read: ParsedFile, site: Site, names: set[str]) -> Iterator[list[BoundName]]:
    """The import names that bind one local name in one scope: they go together or stay."""
    groups: dict[tuple[str, int, str], list[BoundName]] = {}
    for binding in site.file_map.bindings:
        if binding.name not in names or (statement := read.at(binding.span.start)) is None:
            continue
        made = import_of(site.symbols, site.path, binding)
        index = next((i for i, name in enumerate(statement.names) if name.span.contains(binding.span)), None)
        if made is not None and index is not None:
            dotted = made.module if _is_dotted(made) else ""
            groups.setdefault((binding.name, binding.scope, dotted), []).append(
                BoundName(statement, index, binding, made)
            )
    yield from groups.values()


def _may_go(
    read: ParsedFile, site: Site, each: BoundName, kept: frozenset[Import], used: frozenset[str]
) -> bool:
    made, name = each.made, each.binding.name
    written = each.statement.names[each.number]
    if made.module == "__future__" or made in kept or written.alias == written.name:
        return False
    if name in used and not (_is_dotted(made) and any(_is_dotted(k) and k.local == name for k in kept)):
        return False
    exports = site.file_map.exports
    if (
        exports is not None
        and each.binding.scope == 0
        and (name in exports or not site.file_map.exports_complete)
    ):
        return False
    if _has_noqa(read, each) or (made.name and _is_fixture(site, name)):
        return False
    if site.file_map.scopes[each.binding.scope].kind == "class":
        return not _is_asked_of_something(site, name)
    if each.binding.scope != 0:
        return True
    return not looks_up(read.utf8, name) and not used_elsewhere(site.symbols, site.path, name)


def _is_asked_of_something(site: Site, name: str) -> bool:
    """Whether any code has the name behind a dot, or in quotes: a class may be asked for it."""
    word = re.compile(rb"(?:\.\s*|[\"'])%b(?!\w)" % re.escape(name.encode()))
    files = site.symbols.snapshot.files
    return any(word.search(files[path].text.utf8) for path in files_with(site.symbols.snapshot, name))


def _is_vacated(
    read: ParsedFile, site: Site, group: list[BoundName], vacated: frozenset[Span], coming: frozenset[str]
) -> bool:
    """Whether there were uses, and all of them are vacated, or of what is `coming`."""
    first = group[0].binding
    found = any(each.binding.span in vacated for each in group)  # an unused import that is to move
    bindings = [each.binding for each in group]
    if _is_dotted(group[0].made):  # `import a.c` binds `a` anew, to the same module
        bindings += [
            b for b in site.file_map.named[first.name] if b.kind == "import" and b.scope == first.scope
        ]
    for use in references(read, site.file_map, first.name):
        if not any(reads(site.file_map, binding, use) for binding in bindings):
            continue
        if use not in vacated:
            if not _is_dotted(group[0].made) or _may_use(read, site, use, group[0], coming):
                return False
            continue
        found = found or not _is_dotted(group[0].made) or _may_use(read, site, use, group[0])
    return found


def _may_use(
    read: ParsedFile, site: Site, use: Span, each: BoundName, coming: frozenset[str] = frozenset()
) -> bool:
    """Whether `a.x.y` at `use` is what `import a.b` is there for. What follows decides; of `a.c`, where several
    imports bind `a`, or will, only the imports of that submodule."""
    dotted = dotted_at(read.utf8, use.start)
    if f"{dotted}.".startswith(f"{each.made.module}."):
        return True
    siblings = [*coming, *(b.module for b in site.file_map.named[each.binding.name] if b.kind == "import")]
    return not any(f"{dotted}.".startswith(f"{module}.") for module in siblings if module != each.made.module)


def dotted_at(utf8: bytes, offset: int) -> str:
    """The dotted name that begins there, without the white space in it."""
    chain = _CHAIN.match(utf8, offset)
    return re.sub(r"\s", "", chain[0].decode("utf-8", "replace")) if chain else ""


def _is_dotted(made: Import) -> bool:
    return not made.name and not made.alias and "." in made.module


def _has_noqa(read: ParsedFile, each: BoundName) -> bool:
    span = each.statement.span
    for offset in (span.start, each.statement.names[each.number].span.start, span.end):
        end = read.utf8.find(b"\n", offset)
        line = read.utf8[line_start(read.utf8, offset) : end if end >= 0 else len(read.utf8)]
        said = line.lower().partition(b"#")[2]
        if _is_of_unused(said) or b"unused-import" in said:  # the latter is pylint's name for it
            return True
    return False


def _is_of_unused(said: bytes) -> bool:
    """Whether a comment is a `noqa` for imports without a use, and not of other codes alone, as `noqa: E402` is.
    https://flake8.pycqa.org/en/latest/user/violations.html#in-line-ignoring-errors"""
    found = _NOQA.search(said)
    if found is None or found[1] is None:
        return found is not None
    return any(b"f401".startswith(code) for code in _CODE.findall(found[1]))


def _is_fixture(site: Site, name: str) -> bool:
    """Whether a test file has parameters of this name: pytest finds imported fixtures so."""
    file = site.path.rpartition("/")[2]
    is_test = file == "conftest.py" or file.startswith("test_") or file.endswith("_test.py")
    return is_test and any(binding.kind == "parameter" for binding in site.file_map.named[name])
