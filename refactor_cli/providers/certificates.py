"""() -> the authorities that this machine trusts, read once: to read them takes longer than most of a request."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssl import SSLContext


@cache
def trusted() -> SSLContext:
    """As a client makes it that takes nothing from the environment; shared by all clients of the process."""
    import httpx2

    return httpx2.create_ssl_context(trust_env=False)
