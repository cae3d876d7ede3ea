"""Comments and docstrings beside new code: those that speak of the old may say something else, and the ledger tells."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Proposal, SiteBlock
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.imports import edit_imports
from refactor_cli.splice import edited
from refactor_cli.verify import verify

APP = '''\
from lib import new, old


class Shop:
    def total(self):
        """What `old` says.

        The price of old things,
          in cents.
        """
        log()  # always
        # old() is slow; row
        row = old(1)  # noqa: old
        # the rest of it
        go()
        # old() is not asked again
        log()
        return row
'''
NEW = '''\
def total(self):
    """What `new` says.

    The price of things,
      in cents.
    """
    log()  # always
    # new() is quick
    row = new(1)  # noqa: old
    # the rest of it
    go()
    # new() is not asked again
    log()
    return row
'''


def made(code: str, app: str = APP) -> tuple[str, str | None]:
    """The file, or why there is none, and what the ledger says."""
    symbols = symbols_of({"lib.py": "def old(a): ...\ndef new(a): ...\n", "app.py": app})
    usages = find(symbols, [read_target(symbols, "lib.old")])
    text, file_map = symbols.snapshot.files["app.py"].text, symbols.map("app.py")
    assert file_map is not None
    (call,) = [each for each in usages.results[0].usages if each.kind == "call"]
    (around,) = functions_around(file_map, call.scope)
    block = SiteBlock(call.id, code.strip("\n"), (), False, function_id("app.py", around, text))
    verified = verify(Proposal(None, (block,)), usages, symbols)
    if verified.rejections:
        return f"! {verified.rejections[0].reason}", None
    edits = [change.edit for change in verified.changes]
    for change in verified.changes:
        edits += edit_imports(symbols, "app.py", change.imports)
    (outcome,) = [each for each in verified.outcomes if each.usage.id == call.id]
    return edited(symbols.snapshot.files["app.py"], edits).data.decode(), outcome.reason


def indented(code: str) -> str:
    return "".join(f"    {line}" if line.strip() else line for line in code.splitlines(keepends=True))


def test_what_speaks_of_the_old() -> None:
    after, reason = made(NEW)
    assert after == f"from lib import new\n\n\nclass Shop:\n{indented(NEW)}"
    assert reason == (
        "the comment '# old() is not asked again' becomes '# new() is not asked again'; its docstring says "
        "something else"
    )


def test_a_docstring_as_deep_as_in_the_file() -> None:
    head, quotes, rest = NEW.partition("The price")
    deep = head + quotes + rest.replace("\n      in cents.\n    ", "\n          in cents.\n        ")
    deep = deep.replace("    The price", "        The price")
    assert made(deep)[0] == made(NEW)[0]


@pytest.mark.parametrize(
    ("there", "instead", "why"),
    [
        pytest.param("# always", "# ever", "it leaves out a comment: # always", id="of something else"),
        pytest.param(
            "# the rest of it", "# more", "it leaves out a comment: # the rest", id="above something else"
        ),
        pytest.param(
            "    # new() is not asked again\n", "", "it leaves out a comment: # old() is not", id="gone"
        ),
        pytest.param("What `new` says", "What `old` says", "still names the old 'old'", id="a mention stays"),
        pytest.param(
            '''    """What `new` says.

    The price of things,
      in cents.
    """
''',
            "",
            "it changes, moves or leaves out",
            id="no docstring any more",
        ),
    ],
)
def test_what_stays(there: str, instead: str, why: str) -> None:
    assert there in NEW
    assert why in made(NEW.replace(there, instead))[0]


@pytest.mark.parametrize(
    ("there", "before", "after", "why"),
    [
        pytest.param(
            "# old() is not asked again", None, "# noqa", "tells a program something: # noqa", id="into noqa"
        ),
        pytest.param(
            "# old() is not asked again",
            None,
            "# new; pragma: no cover",
            "tells a program",
            id="behind another",
        ),
        pytest.param(
            "# old() is not asked again",
            "# old() is slow  # noqa: E501",
            "# new() is slow",
            "it leaves out a comment",
            id="marked behind",
        ),
        pytest.param(
            "# old() is not asked again",
            "# SPDX-License-Identifier: old",
            "# SPDX-License-Identifier: new",
            "it leaves out a comment",
            id="license",
        ),
    ],
)
def test_what_tells_a_program_something(there: str, before: str | None, after: str, why: str) -> None:
    app = APP.replace(there, before or there)
    assert why in made(NEW.replace("# new() is not asked again", after), app)[0]


def test_docstrings_that_are_read() -> None:
    examples = APP.replace("  in cents.", ">>> 1\n        1")
    assert "leaves out examples" in made(NEW, examples)[0]
    assert made(NEW.replace("  in cents.", ">>> 1\n    1"), examples)[1] is not None
    assert "reads some by __doc__" in made(NEW, APP + "\n\nprint(Shop.total.__doc__)\n")[0]
