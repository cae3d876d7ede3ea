"""NumPy before 2.0: `np.bool` is Python's own `bool`, deprecated since 1.20. NumPy 2 has the name again: `np.bool_`.

https://numpy.org/doc/stable/release/1.20.0-notes.html#deprecations
https://numpy.org/doc/stable/release/2.0.0-notes.html#numpy-2-0-python-api-removals

As the type of an array both are the same; `isinstance(x, np.bool)` and `x.dtype.type is np.bool` are not.
"""

from refactor_cli.recipe import moved

moved("numpy.bool", "builtins.bool", behaviour="changes")
