"""Prices say what becomes of the tax: `shop.pricing.quote` and `Order.total` instead of the functions of 1.0."""

from refactor_cli.recipe import OMITTED, moved, replaces
from shop.pricing import quote


@replaces("shop.legacy.price")
def price(item, currency="EUR", rounded=OMITTED):
    """The currency comes first, `rounded` is by keyword only, and `tax` has to be said."""
    return quote(currency, item, rounded=rounded, tax="included")


@replaces("shop.models.Order.total_price")
def total_price(self, currency=OMITTED):
    return self.total(currency=currency, tax="included")


@replaces("shop.models.Order.shipping_price")
def shipping_price(self):
    return self.shipping(tax="included")


@replaces("shop.stock.reserve", given=("qty",))
def reserve(item, *, qty, **options):
    """Only calls that still say `qty`; the others are fine."""
    return reserve(item, quantity=qty, **options)


moved("shop.legacy.to_cents", "shop.money.cents")
