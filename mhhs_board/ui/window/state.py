"""Where the window was and how each board was looked at, kept when it closes and put back when it opens.

Everything read is checked against what there is now: screens come and go, and so do the lanes of a board.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from mhhs_board.base import settings as keys
from mhhs_board.drawing.geometry import Density
from mhhs_board.ui.window.parts import Parts

BOARDS = 40
"""Of how many boards it is remembered how they were looked at."""
_LEAST = 120
"""Pixels of the window's head that must lie on a screen."""
_LONGEST = 2_000


def restore(parts: Parts) -> None:
    """Put a new window where the last one was, its board looked at as before; what does not fit is left as it is."""
    window, settings = parts.window, parts.settings
    place = settings.get(keys.PLACE)
    if len(place) == 5 and all(type(number) is int and abs(number) < 100_000 for number in place):
        box = QRect(*place[:4])
        head = QRect(box.left(), box.top(), box.width(), 40)
        screens = (screen.availableGeometry() for screen in QGuiApplication.screens())
        holds = (area for area in screens if area.intersected(head).width() >= _LEAST and area.contains(head.center()))
        if (area := next(holds, None)) is not None:
            window.setGeometry(_within(box, area))
            if place[4]:
                window.showMaximized()
    for looked in settings.get(keys.BOARDS):
        if isinstance(looked, dict) and looked.get("path") == _path(parts):
            _look(parts, looked)


def _within(box: QRect, area: QRect) -> QRect:
    """A window's place; on a screen that is smaller than the one it was kept from, cut to that."""
    width, height = min(box.width(), area.width()), min(box.height(), area.height())
    left = box.left() if width == box.width() else area.left()
    top = box.top() if height == box.height() else area.top()
    return QRect(left, top, width, height)


def _look(parts: Parts, looked: dict[str, Any]) -> None:
    if looked.get("density") in keys.DENSITY.among:
        parts.view.set_density(Density[looked["density"].upper()])
    folded = looked.get("folded")
    if isinstance(folded, list):
        board = parts.workspace.seen
        known = {name for name in folded if isinstance(name, str)}
        parts.view.set_folded(known & {lane.id for lane in board.workstreams}, known & set(board.columns))
    query = looked.get("filter")
    if isinstance(query, str) and query and len(query) <= _LONGEST:
        parts.workspace.when_whole(lambda: parts.filter_bar.set_text(query))


def keep(parts: Parts) -> None:
    """Remember where a window is and how its board is looked at."""
    window, settings = parts.window, parts.settings
    box = window.normalGeometry() if window.isMaximized() else window.geometry()
    settings.set(keys.PLACE, [box.left(), box.top(), box.width(), box.height(), int(window.isMaximized())])
    lanes, columns = parts.view.folded
    query = parts.filter_bar.text
    looked = {
        "path": _path(parts),
        "density": parts.view.density.name.lower(),
        "folded": sorted(lanes | columns),
        "filter": query if len(query) <= _LONGEST else "",
    }
    others = [seen for seen in settings.get(keys.BOARDS) if isinstance(seen, dict) and seen.get("path") != looked["path"]]
    settings.set(keys.BOARDS, [looked, *others][:BOARDS])


def _path(parts: Parts) -> str:
    return str(Path(parts.workspace.location).absolute())
