"""asyncio: in a coroutine get_event_loop() is get_running_loop().

https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.get_event_loop
https://docs.python.org/3/whatsnew/3.12.html#deprecated
"""

from refactor_cli.recipe import transform

transform("asyncio_loop")
