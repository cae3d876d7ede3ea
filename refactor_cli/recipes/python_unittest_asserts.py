"""unittest: `assertIn(a, b)` for `assertTrue(a in b)`, and others that say more where they fail. All of it works today.

https://docs.python.org/3/library/unittest.html#unittest.TestCase.assertIn
https://docs.openstack.org/hacking/latest/user/hacking.html

`assertFalse(a < b)` is left alone, as neither may be the greater one.
"""

from refactor_cli.recipe import OMITTED, likely, replaces

likely("unittest.TestCase.assertTrue", "unittest.TestCase.assertFalse", on="self")


@replaces("unittest.TestCase.assertTrue", where={"expr": "a in b"}, requires="python>=2.7")
def true_in(self, expr, msg=OMITTED, *, a, b):
    return self.assertIn(a, b, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a not in b"}, requires="python>=2.7")
def true_not_in(self, expr, msg=OMITTED, *, a, b):
    return self.assertNotIn(a, b, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a is None"}, requires="python>=2.7")
def true_is_none(self, expr, msg=OMITTED, *, a):
    return self.assertIsNone(a, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a is not None"}, requires="python>=2.7")
def true_is_not_none(self, expr, msg=OMITTED, *, a):
    return self.assertIsNotNone(a, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a is b"}, requires="python>=2.7")
def true_is(self, expr, msg=OMITTED, *, a, b):
    return self.assertIs(a, b, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a is not b"}, requires="python>=2.7")
def true_is_not(self, expr, msg=OMITTED, *, a, b):
    return self.assertIsNot(a, b, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "isinstance(a, b)"}, requires="python>=2.7")
def true_isinstance(self, expr, msg=OMITTED, *, a, b):
    return self.assertIsInstance(a, b, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a == b"})
def true_equal(self, expr, msg=OMITTED, *, a, b):
    return self.assertEqual(a, b, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a != b"})
def true_not_equal(self, expr, msg=OMITTED, *, a, b):
    return self.assertNotEqual(a, b, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a > b"}, requires="python>=2.7")
def true_greater(self, expr, msg=OMITTED, *, a, b):
    return self.assertGreater(a, b, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a >= b"}, requires="python>=2.7")
def true_greater_equal(self, expr, msg=OMITTED, *, a, b):
    return self.assertGreaterEqual(a, b, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a < b"}, requires="python>=2.7")
def true_less(self, expr, msg=OMITTED, *, a, b):
    return self.assertLess(a, b, msg)


@replaces("unittest.TestCase.assertTrue", where={"expr": "a <= b"}, requires="python>=2.7")
def true_less_equal(self, expr, msg=OMITTED, *, a, b):
    return self.assertLessEqual(a, b, msg)


@replaces("unittest.TestCase.assertFalse", where={"expr": "a in b"}, requires="python>=2.7")
def false_in(self, expr, msg=OMITTED, *, a, b):
    return self.assertNotIn(a, b, msg)


@replaces("unittest.TestCase.assertFalse", where={"expr": "a not in b"}, requires="python>=2.7")
def false_not_in(self, expr, msg=OMITTED, *, a, b):
    return self.assertIn(a, b, msg)


@replaces("unittest.TestCase.assertFalse", where={"expr": "a is None"}, requires="python>=2.7")
def false_is_none(self, expr, msg=OMITTED, *, a):
    return self.assertIsNotNone(a, msg)


@replaces("unittest.TestCase.assertFalse", where={"expr": "a is not None"}, requires="python>=2.7")
def false_is_not_none(self, expr, msg=OMITTED, *, a):
    return self.assertIsNone(a, msg)


@replaces("unittest.TestCase.assertFalse", where={"expr": "a is b"}, requires="python>=2.7")
def false_is(self, expr, msg=OMITTED, *, a, b):
    return self.assertIsNot(a, b, msg)


@replaces("unittest.TestCase.assertFalse", where={"expr": "a is not b"}, requires="python>=2.7")
def false_is_not(self, expr, msg=OMITTED, *, a, b):
    return self.assertIs(a, b, msg)


@replaces("unittest.TestCase.assertFalse", where={"expr": "isinstance(a, b)"}, requires="python>=2.7")
def false_isinstance(self, expr, msg=OMITTED, *, a, b):
    return self.assertNotIsInstance(a, b, msg)


@replaces("unittest.TestCase.assertFalse", where={"expr": "a == b"}, behaviour="changes")
def false_equal(self, expr, msg=OMITTED, *, a, b):
    """It asks the objects whether they differ, where it asked whether they are equal."""
    return self.assertNotEqual(a, b, msg)


@replaces("unittest.TestCase.assertFalse", where={"expr": "a != b"}, behaviour="changes")
def false_not_equal(self, expr, msg=OMITTED, *, a, b):
    """It asks the objects whether they are equal, where it asked whether they differ."""
    return self.assertEqual(a, b, msg)
