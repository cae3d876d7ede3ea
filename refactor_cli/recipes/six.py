"""six: its names in Python 3, for projects that support nothing older.

https://six.readthedocs.io/
https://docs.djangoproject.com/en/3.0/releases/3.0/#removed-private-python-2-compatibility-apis

What six spells as a tuple is one type where it is tested by `isinstance`, `issubclass` or an assert of unittest, and
stays a tuple elsewhere.
"""

from refactor_cli.recipe import OMITTED, also_called, moved, replaces, transform

transform("six_b")
transform("six_branches")
transform("six_metaclasses")
transform("six_raise_from")
transform("six_reraise")

moved("six.text_type", "builtins.str", requires="python>=3")
moved("six.binary_type", "builtins.bytes", requires="python>=3")
moved("six.unichr", "builtins.chr", requires="python>=3")
moved("six.Iterator", "builtins.object", requires="python>=3")
moved("six.MAXSIZE", "sys.maxsize", requires="python>=3")
moved("six.StringIO", "io.StringIO", requires="python>=3")
moved("six.BytesIO", "io.BytesIO", requires="python>=3")
moved("six.next", "builtins.next", requires="python>=3")
moved("six.advance_iterator", "builtins.next", requires="python>=3")
moved("six.callable", "builtins.callable", requires="python>=3")
moved("six.print_", "builtins.print", requires="python>=3")
moved("six.exec_", "builtins.exec", requires="python>=3")
moved("six.wraps", "functools.wraps", requires="python>=3")
moved("six.create_bound_method", "types.MethodType", requires="python>=3")

# not of six itself: what add_move(MovedModule("mock", "mock", "unittest.mock")) makes
moved("six.moves.mock", "unittest.mock", without=("version_info",), requires="python>=3.3")
moved("six.moves.range", "builtins.range", requires="python>=3")
moved("six.moves.xrange", "builtins.range", requires="python>=3")
moved("six.moves.zip", "builtins.zip", requires="python>=3")
moved("six.moves.map", "builtins.map", requires="python>=3")
moved("six.moves.filter", "builtins.filter", requires="python>=3")
moved("six.moves.input", "builtins.input", requires="python>=3")
moved("six.moves.reduce", "functools.reduce", requires="python>=3")
moved("six.moves.intern", "sys.intern", requires="python>=3")
moved("six.moves.reload_module", "importlib.reload", requires="python>=3")
moved("six.moves.shlex_quote", "shlex.quote", requires="python>=3")
moved("six.moves.StringIO", "io.StringIO", requires="python>=3")
moved("six.moves.cStringIO", "io.StringIO", requires="python>=3")
moved("six.moves.UserDict", "collections.UserDict", requires="python>=3")
moved("six.moves.UserList", "collections.UserList", requires="python>=3")
moved("six.moves.UserString", "collections.UserString", requires="python>=3")
moved("six.moves.filterfalse", "itertools.filterfalse", requires="python>=3")
moved("six.moves.zip_longest", "itertools.zip_longest", requires="python>=3")
moved("six.moves.getcwd", "os.getcwd", requires="python>=3")
moved("six.moves.getcwdb", "os.getcwdb", requires="python>=3")
moved("six.moves.getoutput", "subprocess.getoutput", requires="python>=3")

