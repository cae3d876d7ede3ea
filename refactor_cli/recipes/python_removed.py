"""The standard library: names that Python 3.8 to 3.13 took away, and what stands for them.

https://docs.python.org/3/whatsnew/3.8.html#api-and-feature-removals
https://docs.python.org/3/whatsnew/3.9.html#removed
https://docs.python.org/3/whatsnew/3.11.html#removed
https://docs.python.org/3/whatsnew/3.12.html#removed
https://docs.python.org/3/whatsnew/3.13.html#removed-modules-and-apis
"""

import html
import locale
import math
import time

from refactor_cli.recipe import OMITTED, moved, replaces

# frombytes() takes no str, which fromstring() encoded
moved("array.array.fromstring", "array.array.frombytes", behaviour="changes", requires="python>=3.2")
moved("array.array.tostring", "array.array.tobytes", requires="python>=3.2")
moved("base64.decodestring", "base64.decodebytes", requires="python>=3.1")
moved("base64.encodestring", "base64.encodebytes", requires="python>=3.1")
moved("cgi.parse_qs", "urllib.parse.parse_qs", requires="python>=3.0")
moved("cgi.parse_qsl", "urllib.parse.parse_qsl", requires="python>=3.0")
moved("imp.cache_from_source", "importlib.util.cache_from_source", requires="python>=3.4")
moved("imp.reload", "importlib.reload", requires="python>=3.4")
moved("imp.source_from_cache", "importlib.util.source_from_cache", requires="python>=3.4")


@replaces("cgi.escape", behaviour="changes", requires="python>=3.2")
def escape(s, quote=False):
    """Where `quote` is true, html.escape() escapes the apostrophe too."""
    return html.escape(s, quote=quote)


@replaces("fractions.gcd", behaviour="changes", requires="python>=3.5")
def gcd(a, b):
    """math.gcd() is never negative, and takes integers only."""
    return math.gcd(a, b)


@replaces("locale.format", requires="python>=3.7")
def format(percent, value, grouping=OMITTED, monetary=OMITTED):
    return locale.format_string(percent, value, grouping=grouping, monetary=monetary)


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


@replaces("xml.etree.ElementTree.Element.getiterator", context="for", behaviour="changes")
def getiterator_in_loop(self, tag=OMITTED):
    """It was a list: a loop that changes the tree sees its changes now."""
    return self.iter(tag)


@replaces("xml.etree.ElementTree.Element.getiterator")
def getiterator(self, tag=OMITTED):
    return list(self.iter(tag))


@replaces("xml.etree.ElementTree.ElementTree.getiterator", context="for", behaviour="changes")
def getiterator_of_tree_in_loop(self, tag=OMITTED):
    """It was a list: a loop that changes the tree sees its changes now."""
    return self.iter(tag)


@replaces("xml.etree.ElementTree.ElementTree.getiterator")
def getiterator_of_tree(self, tag=OMITTED):
    return list(self.iter(tag))
