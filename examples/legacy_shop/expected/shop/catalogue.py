"""Listing products. Many things here are called price.

>>> from shop import Product, price
>>> price(Product("tea", 400))
476
"""

from shop import price
from shop.pricing import quote


class Tariff:
    def __init__(self, percent):
        self.percent = percent

    def price(self, item):
        return item.price * self.percent // 100

    def prices(self, items):
        return [self.price(item) for item in items]


def tagged(items):
    return ["%s (%d)" % (item.name, quote("EUR", item, tax="included")) for item in items]


def net(items):
    return sum(item.price for item in items)


def cheapest(items):
    best = None
    for item in items:
        price = item.price
        if best is None or price < best.price:
            best = item
    return best


def with_formula(items, price):
    return [price(item) for item in items]


def halves(items):
    return [price // 2 for price in (item.price for item in items)]
