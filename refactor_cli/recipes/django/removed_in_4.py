"""Django 4.0 and 4.1: what they took away.

https://docs.djangoproject.com/en/3.1/releases/3.1/
https://docs.djangoproject.com/en/3.2/releases/3.2/#id2
https://docs.djangoproject.com/en/4.0/releases/4.0/#miscellaneous
https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0
https://docs.djangoproject.com/en/4.1/releases/4.1/#features-removed-in-4-1
"""

import html
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from django.urls import re_path
from django.utils.http import url_has_allowed_host_and_scheme
from refactor_cli.recipe import OMITTED, likely, moved, replaces, transform

transform("django_choice_errors")
transform("django_json_in_migrations")
transform("django_null_boolean")
transform("django_urls")

likely("django.http.HttpRequest.is_ajax", on="request")

moved("django.utils.encoding.force_text", "django.utils.encoding.force_str", requires="python>=3.0")
moved("django.utils.encoding.smart_text", "django.utils.encoding.smart_str", requires="python>=3.0")
moved(
    "django.utils.http.is_safe_url",
    "django.utils.http.url_has_allowed_host_and_scheme",
    requires="django>=3.0",
)
# before Django 2.0 they took numbers
moved("django.utils.http.urlquote", "urllib.parse.quote", requires="django>=2.0")
moved("django.utils.http.urlquote_plus", "urllib.parse.quote_plus", requires="django>=2.0")
moved("django.utils.http.urlunquote", "urllib.parse.unquote", requires="django>=2.0")
moved("django.utils.http.urlunquote_plus", "urllib.parse.unquote_plus", requires="django>=2.0")
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
# makemigrations writes a migration for the new field, and those of the past keep the old one
moved(
    "django.contrib.postgres.fields.JSONField",
    "django.db.models.JSONField",
    behaviour="changes",
    requires="django>=3.1",
)
moved("django.contrib.postgres.forms.JSONField", "django.forms.JSONField", requires="django>=3.1")
moved(
    "django.contrib.postgres.fields.jsonb.JSONField",
    "django.db.models.JSONField",
    behaviour="changes",
    requires="django>=3.1",
)
moved("django.contrib.postgres.forms.jsonb.JSONField", "django.forms.JSONField", requires="django>=3.1")
moved(
    "django.contrib.postgres.fields.KeyTextTransform",
    "django.db.models.fields.json.KeyTextTransform",
    requires="django>=3.1",
)
moved(
    "django.contrib.postgres.fields.KeyTransform",
    "django.db.models.fields.json.KeyTransform",
    requires="django>=3.1",
)
moved(
    "django.contrib.postgres.fields.jsonb.KeyTextTransform",
    "django.db.models.fields.json.KeyTextTransform",
    requires="django>=3.1",
)
moved(
    "django.contrib.postgres.fields.jsonb.KeyTransform",
    "django.db.models.fields.json.KeyTransform",
    requires="django>=3.1",
)
moved(
    "django.contrib.admin.utils.lookup_needs_distinct",
    "django.contrib.admin.utils.lookup_spawns_duplicates",
    requires="django>=4.0",
)


@replaces("django.conf.urls.url", requires="django>=2.0")
def url(regex, view, kwargs=OMITTED, name=OMITTED):
    return re_path(regex, view, kwargs, name=name)


@replaces("django.utils.text.unescape_entities", behaviour="changes", requires="python>=3.4")
def unescape_entities(text):
    """html.unescape() also knows entities without a semicolon, and evaluates a lazy string at once."""
    return html.unescape(text)


# called by keyword, these have other names
@replaces("django.utils.http.urlquote", given=("url",), requires="django>=2.0")
def urlquote(*, url, safe=OMITTED):
    return quote(url, safe=safe)


@replaces("django.utils.http.urlquote_plus", given=("url",), requires="django>=2.0")
def urlquote_plus(*, url, safe=OMITTED):
    return quote_plus(url, safe=safe)


@replaces("django.utils.http.urlunquote", given=("quoted_url",), requires="django>=2.0")
def urlunquote(*, quoted_url):
    return unquote(quoted_url)


@replaces("django.utils.http.urlunquote_plus", given=("quoted_url",), requires="django>=2.0")
def urlunquote_plus(*, quoted_url):
    return unquote_plus(quoted_url)


@replaces("django.utils.http.is_safe_url", given=("host",), requires="django>=3.0")
def is_safe_url(url, *, host, require_https=OMITTED):
    return url_has_allowed_host_and_scheme(url, host, require_https=require_https)


@replaces("django.http.HttpRequest.is_ajax", requires="django>=2.2")
def is_ajax(self):
    return self.headers.get("x-requested-with") == "XMLHttpRequest"


# the arguments of a signal were documentation alone
@replaces("django.dispatch.Signal", given=("providing_args",))
def Signal(*, providing_args, use_caching=OMITTED):
    if providing_args is not OMITTED:
        return Signal(use_caching=use_caching)
    return Signal(use_caching=use_caching)


@replaces("django.dispatch.Signal")
def Signal_by_position(providing_args=OMITTED, use_caching=OMITTED):
    """Signal_by_position(["instance"], True) -> Signal_by_position(use_caching=True)."""
    if providing_args is OMITTED or isinstance(providing_args, (list, tuple)):
        return Signal_by_position(use_caching=use_caching)
    return Signal_by_position(providing_args, use_caching)


@replaces("django.utils.crypto.get_random_string")
def get_random_string(*args, **kwargs):
    if args or "length" in kwargs:
        return get_random_string(*args, **kwargs)
    return get_random_string(length=12, **kwargs)


@replaces("django.core.validators.EmailValidator", given=("whitelist",), requires="django>=3.2")
def EmailValidator(*args, whitelist, **kwargs):
    return EmailValidator(*args, allowlist=whitelist, **kwargs)
