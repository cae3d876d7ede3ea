"""unittest: `with self.assertRaises(…)` is `with pytest.raises(…)`, of which `.exception` is called `.value`.

https://docs.pytest.org/en/stable/reference/reference.html#pytest-raises
"""

from __future__ import annotations

from refactor_cli.transforms import Transform
from refactor_cli.transforms.nose_raises import compute

_NAMES = ("assertRaises", "assertRaisesRegex")

TRANSFORM = Transform(tuple(f"unittest.TestCase.{name}" for name in _NAMES), compute, imports="import pytest")
