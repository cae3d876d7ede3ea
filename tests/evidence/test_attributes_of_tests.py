"""What a test gives an attribute whose name other things of the standard library have too."""

from __future__ import annotations

import pytest
from test_proofs import TWO, judged

TEST = (
    "import {module}\nfrom lib import Cart\nclass PayTest({base}):\n"
    "    def setUp(self):\n        self.{name} = Cart()\n"
    "    def test_pay(self):\n        self.{name}.old()\n"
)


@pytest.mark.parametrize(
    ("module", "base", "name", "expected"),
    [
        pytest.param("unittest", "unittest.TestCase", "s", "certain every-assignment", id="of no test case"),
        pytest.param("unittest2", "unittest2.TestCase", "data", "certain every-assignment", id="a backport"),
        pytest.param("unittest", "unittest.TestCase", "run", "likely assigned", id="a method of test cases"),
        pytest.param("django.test", "django.test.TestCase", "client", "likely assigned", id="another's"),
    ],
)
def test_attribute_of_a_test(module: str, base: str, name: str, expected: str) -> None:
    files = {"lib.py": TWO, "test_pay.py": TEST.format(module=module, base=base, name=name)}
    assert judged(files, "lib.Cart.old") == {"test_pay.py:7": expected}
