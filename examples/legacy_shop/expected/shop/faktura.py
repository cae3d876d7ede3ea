# -*- coding: latin-1 -*-
"""Rechnungen für die Kundschaft in Österreich."""

from shop.pricing import quote

GRÜSSE = "Mit freundlichen Grüßen"


def rechnung(käufer, artikel):
    zeilen = ["für %s" % käufer]
    for ware in artikel: zeilen.append("%s à %d ¢" % (ware.name, quote("EUR", ware, tax="included")))  # Beträge in Cent
    return zeilen + [GRÜSSE]
