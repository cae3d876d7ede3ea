"""Whether a name may be that of a function or class of the repository, as far as the bytes of all files tell."""

from __future__ import annotations

import pytest

from refactor_cli.verify.own_names import may_be_own
from tests.in_memory import symbols_of

TAKEN = {
    "called": "new(1)\n",
    "called on something": "lib.new (1)\n",
    "imported": "from lib import old, new\n",
    "imported under another name": "from lib import new as old\n",
    "imported in brackets": "from lib import (  # all\n    old,\n    new,\n)\n",
    "a text": 'run(["new"])\n',
    "a part of another name": "renew = new_one = 1\n",
}
GIVEN = {
    "function": "def new(): pass\n",
    "class": "class new (Base): pass\n",
    "continued": "def \\\n  new(): pass\n",
    "assigned": "new = old\n",
    "one of several": "old, new = one, two\n",
    "annotated": "new: Callable = old\n",
    "alias": "from lib import old as new\n",
    "alias in brackets": "from lib import (\n    old as\n    new,\n)\n",
    "alias behind a comment": "from lib import (\n    old as  # the same\n    new,\n)\n",
    "module": "import new\n",
    "loop": "for new in (old,): pass\n",
    "given by its text": 'setattr(lib, "new", old)\n',
    "text of a table": 'globals().update({"new": old})\n',
    "attribute": "lib.new = old\n",
}


@pytest.mark.parametrize("source", [pytest.param(text, id=name) for name, text in TAKEN.items()])
def test_a_name_that_is_only_taken_is_not_of_the_repository(source: str) -> None:
    assert not may_be_own(symbols_of({"a.py": source}), "new")


@pytest.mark.parametrize("source", [pytest.param(text, id=name) for name, text in GIVEN.items()])
def test_a_name_that_is_given_to_something_may_be(source: str) -> None:
    assert may_be_own(symbols_of({"a.py": source, "b.py": "new(1)\n"}), "new")


def test_what_bytes_do_not_tell_may_be() -> None:
    assert may_be_own(symbols_of({"a.py": "x = 1\n"}), "")
    assert may_be_own(symbols_of({"a.py": "x = 1\n"}), "größe")
