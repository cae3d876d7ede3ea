"""The standard library: names that Python 3.8 to 3.14 took away or calls outdated, and what stands for them.

https://docs.python.org/3/whatsnew/3.8.html#api-and-feature-removals
https://docs.python.org/3/whatsnew/3.9.html#removed
https://docs.python.org/3/whatsnew/3.10.html#removed
https://docs.python.org/3/whatsnew/3.11.html#removed
https://docs.python.org/3/whatsnew/3.12.html#removed
https://docs.python.org/3/whatsnew/3.13.html#removed-modules-and-apis
https://docs.python.org/3/whatsnew/3.14.html#removed
https://docs.python.org/3/whatsnew/3.14.html#deprecated
"""

import asyncio
import html
import importlib.util
import inspect
import locale
import math
import os
import plistlib
import shutil
import sys
import time
import types

from refactor_cli.recipe import OMITTED, moved, replaces, transform

transform("abstract_decorators")
transform("ast_constants")
transform("found_loaders")
transform("inspect_getargspec")

# frombytes() takes no str, which fromstring() encoded
moved("array.array.fromstring", "array.array.frombytes", behaviour="changes", requires="python>=3.2")
moved("array.array.tostring", "array.array.tobytes", requires="python>=3.2")
# a keyword since Python 3.7: files with it are told of, and left to people
moved("asyncio.async", "asyncio.ensure_future", requires="python>=3.5")
moved("base64.decodestring", "base64.decodebytes", requires="python>=3.1")
moved("base64.encodestring", "base64.encodebytes", requires="python>=3.1")
moved("calendar.January", "calendar.JANUARY", requires="python>=3.12")
moved("calendar.February", "calendar.FEBRUARY", requires="python>=3.12")
moved("cgi.parse_qs", "urllib.parse.parse_qs", requires="python>=3.0")
moved("cgi.parse_qsl", "urllib.parse.parse_qsl", requires="python>=3.0")
moved("configparser.SafeConfigParser", "configparser.ConfigParser", requires="python>=3.2")
moved("imp.cache_from_source", "importlib.util.cache_from_source", requires="python>=3.4")
moved("imp.reload", "importlib.reload", requires="python>=3.4")
moved("imp.source_from_cache", "importlib.util.source_from_cache", requires="python>=3.4")
moved("importlib.abc.ResourceReader", "importlib.resources.abc.ResourceReader", requires="python>=3.11")
moved("importlib.abc.Traversable", "importlib.resources.abc.Traversable", requires="python>=3.11")
moved(
    "importlib.abc.TraversableResources",
    "importlib.resources.abc.TraversableResources",
    requires="python>=3.11",
)
moved("os.errno", "errno")
moved("pipes.quote", "shlex.quote", requires="python>=3.3")
moved("platform.popen", "os.popen")
moved("sqlite3.OptimizedUnicode", "builtins.str", requires="python>=3.0")
moved("xml.etree.cElementTree", "xml.etree.ElementTree", requires="python>=3.3")


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


@replaces("ast.Str.s", "ast.Bytes.s", "ast.Constant.s", requires="python>=3.8")
@property
def s(self):
    return self.value


@replaces("ast.Num.n", "ast.Constant.n", requires="python>=3.8")
@property
def n(self):
    return self.value


@replaces("asyncio.Task.all_tasks", behaviour="changes", requires="python>=3.7")
def all_tasks(cls, loop=OMITTED):
    """Without tasks that are done; without a loop one has to run."""
    return asyncio.all_tasks(loop)


@replaces("asyncio.Task.current_task", behaviour="changes", requires="python>=3.7")
def current_task(cls, loop=OMITTED):
    """Without a loop one has to run."""
    return asyncio.current_task(loop)


@replaces("asyncio.iscoroutinefunction", behaviour="changes", requires="python>=3.12")
def iscoroutinefunction(func):
    """It was true of what only asyncio had marked: what `asyncio.coroutine` decorated, and mocks of it."""
    return inspect.iscoroutinefunction(func)


