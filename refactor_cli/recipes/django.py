"""Django: names that 1.7 to 5.0 deprecated or took away, where another name or call does exactly the same.

https://docs.djangoproject.com/en/stable/internals/deprecation/
https://docs.djangoproject.com/en/5.0/releases/5.0/#features-removed-in-5-0
https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0
https://docs.djangoproject.com/en/3.0/releases/3.0/#removed-private-python-2-compatibility-apis
"""

import html
from collections.abc import Iterable
from datetime import timedelta, timezone
from functools import WRAPPER_ASSIGNMENTS
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from django.db.models import CASCADE, BooleanField
from django.urls import re_path
from django.utils.http import url_has_allowed_host_and_scheme

from refactor_cli.recipe import OMITTED, likely, moved, replaces, transform

transform("django_choice_errors")
transform("django_form_errors")
transform("django_formset_errors")
transform("django_format_html")
transform("django_permalink")
transform("django_render")
transform("django_string_agg")
transform("django_urls")
transform("django_user_flags")

likely(
    "django.contrib.auth.models.User.is_anonymous",
    "django.contrib.auth.models.User.is_authenticated",
    on="request.user",
)
likely("django.http.HttpRequest.is_ajax", "django.http.HttpRequest.xreadlines", on="request")
likely("django.http.HttpRequest.xreadlines", on="req")
likely(
    "django.test.SimpleTestCase.assertFormError",
    "django.test.SimpleTestCase.assertFormsetError",
    "django.test.TransactionTestCase.assertQuerysetEqual",
    on="self",
)

# 1.7 to 1.9
moved(
    "django.contrib.contenttypes.generic.GenericForeignKey",
    "django.contrib.contenttypes.fields.GenericForeignKey",
    requires="django>=1.7",
)
moved(
    "django.contrib.contenttypes.generic.GenericRelation",
    "django.contrib.contenttypes.fields.GenericRelation",
    requires="django>=1.7",
)
moved(
    "django.contrib.contenttypes.generic.GenericInlineModelAdmin",
    "django.contrib.contenttypes.admin.GenericInlineModelAdmin",
    requires="django>=1.7",
)
moved(
    "django.contrib.contenttypes.generic.GenericStackedInline",
    "django.contrib.contenttypes.admin.GenericStackedInline",
    requires="django>=1.7",
)
moved(
    "django.contrib.contenttypes.generic.GenericTabularInline",
    "django.contrib.contenttypes.admin.GenericTabularInline",
    requires="django>=1.7",
)
moved(
    "django.forms.extras.widgets.SelectDateWidget",
    "django.forms.widgets.SelectDateWidget",
    requires="django>=1.9",
)
moved("django.utils.importlib.import_module", "importlib.import_module", requires="python>=2.7")
moved("django.utils.log.NullHandler", "logging.NullHandler", requires="python>=2.7")
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

moved("django.db.models.sql.EmptyResultSet", "django.core.exceptions.EmptyResultSet", requires="django>=1.11")
moved("django.core.context_processors", "django.template.context_processors", requires="django>=1.8")
moved(
    "django.contrib.sites.models.RequestSite",
    "django.contrib.sites.requests.RequestSite",
    requires="django>=1.7",
)
moved(
    "django.contrib.sites.models.get_current_site",
    "django.contrib.sites.shortcuts.get_current_site",
    requires="django>=1.7",
)
moved(
    "django.contrib.admin.util",
    "django.contrib.admin.utils",
    requires="django>=1.7",
    without=("get_limit_choices_to_from_path", "lookup_needs_distinct", "remove_trailing_data_field"),
)
moved(
    "django.db.backends.util",
    "django.db.backends.utils",
    requires="django>=1.7",
    without=("rev_typecast_decimal", "typecast_decimal"),
)
moved("django.forms.util", "django.forms.utils", requires="django>=1.7")
moved("django.forms.forms.BoundField", "django.forms.boundfield.BoundField", requires="django>=1.9")

moved(
    "django.db.models.sql.datastructures.EmptyResultSet",
    "django.core.exceptions.EmptyResultSet",
    requires="django>=1.11",
)
moved("django.forms.forms.pretty_name", "django.forms.utils.pretty_name", requires="django>=1.9")
moved("django.template.base.BaseContext", "django.template.context.BaseContext")
moved("django.template.base.Context", "django.template.context.Context")
moved("django.template.base.ContextPopException", "django.template.context.ContextPopException")
moved("django.template.base.RequestContext", "django.template.context.RequestContext")
moved("django.template.Library.assignment_tag", "django.template.Library.simple_tag", requires="django>=1.9")

