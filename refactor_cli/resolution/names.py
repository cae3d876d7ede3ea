"""Names and dotted expressions -> what they may be: a name leads to a binding, that to another file's name, that to
a class and its bases, which are names again. One recursion, in one module: any cut would leave two that import each
other. What does not come back to a name lies in the modules beside it, from `scopes` to `receivers`."""

from __future__ import annotations

from refactor_cli.data import Binding, FileMap, Symbol
from refactor_cli.resolution import standard_library
from refactor_cli.resolution.class_bodies import bases_among, without_made_methods
from refactor_cli.resolution.class_calls import is_made_by_another, made_as_objects_of, makes_others
from refactor_cli.resolution.definitions import definitions_of, home, twin
from refactor_cli.resolution.enumerations import as_member, is_enumeration
from refactor_cli.resolution.given_modules import given_module
from refactor_cli.resolution.hidden_members import hidden
from refactor_cli.resolution.imported import given_or_outside, imported_module, module_dotted, module_value
from refactor_cli.resolution.linearisation import ANY_CLASS, merge
from refactor_cli.resolution.module_attributes import imported_below, is_asked, is_without
from refactor_cli.resolution.modules import stem_of
from refactor_cli.resolution.receivers import first_parameter, super_of
from refactor_cli.resolution.replaced_modules import put_in_its_place
from refactor_cli.resolution.scopes import binds_surely, is_only_imported, members, qualified_name, reaching
from refactor_cli.resolution.values import (
    UNKNOWN,
    Lookup,
    Value,
    ValueKind,
    Values,
    external,
    merged,
    module_at,
    one,
    outside,
)
from refactor_cli.symbols import SymbolMap

# deeper chains of bases than this are left unknown; a bound for Python's stack
_MOST_BASES = 25
_LONGEST_ORDER = 100
# a name that may be bound by more assignments than these is unknown; each may lead to as many again
_MOST_ASSIGNED = 40
_TYPE = Symbol(None, "builtins.type")


def evaluate(look: Lookup, path: str, scope: int, dotted: str, at: int | None) -> Values:
    """What a dotted expression in a file may be. A part may be called: `Class().attribute`, `super().method`."""
    return trace(look, path, scope, dotted, at)[0]


def trace(
    look: Lookup, path: str, scope: int, dotted: str, at: int | None
) -> tuple[Values, tuple[Binding, ...]]:
    """As `evaluate`, with the bindings of the file that the first name comes from."""
    first, *rest = dotted.split(".")
    bindings: tuple[Binding, ...] = ()
    if first == "super()":
        values = super_of(look, path, scope)
    else:
        values, bindings = of_name(look, path, scope, first.removesuffix("()"), at)
        if first.endswith("()"):
            values = called(look, values)
    for part in rest:
        if not values.values:  # what is taken from it is not known either, in however many steps
            return UNKNOWN, bindings
        values = _step(look, values, part, path)
    return values, bindings


def _step(look: Lookup, values: Values, part: str, path: str) -> Values:
    name = part.removesuffix("()")
    found = merged(attribute(look, value, name, path) for value in values.values)
    found = Values(found.values, found.complete and values.complete and bool(values.values))
    return called(look, found) if part != name else found


def of_name(
    look: Lookup, path: str, scope: int, name: str, at: int | None
) -> tuple[Values, tuple[Binding, ...]]:
    """What a plain name may be, and the bindings of the file through which it is."""
    file_map = look.symbols.map(path)
    if file_map is None:
        return UNKNOWN, ()
    reached = reaching(file_map, scope, name, at)
    values, bindings, stars = _of_bindings(look, path, reached.bindings, name)
    if not bindings:
        if name in standard_library.BUILTINS:
            return Values(one(external(f"builtins.{name}")).values, stars), ()
        return UNKNOWN, ()
    if reached.open and name in standard_library.BUILTINS:
        values = merged((values, one(external(f"builtins.{name}"))))
    return values, bindings


