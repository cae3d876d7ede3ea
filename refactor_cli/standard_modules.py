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

# modules of packages, which the Python at hand may lack: newer ones have no distutils, and what Debian calls python3
# has no files of tkinter
_WITHIN = {
    "distutils": frozenset(
        {
            "_msvccompiler", "archive_util", "bcppcompiler", "ccompiler", "cmd", "command", "config", "core",
            "cygwinccompiler", "debug", "dep_util", "dir_util", "dist", "errors", "extension", "fancy_getopt",
            "file_util", "filelist", "log", "msvc9compiler", "msvccompiler", "spawn", "sysconfig", "text_file",
            "unixccompiler", "util", "version", "versionpredicate",
        }
    ),
    "distutils.command": frozenset(
        {
            "bdist", "bdist_dumb", "bdist_rpm", "build", "build_clib", "build_ext", "build_py", "build_scripts",
            "check", "clean", "config", "install", "install_data", "install_egg_info", "install_headers",
            "install_lib", "install_scripts", "register", "sdist", "upload",
        }
    ),
    "lib2to3": frozenset(
        {
            "btm_matcher", "btm_utils", "fixer_base", "fixer_util", "fixes", "main", "patcomp", "pgen2", "pygram",
            "pytree", "refactor",
        }
    ),
    "lib2to3.pgen2": frozenset({"conv", "driver", "grammar", "literals", "parse", "pgen", "token", "tokenize"}),
    "tkinter": frozenset(
        {
            "colorchooser", "commondialog", "constants", "dialog", "dnd", "filedialog", "font", "messagebox",
            "scrolledtext", "simpledialog", "tix", "ttk",
        }
    ),
}  # fmt: skip


def is_within(dotted: str) -> bool:
    """Whether a dotted name is a module of Python 3.11 of which the Python at hand may have no file."""
    package, _, name = dotted.rpartition(".")
    return name in _WITHIN.get(package, ())
