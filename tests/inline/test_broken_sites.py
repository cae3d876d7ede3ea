"""A usage whose new source would keep its file from being parsed stays open, and the others of its file are done."""

from __future__ import annotations

from in_memory import symbols_of
from msgspec.structs import replace

from refactor_cli.data import Edit, Inlined
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.migration import Again, settle
from refactor_cli.recipe.read import read_recipe
from refactor_cli.site_change import Given

APP = "from lib import old\n\nx = old(1)\ny = old(2)\n"
SYMBOLS = symbols_of({"lib.py": "def old(a): ...\ndef new(a): ...\n", "app.py": APP})


def test_others_of_the_file() -> None:
    target = read_target(SYMBOLS, "lib.old")
    recipe = read_recipe('from refactor_cli.recipe import moved\n\nmoved("lib.old", "lib.new")\n', "r")
    usages = find(SYMBOLS, [target])

    def make(given: Given) -> Inlined:
        left = {each.usage.id for each in given.outcomes}
        results = [
            replace(each, usages=tuple(u for u in each.usages if u.id not in left)) for each in usages.results
        ]
        inlined = inline(recipe, replace(usages, results=tuple(results)), SYMBOLS, given=given)
        edits = [
            _broken(each)
            if SYMBOLS.snapshot.files["app.py"].data[each.span.start :].startswith(b"old(2)")
            else each
            for each in inlined.edits
        ]
        return replace(inlined, edits=tuple(edits))

    done = settle(make(Given()), SYMBOLS, Again(find, [target], recipe.own_names), make)
    text = done.symbols.snapshot.files["app.py"].data.decode()
    assert text == "from lib import new, old\n\nx = new(1)\ny = old(2)\n"
    left = {each.usage.location.line: each.reason for each in done.ledger.outcomes if each.outcome == "open"}
    assert left == {1: "still used by line 4", 4: "the result would not parse"}


def _broken(edit: Edit) -> Edit:
    return replace(edit, text=edit.text + ")")
