"""pandas: the names of frequencies that 2.2 calls outdated, where they are written as texts.

https://pandas.pydata.org/docs/whatsnew/v2.2.0.html#deprecated-aliases-m-q-y-etc-in-favour-of-me-qe-ye-etc-for-offsets
https://pandas.pydata.org/docs/whatsnew/v2.2.0.html#other-deprecations

Periods keep the names of months, quarters and years (`"M"`), so only those of hours and less change for them.
"""

from __future__ import annotations

from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import argument_at, arguments_of, quoted, source, text_value

# the ends of months, quarters and years; those of periods are called as before
_ENDS = {
    "M": "ME",
    "BM": "BME",
    "SM": "SME",
    "CBM": "CBME",
    "Q": "QE",
    "BQ": "BQE",
    "Y": "YE",
    "A": "YE",
    "BY": "BYE",
    "BA": "BYE",
    "AS": "YS",
    "BAS": "BYS",
}
_SHORT = {"H": "h", "BH": "bh", "CBH": "cbh", "T": "min", "S": "s", "L": "ms", "U": "us", "N": "ns"}
_PART = lazy_pattern(r"(\s*[-+]?\s*[\d.]*\s*)([A-Za-z]+)((?:-[A-Z]{3})?)")
_WHOLE = lazy_pattern(r"(?:\s*[-+]?\s*[\d.]*\s*[A-Za-z]+(?:-[A-Z]{3})?)+\s*")
_MADE = lazy_pattern(r"(?:\w+\.)*(?:offsets\.\w+|DateOffset|Timedelta|timedelta|to_offset)\(")

# the place and the name of the frequency, behind the receiver
_PLACES = {
    "pandas.DataFrame.asfreq": (0, "freq"),
    "pandas.DataFrame.resample": (0, "rule"),
    "pandas.DatetimeIndex": (1, "freq"),
    "pandas.Grouper": (2, "freq"),
    "pandas.Series.asfreq": (0, "freq"),
    "pandas.Series.resample": (0, "rule"),
    "pandas.bdate_range": (3, "freq"),
    "pandas.date_range": (3, "freq"),
    "pandas.interval_range": (3, "freq"),
    "pandas.period_range": (3, "freq"),
    "pandas.timedelta_range": (3, "freq"),
    "pandas.tseries.frequencies.to_offset": (0, "freq"),
}
_FUNCTIONS = frozenset({"pandas.tseries.frequencies.to_offset"})
_OF_PERIODS = frozenset({"pandas.period_range"})
# what they give may be periods, for which the old names stay
_OF_EITHER = frozenset({"asfreq", "resample", "Grouper"})


def compute(seen: Seen) -> Answer:
    """For a frequency that is a literal; of anything else nobody knows what it names."""
    given = arguments_of(seen.node)
    if given is None or any(each.star for each in given):
        return Unfit("whether a frequency is given is not seen here: pandas 2.2 has new names of some")
    at, keyword = _PLACES[seen.symbol]
    found = argument_at(given, at, keyword)
    is_made = (
        found is not None and found.value.type == "call" and _MADE.match(source(found.value)) is not None
    )
    if found is None or found.value.type in ("none", "integer") or is_made:
        return Passed("its frequency is no name")
    value = text_value(found.value)
    if value is None:
        return Unfit("the frequency is not written there: pandas 2.2 has new names of some, as ME of M")
    new = renamed(value, seen.symbol in _OF_PERIODS)
    if new == value:
        return Passed("its frequency has no other name")
    name = last_part(seen.symbol)
    is_either = name in _OF_EITHER and renamed(value, True) != new
    is_method = seen.symbol.count(".") > 1 and seen.symbol not in _FUNCTIONS
    first, function = ("self, ", f"self.{name}") if is_method else ("", name)
    return Computed(
        f"def {name}({first}*args, **kwargs):\n    return {function}(*args, **kwargs)",
        inside=((found.value, quoted(new, found.value)),),
        behaviour="changes" if is_either else "same",
    )


def renamed(frequency: str, is_period: bool) -> str:
    """A frequency as pandas 2.2 names it: "2M" is "2ME", "Q-DEC" is "QE-DEC"; what is none stays."""
    names = _SHORT if is_period else _ENDS | _SHORT
    if _WHOLE.fullmatch(frequency) is None:
        return frequency
    return _PART.sub(lambda part: f"{part[1]}{names.get(part[2], part[2])}{part[3]}", frequency)


TRANSFORM = Transform(tuple(_PLACES), compute, stays=True, requires="pandas>=2.2")
