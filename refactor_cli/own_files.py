"""The tool's own files in a repository: they say what others use, and use nothing.

Recipes are written by people, and are kept as they are, in the ledger. What the tool itself wrote is told by how it
begins, wherever it lies and whatever it is called: its usages are those of other files, told once more.
"""

from __future__ import annotations

import re

RECIPE = "recipe"
"""Who decides in a ledger of the usages in a recipe's own file."""

_HEAD = 20_000  # bytes: the first line of JSON lines, with the text of a usage
_BEGINS = re.compile(
    rb"""
      \{"version":1,"uses":\[                                   # baseline
    | \{"version":1,"findings":\[                               # check, json
    | \{"version":1,"results":\[\{"target":\{"name":            # find-usages, json
    | \{"version":1,"base":"[0-9a-f]{40,}","targets":\[         # migrate, json
    | \{"version":1,"files":\[\{"path":"[^"]*","language":      # map, json
    | \{"digest":"[0-9a-f]{64}","version":1,"base":             # a plan
    | \{"path":"[^"]*","line":\d+,.*?"fingerprint":"[0-9a-f]{16}"\}   # check, json-lines
    | \{"target":"[^"]*","id":"u[0-9a-f]{8}","path":            # find-usages, json-lines
    | path,line,column,end_line,end_column,symbol,recipe,       # check, csv
    | target,path,line,column,end_line,end_column,kind,         # find-usages, csv
    | Migrates`[^`]+`.*?usages?rewrittenin                      # a pull request
    """,
    re.VERBOSE,
)
# by how a file begins: what names the tool in it
_HOLDS = {
    b"<": b'<testsuites name="refactor check"',
    b"{": b'"informationUri": "https://pypi.org/project/refactor-branch/"',
}


def is_output(data: bytes) -> bool:
    """Whether a file begins as what the tool writes: a report, a plan, a baseline."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    text = _HOLDS.get(head.lstrip()[:1])
    return bool(_BEGINS.match(b"".join(head.split()))) or (text is not None and text in head)
