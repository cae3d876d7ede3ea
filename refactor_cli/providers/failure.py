"""What can go wrong between a request and its answer, and whether asking again may help.

Which is which: https://api-docs.deepseek.com/quick_start/error_codes
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from refactor_cli.renderers.clean import clean

_SHOWN = 300  # characters of a server's own words
_TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_LONGEST_WAIT = 120.0  # seconds; a server that asks for more is not waited for
_HINTS = {
    400: "the server does not take this request: check --model, or give it less at once with --include",
    401: "check the key: DEEPSEEK_API_KEY for DeepSeek, REFACTOR_API_KEY for other servers",
    402: "top up the account, then go on with --resume",
    403: "check the key and what it may do",
    404: "check --base-url (often it ends with /v1) and --model",
    413: "give it less at once: --include or --only",
    422: "check --model and --base-url: the server does not understand the request",
    429: "the server limits requests: wait, then go on with --resume",
}
AGAIN = "wait, then go on with --resume"


class Failure(Exception):
    """One attempt failed. `wait`: what the server asked for, in seconds."""

    def __init__(
        self,
        reason: str,
        hint: str = AGAIN,
        *,
        is_transient: bool = False,
        may_be_billed: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.is_transient = is_transient
        self.may_be_billed = may_be_billed
        self.wait = wait


def of_status(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """For a response that is no stream of an answer."""
    if 300 <= status < 400:
        return Failure(
            f"it answered with a redirect ({status}), which is not followed",
            "give the address it leads to with --base-url, if that is the one you trust",
        )
    words = said(body)
    if status < 300:
        kind = headers.get("content-type", "no content type").partition(";")[0]
        reason = words or f"it sent {clean(kind)[:60]} instead of an answer"
        hint = "check --base-url: often it ends with /v1"
        if not words and b'"choices"' in body:
            reason, hint = (
                "it sent its answer in one piece, and not as a stream",
                "let it, or what is before it, stream",
            )
        return Failure(reason, hint, may_be_billed=not _is_page(body))
    reason = f"it answered with status {status}" + (f": {words}" if words else "")
    wait = _retry_after(headers)
    is_soon = wait is None or wait <= _LONGEST_WAIT
    if wait is not None and not is_soon:
        reason += f"; it asks to wait {wait:,.0f} seconds"
    is_transient = status in _TRANSIENT and is_soon
    return Failure(reason, _HINTS.get(status, AGAIN), is_transient=is_transient, wait=wait)


def said(body: bytes | object) -> str:
    """The message in a JSON error, cleaned and short; "" when there is none."""
    value = body
    if isinstance(body, bytes):
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return ""
    error = value.get("error", value) if isinstance(value, Mapping) else None
    message = error.get("message", _detail(error.get("detail"))) if isinstance(error, Mapping) else error
    return clean(" ".join(message.split()))[:_SHOWN] if isinstance(message, str) else ""


def _detail(detail: object) -> object:
    """What FastAPI says of a request: a text, or what is wrong with each of its fields.
    https://fastapi.tiangolo.com/tutorial/handling-errors/"""
    if not isinstance(detail, list):
        return detail
    wrong = [each for each in detail if isinstance(each, Mapping) and isinstance(each.get("msg"), str)]
    places = [".".join(map(str, at)) if isinstance(at := each.get("loc"), list) else "" for each in wrong]
    return "; ".join(
        f"{at}: {each['msg']}" if at else each["msg"] for at, each in zip(places, wrong, strict=True)
    )


def _is_page(body: bytes) -> bool:
    return body.lstrip()[:1] == b"<"


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds to wait: so many, or until a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after"""
    asked = headers.get("retry-after", "")
    try:
        seconds = float(asked)
    except ValueError:
        until = _date(asked)
        if until is None:
            return None
        # by the server's own clock, where it tells it: ours may be another
        now = _date(headers.get("date", "")) or datetime.now(UTC)
        return max((until - now).total_seconds(), 0.0)
    return seconds if 0 <= seconds < float("inf") else None


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
