"""What the names of new code mean where it goes: all defined, none rebound, none sensitive, none the old one."""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from msgspec import Struct, field
from msgspec.structs import replace

from refactor_cli.data import Binding, FileMap, Span, Symbol, Usage
from refactor_cli.imports import Import, hides_another, site_at
from refactor_cli.resolution import (
    Found,
    absolute,
    bindings_at,
    is_module,
    module_file,
    module_names,
    resolve,
    resolve_absolute,
)
from refactor_cli.resolution.near_names import meant
from refactor_cli.symbols import SymbolMap
from refactor_cli.verify.code import parsed, parsed_any
from refactor_cli.verify.flow import dotted_names
from refactor_cli.verify.old_attributes import attributes, receivers_of
from refactor_cli.verify.python2 import newer_module
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.sensitive import is_said, sensitive, sensitive_attribute

BUILTINS = frozenset(dir(builtins))
_MODULE_ATTRIBUTES = frozenset({"__name__", "__doc__", "__file__", "__path__"})


class Site(Struct, frozen=True):
    """A place where names are looked up: in `scope` of a file, at offset `at`. `region`: what the names of that
    scope are visible in; `replaced`: what goes; `old` its source; `words`: the user's own; `brought`: full
    names that the same answer brings; `own`: names of a function that is replaced as a whole, each with the scope that
    says what it is, None where nothing does."""

    symbols: SymbolMap
    path: str
    file_map: FileMap
    scope: int
    at: int | None
    region: Span
    replaced: Span
    old: str
    words: str
    brought: frozenset[str] = frozenset()
    own: Mapping[str, int | None] = field(default_factory=dict)

    def bindings(self, name: str) -> tuple[Binding, ...]:
        """What a name may mean here."""
        return bindings_at(self.file_map, self.scope, name, self.at)

    def is_defined(self, name: str) -> bool:
        """Whether a name means something here, builtins included."""
        if self.bindings(name) or name in BUILTINS or self.is_brought(name):
            return True
        at = self.replaced.start if self.at is None else self.at
        return bool(resolve(self.symbols, self.path, self.scope, name, at).symbols)

    def is_brought(self, name: str) -> bool:
        """Whether the same answer brings the module of the place this name."""
        return bool(self.brought) and any(
            f"{module}.{name}" in self.brought for module in module_names(self.symbols, self.path)
        )


def read_imports(lines: Iterable[str]) -> tuple[Import, ...]:
    """The imports of a block.

    Raises:
        Refused: a line is no import, or one that a block may not have.
    """
    found = list[Import]()
    for line in lines:
        module = parsed(line) if len(line) < 1_000 else None
        statement = module.body[0] if module is not None and len(module.body) == 1 else None
        if isinstance(statement, ast.Import):
            found += [Import(alias.name, "", alias.asname or "") for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom):
            source = "." * statement.level + (statement.module or "")
            if source == "__future__":
                raise Refused("it imports from __future__")
            if any(alias.name == "*" for alias in statement.names):
                raise Refused(f"it imports everything from {source}")
            found += [Import(source, alias.name, alias.asname or "") for alias in statement.names]
        else:
            raise Refused("a line after `import:` is no import statement")
    return tuple(dict.fromkeys(found))


def full_name(symbols: SymbolMap, path: str, each: Import) -> str | None:
    """The full dotted name of what an import in a file names; None when it leads out of the package."""
    module = absolute(symbols, path, each.module)
    if each.module.startswith("."):
        has_package = absolute(symbols, path, ".").strip(".")
        if not has_package or not module or module.startswith("."):
            return None
    return f"{module}.{each.name}" if each.name else module


def check_imports(site: Site, imports: Sequence[Import], needs: frozenset[str]) -> None:
    """Raises Refused when an import is not used, leads nowhere, or takes a name that has another meaning."""
    wanted = (f"{each.module}.{each.name}" if each.name else each.module for each in imports)
    if site.file_map.python2 and (module := newer_module(site.symbols, site.path, wanted)):
        raise Refused(f"its file is Python 2, which has no module {module}")
    locals = [each.local for each in imports]
    for each in imports:
        name = each.local
        if name not in needs:
            raise Refused(f"it imports '{name}' and does not use it")
        if locals.count(name) > 1:
            raise Refused(f"it imports two things as '{name}'")
        if name in BUILTINS:
            raise Refused(f"its import would hide the builtin '{name}'")
        visible, place = [*_visible(site, name)], site_at(site.symbols, site.path, site.replaced.start)
        is_taken = not visible and place is not None and hides_another(place, each)
        if is_taken or any(not _is_same(site, binding, each) for binding in visible):
            raise Refused(f"its import would rebind '{name}', which the file uses already")
        _check_exists(site, each)


