"""What is left of the first version of the shop."""

import warnings

from .money import cents
from .pricing import quote


def price(item, currency="EUR", rounded=True):
    """The price of an item, tax included.

    .. deprecated:: 1.8
       Use :func:`shop.pricing.quote`, which says what becomes of the tax.
    """
    warnings.warn("price() is outdated: use shop.pricing.quote()", DeprecationWarning, stacklevel=2)
    return quote(currency, item, rounded=rounded, tax="included")


def to_cents(text):
    """Moved to :func:`shop.money.cents`."""
    return cents(text)


def price_list(items):
    """A line of text for each item, cheapest first."""
    return ["%s %d" % (item.name, quote("EUR", item, tax="included")) for item in sorted(items, key=price)]
