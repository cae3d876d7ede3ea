"""Django: the test client and the request factory take `headers={…}` instead of `HTTP_…` arguments.

https://docs.djangoproject.com/en/4.2/releases/4.2/#tests
"""

from __future__ import annotations

from refactor_cli.data import Behaviour
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import every_node
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.django_headers import header_name
from refactor_cli.transforms.reading import Argument, arguments_of, called_attribute, has_comment, source

_CLASSES = ("Client", "RequestFactory", "AsyncClient", "AsyncRequestFactory")
_EFFECTS = frozenset({"call", "await", "yield", "named_expression"})


def compute(seen: Seen) -> Answer:
    """For calls of these classes."""
    name = last_part(seen.symbol)
    # the asynchronous ones took such arguments under other names
    return with_headers(seen, name, "changes" if name.startswith("Async") else "same")


def with_headers(seen: Seen, called: str, behaviour: Behaviour) -> Answer:
    """A call with its `HTTP_…` arguments as one. `called`: what the new one is of, "self.get" for a method."""
    arguments = arguments_of(seen.node) or []
    given = [each for each in arguments if each.keyword.startswith("HTTP_") and header_name(each.keyword)]
    if not given:
        return Passed("it is given no headers")
    if any(each.star == "**" for each in arguments):
        return Unfit("it may be given headers already: put them together")
    already = next((each for each in arguments if each.keyword == "headers"), None)
    if already is not None:
        return _put_together(seen, called, given, already, behaviour)
    first, name = _receiver(called), last_part(called)
    names = [each.keyword for each in given]
    headers = ", ".join(f'"{header_name(each)}": {each}' for each in names)
    return Computed(
        f"def {name}({first}*args, {', '.join(names)}, **kwargs):\n"
        f"    return {called}(*args, headers={{{headers}}}, **kwargs)",
        behaviour=behaviour,
    )


def _put_together(
    seen: Seen, called: str, given: list[Argument], already: Argument, behaviour: Behaviour
) -> Answer:
    """The headers at the beginning of those that are written out as a dictionary, which count where both say one."""
    listed, arguments = seen.node.child_by_field_name("arguments"), arguments_of(seen.node) or []
    if already.value.type != "dictionary" or listed is None:
        return Unfit("it may be given headers already: put them together")
    if has_comment(listed):
        return Unfit("it is given headers already, and a comment stands there: put them together")
    if any(map(_has_effects, arguments)):
        return Unfit("it is given headers already, and its arguments have an order: put them together")
    written = ", ".join(f'"{header_name(each.keyword)}": {source(each.value)}' for each in given)
    own = source(already.value)[1:]
    white = own[: len(own) - len(own.lstrip())]
    between = ("," + white if "\n" in white else ", ") if already.value.named_children else ""
    new = f"{{{white}{written}{between}{own.lstrip()}"
    owner = called_attribute(seen.node) if _receiver(called) else None
    return Computed(
        f"def {last_part(called)}({_receiver(called)}*args, **kwargs):\n    return {called}(*args, **kwargs)",
        receiver=owner[0] if owner is not None else None,
        arguments=tuple(each.node for each in arguments if each not in given),
        inside=((already.value, new),),
        behaviour=behaviour,
    )


def _receiver(called: str) -> str:
    """The parameter for what a method is called on, with the comma behind it; "" for a class."""
    owner = called.rpartition(".")[0]
    return f"{owner}, " if owner else ""


def _has_effects(argument: Argument) -> bool:
    return any(each.type in _EFFECTS for each in every_node(argument.value))


TRANSFORM = Transform(
    tuple(f"{module}.{name}" for module in ("django.test", "django.test.client") for name in _CLASSES),
    compute,
    stays=True,
    requires="django>=4.2",
)
