"""unittest: `assertIsNone(x)` for `assertEqual(x, None)` and `assertIs(x, None)`. All of it works today.

https://docs.python.org/3/library/unittest.html#unittest.TestCase.assertIsNone
https://docs.openstack.org/hacking/latest/user/hacking.html
"""

from refactor_cli.recipe import OMITTED, likely, replaces

likely(
    "unittest.TestCase.assertEqual",
    "unittest.TestCase.assertIs",
    "unittest.TestCase.assertIsNot",
    "unittest.TestCase.assertNotEqual",
    on="self",
)


@replaces(
    "unittest.TestCase.assertEqual", where={"second": "None"}, behaviour="changes", requires="python>=2.7"
)
def equal_none(self, first, second, msg=OMITTED):
    """An object that says it is equal to None is another one."""
    return self.assertIsNone(first, msg)


@replaces(
    "unittest.TestCase.assertEqual", where={"first": "None"}, behaviour="changes", requires="python>=2.7"
)
def none_equal(self, first, second, msg=OMITTED):
    """An object that says it is equal to None is another one."""
    return self.assertIsNone(second, msg)


@replaces(
    "unittest.TestCase.assertNotEqual", where={"second": "None"}, behaviour="changes", requires="python>=2.7"
)
def not_equal_none(self, first, second, msg=OMITTED):
    """An object that says it is equal to None is another one."""
    return self.assertIsNotNone(first, msg)


@replaces(
    "unittest.TestCase.assertNotEqual", where={"first": "None"}, behaviour="changes", requires="python>=2.7"
)
def none_not_equal(self, first, second, msg=OMITTED):
    """An object that says it is equal to None is another one."""
    return self.assertIsNotNone(second, msg)


@replaces("unittest.TestCase.assertIs", where={"expr2": "None"}, requires="python>=2.7")
def is_none(self, expr1, expr2, msg=OMITTED):
    return self.assertIsNone(expr1, msg)


@replaces("unittest.TestCase.assertIs", where={"expr1": "None"}, requires="python>=2.7")
def none_is(self, expr1, expr2, msg=OMITTED):
    return self.assertIsNone(expr2, msg)


@replaces("unittest.TestCase.assertIsNot", where={"expr2": "None"}, requires="python>=2.7")
def is_not_none(self, expr1, expr2, msg=OMITTED):
    return self.assertIsNotNone(expr1, msg)


@replaces("unittest.TestCase.assertIsNot", where={"expr1": "None"}, requires="python>=2.7")
def none_is_not(self, expr1, expr2, msg=OMITTED):
    return self.assertIsNotNone(expr2, msg)
