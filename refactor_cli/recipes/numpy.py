"""NumPy: the names that NumPy 1.24 and 2.0 took away.

https://numpy.org/doc/stable/numpy_2_0_migration_guide.html
https://numpy.org/doc/stable/release/1.20.0-notes.html#deprecations
https://numpy.org/doc/stable/release/1.14.0-notes.html#deprecations

`np.bool` and `np.long` are left alone: NumPy 2.0 gave these names back, with another meaning.
"""

import ast

import numpy as np

from refactor_cli.recipe import OMITTED, moved, replaces

moved("numpy.int", "builtins.int")
moved("numpy.float", "builtins.float")
moved("numpy.complex", "builtins.complex")
moved("numpy.object", "builtins.object")
moved("numpy.str", "builtins.str")
moved("numpy.unicode", "builtins.str")

moved("numpy.float_", "numpy.float64")
moved("numpy.complex_", "numpy.complex128")
moved("numpy.cfloat", "numpy.complex128")
moved("numpy.singlecomplex", "numpy.complex64")
moved("numpy.longfloat", "numpy.longdouble")
moved("numpy.longcomplex", "numpy.clongdouble")
moved("numpy.clongfloat", "numpy.clongdouble")
moved("numpy.string_", "numpy.bytes_")
moved("numpy.unicode_", "numpy.str_")
moved("numpy.Inf", "numpy.inf")
moved("numpy.Infinity", "numpy.inf")
moved("numpy.infty", "numpy.inf")
moved("numpy.PINF", "numpy.inf")
moved("numpy.NaN", "numpy.nan")
moved("numpy.NAN", "numpy.nan")
moved("numpy.row_stack", "numpy.vstack")
moved("numpy.product", "numpy.prod")
moved("numpy.cumproduct", "numpy.cumprod")
moved("numpy.sometrue", "numpy.any")
moved("numpy.alltrue", "numpy.all")
moved("numpy.round_", "numpy.round")
moved("numpy.mat", "numpy.asmatrix")
moved("numpy.trapz", "numpy.trapezoid", requires="numpy>=2.0")
moved("numpy.byte_bounds", "numpy.lib.array_utils.byte_bounds", requires="numpy>=2.0")

moved("numpy.bool8", "numpy.bool_")
moved("numpy.int0", "numpy.intp")
moved("numpy.uint0", "numpy.uintp")
moved("numpy.object0", "numpy.object_")
moved("numpy.str0", "numpy.str_")
moved("numpy.bytes0", "numpy.bytes_")
moved("numpy.void0", "numpy.void")
moved("numpy.math", "math")
moved("numpy.compare_chararrays", "numpy.char.compare_chararrays")
moved("numpy.chararray", "numpy.char.chararray")
moved("numpy.format_parser", "numpy.rec.format_parser")
moved("numpy.DataSource", "numpy.lib.npyio.DataSource")
moved("numpy.tracemalloc_domain", "numpy.lib.tracemalloc_domain", requires="numpy>=2.0")
moved("numpy.add_newdoc", "numpy.lib.add_newdoc", requires="numpy>=2.0")
moved("numpy.add_docstring", "numpy.lib.add_docstring", requires="numpy>=2.0")

moved("numpy.ndarray.tostring", "numpy.ndarray.tobytes", requires="numpy>=1.9")

moved("numpy.AxisError", "numpy.exceptions.AxisError", requires="numpy>=1.25")
moved("numpy.ComplexWarning", "numpy.exceptions.ComplexWarning", requires="numpy>=1.25")
moved("numpy.ModuleDeprecationWarning", "numpy.exceptions.ModuleDeprecationWarning", requires="numpy>=1.25")
moved("numpy.RankWarning", "numpy.exceptions.RankWarning", requires="numpy>=2.0")
moved("numpy.DTypePromotionError", "numpy.exceptions.DTypePromotionError", requires="numpy>=1.25")
moved("numpy.TooHardError", "numpy.exceptions.TooHardError", requires="numpy>=1.25")
moved("numpy.VisibleDeprecationWarning", "numpy.exceptions.VisibleDeprecationWarning", requires="numpy>=1.25")


@replaces("numpy.NINF")
@property
def NINF():
    return -np.inf


@replaces("numpy.PZERO")
@property
def PZERO():
    return 0.0


@replaces("numpy.NZERO")
@property
def NZERO():
    return -0.0


@replaces("numpy.in1d", behaviour="changes", requires="numpy>=1.13")
def in1d(ar1, ar2, assume_unique=OMITTED, invert=OMITTED, *, kind=OMITTED):
    """The result has the shape of `ar1`, which differs when that has more or less than one dimension."""
    return np.isin(ar1, ar2, assume_unique=assume_unique, invert=invert, kind=kind)


@replaces("numpy.fromstring", given=("dtype",), behaviour="changes")
def fromstring_of_type(string, *, dtype, count=OMITTED, sep=OMITTED):
    """Of bytes. What comes of it cannot be written to, and no copy of them is made."""
    if sep is OMITTED:
        return np.frombuffer(string, dtype=dtype, count=count)
    if sep == "":
        return np.frombuffer(string, dtype=dtype, count=count)
    return fromstring_of_type(string, dtype=dtype, count=count, sep=sep)


@replaces("numpy.fromstring", behaviour="changes")
def fromstring(string, dtype=OMITTED, count=OMITTED, *, sep=OMITTED):
    """Of bytes. What comes of it cannot be written to, and no copy of them is made."""
    if sep is OMITTED:
        return np.frombuffer(string, dtype, count)
    if sep == "":
        return np.frombuffer(string, dtype, count)
    return fromstring(string, dtype, count, sep=sep)


@replaces("numpy.asscalar")
def asscalar(a):
    return a.item()


@replaces("numpy.msort")
def msort(a):
    return np.sort(a, axis=0)


@replaces("numpy.alen", behaviour="changes")
def alen(a):
    """A number had the length 1."""
    return len(np.asarray(a))


@replaces("numpy.rank")
def rank(a):
    return np.ndim(a)


@replaces("numpy.issubclass_", behaviour="changes")
def issubclass_(arg1, arg2):
    """It was false for what is no class, where issubclass() raises."""
    return issubclass(arg1, arg2)


@replaces("numpy.safe_eval")
def safe_eval(source):
    return ast.literal_eval(source)


@replaces("numpy.asfarray")
def asfarray(a):
    return np.asarray(a, dtype=np.float64)


@replaces("numpy.issubsctype", behaviour="changes")
def issubsctype(arg1, arg2):
    """It took objects for their types, too."""
    return np.issubdtype(arg1, arg2)


@replaces("numpy.obj2sctype", behaviour="changes")
def obj2sctype(rep):
    """It gave None for what is no type."""
    return np.dtype(rep).type


@replaces("numpy.sctype2char", behaviour="changes")
def sctype2char(sctype):
    """It took objects for their types, too."""
    return np.dtype(sctype).char


@replaces("numpy.ndarray.ptp", requires="numpy>=1.13")
def ptp(self, axis=OMITTED, out=OMITTED):
    return np.ptp(self, axis=axis, out=out)


@replaces("numpy.ndarray.newbyteorder")
def newbyteorder(self, new_order=OMITTED):
    return self.view(self.dtype.newbyteorder(new_order))


@replaces("numpy.ndarray.itemset", context="statement")
def itemset(self, index, value):
    self[index] = value
