"""zope.interface 3.6 and 6.0: declarations in the body of a class are decorators of the class.

https://zopeinterface.readthedocs.io/en/latest/changes.html#changes-3-6-0-2010-04-29
https://zopeinterface.readthedocs.io/en/latest/changes.html#id2

Calls in the body of a class cannot work in Python 3, where they raise a TypeError; release 6.0 has no such functions.
"""

from refactor_cli.recipe import transform

transform("zope_implements")
