"""The peer in `reverse_migration.py`: a LibCST codemod as its documentation teaches it, over the files given.

Renames `django.urls.reverse` to `django.urls.reverse_url` and adds `strict=True`, with qualified names, so that it
knows the function from other names alike.
"""

from __future__ import annotations

import sys
from pathlib import Path

import libcst as cst
from libcst.codemod import CodemodContext, VisitorBasedCodemodCommand
from libcst.codemod.visitors import AddImportsVisitor, RemoveImportsVisitor
from libcst.metadata import QualifiedNameProvider

OLD = "django.urls.reverse"


class Reverse(VisitorBasedCodemodCommand):
    """The codemod."""

    METADATA_DEPENDENCIES = (QualifiedNameProvider,)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        names = self.get_metadata(QualifiedNameProvider, original_node.func, set())
        if not any(name.name == OLD for name in names) or not isinstance(original_node.func, cst.Name):
            return updated_node
        AddImportsVisitor.add_needed_import(self.context, "django.urls", "reverse_url")
        RemoveImportsVisitor.remove_unused_import(self.context, "django.urls", "reverse")
        flag = cst.Arg(
            cst.Name("True"),
            keyword=cst.Name("strict"),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        return updated_node.with_changes(func=cst.Name("reverse_url"), args=[*updated_node.args, flag])


def main() -> None:
    """Rewrites the files named on the command line in place."""
    for name in sys.argv[1:]:
        path = Path(name)
        module = cst.parse_module(path.read_bytes())
        path.write_bytes(Reverse(CodemodContext()).transform_module(module).bytes)


if __name__ == "__main__":
    main()
