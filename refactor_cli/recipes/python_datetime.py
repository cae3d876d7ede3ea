"""datetime: utcnow() and utcfromtimestamp() give naive values and are deprecated since Python 3.12.

https://docs.python.org/3/whatsnew/3.12.html#deprecated

The new calls give aware values: arithmetic and comparisons with naive ones raise, and isoformat() ends in +00:00.
"""

from datetime import datetime, timezone

from refactor_cli.recipe import replaces, transform

transform("datetime_aware")


@replaces("datetime.datetime.utcnow", behaviour="changes", requires="python>=3.2")
def utcnow(cls):
    return datetime.now(timezone.utc)


@replaces("datetime.datetime.utcfromtimestamp", behaviour="changes", requires="python>=3.2")
def utcfromtimestamp(cls, timestamp, /):
    return datetime.fromtimestamp(timestamp, timezone.utc)
