"""Django: which databases a test may ask is said by `databases`, no longer by `multi_db` and `allow_database_queries`.

https://docs.djangoproject.com/en/2.2/releases/2.2/#features-deprecated-in-2-2
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.reading import has_comment, source, span_of

# https://github.com/django/django/blob/2.2/django/test/testcases.py: what `_validate_databases()` made of them
_DATABASES = {
    ("multi_db", "True"): '"__all__"',
    ("multi_db", "False"): '["default"]',
    ("allow_database_queries", "True"): '"__all__"',
    ("allow_database_queries", "False"): "[]",
}


def compute(seen: Seen) -> Answer:
    """For `multi_db = True` in the body of a class that says nothing of `databases` itself."""
    assignment = seen.node.parent
    statement = assignment.parent if assignment is not None else None
    body = statement.parent if statement is not None else None
    if assignment is None or assignment.type != "assignment" or body is None or body.type != "block":
        return Unfit("it is not given a value in a class there: have databases say it")
    value = assignment.child_by_field_name("right")
    is_plain = assignment.child_by_field_name("left") == seen.node and value is not None
    new = _DATABASES.get((source(seen.node), source(value))) if is_plain and value is not None else None
    if new is None or has_comment(assignment) or assignment.child_by_field_name("type") is not None:
        return Unfit("what it is given is not written there: have databases say it")
    names = (
        each.named_children[0].child_by_field_name("left")
        for each in body.named_children
        if each.named_children
    )
    said = [source(each) for each in names if each is not None]
    if sum(name in ("multi_db", "allow_database_queries", "databases") for name in said) > 1:
        return Unfit("more is said of databases there: write it by hand")
    return Stretch(span_of(assignment), (f"databases = {new}",))


TRANSFORM = Transform(
    (
        "django.test.SimpleTestCase.allow_database_queries",
        "django.test.TransactionTestCase.multi_db",
        "django.test.TestCase.multi_db",
    ),
    compute,
    is_override=True,
    requires="django>=2.2",
)
