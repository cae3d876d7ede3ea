"""pandas: names that 1.0, 2.0 and 2.1 took away or call outdated, where another does the same.

https://pandas.pydata.org/docs/whatsnew/v1.0.0.html#removal-of-prior-version-deprecations-changes
https://pandas.pydata.org/docs/whatsnew/v2.0.0.html#removal-of-prior-version-deprecations-changes
https://pandas.pydata.org/docs/whatsnew/v1.3.0.html#deprecated-warn-bad-lines-and-error-bad-lines-arguments-in-read-csv
https://pandas.pydata.org/docs/whatsnew/v1.4.0.html#other-deprecations
https://pandas.pydata.org/docs/whatsnew/v2.0.0.html#deprecations
https://pandas.pydata.org/docs/whatsnew/v2.0.0.html#index-can-now-hold-numpy-numeric-dtypes
https://pandas.pydata.org/docs/whatsnew/v2.1.0.html#deprecations
"""

import pandas

from refactor_cli.recipe import OMITTED, likely, moved, replaces

likely("pandas.Series.iteritems", on="dtypes")  # of a frame: nothing else has the two names

moved("pandas.DataFrame.iteritems", "pandas.DataFrame.items")
moved("pandas.Series.iteritems", "pandas.Series.items")
moved("pandas.DataFrame.pad", "pandas.DataFrame.ffill")
moved("pandas.Series.pad", "pandas.Series.ffill")
moved("pandas.DataFrame.backfill", "pandas.DataFrame.bfill")
moved("pandas.Series.backfill", "pandas.Series.bfill")
moved("pandas.datetime", "datetime.datetime")
moved("pandas.np", "numpy")
moved("pandas.io.json.json_normalize", "pandas.json_normalize", requires="pandas>=1.0")
moved("pandas.scatter_matrix", "pandas.plotting.scatter_matrix", requires="pandas>=0.20")
moved("pandas.tools.plotting.scatter_matrix", "pandas.plotting.scatter_matrix", requires="pandas>=0.20")
moved("pandas.util.testing.assert_frame_equal", "pandas.testing.assert_frame_equal", requires="pandas>=0.20")
moved("pandas.util.testing.assert_index_equal", "pandas.testing.assert_index_equal", requires="pandas>=0.20")
moved(
    "pandas.util.testing.assert_series_equal", "pandas.testing.assert_series_equal", requires="pandas>=0.20"
)
moved("pandas.DataFrame.applymap", "pandas.DataFrame.map", requires="pandas>=2.1")


@replaces("pandas.DataFrame.get_value", behaviour="changes")
def get_value(self, index, col):
    """A number for a label that is none was no error where the index has other labels."""
    return self.at[index, col]


@replaces("pandas.DataFrame.set_value", context="statement", behaviour="changes")
def set_value(self, index, col, value):
    """Where the labels are new it gave a new object, and left this one alone; before pandas 0.25 a KeyError or a new
    column may come of it."""
    self.at[index, col] = value


@replaces("pandas.Series.get_value", behaviour="changes")
def get_value_of_series(self, label):
    """A number was taken for a place where the index has other labels."""
    return self.at[label]


@replaces("pandas.DataFrame.as_matrix", "pandas.Series.as_matrix")
def as_matrix(self):
    return self.values


@replaces("pandas.Series.is_monotonic", "pandas.Index.is_monotonic")
@property
def is_monotonic(self):
    return self.is_monotonic_increasing


@replaces("pandas.DataFrame.fillna", "pandas.Series.fillna", given=("method",))
def fillna(self, *, method, axis=OMITTED, inplace=OMITTED, limit=OMITTED):
    if method in ("ffill", "pad"):
        return self.ffill(axis=axis, inplace=inplace, limit=limit)
    if method in ("bfill", "backfill"):
        return self.bfill(axis=axis, inplace=inplace, limit=limit)
    return NotImplemented


@replaces(
    "pandas.DataFrame.to_csv", "pandas.Series.to_csv", given=("line_terminator",), requires="pandas>=1.5"
)
def to_csv(self, *args, line_terminator, **kwargs):
    return self.to_csv(*args, lineterminator=line_terminator, **kwargs)


@replaces("pandas.read_csv", "pandas.read_table", given=("error_bad_lines",), requires="pandas>=1.3")
def read_csv(*args, error_bad_lines, warn_bad_lines=True, **kwargs):
    if error_bad_lines is None or error_bad_lines:
        return read_csv(*args, on_bad_lines="error", **kwargs)
    if warn_bad_lines:
        return read_csv(*args, on_bad_lines="warn", **kwargs)
    return read_csv(*args, on_bad_lines="skip", **kwargs)


@replaces("pandas.date_range", given=("closed",), requires="pandas>=1.4")
def date_range(*args, closed, **kwargs):
    if closed is None:
        return date_range(*args, inclusive="both", **kwargs)
    if closed in ("left", "right"):
        return date_range(*args, inclusive=closed, **kwargs)
    return date_range(*args, closed=closed, **kwargs)


@replaces("pandas.to_datetime", given=("infer_datetime_format",), requires="pandas>=2.0")
def to_datetime(*args, infer_datetime_format, **kwargs):
    if infer_datetime_format is not OMITTED:
        return to_datetime(*args, **kwargs)
    return to_datetime(*args, **kwargs)


@replaces("pandas.Int64Index")
def Int64Index(data, dtype=OMITTED, copy=OMITTED, name=OMITTED):
    return pandas.Index(data, dtype="int64", copy=copy, name=name)


@replaces("pandas.UInt64Index")
def UInt64Index(data, dtype=OMITTED, copy=OMITTED, name=OMITTED):
    return pandas.Index(data, dtype="uint64", copy=copy, name=name)


@replaces("pandas.Float64Index")
def Float64Index(data, dtype=OMITTED, copy=OMITTED, name=OMITTED):
    return pandas.Index(data, dtype="float64", copy=copy, name=name)


@replaces("pandas.value_counts")
def value_counts(values, sort=OMITTED, ascending=OMITTED, normalize=OMITTED, **kwargs):
    return pandas.Series(values).value_counts(sort=sort, ascending=ascending, normalize=normalize, **kwargs)
