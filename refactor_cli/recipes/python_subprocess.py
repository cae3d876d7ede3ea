"""subprocess: `text` for `universal_newlines` and `capture_output` for two pipes, since Python 3.7.

What was written before works today.

https://docs.python.org/3/whatsnew/3.7.html#subprocess
"""

from refactor_cli.recipe import replaces, transform

transform("subprocess_capture_output")


@replaces("subprocess.run", given=("universal_newlines",), requires="python>=3.7")
def run(*args, universal_newlines, **kwargs):
    if "text" in kwargs:
        return run(*args, universal_newlines=universal_newlines, **kwargs)
    return run(*args, text=universal_newlines, **kwargs)


@replaces("subprocess.check_output", given=("universal_newlines",), requires="python>=3.7")
def check_output(*args, universal_newlines, **kwargs):
    if "text" in kwargs:
        return check_output(*args, universal_newlines=universal_newlines, **kwargs)
    return check_output(*args, text=universal_newlines, **kwargs)


@replaces("subprocess.check_call", given=("universal_newlines",), requires="python>=3.7")
def check_call(*args, universal_newlines, **kwargs):
    if "text" in kwargs:
        return check_call(*args, universal_newlines=universal_newlines, **kwargs)
    return check_call(*args, text=universal_newlines, **kwargs)


@replaces("subprocess.Popen", given=("universal_newlines",), requires="python>=3.7")
def Popen(*args, universal_newlines, **kwargs):
    if "text" in kwargs:
        return Popen(*args, universal_newlines=universal_newlines, **kwargs)
    return Popen(*args, text=universal_newlines, **kwargs)


@replaces("subprocess.call", given=("universal_newlines",), requires="python>=3.7")
def call(*args, universal_newlines, **kwargs):
    if "text" in kwargs:
        return call(*args, universal_newlines=universal_newlines, **kwargs)
    return call(*args, text=universal_newlines, **kwargs)
