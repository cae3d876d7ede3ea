"""Classes that a call of a metaclass of the repository makes, for which one of their bases stands: what their metaclass
decides about them. `Cart = Meta("Cart", (Base,), {"title": ""})`."""

from __future__ import annotations

from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.bases import inferred_bases
from refactor_cli.inference.values import Known, Types, or_others
from refactor_cli.resolution.called_metaclasses import decides_name, gives_objects_of_others


def is_decided(ask: Ask, known: Known, name: str) -> bool:
    """Whether such a class, or an object of it, may have something else under a name than the base has."""
    return known.maker is not None and decides_name(ask.look, known.maker, name)


def or_as_decided(ask: Ask, known: Known, name: str, types: Types) -> Types:
    """What the base has under a name, or something else."""
    return or_others(types) if is_decided(ask, known, name) else types


def is_called_otherwise(ask: Ask, known: Known) -> bool:
    """Whether calling a class may give something else than an object of it, as the metaclass decides by which it, or a
    base of it, was made."""
    makers = {each.maker for each in inferred_bases(ask, known.symbol).known} | {known.maker}
    return any(each is not None and gives_objects_of_others(ask.look, each) for each in makers)
