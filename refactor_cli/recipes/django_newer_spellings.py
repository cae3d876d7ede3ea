"""Django: newer spellings of what is not outdated: headers of test requests, and classes of choices.

https://docs.djangoproject.com/en/4.2/releases/4.2/#tests
https://docs.djangoproject.com/en/5.0/releases/5.0/#more-options-for-declaring-field-choices
"""

from refactor_cli.recipe import likely, transform

transform("django_choices")
transform("django_client_headers")

likely(
    "django.test.Client.delete",
    "django.test.Client.generic",
    "django.test.Client.get",
    "django.test.Client.head",
    "django.test.Client.options",
    "django.test.Client.patch",
    "django.test.Client.post",
    "django.test.Client.put",
    "django.test.Client.trace",
    on="self.client",
)
likely(
    "django.test.AsyncClient.delete",
    "django.test.AsyncClient.generic",
    "django.test.AsyncClient.get",
    "django.test.AsyncClient.head",
    "django.test.AsyncClient.options",
    "django.test.AsyncClient.patch",
    "django.test.AsyncClient.post",
    "django.test.AsyncClient.put",
    "django.test.AsyncClient.trace",
    on="self.async_client",
)
