"""Newer spellings of what is not outdated: `datetime.UTC`, `shlex.join`, `cache`, `request.headers`, pytest's own.

https://docs.python.org/3/whatsnew/3.11.html#datetime
https://docs.python.org/3/whatsnew/3.8.html#shlex
https://docs.python.org/3/whatsnew/3.9.html#functools
https://docs.python.org/3/library/functools.html#functools.lru_cache
https://docs.python.org/3/library/math.html#math.log2
https://docs.python.org/3/library/decimal.html#decimal.Decimal.from_float
https://docs.python.org/3/library/io.html#io.open
https://docs.djangoproject.com/en/2.2/releases/2.2/#requests-and-responses
https://docs.djangoproject.com/en/4.2/releases/4.2/#tests
https://docs.pytest.org/en/stable/changelog.html
"""

from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import log2, log10

from refactor_cli.recipe import OMITTED, likely, moved, replaces, transform

transform("django_headers")
transform("django_re_path")
likely("django.http.HttpRequest.META", on="request")
transform("django_test_headers")
transform("shlex_join")
moved("datetime.timezone.utc", "datetime.UTC", requires="python>=3.11")
moved("django.utils.safestring.SafeText", "django.utils.safestring.SafeString", requires="django>=2.0")
moved("io.open", "builtins.open", requires="python>=3.0")
moved("numpy.ma.product", "numpy.ma.prod")

# what became public
moved("_pytest.capture.CaptureFixture", "pytest.CaptureFixture", requires="pytest>=6.2")
moved("_pytest.fixtures.FixtureRequest", "pytest.FixtureRequest", requires="pytest>=6.2")
moved("_pytest.logging.LogCaptureFixture", "pytest.LogCaptureFixture", requires="pytest>=6.2")
moved("_pytest.monkeypatch.MonkeyPatch", "pytest.MonkeyPatch", requires="pytest>=6.2")
moved("_pytest.pytester.Pytester", "pytest.Pytester", requires="pytest>=6.2")
moved("_pytest.recwarn.WarningsRecorder", "pytest.WarningsRecorder", requires="pytest>=6.2")
moved("_pytest.tmpdir.TempPathFactory", "pytest.TempPathFactory", requires="pytest>=6.2")
moved("_pytest.config.Config", "pytest.Config", requires="pytest>=7")
moved("_pytest.config.argparsing.Parser", "pytest.Parser", requires="pytest>=7")
moved("_pytest.python.Metafunc", "pytest.Metafunc", requires="pytest>=7")
moved("_pytest.reports.CollectReport", "pytest.CollectReport", requires="pytest>=7")
moved("_pytest.reports.TestReport", "pytest.TestReport", requires="pytest>=7")
moved("_pytest.runner.CallInfo", "pytest.CallInfo", requires="pytest>=7")


@replaces("functools.lru_cache", given=("maxsize",), context="decorator", requires="python>=3.9")
def lru_cache(*, maxsize, typed=OMITTED):
    if maxsize is None and (typed is OMITTED or not typed):
        return cache
    return lru_cache(maxsize=maxsize, typed=typed)


@replaces("functools.lru_cache", context="decorator", requires="python>=3.8")
def lru_cache_as_it_is(*args, **kwargs):
    if args or kwargs:
        return NotImplemented
    return lru_cache_as_it_is


@replaces("math.log", where={"base": "2"}, behaviour="changes", requires="python>=3.3")
def log_of_two(x, base):
    """The last digit may be another one: `log2` is usually the exacter one."""
    return log2(x)


@replaces("math.log", where={"base": "10"}, behaviour="changes", requires="python>=3.3")
def log_of_ten(x, base):
    """The last digit may be another one: `log10` is usually the exacter one."""
    return log10(x)


@replaces("decimal.Decimal.from_float", requires="python>=3.2")
def decimal_of_float(f):
    return Decimal(f)


@replaces("fractions.Fraction.from_decimal", "fractions.Fraction.from_float", requires="python>=3.2")
def fraction_of(number):
    return Fraction(number)
