"""Formulas that are looked up by name."""

from . import compat, legacy

DEFAULT = getattr(legacy, "price")


def load(name):
    return getattr(legacy, name)


def apply(item, **options):
    return legacy.price(item, **options)


def rough(item):
    return compat.get_price(item) // 100 * 100
