"""Pydantic 2: `class Config` of a model is `model_config = ConfigDict(…)`, its options under their new names.

https://docs.pydantic.dev/latest/migration/#changes-to-config
https://docs.pydantic.dev/latest/concepts/pydantic_settings/

What Pydantic 2 has no option for, methods in it, and a `Config` with a base of its own are for people. Its base may be
`BaseConfig`, which says what is so without it, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.expression_nodes import code_children, every_node
from refactor_cli.transforms import Answer, Named, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.reading import root_of, source, span_of, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from refactor_cli.grammar import Node

_RENAMED = {
    "allow_population_by_field_name": "populate_by_name",
    "anystr_lower": "str_to_lower",
    "anystr_strip_whitespace": "str_strip_whitespace",
    "anystr_upper": "str_to_upper",
    "keep_untouched": "ignored_types",
    "max_anystr_length": "str_max_length",
    "min_anystr_length": "str_min_length",
    "orm_mode": "from_attributes",
    "schema_extra": "json_schema_extra",
    "validate_all": "validate_default",
}
_KEPT = frozenset(
    {
        *("alias_generator", "arbitrary_types_allowed", "extra", "frozen", "json_encoders", "title"),
        *("use_enum_values", "validate_assignment", *_RENAMED.values()),
        *(
            "coerce_numbers_to_str",
            "defer_build",
            "hide_input_in_errors",
            "loc_by_alias",
            "protected_namespaces",
        ),
        *("regex_engine", "revalidate_instances", "ser_json_bytes", "ser_json_timedelta", "strict"),
        *("use_attribute_docstrings", "validate_return"),
    }
)
_OF_SETTINGS = frozenset(
    {"case_sensitive", "env_file", "env_file_encoding", "env_nested_delimiter", "env_prefix", "secrets_dir"}
)
# what they say is how it always is now
_ALWAYS = {
    "copy_on_model_validation": ("False", "'none'", '"none"'),
    "smart_union": ("True",),
    "underscore_attrs_are_private": ("True",),
}
_BINDING = frozenset({"as_pattern_target", "dotted_name", "list_pattern", "pattern_list", "tuple_pattern"})
_FROZEN = {"True": "False", "False": "True"}


class _Option(NamedTuple):
    """What an assignment becomes; () where nothing is left of it. `is_changed`: a reviewer must look. `said`: the
    option and its value."""

    pieces: tuple[str | Span, ...]
    is_changed: bool = False
    said: tuple[str, str] = ("", "")


def compute(seen: Seen) -> Answer:
    """For the name of a class that a model has in its body."""
    cls = seen.node.parent
    body = cls.child_by_field_name("body") if cls is not None else None
    if cls is None or body is None or cls.type != "class_definition":
        return Unfit("it is no class of its own there: write model_config by hand")
    model = cls.parent.parent if cls.parent is not None else None
    if model is None or model.type != "class_definition" or source(model).count("model_config"):
        return Unfit("it stands in no class alone, or beside a model_config: write that by hand")
    bases = cls.child_by_field_name("superclasses")
    if any(source(each) not in ("object", *_plain_bases(cls)) for each in code_children(bases)):
        return Unfit("what its base says is to be in model_config as well: write that by hand")
    if name := _taken(model, cls, body):
        return Unfit(f"'{name}' means something else in the body of the model: write model_config by hand")
    is_settings = "BaseSettings" in seen.symbol
    options: list[tuple[Node, _Option]] = []
    said: dict[str, str] = {}
    for each in body.named_children:
        if each.type in ("comment", "pass_statement"):
            continue
        option = _option(each, is_settings)
        if isinstance(option, Unfit):
            return option
        called, value = option.said
        if said.get(called, value) != value:
            return Unfit(f"'{called}' is said twice, and not the same: write model_config by hand")
        if called in said:  # `orm_mode` and `from_attributes`, for both versions
            option = _Option((), option.is_changed)
        elif called:
            said[called] = value
        options.append((each, option))
    if not any(option.pieces for _, option in options):
        return Unfit("nothing is left of it: remove it")
    if _comments(cls, body) and not all(option.pieces for _, option in options):
        return Unfit("a comment in it would be lost")
    maker = "pydantic_settings.SettingsConfigDict" if is_settings else "pydantic.ConfigDict"
    is_changed = any(option.is_changed for _, option in options)
    pieces = ("model_config = ", Named(maker), "(", *_listed(cls, body, options, maker), ")")
    return Stretch(span_of(cls), pieces, behaviour="changes" if is_changed else "same")


def _plain_bases(node: Node) -> set[str]:
    """What a file calls the base that all of them have, by the imports at its top."""
    found = set[str]()
    for each in root_of(node).named_children:
        names = each.children_by_field_name("name")
        if each.type == "import_statement" and "pydantic" in map(source, names):
            found.add("pydantic.BaseConfig")
        module = each.child_by_field_name("module_name")
        if module is not None and source(module) in ("pydantic", "pydantic.config", "pydantic.main"):
            called = (_original_and_own(name) for name in names)
            found.update(own for original, own in called if original == "BaseConfig")
    return found


def _original_and_own(name: Node) -> tuple[str, str]:
    original, own = name.child_by_field_name("name"), name.child_by_field_name("alias")
    return (source(original or name), source(own or name))


def _option(statement: Node, is_settings: bool) -> _Option | Unfit:
    made = statement.named_children[0] if statement.type == "expression_statement" else statement
    name, value = made.child_by_field_name("left"), made.child_by_field_name("right")
    if made.type != "assignment" or name is None or value is None or name.type != "identifier":
        return Unfit("it holds more than options: write model_config by hand")
    called, given = source(name), source(value)
    if value.type in ("assignment", "augmented_assignment", "yield"):
        return Unfit("it holds more than options: write model_config by hand")
    if called == "allow_mutation" and given in _FROZEN:
        frozen = _FROZEN[given]
        # what is frozen has a hash
        return _Option((f"frozen={frozen}",), is_changed=True, said=("frozen", frozen))
    if given in _ALWAYS.get(called, ()):
        return _Option((), is_changed=called == "smart_union")
    called = _RENAMED.get(called, called)
    if called not in _KEPT and not (is_settings and called in _OF_SETTINGS):
        return Unfit(f"Pydantic 2 has no option '{called}': write model_config by hand")
    is_bare = value.type in ("expression_list", "pattern_list")  # a tuple without parentheses
    ahead, behind = ("(", ")") if is_bare else ("", "")
    # names in such a file that are no fields are errors now, unless `extra` says otherwise
    return _Option((f"{called}={ahead}", span_of(value), behind), called == "env_file", (called, given))


def _listed(cls: Node, body: Node, options: list[tuple[Node, _Option]], called: str) -> Iterator[str | Span]:
    """The arguments in one line where they fit, else each in a line of its own, with the comments around them."""
    given = [(each, option.pieces) for each, option in options if option.pieces]
    begin = cls.start_point[1] + len(f"model_config = {last_part(called)}()")
    length = begin + sum(sum(map(_length, pieces)) + len(", ") for _, pieces in given) - len(", ")
    comments = _comments(cls, body)
    is_short = length <= width_of(root_of(cls)) and not comments
    if is_short and all(each.start_point[0] == each.end_point[0] for each, _ in given):
        for number, (_, pieces) in enumerate(given):
            yield from (", " if number else "", *pieces)
        return
    indent = "\n" + _indentation(cls, body)
    by_place = {each.start_byte: pieces for each, pieces in given}
    last = cls.start_point[0]
    ends_in_comma = len(given) > 1 or bool(comments)
    for child in sorted((*comments, *(each for each, _ in given)), key=lambda node: node.start_byte):
        pieces = by_place.get(child.start_byte, ())
        if child.type == "comment":
            yield from ("  " if child.start_point[0] == last else indent, span_of(child))
        elif pieces:
            yield from (indent, *pieces, "," if ends_in_comma else "")
        last = child.end_point[0]
    yield indent[: 1 + cls.start_point[1]]


def _length(piece: str | Span) -> int:
    return len(piece) if isinstance(piece, str) else piece.end - piece.start


def _indentation(cls: Node, body: Node) -> str:
    first = body.named_children[0]
    root = root_of(cls)
    ahead = (root.text or b"")[: first.start_byte - root.start_byte].rpartition(b"\n")[2]
    return ahead.decode() if not ahead.strip() else " " * (cls.start_point[1] + 4)


def _comments(cls: Node, body: Node) -> list[Node]:
    """Those that stand in no value; the first ones lie before the body."""
    return [each for each in (*cls.named_children, *body.named_children) if each.type == "comment"]


def _taken(model: Node, cls: Node, body: Node) -> str:
    """A name of the options' values that the body of the model binds, or `Config` itself does; or `Config`, where
    the model's body uses it."""
    around, own = model.child_by_field_name("body"), cls.child_by_field_name("name")
    assert around is not None
    names = [each for each in every_node(around) if each.type == "identifier" and each != own]
    bound = {source(each) for each in names if _is_bound(each)}
    for each in names:
        if _is_bound(each) or _is_of(each, "attribute") or _is_of(each, "name"):
            continue
        is_inside = body.start_byte <= each.start_byte < body.end_byte
        if source(each) == "Config" or (is_inside and source(each) in bound):
            return source(each)
    return ""


def _is_bound(name: Node) -> bool:
    """Whether a name is given a value there, by whatever statement; parameters apart."""
    if name.parent is None or name.parent.type == "keyword_argument":
        return False
    return name.parent.type in _BINDING or any(_is_of(name, field) for field in ("left", "name", "alias"))


def _is_of(name: Node, field: str) -> bool:
    return name.parent is not None and name.parent.child_by_field_name(field) == name


TRANSFORM = Transform(
    (
        "pydantic.BaseModel.Config",
        "pydantic.main.BaseModel.Config",
        "pydantic.generics.GenericModel.Config",
        "pydantic.BaseSettings.Config",
        "pydantic_settings.BaseSettings.Config",
    ),
    compute,
    is_override=True,
    requires="pydantic>=2",
)
