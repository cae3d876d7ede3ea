"""What the tool's own files in a repository are called in a ledger: they say what others use, and use nothing."""

RECIPE = "recipe"
"""Who decides in a ledger of the usages in a recipe's own file: it says what is replaced."""

BASELINE = "baseline"
"""The same of the baseline of `check`: it counts what others use."""

KINDS = frozenset({RECIPE, BASELINE})
