"""Django 5.0 and 5.1: what they took away.

https://docs.djangoproject.com/en/4.1/releases/4.1/#id2
https://docs.djangoproject.com/en/4.2/releases/4.2/#id2
https://docs.djangoproject.com/en/5.0/releases/5.0/
https://docs.djangoproject.com/en/5.0/releases/5.0/#features-removed-in-5-0
https://docs.djangoproject.com/en/5.1/releases/5.1/#features-removed-in-5-1
"""

from refactor_cli.recipe import likely, moved, transform

transform("django_form_errors")
transform("django_formset_errors")

likely(
    "django.test.SimpleTestCase.assertFormError",
    "django.test.SimpleTestCase.assertFormsetError",
    "django.test.TransactionTestCase.assertQuerysetEqual",
    on="self",
)

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
moved("django.db.models.enums.ChoicesMeta", "django.db.models.enums.ChoicesType", requires="django>=5.0")
