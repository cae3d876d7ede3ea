"""Decorators that hand back what the decorated function gives: in the place of `make` they put a function that calls
it, and returns what comes of that, or keeps it first.

    def locked(function):
        @wraps(function)
        def run(*args, **kwargs):
            with LOCK:
                return function(*args, **kwargs)

        return run

What such a function gives is all that a call of its name gives, or `None` (`with suppress(KeyError)`). The decorator
package makes them of one function: `@decorator` above `def locked(function, *args, **kwargs)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Binding, Definition, FileMap, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children, every_node, own_nodes
from refactor_cli.grammar import nearest
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.decorators import led_to_unkept
from refactor_cli.inference.calling.kept_results import is_left_to
from refactor_cli.resolution import definitions_of, resolve_at, scope_at

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

# `@wraps(function)`: a copy of its name and the like, no more
_WRAPS = re.compile(rb"@[ \t]*(?:\w+\.)*wraps\([ \t]*(\w+)")
# an attribute that is called as the function is, but for what stands before or behind that
_NAMED = re.compile(
    rb"\A(?:[\"'](\w*)[\"'][ \t]*\+[ \t]*(\w+)\.__name__"
    rb"|[\"'](\w*)%%s(\w*)[\"'][ \t]*%%[ \t]*\(?(\w+)\.__name__,?\)?"
    rb"|f[\"'](\w*)\{(\w+)\.__name__\}(\w*)[\"'])\Z".replace(b"%%", b"%")
)


# what is taken for the standard library's by its name
_LOOKS = re.compile(rb"(?:\w+\.)*(?:wraps|update_wrapper)\b(?=[ \t]*\()")

# parameters that say no more than a name
_AS_THEY_ARE = frozenset({"identifier", "list_splat_pattern", "dictionary_splat_pattern"})
# `kwargs["kind"] = Cart`, `kwargs.setdefault("kind", Cart)`, `fill(kwargs)`, and no `**kwargs` or `kwargs.get("kind")`
_CHANGED = rb"(?<![\w*.])%b\b(?!\.(?:copy|get|items|keys|values)\()"


class _Kept(NamedTuple):
    """How an attribute is called in which the result is kept: `f"{before}{function.__name__}{after}"`."""

    before: str
    after: str


class _Wrapping(NamedTuple):
    """A decorator: its file, its own function, and what it calls the function that it decorates."""

    path: str
    file_map: FileMap
    node: Node
    function: bytes


def hands_back(ask: Ask, symbol: Symbol) -> bool:
    """Whether all that decorates a function gives what that gives, to whoever calls it, or `None`."""
    memo: dict[Symbol, bool] = ask.symbols.snapshot.memo.setdefault("hand back", {})
    if symbol not in memo:
        memo[symbol] = all(
            bool(found.symbols)
            and found.complete
            and all(_hands_back(ask, each, is_called, symbol) for each in found.symbols)
            for found, is_called in led_to_unkept(ask, symbol)
        )
    return memo[symbol]


def _hands_back(ask: Ask, decorator: Symbol, is_called: bool, symbol: Symbol) -> bool:
    memo: dict[tuple[Symbol, bool], frozenset[_Kept] | None]
    memo = ask.symbols.snapshot.memo.setdefault("decorators that hand back", {})
    key = (decorator, is_called)
    if key not in memo:
        memo[key] = _kept_by(ask, decorator, is_called)
    kept, name = memo[key], last_part(symbol.name)
    return kept is not None and all(
        is_left_to(ask, symbol, f"{each.before}{name}{each.after}") for each in kept
    )


def _kept_by(ask: Ask, decorator: Symbol, is_called: bool) -> frozenset[_Kept] | None:
    """The attributes in which a decorator keeps what it hands back; None for one that may give something else."""
    path, definitions = decorator.path, definitions_of(ask.look, decorator)
    file_map = ask.symbols.map(path) if path is not None else None
    if path is None or file_map is None or len(definitions) != 1 or definitions[0].kind != "function":
        return None
    node = _function(ask, path, definitions[0])
    if node is None or _is_given_again(file_map, definitions[0]):
        return None
    if any(_is_another(ask, path, node, each.decode()) for each in set(_LOOKS.findall(node.text or b""))):
        return None
    if not is_called:
        return _by_decorator(ask, path, file_map, node)
    inner, found = _functions_in(file_map, node), set[_Kept]()
    for value in _returned(node):
        given = inner.get(value.text or b"") if value is not None else None
        kept = _by_decorator(ask, path, file_map, given) if given is not None else None
        if kept is None or _is_decorated(node):
            return None
        found |= kept
    return frozenset(found) if inner and _returned(node) else None


def _function(ask: Ask, path: str, definition: Definition) -> Node | None:
    return nearest(ask.symbols.node(path, definition.span), "function_definition")


def _is_given_again(file_map: FileMap, definition: Definition) -> bool:
    """Whether the name of a decorator stands for something else in its scope."""
    named = file_map.named.get(definition.name, ())
    return sum(each.scope == definition.scope for each in named) != 1


def _is_another(ask: Ask, path: str, node: Node, dotted: str) -> bool:
    """Whether it is a function of the repository's own that is so called, other than what a copy of six has."""
    led = resolve_at(ask.symbols, path, dotted, node.start_byte)
    own = {each.path for each in led.symbols if each.path is not None} if led is not None else set[str]()
    return any(not f"/{each}".endswith("/six.py") for each in own)


