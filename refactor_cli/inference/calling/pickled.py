"""Objects that go through pickle and back: `pickle.loads(pickle.dumps(cart))` is of the class of `cart`, where that
does not say itself what it is made from (`__reduce__`).
https://docs.python.org/3/library/pickle.html#pickling-class-instances

Tests do that a lot; what is read from a file, or comes from somewhere else, may be anything.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import code_children
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.values import UNKNOWN, Known, Types, or_others, union
from refactor_cli.resolution import member, scope_at
from refactor_cli.resolution.names import has_own_new
from refactor_cli.resolution.scopes import reaching
from refactor_cli.words.files import python_files_with

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_MODULES = ("pickle", "cPickle", "_pickle", "six.moves.cPickle", "dill", "cloudpickle")
READING = frozenset(f"{module}.loads" for module in _MODULES)
_WRITING = frozenset(f"{module}.dumps" for module in _MODULES)
_SAYING = ("__reduce__", "__reduce_ex__")
# with these, any class may be given such a function from elsewhere
_REGISTRIES = ("copyreg", "copy_reg")


def read_back(ask: Ask, path: str, pickled: Node) -> Types:
    """What is read from bytes that were just written: in place, or by what a variable is given."""
    written = _written(ask, path, pickled)
    if not written:
        return UNKNOWN
    types = union(ask.expression(path, each) for each in written)
    return or_others(types) if any(is_made_otherwise(ask, each) for each in types.known) else types


def _written(ask: Ask, path: str, pickled: Node) -> list[Node]:
    """What was written, each thing that it may have been; none where that is not seen."""
    if pickled.type == "call":
        return _given(ask, path, pickled)
    file_map = ask.symbols.map(path)
    if pickled.type != "identifier" or file_map is None:
        return []
    name, at = source(ask.symbols, path, pickled), pickled.start_byte
    found: list[Node] = []
    for binding in reaching(file_map, scope_at(file_map, at), name, at).bindings:
        target = ask.symbols.node(path, binding.span)
        statement = target.parent if target is not None else None
        value = statement.child_by_field_name("right") if statement is not None else None
        is_plain = binding.kind == "assign" and statement is not None and statement.type == "assignment"
        given = _given(ask, path, value) if is_plain and value is not None and value.type == "call" else []
        if not given:
            return []
        found += given
    return found


def _given(ask: Ask, path: str, call: Node) -> list[Node]:
    """What a call writes, if it is one that writes."""
    called = ask.expression(path, call.child_by_field_name("function"))
    arguments = code_children(call.child_by_field_name("arguments"))
    is_writing = bool(called.known) and all(each.symbol.name in _WRITING for each in called.known)
    is_first = bool(arguments) and arguments[0].type not in ("keyword_argument", "list_splat")
    return arguments[:1] if is_writing and is_first else []


def is_made_otherwise(ask: Ask, known: Known) -> bool:
    """Whether what is read back may be of another class than what was written, or hold something that is."""
    held = chain(known.items, known.values, *known.parts)
    return _says_itself(ask, known) or any(is_made_otherwise(ask, each) for each in held)


def _says_itself(ask: Ask, known: Known) -> bool:
    if known.kind != "instance" or known.symbol.path is None:
        return False
    if any(python_files_with(ask.symbols.snapshot, each) for each in _REGISTRIES) or has_own_new(
        ask.look, known.symbol
    ):
        return True
    return any(
        value.symbol.path is not None
        for name in _SAYING
        for value in member(ask.look, known.symbol, name).values
    )
