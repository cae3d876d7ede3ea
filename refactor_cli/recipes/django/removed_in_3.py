"""Django 3.0 and 3.1: what they took away, and what they moved.

https://docs.djangoproject.com/en/3.0/releases/3.0/
https://docs.djangoproject.com/en/3.0/releases/3.0/#removed-private-python-2-compatibility-apis
https://docs.djangoproject.com/en/3.0/releases/3.0/#features-removed-in-3-0
https://docs.djangoproject.com/en/3.1/releases/3.1/#features-removed-in-3-1
"""

from datetime import timedelta, timezone
from functools import WRAPPER_ASSIGNMENTS

from refactor_cli.recipe import OMITTED, likely, moved, replaces, transform

transform("django_render")
transform("django_test_databases")

likely("django.http.HttpRequest.xreadlines", on="request")
likely("django.http.HttpRequest.xreadlines", on="req")

moved(
    "django.db.models.fields.FieldDoesNotExist",
    "django.core.exceptions.FieldDoesNotExist",
    requires="django>=1.8",
)
moved(
    "django.contrib.staticfiles.templatetags.staticfiles.static",
    "django.templatetags.static.static",
    requires="django>=1.10",
)
moved(
    "django.contrib.admin.templatetags.admin_static.static",
    "django.templatetags.static.static",
    requires="django>=1.10",
)
moved("django.utils._os.abspathu", "os.path.abspath", requires="python>=3.0")
moved("django.utils.decorators.ContextDecorator", "contextlib.ContextDecorator", requires="python>=3.2")
moved("django.utils.functional.lru_cache", "functools.lru_cache", requires="python>=3.2")
moved("django.http.cookie.SimpleCookie", "http.cookies.SimpleCookie", requires="python>=3.0")
moved("django.test.runner.setup_databases", "django.test.utils.setup_databases", requires="django>=1.11")
moved("django.utils.lru_cache.lru_cache", "functools.lru_cache", requires="python>=3.2")
# as an attribute of a class it was a method
moved("django.utils.functional.curry", "functools.partial", behaviour="changes")
moved("django.utils.http.cookie_date", "django.utils.http.http_date", behaviour="changes")
moved(
    "django.contrib.postgres.fields.FloatRangeField",
    "django.contrib.postgres.fields.DecimalRangeField",
    behaviour="changes",
    requires="django>=2.2",
)
moved(
    "django.contrib.postgres.forms.FloatRangeField",
    "django.contrib.postgres.forms.DecimalRangeField",
    behaviour="changes",
    requires="django>=2.2",
)
moved(
    "django.contrib.postgres.fields.ranges.FloatRangeField",
    "django.contrib.postgres.fields.ranges.DecimalRangeField",
    behaviour="changes",
    requires="django>=2.2",
)
moved(
    "django.contrib.postgres.forms.ranges.FloatRangeField",
    "django.contrib.postgres.forms.ranges.DecimalRangeField",
    behaviour="changes",
    requires="django>=2.2",
)
moved("django.contrib.admin.ACTION_CHECKBOX_NAME", "django.contrib.admin.helpers.ACTION_CHECKBOX_NAME")
moved("django.core.paginator.QuerySetPaginator", "django.core.paginator.Paginator")


@replaces("django.http.HttpRequest.xreadlines", context="for")
def xreadlines(self):
    return self


@replaces("django.utils.timezone.FixedOffset", given=("offset",), behaviour="changes", requires="python>=3.2")
def FixedOffset_by_name(*, offset, name=None):
    """FixedOffset_by_name(offset=60) -> timezone(offset=timedelta(minutes=60))."""
    if name is None:
        return timezone(offset=timedelta(minutes=offset))
    return timezone(offset=timedelta(minutes=offset), name=name)


@replaces("django.utils.timezone.FixedOffset", behaviour="changes", requires="python>=3.2")
def FixedOffset(offset, name=None):
    """Its dst() was zero, and is None now."""
    if name is None:
        return timezone(timedelta(minutes=offset))
    return timezone(timedelta(minutes=offset), name)


@replaces("django.utils.decorators.available_attrs", requires="python>=3.0")
def available_attrs(fn):
    if fn is OMITTED:
        return available_attrs(fn)
    return WRAPPER_ASSIGNMENTS


@replaces("django.utils.encoding.python_2_unicode_compatible", context="decorator", requires="python>=3.0")
def python_2_unicode_compatible(klass):
    return klass
