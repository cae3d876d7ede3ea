"""pathlib: what `os` and `os.path` say and do about a path, as methods of `Path`. All of it works today.

https://docs.python.org/3/library/pathlib.html#corresponding-tools

A path has to be a text or a path there: bytes and open files are for `os` alone. Before Python 3.14, `exists()` and the
like raise an error where a folder may not be looked into, and `os.path` says no.
"""

from pathlib import Path

from refactor_cli.recipe import OMITTED, replaces


@replaces("os.path.exists", behaviour="changes", requires="python>=3.4")
def exists(path):
    """An empty text is the current folder, which exists."""
    return Path(path).exists()


@replaces("os.path.isdir", behaviour="changes", requires="python>=3.4")
def isdir(s):
    """An empty text is the current folder, which is one."""
    return Path(s).is_dir()


@replaces("os.path.isfile", behaviour="changes", requires="python>=3.4")
def isfile(path):
    """Bytes and open files are taken no longer."""
    return Path(path).is_file()


@replaces("os.path.islink", behaviour="changes", requires="python>=3.4")
def islink(path):
    """Bytes are taken no longer."""
    return Path(path).is_symlink()


@replaces("os.path.isabs", behaviour="changes", requires="python>=3.4")
def isabs(s):
    """Bytes are taken no longer; on Windows, before Python 3.13, a path without a drive was absolute as well."""
    return Path(s).is_absolute()


@replaces("os.path.getsize", behaviour="changes", requires="python>=3.4")
def getsize(filename):
    """Bytes and open files are taken no longer; an empty text is the current folder."""
    return Path(filename).stat().st_size


@replaces("os.path.getmtime", behaviour="changes", requires="python>=3.4")
def getmtime(filename):
    """Bytes and open files are taken no longer; an empty text is the current folder."""
    return Path(filename).stat().st_mtime


@replaces("os.path.getatime", behaviour="changes", requires="python>=3.4")
def getatime(filename):
    """Bytes and open files are taken no longer; an empty text is the current folder."""
    return Path(filename).stat().st_atime


@replaces("os.path.getctime", behaviour="changes", requires="python>=3.4")
def getctime(filename):
    """Bytes and open files are taken no longer; an empty text is the current folder."""
    return Path(filename).stat().st_ctime


@replaces("os.path.samefile", behaviour="changes", requires="python>=3.5")
def samefile(f1, f2):
    """Bytes and open files are taken no longer."""
    return Path(f1).samefile(f2)


@replaces("os.remove", "os.unlink", context="statement", behaviour="changes", requires="python>=3.4")
def remove(path, **kwargs):
    """Bytes are taken no longer."""
    if kwargs:
        return remove(path, **kwargs)
    return Path(path).unlink()


@replaces("os.rmdir", context="statement", behaviour="changes", requires="python>=3.4")
def rmdir(path, **kwargs):
    """Bytes are taken no longer."""
    if kwargs:
        return rmdir(path, **kwargs)
    return Path(path).rmdir()


@replaces("os.rename", context="statement", behaviour="changes", requires="python>=3.4")
def rename(src, dst, **kwargs):
    """Bytes are taken no longer."""
    if kwargs:
        return rename(src, dst, **kwargs)
    return Path(src).rename(dst)


@replaces("os.replace", context="statement", behaviour="changes", requires="python>=3.4")
def replace(src, dst, **kwargs):
    """Bytes are taken no longer."""
    if kwargs:
        return replace(src, dst, **kwargs)
    return Path(src).replace(dst)


@replaces("os.mkdir", context="statement", behaviour="changes", requires="python>=3.4")
def mkdir(path, mode=OMITTED, **kwargs):
    """Bytes are taken no longer."""
    if kwargs:
        return mkdir(path, mode, **kwargs)
    return Path(path).mkdir(mode)


@replaces("os.makedirs", context="statement", behaviour="changes", requires="python>=3.5")
def makedirs(name, mode=OMITTED, exist_ok=OMITTED):
    """Bytes are taken no longer; an empty text, which was an error, is the current folder."""
    if mode is OMITTED:
        return Path(name).mkdir(parents=True, exist_ok=exist_ok)
    return Path(name).mkdir(mode, parents=True, exist_ok=exist_ok)


@replaces("os.chmod", context="statement", behaviour="changes", requires="python>=3.4")
def chmod(path, mode, **kwargs):
    """Bytes and open files are taken no longer."""
    if kwargs:
        return chmod(path, mode, **kwargs)
    return Path(path).chmod(mode)


@replaces("os.stat", behaviour="changes", requires="python>=3.4")
def stat(path, **kwargs):
    """Bytes and open files are taken no longer."""
    if kwargs:
        return stat(path, **kwargs)
    return Path(path).stat()
