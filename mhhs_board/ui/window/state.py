"""Where the window was and how each board was looked at, kept when it closes and put back when it opens.

Everything read is checked against what there is now: screens come and go, and so do the lanes of a board.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from mhhs_board.base import settings as keys
from mhhs_board.base.settings import Settings
from mhhs_board.drawing.geometry import Density

if TYPE_CHECKING:
    from mhhs_board.ui.window.main_window import MainWindow

RECENT, BOARDS = 10, 40
"""The boards that are remembered: in the menu, and with how they were looked at."""
_LEAST = 120
"""Pixels of the window's head that must lie on a screen."""
_LONGEST = 2_000


def restore(window: MainWindow) -> None:
    """Put a new window where the last one was, its board looked at as before; what does not fit is left as it is."""
    settings = window.settings
    place = settings.get(keys.PLACE)
    if len(place) == 5 and all(type(number) is int and abs(number) < 100_000 for number in place):
        box = QRect(*place[:4])
        head = QRect(box.left(), box.top(), box.width(), 40)
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        if any(area.intersected(head).width() >= _LEAST and area.contains(head.center()) for area in screens):
            window.setGeometry(box)
            if place[4]:
                window.showMaximized()
    for looked in settings.get(keys.BOARDS):
        if isinstance(looked, dict) and looked.get("path") == _path(window):
            _look(window, looked)


def _look(window: MainWindow, looked: dict[str, Any]) -> None:
    if looked.get("density") in keys.DENSITY.among:
        window.view.set_density(Density[looked["density"].upper()])
    folded = looked.get("folded")
    if isinstance(folded, list):
        board = window.workspace.seen
        known = {name for name in folded if isinstance(name, str)}
        window.view.set_folded(known & {lane.id for lane in board.workstreams}, known & set(board.columns))
    query = looked.get("filter")
    if isinstance(query, str) and query and len(query) <= _LONGEST:
        window.workspace.when_whole(lambda: window.filter_bar.set_text(query))


def keep(window: MainWindow) -> None:
    """Remember where a window is and how its board is looked at."""
    settings = window.settings
    box = window.normalGeometry() if window.isMaximized() else window.geometry()
    settings.set(keys.PLACE, [box.left(), box.top(), box.width(), box.height(), int(window.isMaximized())])
    lanes, columns = window.view.folded
    query = window.filter_bar.text
    looked = {
        "path": _path(window),
        "density": window.view.density.name.lower(),
        "folded": sorted(lanes | columns),
        "filter": query if len(query) <= _LONGEST else "",
    }
    others = [seen for seen in settings.get(keys.BOARDS) if isinstance(seen, dict) and seen.get("path") != looked["path"]]
    settings.set(keys.BOARDS, [looked, *others][:BOARDS])


def recent(settings: Settings) -> list[str]:
    """The paths of the boards that were open, newest first."""
    return [path for path in settings.get(keys.RECENT) if isinstance(path, str) and path][:RECENT]


def remember(settings: Settings, path: str) -> None:
    """A board has been opened."""
    named = str(Path(path).absolute())
    settings.set(keys.RECENT, [named, *(other for other in recent(settings) if other != named)][:RECENT])


def _path(window: MainWindow) -> str:
    return str(Path(window.workspace.location).absolute())
