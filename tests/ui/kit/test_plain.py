"""Hostile and endless texts are shown literally, cut, and open nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from mhhs_board.ui.kit import plain
from mhhs_board.ui.kit.plain import PlainLabel, menu_text, plain_tooltip

MARKUP = '<img src="file:///etc/passwd"><b>bold</b> & <script>x</script>'


def test_a_label_takes_markup_for_text(qtbot: QtBot) -> None:
    label = PlainLabel(MARKUP)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == MARKUP


@pytest.mark.parametrize("text", [MARKUP, "<?xml version='1.0'?><p>x", "  <b>x</b>", "&lt;b&gt; <i>x</i>", "\n<u>x</u>"])
def test_a_tooltip_shows_markup_literally(text: str) -> None:
    tip = plain_tooltip(text)
    shown = QTextDocument()
    if plain.QtGui.Qt.mightBeRichText(tip):
        shown.setHtml(tip)
    else:
        shown.setPlainText(tip)
    assert " ".join(shown.toPlainText().split()) == " ".join(text.split())


def test_a_plain_tooltip_stays_as_it_is() -> None:
    assert plain_tooltip("R&D, a < b") == "R&D, a < b"


def test_a_long_tooltip_has_room_on_a_screen() -> None:
    told = plain_tooltip("“Smart” and “Segment” are looked for apart; a name of several words goes in quotes. " * 5)
    assert max(map(len, told.split("\n"))) <= plain.TIP_LINE
    assert told.replace("\n", " ").count("goes in quotes.") == 5
    assert plain_tooltip("one\n\ntwo") == "one\n\ntwo"


def test_a_million_characters_are_cut_before_qt_measures_them(qtbot: QtBot) -> None:
    endless = "x" * 1_000_000
    label = PlainLabel(endless, elide=True)
    qtbot.addWidget(label)
    assert len(label.text()) <= plain.LABEL
    assert label.text().endswith("…")
    assert len(label.toolTip()) <= plain.TOOLTIP
    assert label.minimumSizeHint().width() == 0
    assert len(menu_text(endless)) <= plain.MENU


def test_no_letter_of_a_title_becomes_a_mnemonic() -> None:
    assert menu_text("R&D\nof  things") == "R&&D of things"
