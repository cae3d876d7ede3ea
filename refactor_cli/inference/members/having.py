"""Which attributes objects of a class of the repository have, and which they are sure not to have."""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defining_some
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.computed.computed_names import is_filled
from refactor_cli.inference.members.asked_names import may_give
from refactor_cli.inference.members.assignment_places import files_assigning, is_assigned
from refactor_cli.inference.members.delegation import HOOKS
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution import ANY_CLASS, definitions_of, member, mro
from refactor_cli.resolution.class_bodies import has_metaclass
from refactor_cli.resolution.standard_library import lacks
from refactor_cli.resolution.turned import may_be_turned, may_become_any

# what gives a class other members than its body, whoever assigns to it
_CHANGING = (*HOOKS, "__bases__")
# what gives a class names that do not stand in its body
_IN_BODIES = lazy_pattern(rb"\bexec\(|\b(?:vars|locals)\(\)|\bimport[ \t]*\*")
_BY_TEXT = (b"setattr", b"__dict__", b"vars(", b"patch", b"multiple(", b"type(")


def has_attribute(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a class of the repository, or a base of it there, defines an attribute or assigns it to `self`."""
    memo: dict[tuple[Symbol, str], bool] = ask.symbols.snapshot.memo.setdefault("has attribute", {})
    key = (cls, name)
    if key not in memo:
        values = member(ask.look, cls, name).values
        memo[key] = any(value.kind != "inherited" for value in values) or any(
            is_assigned(ask, each, name) for each in mro(ask.symbols, cls) if each.path is not None
        )
    return memo[key]


def has_nothing(ask: Ask, cls: Symbol, name: str, *, with_hooks: bool = True) -> bool:
    """Whether what is of a class of the repository, and of none that derives from it, has no attribute `name`.
    `with_hooks`: nor gives a `__getattr__` one."""
    order = mro(ask.symbols, cls)
    if cls.path is None or ANY_CLASS in order:
        return False
    if any(each.path is None and not lacks(each.name, name) for each in order):
        return False
    having = (each for each in (name, *HOOKS) if has_attribute(ask, cls, each))
    return all(each == "__getattr__" and not (with_hooks and may_give(ask, cls, name)) for each in having)


def has_none(ask: Ask, cls: Symbol, name: str, *, with_hooks: bool = True, but: Symbol | None = None) -> bool:
    """Whether an object of a class, or of one that derives from it, is sure to have no attribute of a name, as nothing
    gives it one either. `but`: the object may become one of this class."""
    heirs = every_heir(ask.symbols, cls)
    if any(may_be_turned(ask.look, cls, each) for each in defining_some(ask, name) if each != but):
        return False
    if may_become_any(ask.look, cls) or any(files_assigning(ask.symbols, each) for each in _CHANGING):
        return False
    if heirs is None or _is_given(ask, name) or is_filled(ask, cls, True, name):
        return False
    return all(
        has_nothing(ask, each, name, with_hooks=with_hooks) and _is_as_written(ask, each)
        for each in (cls, *heirs)
    )


def _is_given(ask: Ask, name: str) -> bool:
    """Whether something but a class to its own objects gives an attribute of a name anything: by an assignment, or in a
    file that gives attributes by texts, one of which is the name."""
    from refactor_cli.inference.members.every_assignment import given_outside

    files = ask.symbols.snapshot.files
    return any(
        not place.is_text or any(each in files[place.path].data for each in _BY_TEXT)
        for place in given_outside(ask, lambda _: False, (), name)
    )


def _is_as_written(ask: Ask, cls: Symbol) -> bool:
    """Whether nothing makes a class, or one of its bases, another one than its body says; and that says it in names."""
    order, files = mro(ask.symbols, cls), ask.symbols.snapshot.files
    return not has_metaclass(ask.look, order) and not any(
        definition.decorators or _IN_BODIES.search(files[each.path].text.utf8, *definition.span)
        for each in order
        if each.path is not None
        for definition in definitions_of(ask.look, each)
    )