@replaces("configparser.RawConfigParser.readfp", requires="python>=3.2")
def readfp(self, fp, filename=OMITTED):
    return self.read_file(fp, filename)


@replaces("distutils.spawn.find_executable", behaviour="changes", requires="python>=3.3")
def find_executable(executable, path=OMITTED):
    """It took a file that cannot be executed, and looked in the current folder first."""
    return shutil.which(executable, path=path)


@replaces("distutils.dir_util.copy_tree", context="statement", behaviour="changes", requires="python>=3.8")
def copy_tree(src, dst):
    """It gave the files, followed no link to a folder, and remembered which folders it had made."""
    return shutil.copytree(src, dst, dirs_exist_ok=True)


@replaces("distutils.dir_util.remove_tree", context="statement", behaviour="changes", requires="python>=3.3")
def remove_tree(directory):
    """It told of a file that cannot be removed, and went on."""
    return shutil.rmtree(directory)


@replaces("distutils.dir_util.mkpath", context="statement", behaviour="changes", requires="python>=3.2")
def mkpath(name):
    """It gave the folders that it made, and remembered them."""
    return os.makedirs(name, exist_ok=True)


@replaces("importlib.find_loader", context="condition", behaviour="changes", requires="python>=3.4")
def find_loader(name):
    """It did not import the package that the name has before its last dot, nor failed where there is none."""
    return importlib.util.find_spec(name)


@replaces("pkgutil.find_loader", context="condition", behaviour="changes", requires="python>=3.4")
def find_loader_of_pkgutil(fullname):
    """It made an ImportError of every error."""
    return importlib.util.find_spec(fullname)


@replaces("pkgutil.get_loader", context="condition", behaviour="changes", requires="python>=3.4")
def get_loader(module_or_name):
    """It took a module too, and made an ImportError of every error."""
    return importlib.util.find_spec(module_or_name)


@replaces("imp.get_magic", requires="python>=3.4")
def get_magic():
    return importlib.util.MAGIC_NUMBER


@replaces("imp.get_tag", requires="python>=3.3")
def get_tag():
    return sys.implementation.cache_tag


@replaces("imp.new_module", requires="python>=3.4")
def new_module(name):
    return types.ModuleType(name)


@replaces("plistlib.readPlistFromBytes", behaviour="changes", requires="python>=3.4")
def readPlistFromBytes(data):
    """Binary data is bytes, and no plistlib.Data."""
    return plistlib.loads(data)


@replaces("plistlib.writePlistToBytes", requires="python>=3.4")
def writePlistToBytes(value):
    return plistlib.dumps(value)


@replaces("locale.resetlocale", behaviour="changes", requires="python>=3.0")
def resetlocale(category=locale.LC_ALL):
    """It found the locale of the environment by itself, and failed where that is none that Python knows."""
    locale.setlocale(category, "")


@replaces("codecs.open", requires="python>=3.0")
def codecs_open(filename, mode=OMITTED, encoding=OMITTED):
    if encoding is OMITTED or encoding is None:
        return open(filename, mode)
    return NotImplemented


@replaces("codecs.open", behaviour="changes", requires="python>=3.0")
def codecs_open_decoded(filename, mode=OMITTED, encoding=None, errors=OMITTED):
    """It left the ends of lines as they are, and had more of them: those of str.splitlines()."""
    if mode is OMITTED or ("b" not in mode and "U" not in mode):
        return open(filename, mode, encoding=encoding, errors=errors)
    return open(filename, mode.replace("b", "").replace("U", ""), encoding=encoding, errors=errors)


@replaces("json.load", "json.loads", given=("encoding",), requires="python>=3.1")
def load(*args, encoding, **kwargs):
    if encoding is not OMITTED:
        return load(*args, **kwargs)
    return load(*args, **kwargs)
