"""Attributes that a class makes up when it is asked for them (`__getattr__`, `__getattribute__`): whether one of a name
that nothing defines may be called.

What looks for the name in a dictionary gives nothing for a name that no text of the repository holds, or is put
together; what raises gives nothing either, and calling what only raises is an error.
https://docs.python.org/3/reference/datamodel.html#object.__getattr__"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.assignments import given_to
from refactor_cli.inference.calling.decorators import is_decorated_anyhow
from refactor_cli.inference.classes.families import defining
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.computed.put_together import begins_like
from refactor_cli.inference.computed.texts import is_in_texts
from refactor_cli.inference.members.asked_names import may_give, only_raises, written_hook
from refactor_cli.inference.members.assignment_places import files_assigning, targets
from refactor_cli.inference.members.delegation import HOOKS
from refactor_cli.inference.members.every_assignment import given_outside, is_given_by_text, is_of_others
from refactor_cli.inference.members.having import has_attribute
from refactor_cli.inference.members.private_names import spelled_out
from refactor_cli.inference.values import Known
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import ANY_CLASS, definitions_of, mro
from refactor_cli.resolution.class_bodies import bound_in
from refactor_cli.resolution.scopes import is_private
from refactor_cli.resolution.standard_library import lacks

_TAKES = lazy_pattern(rb"(?<!\w)getattr\(")
# dictionaries that give something for any key
_FILLS_IN = lazy_pattern(rb"defaultdict|__missing__|\bCounter\b|ChainMap")
# how a file takes names from definitions or objects
_NAMES_OF_DEFINITIONS = lazy_pattern(
    rb"\b(?:vars|dir|locals|globals|fields|getmembers)\(|__dict__(?!\[)|__slots__[ \t]*[^ \t=]|\binspect\b"
    rb"|(?<!__class__)(?<!\))\.__(?:qual)?name__(?![ \t]*==)"
)
_ITEM_HOOKS = ("__getitem__", "__missing__", "__contains__")
_PLAIN = frozenset({"builtins.dict", "collections.OrderedDict"})
_SEARCHED = _PLAIN | {"builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset"}


def makes_up(ask: Ask, name: str) -> bool:
    """Whether a class may make up an attribute of a name that can be called; what is taken from something that it
    stands for is none of its own."""
    return any(_may_make_up(ask, *each, name) for each in _hooks(ask))


def hands_on_alone(ask: Ask) -> bool:
    """Whether every `__getattr__` of the repository takes attributes from something else."""
    memo: dict[str, bool] = ask.symbols.snapshot.memo
    key = "attributes are handed on alone"
    if key not in memo:
        memo[key] = all(_hands_on(ask, each) for _, each in _classes(ask))
    return memo[key]


def _classes(ask: Ask) -> Iterator[tuple[Symbol, Known]]:
    for method in HOOKS:
        for cls in sorted(defining(ask, method), key=lambda each: (each.path or "", each.name)):
            yield cls, Known("function", Symbol(cls.path, f"{cls.name}.{method}"), cls)


_Hooks = tuple[tuple[Symbol, Known], ...]


def _hooks(ask: Ask) -> _Hooks:
    """The hooks that may make up something that can be called, for one name or another."""

    def hooks() -> _Hooks | None:
        every = [*_classes(ask)]
        return tuple(pair for pair in every if not _hands_on(ask, pair[1]) and _gives_callable(ask, pair[1]))

    unknown: _Hooks | None = None
    found = ask.kept(("attributes are made up",), hooks, (), unknown)
    return tuple(_classes(ask)) if found is None else found


def _hands_on(ask: Ask, method: Known) -> bool:
    """Whether it takes attributes from something else."""
    utf8 = ask.symbols.snapshot.files[method.symbol.path or ""].text.utf8
    definitions = definitions_of(ask.look, method.symbol)
    return bool(definitions) and all(_TAKES.search(utf8, *each.span) for each in definitions)


def _gives_callable(ask: Ask, method: Known) -> bool:
    """Whether what it gives may be called."""
    types = ask.result(method)
    if not types.known or not types.complete:
        return True
    known = (each for each in types.known if each.kind != "none")
    return not all(each.kind == "instance" and not _is_called(ask, each.symbol) for each in known)


def _is_called(ask: Ask, cls: Symbol) -> bool:
    if cls.path is None:
        return not lacks(cls.name, "__call__")
    if ANY_CLASS in mro(ask.symbols, cls):
        return True
    if not has_attribute(ask, cls, "__call__"):
        return _is_otherwise_below(ask, cls, "__call__")
    called = ask.attribute(Known("instance", cls), "__call__")
    if not called.known or not called.complete or _is_otherwise_below(ask, cls, "__call__"):
        return True
    return not all(each.kind == "function" and _only_raises(ask, each.symbol) for each in called.known)


def _is_otherwise_below(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether what derives from a class may have something else under the name of a special method, or a class is given
    one."""
    heirs = every_heir(ask.symbols, cls)
    given = given_outside(ask, lambda _: False, (), name)
    if heirs is None or any(not is_of_others(ask, cls, True, each) for each in given):
        return True
    order = mro(ask.symbols, cls)
    behind = {each for heir in heirs for each in mro(ask.symbols, heir)} - set(order)
    return ANY_CLASS in behind or any(
        bool(bound_in(ask.look, each, name)) if each.path else not lacks(each.name, name) for each in behind
    )


def _only_raises(ask: Ask, function: Symbol) -> bool:
    """Whether a function does nothing but raise an error, whatever it is given."""
    definitions = definitions_of(ask.look, function)
    files = ask.symbols.snapshot.files
    is_kept = not is_decorated_anyhow(ask, function)
    return (
        is_kept
        and len(definitions) == 1
        and only_raises(files[function.path or ""].text.slice(*definitions[0].span))
    )


