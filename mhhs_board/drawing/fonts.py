"""The one bundled typeface, so that screen and paper agree; the system's fonts fill in for other scripts."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import ParamSpec, TypeVar

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from mhhs_board.base import assets

P = ParamSpec("P")
R = TypeVar("R")


def per_thread(made: Callable[P, R]) -> Callable[P, R]:
    """`functools.cache` with a cache for each thread: Qt's fonts may be used in any thread, but not one font in two."""
    kept = threading.local()

    def found(*arguments: P.args, **named: P.kwargs) -> R:
        if not hasattr(kept, "cached"):
            kept.cached = cache(made)
        answer: R = kept.cached(*arguments, **named)
        return answer

    return found


FILES = ("fonts/Inter-Regular.otf", "fonts/Inter-SemiBold.otf", "fonts/Signs.ttf")
"""The typeface, and behind it the few signs that it lacks and the program uses: no machine need have a font with them."""


@cache
def families() -> list[str]:
    """The bundled families in the order in which a letter is looked for, loaded on first use; empty where Qt cannot read
    them, which means the system's own.

    Needs a QGuiApplication. From then on Qt no longer lists every font that lacks a script (Devanagari, Tamil, Khmer) each
    time it looks for one: boxes stand for those letters, and there is nothing that anybody could do about the lines.
    """
    QLoggingCategory.setFilterRules("qt.text.font.db=false")
    letters, *others = (_loaded(name) for name in FILES)
    found = letters + [family for families in others for family in families]
    return list(dict.fromkeys((found[0], found[-1]))) if letters else []  # the bold face goes by two names


def _loaded(name: str) -> list[str]:
    try:
        number = QFontDatabase.addApplicationFontFromData(assets.data(name))
    except OSError:  # the installation lacks it
        return []
    return QFontDatabase.applicationFontFamilies(number) if number >= 0 else []


def why_no_letters() -> str:
    """Why no text can be drawn here, in a sentence; empty where it can. Without it boxes would stand for every letter.

    Needs a QGuiApplication.
    """
    if families() or QFontMetricsF(QFont()).inFontUcs4(ord("A")):
        return ""
    return "The program's typeface cannot be read and this machine has no other, so no text can be shown. Install it again."


def weight(bold: bool) -> QFont.Weight:
    """Of the two weights that come with the program; any other is smeared from one of them."""
    return QFont.Weight.DemiBold if bold else QFont.Weight.Normal


@per_thread
def drawable(sign: str) -> bool:
    """Whether any font here has a letter or sign."""
    return QFontMetricsF(font(16)).inFontUcs4(ord(sign))


def spelt(text: str) -> str:
    """A text in which each sign that no font here has is said by its name: "[large red circle]". Letters stay: their names
    would say no more than the boxes that stand for them."""
    if text.isascii():
        return text
    return "".join(map(_spelt, text))


def _spelt(sign: str) -> str:
    if sign.isascii() or unicodedata.category(sign) not in _SIGNS or drawable(sign):
        return sign
    name = unicodedata.name(sign, "")
    return f"[{name.lower()}]" if name else sign


_SIGNS = frozenset(("So", "Sm", "Sc"))
"""What Unicode calls a symbol: pictures, arrows, money."""


@per_thread
def font(pixels: int, bold: bool = False) -> QFont:
    """The font in a size. Shared: copy before altering. Unhinted, so that a text is as wide on paper as on any screen.

    Without contextual letters: they would draw "->" as an arrow, and what stands for "+" could not be found in a PDF.
    """
    made = QFont(families()) if families() else QFont()
    made.setPixelSize(pixels)
    made.setWeight(weight(bold))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("calt"), 0)
    return made
