"""Django: names that 1.7 to 6.1 deprecated or took away, where another name or call does exactly the same.

https://docs.djangoproject.com/en/stable/internals/deprecation/

A file for the releases of a series, by when they take a name away or move it.
"""
