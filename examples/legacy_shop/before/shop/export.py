"""CSV for the bookkeeper, whose editor writes CRLF."""

import csv
import io

import shop.legacy


def export(items, currency):
    out = io.StringIO()
    writer = csv.writer(out)
    for item in items:
        writer.writerow([
            item.name,
            shop.legacy.price(item, currency),  # with tax
        ])
    return out.getvalue()
