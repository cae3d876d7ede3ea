"""Labels for the shelves, from the time when the owner liked tabs."""

from shop.legacy import price


def label(item, width=20):
	if width:
		text = "%-*s" % (width, item.name);	cost = price(item)
	else:
		text, cost = item.name, price(item, "EUR", True)
	return "%s\t%d" % (text, cost)
