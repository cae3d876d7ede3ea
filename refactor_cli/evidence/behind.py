"""What stands behind objects that hand on what they do not have themselves, by `__getattr__`: their attribute is that
one's."""

from __future__ import annotations

from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defining
from refactor_cli.inference.members.delegation import handed_on
from refactor_cli.inference.members.having import has_attribute
from refactor_cli.inference.values import Known, Types, by, by_way_of, union
from refactor_cli.resolution import is_subclass, member

RULE = "handed-on"
# one of these may stand behind another
_MOST_STEPS = 3


def behind(ask: Ask, types: Types, name: str) -> Types:
    """What has the attribute `name`, where that is asked of these: of what hands it on, the object behind it."""
    for _ in range(_MOST_STEPS if ask.allows(RULE) else 0):
        through = {each: handed_on(ask, each.symbol) for each in types.known if _hands_on(ask, each, name)}
        if not through:
            break
        others = types._replace(known=types.known - {*through})
        found = [by_way_of(ask.attribute(each, to), types) for each, to in through.items()]
        if not all(each.known for each in found):
            break
        types = by(union([*([others] if others.known else ()), *found]), RULE)
    return types


def _hands_on(ask: Ask, known: Known, name: str) -> bool:
    """Whether an object has no attribute of a name itself, nor has one of a subclass, and hands it on."""
    if known.kind != "instance" or known.symbol.path is None or name.startswith("__"):
        return False
    if not handed_on(ask, known.symbol) or has_attribute(ask, known.symbol, name):
        return False
    if member(ask.look, known.symbol, name).values:
        return False  # a base outside of the repository may have it
    return not any(is_subclass(ask.symbols, cls, known.symbol) for cls in defining(ask, name))
