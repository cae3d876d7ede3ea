"""Members of enumerations: what the body of one gives a name is not what the name is, but an object of the class.
https://docs.python.org/3/howto/enum.html"""

from __future__ import annotations

from refactor_cli.data import Binding, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.resolution.values import Value, Values

_MODULE = "enum."
# classes of the module that no enumeration derives from
_NONE = frozenset({"enum.EnumMeta", "enum.EnumType", "enum.auto", "enum.property"})
# what a body gives a name so is no member
_NO_MEMBERS = frozenset({"nonmember", "property", "staticmethod", "classmethod", "_property"})
_VALUES = frozenset({"variable", "class"})


def is_enumeration(order: tuple[Symbol, ...]) -> bool:
    """Whether a class with these bases, itself first, is one."""
    return any(
        each.path is None and each.name.startswith(_MODULE) and each.name not in _NONE for each in order
    )


def as_member(cls: Symbol, binding: Binding, found: Values) -> Values:
    """What the body of an enumeration gives a name -> the member; methods and private names stay what they are."""
    called = last_part(binding.called or "")
    is_member = binding.kind == "assign" and not binding.name.startswith("_") and called not in _NO_MEMBERS
    if not is_member or any(value.kind not in _VALUES for value in found.values):
        return found
    symbol = Symbol(cls.path, f"{cls.name}.{binding.name}")
    return Values(frozenset((Value(symbol, "variable", cls),)), True)