def _of_bindings(
    look: Lookup, path: str, reached: tuple[Binding, ...], name: str
) -> tuple[Values, tuple[Binding, ...], bool]:
    """The values, the bindings that bring one, and whether all star imports are known."""
    found, used, known = list[Values](), list[Binding](), True
    is_too_much = sum(bool(binding.value or binding.called) for binding in reached) > _MOST_ASSIGNED
    for binding in reached:
        if is_too_much and (binding.value or binding.called):
            values = UNKNOWN
        elif binding.kind != "star":
            values = of_binding(look, path, binding)
        else:
            values, is_known = of_star(look, path, binding.module, name)
            known = known and is_known
            if not values.values:
                continue
            if hides(look, path, binding, name) and all(each.kind == "star" for each in used):
                found, used, known = [], [], True  # it takes the name from the star imports before it
        found.append(values)
        used.append(binding)
    values = merged(found)
    return Values(values.values, values.complete and known), tuple(used), known


def hides(look: Lookup, path: str, star: Binding, name: str) -> bool:
    """Whether a star import that has run is sure to bind a name: its module binds it in any case."""
    file_map = look.symbols.map(module_value(look, path, star.module).symbol.path or "")
    return not star.guard and file_map is not None and binds_surely(file_map, name)


def of_binding(look: Lookup, path: str, binding: Binding) -> Values:
    """What a binding binds its name to."""
    place = (path, binding.span.start)
    known = look.shared.get(place) or look.local.get(place)
    if known is not None:
        return known
    deeper, cuts = look.deeper(*place), len(look.cuts)
    file_map = look.symbols.map(path)
    if deeper is None or file_map is None:
        return UNKNOWN
    values = _of_binding(deeper, path, file_map, binding)
    found = look.shared if len(look.cuts) == cuts else look.local
    found[place] = values
    return values


def _of_binding(look: Lookup, path: str, file_map: FileMap, binding: Binding) -> Values:
    own = Symbol(home(look, path), qualified_name(file_map, binding.scope, binding.name))
    variable = Value(own, "variable")
    if own in look.stop and binding.kind in ("from", "import") and is_only_imported(file_map, binding):
        return one(variable)
    match binding.kind:
        case "import":
            return one(imported_module(look, path, binding))
        case "from":
            return attribute(look, module_value(look, path, binding.module), binding.imported, path)
        case "function" | "class":
            return one(Value(own, "class" if binding.kind == "class" else "function"))
        case "parameter":
            return one(first_parameter(look, path, file_map, binding, mro) or variable)
        case "assign" | "walrus" if look.follows and own not in look.stop:
            return _assigned(look, path, binding, variable)
    return one(variable)


def _assigned(look: Lookup, path: str, binding: Binding, variable: Value) -> Values:
    if binding.value:
        found = evaluate(look, path, binding.scope, binding.value, binding.statement.start)
        return found if found.values else one(variable)
    if binding.called:
        made = evaluate(look, path, binding.scope, f"{binding.called}()", binding.statement.start)
        if any(_stands_for_another(value, binding) for value in made.values):
            return one(variable)
        if made.complete and made.values and all(value.type for value in made.values):
            typed = (variable._replace(type=value.type, exact=value.exact) for value in made.values)
            return Values(frozenset(typed), True)
    return one(variable)


def _stands_for_another(made: Value, binding: Binding) -> bool:
    """Whether an object of a class outside the repository is there for one of another class: the annotation may say
    so (`g: "Globals" = LocalProxy(…)`), or its class does."""
    if made.type is None or made.type.path is not None:
        return False
    return bool(binding.annotation) or standard_library.is_proxy(made.type.name)


