"""The address that is asked, its key, and the model of each round: as ordered, else as the user configured it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.commands.asking_models.model_order import AUTO, ModelOrder
from refactor_cli.commands.command_line import output
from refactor_cli.errors import RefactorError

if TYPE_CHECKING:
    from datetime import datetime

    from refactor_cli.commands.reading import Reading
    from refactor_cli.keys import UserConfig
    from refactor_cli.prices import Price
    from refactor_cli.providers.endpoint import Endpoint

_SHOWN = 5


class Who(Struct, frozen=True):
    """Who answers: the address, and the model of each round. `named`: as it was said, "auto" or a model."""

    endpoint: Endpoint
    models: tuple[str, ...]
    config: UserConfig
    named: str

    def as_ordered(self, order: ModelOrder) -> ModelOrder:
        """The order with what it leaves to the environment and to the user's file: both may say something else by the
        time the run goes on."""
        return replace(order, base_url=self.endpoint.url, model=self.named)

    def price(self, model: str, at: datetime) -> Price | None:
        """What a model's tokens cost at a time: as the user says, else as it is known; None where neither tells."""
        from refactor_cli.prices import model as known

        if (own := self.config.prices.get(model.lower())) is not None:
            return own
        found = known(model)
        return found.price(at) if found is not None else None


def who_answers(reading: Reading, order: ModelOrder, usual: str = "") -> Who:
    """The address and the models of each round. `usual`: whom to ask when nobody is named, Pro if "".

    Raises:
        RefactorError: the address cannot be used.
    """
    from refactor_cli.keys import ignored_environment, ignored_settings, key_for, user_config
    from refactor_cli.providers import deepseek
    from refactor_cli.providers.endpoint import Endpoint, checked_url
    from refactor_cli.settings import config_file

    for warning in (
        *ignored_settings(reading.repository.top, reading.symbols.snapshot),
        *ignored_environment(),
    ):
        output.note(f"warning: {warning}")
    config = user_config()
    if config.unknown:
        names = ", ".join(config.unknown[:_SHOWN])
        output.note(f"warning: {config_file()} says what means nothing here: {names}")
    named = order.base_url or os.environ.get("REFACTOR_BASE_URL") or config.base_url
    url = checked_url(named or deepseek.BASE_URL, order.allow_http)
    endpoint = Endpoint(url)
    is_deepseek = endpoint.host == deepseek.HOST
    # DeepSeek's key goes to DeepSeek and to nobody else
    variables = (deepseek.KEY_VARIABLE, "REFACTOR_API_KEY") if is_deepseek else ("REFACTOR_API_KEY",)
    key = key_for(endpoint.host, variables, config)
    model = order.model or config.model
    if not model:
        model = usual or deepseek.PRO
        if not is_deepseek:  # a gateway to it, as like as not: what else it serves has names of its own
            output.note(
                f"note: nothing says which model of {endpoint.host} to ask, so {model}; another: --model NAME"
            )
    model = named = usual if model == AUTO and usual else model
    models = (model,) * order.rounds
    if model == AUTO:
        # what Flash cannot do goes to Pro, so that the last word is never Flash's
        models = (
            (deepseek.FLASH, *(deepseek.PRO,) * (order.rounds - 1)) if order.rounds > 1 else (deepseek.PRO,)
        )
    return Who(Endpoint(url, key), models, config, named)


def check_key(who: Who) -> None:
    """Raises RefactorError when there is no key for a server that is not this machine."""
    from refactor_cli.providers import deepseek
    from refactor_cli.providers.endpoint import is_loopback

    host = who.endpoint.host
    if who.endpoint.key is None and not is_loopback(host):
        variable = deepseek.KEY_VARIABLE if host == deepseek.HOST else "REFACTOR_API_KEY"
        raise RefactorError(
            f"there is no key for {host}",
            f"set {variable}; for another server, --base-url or REFACTOR_BASE_URL; "
            "or answer by hand: --prompt-out FILE, then --answer FILE",
        )
