"""Receivers that are modules of Python's own, by the bytes of a file."""

from __future__ import annotations

import pytest

from refactor_cli.find.member_words import may_be_member
from refactor_cli.find.module_words import behind_modules

MODULES = frozenset({b"warnings", b"os"})
IS_ONE = [
    "import warnings\nwarnings.warn(1)\n",
    "import os\nimport warnings  # noqa\n\ndef f():\n    warnings.warn(os.path)\n",
    "import warnings\r\nwarnings.warn(1)\r\n",
    "from warnings import catch_warnings\nimport warnings\nwarnings.warn(1)\nwarnings.simplefilter = None\n",
    "import warnings\n# warnings of all kinds\n'''Raises warnings.'''\nwarnings.warn(1)\n",
]
MAY_BE_ANOTHER = [
    pytest.param("warnings.warn(1)\n", id="not imported"),
    pytest.param("import warnings\nlog.warn(1)\n", id="another receiver"),
    pytest.param("import warnings\nself.warnings.warn(1)\n", id="an attribute"),
    pytest.param("import warnings\n(self.\n  # or so\n  warnings.warn(1))\n", id="an attribute over lines"),
    pytest.param("import warnings\nwarnings.log.warn(1)\n", id="something of the module"),
    pytest.param("import warnings\nwarnings = log\nwarnings.warn(1)\n", id="assigned"),
    pytest.param("import warnings\ndef f(warnings):\n    warnings.warn(1)\n", id="a parameter"),
    pytest.param("import warnings\ndef f(*, a=1, warnings=2):\n    warnings.warn(1)\n", id="one of several"),
    pytest.param("import warnings\nfor warnings in logs:\n    warnings.warn(1)\n", id="a loop"),
    pytest.param("import warnings\nwith log() as warnings:\n    warnings.warn(1)\n", id="a with"),
    pytest.param("import warnings\n(lambda warnings: warnings.warn(1))(log)\n", id="a lambda"),
    pytest.param("import warnings\nfrom x import *\nwarnings.warn(1)\n", id="a star"),
    pytest.param("import warnings\nfrom x import log as warnings\nwarnings.warn(1)\n", id="an import as"),
    pytest.param("import warnings\nfrom x import warnings\nwarnings.warn(1)\n", id="another import"),
    pytest.param("def f():\n    import warnings\ndef g():\n    warnings.warn(1)\n", id="imported elsewhere"),
    pytest.param(
        "try:\n    import warnings\nexcept ImportError:\n    warnings = log\nwarnings.warn(1)\n", id="tried"
    ),
    pytest.param("import mine\nmine.warn(1)\n", id="another module"),
    pytest.param("import warnings\ntype warnings = int\nwarnings.warn(1)\n", id="a type alias"),
    pytest.param("import warnings\nmatch x:\n    case warnings:\n        warnings.warn(1)\n", id="a pattern"),
    pytest.param("import warnings\nwarnings.warn(1)\nlog.warn(1)\n", id="both"),
    pytest.param("import warnings\ngetattr(x, 'warn')\n", id="quotes"),
]


@pytest.mark.parametrize("source", IS_ONE)
def test_a_function_of_a_module_is_no_member(source: str) -> None:
    data = source.encode()
    assert not may_be_member(data, b"warn", behind_modules(data, MODULES))


@pytest.mark.parametrize("source", MAY_BE_ANOTHER)
def test_may_be_a_member(source: str) -> None:
    data = source.encode()
    assert may_be_member(data, b"warn", behind_modules(data, MODULES))
