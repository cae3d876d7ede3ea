"""abc: `@abstractproperty` is `@property` around `@abstractmethod`, and so are those of class and static methods.

https://docs.python.org/3/whatsnew/3.3.html#abc
https://docs.python.org/3/library/abc.html#abc.abstractproperty
"""

from __future__ import annotations

import re

from refactor_cli.transforms import Answer, Named, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.decorators import decorated, line_below
from refactor_cli.transforms.reading import root_of, source, span_of

_OUTER = {
    "abc.abstractproperty": "property",
    "abc.abstractclassmethod": "classmethod",
    "abc.abstractstaticmethod": "staticmethod",
}
_BOUND = r"\b(?:def|class|import|as)\s+{0}\b|^\s*{0}\s*[=:]|\bimport\b[^\n]*\b{0}\b"


def compute(seen: Seen) -> Answer:
    """For decorators of functions: what is called otherwise may be given a function that is used without it, too."""
    function = decorated(seen.node)
    if function is None or function.type != "function_definition" or seen.node.type == "call":
        return Unfit("it decorates no function there: give the outer one what abstractmethod() makes of it")
    outer = _OUTER[seen.symbol]
    if re.search(_BOUND.format(outer), source(root_of(seen.node)), re.MULTILINE):
        return Unfit(f"'{outer}' may mean something else here")
    return Stretch(span_of(seen.node), (f"{outer}{line_below(seen.node)}@", Named("abc.abstractmethod")))


TRANSFORM = Transform(
    tuple(_OUTER),
    compute,
    is_decorator=True,
    requires="python>=3.3",
)
