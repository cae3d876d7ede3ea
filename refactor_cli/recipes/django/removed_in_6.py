"""Django 6.0 and 6.1: what they took away.

https://docs.djangoproject.com/en/5.1/releases/5.1/#id2
https://docs.djangoproject.com/en/5.2/releases/5.2/#postgresql-specific-aggregates-ordering
https://docs.djangoproject.com/en/6.0/releases/6.0/#features-removed-in-6-0
"""

from collections.abc import Iterable

from refactor_cli.recipe import replaces, transform

transform("django_format_html")


@replaces("django.contrib.staticfiles.finders.find", given=("all",), requires="django>=5.2")
def find(*args, all, **kwargs):
    return find(*args, find_all=all, **kwargs)


@replaces("django.utils.itercompat.is_iterable", behaviour="changes")
def is_iterable(x):
    """It also took what can be iterated by its __getitem__ alone."""
    return isinstance(x, Iterable)


@replaces(
    "django.db.models.CheckConstraint",
    "django.contrib.gis.db.models.CheckConstraint",
    given=("check",),
    requires="django>=5.1",
)
def CheckConstraint(*, check, **kwargs):
    return CheckConstraint(condition=check, **kwargs)


@replaces(
    "django.contrib.postgres.aggregates.ArrayAgg",
    "django.contrib.postgres.aggregates.general.ArrayAgg",
    given=("ordering",),
    requires="django>=5.2",
)
def ArrayAgg(*args, ordering, **kwargs):
    return ArrayAgg(*args, order_by=ordering, **kwargs)


@replaces(
    "django.contrib.postgres.aggregates.JSONBAgg",
    "django.contrib.postgres.aggregates.general.JSONBAgg",
    given=("ordering",),
    requires="django>=5.2",
)
def JSONBAgg(*args, ordering, **kwargs):
    return JSONBAgg(*args, order_by=ordering, **kwargs)
