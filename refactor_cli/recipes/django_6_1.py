"""Django 6.1: what it deprecates, and what it moved.

https://docs.djangoproject.com/en/6.1/releases/6.1/#features-deprecated-in-6-1
https://docs.djangoproject.com/en/6.1/howto/mailers-migration/

A connection for mail that is opened without arguments is the default mailer, which needs the setting `MAILERS`.
"""

from refactor_cli.recipe import moved, transform

transform("django_mailers")

moved("django.db.transaction.savepoint", "django.db.transaction.savepoint_create", requires="django>=6.1")
moved("django.contrib.postgres.aggregates.BitAnd", "django.db.models.BitAnd", requires="django>=6.1")
moved("django.contrib.postgres.aggregates.BitOr", "django.db.models.BitOr", requires="django>=6.1")
moved("django.contrib.postgres.aggregates.BitXor", "django.db.models.BitXor", requires="django>=6.1")
moved("django.contrib.postgres.aggregates.general.BitAnd", "django.db.models.BitAnd", requires="django>=6.1")
moved("django.contrib.postgres.aggregates.general.BitOr", "django.db.models.BitOr", requires="django>=6.1")
moved("django.contrib.postgres.aggregates.general.BitXor", "django.db.models.BitXor", requires="django>=6.1")
