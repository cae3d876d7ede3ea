"""SQLAlchemy: `MetaData(bind=engine)`, gone in 2.0, is left to people: all that goes by the engine has to name it.

https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#implicit-and-connectionless-execution-bound-metadata-removed
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, source

# the condition says that what is dropped is dropped on purpose
_UNBOUND = """def metadata(*args, bind, **kwargs):
    if bind is not OMITTED:
        return metadata(*args, **kwargs)
    return metadata(*args, bind=bind, **kwargs)"""
_BOUND = "create_all(), reflect() and execute() have to be given what it is bound to, from SQLAlchemy 2.0 on"


def compute(seen: Seen) -> Answer:
    """For `bind`, by its name or as the first argument, which is the name of a schema since 2.0."""
    given = arguments_of(seen.node) or []
    bind = next((each for each in given if each.keyword == "bind"), None)
    if bind is not None and source(bind.value) == "None":
        return Computed(_UNBOUND)
    if bind is not None:
        return Unfit(_BOUND)
    first = given[0] if given else None
    if first is not None and not first.keyword and not first.star and first.value.type != "string":
        return Unfit(f"the first argument is the schema then, and was what it is bound to: {_BOUND}")
    return Passed("it is bound to nothing")


TRANSFORM = Transform(
    ("sqlalchemy.MetaData", "sqlalchemy.schema.MetaData", "sqlalchemy.sql.schema.MetaData"),
    compute,
    stays=True,
)
