"""logging: warn() is another name of warning(), deprecated since Python 3.3 and gone in 3.13.

https://docs.python.org/3/whatsnew/3.13.html#logging
"""

from refactor_cli.recipe import moved

moved("logging.warn", "logging.warning")
moved("logging.Logger.warn", "logging.Logger.warning")
moved("logging.LoggerAdapter.warn", "logging.LoggerAdapter.warning")