def _by_decorator(ask: Ask, path: str, file_map: FileMap, node: Node) -> frozenset[_Kept] | None:
    if not _is_decorated(node):
        return _by_wrapper(path, file_map, node)
    if not is_made_decorator(ask, path, node):
        return None
    parameters = code_children(node.child_by_field_name("parameters"))
    if not parameters or parameters[0].type != "identifier" or _is_bound_again(file_map, node, parameters[0]):
        return None
    return _by_results(_Wrapping(path, file_map, node, parameters[0].text or b""), node)


def is_made_decorator(ask: Ask, path: str, node: Node) -> bool:
    """Whether a function is one that the decorator package calls in the place of those that it decorates, with these
    and what they are called with. https://github.com/micheles/decorator/blob/master/docs/documentation.md"""
    names = [(each.text or b"").removeprefix(b"@").strip().decode() for each in _decorators(node)]
    led = resolve_at(ask.symbols, path, names[0], node.start_byte) if len(names) == 1 else None
    return led is not None and led.complete and led.symbols == {Symbol(None, "decorator.decorator")}


def _by_wrapper(path: str, file_map: FileMap, node: Node) -> frozenset[_Kept] | None:
    parameters = code_children(node.child_by_field_name("parameters"))
    if not parameters or parameters[0].type != "identifier" or _is_bound_again(file_map, node, parameters[0]):
        return None
    wrapping = _Wrapping(path, file_map, node, parameters[0].text or b"")
    inner, found, returned = _functions_in(file_map, node), set[_Kept](), _returned(node)
    for value in returned:
        name = _wrapper_of(value, wrapping.function)
        if name == wrapping.function:
            continue  # itself
        kept = _by_inner(wrapping, inner[name]) if name in inner else None
        if kept is None:
            return None
        found |= kept
    return frozenset(found) if returned else None


def _wrapper_of(value: Node | None, function: bytes) -> bytes:
    """The name of what is returned: by itself, or with the looks of the function."""
    if value is None or value.type == "identifier":
        return (value.text or b"") if value is not None else b""
    called = value.child_by_field_name("function") if value.type == "call" else None
    arguments = code_children(value.child_by_field_name("arguments")) if called is not None else []
    if called is None or not arguments or arguments[0].type != "identifier":
        return b""
    text = called.text or b""
    is_update = text.rpartition(b".")[2] == b"update_wrapper" and arguments[1:2] != []
    is_wraps = _WRAPS.fullmatch(b"@" + text.removesuffix(b")")) is not None
    return (arguments[0].text or b"") if is_update or is_wraps else b""


def _by_inner(wrapping: _Wrapping, wrapper: Node) -> frozenset[_Kept] | None:
    """The same of the function that takes the place of the decorated one."""
    return _by_results(wrapping, wrapper) if _has_looks_alone(wrapper) else None


def _by_results(wrapping: _Wrapping, wrapper: Node) -> frozenset[_Kept] | None:
    if any(each.type == "yield" for each in own_nodes(wrapper)):
        return None
    reading = _Reading(wrapping, wrapper)
    values = [each for each in _returned(wrapper) if each is not None and each.type != "none"]
    if not values or not all(map(reading.is_given, values)):
        return None
    return frozenset(reading.kept)