def _visible(site: Site, name: str) -> Iterator[Binding]:
    """What a name stands for in the file, without the members of classes, which are no names outside of their own
    bodies."""
    for binding in site.file_map.named.get(name, ()):
        if binding.scope == site.scope or site.file_map.scopes[binding.scope].kind != "class":
            yield binding


def check_names(site: Site, needs: frozenset[str], imports: Sequence[Import]) -> None:
    """Raises Refused when a name is defined neither at the site nor by the block's imports."""
    imported = {each.local for each in imports}
    for name in sorted(needs - imported):
        if not site.is_defined(name):
            raise Refused(f"'{name}' is not defined there")


def check_bound(site: Site, bound: Iterable[str]) -> None:
    """Raises Refused when new code binds a name that its function (elsewhere: its file) uses outside of it."""
    utf8 = site.symbols.snapshot.files[site.path].text.utf8
    outside = (
        utf8[site.region.start : site.replaced.start] + b"\n" + utf8[site.replaced.end : site.region.end]
    )
    for name in sorted(bound):
        if re.search(rb"(?<![\w\x80-\xff])%b(?![\w\x80-\xff])" % re.escape(name.encode()), outside):
            raise Refused(f"it binds '{name}', which the code around it uses")


def check_meaning(
    site: Site, nodes: ast.AST, imports: Sequence[Import], targets: frozenset[Symbol] = frozenset()
) -> None:
    """Raises Refused when new code still uses the old, or begins to use what is sensitive."""
    imported = {each.local: each for each in imports}
    for dotted in sorted(set(dotted_names(nodes))):
        parts = dotted.split(".")
        is_new = not is_said(dotted, site.old)
        for end in range(1, len(parts) + 1):
            found = meaning(site, ".".join(parts[:end]), imported)
            for symbol in () if found.instance else found.symbols:
                if symbol.path is None and is_new and (near := meant(symbol.name)):
                    raise Refused(f"'{symbol.name}' is not defined: there is {near}")
                if symbol in targets:
                    raise Refused(f"it still uses the old '{dotted}'")
                leads_to = sensitive(symbol.name) if symbol.path is None and is_new else ""
                if leads_to and not is_said(leads_to, site.words):
                    raise Refused(f"it begins to use '{leads_to}', which nobody asked for")
            modules = [value.symbol.path for value in found.values if value.kind == "module"]
            if end < len(parts) and len(modules) == len(found.values) == 1:
                # what the old source asks of the module is there, whoever put it there
                if not is_said(".".join(parts[: end + 1]), site.old) and not _is_brought(
                    site, modules[0], parts[end]
                ):
                    _check_member(site, modules[0], ".".join(parts[:end]), parts[end])
    for node in ast.walk(nodes):
        if isinstance(node, ast.Attribute) and sensitive_attribute(node.attr) and node.attr not in site.old:
            raise Refused(f"it begins to use '{node.attr}'")


def check_no_other(site: Site, nodes: ast.AST, imports: Sequence[Import], others: frozenset[Symbol]) -> None:
    """Raises Refused when new code begins to use what is asked about beside the old: that is to go as well."""
    imported = {each.local: each for each in imports}
    for dotted in sorted(set(dotted_names(nodes))) if others else ():
        parts = dotted.split(".")
        for name in (".".join(parts[:end]) for end in range(1, len(parts) + 1)):
            found = meaning(site, name, imported)
            if not found.instance and found.symbols & others and not is_said(name, site.old):
                raise Refused(f"it begins to use '{name}', which is asked about as well")


def check_old_name(
    site: Site, nodes: ast.AST, name: str, covered: Sequence[Usage], usages: int, bound: Set[str]
) -> None:
    """Raises Refused when an attribute of the old name is asked of the same more often than what remains without these
    `usages`. `covered`: all usages in what goes; `bound`: names that the new code binds, which may hold anything."""
    text = site.symbols.snapshot.files[site.path].text
    before = parsed_any(textwrap.dedent(site.old)) or parsed_any(f"({site.old})")
    if before is not None:
        receivers = receivers_of(text, covered, name)
        there = attributes(before, name, receivers, bound)
    else:
        receivers, there = None, len(re.findall(rf"\.\s*{re.escape(name)}(?!\w)", site.old))
    count = attributes(nodes, name, receivers, bound)
    if count and count > there - usages:
        raise Refused(f"it still uses the old '.{name}'")


