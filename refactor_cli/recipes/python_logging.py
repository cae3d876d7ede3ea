"""logging: warn() is another name of warning(), deprecated since Python 3.3; so are WARN and FATAL, which work today.

https://docs.python.org/3/library/logging.html#logging.Logger.warning
"""

from refactor_cli.recipe import likely, moved

moved("logging.WARN", "logging.WARNING")
moved("logging.FATAL", "logging.CRITICAL")
moved("logging.warn", "logging.warning")
moved("logging.Logger.warn", "logging.Logger.warning")
moved("logging.LoggerAdapter.warn", "logging.LoggerAdapter.warning")

# what a project's own function gives, or its base class has
likely("logging.Logger.warn", on="log")
likely("logging.Logger.warn", on="logger")
likely("logging.Logger.warn", on="LOG")
likely("logging.Logger.warn", on="LOGGER")
likely("logging.Logger.warn", on="_logger")
