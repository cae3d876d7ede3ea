"""CODEOWNERS: the last pattern that matches names the owners."""

from __future__ import annotations

import pytest

from refactor_cli.codeowners import NOBODY, owners_of

CASES = [
    pytest.param("", "a.py", NOBODY, id="nothing"),
    pytest.param("# @a\n\n  # @b\n", "a.py", NOBODY, id="comments"),
    pytest.param("*.js @a", "a.py", NOBODY, id="no match"),
    pytest.param("* @a", "x/y.py", "@a", id="everything"),
    pytest.param("* @a @b/team  c@d.org # why", "y.py", "@a @b/team c@d.org", id="several, comment"),
    pytest.param("* @a\t# why\n\t# @b\n", "y.py", "@a", id="comments behind tabs"),
    pytest.param("/a#b.py @a", "a#b.py", "@a", id="a number sign in a name"),
    pytest.param("* @a\n*.py @b\n", "x/y.py", "@b", id="last wins"),
    pytest.param("*.py @b\n* @a\n", "x/y.py", "@a", id="last wins, the general one"),
    pytest.param("* @a\n/docs/\n", "docs/x.md", NOBODY, id="owners taken away"),
    pytest.param("docs/ @a", "x/docs/y.md", "@a", id="folder anywhere"),
    pytest.param("/docs/ @a", "x/docs/y.md", NOBODY, id="folder at the top"),
    pytest.param("docs/* @a", "docs/y.md", "@a", id="direct child"),
    pytest.param("docs/* @a", "docs/x/y.md", NOBODY, id="no direct child"),
    pytest.param("docs/** @a", "docs/x/y.md", "@a", id="any depth"),
    pytest.param("**/logs @a", "a/b/logs/x", "@a", id="any depth before"),
    pytest.param(r"a\ b.md @a", "a b.md", "@a", id="space in a name"),
    pytest.param("!x @a\n[ @b\n* @c", "x", "@c", id="no patterns"),
    pytest.param("[Docs] @d\n*.md\n[Code][2]\n*.py @p\n*.c", "a.md", "@d", id="section with default"),
    pytest.param("^[Docs] @d\n*.md @x\n", "a.md", "@x", id="section, own owner"),
]


@pytest.mark.parametrize(("source", "path", "owners"), CASES)
def test_owners(source: str, path: str, owners: str) -> None:
    assert owners_of(source)(path) == owners
