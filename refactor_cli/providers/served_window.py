"""Endpoint, model -> how many tokens the server that serves it takes, where the server says so (`GET /models`).

vLLM and SGLang give `max_model_len`; others `context_window` or `context_length`:
https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from refactor_cli.providers.endpoint import Endpoint

_NAMES = ("max_model_len", "context_window", "context_length")
_SECONDS = 10.0
_MOST_BYTES = 4_000_000


def served_window(endpoint: Endpoint, model: str) -> int | None:
    """In tokens; None when the server does not say, or does not answer."""
    import httpx2

    headers = {"Accept-Encoding": "identity"}
    if endpoint.key is not None:
        headers["Authorization"] = f"Bearer {endpoint.key.value}"
    try:
        with (
            httpx2.Client(trust_env=False, follow_redirects=False, timeout=_SECONDS) as client,
            client.stream("GET", f"{endpoint.url.rstrip('/')}/models", headers=headers) as response,
        ):
            body = b""
            for piece in response.iter_raw() if response.status_code == 200 else ():
                body += piece
                if len(body) > _MOST_BYTES:
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