moved("six.moves.queue", "queue", requires="python>=3")
moved("six.moves.configparser", "configparser", requires="python>=3")
moved("six.moves.configparser.SafeConfigParser", "configparser.ConfigParser", requires="python>=3.2")
moved("six.moves.cPickle", "pickle", requires="python>=3", without=("BadPickleGet", "UnpickleableError"))
moved("six.moves.copyreg", "copyreg", requires="python>=3")
moved("six.moves.socketserver", "socketserver", requires="python>=3")
moved("six.moves.reprlib", "reprlib", requires="python>=3")
moved("six.moves.collections_abc", "collections.abc", requires="python>=3")
moved("six.moves.html_entities", "html.entities", requires="python>=3")
moved("six.moves.html_parser", "html.parser", requires="python>=3", without=("HTMLParseError",))
moved(
    "six.moves.http_client",
    "http.client",
    requires="python>=3",
    without=("HTTP", "HTTPS", "LineAndFileWrapper"),
)
moved("six.moves.http_cookiejar", "http.cookiejar", requires="python>=3")
moved(
    "six.moves.http_cookies",
    "http.cookies",
    requires="python>=3",
    without=("Cookie", "SerialCookie", "SmartCookie"),
)
moved("six.moves.BaseHTTPServer", "http.server", requires="python>=3")
moved("six.moves.SimpleHTTPServer", "http.server", requires="python>=3")
moved("six.moves.urllib_error", "urllib.error", requires="python>=3")
moved("six.moves.urllib_parse", "urllib.parse", requires="python>=3")
moved("six.moves.urllib_robotparser", "urllib.robotparser", requires="python>=3", without=("URLopener",))
moved("six.moves.urllib.error", "urllib.error", requires="python>=3")
moved("six.moves.urllib.parse", "urllib.parse", requires="python>=3")
moved("six.moves.urllib.request", "urllib.request", requires="python>=3")
moved("six.moves.urllib.response", "urllib.response", requires="python>=3")
moved("six.moves.urllib.robotparser", "urllib.robotparser", requires="python>=3")
moved("six.moves._thread", "_thread", requires="python>=3")
moved("six.moves.builtins", "builtins", requires="python>=3")
moved("six.moves.dbm_gnu", "dbm.gnu", requires="python>=3")
moved("six.moves.dbm_ndbm", "dbm.ndbm", requires="python>=3")
moved("six.moves.email_mime_base", "email.mime.base", requires="python>=3")
moved("six.moves.email_mime_image", "email.mime.image", requires="python>=3")
moved("six.moves.email_mime_multipart", "email.mime.multipart", requires="python>=3")
moved("six.moves.email_mime_nonmultipart", "email.mime.nonmultipart", requires="python>=3")
moved("six.moves.email_mime_text", "email.mime.text", requires="python>=3")
moved("six.moves.tkinter", "tkinter", requires="python>=3")
moved("six.moves.tkinter_filedialog", "tkinter.filedialog", requires="python>=3")
moved("six.moves.tkinter_font", "tkinter.font", requires="python>=3")
moved("six.moves.tkinter_messagebox", "tkinter.messagebox", requires="python>=3")
moved("six.moves.tkinter_simpledialog", "tkinter.simpledialog", requires="python>=3")
moved("six.moves.tkinter_ttk", "tkinter.ttk", requires="python>=3")
moved("six.moves.winreg", "winreg", requires="python>=3")
moved("six.moves._dummy_thread", "_thread", requires="python>=3.9")
moved("six.moves.CGIHTTPServer", "http.server", requires="python>=3")
moved("six.moves.tkinter_colorchooser", "tkinter.colorchooser", requires="python>=3")
moved("six.moves.tkinter_commondialog", "tkinter.commondialog", requires="python>=3")
moved("six.moves.tkinter_constants", "tkinter.constants", requires="python>=3")
moved("six.moves.tkinter_dialog", "tkinter.dialog", requires="python>=3")
moved("six.moves.tkinter_dnd", "tkinter.dnd", requires="python>=3")
moved("six.moves.tkinter_scrolledtext", "tkinter.scrolledtext", requires="python>=3")
moved("six.moves.tkinter_tkfiledialog", "tkinter.filedialog", requires="python>=3")
moved("six.moves.tkinter_tksimpledialog", "tkinter.simpledialog", requires="python>=3")
moved("six.moves.xmlrpc_client", "xmlrpc.client", requires="python>=3", without=("SlowParser",))
moved("six.moves.xmlrpc_server", "xmlrpc.server", requires="python>=3")


@replaces("six.text_type", requires="python>=3")
def text_of_text(object):
    """text_of_text("a") -> "a"."""
    if isinstance(object, str):
        return object
    return str(object)


@replaces("six.text_type", requires="python>=3")
def text_type(*args, **kwargs):
    return str(*args, **kwargs)


@replaces("six.string_types", context="isinstance", requires="python>=3")
@property
def string_types_to_test():
    return str


@replaces("six.string_types", requires="python>=3")
@property
def string_types():
    return (str,)


@replaces("six.integer_types", context="isinstance", requires="python>=3")
@property
def integer_types_to_test():
    return int


@replaces("six.integer_types", requires="python>=3")
@property
def integer_types():
    return (int,)


@replaces("six.class_types", context="isinstance", requires="python>=3")
@property
def class_types_to_test():
    return type


@replaces("six.class_types", requires="python>=3")
@property
def class_types():
    return (type,)


@replaces("six.iterkeys", context="in", requires="python>=3")
def iterkeys_looked_through(d, **kw):
    return d.keys(**kw)


@replaces("six.iterkeys", context="for", requires="python>=3")
def iterkeys_in_loop(d, **kw):
    return d.keys(**kw)


@replaces("six.iterkeys", requires="python>=3")
def iterkeys(d, **kw):
    return iter(d.keys(**kw))


@replaces("six.viewkeys", requires="python>=3")
def viewkeys(d):
    return d.keys()


@replaces("six.itervalues", context="in", requires="python>=3")
def itervalues_looked_through(d, **kw):
    return d.values(**kw)


@replaces("six.itervalues", context="for", requires="python>=3")
def itervalues_in_loop(d, **kw):
    return d.values(**kw)


