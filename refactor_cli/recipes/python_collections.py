"""collections: the abstract base classes, which Python 3.10 has in collections.abc only.

https://docs.python.org/3/whatsnew/3.10.html#removed
"""

from refactor_cli.recipe import moved

moved("collections.AsyncGenerator", "collections.abc.AsyncGenerator", requires="python>=3.3")
moved("collections.AsyncIterable", "collections.abc.AsyncIterable", requires="python>=3.3")
moved("collections.AsyncIterator", "collections.abc.AsyncIterator", requires="python>=3.3")
moved("collections.Awaitable", "collections.abc.Awaitable", requires="python>=3.3")
moved("collections.ByteString", "collections.abc.ByteString", requires="python>=3.3")
moved("collections.Callable", "collections.abc.Callable", requires="python>=3.3")
moved("collections.Collection", "collections.abc.Collection", requires="python>=3.3")
moved("collections.Container", "collections.abc.Container", requires="python>=3.3")
moved("collections.Coroutine", "collections.abc.Coroutine", requires="python>=3.3")
moved("collections.Generator", "collections.abc.Generator", requires="python>=3.3")
moved("collections.Hashable", "collections.abc.Hashable", requires="python>=3.3")
moved("collections.ItemsView", "collections.abc.ItemsView", requires="python>=3.3")
moved("collections.Iterable", "collections.abc.Iterable", requires="python>=3.3")
moved("collections.Iterator", "collections.abc.Iterator", requires="python>=3.3")
moved("collections.KeysView", "collections.abc.KeysView", requires="python>=3.3")
moved("collections.Mapping", "collections.abc.Mapping", requires="python>=3.3")
moved("collections.MappingView", "collections.abc.MappingView", requires="python>=3.3")
moved("collections.MutableMapping", "collections.abc.MutableMapping", requires="python>=3.3")
moved("collections.MutableSequence", "collections.abc.MutableSequence", requires="python>=3.3")
moved("collections.MutableSet", "collections.abc.MutableSet", requires="python>=3.3")
moved("collections.Reversible", "collections.abc.Reversible", requires="python>=3.3")
moved("collections.Sequence", "collections.abc.Sequence", requires="python>=3.3")
moved("collections.Set", "collections.abc.Set", requires="python>=3.3")
moved("collections.Sized", "collections.abc.Sized", requires="python>=3.3")
moved("collections.ValuesView", "collections.abc.ValuesView", requires="python>=3.3")
