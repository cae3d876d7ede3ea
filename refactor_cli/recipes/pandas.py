"""pandas: names that 1.0, 2.0 and 2.1 took away or call outdated, where another does the same.

https://pandas.pydata.org/docs/whatsnew/v1.0.0.html#removal-of-prior-version-deprecations-changes
https://pandas.pydata.org/docs/whatsnew/v2.0.0.html#removal-of-prior-version-deprecations-changes
https://pandas.pydata.org/docs/whatsnew/v2.1.0.html#deprecations
"""

from refactor_cli.recipe import moved, replaces

moved("pandas.DataFrame.iteritems", "pandas.DataFrame.items")
moved("pandas.Series.iteritems", "pandas.Series.items")
moved("pandas.datetime", "datetime.datetime")
moved("pandas.np", "numpy")
moved("pandas.io.json.json_normalize", "pandas.json_normalize", requires="pandas>=1.0")
moved("pandas.scatter_matrix", "pandas.plotting.scatter_matrix")
moved("pandas.tools.plotting.scatter_matrix", "pandas.plotting.scatter_matrix")
moved("pandas.util.testing.assert_frame_equal", "pandas.testing.assert_frame_equal")
moved("pandas.util.testing.assert_index_equal", "pandas.testing.assert_index_equal")
moved("pandas.util.testing.assert_series_equal", "pandas.testing.assert_series_equal")
moved("pandas.DataFrame.applymap", "pandas.DataFrame.map", requires="pandas>=2.1")


@replaces("pandas.DataFrame.get_value")
def get_value(self, index, col):
    return self.at[index, col]


@replaces("pandas.DataFrame.set_value", context="statement")
def set_value(self, index, col, value):
    self.at[index, col] = value


@replaces("pandas.Series.get_value")
def get_value_of_series(self, label):
    return self.at[label]
