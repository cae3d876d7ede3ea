"""Django: names that 1.7 to 5.0 deprecated or took away, where another name or call does exactly the same.

https://docs.djangoproject.com/en/stable/internals/deprecation/
https://docs.djangoproject.com/en/5.0/releases/5.0/#features-removed-in-5-0
https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0
https://docs.djangoproject.com/en/3.0/releases/3.0/#removed-private-python-2-compatibility-apis
"""

import html
from datetime import timedelta, timezone
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from django.db.models import BooleanField
from django.urls import re_path
from django.utils.http import url_has_allowed_host_and_scheme

from refactor_cli.recipe import OMITTED, moved, replaces

# 1.7 to 1.9
moved(
    "django.contrib.contenttypes.generic.GenericForeignKey",
    "django.contrib.contenttypes.fields.GenericForeignKey",
)
moved(
    "django.contrib.contenttypes.generic.GenericRelation",
    "django.contrib.contenttypes.fields.GenericRelation",
)
moved(
    "django.contrib.contenttypes.generic.GenericInlineModelAdmin",
    "django.contrib.contenttypes.admin.GenericInlineModelAdmin",
)
moved(
    "django.contrib.contenttypes.generic.GenericStackedInline",
    "django.contrib.contenttypes.admin.GenericStackedInline",
)
moved(
    "django.contrib.contenttypes.generic.GenericTabularInline",
    "django.contrib.contenttypes.admin.GenericTabularInline",
)
moved(
    "django.forms.extras.widgets.SelectDateWidget",
    "django.forms.widgets.SelectDateWidget",
    requires="django>=1.9",
)
moved("django.utils.importlib.import_module", "importlib.import_module")
moved("django.utils.log.NullHandler", "logging.NullHandler")
# OrderedDict has no insert(), value_for_index() and keyOrder
moved("django.utils.datastructures.SortedDict", "collections.OrderedDict", behaviour="changes")
moved(
    "django.db.models.fields.FieldDoesNotExist",
    "django.core.exceptions.FieldDoesNotExist",
    requires="django>=1.8",
)
moved(
    "django.db.models.query.EmptyResultSet", "django.core.exceptions.EmptyResultSet", requires="django>=1.11"
)

# https://docs.djangoproject.com/en/1.10/releases/1.10/#miscellaneous
moved("django.core.urlresolvers", "django.urls", requires="django>=1.10")

# https://docs.djangoproject.com/en/2.0/releases/2.0/
moved("django.conf.urls.include", "django.urls.include", requires="django>=2.0")

# https://docs.djangoproject.com/en/3.0/releases/3.0/
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
moved("django.utils.decorators.ContextDecorator", "contextlib.ContextDecorator")
moved("django.utils.lru_cache.lru_cache", "functools.lru_cache")
moved("django.utils.safestring.SafeText", "django.utils.safestring.SafeString", requires="django>=2.0")
moved("django.utils.encoding.force_text", "django.utils.encoding.force_str", requires="python>=3.0")
moved("django.utils.encoding.smart_text", "django.utils.encoding.smart_str", requires="python>=3.0")
moved(
    "django.utils.http.is_safe_url",
    "django.utils.http.url_has_allowed_host_and_scheme",
    requires="django>=3.0",
)
moved("django.utils.http.urlquote", "urllib.parse.quote", requires="python>=3.0")
moved("django.utils.http.urlquote_plus", "urllib.parse.quote_plus", requires="python>=3.0")
moved("django.utils.http.urlunquote", "urllib.parse.unquote", requires="python>=3.0")
moved("django.utils.http.urlunquote_plus", "urllib.parse.unquote_plus", requires="python>=3.0")
moved("django.utils.translation.ugettext", "django.utils.translation.gettext", requires="python>=3.0")
moved(
    "django.utils.translation.ugettext_lazy", "django.utils.translation.gettext_lazy", requires="python>=3.0"
)
moved(
    "django.utils.translation.ugettext_noop", "django.utils.translation.gettext_noop", requires="python>=3.0"
)
moved("django.utils.translation.ungettext", "django.utils.translation.ngettext", requires="python>=3.0")
moved(
    "django.utils.translation.ungettext_lazy",
    "django.utils.translation.ngettext_lazy",
    requires="python>=3.0",
)

