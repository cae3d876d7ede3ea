#!/usr/bin/env python3
"""Prints old and new prices: scripts/reprice.py NAME=CENTS..."""

import sys

import shop.pricing as pricing
from shop.models import Product


def main(pairs):
    for pair in pairs:
        name, _, amount = pair.partition("=")
        product = Product(name, int(amount))
        print(name, product.price, pricing.quote("EUR", product, tax="included"), pricing.quote("USD", product, tax="included"))


if __name__ == "__main__":
    main(sys.argv[1:])
