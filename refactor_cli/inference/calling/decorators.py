"""What decorators make of a function, by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from refactor_cli.data import Definition, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import every_node
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import Found, definitions_of, resolve

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# of a decorator: whether it gives back its function, and what else it does with that; in this order
_Returned = Literal["", "alone", "and handed on"]
# an assignment to the name that comes first, or to an attribute of it
_WRITTEN_ANEW = lazy_pattern(
    rb"^(\w+)\0.*?(?:\b\1\s*(?:\.\s*\w+\s*)*(?::[^=\n]*)?=(?!=)|\bsetattr\(\s*\1\b)", re.DOTALL
)
# beside what has "property" in its name
_PROPERTIES = frozenset({"reify", "memoized_attribute", "declared_attr", "setter", "getter", "deleter"})
# decorators that give back a function
_KEEPS_FUNCTION = frozenset(
    {
        *("staticmethod", "classmethod", "abstractmethod", "wraps", "overload", "override", "final"),
        *(
            "lru_cache",
            "cache",
            "contextmanager",
            "asynccontextmanager",
            "fixture",
            "parametrize",
            "skip",
            "skipif",
        ),
    }
)


def is_property(definition: Definition) -> bool:
    """Whether reading the attribute calls the function."""
    names = (last_part(decorator) for decorator in definition.decorators)
    return any("property" in name.lower() or name in _PROPERTIES for name in names)


def is_decorated_anyhow(ask: Ask, symbol: Symbol) -> bool:
    """Whether a decorator may have put something else in the function's place."""
    return any(
        not _keeps(ask, symbol, each, name)
        for each in definitions_of(ask.look, symbol)
        for name in each.decorators
    )


def not_kept(ask: Ask, symbol: Symbol) -> list[Symbol]:
    """What decorates a function and may give something else."""
    return [
        each
        for definition in definitions_of(ask.look, symbol)
        for name in definition.decorators
        if not _keeps(ask, symbol, definition, name)
        for each in sorted(
            _led_to(ask, symbol, definition, name).symbols, key=lambda led: (led.path or "", led.name)
        )
    ]


def led_to_unkept(ask: Ask, symbol: Symbol) -> list[tuple[Found, bool]]:
    """What the decorators of a function lead to that may give something else, each with whether it is a call of that
    which decorates."""
    return [
        (_led_to(ask, symbol, definition, name), _is_called(ask, symbol.path or "", definition, name))
        for definition in definitions_of(ask.look, symbol)
        for name in definition.decorators
        if not _keeps(ask, symbol, definition, name)
    ]


def is_written_down(ask: Ask, symbol: Symbol) -> bool:
    """Whether a decorator of the repository that gives the function back hands it to something else as well, which may
    call it with arguments of its own."""
    return any(
        _returned_by(ask, each) == "and handed on"
        for definition in definitions_of(ask.look, symbol)
        for name in definition.decorators
        if not _keeps_by_name(name)
        for each in _led_to(ask, symbol, definition, name).symbols
    )


def _keeps_by_name(written: str) -> bool:
    name = last_part(written)
    return name in _KEEPS_FUNCTION or "property" in name.lower()


def _keeps(ask: Ask, symbol: Symbol, definition: Definition, written: str) -> bool:
    if _keeps_by_name(written):
        return True
    if not written or symbol.path is None or _is_called(ask, symbol.path, definition, written):
        return False
    found = _led_to(ask, symbol, definition, written)
    return bool(found.symbols) and found.complete and all(_returned_by(ask, each) for each in found.symbols)


def _led_to(ask: Ask, symbol: Symbol, definition: Definition, written: str) -> Found:
    if not written or symbol.path is None:
        return Found(frozenset(), False)
    return resolve(ask.symbols, symbol.path, definition.scope, written, definition.outer.start)


def _is_called(ask: Ask, path: str, definition: Definition, written: str) -> bool:
    """Whether what decorates is not this, but what a call of it gives: `@written(…)`."""
    call = re.compile(rb"@\s*%b\s*\(" % re.escape(written.encode()))
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    return call.search(utf8, definition.outer.start, definition.span.start) is not None


def _returned_by(ask: Ask, decorator: Symbol) -> _Returned:
    """Whether a function of the repository returns what it is given, as those do that only write it down somewhere."""
    memo: dict[Symbol, _Returned] = ask.symbols.snapshot.memo.setdefault("give back their argument", {})
    if decorator not in memo:
        definitions = definitions_of(ask.look, decorator)
        found = [_returned(ask, decorator.path or "", each) for each in definitions]
        memo[decorator] = "" if not all(found) else max(found, default="")
    return memo[decorator]


def _returned(ask: Ask, path: str, definition: Definition) -> _Returned:
    if definition.kind != "function" or not definition.parameters or definition.decorators:
        return ""
    if definition.parameters[0].kind not in ("positional", "positional_only"):
        return ""
    function = nearest(ask.symbols.node(path, definition.span), "function_definition")
    body, file_map = (
        function.child_by_field_name("body") if function is not None else None,
        ask.symbols.map(path),
    )
    name = definition.parameters[0].name
    if body is None or file_map is None or _WRITTEN_ANEW.search(name.encode() + b"\0" + (body.text or b"")):
        return ""
    bound = (each for each in file_map.named.get(name, ()) if each.scope == definition.body)
    if any(each.kind != "parameter" for each in bound):
        return ""  # `for function in …`, `function, other = …`
    nodes = [*every_node(body)]
    returns = [each for each in nodes if each.type in ("return_statement", "yield")]
    if not returns or not all(_is_return_of(each, name.encode()) for each in returns):
        return ""
    uses = (each for each in nodes if each.type == "identifier" and each.text == name.encode())
    return "and handed on" if any(map(_is_handed_on, uses)) else "alone"


def _is_return_of(node: Node, name: bytes) -> bool:
    only = node.named_children[0] if len(node.named_children) == 1 else None
    return node.type == "return_statement" and only is not None and only.text == name


def _is_handed_on(name: Node) -> bool:
    """Whether a use of a name gives what it stands for to anything: it is not returned, nor asked for an attribute."""
    parent = name.parent
    if parent is None or parent.type == "return_statement":
        return False
    return parent.type != "attribute" or parent.child_by_field_name("object") != name
