"""Django: `StringAgg` is one of `django.db.models`, and there a plain text as delimiter is a `Value()`.

https://docs.djangoproject.com/en/6.0/releases/6.0/#miscellaneous

That one knows `order_by` alone, which PostgreSQL's own took as `ordering` as well.
https://docs.djangoproject.com/en/5.2/releases/5.2/#postgresql-specific-aggregates-ordering
"""

from __future__ import annotations

from refactor_cli.dotted import last_part
from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import argument_at, arguments_of, source

_TEXTS = frozenset({"string", "concatenated_string"})


def compute(seen: Seen) -> Answer:
    """For calls whose delimiter is written there. A `Value(…)` is as it has to be. What is derived from it, or another
    name for it, may be given a plain text elsewhere, which would be taken for the name of a field."""
    if seen.node.type != "call":
        return Unfit("what is given to it as delimiter, where it is called, has to be a Value() now")
    arguments = arguments_of(seen.node)
    delimiter = argument_at(arguments, 1, "delimiter") if arguments else None
    if delimiter is None:
        return Unfit("its delimiter, which has to be a Value() now, is not written there")
    function = delimiter.value.child_by_field_name("function") if delimiter.value.type == "call" else None
    is_value = function is not None and last_part(source(function)) == "Value"
    if not is_value and delimiter.value.type not in _TEXTS:
        return Unfit("its delimiter has to be a Value() now, if it is a text")
    given = "delimiter" if is_value else "Value(delimiter)"
    given = f"delimiter={given}" if delimiter.keyword else given
    is_ordered = any(each.keyword == "ordering" for each in arguments or ())
    parameter, order = (", *, ordering", ", order_by=ordering") if is_ordered else ("", "")
    return Computed(
        f"def string_agg(expression, delimiter{parameter}, **extra):\n"
        f"    return StringAgg(expression, {given}{order}, **extra)"
    )


TRANSFORM = Transform(
    ("django.contrib.postgres.aggregates.StringAgg", "django.contrib.postgres.aggregates.general.StringAgg"),
    compute,
    imports="from django.db.models import StringAgg, Value",
    is_reference=True,
    requires="django>=6.0",
)
