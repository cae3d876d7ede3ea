"""pandas: the names of frequencies that 2.2 calls outdated, `"ME"` for `"M"` and `"h"` for `"H"`.

https://pandas.pydata.org/docs/whatsnew/v2.2.0.html#deprecated-aliases-m-q-y-etc-in-favour-of-me-qe-ye-etc-for-offsets
https://pandas.pydata.org/docs/whatsnew/v2.2.0.html#other-deprecations

What is resampled by months, quarters or years may have periods for its index, which keep the old names: the new code
is said to differ there. Frequencies that are computed are left open.
"""

from refactor_cli.recipe import likely, transform

transform("pandas_frequencies")

likely("pandas.DataFrame.resample", on="df")
likely("pandas.DataFrame.asfreq", on="df")
