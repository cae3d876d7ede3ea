"""pytz: time zones come from the standard library, `datetime.timezone.utc` and `zoneinfo`, since Python 3.9.

https://docs.python.org/3/library/zoneinfo.html
https://pytz.sourceforge.net/
https://docs.djangoproject.com/en/4.0/releases/4.0/#zoneinfo-default-timezone-implementation

`localize()` refused times that have a zone, and took the second of two times where clocks are put back; the new code
does neither. A time that got its zone by `tzinfo=` had the first offset that pytz knows of the zone, which is hardly
ever meant; zoneinfo gives it the one that holds. Where a zone is handed on to other files, look for `localize()`,
`normalize()` and `zone` there.
"""

from refactor_cli.recipe import transform

transform("pytz_unknown")
transform("pytz_utc")
transform("pytz_zones")
