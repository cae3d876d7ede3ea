"""Orders of customers who know the owner."""

from shop.models import Order


class VipOrder(Order):
    def to_pay(self):
        return self.total_price() * 9 // 10

    def full_price(self):
        return super().total_price()


def saved(order):
    return Order.total_price(order, "EUR") - order.to_pay()
