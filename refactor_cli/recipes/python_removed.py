"""The standard library: names that Python 3.8 to 3.13 took away, and what stands for them.

https://docs.python.org/3/whatsnew/3.8.html#api-and-feature-removals
https://docs.python.org/3/whatsnew/3.9.html#removed
https://docs.python.org/3/whatsnew/3.11.html#removed
https://docs.python.org/3/whatsnew/3.12.html#removed
https://docs.python.org/3/whatsnew/3.13.html#removed-modules-and-apis
"""

import html
import time

from refactor_cli.recipe import moved, replaces

moved("array.array.fromstring", "array.array.frombytes", requires="python>=3.2")
moved("array.array.tostring", "array.array.tobytes", requires="python>=3.2")
moved("base64.decodestring", "base64.decodebytes", requires="python>=3.1")
moved("base64.encodestring", "base64.encodebytes", requires="python>=3.1")
moved("cgi.parse_qs", "urllib.parse.parse_qs", requires="python>=3.0")
moved("cgi.parse_qsl", "urllib.parse.parse_qsl", requires="python>=3.0")
moved("fractions.gcd", "math.gcd", requires="python>=3.5")
moved("imp.cache_from_source", "importlib.util.cache_from_source", requires="python>=3.4")
moved("imp.reload", "importlib.reload", requires="python>=3.4")
moved("imp.source_from_cache", "importlib.util.source_from_cache", requires="python>=3.4")
moved("locale.format", "locale.format_string", requires="python>=3.7")
moved("xml.etree.ElementTree.Element.getiterator", "xml.etree.ElementTree.Element.iter")
moved("xml.etree.ElementTree.ElementTree.getiterator", "xml.etree.ElementTree.ElementTree.iter")


@replaces("cgi.escape", behaviour="changes", requires="python>=3.2")
def escape(s, quote=False):
    """Where `quote` is true, html.escape() escapes the apostrophe too."""
    return html.escape(s, quote=quote)


@replaces("html.parser.HTMLParser.unescape", requires="python>=3.4")
def unescape(self, s):
    return html.unescape(s)


@replaces("time.clock", behaviour="changes", requires="python>=3.3")
def clock():
    """On Unix it measured the time of the processor, which is process_time() now."""
    return time.perf_counter()


@replaces("xml.etree.ElementTree.Element.getchildren")
def getchildren(self):
    return list(self)
