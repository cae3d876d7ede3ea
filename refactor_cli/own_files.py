"""The tool's own files in a repository: they say what others use, and use nothing.

Recipes are written by people, and are kept as they are, in the ledger. What the tool itself wrote is told by how it
begins, and what is for people to read by how it ends as well, wherever it lies and whatever it is called: its usages
are those of other files, told once more.
"""

from __future__ import annotations

import re

from refactor_cli.lazy_pattern import lazy_pattern

RECIPE = "recipe"
"""Who decides in a ledger of the usages in a recipe's own file."""

_HEAD = 20_000  # bytes: the first line of JSON lines, with the text of a usage
_BEGINS = lazy_pattern(
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
# what people read is told by its first line and its sums: others print places in files too, and quote our sums
_TAIL = 2_000  # bytes: sums of several targets
_FIRST_LINE = lazy_pattern(
    rb"""
      [^\n]+:\d+:\d+:[ ][\w.]+[ ](?:is[ ]replaced[ ]by|is[ ]outdated)\b         # check: full, concise
    | ::(?:error|warning)[ ]file=                                              # check: github
    | [^\n]+:\d+:\d+:[ ](?:[\w.]+[ ])?\w+[ ](?:certain|likely|possible)[ ]\[   # find-usages: concise
    | [\w.]+[ ]{2}\w+[ ]{2}[^\n]+\n                                            # find-usages: full
    | (?:plan|note|warning):[ ]                                                # migrate: what it says on stderr
    """,
    re.VERBOSE,
)
_SUMS = lazy_pattern(
    rb"""
    ^(?:
      (?:no[ ]findings|\d+[ ]findings?[ ]in[ ]\d+[ ]files?)[ ]\(\d+[ ]files?[ ]checked\)
    | (?:[\w.]+:[ ])?\d+[ ]certain,[ ]\d+[ ]likely,[ ]\d+[ ]possible\b.*[ ]of[ ]the[ ]same[ ]name[ ]ruled[ ]out
    | \d+[ ]rewritten[ ]+\d+[ ]kept[ ]+\d+[ ]open[ ]+\d+[ ]undecided
    )""",
    re.VERBOSE | re.MULTILINE,
)


def is_output(data: bytes) -> bool:
    """Whether a file is what the tool writes: a report, a plan, a baseline."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    text = _HOLDS.get(head.lstrip()[:1])
    if _BEGINS.match(b"".join(head.split())) or (text is not None and text in head):
        return True
    return bool(_FIRST_LINE.match(head)) and bool(_SUMS.search(data[-_TAIL:]))
