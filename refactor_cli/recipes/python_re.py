"""re: maxsplit, count and flags of split(), sub() and subn() by keyword: by position, Python 3.13 calls them outdated.

https://docs.python.org/3/whatsnew/3.13.html#new-deprecations
https://docs.python.org/3/library/re.html#re.sub
"""

import re

from refactor_cli.recipe import OMITTED, replaces


@replaces("re.split", given=("string",))
def split_of_string(*args, string, **kwargs):
    """Stays: what comes behind it is by keyword."""
    return re.split(*args, string=string, **kwargs)


@replaces("re.split")
def split(pattern, string, maxsplit=OMITTED, flags=OMITTED, **kwargs):
    """split(",", text, 1) -> split(",", text, maxsplit=1)."""
    return re.split(pattern, string, maxsplit=maxsplit, flags=flags, **kwargs)


@replaces("re.sub", given=("string",))
def sub_of_string(*args, string, **kwargs):
    """Stays: what comes behind it is by keyword."""
    return re.sub(*args, string=string, **kwargs)


@replaces("re.sub")
def sub(pattern, repl, string, count=OMITTED, flags=OMITTED, **kwargs):
    """sub("a", "b", text, 1, re.I) -> sub("a", "b", text, count=1, flags=re.I)."""
    return re.sub(pattern, repl, string, count=count, flags=flags, **kwargs)


@replaces("re.subn", given=("string",))
def subn_of_string(*args, string, **kwargs):
    """Stays: what comes behind it is by keyword."""
    return re.subn(*args, string=string, **kwargs)


@replaces("re.subn")
def subn(pattern, repl, string, count=OMITTED, flags=OMITTED, **kwargs):
    """subn("a", "b", text, 1) -> subn("a", "b", text, count=1)."""
    return re.subn(pattern, repl, string, count=count, flags=flags, **kwargs)
