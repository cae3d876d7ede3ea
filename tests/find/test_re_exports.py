"""Names that a package outside of the repository may hand on."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.find import find
from refactor_cli.find.re_exports import other_names
from refactor_cli.find.target import read_target


@pytest.mark.parametrize(
    ("target", "app", "others"),
    [
        pytest.param("pack.inner.g", "from pack.inner import g\ng\n", [], id="its own name"),
        pytest.param(
            "pack.inner.g", "import pack\nfrom pack.other import g\ng\n", [], id="a module beside it"
        ),
        pytest.param("os.path.join", "from os import join\njoin()\n", [], id="of the standard library"),
        pytest.param("pack.Box.put", "from pack import put\nput()\n", [], id="a method"),
        pytest.param(
            "pack.g.g", "import pack.g as g\nfrom pack import g as h\ng, h\n", [], id="the module, imported"
        ),
        pytest.param(
            "pack.g.g", "from pack import g\nfrom pack.g import other\ng\n", [], id="the module of others"
        ),
        pytest.param("pack.g.g", "from pack import g\ng()\n", [("pack.g", 2)], id="maybe the module"),
        pytest.param("pack.inner.g", "from package import g\nimport pack\ng\n", [], id="another package"),
        pytest.param("pack.inner.g", "from pack import g\ng\ng()\n", [("pack.g", 3)], id="the package"),
        pytest.param("pack.inner.g", "import pack\npack.g\n", [("pack.g", 1)], id="an attribute of it"),
        pytest.param(
            "pack.g", "from pack.inner import g as h\nh\n", [("pack.inner.g", 1)], id="a module in it"
        ),
        pytest.param(
            "pack.one.two.g",
            "from pack import g\nfrom pack.one import g as h\npack = g, g\n",
            [("pack.g", 3), ("pack.one.g", 1)],
            id="the most used first",
        ),
    ],
)
def test_other_names(target: str, app: str, others: list[tuple[str, int]]) -> None:
    symbols = symbols_of({"app.py": app})
    (result,) = find(symbols, [read_target(symbols, target)]).results
    assert [tuple(each) for each in other_names(symbols, result)] == others
