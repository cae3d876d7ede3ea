"""Django REST framework: routes as `@action`, and what 3.7, 3.10, 3.11 and 3.14 took away.

https://www.django-rest-framework.org/community/3.8-announcement/
https://www.django-rest-framework.org/community/3.9-announcement/
https://www.django-rest-framework.org/community/3.10-announcement/
https://www.django-rest-framework.org/community/release-notes/
"""

from rest_framework.decorators import action
from rest_framework.routers import DynamicRoute
from rest_framework.serializers import BooleanField

from refactor_cli.recipe import OMITTED, moved, replaces


@replaces("rest_framework.decorators.detail_route", requires="djangorestframework>=3.8")
def detail_route(methods=OMITTED, *, url_path=OMITTED, url_name=OMITTED, **kwargs):
    """The old one named the route after its path, the new one names it after the function."""
    if url_path is OMITTED or url_name is not OMITTED:
        return action(detail=True, methods=methods, url_path=url_path, url_name=url_name, **kwargs)
    if not isinstance(url_path, str):
        return NotImplemented
    # fmt: off
    return action(detail=True, methods=methods, url_path=url_path, url_name=url_path.replace("_", "-"), **kwargs)
    # fmt: on


@replaces("rest_framework.decorators.list_route", requires="djangorestframework>=3.8")
def list_route(methods=OMITTED, *, url_path=OMITTED, url_name=OMITTED, **kwargs):
    """The old one named the route after its path, the new one names it after the function."""
    if url_path is OMITTED or url_name is not OMITTED:
        return action(detail=False, methods=methods, url_path=url_path, url_name=url_name, **kwargs)
    if not isinstance(url_path, str):
        return NotImplemented
    # fmt: off
    return action(detail=False, methods=methods, url_path=url_path, url_name=url_path.replace("_", "-"), **kwargs)
    # fmt: on


@replaces(
    "rest_framework.routers.DynamicDetailRoute", behaviour="changes", requires="djangorestframework>=3.8"
)
def DynamicDetailRoute(url, name, initkwargs):
    """A `url_name` with underscores is kept as it is."""
    if not isinstance(url, str) or "{methodnamehyphen}" in url:
        return NotImplemented
    if not isinstance(name, str) or "{methodname}" in name:
        return NotImplemented
    return DynamicRoute(
        url=url.replace("{methodname}", "{url_path}"),
        name=name.replace("{methodnamehyphen}", "{url_name}"),
        detail=True,
        initkwargs=initkwargs,
    )


@replaces("rest_framework.routers.DynamicListRoute", behaviour="changes", requires="djangorestframework>=3.8")
def DynamicListRoute(url, name, initkwargs):
    """A `url_name` with underscores is kept as it is."""
    if not isinstance(url, str) or "{methodnamehyphen}" in url:
        return NotImplemented
    if not isinstance(name, str) or "{methodname}" in name:
        return NotImplemented
    return DynamicRoute(
        url=url.replace("{methodname}", "{url_path}"),
        name=name.replace("{methodnamehyphen}", "{url_name}"),
        detail=False,
        initkwargs=initkwargs,
    )


@replaces(
    "rest_framework.routers.BaseRouter.register",
    "rest_framework.routers.SimpleRouter.register",
    "rest_framework.routers.DefaultRouter.register",
    given=("base_name",),
    requires="djangorestframework>=3.9",
)
def register(self, *args, base_name, **kwargs):
    return self.register(*args, basename=base_name, **kwargs)


@replaces(
    "rest_framework.serializers.NullBooleanField",
    "rest_framework.fields.NullBooleanField",
    behaviour="changes",
    requires="djangorestframework>=3.9",
)
def NullBooleanField(**kwargs):
    """Before 3.12, a form that leaves it out meant nothing; now it means False."""
    return BooleanField(allow_null=True, **kwargs)


# 3.5 and 3.6 derived their own from these
moved(
    "rest_framework.filters.DjangoFilterBackend",
    "django_filters.rest_framework.DjangoFilterBackend",
    requires="django-filter>=0.15.3",
)
moved(
    "rest_framework.filters.FilterSet",
    "django_filters.rest_framework.FilterSet",
    requires="django-filter>=0.15.3",
)
