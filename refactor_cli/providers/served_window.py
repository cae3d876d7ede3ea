"""Endpoint, model -> how many tokens the server that serves it takes, where the server says so (`GET /models`).

vLLM and SGLang give `max_model_len`; others `context_window` or `context_length`:
https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from threading import Thread
from time import monotonic

from refactor_cli.providers.certificates import trusted
from refactor_cli.providers.endpoint import Endpoint

_NAMES = ("max_model_len", "context_window", "context_length")
_MOST_BYTES = 4_000_000


def served_window(endpoint: Endpoint, model: str, seconds: float = 10.0) -> int | None:
    """In tokens; None when the server does not say, or not within these seconds."""
    found = list[int | None]()
    # a byte now and then defeats the timeout of a socket: the clock of the one who waits counts
    asking = Thread(target=lambda: found.append(_asked(endpoint, model, seconds)), daemon=True)
    asking.start()
    asking.join(seconds)
    return found[0] if found else None


def _asked(endpoint: Endpoint, model: str, seconds: float) -> int | None:
    import httpx2

    headers = {"Accept-Encoding": "identity"}
    if endpoint.key is not None:
        headers["Authorization"] = f"Bearer {endpoint.key.value}"
    try:
        with (
            httpx2.Client(
                trust_env=False, verify=trusted(), follow_redirects=False, timeout=seconds
            ) as client,
            client.stream("GET", f"{endpoint.url.rstrip('/')}/models", headers=headers) as response,
        ):
            body, end = b"", monotonic() + seconds
            for piece in response.iter_raw() if response.status_code == 200 else ():
                body += piece
                if len(body) > _MOST_BYTES or monotonic() > end:
                    return None
    except (httpx2.HTTPError, httpx2.InvalidURL):
        return None
    return _said(body, model)


def _said(body: bytes, model: str) -> int | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    listed = value.get("data") if isinstance(value, Mapping) else None
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, Mapping) and each.get("id") == model:
            told = (each.get(name) for name in _NAMES)
            return next((n for n in told if isinstance(n, int) and not isinstance(n, bool) and n > 0), None)
    return None