class _Reading:
    """What is read of a wrapper's results: `kept` grows by the attributes that they are kept in."""

    def __init__(self, wrapping: _Wrapping, wrapper: Node) -> None:
        self.wrapping, self.wrapper = wrapping, wrapper
        self.kept = set[_Kept]()

    def is_given(self, value: Node | None, deeper: int = 3) -> bool:
        """Whether an expression is what a call of the decorated function gives."""
        if value is None or deeper < 0:
            return False
        match value.type:
            case "parenthesized_expression" | "await":
                return all(self.is_given(each, deeper) for each in code_children(value))
            case "conditional_expression":
                first, _, last = code_children(value)
                return self.is_given(first, deeper) and self.is_given(last, deeper)
            case "call" if self._is_call_of_it(value):
                return True
            case "call":
                return self._is_kept(value, deeper)
            case "identifier":
                return self._is_variable_of_it(value, deeper)
        return False

    def _is_call_of_it(self, call: Node) -> bool:
        """Whether it is a call of the decorated function with all that the wrapper is called with, and no more: what a
        function gives may depend on that."""
        called = call.child_by_field_name("function")
        if called is None or called.type != "identifier" or called.text != self.wrapping.function:
            return False
        passed = [each.text for each in code_children(call.child_by_field_name("arguments"))]
        gets = code_children(self.wrapper.child_by_field_name("parameters"))
        gets = gets[1:] if self.wrapper == self.wrapping.node else gets
        return passed == [each.text for each in gets] and all(map(self._is_left_as_it_is, gets))

    def _is_left_as_it_is(self, parameter: Node) -> bool:
        if parameter.type not in _AS_THEY_ARE:
            return False  # it has a default of its own
        text = (parameter.text or b"").lstrip(b"*")
        is_one = len(_bound_in(self.wrapping.file_map, self.wrapper, text.decode())) == 1
        changed = re.compile(_CHANGED % text) if parameter.type == "dictionary_splat_pattern" else None
        return is_one and (changed is None or changed.search(self.wrapper.text or b"") is None)

    def _is_variable_of_it(self, name: Node, deeper: int) -> bool:
        """Whether a variable of the wrapper is never given anything else."""
        file_map, text = self.wrapping.file_map, (name.text or b"").decode()
        body = self.wrapper.child_by_field_name("body")
        places = _bound_in(file_map, self.wrapping.node, text)
        if body is None or not places:
            return False
        own = scope_at(file_map, body.start_byte)
        if any(each.scope != own for each in places):
            return False  # of the module, where others may give it something, or of the decorator
        for each in places:
            target = self.wrapping.node.descendant_for_byte_range(*each.span)
            assignment = target.parent if target is not None else None
            if (
                assignment is None
                or assignment.type != "assignment"
                or not body.start_byte <= each.span.start
            ):
                return False
            if assignment.child_by_field_name("left") != target or not self.is_given(
                _last_value(assignment), deeper - 1
            ):
                return False
        return True

    def _is_kept(self, call: Node, deeper: int) -> bool:
        """Whether it is `getattr(self, name)` of what the wrapper gives only what comes of such a call."""
        read = _arguments_of(call, b"getattr")
        if read is None or len(read) != 2:
            return False
        given = [
            found
            for each in every_node(self.wrapping.node)
            if each.type == "call" and (found := _arguments_of(each, b"setattr")) is not None
        ]
        kept = self._name_of(read[1])
        if kept is None or not given or any(len(each) != 3 for each in given):
            return False
        self.kept.add(kept)
        return all(
            [each.text for each in one[:2]] == [each.text for each in read]
            and self.is_given(one[2], deeper - 1)
            for one in given
        )

    def _name_of(self, name: Node) -> _Kept | None:
        """How the attribute is called that a variable of the decorator, or an expression, names."""
        if name.type == "identifier":
            node = self.wrapping.node
            inside = _bound_in(self.wrapping.file_map, node, (name.text or b"").decode())
            target = node.descendant_for_byte_range(*inside[0].span) if len(inside) == 1 else None
            assignment = target.parent if target is not None else None
            if assignment is None or assignment.type != "assignment":
                return None
            name = assignment.child_by_field_name("right") or name
        found = _NAMED.match(name.text or b"")
        if found is None:
            return None
        parts = [each.decode() for each in found.groups() if each is not None]
        function = self.wrapping.function.decode()
        if parts.count(function) != 1:
            return None
        at = 2 if found[5] is not None else 1
        del parts[at]
        return _Kept(*(*parts, "")[:2])


def _last_value(assignment: Node) -> Node | None:
    """What stands at the end of `one = two = value`."""
    value = assignment.child_by_field_name("right")
    while value is not None and value.type == "assignment":
        value = value.child_by_field_name("right")
    return value


def _arguments_of(call: Node, name: bytes) -> list[Node] | None:
    called = call.child_by_field_name("function")
    if called is None or called.text != name:
        return None
    return code_children(call.child_by_field_name("arguments"))


def _functions_in(file_map: FileMap, node: Node) -> dict[bytes, Node]:
    """The functions that a function defines, by their names; none whose name stands for something else as well."""
    found: dict[bytes, Node] = {}
    for each in own_nodes(node):
        if each.type == "function_definition" and (name := each.child_by_field_name("name")) is not None:
            text = name.text or b""
            if len(_bound_in(file_map, node, text.decode())) == 1:
                found[text] = each
    return found


def _bound_in(file_map: FileMap, node: Node, name: str) -> list[Binding]:
    """The places in a function, and in those in it, that bind a name."""
    return [
        each for each in file_map.named.get(name, ()) if node.start_byte <= each.span.start < node.end_byte
    ]


def _returned(node: Node) -> list[Node | None]:
    """What the `return` statements of a function give, None for one without a value."""
    return [
        next(iter(code_children(each)), None) for each in own_nodes(node) if each.type == "return_statement"
    ]


def _is_bound_again(file_map: FileMap, node: Node, parameter: Node) -> bool:
    """Whether the name of a decorator's parameter stands for something else anywhere in it."""
    inside = _bound_in(file_map, node, (parameter.text or b"").decode())
    return [each.span.start for each in inside] != [parameter.start_byte]


def _decorators(function: Node) -> Iterator[Node]:
    above = function.parent
    if above is not None and above.type == "decorated_definition":
        yield from (each for each in above.named_children if each.type == "decorator")


def _is_decorated(function: Node) -> bool:
    return any(True for _ in _decorators(function))


def _has_looks_alone(function: Node) -> bool:
    return all(_WRAPS.match(each.text or b"") for each in _decorators(function))
