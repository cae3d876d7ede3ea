"""pkg_resources: the version of a distribution is `importlib.metadata.version(name)`, by whatever way it was asked for.

https://setuptools.pypa.io/en/latest/pkg_resources.html
https://docs.python.org/3/library/importlib.metadata.html#distribution-versions
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refactor_cli.expression_nodes import code_children
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Computed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import Argument, arguments_of, guards_of, source, text_value

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_OWN = lazy_pattern(
    r"\bpkg_resources\b|\b(?:DistributionNotFound|ResolutionError|UnknownExtra|\w*VersionConflict)\b"
)
_ASKED = lazy_pattern(
    r"\b(?:get_distribution|require)\(\s*(?:[\w.]+|\"[^\"\n]*\"|'[^'\n]*')\s*,?\s*\)(?:\[0\])?\s*\.version\b"
)


def compute(seen: Seen) -> Answer:
    """For a distribution whose version is asked for at once. The new one raises PackageNotFoundError."""
    if seen.symbol.endswith("NotFound"):
        return _exception(seen.node)
    given, around = arguments_of(seen.node), seen.node.parent
    is_required = seen.symbol.endswith(".require")
    if is_required:
        if not given or len(given) != 1 or not _is_first(around) or not _is_name(given[0]):
            return Unfit(
                "only the version of the first of them has a plain successor: see importlib.metadata"
            )
        assert around is not None
        around = around.parent
    name = (
        around.child_by_field_name("attribute") if around is not None and around.type == "attribute" else None
    )
    if name is None or source(name) != "version" or given is None or len(given) != 1 or given[0].star:
        return Unfit("only the version of a distribution has a plain successor: see importlib.metadata")
    if not all(map(_is_plain, guards_of(seen.node, _catches))):
        return Unfit("what is caught around it is pkg_resources' own, and PackageNotFoundError is raised now")
    return Computed(
        "def get_distribution(dist):\n    return importlib.metadata.version(dist)",
        node=around,
        arguments=(given[0].node,),
        behaviour="changes",
    )


def _is_first(around: Node | None) -> bool:
    """Whether it is the first of what is given: `require("shop")[0]`."""
    asked = around.child_by_field_name("subscript") if around is not None else None
    return asked is not None and around is not None and around.type == "subscript" and source(asked) == "0"


def _is_name(given: Argument) -> bool:
    """Whether it is a distribution's name, and no requirement with a version or extras."""
    value = text_value(given.value)
    return source(given.value) == "__name__" or re.fullmatch(r"[\w.-]+", value or "") is not None


def _exception(name: Node) -> Answer:
    """Where it is caught around nothing but such a call."""
    clause: Node | None = name
    while clause is not None and clause.type != "except_clause":
        clause = clause.parent if clause.type in ("identifier", "attribute", "as_pattern") else None
    if clause is None or clause.parent is None or not _is_plain(clause.parent):
        return Unfit(
            "importlib.metadata raises PackageNotFoundError: look what is caught, and where it comes from"
        )
    return Computed(
        "def not_found():\n    return importlib.metadata.PackageNotFoundError", behaviour="changes"
    )


def _catches(guard: Node) -> bool:
    """Whether it catches an exception of pkg_resources."""
    if guard.type == "with_statement":  # suppress(DistributionNotFound)
        return _OWN.search(source(guard.named_children[0])) is not None
    return any(map(_OWN.search, _caught(guard)))


def _is_plain(guard: Node) -> bool:
    """Whether a `try` does nothing but ask for one version, and catches DistributionNotFound by itself."""
    body = guard.child_by_field_name("body")
    statements = code_children(body)
    own = [each for each in _caught(guard) if _OWN.search(each)]
    is_one = len(statements) == 1 and len(_ASKED.findall(source(statements[0]))) == 1
    others = _ASKED.sub("", source(statements[0])) if statements else ""
    return (
        guard.type == "try_statement"
        and is_one
        and not re.search(r"\b(?:get_distribution|require)\b|\(", others)
        and all(re.fullmatch(r"(?:pkg_resources\.)?DistributionNotFound", each) for each in own)
    )


def _caught(guard: Node) -> list[str]:
    clauses = (each for each in guard.named_children if each.type == "except_clause")
    found = (
        [each for each in clause.named_children if each.type not in ("block", "comment")]
        for clause in clauses
    )
    return [source(each[0]).partition(" as ")[0] for each in found if each]


TRANSFORM = Transform(
    ("pkg_resources.get_distribution", "pkg_resources.require"),
    compute,
    imports="import importlib.metadata",
    requires="python>=3.8",
)
