"""The one bundled typeface, so that screen and paper agree; the system's fonts fill in for other scripts."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from mhhs_board.base import assets

FILES = ("fonts/Inter-Regular.otf", "fonts/Inter-SemiBold.otf")


@cache
def family() -> str:
    """The bundled family, loaded on first use; empty where Qt cannot read it, which means the system's own.

    Needs a QGuiApplication.
    """
    found: list[str] = []
    for name in FILES:
        number = QFontDatabase.addApplicationFontFromData(assets.data(name))
        if number >= 0:
            found += QFontDatabase.applicationFontFamilies(number)
    return found[0] if found else ""


@cache
def font(pixels: int, bold: bool = False) -> QFont:
    """The font in a size. Shared: copy before altering. Unhinted, so that a text is as wide on paper as on any screen."""
    made = QFont(family()) if family() else QFont()
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
