# -*- coding: latin-1 -*-
"""Rechnungen für die Kundschaft in Österreich."""

from shop.legacy import price

GRÜSSE = "Mit freundlichen Grüßen"


def rechnung(käufer, artikel):
    zeilen = ["für %s" % käufer]
    for ware in artikel: zeilen.append("%s à %d ¢" % (ware.name, price(ware)))  # Beträge in Cent
    return zeilen + [GRÜSSE]
