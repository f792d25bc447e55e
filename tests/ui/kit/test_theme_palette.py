"""Every pair of colours that the style sheet brings together can be read, in every theme that the window offers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from mhhs_board.base.settings import THEME
from mhhs_board.drawing import theme
from mhhs_board.ui.kit import theme_palette
from tests.drawing.contrast import contrast

THEMES = [name for name in THEME.among if name != "system"]

PAIRS = [
    ("text", "window"),
    ("text", "panel"),
    ("text", "input"),
    ("text", "bad_soft"),
    ("text_quiet", "window"),
    ("text_quiet", "panel"),
    ("text_quiet", "input"),
    ("bad", "window"),
    ("bad", "panel"),
    ("accent", "panel"),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    ("on_accent_soft", "accent_soft"),
    ("on_warn_soft", "warn_soft"),
    ("on_bad_soft", "bad_soft"),
]


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_what_is_read_has_contrast(qapp: QApplication, name: str, ink: str, ground: str) -> None:
    shown = theme.load(name)
    assert contrast(shown[ink], shown[ground]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_a_hint_is_read_and_is_not_taken_for_what_was_typed(qapp: QApplication, name: str) -> None:
    shown = theme.load(name)
    hint = theme_palette.hint(shown)
    assert contrast(hint, shown["input"]) >= 4.5
    assert contrast(shown["text"], hint) > 1.8


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("edge", "ground"), [("control_edge", "panel"), ("control_edge", "input"), ("focus", "panel")])
def test_what_is_an_edge_is_seen(qapp: QApplication, name: str, edge: str, ground: str) -> None:
    shown = theme.load(name)
    assert contrast(shown[edge], shown[ground]) >= 3


@pytest.mark.parametrize("name", THEMES)
def test_a_widget_wears_the_theme(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    shown = theme.load(name)
    theme_palette.dress(shown)
    label = QLabel("x")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.palette().color(QPalette.ColorRole.WindowText) == shown["text"]
    assert label.font().pixelSize() == theme_palette.FONT_PIXELS


def test_the_system_is_asked_only_while_nothing_is_stated(qapp: QApplication) -> None:
    assert theme_palette.named("system").name in ("light", "dark")
    assert theme_palette.named("high_contrast").name == "high_contrast"


def test_the_system_s_wish_for_high_contrast_is_heard(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    class Hints:
        """A platform that asks for high contrast."""

        def accessibility(self) -> Hints:
            return self

        def contrastPreference(self) -> Qt.ContrastPreference:
            return Qt.ContrastPreference.HighContrast

    assert theme_palette._wants_contrast(Hints())  # type: ignore[arg-type]
    assert not theme_palette._wants_contrast(object())  # type: ignore[arg-type]  # as before Qt 6.10
    assert theme_palette.named("system").name in ("light", "dark")
    monkeypatch.setattr(theme_palette, "_wants_contrast", lambda hints: True)
    assert theme_palette.named("system").name == "high_contrast"
    assert theme_palette.named("light").name == "light", "a choice of one's own comes first"
