"""A small repository in which two functions have one name, and what to migrate the third one to."""

from __future__ import annotations

FILES = {
    "lib.py": "def total(items):\n    return sum(items)\n\n\ndef count(items):\n    return len(items)\n",
    "billing/__init__.py": "",
    "billing/sum.py": "def total(rows):\n    return rows\n",
    "app.py": "from lib import count\n\nprint(count([1]))\n",
}
TO = ["--to", "lib.size"]
