"""CSV for the bookkeeper, whose editor writes CRLF."""

import csv
import io

import shop.pricing


def export(items, currency):
    out = io.StringIO()
    writer = csv.writer(out)
    for item in items:
        writer.writerow([
            item.name,
            shop.pricing.quote(currency, item, tax="included"),  # with tax
        ])
    return out.getvalue()
