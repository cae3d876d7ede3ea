"""shop-price NAME AMOUNT [--currency EUR]"""

import argparse

from shop import Product
from shop.legacy import to_cents


def parse(argv):
    parser = argparse.ArgumentParser(prog="shop-price")
    parser.add_argument("name")
    parser.add_argument("amount", type=to_cents)
    parser.add_argument("--currency", default="EUR")
    return parser.parse_args(argv)


def main(argv=None):
    from shop.legacy import price  # late, for a quick --help

    arguments = parse(argv)
    product = Product(arguments.name, arguments.amount)
    print("%s: %d %s" % (product.name, price(product, arguments.currency), arguments.currency))
    return 0


def read_product(ask):
    return Product(ask("product? "), to_cents(ask("amount? ")))


def interactive(ask=input):
    from shop.legacy import price

    return price(read_product(ask), ask("currency? "))