def check_unlisted(site: Site, covered: Iterable[Usage], new: str) -> None:
    """Raises Refused when another mention of the old name vanishes with the code around it: what was decided
    otherwise, or is not known to be a usage."""
    text = site.symbols.snapshot.files[site.path].text
    listed = {usage.span: text.slice(*usage.span) for usage in covered}
    others = Counter(name for span, name in _identifiers(site) if span not in listed)
    for name in sorted(set(listed.values())):
        if others[name] > len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", new)):
            raise Refused(f"it replaces another '{name}' as well, which was not asked about")


def region_of(file_map: FileMap, scope: int) -> Span:
    """Where the names that code in a scope binds are visible: the function around it, or the whole file."""
    bodies = {d.body: d.outer for d in file_map.definitions if d.kind == "function"}
    while scope > 0:
        if scope in bodies:
            return bodies[scope]
        scope = file_map.scopes[scope].parent
    return file_map.scopes[0].span


def first_names(site: Site) -> Iterator[Span]:
    """Names that are read in what goes: no attributes, no keywords."""
    tree = site.symbols.tree(site.path)
    for span, _name in _identifiers(site):
        node = tree.root_node.descendant_for_byte_range(*span)
        parent = node.parent if node is not None else None
        if node is None or parent is None:
            continue
        is_attribute = parent.type == "attribute" and parent.child_by_field_name("attribute") == node
        is_keyword = parent.type == "keyword_argument" and parent.child_by_field_name("name") == node
        if not is_attribute and not is_keyword:
            yield span


def meaning(site: Site, dotted: str, imported: Mapping[str, Import]) -> Found:
    """What a dotted name of new code leads to, which may come from an import of its own."""
    first, _, rest = dotted.partition(".")
    if each := imported.get(first):
        # `import a.b` binds `a`; the other forms bind what they name
        whole = full_name(site.symbols, site.path, each) or each.module
        base = first if not each.name and not each.alias else whole
        return resolve_absolute(site.symbols, f"{base}.{rest}" if rest else base, site.path)
    if first in site.own:
        inner = site.own[first]
        if inner is None:
            return Found(frozenset(), complete=False)
        return resolve(site.symbols, site.path, inner, dotted, site.replaced.end)
    at = site.replaced.start if site.at is None else site.at
    return resolve(site.symbols, site.path, site.scope, dotted, at)


def _check_member(site: Site, path: str | None, module: str, name: str) -> None:
    """Raises Refused when a module of the repository does not have a name."""
    file_map = site.symbols.map(path) if path else None
    if file_map is None or path is None:
        return
    names = file_map.named
    is_open = "*" in names or any(binding.scope == 0 for binding in names.get("__getattr__", ()))
    is_there = any(binding.scope == 0 for binding in names.get(name, ()))
    if is_open or is_there or name in _MODULE_ATTRIBUTES:
        return
    for dotted in module_names(site.symbols, path):
        if is_module(site.symbols, f"{dotted}.{name}", site.path):
            return
    raise Refused(f"the module {module} has no '{name}'")


def _is_brought(site: Site, path: str | None, name: str) -> bool:
    """Whether the same answer brings a module a name."""
    return path is not None and replace(site, path=path).is_brought(name)


def _check_exists(site: Site, each: Import) -> None:
    dotted = full_name(site.symbols, site.path, each)
    if dotted is None:
        raise Refused(f"its import of {each.module} leads out of the package")
    module = dotted.removesuffix(f".{each.name}") if each.name else dotted
    if near := meant(dotted):
        raise Refused(f"'{dotted}' is not defined: there is {near}")
    is_known = is_module(site.symbols, module, site.path)
    if not is_known and not is_said(module, site.words):
        raise Refused(f"there is no module {module}, as far as the repository shows")
    if each.name and dotted not in site.brought and not is_module(site.symbols, dotted, site.path):
        _check_member(site, module_file(site.symbols, module, site.path), module, each.name)


def _is_same(site: Site, binding: Binding, each: Import) -> bool:
    if binding.kind == "import":
        return not each.name and (binding.module == each.module or not each.alias)
    if binding.kind != "from" or not each.name:
        return False
    there = full_name(site.symbols, site.path, Import(binding.module, binding.imported))
    return there is not None and there == full_name(site.symbols, site.path, each)


def _identifiers(site: Site) -> Iterator[tuple[Span, str]]:
    tree = site.symbols.tree(site.path)
    node = tree.root_node.descendant_for_byte_range(*site.replaced)
    stack = [node] if node is not None else []
    while stack:
        each = stack.pop()
        span = Span(each.start_byte, each.end_byte)
        if each.type == "identifier" and site.replaced.contains(span):
            yield span, (each.text or b"").decode("utf-8", "replace")
        elif span.start < site.replaced.end and span.end > site.replaced.start:
            stack.extend(each.children)
