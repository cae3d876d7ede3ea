"""Products, orders and subscriptions."""

from .pricing import quote


class Product:
    def __init__(self, name, price):
        self.name = name
        self.price = price  # cents, without tax

    def __repr__(self):
        return "Product(%r, %r)" % (self.name, self.price)


class Order:
    def __init__(self, items=()):
        self.items = list(items)

    def total(self, *, currency="EUR", tax):
        return sum(quote(currency, item, tax=tax) for item in self.items)

    def total_price(self, currency="EUR"):
        """Outdated: total() says what becomes of the tax."""
        return self.total(currency=currency, tax="included")

    def shipping(self, *, tax):
        return 0 if self.total(tax=tax) > 5000 else 490

    def shipping_price(self):
        """Outdated: shipping() says what becomes of the tax."""
        return self.shipping(tax="included")

    def to_pay(self):
        return self.total(tax="included") + self.shipping_price()

    def summary(self, currency):
        return "%d items, %d %s" % (len(self.items), self.total(currency=currency, tax="included"), currency)


class Subscription:
    """Not an order, though it has a total price too."""

    def __init__(self, monthly, months=12):
        self.monthly = monthly
        self.months = months

    def total_price(self, free_months=0):
        return self.monthly * (self.months - free_months)

    def summary(self):
        return "%d months, %d" % (self.months, self.total_price())
