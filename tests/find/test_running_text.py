"""Which files need not be parsed for a name: all its places are words of sentences, or keywords of calls."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.grammar import parse
from refactor_cli.occurrences.places import may_occur, occurrences
from refactor_cli.occurrences.running_text import is_running_text

NOT = [
    pytest.param("from lib import reverse\n", id="import"),
    pytest.param("from lib import (\n    a,\n    reverse as b)\n", id="import in brackets"),
    pytest.param("x = a if reverse else b\nfor y in reverse or ():\n    pass\n", id="between keywords"),
    pytest.param("match reverse:\n    case reverse if x: pass\n", id="behind a soft keyword"),
    pytest.param("print reverse\nexec reverse in {}\n", id="in Python 2"),
    pytest.param("def reverse(): pass\nawait reverse()\n", id="definition"),
    pytest.param("reverse = 1\nx.reverse = 2\n", id="assigned"),
    pytest.param("f(x, reverse)\n", id="an argument"),
    pytest.param("def test_it(a, reverse=1): pass\n", id="a parameter"),
    pytest.param("Thing(reverse=1)\n", id="a field"),
    pytest.param("dict(reverse=1)\npatch.multiple(x, reverse=1)\n", id="a name by keyword"),
    pytest.param("replace(x, key='(', reverse=1)\n", id="a copy"),
    pytest.param("(reverse := 1)\nf(reverse == 1)\n", id="no keyword"),
    pytest.param("x = 'reverse'\nf(\"reverse\", y)\n", id="a string"),
    pytest.param("# see :func:`the reverse function`\n", id="a cross-reference"),
    pytest.param("# see :func:`a\n# reverse function`\n", id="a cross-reference over two lines"),
    pytest.param("# `reverse`, or ``reverse()``\n", id="inline code"),
    pytest.param("# lib.reverse does it\n", id="a dotted name"),
    pytest.param("# see lib:reverse here\n", id="an entry point"),
    pytest.param("x = y  # type: reverse or None\n", id="a type comment"),
    pytest.param('__all__ = "one reverse other".split()\n', id="names with blanks"),
    pytest.param(
        '__all__ = ours + (["a"] +\n    "one reverse".split())\n', id="names with blanks, joined to others"
    ),
    pytest.param('x = """\n# it""" + reverse\n', id="code behind a string that looks like a comment"),
    pytest.param("x = '''\n# it'''; reverse()\n", id="a statement behind such a string"),
    pytest.param('x = "\\\n# it" + reverse\n', id="a string over joined lines"),
    pytest.param(f"x = ['{'#' * 2500}', reverse]\n", id="far to the right"),
    pytest.param("match x:\n    case date(reverse=1): pass\n", id="a pattern"),
    pytest.param("match x:\n    case [lib.date(\n            reverse=y)]: pass\n", id="a pattern in another"),
    pytest.param("Thing(\n    # it's (\n    reverse=1)\n", id="a field behind a bracket in a comment"),
    pytest.param("%timeit reverse(1)\n", id="a magic line"),
    pytest.param('"""\n.. autosummary::\n\n   reverse things\n"""\n', id="a summary"),
    pytest.param("exec('from lib import reverse')\n", id="source in a string"),
]


@pytest.mark.parametrize("source", NOT)
def test_not(source: str) -> None:
    assert not is_running_text(source.encode(), "reverse")


TEXT = [
    pytest.param("# the reverse relation, in reverse.\n", id="comment"),
    pytest.param('"""Gives the reverse of it, and reverse relations."""\n', id="docstring"),
    pytest.param('raise ValueError("it clashes with reverse "\n    "accessors")\n', id="message"),
    pytest.param(
        "# not `this`, but the non-reverse one; a reverse() call of reverse().\n", id="beside marks"
    ),
    pytest.param("sorted(x, reverse=True)\nx.sort(\n    key=f('('),\n    reverse=True,\n)\n", id="keyword"),
    pytest.param("x._find(reverse = 1)\n", id="keyword of a method"),
]


@pytest.mark.parametrize("source", TEXT)
def test_text(source: str) -> None:
    assert is_running_text(source.encode(), "reverse")
    utf8, file_map = source.encode(), symbols_of({"a.py": source}).map("a.py")
    tree = parse("python", utf8)
    assert file_map is not None
    found = occurrences(utf8, file_map, tree, "reverse") if may_occur(utf8, tree, "reverse") else []
    assert {each.place for each in found} <= {"text"}
