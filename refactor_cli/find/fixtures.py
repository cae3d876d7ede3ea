"""The name of a pytest fixture, where tests and other fixtures ask for it: which fixture they get is told by folders.

https://docs.pytest.org/en/stable/reference/fixtures.html#fixture-availability
"""

from __future__ import annotations

from refactor_cli.dotted import last_part
from refactor_cli.find.question import Judgement, Question
from refactor_cli.inference.tests_run import fixtures
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import definitions_of

FIXTURE = "fixture-name"


def is_fixture(asked: Question) -> bool:
    """Whether the target is one."""
    return asked.target.kind == "function" and any(
        fixtures.is_fixture(each)
        for symbol in asked.target.symbols
        for each in definitions_of(asked.look, symbol)
    )


def of_parameter(asked: Question, found: Occurrence) -> Judgement | None:
    """A parameter of a test, or of a fixture, that has the target's name; None for any other name that is bound."""
    for each in asked.file_map.definitions:
        if each.kind == "function" and each.span.contains(found.span) and fixtures.asks_for_fixtures(each):
            body = asked.file_map.scopes[each.body]
            is_own = any(
                binding.span == found.span and binding.kind == "parameter" and binding.scope == each.body
                for binding in asked.file_map.named.get(last_part(asked.target.dotted), ())
            )
            if body.kind == "function" and is_own and is_fixture(asked):
                return Judgement("reference", "possible", (FIXTURE,))
    return None
