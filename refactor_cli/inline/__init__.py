"""Rewriting call sites by inlining a rule into them; the stage is `inline`.

From the outside in: `stage` makes a `Job` of each usage (`jobs`) and takes them file by file; `rewrite_file` tries
until the new names of a file fit it; `rewrite_site` sends a usage on by what it is, to `moves` (a name that becomes
another one) or `called_site` and `calls` (a call and its rules), which end in `by_rule`: arguments bound, put in order,
and filled into the rule's source. Whatever cannot be done safely raises `Opened` with the reason.
"""

from refactor_cli.inline.stage import NO_RULE, inline

__all__ = ["NO_RULE", "inline"]
