"""What ends a run from outside: Ctrl-C, what a CI system ends programs with, a terminal that is closed."""

from __future__ import annotations

import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType
    from typing import Any

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_IMPORTS = "<frozen importlib."
_AGAIN = 0.005  # seconds until it is looked again whether an import is through


def end_as_interrupted() -> None:
    """All of them are a KeyboardInterrupt: copies in temporary folders go, and how a run can be gone on with is told.

    Whoever started us with one of them ignored (`nohup`, a shell's background jobs) keeps that.
    """
    for number in _numbers():
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _interrupt)
    timer = getattr(signal, "SIGALRM", None)
    if timer is not None and signal.getsignal(timer) is signal.SIG_DFL:
        signal.signal(timer, _interrupt)
        sys.unraisablehook = _not_lost(sys.unraisablehook)


def end_at_once() -> None:
    """From now on they end the process as they are: all is done, and nothing of ours would tell of an interruption.
    One that should come again came too late."""
    if hasattr(signal, "setitimer") and signal.getsignal(signal.SIGALRM) is _interrupt:
        signal.setitimer(signal.ITIMER_REAL, 0)
    for number in _numbers():
        if signal.getsignal(number) is _interrupt:
            signal.signal(number, signal.SIG_DFL)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Raises KeyboardInterrupt, once no import is under way any more.

    Extension modules take whatever is raised while they begin for a module that is missing, go on without it, and crash
    when they need it (msgspec 0.22); Python itself drops what is raised while it gives the lock of an import back.
    """
    if any(each.f_code.co_filename.startswith(_IMPORTS) for each in _above(frame)) and _come_again():
        return
    raise KeyboardInterrupt


def _above(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _come_again() -> bool:
    """Whether the same will be asked a little later."""
    timer = getattr(signal, "SIGALRM", None)
    if timer is None or signal.getsignal(timer) is not _interrupt:
        return False
    signal.setitimer(signal.ITIMER_REAL, _AGAIN)
    return True


def _not_lost(told: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What is raised where nothing can be (`__del__`, a callback of a weak reference) is told and dropped: an
    interruption comes again instead."""

    def lost(what: Any) -> None:
        if what.exc_type is not KeyboardInterrupt or not _come_again():
            told(what)

    return lost


def _numbers() -> Iterator[signal.Signals]:
    for name in _SIGNALS:
        if hasattr(signal, name):
            yield getattr(signal, name)