def attribute(look: Lookup, value: Value, name: str, path: str) -> Values:
    """What `value.name` may be, in the file `path`."""
    if value.type is not None:
        found = _through_descriptors(look, member(look, value.type, name))
        return found if value.type.path is not None else _held(found)
    match value.kind:
        case "module":
            return _module_attribute(look, value.symbol.path or "", name)
        case "external" if not value.exact:
            return UNKNOWN
        case "external":
            dotted = f"{value.symbol.name}.{name}"
            file = look.modules.find(dotted, path)
            return one(module_at(look, file) if file else outside(look, dotted))
        case "class":
            if made_of_objects(look, value.symbol):
                return UNKNOWN
            return without_made_methods(look, member(look, value.symbol, name))
        case "super":
            return member(look, value.symbol, name, after=value.symbol)
        case "function":
            if _is_decorated(look, value.symbol):
                return UNKNOWN
            return one(Value(Symbol(value.symbol.path, f"{value.symbol.name}.{name}"), "variable"))
    return UNKNOWN


def _held(found: Values) -> Values:
    """What an object from outside the repository has under a name: its method, or anything that was put there."""
    return found._replace(values=frozenset(value._replace(exact=False) for value in found.values))


def _through_descriptors(look: Lookup, found: Values) -> Values:
    """What an instance gives for what its class has: an attribute made by a call may be a descriptor.
    https://docs.python.org/3/howto/descriptor.html"""
    if any(
        value.kind == "variable" and value.type and _may_be_descriptor(look, value.type)
        for value in found.values
    ):
        return UNKNOWN
    return found


def _may_be_descriptor(look: Lookup, cls: Symbol) -> bool:
    if cls.path is None:
        name = cls.name.removeprefix("builtins.")
        return name == cls.name or name in ("property", "classmethod", "staticmethod")
    order = mro(look.symbols, cls)
    return ANY_CLASS in order or any(each.path and _own_member(look, each, "__get__") for each in order)


def _is_decorated(look: Lookup, symbol: Symbol) -> bool:
    return any(found.decorators for found in definitions_of(look, symbol))


def _module_attribute(look: Lookup, file: str, name: str) -> Values:
    found = module_member(look, file, name)
    replaced = _of_its_place(look, file, name)
    if replaced.values:
        return replaced if replaced.complete else merged((replaced, found))
    if found.values:
        return found
    stem = stem_of(file)
    below = f"{stem}/{name}" if stem else name
    if file.rpartition("/")[2].startswith("__init__."):
        if submodule := look.modules.files.get(below):
            return one(module_at(look, submodule))
        if below in look.modules.folders:
            return one(external(module_dotted(look, below)))
    if (other := given_module(look, module_dotted(look, stem))) and other != file:
        if (found := module_member(look, other, name)).values:
            return found
    missing = given_or_outside(look, f"{module_dotted(look, stem)}.{name}")
    return Values(frozenset((missing,)), found.complete)


def _of_its_place(look: Lookup, file: str, name: str) -> Values:
    """What an object that a module puts in its own place has under a name."""
    by, at = put_in_its_place(look.symbols, file)
    deeper = look.deeper(file, at) if by else None
    if deeper is None:
        return UNKNOWN
    placed = evaluate(deeper, file, 0, by, at).values
    ours = [each for each in placed if each.kind != "module" and (each.type or each.symbol).path is not None]
    found = merged(attribute(deeper, each, name, file) for each in ours)
    # what a base from outside may have is a guess: the module's own name is none
    return found if ours and all(each.symbol.path is not None for each in found.values) else UNKNOWN


def module_member(look: Lookup, file: str, name: str) -> Values:
    """What a module binds a name to, once it has run; no values and `complete` when it surely binds none."""
    return look.once((file, name, None), lambda: _module_member(look, file, name))


def _module_member(look: Lookup, file: str, name: str) -> Values:
    deeper = look.deeper(file, name)
    if deeper is None:
        return UNKNOWN
    known = True
    for path in (file, twin(look, file)):
        file_map = look.symbols.map(path) if path else None
        if file_map is None:
            continue
        values, bindings, stars = _of_bindings(deeper, path, members(file_map, 0, name), name)
        if bindings:
            return values
        known = known and stars and not is_asked(look, path or "", file_map)
    return Values(frozenset(), known)


