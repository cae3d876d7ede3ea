"""Files that building a package writes from others, README and settings among them: nobody edits these copies."""

from __future__ import annotations

# https://packaging.python.org/en/latest/specifications/ names them
_FOLDERS = (".egg-info", ".dist-info")
_FILES = ("PKG-INFO",)


def is_packaging_copy(path: str) -> bool:
    """Whether a path is metadata of a built or installed package."""
    *folders, name = path.split("/")
    return name in _FILES or name.endswith(_FOLDERS) or any(each.endswith(_FOLDERS) for each in folders)
