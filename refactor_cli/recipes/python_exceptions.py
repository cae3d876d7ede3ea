"""Exceptions of the standard library that have several names: `IOError`, `socket.error`. All of them work today.

https://docs.python.org/3/library/exceptions.html#OSError
https://docs.python.org/3/whatsnew/3.10.html#socket
https://docs.python.org/3/whatsnew/3.11.html#asyncio
https://docs.python.org/3/library/zipfile.html#zipfile.BadZipfile

Nothing of it is deprecated by a warning or about to go: for projects that want one name for each.
"""

from refactor_cli.recipe import moved

moved("os.error", "builtins.OSError")
moved("mmap.error", "builtins.OSError", requires="python>=3.3")
moved("builtins.EnvironmentError", "builtins.OSError", requires="python>=3.3")
# there is none but on Windows
moved("builtins.WindowsError", "builtins.OSError", behaviour="changes", requires="python>=3.3")
moved("builtins.IOError", "builtins.OSError", requires="python>=3.3")
moved("resource.error", "builtins.OSError", requires="python>=3.3")
moved("select.error", "builtins.OSError", requires="python>=3.3")
moved("socket.error", "builtins.OSError", requires="python>=3.3")
moved("socket.timeout", "builtins.TimeoutError", requires="python>=3.10")
moved("asyncio.TimeoutError", "builtins.TimeoutError", requires="python>=3.11")
moved("concurrent.futures.TimeoutError", "builtins.TimeoutError", requires="python>=3.11")
moved("zipfile.BadZipfile", "zipfile.BadZipFile", requires="python>=3.2")
