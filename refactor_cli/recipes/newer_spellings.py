"""Newer spellings of what is not outdated: `datetime.UTC`, `shlex.join`, `request.headers`, headers of test clients.

https://docs.python.org/3/whatsnew/3.11.html#datetime
https://docs.python.org/3/whatsnew/3.8.html#shlex
https://docs.djangoproject.com/en/2.2/releases/2.2/#requests-and-responses
https://docs.djangoproject.com/en/4.2/releases/4.2/#tests
"""

from refactor_cli.recipe import likely, moved, transform

transform("django_headers")
likely("django.http.HttpRequest.META", on="request")
transform("django_test_headers")
transform("shlex_join")
moved("datetime.timezone.utc", "datetime.UTC", requires="python>=3.11")
