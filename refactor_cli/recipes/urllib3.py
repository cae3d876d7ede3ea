"""urllib3: the argument `method_whitelist` of retries, which urllib3 2.0 took away, is `allowed_methods`.

https://urllib3.readthedocs.io/en/stable/v2-migration-guide.html
https://github.com/urllib3/urllib3/blob/main/CHANGES.rst#200-2023-04-26
"""

from refactor_cli.recipe import moved, replaces

moved(
    "urllib3.Retry.DEFAULT_METHOD_WHITELIST",
    "urllib3.Retry.DEFAULT_ALLOWED_METHODS",
    requires="urllib3>=1.26",
)
moved(
    "urllib3.util.retry.Retry.DEFAULT_METHOD_WHITELIST",
    "urllib3.util.retry.Retry.DEFAULT_ALLOWED_METHODS",
    requires="urllib3>=1.26",
)
moved(
    "urllib3.util.retry.Retry.DEFAULT_REDIRECT_HEADERS_BLACKLIST",
    "urllib3.util.retry.Retry.DEFAULT_REMOVE_HEADERS_ON_REDIRECT",
    requires="urllib3>=1.26",
)


@replaces(
    "urllib3.util.retry.Retry",
    "urllib3.util.Retry",
    "urllib3.Retry",
    "requests.adapters.Retry",
    "requests.packages.urllib3.util.retry.Retry",
    "requests.packages.urllib3.util.Retry",
    given=("method_whitelist",),
    requires="urllib3>=1.26",
)
def Retry(*args, method_whitelist, **kwargs):
    return Retry(*args, allowed_methods=method_whitelist, **kwargs)
