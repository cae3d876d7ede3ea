"""Proposal, Usages, SymbolMap -> Verified. The blocks of an answer (`blocks`); the result of all edits (`result`).

`blocks` lists what is checked, and sends each block on by its kind: to `site_blocks`, `whole_functions` or
`decorators`. A check is a module with a function that raises `Refused` with the reason, which the model
is told.
"""

from __future__ import annotations

from refactor_cli.verify.blocks import Verified, verify

__all__ = ["Verified", "verify"]
