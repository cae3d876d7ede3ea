"""Rewriting call sites by inlining a rule into them; the stage is `inline`."""

from refactor_cli.inline.stage import NO_RULE, inline

__all__ = ["NO_RULE", "inline"]
