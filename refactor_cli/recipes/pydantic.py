"""Pydantic 2: the methods of models under their new names.

https://docs.pydantic.dev/latest/migration/
"""

import json
from typing import Optional, Union

import pydantic
from pydantic import TypeAdapter

from refactor_cli.recipe import OMITTED, moved, replaces, transform

transform("pydantic_config")
transform("pydantic_field_env")
transform("pydantic_root_validator")
transform("pydantic_validator")

moved("pydantic.BaseModel.__fields__", "pydantic.BaseModel.model_fields", requires="pydantic>=2")
moved("pydantic.BaseModel.__fields_set__", "pydantic.BaseModel.model_fields_set", requires="pydantic>=2")

# of a package of its own, pydantic-settings; variables of the environment are named in another way there
moved(
    "pydantic.BaseSettings",
    "pydantic_settings.BaseSettings",
    behaviour="changes",
    requires="pydantic>=2",
)
moved(
    "pydantic.settings.BaseSettings",
    "pydantic_settings.BaseSettings",
    behaviour="changes",
    requires="pydantic>=2",
)
# of a package of its own, pydantic-extra-types
moved("pydantic.Color", "pydantic_extra_types.color.Color", behaviour="changes", requires="pydantic>=2")
moved("pydantic.color.Color", "pydantic_extra_types.color.Color", behaviour="changes", requires="pydantic>=2")
moved(
    "pydantic.PaymentCardNumber",
    "pydantic_extra_types.payment.PaymentCardNumber",
    behaviour="changes",
    requires="pydantic>=2",
)
moved(
    "pydantic.payment.PaymentCardBrand",
    "pydantic_extra_types.payment.PaymentCardBrand",
    behaviour="changes",
    requires="pydantic>=2",
)
moved(
    "pydantic.payment.PaymentCardNumber",
    "pydantic_extra_types.payment.PaymentCardNumber",
    behaviour="changes",
    requires="pydantic>=2",
)
moved("pydantic.error_wrappers.ValidationError", "pydantic.ValidationError")
moved("pydantic.generics.GenericModel", "pydantic.BaseModel", requires="pydantic>=2")
moved("pydantic.PyObject", "pydantic.ImportString", requires="pydantic>=2")


@replaces("pydantic.BaseModel.dict", given=("skip_defaults",), requires="pydantic>=2")
def dict_of_given(self, *, skip_defaults, **kwargs):
    return self.model_dump(exclude_unset=skip_defaults, **kwargs)


@replaces("pydantic.BaseModel.dict", requires="pydantic>=2")
def dict_of(self, **kwargs):
    return self.model_dump(**kwargs)


@replaces("pydantic.BaseModel.json", behaviour="changes", requires="pydantic>=2")
def json_of_all(self):
    """Pydantic 1 wrote white space after commas and colons."""
    return self.model_dump_json()


@replaces("pydantic.BaseModel.json", behaviour="changes", requires="pydantic>=2")
def json_of(
    self,
    *,
    include=OMITTED,
    exclude=OMITTED,
    by_alias=OMITTED,
    exclude_unset=OMITTED,
    exclude_defaults=OMITTED,
    exclude_none=OMITTED,
    indent=OMITTED,
):
    """Pydantic 1 wrote white space after commas and colons. Other options of `json.dumps` have no successor."""
    return self.model_dump_json(
        include=include,
        exclude=exclude,
        by_alias=by_alias,
        exclude_unset=exclude_unset,
        exclude_defaults=exclude_defaults,
        exclude_none=exclude_none,
        indent=indent,
    )


@replaces("pydantic.BaseModel.parse_obj", requires="pydantic>=2")
def parse_obj(cls, obj):
    return cls.model_validate(obj)


@replaces("pydantic.BaseModel.from_orm", requires="pydantic>=2")
def from_orm(cls, obj):
    return cls.model_validate(obj)


@replaces("pydantic.BaseModel.validate", requires="pydantic>=2")
def validate(cls, value):
    return cls.model_validate(value)


@replaces("pydantic.BaseModel.parse_raw", behaviour="changes", requires="pydantic>=2")
def parse_raw(cls, b):
    """Validates as JSON: a strict model takes strings for dates there, and errors in the JSON read differently."""
    return cls.model_validate_json(b)


@replaces("pydantic.BaseModel.construct", requires="pydantic>=2")
def construct(cls, _fields_set=OMITTED, **values):
    return cls.model_construct(_fields_set, **values)


@replaces("pydantic.BaseModel.copy", behaviour="changes", requires="pydantic>=2")
def copy(self, *, update=OMITTED, deep=OMITTED):
    """What `update` adds beyond the fields is kept apart where a model allows it. `include` and `exclude` stay open."""
    return self.model_copy(update=update, deep=deep)


@replaces("pydantic.BaseModel.schema", requires="pydantic>=2")
def schema(cls, by_alias=OMITTED, ref_template=OMITTED):
    return cls.model_json_schema(by_alias=by_alias, ref_template=ref_template)


@replaces("pydantic.BaseModel.schema_json", behaviour="changes", requires="pydantic>=2")
def schema_json(cls, *, by_alias=OMITTED, **dumps_kwargs):
    """Defaults that JSON has no value for are not encoded any more."""
    return json.dumps(cls.model_json_schema(by_alias=by_alias), **dumps_kwargs)


