"""Python 2: modules that Python 3 renamed, and names that it calls otherwise.

https://docs.python.org/3/whatsnew/3.0.html#library-changes
https://peps.python.org/pep-3108/#modules-to-rename

For projects that left Python 2: files with its syntax are not read. An import that falls back on the old module stays.
"""

from io import BytesIO, StringIO

from refactor_cli.recipe import OMITTED, likely, moved, replaces

moved("ConfigParser", "configparser", requires="python>=3.0")
moved("ConfigParser.SafeConfigParser", "configparser.ConfigParser", requires="python>=3.2")
moved("Queue", "queue", requires="python>=3.0")
moved("SocketServer", "socketserver", requires="python>=3.0")
moved("copy_reg", "copyreg", requires="python>=3.0")
moved("cPickle", "pickle", requires="python>=3.0", without=("BadPickleGet", "UnpickleableError"))
moved("httplib", "http.client", requires="python>=3.0", without=("HTTP", "HTTPS", "LineAndFileWrapper"))
moved("Cookie", "http.cookies", requires="python>=3.0", without=("Cookie", "SerialCookie", "SmartCookie"))
moved("cookielib", "http.cookiejar", requires="python>=3.0")
moved("htmlentitydefs", "html.entities", requires="python>=3.0")
moved("urlparse", "urllib.parse", requires="python>=3.0", without=("MAX_CACHE_SIZE", "ResultMixin"))
moved("robotparser", "urllib.robotparser", requires="python>=3.0", without=("URLopener",))
moved("xmlrpclib", "xmlrpc.client", requires="python>=3.0", without=("SlowParser",))
moved("UserDict.UserDict", "collections.UserDict", requires="python>=3.0")
moved("UserList.UserList", "collections.UserList", requires="python>=3.0")
moved("UserString.UserString", "collections.UserString", requires="python>=3.0")
moved("BaseHTTPServer.BaseHTTPRequestHandler", "http.server.BaseHTTPRequestHandler", requires="python>=3.0")
moved("BaseHTTPServer.HTTPServer", "http.server.HTTPServer", requires="python>=3.0")
moved(
    "SimpleHTTPServer.SimpleHTTPRequestHandler",
    "http.server.SimpleHTTPRequestHandler",
    requires="python>=3.0",
)
moved("itertools.ifilter", "builtins.filter", requires="python>=3.0")
moved("itertools.ifilterfalse", "itertools.filterfalse", requires="python>=3.0")
moved("itertools.izip", "builtins.zip", requires="python>=3.0")
moved("itertools.izip_longest", "itertools.zip_longest", requires="python>=3.0")
moved("os.getcwdu", "os.getcwd", requires="python>=3.0")
moved("types.BooleanType", "builtins.bool", requires="python>=3.0")
moved("types.DictType", "builtins.dict", requires="python>=3.0")
moved("types.FloatType", "builtins.float", requires="python>=3.0")
moved("types.IntType", "builtins.int", requires="python>=3.0")
moved("types.ListType", "builtins.list", requires="python>=3.0")
moved("types.ObjectType", "builtins.object", requires="python>=3.0")
moved("types.TupleType", "builtins.tuple", requires="python>=3.0")
moved("urllib.quote", "urllib.parse.quote", requires="python>=3.0")
moved("urllib.quote_plus", "urllib.parse.quote_plus", requires="python>=3.0")
moved("urllib.unquote", "urllib.parse.unquote", requires="python>=3.0")
moved("urllib.unquote_plus", "urllib.parse.unquote_plus", requires="python>=3.0")
moved("urllib.urlencode", "urllib.parse.urlencode", requires="python>=3.0")
moved("urllib.urlretrieve", "urllib.request.urlretrieve", requires="python>=3.0")
moved("urllib.pathname2url", "urllib.request.pathname2url", requires="python>=3.0")
moved("urllib.url2pathname", "urllib.request.url2pathname", requires="python>=3.0")
moved("urllib2.HTTPError", "urllib.error.HTTPError", requires="python>=3.0")
moved("urllib2.URLError", "urllib.error.URLError", requires="python>=3.0")
moved("urllib2.Request", "urllib.request.Request", requires="python>=3.0")
moved("urllib2.build_opener", "urllib.request.build_opener", requires="python>=3.0")
moved("urllib2.install_opener", "urllib.request.install_opener", requires="python>=3.0")
moved("urllib2.urlopen", "urllib.request.urlopen", requires="python>=3.0")
moved("unittest.TestCase.assertItemsEqual", "unittest.TestCase.assertCountEqual", requires="python>=3.0")

# it calls handle_charref() and handle_entityref() only with convert_charrefs=False
moved("HTMLParser.HTMLParser", "html.parser.HTMLParser", behaviour="changes", requires="python>=3.0")

# they had the letters of the locale too
moved("string.letters", "string.ascii_letters", behaviour="changes", requires="python>=3.0")
moved("string.lowercase", "string.ascii_lowercase", behaviour="changes", requires="python>=3.0")
moved("string.uppercase", "string.ascii_uppercase", behaviour="changes", requires="python>=3.0")

# it held text and bytes alike, and a number when it was given one
moved("StringIO.StringIO", "io.StringIO", behaviour="changes", requires="python>=3.0")
moved("cStringIO.StringIO", "io.StringIO", behaviour="changes", requires="python>=3.0")

# it took None for a function, which gave tuples
moved("itertools.imap", "builtins.map", behaviour="changes", requires="python>=3.0")

# the largest index, which is not the largest number: there is none
moved("sys.maxint", "sys.maxsize", behaviour="changes", requires="python>=3.0")

likely("unittest.TestCase.assertItemsEqual", on="self")


@replaces("StringIO.StringIO", "cStringIO.StringIO", requires="python>=3.0")
def string_io_of_literal(buf):
    if isinstance(buf, bytes):
        return BytesIO(buf)
    if isinstance(buf, str):
        return StringIO(buf)
    return StringIO(str(buf))


@replaces("StringIO.StringIO", "cStringIO.StringIO", behaviour="changes", requires="python>=3.0")
def string_io(buf=OMITTED):
    """It held text and bytes alike."""
    return StringIO(buf)


@replaces("itertools.imap", requires="python>=3.0")
def imap_of_literal(function, *iterables):
    if function is None:
        return zip(*iterables)
    return map(function, *iterables)


@replaces("itertools.imap", behaviour="changes", requires="python>=3.0")
def imap(function, *iterables):
    """It took None for a function, which gave tuples."""
    return map(function, *iterables)
