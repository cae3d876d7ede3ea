"""typing_extensions: what is the same object in typing, from the Python on that has it so. All of it works today.

https://typing-extensions.readthedocs.io/
https://docs.python.org/3/library/typing.html

`Protocol`, `TypedDict`, `ParamSpec` and others are left alone: typing_extensions goes on improving them.
"""

from refactor_cli.recipe import moved

moved("typing_extensions.ClassVar", "typing.ClassVar", requires="python>=3.8")
moved("typing_extensions.Final", "typing.Final", requires="python>=3.8")
moved("typing_extensions.NoReturn", "typing.NoReturn", requires="python>=3.8")
moved("typing_extensions.Text", "builtins.str")
moved("typing_extensions.TYPE_CHECKING", "typing.TYPE_CHECKING", requires="python>=3.8")
moved("typing_extensions.OrderedDict", "collections.OrderedDict", requires="python>=3.9")
moved("typing_extensions.Annotated", "typing.Annotated", requires="python>=3.9")
moved("typing_extensions.Literal", "typing.Literal", requires="python>=3.10.1")
moved("typing_extensions.Concatenate", "typing.Concatenate", requires="python>=3.10")
moved("typing_extensions.ParamSpecArgs", "typing.ParamSpecArgs", requires="python>=3.10")
moved("typing_extensions.ParamSpecKwargs", "typing.ParamSpecKwargs", requires="python>=3.10")
moved("typing_extensions.TypeAlias", "typing.TypeAlias", requires="python>=3.10")
moved("typing_extensions.TypeGuard", "typing.TypeGuard", requires="python>=3.10")
moved("typing_extensions.Any", "typing.Any", requires="python>=3.11")
moved("typing_extensions.LiteralString", "typing.LiteralString", requires="python>=3.11")
moved("typing_extensions.Never", "typing.Never", requires="python>=3.11")
moved("typing_extensions.NotRequired", "typing.NotRequired", requires="python>=3.11")
moved("typing_extensions.Required", "typing.Required", requires="python>=3.11")
moved("typing_extensions.Self", "typing.Self", requires="python>=3.11")
moved("typing_extensions.assert_never", "typing.assert_never", requires="python>=3.11")
moved("typing_extensions.assert_type", "typing.assert_type", requires="python>=3.11")
moved("typing_extensions.clear_overloads", "typing.clear_overloads", requires="python>=3.11")
moved("typing_extensions.final", "typing.final", requires="python>=3.11")
moved("typing_extensions.get_args", "typing.get_args", requires="python>=3.11")
moved("typing_extensions.get_origin", "typing.get_origin", requires="python>=3.11")
moved("typing_extensions.get_overloads", "typing.get_overloads", requires="python>=3.11")
moved("typing_extensions.overload", "typing.overload", requires="python>=3.11")
moved("typing_extensions.reveal_type", "typing.reveal_type", requires="python>=3.11")
moved("typing_extensions.SupportsIndex", "typing.SupportsIndex", requires="python>=3.12")
moved("typing_extensions.override", "typing.override", requires="python>=3.12")
moved("typing_extensions.ReadOnly", "typing.ReadOnly", requires="python>=3.13")
moved("typing_extensions.TypeIs", "typing.TypeIs", requires="python>=3.13")
moved("typing_extensions.deprecated", "warnings.deprecated", requires="python>=3.13")
moved("typing_extensions.Buffer", "collections.abc.Buffer", requires="python>=3.12")
moved("typing_extensions.get_original_bases", "types.get_original_bases", requires="python>=3.12")
