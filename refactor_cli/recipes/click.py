"""Click: what 8.1 and 8.2 took away, and classes that 8.2 calls outdated.

https://click.palletsprojects.com/en/stable/changes/#version-8-1-0
https://click.palletsprojects.com/en/stable/changes/#version-8-2-0
"""

import shutil
import sys

from refactor_cli.recipe import OMITTED, moved, replaces

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


@replaces("click.testing.CliRunner", given=("mix_stderr",), behaviour="changes", requires="click>=8.2")
def CliRunner(*args, mix_stderr, **kwargs):
    """`output` has both streams as they were written, and `stdout` and `stderr` have one each."""
    if mix_stderr is not OMITTED:
        return CliRunner(*args, **kwargs)
    return CliRunner(*args, **kwargs)
