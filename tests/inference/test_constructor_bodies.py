"""Which calls of a constructor are told from bytes to be those of another one."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from refactor_cli.inference.members.constructor_bodies import hands_on_its_own

_CALL = re.compile(rb"(super\(\)|\w+)\.__init__\((\w*)")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("super().__init__()", [False], id="in a module"),
        pytest.param("""
            class A(B):
                def reset(self):
                    super().__init__()
            """, [False], id="in another method"),
        pytest.param("""
            class A(B):
                def __init__(self):
                    self.__init__(1)
            """, [False], id="of its own class"),
        pytest.param("""
            class A(B):
                def __init__(self, other):
                    B.__init__(other)
            """, [False], id="of another object"),
        pytest.param("""
            class A(B):
                def __init__(self):
                    pass

                later = super().__init__()
                if True:
                    super().__init__()
            """, [False, False], id="behind the constructor"),
        pytest.param("""
            class A(B):
                def __init__(self):
                    def later():
                        super().__init__()

                    self.reset = lambda: (
                        super().__init__()
                    )
            """, [False, False], id="in a function inside"),
        pytest.param("""
            class A(B):
                def __init__(self):
                    self.all = [
                        super().__init__()
                        for _ in range(3)
                    ]
            """, [False], id="in a comprehension"),
        pytest.param('''
            class A(B):
                def reset(self):
                    """Not this one:

                def __init__(self):
                    """
                    super().__init__()
            ''', [False], id="below a header in a string"),
        pytest.param('''
            class A(B):
                def __init__(
                    self,
                    other,
                ):
                    """Makes it."""
                    # first the base
                    if other:
                        super().__init__(other)
                        B.__init__(self)
                    return super().__init__()
            ''', [True, True, True], id="in the constructor"),
    ],
)  # fmt: skip
def test_calls_that_hand_on_the_object_that_is_made(source: str, expected: list[bool]) -> None:
    utf8 = dedent(source).encode()
    assert [
        hands_on_its_own(utf8, call.start(), call[1], call[2]) for call in _CALL.finditer(utf8)
    ] == expected
