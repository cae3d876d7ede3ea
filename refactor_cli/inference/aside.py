"""Which files of a repository are no part of the program."""

from __future__ import annotations

import re

_ASIDE = re.compile(
    r"(?:^|/)(?:tests?|testing)/|^(?:docs?|examples?|samples?|benchmarks?|scripts?|tools)/"
    r"|(?:^|/)(?:test_[^/]*|[^/]*_tests?|conftest|setup|noxfile|fabfile)\.py$"
)


def is_aside(path: str) -> bool:
    """Whether a file is no part of the program: a test, an example, a script."""
    return _ASIDE.search(path) is not None
