"""asyncio: in a coroutine get_event_loop() is get_running_loop(); the argument `loop`, gone since Python 3.10, goes.

https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.get_event_loop
https://docs.python.org/3/whatsnew/3.12.html#deprecated
https://docs.python.org/3/whatsnew/3.10.html#removed
https://docs.python.org/3/whatsnew/3.14.html#asyncio
"""

from refactor_cli.recipe import transform

transform("asyncio_coroutine")
transform("asyncio_loop")
transform("asyncio_loop_argument")
transform("asyncio_loop_of_locks")
transform("asyncio_loop_policy")
