"""unittest: assertions of a TestCase as plain asserts and as what pytest has, for tests that pytest runs.

https://docs.pytest.org/en/stable/how-to/assert.html
https://docs.pytest.org/en/stable/how-to/unittest.html

All of it works today, and classes go on deriving from TestCase. The exception is an AssertionError still, and pytest
shows the values of an assert itself; `python -O` leaves asserts out.
"""

import pytest

from refactor_cli.recipe import OMITTED, likely, replaces, transform

transform("unittest_raises")

likely(
    "unittest.TestCase.assertAlmostEqual",
    "unittest.TestCase.assertDictEqual",
    "unittest.TestCase.assertEqual",
    "unittest.TestCase.assertFalse",
    "unittest.TestCase.assertGreater",
    "unittest.TestCase.assertGreaterEqual",
    "unittest.TestCase.assertIn",
    "unittest.TestCase.assertIs",
    "unittest.TestCase.assertIsInstance",
    "unittest.TestCase.assertIsNone",
    "unittest.TestCase.assertIsNot",
    "unittest.TestCase.assertIsNotNone",
    "unittest.TestCase.assertLess",
    "unittest.TestCase.assertLessEqual",
    "unittest.TestCase.assertListEqual",
    "unittest.TestCase.assertMultiLineEqual",
    "unittest.TestCase.assertNotEqual",
    "unittest.TestCase.assertNotIn",
    "unittest.TestCase.assertNotIsInstance",
    "unittest.TestCase.assertRaises",
    "unittest.TestCase.assertRaisesRegex",
    "unittest.TestCase.assertSetEqual",
    "unittest.TestCase.assertTrue",
    "unittest.TestCase.assertTupleEqual",
    on="self",
)


@replaces("unittest.TestCase.assertEqual", context="statement")
def assert_equal(self, first, second, msg=OMITTED):
    if msg is OMITTED:
        assert first == second
    else:
        assert first == second, msg


@replaces("unittest.TestCase.assertNotEqual", context="statement")
def assert_not_equal(self, first, second, msg=OMITTED):
    if msg is OMITTED:
        assert first != second
    else:
        assert first != second, msg


@replaces("unittest.TestCase.assertIs", context="statement")
def assert_is(self, expr1, expr2, msg=OMITTED):
    if msg is OMITTED:
        assert expr1 is expr2
    else:
        assert expr1 is expr2, msg


@replaces("unittest.TestCase.assertIsNot", context="statement")
def assert_is_not(self, expr1, expr2, msg=OMITTED):
    if msg is OMITTED:
        assert expr1 is not expr2
    else:
        assert expr1 is not expr2, msg


@replaces("unittest.TestCase.assertIn", context="statement")
def assert_in(self, member, container, msg=OMITTED):
    if msg is OMITTED:
        assert member in container
    else:
        assert member in container, msg


@replaces("unittest.TestCase.assertNotIn", context="statement")
def assert_not_in(self, member, container, msg=OMITTED):
    if msg is OMITTED:
        assert member not in container
    else:
        assert member not in container, msg


@replaces("unittest.TestCase.assertGreater", context="statement")
def assert_greater(self, a, b, msg=OMITTED):
    if msg is OMITTED:
        assert a > b
    else:
        assert a > b, msg


@replaces("unittest.TestCase.assertGreaterEqual", context="statement")
def assert_greater_equal(self, a, b, msg=OMITTED):
    if msg is OMITTED:
        assert a >= b
    else:
        assert a >= b, msg


@replaces("unittest.TestCase.assertLess", context="statement")
def assert_less(self, a, b, msg=OMITTED):
    if msg is OMITTED:
        assert a < b
    else:
        assert a < b, msg


@replaces("unittest.TestCase.assertLessEqual", context="statement")
def assert_less_equal(self, a, b, msg=OMITTED):
    if msg is OMITTED:
        assert a <= b
    else:
        assert a <= b, msg


@replaces("unittest.TestCase.assertTrue", context="statement")
def assert_true(self, expr, msg=OMITTED):
    if msg is OMITTED:
        assert expr
    else:
        assert expr, msg


@replaces("unittest.TestCase.assertFalse", context="statement")
def assert_false(self, expr, msg=OMITTED):
    if msg is OMITTED:
        assert not expr
    else:
        assert not expr, msg


@replaces("unittest.TestCase.assertIsNone", context="statement")
def assert_is_none(self, obj, msg=OMITTED):
    if msg is OMITTED:
        assert obj is None
    else:
        assert obj is None, msg


