"""The folders that a server is to look for modules in, from the repository's layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.standard_modules import STANDARD_MODULES

if TYPE_CHECKING:
    from refactor_cli.resolution.modules import Modules

_USUAL = ("", "src", "lib")
# each root is one more place to look for every import
_MOST = 40


def source_roots(modules: Modules) -> tuple[str, ...]:
    """The roots in the order to try them: the usual and the shallow ones first.

    A server knows one order for all files. A root that offers a name of the standard library would hide that from
    every file, so it is left out unless it is a usual one.
    """
    offered: dict[str, set[str]] = {}
    for stem in modules.files:
        root = modules.root(stem if stem in modules.packages else stem.rpartition("/")[0])
        offered.setdefault(root, set()).add(stem[len(root) + 1 if root else 0 :].split("/", 1)[0])
    usual = [root for root in _USUAL if root in offered or root == ""]
    others = (root for root, names in offered.items() if not names & STANDARD_MODULES)
    more = sorted({*others} - {*_USUAL}, key=lambda root: (root.count("/"), root))
    return (*usual, *more)[:_MOST]
