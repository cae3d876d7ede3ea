"""Werkzeug and Flask: names that moved before Werkzeug 1.0 and 2.1, and arguments that Flask 2.0 renamed.

https://werkzeug.palletsprojects.com/en/stable/changes/#version-1-0-0
https://werkzeug.palletsprojects.com/en/stable/changes/#version-2-1-0
https://werkzeug.palletsprojects.com/en/stable/changes/#version-2-3-0
https://werkzeug.palletsprojects.com/en/stable/changes/#version-3-1-0
https://flask.palletsprojects.com/en/stable/changes/#version-2-0-0
https://flask.palletsprojects.com/en/stable/changes/#version-3-0-0
"""

import hmac
import importlib.metadata
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlencode, urljoin, urlsplit, urlunsplit

from refactor_cli.recipe import OMITTED, moved, replaces, transform

moved("werkzeug.FileStorage", "werkzeug.datastructures.FileStorage")
moved("werkzeug.Headers", "werkzeug.datastructures.Headers")
moved("werkzeug.ImmutableDict", "werkzeug.datastructures.ImmutableDict")
moved("werkzeug.ImmutableMultiDict", "werkzeug.datastructures.ImmutableMultiDict")
moved("werkzeug.MultiDict", "werkzeug.datastructures.MultiDict")
moved("werkzeug.DebuggedApplication", "werkzeug.debug.DebuggedApplication")
moved("werkzeug.Local", "werkzeug.local.Local")
moved("werkzeug.LocalManager", "werkzeug.local.LocalManager")
moved("werkzeug.LocalStack", "werkzeug.local.LocalStack")
moved("werkzeug.release_local", "werkzeug.local.release_local")
moved("werkzeug.EnvironBuilder", "werkzeug.test.EnvironBuilder")
moved("werkzeug.create_environ", "werkzeug.test.create_environ")
moved("werkzeug.abort", "werkzeug.exceptions.abort")
moved("werkzeug.ClosingIterator", "werkzeug.wsgi.ClosingIterator")
moved("werkzeug.FileWrapper", "werkzeug.wsgi.FileWrapper")
moved("werkzeug.LimitedStream", "werkzeug.wsgi.LimitedStream")
moved("werkzeug.responder", "werkzeug.wsgi.responder")
moved("werkzeug.wrap_file", "werkzeug.wsgi.wrap_file")
moved("werkzeug.Accept", "werkzeug.datastructures.Accept")
moved("werkzeug.CombinedMultiDict", "werkzeug.datastructures.CombinedMultiDict")
moved("werkzeug.EnvironHeaders", "werkzeug.datastructures.EnvironHeaders")
moved("werkzeug.ETags", "werkzeug.datastructures.ETags")
moved("werkzeug.ImmutableList", "werkzeug.datastructures.ImmutableList")
moved("werkzeug.HTTP_STATUS_CODES", "werkzeug.http.HTTP_STATUS_CODES")
moved("werkzeug.generate_etag", "werkzeug.http.generate_etag")
moved("werkzeug.http_date", "werkzeug.http.http_date")
moved("werkzeug.parse_date", "werkzeug.http.parse_date")
moved("werkzeug.parse_options_header", "werkzeug.http.parse_options_header")
moved("werkzeug.quote_etag", "werkzeug.http.quote_etag")
moved("werkzeug.unquote_etag", "werkzeug.http.unquote_etag")
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

# of a package of its own, cachelib
moved("werkzeug.contrib.cache.BaseCache", "cachelib.BaseCache", behaviour="changes")
moved("werkzeug.contrib.cache.FileSystemCache", "cachelib.FileSystemCache", behaviour="changes")
moved("werkzeug.contrib.cache.MemcachedCache", "cachelib.MemcachedCache", behaviour="changes")
moved("werkzeug.contrib.cache.NullCache", "cachelib.NullCache", behaviour="changes")
moved("werkzeug.contrib.cache.RedisCache", "cachelib.RedisCache", behaviour="changes")
moved("werkzeug.contrib.cache.SimpleCache", "cachelib.SimpleCache", behaviour="changes")

# it raised NotFound where this gives None
moved("flask.safe_join", "werkzeug.utils.safe_join", behaviour="changes", requires="werkzeug>=2.0")


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


@replaces("flask.send_from_directory", given=("filename",), requires="flask>=2.0")
def send_from_directory_of_path(*args, filename, **kwargs):
    return send_from_directory_of_path(*args, path=filename, **kwargs)


@replaces("flask.__version__", requires="python>=3.8")
@property
def version_of_flask():
    return importlib.metadata.version("flask")


@replaces("werkzeug.__version__", requires="python>=3.8")
@property
def version_of_werkzeug():
    return importlib.metadata.version("werkzeug")


transform("werkzeug_urls")


@replaces("werkzeug.urls.url_parse", behaviour="changes", requires="python>=3.0")
def url_parse(url, scheme=OMITTED, allow_fragments=OMITTED):
    """The result has other attributes beside those of its five parts."""
    return urlsplit(url, scheme, allow_fragments)


@replaces("werkzeug.urls.url_unparse", behaviour="changes", requires="python>=3.0")
def url_unparse(components):
    """Relative and empty parts are joined in another way."""
    return urlunsplit(components)


@replaces("werkzeug.urls.url_join", behaviour="changes", requires="python>=3.0")
def url_join(base, url, allow_fragments=OMITTED):
    """Schemes that it does not know are joined in another way."""
    return urljoin(base, url, allow_fragments)


@replaces("werkzeug.urls.url_encode", "werkzeug.url_encode", behaviour="changes", requires="python>=3.0")
def url_encode(obj):
    """It left out what is None, and took lists of values and a MultiDict."""
    return urlencode(obj)


@replaces("werkzeug.urls.url_quote", "werkzeug.url_quote", behaviour="changes", requires="python>=3.0")
def url_quote(string):
    """It left more characters as they are (`:`, `!`, `$` …), and took numbers."""
    return quote(string)


@replaces(
    "werkzeug.urls.url_quote_plus", "werkzeug.url_quote_plus", behaviour="changes", requires="python>=3.0"
)
def url_quote_plus(string):
    """It left more characters as they are (`!`, `$` …), and took numbers."""
    return quote_plus(string)


@replaces("werkzeug.urls.url_unquote", "werkzeug.url_unquote", behaviour="changes", requires="python>=3.0")
def url_unquote(s):
    """It took bytes."""
    return unquote(s)


@replaces(
    "werkzeug.urls.url_unquote_plus", "werkzeug.url_unquote_plus", behaviour="changes", requires="python>=3.0"
)
def url_unquote_plus(s):
    """It took bytes."""
    return unquote_plus(s)
