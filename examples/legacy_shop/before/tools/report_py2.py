# Run by cron on the old server, with Python 2.
import sys

from shop.legacy import price
from shop.models import Product

for line in sys.stdin:
    name, amount = line.split(",")
    try:
        print "%-20s %d" % (name, price(Product(name, int(amount))))
    except ValueError, error:
        print >>sys.stderr, name, error
