"""Amounts are whole cents; rates are in percent of a euro."""

RATES = {"EUR": 100, "SEK": 1135, "USD": 108}


def convert(amount, currency):
    return amount * RATES[currency] / 100


def cents(text):
    """Reads "12.5" as 1250."""
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int((rest + "00")[:2])
