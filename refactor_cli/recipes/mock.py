"""mock: part of the standard library as unittest.mock; AsyncMock is in it since Python 3.8.

https://docs.python.org/3/library/unittest.mock.html

What the package says about itself (`mock.version_info`) is not in the standard library.
"""

from refactor_cli.recipe import moved

moved("mock", "unittest.mock", requires="python>=3.8", without=("version_info", "IS_PYPY", "ThreadingMixin"))
moved(
    "mock.mock",
    "unittest.mock",
    requires="python>=3.8",
    without=("version_info", "IS_PYPY", "ThreadingMixin"),
)
moved("mock.ThreadingMock", "unittest.mock.ThreadingMock", requires="python>=3.13")
moved("mock.mock.ThreadingMock", "unittest.mock.ThreadingMock", requires="python>=3.13")
