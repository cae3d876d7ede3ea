"""Click: what 8.1 took away, and classes that 8.2 calls outdated.

https://click.palletsprojects.com/en/stable/changes/#version-8-1-0
https://click.palletsprojects.com/en/stable/changes/#version-8-2-0
"""

import shutil
import sys

from refactor_cli.recipe import moved, replaces

moved("click.BaseCommand", "click.Command", requires="click>=8.2")
moved("click.core.BaseCommand", "click.Command", requires="click>=8.2")
moved("click.MultiCommand", "click.Group", requires="click>=8.2")
moved("click.core.MultiCommand", "click.Group", requires="click>=8.2")


@replaces("click.get_os_args", "click.utils.get_os_args", behaviour="changes")
def get_os_args():
    """With Python 2 on Windows it decoded them."""
    return sys.argv[1:]


@replaces("click.get_terminal_size", "click.termui.get_terminal_size", requires="python>=3.3")
def get_terminal_size():
    return shutil.get_terminal_size()
