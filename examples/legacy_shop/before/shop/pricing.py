"""What a product costs: the one place that knows about tax."""

from .money import convert

TAX = {"included": 119, "excluded": 100}


def quote(currency, item, *, rounded=True, tax):
    """The price of `item` in `currency`; `tax` is "included" or "excluded"."""
    amount = convert(item.price, currency) * TAX[tax] / 100
    return round(amount) if rounded else amount
