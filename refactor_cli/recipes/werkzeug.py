"""Werkzeug and Flask: names that moved before Werkzeug 1.0 and 2.1, and arguments that Flask 2.0 renamed.

https://werkzeug.palletsprojects.com/en/stable/changes/#version-1-0-0
https://werkzeug.palletsprojects.com/en/stable/changes/#version-2-1-0
https://flask.palletsprojects.com/en/stable/changes/#version-2-0-0
"""

import hmac

from refactor_cli.recipe import moved, replaces

moved("werkzeug.FileStorage", "werkzeug.datastructures.FileStorage")
moved("werkzeug.Headers", "werkzeug.datastructures.Headers")
moved("werkzeug.ImmutableDict", "werkzeug.datastructures.ImmutableDict")
moved("werkzeug.ImmutableMultiDict", "werkzeug.datastructures.ImmutableMultiDict")
moved("werkzeug.MultiDict", "werkzeug.datastructures.MultiDict")
moved("werkzeug.LocalProxy", "werkzeug.local.LocalProxy")
moved("werkzeug.cached_property", "werkzeug.utils.cached_property")
moved("werkzeug.check_password_hash", "werkzeug.security.check_password_hash")
moved("werkzeug.generate_password_hash", "werkzeug.security.generate_password_hash")
moved("werkzeug.import_string", "werkzeug.utils.import_string")
moved("werkzeug.redirect", "werkzeug.utils.redirect")
moved("werkzeug.secure_filename", "werkzeug.utils.secure_filename")
moved(
    "werkzeug.contrib.profiler.ProfilerMiddleware",
    "werkzeug.middleware.profiler.ProfilerMiddleware",
    requires="werkzeug>=0.15",
)
moved(
    "werkzeug.wsgi.DispatcherMiddleware",
    "werkzeug.middleware.dispatcher.DispatcherMiddleware",
    requires="werkzeug>=0.15",
)
moved(
    "werkzeug.wsgi.ProxyMiddleware",
    "werkzeug.middleware.http_proxy.ProxyMiddleware",
    requires="werkzeug>=0.15",
)
moved(
    "werkzeug.wsgi.SharedDataMiddleware",
    "werkzeug.middleware.shared_data.SharedDataMiddleware",
    requires="werkzeug>=0.15",
)
moved("werkzeug.wrappers.BaseRequest", "werkzeug.wrappers.Request", requires="werkzeug>=2.0")
moved("werkzeug.wrappers.BaseResponse", "werkzeug.wrappers.Response", requires="werkzeug>=2.0")
# without arguments the old one trusted more headers
moved(
    "werkzeug.contrib.fixers.ProxyFix",
    "werkzeug.middleware.proxy_fix.ProxyFix",
    behaviour="changes",
    requires="werkzeug>=0.15",
)


@replaces("werkzeug.security.safe_str_cmp", behaviour="changes", requires="python>=3.3")
def safe_str_cmp(a, b):
    """It took texts that are not ASCII, and a text beside bytes."""
    return hmac.compare_digest(a, b)


@replaces("flask.send_file", given=("attachment_filename", "cache_timeout"), requires="flask>=2.0")
def send_file_of_both(*args, attachment_filename, cache_timeout, **kwargs):
    return send_file_of_both(*args, download_name=attachment_filename, max_age=cache_timeout, **kwargs)


@replaces("flask.send_file", given=("attachment_filename",), requires="flask>=2.0")
def send_file(*args, attachment_filename, **kwargs):
    return send_file(*args, download_name=attachment_filename, **kwargs)


@replaces("flask.send_file", given=("cache_timeout",), requires="flask>=2.0")
def send_file_of_age(*args, cache_timeout, **kwargs):
    return send_file_of_age(*args, max_age=cache_timeout, **kwargs)


@replaces("flask.send_from_directory", given=("attachment_filename",), requires="flask>=2.0")
def send_from_directory(*args, attachment_filename, **kwargs):
    return send_from_directory(*args, download_name=attachment_filename, **kwargs)