@replaces("pydantic.BaseModel.update_forward_refs", requires="pydantic>=2")
def update_forward_refs(cls):
    return cls.model_rebuild(force=True)


@replaces("pydantic.parse_obj_as", requires="pydantic>=2")
def parse_obj_as(type_, obj):
    return TypeAdapter(type_).validate_python(obj)


@replaces("pydantic.Field", given=("regex",), behaviour="changes", requires="pydantic>=2")
def field_regex(*args, regex, **kwargs):
    """It had to match from the start, where a pattern is found anywhere; look-around is an error now."""
    return pydantic.Field(*args, pattern=regex, **kwargs)


@replaces("pydantic.Field", given=("min_items", "max_items"), requires="pydantic>=2")
def field_items(*args, min_items, max_items, **kwargs):
    return pydantic.Field(*args, min_length=min_items, max_length=max_items, **kwargs)


@replaces("pydantic.Field", given=("min_items",), requires="pydantic>=2")
def field_min_items(*args, min_items, **kwargs):
    return pydantic.Field(*args, min_length=min_items, **kwargs)


@replaces("pydantic.Field", given=("max_items",), requires="pydantic>=2")
def field_max_items(*args, max_items, **kwargs):
    return pydantic.Field(*args, max_length=max_items, **kwargs)


@replaces("pydantic.Field", given=("allow_mutation",), requires="pydantic>=2")
def field_frozen_or_not(*args, allow_mutation, **kwargs):
    """field_frozen_or_not(allow_mutation=False) -> pydantic.Field(frozen=True)."""
    if allow_mutation:
        return pydantic.Field(*args, frozen=False, **kwargs)
    return pydantic.Field(*args, frozen=True, **kwargs)


@replaces("pydantic.Field", given=("allow_mutation",), requires="pydantic>=2")
def field_frozen(*args, allow_mutation, **kwargs):
    return pydantic.Field(*args, frozen=not allow_mutation, **kwargs)


@replaces("pydantic.Field", given=("example",), behaviour="changes", requires="pydantic>=2")
def field_example(*args, example, **kwargs):
    """It was written into the schema as `example`."""
    return pydantic.Field(*args, examples=[example], **kwargs)


@replaces("pydantic.constr", given=("regex",), behaviour="changes", requires="pydantic>=2")
def constr_regex(*args, regex, **kwargs):
    """It had to match from the start, where a pattern is found anywhere; look-around is an error now."""
    return pydantic.constr(*args, pattern=regex, **kwargs)


@replaces("pydantic.conlist", given=("min_items", "max_items"), requires="pydantic>=2")
def conlist_items(*args, min_items, max_items, **kwargs):
    return pydantic.conlist(*args, min_length=min_items, max_length=max_items, **kwargs)


@replaces("pydantic.conlist", given=("min_items",), requires="pydantic>=2")
def conlist_min_items(*args, min_items, **kwargs):
    return pydantic.conlist(*args, min_length=min_items, **kwargs)


@replaces("pydantic.conlist", given=("max_items",), requires="pydantic>=2")
def conlist_max_items(*args, max_items, **kwargs):
    return pydantic.conlist(*args, max_length=max_items, **kwargs)


@replaces("pydantic.schema_of", behaviour="changes", requires="pydantic>=2")
def schema_of(type_):
    """The title of the schema is left out."""
    return TypeAdapter(type_).json_schema()


@replaces("pydantic.parse_raw_as", behaviour="changes", requires="pydantic>=2")
def parse_raw_as(type_, b):
    """Validates as JSON: errors in the JSON read differently."""
    return TypeAdapter(type_).validate_json(b)


@replaces("pydantic.conset", given=("min_items", "max_items"), requires="pydantic>=2")
def conset_items(*args, min_items, max_items, **kwargs):
    return pydantic.conset(*args, min_length=min_items, max_length=max_items, **kwargs)


@replaces("pydantic.conset", given=("min_items",), requires="pydantic>=2")
def conset_min_items(*args, min_items, **kwargs):
    return pydantic.conset(*args, min_length=min_items, **kwargs)


@replaces("pydantic.conset", given=("max_items",), requires="pydantic>=2")
def conset_max_items(*args, max_items, **kwargs):
    return pydantic.conset(*args, max_length=max_items, **kwargs)


@replaces("pydantic.Extra.allow", requires="pydantic>=2")
@property
def extra_allow():
    return "allow"


@replaces("pydantic.Extra.forbid", requires="pydantic>=2")
@property
def extra_forbid():
    return "forbid"


@replaces("pydantic.Extra.ignore", requires="pydantic>=2")
@property
def extra_ignore():
    return "ignore"


@replaces("pydantic.NoneStr", "pydantic.types.NoneStr", requires="pydantic>=2")
@property
def none_str():
    return Optional[str]


@replaces("pydantic.NoneBytes", "pydantic.types.NoneBytes", requires="pydantic>=2")
@property
def none_bytes():
    return Optional[bytes]


@replaces("pydantic.StrBytes", "pydantic.types.StrBytes", requires="pydantic>=2")
@property
def str_bytes():
    return Union[str, bytes]


@replaces("pydantic.NoneStrBytes", "pydantic.types.NoneStrBytes", requires="pydantic>=2")
@property
def none_str_bytes():
    return Optional[Union[str, bytes]]