@replaces("six.itervalues", requires="python>=3")
def itervalues(d, **kw):
    return iter(d.values(**kw))


@replaces("six.viewvalues", requires="python>=3")
def viewvalues(d):
    return d.values()


@replaces("six.iteritems", context="in", requires="python>=3")
def iteritems_looked_through(d, **kw):
    return d.items(**kw)


@replaces("six.iteritems", context="for", requires="python>=3")
def iteritems_in_loop(d, **kw):
    return d.items(**kw)


@replaces("six.iteritems", requires="python>=3")
def iteritems(d, **kw):
    return iter(d.items(**kw))


@replaces("six.viewitems", requires="python>=3")
def viewitems(d):
    return d.items()


@replaces("six.iterlists", context="for", requires="python>=3")
def iterlists_in_loop(d, **kw):
    return d.lists(**kw)


@replaces("six.iterlists", requires="python>=3")
def iterlists(d, **kw):
    return iter(d.lists(**kw))


@replaces("six.byte2int", requires="python>=3")
def byte2int(bs):
    return bs[0]


@replaces("six.indexbytes", requires="python>=3")
def indexbytes(buf, i):
    return buf[i]


@replaces("six.iterbytes", context="for", requires="python>=3")
def iterbytes_in_loop(buf):
    return buf


@replaces("six.iterbytes", requires="python>=3")
def iterbytes(buf):
    return iter(buf)


@replaces("six.get_unbound_function", requires="python>=3")
def get_unbound_function(unbound):
    return unbound


@replaces("six.create_unbound_method", requires="python>=3")
def create_unbound_method(func, cls):
    if cls is OMITTED:  # it was for Python 2
        return create_unbound_method(func, cls)
    return func


@replaces("six.get_method_function", requires="python>=3")
def get_method_function(meth):
    return meth.__func__


@replaces("six.get_method_self", requires="python>=3")
def get_method_self(meth):
    return meth.__self__


@replaces("six.get_function_closure", requires="python>=3")
def get_function_closure(func):
    return func.__closure__


@replaces("six.get_function_code", requires="python>=3")
def get_function_code(func):
    return func.__code__


@replaces("six.get_function_defaults", requires="python>=3")
def get_function_defaults(func):
    return func.__defaults__


@replaces("six.get_function_globals", requires="python>=3")
def get_function_globals(func):
    return func.__globals__


@replaces("six.int2byte", behaviour="changes", requires="python>=3")
def int2byte(i):
    """A number out of range is a ValueError, no longer a struct.error."""
    return bytes((i,))


@replaces("six.reraise", behaviour="changes", requires="python>=3")
def reraise(tp, value, tb=None):
    """six makes a value of the type where it is None, and takes the traceback None for that of the moment."""
    if tp is OMITTED:
        return reraise(tp, value, tb)
    raise value.with_traceback(tb)


@replaces("six.python_2_unicode_compatible", context="decorator", requires="python>=3")
def python_2_unicode_compatible(klass):
    return klass


@replaces("six.raise_from", requires="python>=3")
def raise_from(value, from_value):
    raise value from from_value


@replaces("six.assertCountEqual", requires="python>=3")
def assertCountEqual(case, *args, **kwargs):
    return case.assertCountEqual(*args, **kwargs)


@replaces("six.assertRaisesRegex", requires="python>=3")
def assertRaisesRegex(case, *args, **kwargs):
    return case.assertRaisesRegex(*args, **kwargs)


@replaces("six.assertRegex", requires="python>=3")
def assertRegex(case, *args, **kwargs):
    return case.assertRegex(*args, **kwargs)


@replaces("six.assertNotRegex", requires="python>=3")
def assertNotRegex(case, *args, **kwargs):
    return case.assertNotRegex(*args, **kwargs)


@replaces("six.b", requires="python>=3")
def b(s):
    return s.encode("latin-1")


@replaces("six.u", requires="python>=3")
def u(s):
    return s


@replaces("six.ensure_binary", requires="python>=3")
def ensure_binary(s, encoding=OMITTED, errors=OMITTED):
    """ensure_binary("é", "latin-1") -> "é".encode("latin-1")."""
    if isinstance(s, str):
        return s.encode(encoding, errors)
    if isinstance(s, bytes) and encoding is OMITTED and errors is OMITTED:
        return s
    return ensure_binary(s, encoding, errors)


@replaces("six.ensure_str", "six.ensure_text", requires="python>=3")
def ensure_text(s, encoding=OMITTED, errors=OMITTED):
    """ensure_text(b"x") -> b"x".decode()."""
    if isinstance(s, bytes):
        return s.decode(encoding, errors)
    if isinstance(s, str) and encoding is OMITTED and errors is OMITTED:
        return s
    return ensure_text(s, encoding, errors)


also_called("six", "django.utils.six")
