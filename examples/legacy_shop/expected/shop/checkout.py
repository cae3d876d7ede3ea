"""From the order to the receipt."""

from . import pricing
from .stock import reserve


def pay(order):
    for item in order.items:
        reserve(item, quantity=1, note="paid")
    return order.to_pay()


def hold(item, count):
    return reserve(item, count)


def receipt(order, currency="EUR"):
    lines = ["%s: %.2f" % (item.name, pricing.quote(currency, item, rounded=False, tax="included")) for item in order.items]
    lines.append("total: %d" % order.total(currency=currency, tax="included"))
    return lines
