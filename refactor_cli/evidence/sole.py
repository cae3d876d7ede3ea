"""The name: nothing but the target is called so, wherever the object that it is asked of may come from."""

from __future__ import annotations

from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.inference.members.attributes import FIELD
from refactor_cli.inference.members.closed import is_closed, only_owner
from refactor_cli.inference.values import HANDED_AROUND, PROVEN, UNPACKED

RULE = "sole"
# how a receiver may be known to be of the target's class: every step is one that its value takes
_SOUND = frozenset({*PROVEN, "assigned", "callers", "container", "loop"})


def sole(site: Site) -> Verdict | None:
    """Certain where only the target's class has an attribute of the name: when it is a call, and either all that the
    code may get hold of is known, or an object of the class is seen to come there."""
    if site.owner is None or site.usage.kind != "call" or only_owner(site.ask, site.name) != site.owner:
        return None
    is_guess = FIELD in site.types.via  # by the name of an attribute alone
    known = [each for each in site.types.known if each.kind != "none" and not is_guess]
    via = site.types.via - {
        HANDED_AROUND,
        UNPACKED,
    }  # whatever others pass besides: nothing else has the name
    if known and via <= _SOUND:
        return Verdict("certain", ("inferred", *sorted(via), RULE), 1.0)
    if (
        not known
        and (is_guess or not site.is_contradicted)
        and is_closed(site.ask, site.usage.path, site.name)
    ):
        return Verdict("certain", (RULE,), 1.0)
    return None
