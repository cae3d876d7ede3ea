"""Invoices, and boxes made of other products."""

from shop import legacy as old
from shop import pricing
from shop.models import Product


def invoice_line(product, count, currency):
    each = old.price(
        product,  # the product itself, not the line
        currency,
        False,  # cents matter on invoices
    )
    return "%d x %s: %.2f" % (count, product.name, each * count)


def gift_box(first, second):
    return Product("gift box", pricing.quote("EUR", first, tax="included") + pricing.quote("EUR", second, tax="included"))


def nested_box(first, second, third):
    """A box in a box: tax on tax, as ever."""
    return pricing.quote("EUR", gift_box(Product("inner", pricing.quote("EUR", first, tax="included")), gift_box(second, third)), tax="included")
