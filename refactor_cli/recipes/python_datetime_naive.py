"""datetime: what stands for utcnow() and utcfromtimestamp() where values have to stay naive.

https://docs.python.org/3/whatsnew/3.12.html#deprecated

The new code gives what the old one gave. Columns of a database may need that. Where aware
values can be used they are better: see python_datetime.
"""

from datetime import datetime, timezone

from refactor_cli.recipe import replaces


@replaces("datetime.datetime.utcnow", requires="python>=3.2")
def utcnow(cls):
    return datetime.now(timezone.utc).replace(tzinfo=None)


@replaces("datetime.datetime.utcfromtimestamp", requires="python>=3.2")
def utcfromtimestamp(cls, timestamp, /):
    return datetime.fromtimestamp(timestamp, timezone.utc).replace(tzinfo=None)
