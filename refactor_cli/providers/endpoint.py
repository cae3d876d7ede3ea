"""Where requests go: one address that the user named, checked before anything is sent."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from msgspec import Struct

from refactor_cli.errors import RefactorError
from refactor_cli.settings import Key


class Endpoint(Struct, frozen=True):
    """`url`: of the API, without a slash at its end; `key`: None for a server that wants none."""

    url: str
    key: Key | None = None

    @property
    def host(self) -> str:
        """Its host, without port."""
        return urlsplit(self.url).hostname or ""

    def hide(self, text: str) -> str:
        """A text without the key."""
        return self.key.hide(text) if self.key else text


def checked_url(url: str, allow_http: bool = False) -> str:
    """The address as it is used.

    Raises:
        RefactorError: it is none, carries a password or a query, or would send a key in the clear.
    """
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise _wrong("it cannot be read") from error
    if parts.scheme not in ("http", "https") or not host or not url.isascii() or not url.isprintable():
        raise _wrong("it is no http or https address")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise _wrong("it may hold no user, password, query or fragment")
    if parts.scheme == "http" and not (allow_http or is_loopback(host)):
        raise RefactorError(
            f"{host} would be sent the repository over plain http",
            "use https, or say --allow-http if the network is yours",
        )
    # many copy the address of a request: the API's own stands before that
    return url.strip().rstrip("/").removesuffix("/chat/completions").rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong(why: str) -> RefactorError:
    return RefactorError(
        f"the address of the model's server cannot be used: {why}", "give --base-url https://HOST/v1"
    )
