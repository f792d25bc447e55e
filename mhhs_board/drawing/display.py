"""Whether a window can be seen here, and whether Qt can draw at all; in sentences, and without importing Qt."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def has_display() -> bool:
    """Whether a window can be seen here; a display that is named but does not answer is none."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in ("offscreen", "minimal"):
        return False
    if sys.platform.startswith("linux") and platform not in ("vnc", "linuxfb", "eglfs"):
        return _wayland_answers() or _x11_answers()
    return True


def why_no_window() -> str:
    """What keeps a window from opening here, in a sentence that says how to go on; empty where nothing does."""
    if not has_display():
        return (
            "There is no display for the window here. The board can be read and changed without one: "
            "`mhhs-board list` shows it, `mhhs-board --help` tells the rest."
        )
    from mhhs_board._bootstrap import missing_system_libraries

    return missing_system_libraries(window=not _wayland_answers())


def missing_for_pictures() -> str:
    """The sentence that names what Qt lacks for a picture without a display; empty where it lacks nothing."""
    from mhhs_board._bootstrap import missing_system_libraries

    return missing_system_libraries()


def in_our_words(make: Callable[[], T]) -> T:
    """Make Qt's application, which gives the C library the language of the machine: what the system says, days and numbers
    are told in the program's language again. Letters are UTF-8, as Qt would have them by itself, but not without a word.
    """
    import locale

    if sys.platform.startswith("linux") and locale.nl_langinfo(locale.CODESET) != "UTF-8":
        os.environ["LC_ALL"] = "C.UTF-8"
    made = make()
    for name in ("LC_MESSAGES", "LC_NUMERIC", "LC_TIME"):
        if hasattr(locale, name):  # Windows has no messages of its own here
            locale.setlocale(getattr(locale, name), "C")
    return made


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and _answers(os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name))


def _x11_answers() -> bool:
    found = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", os.environ.get("DISPLAY", ""))
    if found:
        socket_path = f"/tmp/.X11-unix/X{found[1]}"
        return _answers(socket_path) or _answers(f"\0{socket_path}")
    return bool(os.environ.get("DISPLAY"))  # on another machine; Qt itself will have to find out


def _answers(address: str) -> bool:
    """Whether somebody listens at a Unix socket."""
    if sys.platform != "win32":
        import socket

        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe, contextlib.suppress(OSError):
            probe.settimeout(2)
            probe.connect(address)
            return True
    return False
