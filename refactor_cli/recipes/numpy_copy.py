"""NumPy: `copy=False`, which raises since 2.0 where a copy has to be made, is what `asarray()` does.

https://numpy.org/doc/stable/numpy_2_0_migration_guide.html#adapting-to-changes-in-the-copy-keyword

A recipe of its own, since it looks at every `numpy.array()` there is.
"""

import numpy as np

from refactor_cli.recipe import OMITTED, replaces


@replaces("numpy.array", given=("copy", "dtype"))
def array_of_type(object, *, dtype, copy, order=OMITTED, subok=OMITTED):
    if copy is False:
        if subok is OMITTED:
            return np.asarray(object, dtype=dtype, order=order)
        if subok:
            return np.asanyarray(object, dtype=dtype, order=order)
        return np.asarray(object, dtype=dtype, order=order)
    return array_of_type(object, dtype=dtype, copy=copy, order=order, subok=subok)


@replaces("numpy.array", given=("copy",))
def array(object, dtype=OMITTED, *, copy, order=OMITTED, subok=OMITTED):
    if copy is False:
        if subok is OMITTED:
            return np.asarray(object, dtype, order=order)
        if subok:
            return np.asanyarray(object, dtype, order=order)
        return np.asarray(object, dtype, order=order)
    return array(object, dtype, copy=copy, order=order, subok=subok)
