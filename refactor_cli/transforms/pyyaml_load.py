"""PyYAML: `yaml.load()` without a loader is `yaml.safe_load()`, and `load_all()` is `safe_load_all()`.

https://github.com/yaml/pyyaml/wiki/PyYAML-yaml.load(input)-Deprecation
"""

from __future__ import annotations

from refactor_cli.dotted import last_part
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of


def compute(seen: Seen) -> Answer:
    """For calls that give the text alone."""
    given = arguments_of(seen.node)
    if given is None or any(each.star for each in given):
        return Unfit("whether a loader is given is not seen here: give one, or call safe_load()")
    if len(given) != 1 or given[0].keyword not in ("", "stream"):
        return Passed("it is given a loader")
    name = last_part(seen.symbol)
    return Computed(f"def {name}(stream):\n    return yaml.safe_{name}(stream)", behaviour="changes")


TRANSFORM = Transform(("yaml.load", "yaml.load_all"), compute, imports="import yaml")
