"""Names: what each binding that may reach a place gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from refactor_cli.data import Binding, FileMap, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.calling.decorated import named_function
from refactor_cli.inference.calling.parameters import of_parameter
from refactor_cli.inference.computed.filled_modules import TABLE
from refactor_cli.inference.computed.module_names import set_elsewhere
from refactor_cli.inference.guards import excluded, narrowed
from refactor_cli.inference.items.containers import grown
from refactor_cli.inference.patterns import captured, matched
from refactor_cli.inference.tested_since import tested_since
from refactor_cli.inference.values import (
    NOTHING,
    UNKNOWN,
    Known,
    Types,
    exactly,
    instance,
    or_others,
    union,
)
from refactor_cli.inference.written_types import type_comments
from refactor_cli.inference.written_types.annotations import annotated
from refactor_cli.resolution import Value, attribute, is_subclass, module_value, qualified_name, scope_at
from refactor_cli.resolution.definitions import home
from refactor_cli.resolution.imported import imported_module
from refactor_cli.resolution.names import hides, made_of_objects, of_star
from refactor_cli.resolution.scopes import reaching
from refactor_cli.resolution.standard_library import BUILTINS, as_built_in, is_class

if TYPE_CHECKING:
    from refactor_cli.grammar import Node
    from refactor_cli.resolution import Values

_MOST_BINDINGS = 20
# objects in a class body, of which its objects have something else
_GIVE_SOMETHING_ELSE = frozenset({"builtins.property", "builtins.staticmethod", "builtins.classmethod"})


def of_name(ask: Ask, path: str, node: Node) -> Types:
    """What a name may be where it stands."""
    file_map = ask.symbols.map(path)
    if file_map is None:
        return UNKNOWN
    name = source(ask.symbols, path, node)
    scope = scope_at(file_map, node.start_byte)
    if guarded := narrowed(ask, path, node, name) or matched(ask, path, node, name):
        return guarded
    reached = reaching(file_map, scope, name, node.start_byte)
    if not reached.bindings:
        return exactly(outside(f"builtins.{name}")) if name in BUILTINS else UNKNOWN
    if len(reached.bindings) > _MOST_BINDINGS:
        return UNKNOWN
    types = _of_bindings(ask, path, reached.bindings, node)
    return without(ask, types, excluded(ask, path, node, name)) if len(types.known) > 1 else types


def _of_bindings(ask: Ask, path: str, reached: Sequence[Binding], node: Node) -> Types:
    """What bindings give that may reach a name; of star imports those that bring it."""
    if all(binding.kind != "star" for binding in reached):
        if len(reached) == 1:
            return ask.binding(path, reached[0])
        return union(tested_since(ask, path, node, each) or ask.binding(path, each) for each in reached)
    name = source(ask.symbols, path, node)
    found, is_all, is_by_stars = list[Types](), True, True
    for binding in reached:
        if binding.kind != "star":
            found.append(ask.binding(path, binding))
            is_by_stars = False
            continue
        values, is_known = of_star(ask.look, path, binding.module, name)
        is_all = is_all and is_known
        if values.values and is_by_stars and hides(ask.look, path, binding, name):
            found, is_all = [], True
        if values.values:
            found.append(of_values(ask, values))
    if not found and is_all and name in BUILTINS:
        return exactly(outside(f"builtins.{name}"))
    types = union(found)
    return types if is_all else types._replace(complete=False)


def without(ask: Ask, types: Types, classes: Iterable[Symbol]) -> Types:
    """The same without instances of these classes."""
    for cls in classes:
        left = (each for each in types.known if not is_subclass(ask.symbols, each.symbol, cls))
        types = types._replace(known=frozenset(left))
    return types


def outside(dotted: str) -> Known:
    """Something outside the repository: a class, where its name says so."""
    dotted = as_built_in(dotted)
    return Known("class" if is_class(dotted) else "function", Symbol(None, dotted))


def of_binding(ask: Ask, path: str, binding: Binding) -> Types:
    """What a binding gives its name."""
    key = ("binding", path, binding.span, binding.kind)
    return ask.once(key, lambda: _given(ask, path, binding), ask.within(path, binding.span.start))


def _given(ask: Ask, path: str, binding: Binding) -> Types:
    file_map = ask.symbols.map(path)
    if file_map is None:
        return UNKNOWN
    own = Symbol(home(ask.look, path), qualified_name(file_map, binding.scope, binding.name))
    match binding.kind:
        case "import":
            return of_value(ask, imported_module(ask.look, path, binding))
        case "from":
            module = module_value(ask.look, path, binding.module)
            return of_values(ask, attribute(ask.look, module, binding.imported, path))
        case "function":
            return named_function(ask, own)
        case "class":
            return of_class(ask, own)
        case "parameter":
            return of_parameter(ask, path, file_map, binding)
        case "annotation":
            return annotated(ask, path, binding.scope, _annotation(ask, path, binding))
        case "assign" | "walrus" | "for" | "comprehension" | "with" | "except":
            return _by_statement(ask, path, file_map, binding)
        case "match":
            return captured(ask, path, binding)
        case "augmented":
            given = given_to(ask, path, ask.symbols.node(path, binding.span))
            return NOTHING if given is None else given.types
    return UNKNOWN


def _by_statement(ask: Ask, path: str, file_map: FileMap, binding: Binding) -> Types:
    if annotation := _annotation(ask, path, binding):
        types = annotated(ask, path, binding.scope, annotation)
        if types.known:
            return types
    given = given_to(ask, path, ask.symbols.node(path, binding.span))
    if given is None:
        return UNKNOWN
    return grown(ask, path, file_map, binding, given.types) if given.is_whole else given.types


def _annotation(ask: Ask, path: str, binding: Binding) -> str:
    """The source of what stands behind the colon, or in a type comment; "" where nothing does."""
    name = ask.symbols.node(path, binding.span)
    statement = name.parent if name is not None else None
    if binding.annotation or statement is None or statement.type != "assignment":
        return binding.annotation
    annotation = statement.child_by_field_name("type")
    if annotation is None:
        return type_comments.behind(ask, path, statement)
    return source(ask.symbols, path, annotation)


def of_values(ask: Ask, values: Values) -> Types:
    """What resolution found, with variables followed to what they are given."""
    types = union(of_value(ask, value) for value in values.values)
    is_all = values.complete or (len(values.values) == 1 and TABLE in types.via)
    return types._replace(complete=types.complete and is_all)


def of_value(ask: Ask, value: Value) -> Types:
    """The same for one value."""
    symbol = value.symbol
    if value.type is not None and value.type.name not in _GIVE_SOMETHING_ELSE:
        return exactly(instance(value.type))
    match value.kind:
        case "module":
            return exactly(Known("module", symbol))
        case "class":
            return of_class(ask, symbol)
        case "function":
            return named_function(ask, symbol)
        case "external" | "inherited":
            given = set_elsewhere(ask, symbol)
            return exactly(outside(symbol.name)) if given is None else given
        case "variable":
            return of_variable(ask, symbol)
    return UNKNOWN


def of_class(ask: Ask, cls: Symbol) -> Types:
    """What a `class` statement gives its name: the class, or an object of what a base is an object of."""
    if objects := made_of_objects(ask.look, cls):
        # or a class after all, where what makes the base may be a metaclass by a base of its own
        return or_others(union(ask.result(Known("class", each)) for each in objects))
    return exactly(Known("class", cls))


def of_variable(ask: Ask, symbol: Symbol) -> Types:
    """What a variable of a module or class may be, by everything that is assigned to it there."""
    file_map = ask.symbols.map(symbol.path or "")
    if file_map is None or symbol.path is None:
        return UNKNOWN
    name = last_part(symbol.name)
    bindings = [
        binding
        for binding in file_map.named.get(name, ())
        if qualified_name(file_map, binding.scope, name) == symbol.name
    ]
    path = symbol.path
    return union(ask.binding(path, binding) for binding in bindings[:_MOST_BINDINGS])
