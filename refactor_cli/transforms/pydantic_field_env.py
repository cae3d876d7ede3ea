"""Pydantic 2: the variable of the environment that `Field(env=…)` named is the `validation_alias` of a setting.

https://docs.pydantic.dev/latest/concepts/pydantic_settings/#environment-variable-names

Only settings are read from the environment: a model that is none took no notice of `env`, and would be given its values
by another name now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import argument_at, arguments_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_ALIASES = frozenset({"alias", "validation_alias"})
_NEVER = 10_000


def compute(seen: Seen) -> Answer:
    """For a name, or several that are listed, of a field in the body of a class of settings."""
    arguments = arguments_of(seen.node) or []
    given = argument_at(arguments, _NEVER, "env")
    if given is None:
        return Passed("it names no variable of the environment")
    if not _is_of_settings(seen.node):
        return Unfit(
            "env is of settings, and its class is not derived from one that is called so: leave it out"
        )
    if any(each.star == "**" or each.keyword in _ALIASES for each in arguments):
        return Unfit("it may have an alias already, and env would be its validation_alias")
    kind = given.value.type
    if kind not in ("string", "list", "tuple"):
        return Unfit(
            "env is a validation_alias now, and whether it is one name or several is not written there"
        )
    alias = "env" if kind == "string" else "AliasChoices(*env)"
    return Computed(
        f"def Field(*args, env, **kwargs):\n    return pydantic.Field(*args, validation_alias={alias}, **kwargs)",
        behaviour="changes",
    )


def _is_of_settings(call: Node) -> bool:
    owner = nearest(call, "class_definition", "function_definition", "lambda")
    bases = owner.child_by_field_name("superclasses") if owner is not None else None
    names = (last_part(source(each)) for each in bases.named_children) if bases is not None else ()
    return any(name.endswith("Settings") for name in names)


TRANSFORM = Transform(
    ("pydantic.Field", "pydantic.fields.Field"),
    compute,
    imports="import pydantic\nfrom pydantic import AliasChoices",
    stays=True,
    requires="pydantic>=2",
)
