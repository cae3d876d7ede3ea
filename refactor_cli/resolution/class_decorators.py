"""Decorators of classes: whether a name is still the class that its `class` statement makes.
https://docs.python.org/3/reference/compound_stmts.html#class-definitions"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import own_nodes
from refactor_cli.grammar import nearest
from refactor_cli.resolution.definitions import definitions_of
from refactor_cli.resolution.names import evaluate
from refactor_cli.resolution.values import Lookup, Value

if TYPE_CHECKING:
    from refactor_cli.data import Definition
    from refactor_cli.grammar import Node

# from outside of the repository, by the last part of their names: these give back the class, or one like it
_GIVE_BACK = frozenset(
    (
        *(
            "dataclass",
            "dataclass_json",
            "dataclass_transform",
            "s",
            "attrs",
            "attributes",
            "define",
            "frozen",
            "mutable",
        ),
        *(
            "total_ordering",
            "unique",
            "verify",
            "final",
            "runtime_checkable",
            "runtime",
            "deprecated",
            "no_type_check",
            "register",
        ),
        *(
            "skip",
            "skipIf",
            "skipUnless",
            "expectedFailure",
            "parametrize",
            "usefixtures",
            "patch",
            "object",
            "freeze_time",
        ),
        *(
            "override_settings",
            "modify_settings",
            "tag",
            "isolate_apps",
            "deconstructible",
            "method_decorator",
        ),
        *("skipUnlessDBFeature", "skipIfDBFeature", "skipUnlessAnyDBFeature"),
        *("python_2_unicode_compatible", "add_metaclass", "implementer", "implementer_only", "provider"),
        *("as_declarative", "declarative_mixin", "mapped", "mapped_as_dataclass"),
    )
)

# what sets names, and the field in which these stand
_TARGETS = {
    "as_pattern": "alias",
    "assignment": "left",
    "augmented_assignment": "left",
    "class_definition": "name",
    "for_statement": "left",
    "named_expression": "name",
}


def may_be_another(look: Lookup, cls: Symbol) -> bool:
    """Whether a decorator may have put something else in the place of a class: one from outside of the repository that
    is not known to give the class back, or one of the repository that is not seen to return it."""
    memo: dict[Symbol, bool] = look.symbols.snapshot.memo.setdefault("decorated classes", {})
    if cls not in memo:
        memo[cls] = False  # a class that its own decorator leads to
        memo[cls] = any(
            not _gives_back(look, cls.path or "", definition, name)
            for definition in definitions_of(look, cls)
            for name in definition.decorators
        )
    return memo[cls]


def may_be_replaced(look: Lookup, cls: Symbol) -> bool:
    """Whether a decorator of the repository is seen to give another class than the one that it is given, or one that
    derives from it: `return App`, `return REPLACED.get(cls.__name__, cls)`."""
    memo: dict[Symbol, bool] = look.symbols.snapshot.memo.setdefault("classes replaced by decorators", {})
    if cls not in memo:
        memo[cls] = False  # a class that its own decorator leads to
        memo[cls] = any(
            _gives_another(look, value.symbol.path or "", each)
            for definition in definitions_of(look, cls)
            for name in definition.decorators
            if name
            for value in evaluate(look, cls.path or "", definition.scope, name, definition.outer.start).values
            if value.kind == "function"
            for each in definitions_of(look, value.symbol)
        )
    return memo[cls]


def _gives_another(look: Lookup, path: str, decorator: Definition) -> bool:
    name = look.symbols.node(path, decorator.name_span)
    node = nearest(name, "function_definition")
    if node is None or _is_fair(node):
        return False
    inner = [each for each in own_nodes(node) if each.type == "function_definition"]
    return any(_returns_another(each) for each in (node, *inner) if _parameters(each))


def _returns_another(function: Node) -> bool:
    """Whether a function returns a name, or what something keeps, that is neither what it is given, nor what it defines
    or makes of that: `type(cls.__name__, (Base, cls), {})`."""
    within, parameters = [*own_nodes(function)], _parameters(function)
    own = {_name(each) for each in within if each.type in ("function_definition", "class_definition")}
    for each in within:
        given = each.named_children[0] if each.type == "return_statement" and each.named_children else None
        if given is None:
            continue
        bound = _bound(function, given.text or b"") if given.type == "identifier" else [given]
        if given.type == "identifier" and not bound and given.text not in (*own, *parameters):
            return True
        if any(value is not None and _is_kept(value) for value in bound):
            return True
    return False


def _is_kept(value: Node) -> bool:
    """Whether an expression is what something keeps, or a module or class has: `KINDS[name]`, `KINDS.get(name)`."""
    called = value.child_by_field_name("function") if value.type == "call" else None
    if called is not None:
        name = called.child_by_field_name("attribute")
        return name is not None and name.text in (b"get", b"setdefault", b"pop")
    return value.type in ("subscript", "attribute")


def _gives_back(look: Lookup, path: str, definition: Definition, name: str) -> bool:
    values = evaluate(look, path, definition.scope, name, definition.outer.start).values if name else ()
    found = [
        each for value in values if value.kind == "function" for each in definitions_of(look, value.symbol)
    ]
    if not found or len(found) < len(values):
        return _is_known(name) or (bool(values) and all(_holds_known(look, each) for each in values))
    return all(
        _returns_its_own(look, value.symbol.path or "", each)
        for value in values
        for each in definitions_of(look, value.symbol)
    )


def _is_known(name: str) -> bool:
    """Whether a decorator from outside is known to give back the class."""
    return last_part(name) in _GIVE_BACK or ".mark." in name


def _holds_known(look: Lookup, value: Value) -> bool:
    """Whether a variable of a module holds what such a decorator's call gives: `needs_git = unittest.skipUnless(…)`."""
    file_map = look.symbols.map(value.symbol.path or "") if value.kind == "variable" else None
    bound = file_map.bound_in(0, value.symbol.name) if file_map is not None else ()
    return bool(bound) and all(each.kind == "assign" and _is_known(each.called or "") for each in bound)


