"""Django 1.9 and 1.10: what they took away, and what they moved.

https://docs.djangoproject.com/en/1.9/releases/1.9/#features-removed-in-1-9
https://docs.djangoproject.com/en/1.10/releases/1.10/#features-removed-in-1-10
https://docs.djangoproject.com/en/1.7/releases/1.7/#app-loading-changes
"""

from django.apps import apps as django_apps
from refactor_cli.recipe import OMITTED, moved, replaces

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
moved("django.forms.forms.pretty_name", "django.forms.utils.pretty_name", requires="django>=1.9")
moved("django.template.base.BaseContext", "django.template.context.BaseContext")
moved("django.template.base.Context", "django.template.context.Context")
moved("django.template.base.ContextPopException", "django.template.context.ContextPopException")
moved("django.template.base.RequestContext", "django.template.context.RequestContext")


@replaces(
    "django.db.models.get_model",
    "django.db.models.loading.get_model",
    behaviour="changes",
    requires="django>=1.7",
)
def get_model(app_label, model_name=OMITTED):
    """It raises LookupError where the old one gave None."""
    return django_apps.get_model(app_label, model_name)
