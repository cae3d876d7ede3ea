"""DeepSeek's own API: its address, its models, its switches. https://api-docs.deepseek.com"""

from __future__ import annotations

from typing import Any

from refactor_cli.providers.openai_compatible import Dialect

BASE_URL = "https://api.deepseek.com"
HOST = "api.deepseek.com"
PRO, FLASH = "deepseek-v4-pro", "deepseek-flash"
KEY_VARIABLE = "DEEPSEEK_API_KEY"


def _switches(thinks: bool) -> dict[str, Any]:
    """Thinking is on by default there; said all the same, because defaults change. The effort never changes within a
    conversation: it stands at the start of the encoded prompt, and another one would lose the cached prefix."""
    if not thinks:
        return {"extra_body": {"thinking": {"type": "disabled"}}}
    return {"extra_body": {"thinking": {"type": "enabled"}}, "reasoning_effort": "high"}


DEEPSEEK = Dialect("deepseek", _switches)
