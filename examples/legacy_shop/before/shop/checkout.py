"""From the order to the receipt."""

from . import legacy
from .stock import reserve


def pay(order):
    for item in order.items:
        reserve(item, qty=1, note="paid")
    return order.to_pay()


def hold(item, count):
    return reserve(item, count)


def receipt(order, currency="EUR"):
    lines = ["%s: %.2f" % (item.name, legacy.price(item, currency, False)) for item in order.items]
    lines.append("total: %d" % order.total_price(currency))
    return lines
