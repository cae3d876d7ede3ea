"""Python 2: modules that Python 3 renamed, and names that it calls otherwise.

https://docs.python.org/3/whatsnew/3.0.html#library-changes
https://peps.python.org/pep-3108/#modules-to-rename

For projects that left Python 2: files with its syntax are not read. An import that falls back on the old module stays.
"""

from refactor_cli.recipe import likely, moved

moved("ConfigParser", "configparser", requires="python>=3.0")
moved("Queue", "queue", requires="python>=3.0")
moved("SocketServer", "socketserver", requires="python>=3.0")
moved("copy_reg", "copyreg", requires="python>=3.0")
moved("cPickle", "pickle", requires="python>=3.0")
moved("httplib", "http.client", requires="python>=3.0")
moved("Cookie", "http.cookies", requires="python>=3.0")
moved("cookielib", "http.cookiejar", requires="python>=3.0")
moved("htmlentitydefs", "html.entities", requires="python>=3.0")
moved("urlparse", "urllib.parse", requires="python>=3.0")
moved("robotparser", "urllib.robotparser", requires="python>=3.0")
moved("xmlrpclib", "xmlrpc.client", requires="python>=3.0")
moved("StringIO.StringIO", "io.StringIO", requires="python>=3.0")
moved("UserDict.UserDict", "collections.UserDict", requires="python>=3.0")
moved("UserList.UserList", "collections.UserList", requires="python>=3.0")
moved("UserString.UserString", "collections.UserString", requires="python>=3.0")
moved("HTMLParser.HTMLParser", "html.parser.HTMLParser", requires="python>=3.0")
moved("BaseHTTPServer.BaseHTTPRequestHandler", "http.server.BaseHTTPRequestHandler", requires="python>=3.0")
moved("BaseHTTPServer.HTTPServer", "http.server.HTTPServer", requires="python>=3.0")
moved(
    "SimpleHTTPServer.SimpleHTTPRequestHandler",
    "http.server.SimpleHTTPRequestHandler",
    requires="python>=3.0",
)
moved("itertools.ifilter", "builtins.filter", requires="python>=3.0")
moved("itertools.ifilterfalse", "itertools.filterfalse", requires="python>=3.0")
moved("itertools.imap", "builtins.map", requires="python>=3.0")
moved("itertools.izip", "builtins.zip", requires="python>=3.0")
moved("itertools.izip_longest", "itertools.zip_longest", requires="python>=3.0")
moved("os.getcwdu", "os.getcwd", requires="python>=3.0")
moved("string.letters", "string.ascii_letters", requires="python>=3.0")
moved("string.lowercase", "string.ascii_lowercase", requires="python>=3.0")
moved("string.uppercase", "string.ascii_uppercase", requires="python>=3.0")
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

# the largest index, which is not the largest number: there is none
moved("sys.maxint", "sys.maxsize", behaviour="changes", requires="python>=3.0")

likely("unittest.TestCase.assertItemsEqual", on="self")
