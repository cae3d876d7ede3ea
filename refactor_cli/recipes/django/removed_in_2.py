"""Django 2.0 and 2.1: what they took away, and what 1.11 and 2.0 moved.

https://docs.djangoproject.com/en/1.10/releases/1.10/#miscellaneous
https://docs.djangoproject.com/en/2.0/releases/2.0/
https://docs.djangoproject.com/en/2.0/releases/2.0/#features-removed-in-2-0
https://docs.djangoproject.com/en/1.9/releases/1.9/#features-deprecated-in-1-9
https://docs.djangoproject.com/en/2.1/releases/2.1/#features-removed-in-2-1
"""

from django.db.models import CASCADE
from refactor_cli.recipe import likely, moved, replaces, transform

transform("django_permalink")
transform("django_user_flags")

likely(
    "django.contrib.auth.models.User.is_anonymous",
    "django.contrib.auth.models.User.is_authenticated",
    on="request.user",
)

moved(
    "django.db.models.query.EmptyResultSet", "django.core.exceptions.EmptyResultSet", requires="django>=1.11"
)
moved("django.db.models.sql.EmptyResultSet", "django.core.exceptions.EmptyResultSet", requires="django>=1.11")
moved(
    "django.db.models.sql.datastructures.EmptyResultSet",
    "django.core.exceptions.EmptyResultSet",
    requires="django>=1.11",
)
moved("django.template.Library.assignment_tag", "django.template.Library.simple_tag", requires="django>=1.9")
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
# it can still be imported from there, beside url() as a rule, which is gone
moved("django.conf.urls.include", "django.urls.include", requires="django>=2.0")


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
