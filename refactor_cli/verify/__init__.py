"""Proposal, Usages, SymbolMap -> Verified. The blocks of an answer (`blocks`); the result of all edits (`result`)."""

from __future__ import annotations

from refactor_cli.verify.blocks import Verified, verify

__all__ = ["Verified", "verify"]
