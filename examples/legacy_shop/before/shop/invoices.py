"""Invoices, and boxes made of other products."""

from shop import legacy as old
from shop.models import Product


def invoice_line(product, count, currency):
    each = old.price(
        product,  # the product itself, not the line
        currency,
        False,  # cents matter on invoices
    )
    return "%d x %s: %.2f" % (count, product.name, each * count)


def gift_box(first, second):
    return Product("gift box", old.price(first) + old.price(second))


def nested_box(first, second, third):
    """A box in a box: tax on tax, as ever."""
    return old.price(gift_box(Product("inner", old.price(first)), gift_box(second, third)))