def of_star(look: Lookup, path: str, module: str, name: str) -> tuple[Values, bool]:
    """What `from module import *` binds a name to, and whether that is all known."""
    source = module_value(look, path, module)
    file = source.symbol.path
    if file is None:
        return UNKNOWN, False
    if is_without(look, file, name):
        return UNKNOWN, True
    file_map = look.symbols.map(file)
    if file_map is None:
        return UNKNOWN, False
    if file_map.exports is None:
        if name.startswith("_"):
            return UNKNOWN, True
    elif name not in file_map.exports and file_map.exports_complete:
        return UNKNOWN, True
    found = module_member(look, file, name)
    if not found.values and name in (file_map.exports or imported_below(look, file, file_map)):
        found = _module_attribute(look, file, name)  # a submodule
    elif not found.values and file_map.exports is None and f"{stem_of(file)}/{name}" in look.modules.files:
        # a submodule, where something else has imported it before
        return _module_attribute(look, file, name)._replace(complete=False), False
    return found, found.complete or bool(found.values)


def called(look: Lookup, values: Values) -> Values:
    """What calling gives: an instance, where it is a class that is called (of a metaclass that is another class)."""
    made = list[Values]()
    for value in values.values:
        is_known = (
            value.kind == "class" and value.type is None and not is_metaclass(look.symbols, value.symbol)
        )
        if value.kind == "external" and value.type is None:
            is_known = standard_library.is_class(value.symbol.name) and value.symbol.name != "builtins.type"
        if is_known:
            own_new = has_own_new(look, value.symbol)
            made.append(one(Value(value.symbol, "instance", value.symbol, value.exact and not own_new)))
            is_other = own_new and makes_others(look, mro(look.symbols, value.symbol))
            if is_other or gives_others(look, value.symbol):
                made.append(UNKNOWN)
        else:
            made.append(UNKNOWN)
    found = merged(made)
    return Values(found.values, found.complete and values.complete and bool(found.values))


def mro(symbols: SymbolMap, cls: Symbol) -> tuple[Symbol, ...]:
    """The method resolution order of a class, itself first, as far as the repository says.

    Bases outside the repository stand for themselves; ANY_CLASS for what cannot be known.
    https://docs.python.org/3/howto/mro.html
    """
    memo: dict[Symbol, tuple[Symbol, ...]] = symbols.snapshot.memo.setdefault("mro", {})
    waiting: list[Symbol] = symbols.snapshot.memo.setdefault("mro waiting", [])
    if cls in memo:
        return memo[cls]
    if cls in waiting or len(waiting) >= _MOST_BASES:
        return (cls, ANY_CLASS)  # a class that is its own base, or one that nobody wrote by hand
    waiting.append(cls)
    try:
        memo[cls] = _linearised(symbols, cls)
    finally:
        waiting.pop()
    return memo[cls]


def is_subclass(symbols: SymbolMap, cls: Symbol, base: Symbol) -> bool:
    """Whether `base` is known to be `cls` or one of its bases."""
    return base in mro(symbols, cls)


def member(look: Lookup, cls: Symbol, name: str, after: Symbol | None = None) -> Values:
    """What a class, or an instance of it, has under a name; with `after` only classes behind that one count.

    Not complete when a base that is not known may have it first, and when nothing has it.
    """
    return look.once((cls, name, after), lambda: _member(look, cls, name, after))


