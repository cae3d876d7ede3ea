"""`with self.assertRaises(Error) as caught`, `with pytest.raises(Error) as info`: what tells of an error, and it.

https://docs.python.org/3/library/unittest.html#unittest.TestCase.assertRaises,
https://docs.pytest.org/en/stable/reference/reference.html#pytest.raises
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.classes.families import are_defining
from refactor_cli.inference.values import Known, Types, exactly, instance

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_RAISED, _WARNED = Symbol(None, "unittest._AssertRaisesContext"), Symbol(None, "unittest._AssertWarnsContext")
_INFO = Symbol(None, "pytest.ExceptionInfo")
# methods of test cases that are names of nothing else
_CHECKS = {
    "assertRaises": _RAISED,
    "assertRaisesRegex": _RAISED,
    "assertRaisesRegexp": _RAISED,
    "assertWarns": _WARNED,
    "assertWarnsRegex": _WARNED,
}
_FUNCTIONS = {"pytest.raises": _INFO, "py.test.raises": _INFO}
# how the names of all of them end, by which most calls are told apart at once
_ENDS = frozenset(name[-6:].encode() for name in (*_CHECKS, *_FUNCTIONS))
_HOLDS = {_RAISED: "exception", _WARNED: "warning", _INFO: "value"}
TELLING = frozenset(_HOLDS)
"""Classes of the objects that such a `with` binds."""


def telling(ask: Ask, path: str, function: Node, callee: Types, given: list[Node]) -> Types | None:
    """What a call of `function` gives that expects an error, which is what `with` binds too; None for other calls."""
    end = function.end_byte
    if ask.symbols.snapshot.files[path].text.utf8[end - 6 : end] not in _ENDS:
        return None
    name = source(ask.symbols, path, function.child_by_field_name("attribute") or function)
    cls = _CHECKS.get(name) if function.type == "attribute" else None
    if cls is None:
        names = {each.symbol.name for each in callee.known} if name == "raises" else frozenset[str]()
        cls = _FUNCTIONS.get(next(iter(names))) if len(names) == 1 else None
    elif any(each.symbol.path for each in callee.known) or are_defining(ask, name, 1):
        return None
    if cls is None or not given or given[0].type in ("list_splat", "dictionary_splat"):
        return None
    if cls is not _INFO and _gives_code(name, given):
        return None  # the test cases of testtools and Twisted give the error itself then
    return exactly(Known("instance", cls, items=_errors(ask.expression(path, given[0])), made=True))


def _gives_code(name: str, given: list[Node]) -> bool:
    """Whether a check is given what it is to call, behind the error and perhaps a pattern."""
    places = [each for each in given if each.type != "keyword_argument"]
    return len(places) > 1 + ("Regex" in name) or any(each.type == "list_splat" for each in places)


def _errors(types: Types) -> frozenset[Known]:
    """Objects of a class of errors, or of those of a tuple; none where it may be another one as well."""
    found = [frozenset({each}) for each in types.known if each.kind == "class"]
    found += (
        part for known in types.known if known.kind != "class" for part in known.parts or (frozenset(),)
    )
    if not types.complete or any(each.kind != "class" for part in found for each in part) or not all(found):
        return frozenset()
    return frozenset(instance(each.symbol) for part in found for each in part)


def error_told_of(known: Known, name: str) -> Types | None:
    """The error of which `known` tells, where `name` is the attribute that holds it."""
    if known.symbol.path is not None or _HOLDS.get(known.symbol) != name or not known.items:
        return None
    return Types(known.items, complete=True)
