"""Labels for the shelves, from the time when the owner liked tabs."""

from shop.pricing import quote


def label(item, width=20):
	if width:
		text = "%-*s" % (width, item.name);	cost = quote("EUR", item, tax="included")
	else:
		text, cost = item.name, quote("EUR", item, rounded=True, tax="included")
	return "%s\t%d" % (text, cost)