def _member(look: Lookup, cls: Symbol, name: str, after: Symbol | None) -> Values:
    order = mro(look.symbols, cls)
    if after is not None:
        order = order[order.index(after) + 1 :]
    outside, is_known = list[Value](), True
    for each in order:
        if each == ANY_CLASS:
            is_known = False
        elif each.path is None:
            if not standard_library.lacks(standard_library.as_python3(each.name), name):
                kind: ValueKind = "external" if cls.path is None else "inherited"
                outside.append(external(f"{each.name}.{name}")._replace(kind=kind))
        elif found := _own_member(look, each, name):
            bases = (_own_member(look, base, name) for base in order[order.index(each) + 1 :] if base.path)
            behind = hidden(look, order, each, name, found, filter(None, bases))
            is_known = is_known and found.complete and not outside and not behind
            return Values(found.values | behind | frozenset(outside), is_known)
    if cls.path is None and not outside:
        return one(external(f"{cls.name}.{name}"))  # an error, or something that no one here knows
    if not name.startswith("__") and any(
        each.path and _own_member(look, each, "__getattr__") for each in order
    ):
        is_known = False
    several = {standard_library.same_today(each.symbol.name) for each in outside}
    return Values(frozenset(outside), is_known and len(several) == 1)


def is_metaclass(symbols: SymbolMap, cls: Symbol) -> bool:
    """Whether calling a class of the repository makes a class."""
    return cls.path is not None and _TYPE in mro(symbols, cls)


def has_own_new(look: Lookup, cls: Symbol) -> bool:
    """Whether a class of the repository decides itself what calling it gives."""
    return any(each.path and _own_member(look, each, "__new__") for each in mro(look.symbols, cls))


def gives_others(look: Lookup, cls: Symbol) -> bool:
    """Whether the metaclass of a class of the repository decides what calling it gives."""
    if cls.path is None:
        return False
    order = mro(look.symbols, cls)
    return is_made_by_another(look, order, evaluate, lambda each: mro(look.symbols, each))


def made_of_objects(look: Lookup, cls: Symbol) -> frozenset[Symbol]:
    """The classes one of which a `class` statement makes an object of, as a base is one; none for a class."""
    order = mro(look.symbols, cls)
    return made_as_objects_of(look, order, evaluate, lambda each: mro(look.symbols, each))


def _own_member(look: Lookup, cls: Symbol, name: str) -> Values | None:
    found = list[Values]()
    path = cls.path or ""
    for file in (path, twin(look, path)):
        file_map = look.symbols.map(file) if file else None
        if file_map is None or found or name not in file_map.named:
            continue
        for definition in definitions_of(look, Symbol(file, cls.name)):
            bindings = members(file_map, definition.body, name)
            given = [(binding, of_binding(look, file, binding)) for binding in bindings]
            if given and is_enumeration(mro(look.symbols, cls)):
                found += [as_member(cls, *each) for each in given]
            else:
                found += [values for _, values in given]
    return merged(found) if found else None


def _linearised(symbols: SymbolMap, cls: Symbol) -> tuple[Symbol, ...]:
    if cls.path is None:
        known = standard_library.bases(cls.name)
        return (cls, *(each for base in known for each in mro(symbols, Symbol(None, base))))
    look = Lookup(symbols)
    definitions = definitions_of(look, cls)
    if not definitions:
        return (cls, ANY_CLASS)
    definition = definitions[0]
    found = list[Symbol]()
    for base in definition.bases:
        found += _base(look, cls.path, definition.scope, base, definition.span.start)
    if (
        len(definitions) > 1
        and len({tuple(b for b in each.bases if b != "object") for each in definitions}) > 1
    ):
        found.insert(0, ANY_CLASS)  # which of them it is, and so what its bases have, the program decides
    lines = [list(mro(symbols, base)) for base in found]
    order = lines[0] if len(lines) == 1 else merge([*lines, found])
    return (cls, *order) if len(order) < _LONGEST_ORDER else (cls, *order[:_LONGEST_ORDER], ANY_CLASS)


def _base(look: Lookup, path: str, scope: int, base: str, at: int) -> list[Symbol]:
    if not base:
        return [ANY_CLASS]
    return bases_among(evaluate(look, path, scope, base, at))
