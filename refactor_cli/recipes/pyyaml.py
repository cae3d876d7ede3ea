"""PyYAML: `yaml.load()` needs a loader since PyYAML 6.0; without one it becomes `yaml.safe_load()`.

https://github.com/yaml/pyyaml/wiki/PyYAML-yaml.load(input)-Deprecation

Before PyYAML 5.1 it made any object of Python that the text named. Calls with a loader are right.
"""

from refactor_cli.recipe import transform

transform("pyyaml_load")
