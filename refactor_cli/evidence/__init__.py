"""Undecided usages -> likely, ruled out, or an order: what evidence short of proof says.

One rule a file, a function from a site to a verdict. They are tried in order; the first that decides, does. What
each adds, and what it gets wrong, is measured one by one: `benchmarks/evidence.py`.
"""

from refactor_cli.evidence.question import Evidence, Question

__all__ = ["Evidence", "Question"]