# https://docs.djangoproject.com/en/1.10/releases/1.10/#miscellaneous
moved(
    "django.core.urlresolvers",
    "django.urls",
    requires="django>=1.10",
    without=(
        "LocaleRegexProvider",
        "LocaleRegexURLResolver",
        "RegexURLPattern",
        "RegexURLResolver",
        "ViewDoesNotExist",
    ),
)

# https://docs.djangoproject.com/en/2.0/releases/2.0/
# it can still be imported from there, beside url() as a rule, which is gone
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
moved("django.utils.decorators.ContextDecorator", "contextlib.ContextDecorator", requires="python>=3.2")
moved("django.utils.functional.lru_cache", "functools.lru_cache", requires="python>=3.2")
moved("django.http.cookie.SimpleCookie", "http.cookies.SimpleCookie", requires="python>=3.0")
moved("django.test.runner.setup_databases", "django.test.utils.setup_databases", requires="django>=1.11")
moved("django.utils.lru_cache.lru_cache", "functools.lru_cache", requires="python>=3.2")
# as an attribute of a class it was a method
moved("django.utils.functional.curry", "functools.partial", behaviour="changes")
moved("django.utils.encoding.force_text", "django.utils.encoding.force_str", requires="python>=3.0")
moved("django.utils.encoding.smart_text", "django.utils.encoding.smart_str", requires="python>=3.0")
moved(
    "django.utils.http.is_safe_url",
    "django.utils.http.url_has_allowed_host_and_scheme",
    requires="django>=3.0",
)
moved("django.utils.http.cookie_date", "django.utils.http.http_date", behaviour="changes")
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

# https://docs.djangoproject.com/en/3.1/releases/3.1/
# makemigrations writes a migration for the new field
moved(
    "django.contrib.postgres.fields.JSONField",
    "django.db.models.JSONField",
    behaviour="changes",
    requires="django>=3.1",
)
moved("django.contrib.postgres.forms.JSONField", "django.forms.JSONField", requires="django>=3.1")
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

# https://docs.djangoproject.com/en/4.0/releases/4.0/#miscellaneous
moved(
    "django.contrib.admin.utils.lookup_needs_distinct",
    "django.contrib.admin.utils.lookup_spawns_duplicates",
    requires="django>=4.0",
)

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


# https://docs.djangoproject.com/en/5.0/releases/5.0/
moved("django.db.models.enums.ChoicesMeta", "django.db.models.enums.ChoicesType", requires="django>=5.0")

# https://docs.djangoproject.com/en/6.0/releases/6.0/#miscellaneous
moved(
    "django.contrib.postgres.aggregates.general.StringAgg",
    "django.db.models.StringAgg",
    requires="django>=6.0",
)
moved("django.contrib.postgres.aggregates.StringAgg", "django.db.models.StringAgg", requires="django>=6.0")


@replaces("django.conf.urls.url", requires="django>=2.0")
def url(regex, view, kwargs=OMITTED, name=OMITTED):
    return re_path(regex, view, kwargs, name=name)


@replaces(
    "django.db.models.NullBooleanField",
    "django.contrib.gis.db.models.NullBooleanField",
    behaviour="changes",
    requires="django>=2.1",
)
def NullBooleanField(*args, **kwargs):
    """makemigrations writes a migration for the new field."""
    return BooleanField(*args, null=True, **kwargs)


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


@replaces("django.contrib.staticfiles.finders.find", given=("all",), requires="django>=5.2")
def find(*args, all, **kwargs):
    return find(*args, find_all=all, **kwargs)


# https://docs.djangoproject.com/en/6.0/releases/6.0/#positional-arguments-in-django-core-mail-apis
# https://docs.djangoproject.com/en/dev/internals/deprecation/#deprecation-removed-in-7-0
@replaces("django.core.mail.get_connection")
def get_connection(backend=OMITTED, fail_silently=OMITTED, **kwds):
    return get_connection(backend, fail_silently=fail_silently, **kwds)


