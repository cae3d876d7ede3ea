"""nose: its functions as plain asserts and as what pytest and unittest have. nose itself runs on no Python after 3.9.

https://nose.readthedocs.io/en/latest/testing_tools.html
https://docs.pytest.org/en/stable/how-to/assert.html
https://docs.pytest.org/en/stable/changelog.html#pytest-8-0-0rc1-2023-12-30

The exception is still an AssertionError. What nose wrote into it goes: pytest shows the values of an assert itself.
"""

import pytest

from refactor_cli.recipe import OMITTED, moved, replaces, transform

transform("nose_raises")
transform("nose_raises_decorator")

moved("nose.SkipTest", "unittest.SkipTest")
moved("nose.plugins.skip.SkipTest", "unittest.SkipTest")


@replaces("nose.tools.eq_", "nose.tools.assert_equal", "nose.tools.assert_equals", context="statement")
def assert_equal(first, second, msg=OMITTED):
    if msg is OMITTED:
        assert first == second
    else:
        assert first == second, msg


@replaces("nose.tools.assert_not_equal", "nose.tools.assert_not_equals", context="statement")
def assert_not_equal(first, second, msg=OMITTED):
    if msg is OMITTED:
        assert first != second
    else:
        assert first != second, msg


@replaces("nose.tools.ok_", "nose.tools.assert_true", "nose.tools.assert_", context="statement")
def assert_true(expr, msg=OMITTED):
    if msg is OMITTED:
        assert expr
    else:
        assert expr, msg


@replaces("nose.tools.assert_false", context="statement")
def assert_false(expr, msg=OMITTED):
    if msg is OMITTED:
        assert not expr
    else:
        assert not expr, msg


@replaces("nose.tools.assert_is", context="statement")
def assert_is(expr1, expr2, msg=OMITTED):
    if msg is OMITTED:
        assert expr1 is expr2
    else:
        assert expr1 is expr2, msg


@replaces("nose.tools.assert_is_not", context="statement")
def assert_is_not(expr1, expr2, msg=OMITTED):
    if msg is OMITTED:
        assert expr1 is not expr2
    else:
        assert expr1 is not expr2, msg


@replaces("nose.tools.assert_is_none", context="statement")
def assert_is_none(obj, msg=OMITTED):
    if msg is OMITTED:
        assert obj is None
    else:
        assert obj is None, msg


@replaces("nose.tools.assert_is_not_none", context="statement")
def assert_is_not_none(obj, msg=OMITTED):
    if msg is OMITTED:
        assert obj is not None
    else:
        assert obj is not None, msg


@replaces("nose.tools.assert_in", context="statement")
def assert_in(member, container, msg=OMITTED):
    if msg is OMITTED:
        assert member in container
    else:
        assert member in container, msg


@replaces("nose.tools.assert_not_in", context="statement")
def assert_not_in(member, container, msg=OMITTED):
    if msg is OMITTED:
        assert member not in container
    else:
        assert member not in container, msg


@replaces("nose.tools.assert_is_instance", context="statement")
def assert_is_instance(obj, cls, msg=OMITTED):
    if msg is OMITTED:
        assert isinstance(obj, cls)
    else:
        assert isinstance(obj, cls), msg


@replaces("nose.tools.assert_not_is_instance", context="statement")
def assert_not_is_instance(obj, cls, msg=OMITTED):
    if msg is OMITTED:
        assert not isinstance(obj, cls)
    else:
        assert not isinstance(obj, cls), msg


@replaces("nose.tools.assert_greater", context="statement")
def assert_greater(a, b, msg=OMITTED):
    if msg is OMITTED:
        assert a > b
    else:
        assert a > b, msg


@replaces("nose.tools.assert_greater_equal", context="statement")
def assert_greater_equal(a, b, msg=OMITTED):
    if msg is OMITTED:
        assert a >= b
    else:
        assert a >= b, msg


@replaces("nose.tools.assert_less", context="statement")
def assert_less(a, b, msg=OMITTED):
    if msg is OMITTED:
        assert a < b
    else:
        assert a < b, msg


@replaces("nose.tools.assert_less_equal", context="statement")
def assert_less_equal(a, b, msg=OMITTED):
    if msg is OMITTED:
        assert a <= b
    else:
        assert a <= b, msg


@replaces(
    "nose.tools.assert_list_equal",
    "nose.tools.assert_tuple_equal",
    "nose.tools.assert_dict_equal",
    "nose.tools.assert_set_equal",
    "nose.tools.assert_sequence_equal",
    "nose.tools.assert_multi_line_equal",
    context="statement",
    behaviour="changes",
)
def assert_alike(first, second, msg=OMITTED):
    """It checked the types of both, or compared sequences of two types with each other."""
    if msg is OMITTED:
        assert first == second
    else:
        assert first == second, msg


@replaces(
    "nose.tools.assert_almost_equal",
    "nose.tools.assert_almost_equals",
    context="statement",
    behaviour="changes",
)
def assert_almost_equal(first, second, places=7, msg=OMITTED, delta=OMITTED):
    """Infinite numbers were equal."""
    if delta is OMITTED:
        if msg is OMITTED:
            assert round(abs(first - second), places) == 0
        else:
            assert round(abs(first - second), places) == 0, msg
    elif msg is OMITTED:
        assert abs(first - second) <= delta
    else:
        assert abs(first - second) <= delta, msg


# as a context manager it is the transform's
@replaces("nose.tools.assert_raises", context="statement")
def assert_raises(exception, *args, **kwargs):
    pytest.raises(exception, *args, **kwargs)
