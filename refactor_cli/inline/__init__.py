"""Rewriting call sites by inlining a rule into them; the stage is `inline`."""

from refactor_cli.inline.stage import inline

__all__ = ["inline"]