@replaces("django.core.mail.send_mail", given=("fail_silently",))
def send_mail_loudly(*args, fail_silently, **kwargs):
    if fail_silently:
        return send_mail_loudly(*args, fail_silently=fail_silently, **kwargs)
    return send_mail_loudly(*args, **kwargs)


@replaces("django.core.mail.send_mail")
def send_mail(
    subject,
    message,
    from_email,
    recipient_list,
    fail_silently=OMITTED,
    auth_user=OMITTED,
    auth_password=OMITTED,
    connection=OMITTED,
    html_message=OMITTED,
):
    return send_mail(
        subject,
        message,
        from_email,
        recipient_list,
        fail_silently=fail_silently,
        auth_user=auth_user,
        auth_password=auth_password,
        connection=connection,
        html_message=html_message,
    )


@replaces("django.core.mail.send_mass_mail", given=("fail_silently",))
def send_mass_mail_loudly(*args, fail_silently, **kwargs):
    if fail_silently:
        return send_mass_mail_loudly(*args, fail_silently=fail_silently, **kwargs)
    return send_mass_mail_loudly(*args, **kwargs)


@replaces("django.core.mail.send_mass_mail")
def send_mass_mail(
    datatuple, fail_silently=OMITTED, auth_user=OMITTED, auth_password=OMITTED, connection=OMITTED
):
    return send_mass_mail(
        datatuple,
        fail_silently=fail_silently,
        auth_user=auth_user,
        auth_password=auth_password,
        connection=connection,
    )


@replaces("django.core.mail.mail_admins", given=("fail_silently",))
def mail_admins_loudly(*args, fail_silently, **kwargs):
    if fail_silently:
        return mail_admins_loudly(*args, fail_silently=fail_silently, **kwargs)
    return mail_admins_loudly(*args, **kwargs)


@replaces("django.core.mail.mail_admins")
def mail_admins(subject, message, fail_silently=OMITTED, connection=OMITTED, html_message=OMITTED):
    return mail_admins(
        subject, message, fail_silently=fail_silently, connection=connection, html_message=html_message
    )


@replaces("django.core.mail.mail_managers", given=("fail_silently",))
def mail_managers_loudly(*args, fail_silently, **kwargs):
    if fail_silently:
        return mail_managers_loudly(*args, fail_silently=fail_silently, **kwargs)
    return mail_managers_loudly(*args, **kwargs)


@replaces("django.core.mail.mail_managers")
def mail_managers(subject, message, fail_silently=OMITTED, connection=OMITTED, html_message=OMITTED):
    return mail_managers(
        subject, message, fail_silently=fail_silently, connection=connection, html_message=html_message
    )


@replaces("django.http.HttpRequest.is_ajax", requires="django>=2.2")
def is_ajax(self):
    return self.headers.get("x-requested-with") == "XMLHttpRequest"


# the arguments of a signal were documentation alone
@replaces("django.dispatch.Signal", given=("providing_args",))
def Signal(*, providing_args, use_caching=OMITTED):
    if isinstance(providing_args, (list, tuple)):
        return Signal(use_caching=use_caching)
    return Signal(providing_args=providing_args, use_caching=use_caching)


@replaces("django.dispatch.Signal")
def Signal_by_position(providing_args, use_caching=OMITTED):
    """Signal_by_position(["instance"], True) -> Signal_by_position(use_caching=True)."""
    if isinstance(providing_args, (list, tuple)):
        return Signal_by_position(use_caching=use_caching)
    return Signal_by_position(providing_args, use_caching)


# https://docs.djangoproject.com/en/2.0/releases/2.0/#features-removed-in-2-0
@replaces(
    "django.core.signals.got_request_exception.disconnect",
    "django.core.signals.request_finished.disconnect",
    "django.core.signals.request_started.disconnect",
    "django.core.signals.setting_changed.disconnect",
    "django.db.models.signals.class_prepared.disconnect",
    "django.db.models.signals.m2m_changed.disconnect",
    "django.db.models.signals.post_delete.disconnect",
    "django.db.models.signals.post_init.disconnect",
    "django.db.models.signals.post_migrate.disconnect",
    "django.db.models.signals.post_save.disconnect",
    "django.db.models.signals.pre_delete.disconnect",
    "django.db.models.signals.pre_init.disconnect",
    "django.db.models.signals.pre_migrate.disconnect",
    "django.db.models.signals.pre_save.disconnect",
    given=("weak",),
)
def disconnect(*args, weak, **kwargs):
    """The argument was never used."""
    if weak in (True, False, None):
        return disconnect(*args, **kwargs)
    return disconnect(*args, weak=weak, **kwargs)


