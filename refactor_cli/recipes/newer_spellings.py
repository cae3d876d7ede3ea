"""Newer spellings of what is not outdated: `datetime.UTC`, `shlex.join`, `cache`, `request.headers`, test headers.

https://docs.python.org/3/whatsnew/3.11.html#datetime
https://docs.python.org/3/whatsnew/3.8.html#shlex
https://docs.python.org/3/whatsnew/3.9.html#functools
https://docs.djangoproject.com/en/2.2/releases/2.2/#requests-and-responses
https://docs.djangoproject.com/en/4.2/releases/4.2/#tests
"""

from functools import cache

from refactor_cli.recipe import OMITTED, likely, moved, replaces, transform

transform("django_headers")
likely("django.http.HttpRequest.META", on="request")
transform("django_test_headers")
transform("shlex_join")
moved("datetime.timezone.utc", "datetime.UTC", requires="python>=3.11")


@replaces("functools.lru_cache", given=("maxsize",), context="decorator", requires="python>=3.9")
def lru_cache(*, maxsize, typed=OMITTED):
    if maxsize is None and (typed is OMITTED or not typed):
        return cache
    return lru_cache(maxsize=maxsize, typed=typed)