@replaces("unittest.TestCase.assertIsNotNone", context="statement")
def assert_is_not_none(self, obj, msg=OMITTED):
    if msg is OMITTED:
        assert obj is not None
    else:
        assert obj is not None, msg


@replaces("unittest.TestCase.assertIsInstance", context="statement")
def assert_is_instance(self, obj, cls, msg=OMITTED):
    if msg is OMITTED:
        assert isinstance(obj, cls)
    else:
        assert isinstance(obj, cls), msg


@replaces("unittest.TestCase.assertNotIsInstance", context="statement")
def assert_not_is_instance(self, obj, cls, msg=OMITTED):
    if msg is OMITTED:
        assert not isinstance(obj, cls)
    else:
        assert not isinstance(obj, cls), msg


@replaces("unittest.TestCase.assertMultiLineEqual", context="statement", behaviour="changes")
def assert_multi_line_equal(self, first, second, msg=OMITTED):
    """That both are texts is no longer asked."""
    if msg is OMITTED:
        assert first == second
    else:
        assert first == second, msg


@replaces("unittest.TestCase.assertListEqual", context="statement", behaviour="changes")
def assert_list_equal(self, list1, list2, msg=OMITTED):
    """Of which type they are is no longer asked."""
    if msg is OMITTED:
        assert list1 == list2
    else:
        assert list1 == list2, msg


@replaces("unittest.TestCase.assertTupleEqual", context="statement", behaviour="changes")
def assert_tuple_equal(self, tuple1, tuple2, msg=OMITTED):
    """Of which type they are is no longer asked."""
    if msg is OMITTED:
        assert tuple1 == tuple2
    else:
        assert tuple1 == tuple2, msg


@replaces("unittest.TestCase.assertSetEqual", context="statement", behaviour="changes")
def assert_set_equal(self, set1, set2, msg=OMITTED):
    """Of which type they are is no longer asked."""
    if msg is OMITTED:
        assert set1 == set2
    else:
        assert set1 == set2, msg


@replaces("unittest.TestCase.assertDictEqual", context="statement", behaviour="changes")
def assert_dict_equal(self, d1, d2, msg=OMITTED):
    """Of which type they are is no longer asked."""
    if msg is OMITTED:
        assert d1 == d2
    else:
        assert d1 == d2, msg


@replaces("unittest.TestCase.assertAlmostEqual", context="statement", behaviour="changes")
def assert_almost_equal(self, first, second, places=OMITTED, msg=OMITTED, delta=OMITTED):
    """Infinite numbers were equal."""
    if delta is not OMITTED and msg is OMITTED:
        assert abs(first - second) <= delta
    elif delta is not OMITTED:
        assert abs(first - second) <= delta, msg
    elif places is OMITTED and msg is OMITTED:
        assert round(abs(first - second), 7) == 0
    elif places is OMITTED:
        assert round(abs(first - second), 7) == 0, msg
    elif msg is OMITTED:
        assert round(abs(first - second), places) == 0
    else:
        assert round(abs(first - second), places) == 0, msg


# as a context manager it is the transform's
@replaces("unittest.TestCase.assertRaises", context="statement", where={"callable": "lambda: body"})
def assert_raises_in_lambda(self, expected_exception, callable, *, body):
    with pytest.raises(expected_exception):
        body


@replaces("unittest.TestCase.assertRaises", context="statement")
def assert_raises(self, expected_exception, callable, *args, **kwargs):
    with pytest.raises(expected_exception):
        callable(*args, **kwargs)


@replaces("unittest.TestCase.assertRaises", context="statement")
def assert_raises_at_once(self, expected_exception, *args, **kwargs):
    """What has an effect among the arguments comes before anything is expected to be raised."""
    pytest.raises(expected_exception, *args, **kwargs)


@replaces(
    "unittest.TestCase.assertRaisesRegex",
    context="statement",
    where={"callable": "lambda: body"},
)
def assert_raises_regex_in_lambda(self, expected_exception, expected_regex, callable, *, body):
    with pytest.raises(expected_exception, match=expected_regex):
        body


@replaces("unittest.TestCase.assertRaisesRegex", context="statement")
def assert_raises_regex(self, expected_exception, expected_regex, callable, *args, **kwargs):
    with pytest.raises(expected_exception, match=expected_regex):
        callable(*args, **kwargs)


@replaces("unittest.TestCase.fail", context="statement", behaviour="changes")
def fail(self, msg=OMITTED):
    """What it raises is no AssertionError."""
    return pytest.fail(msg)
