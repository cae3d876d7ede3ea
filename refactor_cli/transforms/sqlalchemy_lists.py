"""SQLAlchemy: `select([a, b])` and `case([(x, y)])` take what the list held one by one.

https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-20-5603
https://docs.sqlalchemy.org/en/20/changelog/changelog_14.html#change-5c5a5c1a
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import Argument, arguments_of

_MODULES = ("sqlalchemy", "sqlalchemy.sql", "sqlalchemy.sql.expression")
# by function: what the list is called, and what may be given beside it
_FIRST = {"select": "columns", "case": "whens"}
_BESIDE = {"select": frozenset[str](), "case": frozenset({"value", "else_"})}


def compute(seen: Seen) -> Answer:
    """For calls whose first argument is a list that is written out."""
    name, arguments = seen.symbol.rpartition(".")[2], arguments_of(seen.node)
    if not arguments or not _is_list(arguments[0], _FIRST[name]):
        return Passed("it is given no list that is written out")
    rest = arguments[1:]
    if any(each.keyword not in _BESIDE[name] for each in rest):
        return Unfit(f"{name}() takes nothing else beside a list any more: say it by a method")
    elements = [each for each in arguments[0].value.named_children if each.type != "comment"]
    return Computed(
        f"def {name}(*args, **kwargs):\n    return {name}(*args, **kwargs)",
        arguments=(*elements, *(each.node for each in rest)),
    )


def _is_list(argument: Argument, keyword: str) -> bool:
    return argument.value.type == "list" and not argument.star and argument.keyword in ("", keyword)


TRANSFORM = Transform(
    tuple(f"{module}.{name}" for module in _MODULES for name in _FIRST),
    compute,
    stays=True,
    requires="sqlalchemy>=1.4",
)
