"""The basket before it becomes an order."""

from shop.legacy import price
from shop.models import Order


class Cart:
    def __init__(self):
        self.items = []

    def add(self, item):
        """Puts an item into the basket and gives its price."""
        self.items.append(item)
        return price(item)

    def subtotal(self):
        return sum(map(price, self.items))

    def checkout(self):
        order = Order(self.items)
        if order.total_price() != self.subtotal():
            raise ValueError("the prices have changed meanwhile")
        return order