def _returns_its_own(look: Lookup, path: str, decorator: Definition) -> bool:
    """Whether a function returns what it is given first (`self` aside), or a function of its own that does."""
    name = look.symbols.node(path, decorator.name_span)
    node = nearest(name, "function_definition")
    return node is not None and _is_fair(node)


def _is_fair(function: Node) -> bool:
    parameters = _parameters(function)
    within = [*own_nodes(function)]
    inner = {_name(each): each for each in reversed(within) if each.type == "function_definition"}
    returned = [each for each in within if each.type == "return_statement"]
    for each in returned:
        given = each.named_children[0] if each.named_children else None
        if given is not None and given.type == "call":
            given = given.child_by_field_name("function")
            if given is not None and _is_known((given.text or b"").decode("utf-8", "replace")):
                continue  # `return pytest.mark.skipif(…)`
            if given is None or (given.text or b"") not in inner:
                return False
        text = given.text if given is not None and given.type == "identifier" else None
        if text in inner:
            if not _is_fair(inner[text]):
                return False
        elif text is None or not _is_given(function, text, parameters):
            return False
    return bool(returned)


def _parameters(function: Node) -> tuple[bytes, ...]:
    """The first parameter's name, or the second's behind `self`, `cls`."""
    node = function.child_by_field_name("parameters")
    names = list[bytes]()
    for each in node.named_children if node is not None else ():
        named = each if each.type == "identifier" else each.child_by_field_name("name")
        if named is None and each.named_children:
            named = each.named_children[0]
        names.append((named.text or b"") if named is not None else b"")
    first = 1 if names[:1] in ([b"self"], [b"cls"], [b"klass"]) and len(names) > 1 else 0
    return tuple(names[first : first + 1])


def _name(function: Node) -> bytes:
    name = function.child_by_field_name("name")
    return (name.text or b"") if name is not None else b""


def _is_given(function: Node, name: bytes, parameters: tuple[bytes, ...]) -> bool:
    """Whether a name is a parameter as it was given, or stands for one alone (`klass = method_or_class`)."""
    bound = _bound(function, name)
    if name in parameters:
        return not bound
    return bool(bound) and all(
        value is not None and value.type == "identifier" and _is_parameter(function, value, parameters)
        for value in bound
    )


def _is_parameter(function: Node, value: Node, parameters: tuple[bytes, ...]) -> bool:
    return value.text in parameters and not _bound(function, value.text or b"")


def _bound(function: Node, name: bytes) -> list[Node | None]:
    """What a name is set to in a function itself; None: not to the value of one expression."""
    bound: list[Node | None] = []
    for each in own_nodes(function):
        target = each.child_by_field_name(_TARGETS[each.type]) if each.type in _TARGETS else None
        if target is None:
            continue
        if target.type == "identifier" and each.type in ("assignment", "named_expression"):
            if target.text == name:
                bound.append(each.child_by_field_name("right") or each.child_by_field_name("value"))
        elif any(named.text == name for named in _set_names(target)):
            bound.append(None)
    return bound


def _set_names(target: Node) -> list[Node]:
    """The names that are set where a target stands, those of `a.b` and `a[b]` aside."""
    if target.type == "identifier":
        return [target]
    if target.type in ("attribute", "subscript"):
        return []
    return [name for each in target.named_children for name in _set_names(each)]
