"""What a recipe says: on objects that are called so, the name is the target, and nothing else bears it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from refactor_cli.data import Symbol, Target
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.evidence.made_elsewhere import is_made_elsewhere
from refactor_cli.inference.asking import source
from refactor_cli.inference.classes.families import families
from refactor_cli.inference.classes.stand_ins import heirs
from refactor_cli.inference.members.delegation import HOOKS
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.import_words import importing_from, is_module_imported
from refactor_cli.resolution import ANY_CLASS, is_subclass, member, mro, resolve, scope_at
from refactor_cli.resolution.values import Lookup, layout
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

_DOTTED = lazy_pattern(r"[^\W\d]\w*(\s*\.\s*[^\W\d]\w*)*\Z")
_SELF = "self"
_OBJECT = "builtins.object"
# relative imports and those of `__future__` name no package
_IMPORTED = lazy_pattern(rb"^[ \t]*(?:from|import)[ \t]+([A-Za-z]\w*)", re.MULTILINE)


def said(site: Site) -> Verdict | None:
    """Likely when the receiver ends in what the recipe says, is imported from nowhere, and no class of the repository
    has the name but the target's, nor gives it to an object. Of `self` its class must have bases that are not known, of
    which none may come from where the target does: a recipe names all the classes there that have it. Of others the
    repository must use the target's package, and the file must not have it made by another one."""
    if not site.said or "family" in site.usage.evidence:
        return None
    text = source(site.ask.symbols, site.usage.path, site.receiver)
    if _DOTTED.match(text) is None:
        return None
    dotted = re.sub(r"\s", "", text)
    if not any(dotted == each or (each != _SELF and dotted.endswith(f".{each}")) for each in site.said):
        return None
    if _is_imported(site, dotted) or not _is_free(site):
        return None
    if dotted != _SELF and not _is_used(site.ask.symbols, site.target, site.owner):
        return None
    if dotted != _SELF and is_made_elsewhere(site, dotted):
        return None
    if dotted == _SELF and not all(_may_be_its(site, each.symbol) for each in site.types.known):
        return None
    return Verdict("likely", ("said",), 0.85)


def _is_imported(site: Site, dotted: str) -> bool:
    """Whether the first name is that of a module, function or class, and does not lead to a variable of the
    repository: of `Session = scoped_session(…)` in a module of models no more is known than of one of this file."""
    symbols, path, at = site.ask.symbols, site.usage.path, site.usage.span.start
    file_map = symbols.map(path)
    if file_map is None:
        return True
    scope, names = scope_at(file_map, at), dotted.split(".")
    kinds = {each.kind for each in resolve(symbols, path, scope, names[0], at).bindings}
    if kinds & {"function", "class"}:
        return True
    if not kinds & {"import", "from"}:
        return False
    led = (resolve(symbols, path, scope, ".".join(names[:end]), at) for end in range(1, len(names) + 1))
    return not any(found.values and all(each.kind == "variable" for each in found.values) for found in led)


def _is_free(site: Site) -> bool:
    found = (cls for family in families(site.ask, site.name) for cls in family)
    owner = site.owner
    if not all(owner is not None and is_subclass(site.ask.symbols, each, owner) for each in found):
        return False
    memo: dict[str, bool] = site.ask.symbols.snapshot.memo.setdefault("names given to objects", {})
    if site.name not in memo:
        given = re.compile(rb"\.%b[ \t]*(?::[^=\n]{0,200})?=(?!=)" % re.escape(site.name.encode()))
        files = site.ask.symbols.snapshot.files
        memo[site.name] = any(
            given.search(files[path].data) for path in python_files_with(site.ask.symbols.snapshot, site.name)
        )
    return not memo[site.name]


def may_be_said(symbols: SymbolMap, target: Target, owner: Symbol | None, receivers: Iterable[str]) -> bool:
    """Whether what a recipe says of a target can make a site of it likely in this repository, told from the words of
    import statements as far as these say it. `owner`: as in `Site`; `receivers`: on what it is said to be likely."""
    if _SELF in receivers or _is_at_hand(target, owner):
        return True
    if is_module_imported(symbols.snapshot, _home(target, owner)):
        return True
    return not _imports_beyond(symbols) and _is_used(symbols, target, owner)


def _is_used(symbols: SymbolMap, target: Target, owner: Symbol | None) -> bool:
    """Whether the repository has the target, or imports its package, or none at all but Python's own and itself."""
    if _is_at_hand(target, owner):
        return True
    memo: dict[str, frozenset[str]] = symbols.snapshot.memo
    key = "packages imported"
    if key not in memo:
        python = (each.data for each in symbols.snapshot.files.values() if each.language == "python")
        memo[key] = frozenset(name.decode() for data in python for name in _IMPORTED.findall(data))
    return _home(target, owner) in memo[key] or memo[key] <= _known(symbols)


def _is_at_hand(target: Target, owner: Symbol | None) -> bool:
    """Whether a target is the repository's own, or Python's: nothing has to be installed for it."""
    return (owner is not None and owner.path is not None) or _home(target, owner) in STANDARD_MODULES


def _known(symbols: SymbolMap) -> frozenset[str]:
    """The packages that are Python's or the repository's own."""
    return STANDARD_MODULES | set(layout(symbols).tops)


def _home(target: Target, owner: Symbol | None) -> str:
    """The package that a target is from."""
    return (owner.name if owner is not None else target.dotted).partition(".")[0]


def _imports_beyond(symbols: SymbolMap) -> bool:
    """Whether it is plain, from one file, that the repository imports a package that is neither Python's nor its
    own."""
    files, known = symbols.snapshot.files, _known(symbols)
    for module, path in importing_from(symbols.snapshot):
        root = module.partition(b".")[0]
        is_beyond = bool(root) and root.decode("utf-8", "replace") not in known
        if is_beyond and root in _IMPORTED.findall(files[path].data):
            return True
    return False


def _may_be_its(site: Site, cls: Symbol) -> bool:
    symbols, owner = site.ask.symbols, site.owner
    if owner is None or cls.path is None:
        return False
    if any(each.symbol.path for hook in HOOKS for each in member(Lookup(symbols), cls, hook).values):
        return False
    home = owner.name.partition(".")[0]
    outside = [each for each in mro(symbols, cls) if _is_outside(each)]
    if any(each != ANY_CLASS and each.name.partition(".")[0] == home for each in outside):
        return False
    if outside or cls.name.lower().endswith("mixin") or (_is_of_tests(owner) and _has_tests(symbols, cls)):
        return True
    return any(_is_outside(each) for heir in heirs(symbols, cls) for each in mro(symbols, heir))


def _is_of_tests(owner: Symbol) -> bool:
    return owner.name.endswith("TestCase")


def _has_tests(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether a class has methods that test runners look for, which it gets to run by a test case that it is mixed
    into. https://docs.python.org/3/library/unittest.html#unittest.TestLoader.testMethodPrefix"""
    file_map = symbols.map(cls.path or "")
    tests = f"{cls.name}.test"
    return file_map is not None and any(each.qualname.startswith(tests) for each in file_map.definitions)


def _is_outside(cls: Symbol) -> bool:
    return cls == ANY_CLASS or (cls.path is None and cls.name != _OBJECT)
