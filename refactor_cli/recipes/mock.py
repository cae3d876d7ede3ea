"""mock: part of the standard library as unittest.mock.

https://docs.python.org/3/library/unittest.mock.html
https://mock.readthedocs.io/en/latest/changelog.html

What the package says about itself (`mock.version_info`) is not in the standard library. Before Python 3.8 that had no
`args` and `kwargs` of calls yet, nor a magic method of asynchronous code.
"""

from refactor_cli.recipe import moved

moved("mock", "unittest.mock", requires="python>=3.8", without=("version_info", "IS_PYPY", "ThreadingMixin"))
moved(
    "mock",
    "unittest.mock",
    requires="python>=3.6",
    behaviour="changes",
    without=("version_info", "IS_PYPY", "ThreadingMixin"),
)
moved(
    "mock.mock",
    "unittest.mock",
    requires="python>=3.8",
    without=("version_info", "IS_PYPY", "ThreadingMixin"),
)
moved(
    "mock.mock",
    "unittest.mock",
    requires="python>=3.6",
    behaviour="changes",
    without=("version_info", "IS_PYPY", "ThreadingMixin"),
)
moved("mock.AsyncMock", "unittest.mock.AsyncMock", requires="python>=3.8")
moved("mock.mock.AsyncMock", "unittest.mock.AsyncMock", requires="python>=3.8")
moved("mock.seal", "unittest.mock.seal", requires="python>=3.7")
moved("mock.mock.seal", "unittest.mock.seal", requires="python>=3.7")
moved("mock.ThreadingMock", "unittest.mock.ThreadingMock", requires="python>=3.13")
moved("mock.mock.ThreadingMock", "unittest.mock.ThreadingMock", requires="python>=3.13")
