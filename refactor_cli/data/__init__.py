"""The values that pass between the stages, in the order of the pipeline. All frozen; none of them does anything.

Offsets are bytes into `Text.utf8` (see `text`); a `Span` is half open. Lines and columns, for people and JSON,
count from 1, columns in code points, ends exclusive.
"""

from refactor_cli.data.answers import (
    Answer,
    Billed,
    Omitted,
    Prompt,
    Proposal,
    Rejection,
    SiteBlock,
    Turn,
    Verdict,
)
from refactor_cli.data.changes import Branch, ChangeSet
from refactor_cli.data.files import LeftOut, Snapshot, SourceFile, Span, UnreadFile, blob_id
from refactor_cli.data.maps import (
    Binding,
    BindingKind,
    Definition,
    DefinitionKind,
    FileMap,
    Parameter,
    ParameterKind,
    Scope,
    ScopeKind,
)
from refactor_cli.data.outcomes import Behaviour, Edit, Inlined, Outcome, OutcomeKind
from refactor_cli.data.usages import (
    Certainty,
    DefinitionSite,
    Location,
    Symbol,
    Target,
    TargetKind,
    TargetUsages,
    Usage,
    UsageKind,
    Usages,
    usage_id,
)

__all__ = [
    "Answer",
    "Behaviour",
    "Billed",
    "Binding",
    "BindingKind",
    "Branch",
    "Certainty",
    "ChangeSet",
    "Definition",
    "DefinitionKind",
    "DefinitionSite",
    "Edit",
    "FileMap",
    "Inlined",
    "LeftOut",
    "Location",
    "Omitted",
    "Outcome",
    "OutcomeKind",
    "Parameter",
    "ParameterKind",
    "Prompt",
    "Proposal",
    "Rejection",
    "Scope",
    "ScopeKind",
    "SiteBlock",
    "Snapshot",
    "SourceFile",
    "Span",
    "Symbol",
    "Target",
    "TargetKind",
    "TargetUsages",
    "Turn",
    "UnreadFile",
    "Usage",
    "UsageKind",
    "Usages",
    "Verdict",
    "blob_id",
    "usage_id",
]
