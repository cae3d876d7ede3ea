"""How a target is written -> Target."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from typing import TYPE_CHECKING

from msgspec.structs import replace

from refactor_cli.data import Binding, Symbol, Target, TargetKind
from refactor_cli.dotted import last_part
from refactor_cli.errors import RefactorError
from refactor_cli.find.defined import (
    LOCALS,
    at_line,
    defined_as,
    lines_of,
    local_to_function,
    names_in,
    sites_of,
)
from refactor_cli.find.function_attributes import lacks_attribute, of_decorated
from refactor_cli.find.nearest import MOST_NAMES, SPELLINGS, alike, beside, did_you_mean, nearest
from refactor_cli.find.texts import notebooks_with
from refactor_cli.near_spellings import spelt_like
from refactor_cli.occurrences.import_words import files_importing
from refactor_cli.resolution import (
    Found,
    Lookup,
    Value,
    absolute,
    canonical,
    definitions_of,
    dotted_name,
    is_module,
    layout,
    members,
    mro,
    resolve_absolute,
    resolve_spelled,
)
from refactor_cli.resolution.standard_library import BUILTINS, is_class
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.recipe.outline import Outline
    from refactor_cli.recipe.whole import Recipe

_IMPORTED = frozenset({"from", "import"})
_GIVEN = _IMPORTED | {"assign"}


def read_target(symbols: SymbolMap, spec: str, known: bool = False) -> Target:
    """Reads `pkg.mod.func`, `pkg.mod.Class.method`, `path/to/file.py:func`, `path/to/file.py:LINE`, or a bare
    name that has one definition. `known`: a recipe names it, in full, so it need not exist any more.

    Raises:
        RefactorError: nothing, or more than one thing, is called so.
    """
    path, colon, rest = spec.rpartition(":")
    if colon and path.removeprefix("./") in symbols.snapshot.files:
        return _in_file(symbols, spec, path.removeprefix("./"), rest)
    if colon and path.endswith((".py", ".pyi")):
        for each in symbols.snapshot.left_out:
            if each.path == path.removeprefix("./"):
                raise RefactorError(f"{each.path} could not be read: {each.reason}", SPELLINGS)
        near = spelt_like(path, symbols.snapshot.files, MOST_NAMES)
        raise RefactorError(f"there is no file {path!r}", did_you_mean(near))
    dotted = spec.replace(":", ".").replace(LOCALS, "")
    is_dotted = all(part.isidentifier() for part in dotted.split("."))
    if is_dotted and (found := _spelled(symbols, dotted, known)) is not None:
        return found
    if not known and (within := _in_file_itself(symbols, spec.removeprefix("./"))):
        raise RefactorError(f"{spec!r} is a file, and no name of what is in it", did_you_mean(within))
    if not is_dotted:
        if "/" in spec and not colon and not _is_path(symbols, spec):
            near = spelt_like(spec, symbols.snapshot.files, MOST_NAMES)
            raise RefactorError(f"there is no file or folder {spec!r}", did_you_mean(near))
        raise RefactorError(f"{spec!r} is no dotted name", SPELLINGS)
    return (None if known else _bare(symbols, dotted)) or _outside(symbols, dotted, known)


def _is_path(symbols: SymbolMap, spec: str) -> bool:
    path = spec.removeprefix("./").rstrip("/")
    return any(f"{each}/".startswith(f"{path}/") for each in symbols.snapshot.files)


def _in_file_itself(symbols: SymbolMap, path: str) -> list[str]:
    """How a Python file is written as its module, and what is in it; nothing where there is no such file."""
    file_map = symbols.map(path) if path in symbols.snapshot.files else None
    return [*layout(symbols).names(path)[:1], *names_in(path, file_map)] if file_map is not None else []


def apart_from(symbols: SymbolMap, target: Target, recipe: Recipe | Outline) -> Target:
    """A target that a rule gives another name of the same thing, so that both can be told apart. Where the old name is
    imported from the new one's module, only what reaches it through this import is meant; where it moves to a name that
    is imported, or assigned, from it, only what does not go by that one. Any other target as it is."""
    if not any(resolve_absolute(symbols, each).symbols & target.symbols for each in recipe.used(target.name)):
        return target
    moved = frozenset(move.target for move in recipe.moves if move.source in (target.name, target.dotted))
    beyond = frozenset(each for name in moved for each in _aliases(symbols, name, _GIVEN)) - target.symbols
    here = _aliases(symbols, target.name, _IMPORTED)
    target = replace(target, beyond=beyond)
    return replace(target, dotted=target.name, symbols=here) if here else target


def _aliases(symbols: SymbolMap, name: str, kinds: Set[str]) -> frozenset[Symbol]:
    """What a dotted name is in its module, where that only has it from elsewhere: bound in one of these ways."""
    owner, _, last = name.rpartition(".")
    values = resolve_absolute(symbols, owner).values if owner else ()
    modules = {value.symbol.path for value in values if value.kind == "module"}
    maps = ((path, symbols.map(path)) for path in modules if path is not None)
    bound = ((path, members(file_map, 0, last)) for path, file_map in maps if file_map is not None)
    return frozenset(
        Symbol(path, last)
        for path, bindings in bound
        if bindings and all(_is_given(each, kinds) for each in bindings)
    )


def _is_given(binding: Binding, kinds: Set[str]) -> bool:
    return binding.kind in kinds and (binding.kind != "assign" or bool(binding.value))


def _spelled(symbols: SymbolMap, dotted: str, known: bool) -> Target | None:
    """A full dotted name that leads into the repository."""
    led = resolve_spelled(symbols, dotted)
    if not led.values:
        led = of_decorated(symbols, dotted) or led
    inside = [value for value in led.values if value.symbol.path is not None]
    first = min(inside, key=lambda value: (value.kind == "variable", value.symbol), default=None)
    if first is None or not sites_of(symbols, first.symbol):
        behind = _behind_its_name(symbols, dotted)
        if first is None or behind is not None:
            return behind
        if not known and lacks_attribute(symbols, first.symbol):
            return None
    return _target(symbols, dotted, led, first)


def _behind_its_name(symbols: SymbolMap, dotted: str) -> Target | None:
    """What a module defines in whose place its package has something else of that name: after `from .shop import *`
    in `pkg`, `pkg.shop` may be a class, and `pkg.shop.Cart` is still what `from pkg.shop import Cart` gives."""
    parts = dotted.split(".")
    for size in range(len(parts) - 1, 0, -1):
        path, name = layout(symbols).find(".".join(parts[:size])), ".".join(parts[size:])
        file_map = symbols.map(path) if path is not None else None
        if path is not None and file_map is not None:
            is_defined = bool(definitions_of(Lookup(symbols), Symbol(path, name)))
            qualname = name if is_defined else local_to_function(file_map, name)
            return _by_qualname(symbols, path, qualname) if qualname else None
    return None


def _target(symbols: SymbolMap, name: str, led: Found, first: Value) -> Target:
    sites = tuple(
        dict.fromkeys(
            site
            for symbol in (first.symbol, *sorted(led.symbols, key=str))
            for site in sites_of(symbols, symbol)
        )
    )
    return Target(name, dotted_name(symbols, first.symbol), _kind(symbols, first), led.symbols, sites)


def _kind(symbols: SymbolMap, value: Value) -> TargetKind:
    look = Lookup(symbols)
    outer = Symbol(value.symbol.path, value.symbol.name.rpartition(".")[0])
    is_member = any(each.kind == "class" for each in definitions_of(look, outer))
    match value.kind:
        case "module":
            return "module"
        case "function":
            return "method" if is_member else "function"
        case "class":
            return "class"
        case "external":
            return _guessed(symbols, value.symbol.name)
    definitions = definitions_of(look, value.symbol)
    if definitions:
        return "class" if definitions[0].kind == "class" else "method" if is_member else "function"
    # an alias of a function is used like one
    led = resolve_absolute(symbols, dotted_name(symbols, value.symbol))
    kinds = {each.kind for each in led.values}
    if kinds == {"class"}:
        return "class"
    if kinds == {"function"}:
        return "method" if is_member else "function"
    return "attribute" if is_member else "constant"


def _guessed(symbols: SymbolMap, dotted: str, is_asked: bool = True) -> TargetKind:
    """What something that is not defined in the repository is: a module, where the standard library has it or files
    import it as one, which is not looked for where nobody sees it (recipes name thousands); else by its spelling."""
    before, _, last = dotted.rpartition(".")
    if is_asked and _is_imported_module(symbols, dotted):
        return "module"
    if is_class(dotted):
        return "class"
    if before and "." in before and is_class(before):
        return "method"
    return "constant" if len(last.strip("_")) > 1 and last.isupper() else "function"


def _is_imported_module(symbols: SymbolMap, dotted: str) -> bool:
    """Whether a module of the standard library is called so, or one that a file imports, or from which it does."""
    first = dotted.partition(".")[0]
    if first in STANDARD_MODULES and first not in layout(symbols).tops:
        return is_module(symbols, dotted)
    for path in files_importing(symbols.snapshot, last_part(dotted)):
        file_map = symbols.map(path)
        modules = {each.module for each in file_map.imports} if file_map is not None else ()
        if any(f"{absolute(symbols, path, each)}.".startswith(f"{dotted}.") for each in modules):
            return True
    return False


def _in_file(symbols: SymbolMap, spec: str, path: str, rest: str) -> Target:
    file_map = symbols.map(path)
    if file_map is None:
        raise RefactorError(f"{path!r} is not a Python file", SPELLINGS)
    if not rest:
        raise RefactorError(f"{spec!r} names nothing in its file", did_you_mean(names_in(path, file_map)))
    if rest.isascii() and rest.isdigit():
        name = at_line(symbols, path, file_map, int(rest))
        if not name:
            raise RefactorError(f"there is no definition at {spec}", did_you_mean(names_in(path, file_map)))
        return _by_qualname(symbols, path, name)
    found = _by_qualname(symbols, path, local_to_function(file_map, rest) or rest)
    if not found.definitions:
        names = lines_of(symbols, path, rest) or alike(rest, names_in(path, file_map), ":")
        raise RefactorError(f"{path} defines no {rest!r}", did_you_mean(names))
    return found


def _by_qualname(symbols: SymbolMap, path: str, qualname: str) -> Target:
    look = Lookup(symbols)
    stub_of = path[:-1] if path.endswith(".pyi") and path[:-1] in symbols.snapshot.files else path
    symbol = Symbol(stub_of, qualname)
    definitions = definitions_of(look, Symbol(path, qualname))
    kind = definitions[0].kind if definitions else "variable"
    value = Value(symbol, kind)
    led = Found(frozenset((symbol,)), True, values=frozenset((value,)))
    return _target(symbols, dotted_name(symbols, symbol), led, value)


def _bare(symbols: SymbolMap, name: str) -> Target | None:
    """A name, or `Class.method`, that one definition of the repository has."""
    found = defined_as(symbols, name)
    if not found:
        return None
    if len(found) > 1:
        places = ", ".join(f"{path}:{line}" for path, line, _ in found[:MOST_NAMES])
        more = ", …" if len(found) > MOST_NAMES else ""
        ways = " or ".join(f"{path}:{qualname}" for path, _, qualname in found[:MOST_NAMES])
        raise RefactorError(
            f"{name!r} names {len(found)} definitions: {places}{more}", f"write it as {ways}{more}"
        )
    path, _, qualname = found[0]
    return _by_qualname(symbols, path, qualname)


def _outside(symbols: SymbolMap, dotted: str, known: bool) -> Target:
    """A name outside the repository, or one that only a recipe still knows."""
    if "." not in dotted and dotted in BUILTINS:
        dotted = f"builtins.{dotted}"
    led = resolve_spelled(symbols, dotted)
    # a re-export leads out of the repository under another name
    outside = frozenset(symbol for symbol in led.symbols if symbol.path is None) or frozenset(
        (Symbol(None, canonical(dotted)),)
    )
    best = min(outside).name
    first = best.partition(".")[0]
    is_standard = first in STANDARD_MODULES
    is_ours = first in layout(symbols).tops and not is_standard
    is_plain = "." not in best and bool(files_importing(symbols.snapshot, first))
    is_asked = not known
    known = known or (is_ours and _is_still_imported(symbols, dotted))
    if not known and (is_ours or not (is_standard or is_plain or _is_imported(symbols, first))):
        near = nearest(symbols, dotted)
        problem = f"{dotted!r} is not defined in this repository"
        if not (is_ours or near):
            unused = f"{problem}, and nothing in it imports {first!r}"
            raise RefactorError(unused, f"nothing here uses it, unless it is spelt otherwise: {SPELLINGS}")
        if place := _given_to_objects(symbols, dotted):
            raise RefactorError(
                f"{dotted!r} is no target: it is given to objects, at {place}",
                "what the class itself defines can be one: a method, a property, an attribute in its body",
            )
        raise RefactorError(problem, did_you_mean(near) if near else beside(symbols, dotted))
    if not known and "." not in best and not is_standard:
        _check_module(symbols, best)
    return Target(dotted, best, _guessed(symbols, best, is_asked), outside)


def _given_to_objects(symbols: SymbolMap, dotted: str) -> str:
    """Where the methods of a class give its objects an attribute; "" where they do not."""
    owner, _, name = dotted.rpartition(".")
    given = re.compile(rb"\bself\.%b\s*(?::[^=\n]*)?=(?!=)" % re.escape(name.encode()))
    look = Lookup(symbols)
    for value in resolve_absolute(symbols, owner).values if owner else ():
        for cls in mro(symbols, value.symbol) if value.kind == "class" else ():
            for each in definitions_of(look, cls) if cls.path is not None else ():
                text = symbols.snapshot.files[cls.path or ""].text
                if found := given.search(text.utf8, each.span.start, each.span.end):
                    return f"{cls.path}:{text.position(found.start())[0]}"
    return ""


def _is_imported(symbols: SymbolMap, first: str) -> bool:
    """Whether a file, or a notebook, imports a top-level module of this name, and not a part of a package that is
    called so."""
    for path in files_importing(symbols.snapshot, first):
        file_map = symbols.map(path)
        if file_map is None or any(each.module.partition(".")[0] == first for each in file_map.imports):
            return True
    return any(
        each.module.partition(".")[0] == first
        for file_map in notebooks_with(symbols, first)
        for each in file_map.imports
    )


def _is_still_imported(symbols: SymbolMap, dotted: str) -> bool:
    """Whether a file imports exactly this, or from it: what was moved or deleted already, or is built from C."""
    for path in files_importing(symbols.snapshot, last_part(dotted)):
        file_map = symbols.map(path)
        for each in file_map.imports if file_map is not None else ():
            module = absolute(symbols, path, each.module)
            if dotted in (module, f"{module}.{each.imported}"):
                return True
    return False


def _check_module(symbols: SymbolMap, name: str) -> None:
    """Raises RefactorError for a plain name that is imported from somewhere, and is no module itself."""
    sources = Counter[str]()
    for path in files_importing(symbols.snapshot, name):
        file_map = symbols.map(path)
        for each in file_map.imports if file_map is not None else ():
            if each.module.partition(".")[0] == name:
                return
            if each.kind == "from" and each.imported == name and not each.module.startswith("."):
                sources[f"{each.module}.{name}"] += 1
    near = [spelled for spelled, _ in sources.most_common(MOST_NAMES)]
    raise RefactorError(f"{name!r} is no full dotted name", did_you_mean(near))
