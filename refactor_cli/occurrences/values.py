"""One occurrence of a name, and its syntactic place. What is cached between runs."""

from __future__ import annotations

from typing import Literal, NamedTuple

from refactor_cli.data import Span

Place = Literal[
    "name",
    "attribute",  # the last part of `receiver.name`
    "imported",  # `from receiver import name`
    "module",  # the last part of the dotted module name `receiver.name` (or `name`) in an import statement
    "definition",
    "binding",
    "string",
    "text",  # in a comment, a docstring, or a string that is more than a name
]
Role = Literal["call", "decorator", "base", "reference"]


class Occurrence(NamedTuple):
    """One occurrence of a name.

    `receiver`: source of what stands before the last dot, calls as `f()`, a literal as its type (`'str'`), "" when it
    is anything else; of an imported name its module. For a string its content up to the name's end, and `context`
    says what it is for: "" | "__all__" | "annotation" | "argument" | "bytes" | "class-body" (a key of the names that
    `type` makes a class of, the bases in `first_argument`) | "entry-point" | "f-string" (a part of it is computed) |
    "fixture" | "format" (an attribute in a field of a format string) | "key" (behind a constant, which is in
    `first_argument`) | "named" (a constant that `getattr` is given elsewhere, or one that something is made of) |
    "path" (the first name of what a patch takes) | "subscript" (behind what may be a generic type, which is in
    `first_argument`), with the called name in `callee`, and the source of the
    argument before it in `first_argument` (a string there with its quotes). For a keyword that may name a field (see
    `fields`), `context` is "made" | "copied" | "matched". For a text `context` is "comment" | "docstring" | "string",
    `expression` all of it. `is_given`: it may be given another name right here, by `as` or an assignment.
    """

    span: Span
    place: Place
    role: Role
    expression: Span
    call: Span | None = None
    receiver: str = ""
    context: str = ""
    callee: str = ""
    first_argument: str = ""
    is_given: bool = False
