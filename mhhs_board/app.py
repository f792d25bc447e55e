"""Puts the rooms together: where boards are, how one is opened or made, and the window on it.

With the command line the only module that knows the store. SQLAlchemy is imported before PySide6, whose import hook slows
whatever is imported after it, and neither before somebody asks for a board or a picture.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mhhs_board.base import assets, clock
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import ReadOnly, Refused, Unavailable
from mhhs_board.operations import founding
from mhhs_board.operations.context import NOT_STATED, Context

if TYPE_CHECKING:
    from mhhs_board.base.settings import Settings
    from mhhs_board.workspace import Workspace

EXTENSION = ".mhhsboard"
EXAMPLE = "l4"
"""The template a user's own board starts with: the example of the L4 slide."""

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)


# -- boards ------------------------------------------------------------------------------------------------------------


def own_board() -> Path:
    """The user's own board in the platform's data folder; it need not exist yet."""
    import platformdirs

    return Path(platformdirs.user_data_dir("mhhs-board", appauthor=False)) / f"board{EXTENSION}"


def located(text: str) -> Path:
    """The path that `--board` names, from a path or a `sqlite:///` URL. Raises Refused for any other URL."""
    if "\0" in text or not text.strip():
        raise Refused("A board is named by the path of its file.")
    url = _URL.fullmatch(text)
    if url is None:
        return Path(text).expanduser()
    scheme, rest = url[1].lower(), url[2]
    if scheme.partition("+")[0] == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return Path(rest[1:])
    if scheme.partition("+")[0] in ("sqlite", "file"):
        raise Refused("A board's URL is written sqlite:///PATH; the path alone does as well.")
    raise Refused(f"A board is a file; boards at {scheme}:// addresses cannot be opened.")


def create_board(path: Path, template: str, *, name: str = "", example: bool = False, actor: str = "") -> None:
    """Make a board file from one of the templates. Raises Refused where something stands there."""
    from mhhs_board.store.opening import create_store

    if os.path.lexists(path):
        raise Refused(f"{path} is there already; choose another name, or open it with -b.")
    data = founding.template(assets.data(f"templates/{template}.toml"))
    context = Context(actor=actor or NOT_STATED, now=clock.instant(clock.now()), today=clock.today())
    entry = founding.found(Board(), context, template=data, name=name, example=example)
    create_store(path, entry).close()


def open_workspace(path: Path, *, read_only: bool = False, actor: str = "") -> Workspace:
    """A board opened for somebody. Raises Unavailable, Damaged or ReadOnly with a sentence."""
    from mhhs_board.store.opening import open_store
    from mhhs_board.workspace import Workspace

    return Workspace(open_store(path, read_only=read_only), actor=actor)


def open_own(*, read_only: bool = False, actor: str = "") -> Workspace:
    """The user's own board, made as the example at its first use."""
    path = own_board()
    if not path.exists():
        if read_only:
            raise ReadOnly("You have no board yet, and --read-only makes none. Without it the example is laid out.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"The folder {path.parent} for your board cannot be made: {error.strerror}.") from error
        try:
            create_board(path, EXAMPLE, example=True, actor=actor)
        except Refused:  # another start made it just now
            if not path.exists():
                raise
    return open_workspace(path, read_only=read_only, actor=actor)


def check_board(path: Path) -> list[dict[str, str]]:
    """Everything wrong with a board, each with `subject` and `sentence`. Raises Damaged or Unavailable as opening does."""
    from mhhs_board.store.check import check
    from mhhs_board.store.opening import open_store

    with open_store(path, read_only=True) as opened:
        return [{"subject": found.subject, "sentence": found.sentence} for found in check(opened)]


def settings() -> Settings:
    """This user's settings."""
    from mhhs_board.base.safe_write import write_file
    from mhhs_board.base.settings import Settings, default_path

    return Settings.load(default_path(), write_file)


def settings_name() -> str:
    """Who the user is by their settings; empty where they never said."""
    from mhhs_board.base.settings import NAME

    return str(settings().get(NAME))


# -- the display -------------------------------------------------------------------------------------------------------


def has_display() -> bool:
    """Whether a window can be seen here; a display that is named but does not answer is none."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in ("offscreen", "minimal"):
        return False
    if not sys.platform.startswith("linux") or platform in ("vnc", "linuxfb", "eglfs"):
        return True
    return _wayland_answers() or _x11_answers()


def why_no_window() -> str:
    """What keeps a window from opening here, in a sentence that says how to go on; empty where nothing does."""
    if not has_display():
        return (
            "There is no display for the window here. The board can be read and changed without one: "
            "`mhhs-board list` shows it, `mhhs-board --help` tells the rest."
        )
    from mhhs_board._bootstrap import missing_system_libraries

    return missing_system_libraries(window=not _wayland_answers())


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
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True
