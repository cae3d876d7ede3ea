"""Orders of customers who know the owner."""

from shop.models import Order


class VipOrder(Order):
    def to_pay(self):
        return self.total(tax="included") * 9 // 10

    def full_price(self):
        return super().total(tax="included")


def saved(order):
    return order.total(currency="EUR", tax="included") - order.to_pay()
