"""The modules of the standard library, of whichever Python: what code means, and how its imports are sorted, is the
same wherever the command runs."""

from __future__ import annotations

import sys

# https://docs.python.org/3.12/whatsnew/3.12.html#removed, https://docs.python.org/3.13/whatsnew/3.13.html#removed
_GONE = frozenset(
    {
        "aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt", "distutils", "imghdr", "imp",
        "lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes", "smtpd", "sndhdr", "spwd", "sunau",
        "telnetlib", "uu", "xdrlib",
    }
)  # fmt: skip

STANDARD_MODULES = sys.stdlib_module_names | _GONE
"""Those of Python 3.11, whose names are not those of other projects yet, and of the one at hand."""
