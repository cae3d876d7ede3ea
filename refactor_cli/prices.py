"""What a model costs, and how much it can read: data with a date (`prices.toml`), because both float."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from msgspec import Struct


class Price(Struct, frozen=True):
    """USD per million tokens at one hour."""

    cache_hit: float
    cache_miss: float
    output: float

    def usd(self, miss: int, hit: int = 0, output: int = 0) -> float:
        """Of one request."""
        return (miss * self.cache_miss + hit * self.cache_hit + output * self.output) / 1_000_000


class Model(Struct, frozen=True):
    """A model with a known price. `context`: its window, in tokens."""

    name: str
    context: int
    off_peak: Price
    peak: Price

    def price(self, at: datetime) -> Price:
        """The price at a time, which must know its zone."""
        return self.peak if is_peak(at) else self.off_peak


def models() -> tuple[Model, ...]:
    """The models whose price is known, in the order of the file."""
    return tuple(
        Model(name, value["context"], _price(value, "off_peak"), _price(value, "peak"))
        for name, value in _data().items()
        if isinstance(value, dict)
    )


def model(name: str) -> Model | None:
    """The model of this name, or that this name is an alias of; None where its price is not known."""
    for found in models():
        if name.lower() in _data()[found.name]["names"]:
            return found
    return None


def as_of() -> str:
    """The day of which the prices are."""
    return str(_data()["as_of"])


def is_peak(at: datetime) -> bool:
    """Whether the peak prices hold."""
    there = at.astimezone(UTC)
    hours: list[list[int]] = _data()["peak_hours"]
    return there.weekday() < 5 and any(start <= there.hour < end for start, end in hours)


def _price(value: dict[str, Any], hour: str) -> Price:
    return Price(*(value[kind][hour] for kind in ("cache_hit", "cache_miss", "output")))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("refactor_cli").joinpath("prices.toml").read_text("utf-8"))
