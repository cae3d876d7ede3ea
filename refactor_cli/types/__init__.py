"""Type servers: what they say a name is, asked over the language server protocol.

A server never sees the repository. It works on a copy of the snapshot's Python files, with configuration that we
write; packages are given to it as a folder, and no interpreter is run.
"""

from __future__ import annotations

from refactor_cli.types.values import Answers, Checker, Place, Pointer

__all__ = ["Answers", "Checker", "Place", "Pointer"]
