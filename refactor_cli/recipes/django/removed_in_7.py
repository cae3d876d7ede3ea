"""Django 7.0: what it will take away of what 6.0 deprecates.

https://docs.djangoproject.com/en/6.0/releases/6.0/#miscellaneous
https://docs.djangoproject.com/en/6.0/releases/6.0/#positional-arguments-in-django-core-mail-apis
https://docs.djangoproject.com/en/dev/internals/deprecation/#deprecation-removed-in-7-0
"""

from refactor_cli.recipe import OMITTED, moved, replaces, transform

transform("django_string_agg")

# where nothing in the file uses it
moved(
    "django.contrib.postgres.aggregates.general.StringAgg",
    "django.db.models.StringAgg",
    behaviour="changes",
    requires="django>=6.0",
)
moved(
    "django.contrib.postgres.aggregates.StringAgg",
    "django.db.models.StringAgg",
    behaviour="changes",
    requires="django>=6.0",
)


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


@replaces(
    "django.core.mail.EmailMessage.send",
    "django.core.mail.EmailMultiAlternatives.send",
    "django.core.mail.message.EmailMessage.send",
    "django.core.mail.message.EmailMultiAlternatives.send",
    where={"fail_silently": "False"},
)
def send_loudly(self, fail_silently):
    return self.send()


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