@replaces("django.http.HttpRequest.xreadlines", context="for")
def xreadlines(self):
    return self


@replaces("django.utils.crypto.get_random_string")
def get_random_string(*args, **kwargs):
    if args or "length" in kwargs:
        return get_random_string(*args, **kwargs)
    return get_random_string(length=12, **kwargs)


@replaces("django.utils.itercompat.is_iterable", behaviour="changes")
def is_iterable(x):
    """It also took what can be iterated by its __getitem__ alone."""
    return isinstance(x, Iterable)


# https://docs.djangoproject.com/en/5.1/releases/5.1/#id2
@replaces(
    "django.db.models.CheckConstraint",
    "django.contrib.gis.db.models.CheckConstraint",
    given=("check",),
    requires="django>=5.1",
)
def CheckConstraint(*, check, **kwargs):
    return CheckConstraint(condition=check, **kwargs)


# https://docs.djangoproject.com/en/1.9/releases/1.9/#features-deprecated-in-1-9
@replaces("django.db.models.ForeignKey", "django.contrib.gis.db.models.ForeignKey")
def ForeignKey(*args, **kwargs):
    if "on_delete" in kwargs or len(args) > 1:
        return ForeignKey(*args, **kwargs)
    return ForeignKey(*args, on_delete=CASCADE, **kwargs)


@replaces("django.db.models.OneToOneField", "django.contrib.gis.db.models.OneToOneField")
def OneToOneField(*args, **kwargs):
    if "on_delete" in kwargs or len(args) > 1:
        return OneToOneField(*args, **kwargs)
    return OneToOneField(*args, on_delete=CASCADE, **kwargs)


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


# https://docs.djangoproject.com/en/3.0/releases/3.0/#removed-private-python-2-compatibility-apis
@replaces("django.utils.decorators.available_attrs", requires="python>=3.0")
def available_attrs(fn):
    if fn is OMITTED:
        return available_attrs(fn)
    return WRAPPER_ASSIGNMENTS


@replaces("django.utils.encoding.python_2_unicode_compatible", context="decorator", requires="python>=3.0")
def python_2_unicode_compatible(klass):
    return klass


# https://docs.djangoproject.com/en/3.2/releases/3.2/#id2
@replaces("django.core.validators.EmailValidator", given=("whitelist",), requires="django>=3.2")
def EmailValidator(*args, whitelist, **kwargs):
    return EmailValidator(*args, allowlist=whitelist, **kwargs)


# https://docs.djangoproject.com/en/5.2/releases/5.2/#postgresql-specific-aggregates-ordering
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


# https://docs.djangoproject.com/en/6.0/releases/6.0/#positional-arguments-in-django-core-mail-apis
@replaces("django.core.mail.EmailMessage", "django.core.mail.message.EmailMessage")
def EmailMessage(
    subject=OMITTED,
    body=OMITTED,
    from_email=OMITTED,
    to=OMITTED,
    bcc=OMITTED,
    connection=OMITTED,
    attachments=OMITTED,
    headers=OMITTED,
    cc=OMITTED,
    reply_to=OMITTED,
):
    return EmailMessage(
        subject,
        body,
        from_email,
        to,
        bcc=bcc,
        connection=connection,
        attachments=attachments,
        headers=headers,
        cc=cc,
        reply_to=reply_to,
    )


@replaces("django.core.mail.EmailMultiAlternatives", "django.core.mail.message.EmailMultiAlternatives")
def EmailMultiAlternatives(
    subject=OMITTED,
    body=OMITTED,
    from_email=OMITTED,
    to=OMITTED,
    bcc=OMITTED,
    connection=OMITTED,
    attachments=OMITTED,
    headers=OMITTED,
    alternatives=OMITTED,
    cc=OMITTED,
    reply_to=OMITTED,
):
    return EmailMultiAlternatives(
        subject,
        body,
        from_email,
        to,
        bcc=bcc,
        connection=connection,
        attachments=attachments,
        headers=headers,
        alternatives=alternatives,
        cc=cc,
        reply_to=reply_to,
    )
