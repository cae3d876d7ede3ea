"""abc: `@abstractproperty` is `@property` around `@abstractmethod`, and so are those of class and static methods.

https://docs.python.org/3/whatsnew/3.3.html#abc
https://docs.python.org/3/library/abc.html#abc.abstractproperty
"""

from __future__ import annotations

from refactor_cli.transforms import Answer, Named, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.decorators import decorated, line_below
from refactor_cli.transforms.reading import may_be_bound, span_of

_OUTER = {
    "abc.abstractproperty": "property",
    "abc.abstractclassmethod": "classmethod",
    "abc.abstractstaticmethod": "staticmethod",
}


def compute(seen: Seen) -> Answer:
    """For decorators of functions: what is called otherwise may be given a function that is used without it, too."""
    function = decorated(seen.node)
    if function is None or function.type != "function_definition" or seen.node.type == "call":
        return Unfit("it decorates no function there: give the outer one what abstractmethod() makes of it")
    outer = _OUTER[seen.symbol]
    if may_be_bound(seen.node, outer):
        return Unfit(f"'{outer}' may mean something else here")
    return Stretch(span_of(seen.node), (f"{outer}{line_below(seen.node)}@", Named("abc.abstractmethod")))


TRANSFORM = Transform(
    tuple(_OUTER),
    compute,
    is_decorator=True,
    requires="python>=3.3",
)
