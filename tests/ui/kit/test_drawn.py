"""What is drawn by hand has the program's own letters, not ones smeared from them."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase
from pytestqt.qtbot import QtBot

from mhhs_board.drawing.fonts import families, font
from mhhs_board.ui.kit.drawn import in_bold


def test_bold_letters_have_a_weight_that_comes_with_the_program(qtbot: QtBot) -> None:
    family = families()[0]
    shipped = {QFontDatabase.weight(family, style) for style in QFontDatabase.styles(family)}
    plain = font(12)
    assert {in_bold(plain).weight(), in_bold(plain, False).weight(), font(12, bold=True).weight()} <= shipped
    assert in_bold(plain).weight() > in_bold(plain, False).weight()
    assert in_bold(in_bold(plain), False).weight() == QFont.Weight.Normal