# https://docs.djangoproject.com/en/3.1/releases/3.1/
# makemigrations writes a migration for the new field
moved(
    "django.contrib.postgres.fields.JSONField",
    "django.db.models.JSONField",
    behaviour="changes",
    requires="django>=3.1",
)
moved("django.contrib.postgres.forms.JSONField", "django.forms.JSONField", requires="django>=3.1")
moved("django.core.paginator.QuerySetPaginator", "django.core.paginator.Paginator")

# https://docs.djangoproject.com/en/4.1/releases/4.1/#id2 and 4.2
# before Django 4.0 it was pytz.utc
moved("django.utils.timezone.utc", "datetime.timezone.utc", requires="django>=4.0")
moved(
    "django.test.SimpleTestCase.assertFormsetError",
    "django.test.SimpleTestCase.assertFormSetError",
    requires="django>=4.2",
)
moved(
    "django.test.TestCase.assertQuerysetEqual",
    "django.test.TestCase.assertQuerySetEqual",
    requires="django>=4.2",
)
moved(
    "django.test.TestCase.assertFormsetError",
    "django.test.TestCase.assertFormSetError",
    requires="django>=4.2",
)
moved(
    "django.test.TransactionTestCase.assertQuerysetEqual",
    "django.test.TransactionTestCase.assertQuerySetEqual",
    requires="django>=4.2",
)


@replaces("django.conf.urls.url", requires="django>=2.0")
def url(regex, view, kwargs=OMITTED, name=OMITTED):
    return re_path(regex, view, kwargs=kwargs, name=name)


@replaces("django.db.models.NullBooleanField", behaviour="changes", requires="django>=2.1")
def NullBooleanField(**kwargs):
    """makemigrations writes a migration for the new field."""
    return BooleanField(null=True, **kwargs)


@replaces("django.utils.text.unescape_entities", behaviour="changes", requires="python>=3.4")
def unescape_entities(text):
    """html.unescape() also knows entities without a semicolon, and evaluates a lazy string at once."""
    return html.unescape(text)


# called by keyword, these have other names
@replaces("django.utils.http.urlquote", given=("url",), requires="python>=3.0")
def urlquote(*, url, safe=OMITTED):
    return quote(url, safe=safe)


@replaces("django.utils.http.urlquote_plus", given=("url",), requires="python>=3.0")
def urlquote_plus(*, url, safe=OMITTED):
    return quote_plus(url, safe=safe)


@replaces("django.utils.http.urlunquote", given=("quoted_url",), requires="python>=3.0")
def urlunquote(*, quoted_url):
    return unquote(quoted_url)


@replaces("django.utils.http.urlunquote_plus", given=("quoted_url",), requires="python>=3.0")
def urlunquote_plus(*, quoted_url):
    return unquote_plus(quoted_url)


@replaces("django.utils.http.is_safe_url", given=("host",), requires="django>=3.0")
def is_safe_url(url, *, host, require_https=OMITTED):
    return url_has_allowed_host_and_scheme(url, host, require_https=require_https)


@replaces("django.contrib.auth.models.AbstractBaseUser.is_anonymous", requires="django>=1.10")
def is_anonymous(self):
    return self.is_anonymous


@replaces("django.contrib.auth.models.AbstractBaseUser.is_authenticated", requires="django>=1.10")
def is_authenticated(self):
    return self.is_authenticated


@replaces("django.contrib.auth.models.User.is_anonymous", requires="django>=1.10")
def user_is_anonymous(self):
    return self.is_anonymous


@replaces("django.contrib.auth.models.User.is_authenticated", requires="django>=1.10")
def user_is_authenticated(self):
    return self.is_authenticated


@replaces("django.contrib.staticfiles.finders.find", given=("all",), requires="django>=5.2")
def find(*args, all, **kwargs):
    return find(*args, find_all=all, **kwargs)


@replaces("django.utils.timezone.FixedOffset", requires="python>=3.2")
def FixedOffset(offset, name=OMITTED):
    return timezone(timedelta(minutes=offset), name)
