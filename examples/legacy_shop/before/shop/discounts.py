"""Rules of thumb."""

from shop.legacy import price as old_price

STEPS = ((10000, 10), (5000, 5))


def discount(item):
    full = old_price(item, rounded=False)
    for limit, percent in STEPS:
        if full >= limit: return old_price(item) * percent // 100
    return 0


def in_dollars(item):
    return old_price(item, currency="USD")
