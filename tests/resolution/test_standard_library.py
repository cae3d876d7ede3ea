"""What is said of classes outside the repository by their names alone."""

from __future__ import annotations

import pytest

from refactor_cli.resolution.standard_library import are_apart

APART = [
    pytest.param("pandas.DataFrame", "builtins.list", True, id="of a package"),
    pytest.param("numpy.ndarray", "builtins.bytes", True, id="known to be a class"),
    pytest.param("datetime.datetime", "builtins.str", True, id="of the standard library"),
    pytest.param("sqlalchemy.orm.Query", "argparse.Namespace", True, id="no builtin"),
    pytest.param("builtins.str", "builtins.list", True, id="both builtin"),
    pytest.param("builtins.bool", "builtins.int", False, id="one derives from the other"),
    pytest.param("six.text_type", "builtins.str", False, id="perhaps another name"),
    pytest.param("typing.List", "builtins.list", False, id="another name"),
    pytest.param("types.ListType", "builtins.list", False, id="a Python 2 name"),
    pytest.param("mock.Mock", "unittest.mock.Mock", False, id="a copy"),
    pytest.param("collections.abc.Mapping", "argparse.Namespace", False, id="both of the library"),
    pytest.param("pandas.DataFrame", "pandas.Series", False, id="neither of the library"),
]


@pytest.mark.parametrize(("one", "other", "expected"), APART)
def test_no_other_name_of_a_class_of_the_library(one: str, other: str, expected: bool) -> None:
    assert are_apart(one, other) is expected
