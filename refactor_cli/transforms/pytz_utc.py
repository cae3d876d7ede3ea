"""pytz: `pytz.utc` is `datetime.timezone.utc`, which has no `localize()`: a time gets it by `replace()`.

https://docs.python.org/3/library/datetime.html#datetime.timezone.utc
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.pytz_zones import keeps_pytz, localized_by


def compute(seen: Seen) -> Answer:
    """As far as nothing in the file may ask it for what only pytz has."""
    if localized := localized_by(seen.node):
        call, time = localized
        rule = "def utc(dt):\n    return dt.replace(tzinfo=timezone.utc)"
        return Computed(rule, node=call, arguments=(time,), behaviour="changes")
    if reason := keeps_pytz(seen.node):
        return Unfit(reason)
    return Computed("def utc():\n    return timezone.utc")


TRANSFORM = Transform(
    ("pytz.utc", "pytz.UTC"),
    compute,
    imports="from datetime import timezone",
    is_property=True,
    requires="python>=3.2",
)
