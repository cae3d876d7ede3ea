"""shop-price NAME AMOUNT [--currency EUR]"""

import argparse

from shop import Product
from shop.money import cents


def parse(argv):
    parser = argparse.ArgumentParser(prog="shop-price")
    parser.add_argument("name")
    parser.add_argument("amount", type=cents)
    parser.add_argument("--currency", default="EUR")
    return parser.parse_args(argv)


def main(argv=None):
    from shop.pricing import quote  # late, for a quick --help

    arguments = parse(argv)
    product = Product(arguments.name, arguments.amount)
    print("%s: %d %s" % (product.name, quote(arguments.currency, product, tax="included"), arguments.currency))
    return 0


def read_product(ask):
    return Product(ask("product? "), cents(ask("amount? ")))


def interactive(ask=input):
    from shop.legacy import price

    return price(read_product(ask), ask("currency? "))
