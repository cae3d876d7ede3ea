"""mock: part of the standard library as unittest.mock; AsyncMock is in it since Python 3.8.

https://docs.python.org/3/library/unittest.mock.html
"""

from refactor_cli.recipe import moved

moved("mock", "unittest.mock", requires="python>=3.8")
moved("mock.mock", "unittest.mock", requires="python>=3.8")
