from lib import new
from refactor_cli.recipe import replaces


@replaces("lib.old")
def old(*args, **kwargs):
    return new(*args, flag=True, **kwargs)
