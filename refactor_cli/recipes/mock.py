"""mock: part of the standard library as unittest.mock; AsyncMock is in it since Python 3.8.

https://docs.python.org/3/library/unittest.mock.html
"""

from refactor_cli.recipe import moved

moved("mock.ANY", "unittest.mock.ANY", requires="python>=3.8")
moved("mock.AsyncMock", "unittest.mock.AsyncMock", requires="python>=3.8")
moved("mock.DEFAULT", "unittest.mock.DEFAULT", requires="python>=3.8")
moved("mock.MagicMock", "unittest.mock.MagicMock", requires="python>=3.8")
moved("mock.Mock", "unittest.mock.Mock", requires="python>=3.8")
moved("mock.NonCallableMagicMock", "unittest.mock.NonCallableMagicMock", requires="python>=3.8")
moved("mock.NonCallableMock", "unittest.mock.NonCallableMock", requires="python>=3.8")
moved("mock.PropertyMock", "unittest.mock.PropertyMock", requires="python>=3.8")
moved("mock.call", "unittest.mock.call", requires="python>=3.8")
moved("mock.create_autospec", "unittest.mock.create_autospec", requires="python>=3.8")
moved("mock.mock_open", "unittest.mock.mock_open", requires="python>=3.8")
moved("mock.patch", "unittest.mock.patch", requires="python>=3.8")
moved("mock.seal", "unittest.mock.seal", requires="python>=3.8")
moved("mock.sentinel", "unittest.mock.sentinel", requires="python>=3.8")

moved("mock.mock.MagicMock", "unittest.mock.MagicMock", requires="python>=3.8")
moved("mock.mock.Mock", "unittest.mock.Mock", requires="python>=3.8")
moved("mock.mock.patch", "unittest.mock.patch", requires="python>=3.8")
