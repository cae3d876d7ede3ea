"""Names with dots: `package.module.Class.method`."""


def last_part(dotted: str) -> str:
    """The name itself, without what it is asked of."""
    return dotted.rpartition(".")[2]
