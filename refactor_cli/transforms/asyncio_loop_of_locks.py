"""asyncio: locks, queues and events belong to the loop that they are waited for in, and take none since Python 3.10.

https://docs.python.org/3/whatsnew/3.10.html#removed

Before, without a loop they belonged to the one of their making.
"""

from __future__ import annotations

from refactor_cli.transforms import Transform
from refactor_cli.transforms.asyncio_loop_argument import compute

_MADE = (
    "BoundedSemaphore",
    "Condition",
    "Event",
    "LifoQueue",
    "Lock",
    "PriorityQueue",
    "Queue",
    "Semaphore",
)

TRANSFORM = Transform(
    tuple(f"asyncio.{name}" for name in _MADE), compute, stays=True, requires="python>=3.10"
)
