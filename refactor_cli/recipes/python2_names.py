"""Python 2: modules that Python 3 renamed, and names that it calls otherwise.

https://docs.python.org/3/whatsnew/3.0.html#library-changes
https://peps.python.org/pep-3108/#modules-to-rename

For projects that left Python 2: files with its syntax are not read. An import that falls back on the old module stays.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from numbers import Number

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
moved("operator.isCallable", "builtins.callable", requires="python>=3.2")
moved("operator.sequenceIncludes", "operator.contains", requires="python>=3.0")
moved("operator.repeat", "operator.mul", requires="python>=3.0")
moved("operator.irepeat", "operator.imul", requires="python>=3.0")
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
moved("urllib.getproxies", "urllib.request.getproxies", requires="python>=3.0")
moved("urllib.proxy_bypass", "urllib.request.proxy_bypass", requires="python>=3.0")
moved("urllib.urlcleanup", "urllib.request.urlcleanup", requires="python>=3.0")
moved("urllib.ContentTooShortError", "urllib.error.ContentTooShortError", requires="python>=3.0")
# an answer that is an error is raised, and proxies are given to a handler
moved("urllib.urlopen", "urllib.request.urlopen", behaviour="changes", requires="python>=3.0")
moved("urllib2.HTTPError", "urllib.error.HTTPError", requires="python>=3.0")
moved("urllib2.URLError", "urllib.error.URLError", requires="python>=3.0")
moved("urllib2.Request", "urllib.request.Request", requires="python>=3.0")
moved("urllib2.build_opener", "urllib.request.build_opener", requires="python>=3.0")
moved("urllib2.install_opener", "urllib.request.install_opener", requires="python>=3.0")
moved("urllib2.urlopen", "urllib.request.urlopen", requires="python>=3.0")
moved("urllib2.OpenerDirector", "urllib.request.OpenerDirector", requires="python>=3.0")
moved("urllib2.BaseHandler", "urllib.request.BaseHandler", requires="python>=3.0")
moved("urllib2.HTTPDefaultErrorHandler", "urllib.request.HTTPDefaultErrorHandler", requires="python>=3.0")
moved("urllib2.HTTPRedirectHandler", "urllib.request.HTTPRedirectHandler", requires="python>=3.0")
moved("urllib2.HTTPCookieProcessor", "urllib.request.HTTPCookieProcessor", requires="python>=3.0")
moved("urllib2.ProxyHandler", "urllib.request.ProxyHandler", requires="python>=3.0")
moved("urllib2.HTTPPasswordMgr", "urllib.request.HTTPPasswordMgr", requires="python>=3.0")
moved(
    "urllib2.HTTPPasswordMgrWithDefaultRealm",
    "urllib.request.HTTPPasswordMgrWithDefaultRealm",
    requires="python>=3.0",
)
moved("urllib2.AbstractBasicAuthHandler", "urllib.request.AbstractBasicAuthHandler", requires="python>=3.0")
moved("urllib2.HTTPBasicAuthHandler", "urllib.request.HTTPBasicAuthHandler", requires="python>=3.0")
moved("urllib2.ProxyBasicAuthHandler", "urllib.request.ProxyBasicAuthHandler", requires="python>=3.0")
moved("urllib2.AbstractDigestAuthHandler", "urllib.request.AbstractDigestAuthHandler", requires="python>=3.0")
moved("urllib2.HTTPDigestAuthHandler", "urllib.request.HTTPDigestAuthHandler", requires="python>=3.0")
moved("urllib2.ProxyDigestAuthHandler", "urllib.request.ProxyDigestAuthHandler", requires="python>=3.0")
moved("urllib2.HTTPHandler", "urllib.request.HTTPHandler", requires="python>=3.0")
moved("urllib2.HTTPSHandler", "urllib.request.HTTPSHandler", requires="python>=3.0")
moved("urllib2.HTTPErrorProcessor", "urllib.request.HTTPErrorProcessor", requires="python>=3.0")
moved("urllib2.FileHandler", "urllib.request.FileHandler", requires="python>=3.0")
moved("urllib2.FTPHandler", "urllib.request.FTPHandler", requires="python>=3.0")
moved("urllib2.CacheFTPHandler", "urllib.request.CacheFTPHandler", requires="python>=3.0")
moved("urllib2.UnknownHandler", "urllib.request.UnknownHandler", requires="python>=3.0")
moved("urllib2.parse_http_list", "urllib.request.parse_http_list", requires="python>=3.0")
moved("urllib2.parse_keqv_list", "urllib.request.parse_keqv_list", requires="python>=3.0")
moved("email.MIMEText.MIMEText", "email.mime.text.MIMEText", requires="python>=3.0")
moved("email.MIMEMultipart.MIMEMultipart", "email.mime.multipart.MIMEMultipart", requires="python>=3.0")
moved("email.MIMEBase.MIMEBase", "email.mime.base.MIMEBase", requires="python>=3.0")
moved("email.MIMEImage.MIMEImage", "email.mime.image.MIMEImage", requires="python>=3.0")
moved("email.MIMEAudio.MIMEAudio", "email.mime.audio.MIMEAudio", requires="python>=3.0")
moved(
    "email.MIMENonMultipart.MIMENonMultipart",
    "email.mime.nonmultipart.MIMENonMultipart",
    requires="python>=3.0",
)
moved("email.MIMEMessage.MIMEMessage", "email.mime.message.MIMEMessage", requires="python>=3.0")
moved("email.Header.Header", "email.header.Header", requires="python>=3.0")
moved("email.Header.decode_header", "email.header.decode_header", requires="python>=3.0")
moved("email.Header.make_header", "email.header.make_header", requires="python>=3.0")
moved("email.Charset.Charset", "email.charset.Charset", requires="python>=3.0")
moved("email.Encoders.encode_base64", "email.encoders.encode_base64", requires="python>=3.0")
moved("email.Encoders.encode_quopri", "email.encoders.encode_quopri", requires="python>=3.0")
moved("email.Encoders.encode_7or8bit", "email.encoders.encode_7or8bit", requires="python>=3.0")
moved("email.Encoders.encode_noop", "email.encoders.encode_noop", requires="python>=3.0")
moved("email.Generator.Generator", "email.generator.Generator", requires="python>=3.0")
moved("email.Message.Message", "email.message.Message", requires="python>=3.0")
moved("email.Parser.Parser", "email.parser.Parser", requires="python>=3.0")
moved("email.Parser.HeaderParser", "email.parser.HeaderParser", requires="python>=3.0")
moved("email.Utils.collapse_rfc2231_value", "email.utils.collapse_rfc2231_value", requires="python>=3.0")
moved("email.Utils.decode_params", "email.utils.decode_params", requires="python>=3.0")
moved("email.Utils.decode_rfc2231", "email.utils.decode_rfc2231", requires="python>=3.0")
moved("email.Utils.encode_rfc2231", "email.utils.encode_rfc2231", requires="python>=3.0")
moved("email.Utils.formataddr", "email.utils.formataddr", requires="python>=3.0")
moved("email.Utils.formatdate", "email.utils.formatdate", requires="python>=3.0")
moved("email.Utils.getaddresses", "email.utils.getaddresses", requires="python>=3.0")
moved("email.Utils.make_msgid", "email.utils.make_msgid", requires="python>=3.0")
moved("email.Utils.mktime_tz", "email.utils.mktime_tz", requires="python>=3.0")
moved("email.Utils.parseaddr", "email.utils.parseaddr", requires="python>=3.0")
moved("email.Utils.parsedate", "email.utils.parsedate", requires="python>=3.0")
moved("email.Utils.parsedate_tz", "email.utils.parsedate_tz", requires="python>=3.0")
moved("email.Utils.quote", "email.utils.quote", requires="python>=3.0")
moved("email.Utils.unquote", "email.utils.unquote", requires="python>=3.0")
moved("builtins.xrange", "builtins.range", requires="python>=3.0")
moved("builtins.raw_input", "builtins.input", requires="python>=3.0")
moved("builtins.unichr", "builtins.chr", requires="python>=3.0")
moved("builtins.unicode", "builtins.str", requires="python>=3.0")
moved("builtins.long", "builtins.int", requires="python>=3.0")
moved("builtins.reduce", "functools.reduce", requires="python>=2.6")
moved("builtins.intern", "sys.intern", requires="python>=3.0")
moved("builtins.reload", "importlib.reload", requires="python>=3.4")
# bytes were among them
moved("builtins.basestring", "builtins.str", behaviour="changes", requires="python>=3.0")
# warnings and what ends a program or a loop are exceptions as well
moved("builtins.StandardError", "builtins.Exception", behaviour="changes", requires="python>=3.0")
moved("commands.getoutput", "subprocess.getoutput", requires="python>=3.0")
moved("commands.getstatusoutput", "subprocess.getstatusoutput", requires="python>=3.0")
# what they make takes bytes alone
moved("md5.md5", "hashlib.md5", behaviour="changes", requires="python>=3.0")
moved("md5.new", "hashlib.md5", behaviour="changes", requires="python>=3.0")
moved("sha.sha", "hashlib.sha1", behaviour="changes", requires="python>=3.0")
moved("sha.new", "hashlib.sha1", behaviour="changes", requires="python>=3.0")
# some methods of it had other names, and comparing with what is no set was an error
moved("sets.Set", "builtins.set", behaviour="changes", requires="python>=3.0")
moved("sets.ImmutableSet", "builtins.frozenset", behaviour="changes", requires="python>=3.0")
moved("thread.allocate_lock", "_thread.allocate_lock", requires="python>=3.0")
moved("thread.get_ident", "threading.get_ident", requires="python>=3.3")
moved("thread.start_new_thread", "_thread.start_new_thread", requires="python>=3.0")
moved("thread.error", "_thread.error", requires="python>=3.0")
moved("types.LongType", "builtins.int", requires="python>=3.0")
moved("types.ComplexType", "builtins.complex", requires="python>=3.0")
moved("types.SliceType", "builtins.slice", requires="python>=3.0")
moved("types.DictionaryType", "builtins.dict", requires="python>=3.0")
moved("types.TypeType", "builtins.type", requires="python>=3.0")
moved("types.XRangeType", "builtins.range", requires="python>=3.0")
moved("types.UnicodeType", "builtins.str", requires="python>=3.0")
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


@replaces("types.StringTypes", context="isinstance", requires="python>=3.0")
@property
def string_types_tested_for():
    return str


@replaces("types.StringTypes", requires="python>=3.0")
@property
def string_types():
    return (str,)


@replaces("operator.isSequenceType", behaviour="changes", requires="python>=3.3")
def is_sequence_type(obj):
    """It took all that has __getitem__() for one."""
    return isinstance(obj, Sequence)


@replaces("operator.isMappingType", behaviour="changes", requires="python>=3.3")
def is_mapping_type(obj):
    """It took all that has __getitem__() for one."""
    return isinstance(obj, Mapping)


@replaces("operator.isNumberType", behaviour="changes", requires="python>=3.0")
def is_number_type(obj):
    """It asked for what operators take."""
    return isinstance(obj, Number)


@replaces("builtins.dict.has_key", requires="python>=3.0")
def has_key(self, key):
    return key in self


@replaces("builtins.dict.iteritems", context="in", requires="python>=3.0")
def iteritems_looked_through(self):
    return self.items()


@replaces("builtins.dict.iteritems", context="for", requires="python>=3.0")
def iteritems_gone_through(self):
    return self.items()


@replaces("builtins.dict.iteritems", requires="python>=3.0")
def iteritems(self):
    return iter(self.items())


@replaces("builtins.dict.iterkeys", context="in", requires="python>=3.0")
def iterkeys_looked_through(self):
    return self.keys()


@replaces("builtins.dict.iterkeys", context="for", requires="python>=3.0")
def iterkeys_gone_through(self):
    return self.keys()


@replaces("builtins.dict.iterkeys", requires="python>=3.0")
def iterkeys(self):
    return iter(self.keys())


@replaces("builtins.dict.itervalues", context="in", requires="python>=3.0")
def itervalues_looked_through(self):
    return self.values()


@replaces("builtins.dict.itervalues", context="for", requires="python>=3.0")
def itervalues_gone_through(self):
    return self.values()


@replaces("builtins.dict.itervalues", requires="python>=3.0")
def itervalues(self):
    return iter(self.values())


@replaces("builtins.apply", requires="python>=3.0")
def apply(function, args=(), kwargs=OMITTED):
    if kwargs is OMITTED:
        return function(*args)
    return function(*args, **kwargs)


@replaces("string.join", "string.joinfields", requires="python>=3.0")
def join(words, sep=" "):
    return sep.join(words)


@replaces("string.upper", requires="python>=3.0")
def upper(s):
    return s.upper()


@replaces("string.lower", requires="python>=3.0")
def lower(s):
    return s.lower()


@replaces("string.swapcase", requires="python>=3.0")
def swapcase(s):
    return s.swapcase()


@replaces("string.capitalize", requires="python>=3.0")
def capitalize(s):
    return s.capitalize()


@replaces("string.strip", requires="python>=3.0")
def strip(s, chars=OMITTED):
    return s.strip(chars)


@replaces("string.lstrip", requires="python>=3.0")
def lstrip(s, chars=OMITTED):
    return s.lstrip(chars)


@replaces("string.rstrip", requires="python>=3.0")
def rstrip(s, chars=OMITTED):
    return s.rstrip(chars)


@replaces("string.split", "string.splitfields", requires="python>=3.0")
def split(s, sep=OMITTED, maxsplit=OMITTED):
    return s.split(sep, maxsplit)


@replaces("string.replace", requires="python>=3.0")
def replace(s, old, new, maxreplace=OMITTED):
    return s.replace(old, new, maxreplace)


@replaces("string.find", requires="python>=3.0")
def find(s, *args):
    return s.find(*args)


@replaces("string.rfind", requires="python>=3.0")
def rfind(s, *args):
    return s.rfind(*args)


@replaces("string.index", requires="python>=3.0")
def index(s, *args):
    return s.index(*args)


@replaces("string.count", requires="python>=3.0")
def count(s, *args):
    return s.count(*args)


@replaces("string.ljust", requires="python>=3.0")
def ljust(s, width, fillchar=OMITTED):
    return s.ljust(width, fillchar)


@replaces("string.rjust", requires="python>=3.0")
def rjust(s, width, fillchar=OMITTED):
    return s.rjust(width, fillchar)


@replaces("string.center", requires="python>=3.0")
def center(s, width, fillchar=OMITTED):
    return s.center(width, fillchar)


@replaces("string.atoi", "string.atol", requires="python>=3.0")
def atoi(s, base=OMITTED):
    return int(s, base)


@replaces("string.atof", requires="python>=3.0")
def atof(s):
    return float(s)


@replaces("string.maketrans", behaviour="changes", requires="python>=3.0")
def maketrans(fromstr, tostr):
    """It made a text of 256 letters, for bytes: those have bytes.maketrans()."""
    return str.maketrans(fromstr, tostr)
