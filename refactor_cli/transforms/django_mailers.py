"""Django: `get_connection()` without arguments is `mailers.default`, and what is sent by it needs no `connection`.

https://docs.djangoproject.com/en/6.1/howto/mailers-migration/#replacing-get-connection-and-connection-arguments
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.dotted import last_part
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import Argument, arguments_of, source

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_CONNECTION = "get_connection"
_SENDING = ("send_mail", "send_mass_mail", "mail_admins", "mail_managers")


def compute(seen: Seen) -> Answer:
    """For calls without arguments, and for those that send by what one gives."""
    given = arguments_of(seen.node)
    if given is None:
        return Passed("its arguments are not written there")
    name = last_part(seen.symbol)
    if name == _CONNECTION:
        if given:
            return Passed("it opens a connection of its own, which an entry of MAILERS describes now")
        new = "None" if _is_sent_by(seen.node) else "mailers.default"
        return Computed(f"def get_connection():\n    return {new}", behaviour="changes")
    left = [each for each in given if not _is_default(each, seen.node)]
    if len(left) == len(given):
        return Passed("it is given no default connection")
    return Computed(
        f"def {name}(*args, **kwargs):\n    return {name}(*args, **kwargs)",
        arguments=tuple(each.node for each in left),
        behaviour="changes",
    )


def _is_default(argument: Argument, call: Node) -> bool:
    """Whether an argument is `connection=get_connection()`, the one beside the function that is called."""
    if (
        argument.keyword != "connection"
        or argument.value.type != "call"
        or arguments_of(argument.value) != []
    ):
        return False
    here, there = (_owner(each.child_by_field_name("function")) for each in (call, argument.value))
    return here is not None and there is not None and there == (here[0], _CONNECTION)


def _is_sent_by(connection: Node) -> bool:
    """Whether a call is the `connection` of one that sends by it."""
    argument = connection.parent
    call = argument.parent.parent if argument is not None and argument.parent is not None else None
    if argument is None or argument.type != "keyword_argument" or call is None or call.type != "call":
        return False
    sends = _owner(call.child_by_field_name("function"))
    name = argument.child_by_field_name("name")
    is_sending = sends is not None and sends[1] in _SENDING
    return is_sending and name is not None and _is_default(Argument(argument, connection, source(name)), call)


def _owner(function: Node | None) -> tuple[str, str] | None:
    """What a function is asked of, "" for a plain name, and its name."""
    if function is None or function.type not in ("identifier", "attribute"):
        return None
    owner, _, name = source(function).rpartition(".")
    return owner, name


TRANSFORM = Transform(
    tuple(f"django.core.mail.{name}" for name in (_CONNECTION, *_SENDING)),
    compute,
    imports="from django.core.mail import mailers",
    stays=True,
    requires="django>=6.1",
)
