"""Undecided usages -> likely, ruled out, or an order: what evidence short of proof says.

One rule a file, a function from a site to a verdict. They are tried in order; the first that decides, does. What
each adds, and what it gets wrong, is measured one by one: `benchmarks/evidence.py`.

Assignments from elsewhere spoil what a file says by itself, in four ways. By what is assigned to: the target's own
name on its class or on one object (`replaced`); a variable of a module that the usage goes through (`rebound`); the
attribute or variable that holds the receiver (`set_anew`); the name of something else, which is the target from then
on (`put_in_place`). The first three make a usage less certain, the last opens one that was ruled out.
"""

from refactor_cli.evidence.question import Evidence, Question

__all__ = ["Evidence", "Question"]
