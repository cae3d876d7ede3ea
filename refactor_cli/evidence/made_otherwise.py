"""Classes of which a call makes an object of another class: `TarFS(…)`, whose `__new__` returns a `ReadTarFS`. A type
server takes what is made for an object of the class that is called.
https://docs.python.org/3/reference/datamodel.html#object.__new__"""

from __future__ import annotations

from refactor_cli.data import Symbol, Usage
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.evidence.receiver import SEVERAL, receiver
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defining
from refactor_cli.inference.values import Known
from refactor_cli.resolution import is_subclass, mro
from refactor_cli.resolution.class_calls import makes_others


def may_be_made_otherwise(ask: Ask, owner: Symbol, usage: Usage) -> bool:
    """Whether what a server says of a usage may be so because of such a class: it leads to the target's class by
    that, or away from it."""
    made = _made(ask)
    if usage.certainty == "certain":
        return any(is_subclass(ask.symbols, cls, owner) for cls in made)
    return any(is_subclass(ask.symbols, each, owner) for given in made.values() for each in given)


def made_otherwise(site: Site) -> Verdict | None:
    """What is known of a receiver that is made so; None for others."""
    given = {each for every in _made(site.ask).values() for each in every}
    if given.isdisjoint(each.symbol for each in site.types.known if each.kind == "instance"):
        return None
    verdict = receiver(site)
    if verdict is not None and verdict.certainty is not None and not verdict.also:
        return verdict
    return Verdict(None, (SEVERAL,), 0.5)


def _made(ask: Ask) -> dict[Symbol, frozenset[Symbol]]:
    """The classes of the repository that calls of such a class are seen to give."""
    memo: dict[str, dict[Symbol, frozenset[Symbol]]] = ask.symbols.snapshot.memo.setdefault("made by new", {})
    if "" not in memo:
        odd = (cls for cls in defining(ask, "__new__") if makes_others(ask.look, mro(ask.symbols, cls)))
        memo[""] = {cls: _given(ask, cls) for cls in odd}
    return memo[""]


def _given(ask: Ask, cls: Symbol) -> frozenset[Symbol]:
    known = ask.result(Known("class", cls)).known
    return frozenset(each.symbol for each in known if each.symbol.path is not None and each.symbol != cls)