def _may_make_up(ask: Ask, cls: Symbol, hook: Known, name: str) -> bool:
    is_getattr = hook.symbol.name.endswith(".__getattr__")
    if is_getattr and not may_give(ask, cls, name):
        return False
    if not _looks_it_up(ask, cls, hook.symbol):
        return True
    return is_in_texts(ask, name) or begins_like(ask.symbols, name)


def _looks_it_up(ask: Ask, cls: Symbol, hook: Symbol) -> bool:
    """Whether a hook gives nothing for what is no key of a dictionary, as one that is filled with names of definitions
    may hold any."""
    path = hook.path or ""
    memo: dict[Symbol, bool] = ask.symbols.snapshot.memo.setdefault("hooks that look up", {})
    if hook not in memo:
        utf8, method = ask.symbols.snapshot.files[path].text.utf8, written_hook(ask, hook)
        is_open = any(
            _NAMES_OF_DEFINITIONS.search(utf8, *each.span) or _FILLS_IN.search(utf8, *each.span)
            for each in definitions_of(ask.look, cls)
        )
        asked = method.args.args[1].arg if method is not None else ""
        memo[hook] = (
            method is not None
            and not is_open
            and _Looking(ask, cls, method.args.args[0].arg, asked).looks(method.body)
        )
    return memo[hook]


class _Looking:
    """A hook of a class: what it calls its object, and the name that it is asked for."""

    def __init__(self, ask: Ask, cls: Symbol, own: str, asked: str) -> None:
        self.ask, self.cls, self.own, self.asked = ask, cls, own, asked

    def looks(self, body: Sequence[ast.stmt]) -> bool:
        """Whether statements look the name up before they give anything, or give nothing."""
        for statement in body:
            match statement:
                case ast.If():
                    is_in = self._is_present(statement.test)
                    if not (is_in or self.looks(statement.body)) or not self.looks(statement.orelse):
                        return False
                    if self._is_absent(statement.test) and _ends(statement.body):
                        return True
                case ast.Try():
                    if any(not self.looks(each.body) for each in statement.handlers):
                        return False
                    if statement.handlers == [] or statement.finalbody:
                        return False
                    if not self.looks([*statement.body, *statement.orelse]):
                        return False
                case ast.Return():
                    return statement.value is None or self._gives_item(statement.value)
                case ast.Raise():
                    return True
                case ast.Assign() | ast.Expr() | ast.AnnAssign():
                    if statement.value is not None and self._is_item(statement.value):
                        return True
                case _ if any(isinstance(each, ast.Return) for each in ast.walk(statement)):
                    return False
        return True

    def _gives_item(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Constant) or self._is_item(value):
            return True
        match value:
            case ast.Call(
                func=ast.Attribute(value=of, attr="get"), args=[ast.Name(id=who), *others], keywords=[]
            ):
                is_all = all(isinstance(each, ast.Constant) for each in others)
                return who == self.asked and is_all and self._is_plain(of, _PLAIN)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="object"), attr="__getattribute__")):
                return True  # what it has itself
        return False

    def _is_item(self, value: ast.expr) -> bool:
        match value:
            case ast.Subscript(value=of, slice=ast.Name(id=who)):
                return who == self.asked and self._is_plain(of, _PLAIN)
        return False

    def _is_present(self, test: ast.expr) -> bool:
        return self._is_asked(test, ast.In)

    def _is_absent(self, test: ast.expr) -> bool:
        return self._is_asked(test, ast.NotIn)

    def _is_asked(self, test: ast.expr, operator: type[ast.cmpop]) -> bool:
        match test:
            case ast.Compare(left=ast.Name(id=who), ops=[found], comparators=[of]):
                return who == self.asked and isinstance(found, operator) and self._is_plain(of, _SEARCHED)
        return False

    def _is_plain(self, of: ast.expr, kinds: frozenset[str]) -> bool:
        """Whether it is a dictionary of Python's: the object itself, or one of its attributes."""
        match of:
            case ast.Name(id=who) if who == self.own:
                return not any(
                    has_attribute(self.ask, self.cls, each) or _is_otherwise_below(self.ask, self.cls, each)
                    for each in _ITEM_HOOKS
                )
            case ast.Attribute(value=ast.Name(id=who), attr=name) if who == self.own:
                return _holds_only(self.ask, self.cls, name, kinds)
        return False


def _holds_only(ask: Ask, cls: Symbol, name: str, kinds: frozenset[str]) -> bool:
    """Whether an attribute of the objects of a class is given nothing but objects of some classes of Python's, all of
    it in the file of the class."""
    path = cls.path or ""
    heirs = every_heir(ask.symbols, cls)
    spelled = spelled_out(cls, name) if is_private(name) else name
    if heirs is None or name == "__dict__" or {*files_assigning(ask.symbols, spelled)} - {path}:
        return False
    if {*files_assigning(ask.symbols, name)} - {path} and spelled == name:
        return False
    family = {each for one in (cls, *heirs) for each in mro(ask.symbols, one)}
    if any(bound_in(ask.look, each, name) for each in family) or is_given_by_text(ask, spelled):
        return False
    given = [given_to(ask, path, node) for node, _ in targets(ask, path, name)]
    types = [each.types for each in given if each is not None]
    return bool(types) and all(
        each.complete and bool(each.known) and {known.symbol.name for known in each.known} <= kinds
        for each in types
    )


def _ends(body: Sequence[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], ast.Raise)
