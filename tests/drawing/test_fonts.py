"""The signs that the program says something with are in the fonts it brings, so that none is a box anywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QRawFont
from pytestqt.qtbot import QtBot

import mhhs_board
from mhhs_board.base import assets
from mhhs_board.drawing.fonts import FILES, families, font

PACKAGE = Path(mhhs_board.__file__).parent
ROOMS = ("domain", "operations", "drawing", "ui")


def said(tree: ast.AST) -> Iterator[str]:
    """The texts of a module, without its docstrings."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@pytest.mark.parametrize("room", ROOMS)
def test_every_letter_that_the_program_says_is_in_its_own_fonts(qtbot: QtBot, room: str) -> None:
    fonts = []
    for name in FILES:
        fonts.append(QRawFont())
        fonts[-1].loadFromData(assets.data(name), 12, font(12).hintingPreference())
    missing = {
        (letter, path.name)
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for text in said(ast.parse(path.read_text(encoding="utf-8")))
        for letter in text
        if letter.isprintable() and not any(one.supportsCharacter(ord(letter)) for one in fonts)
    }
    assert not missing


def test_the_signs_stand_behind_the_typeface(qtbot: QtBot) -> None:
    assert families()[0] == "Inter"
    assert len(families()) == 2
    assert font(13).families() == families()
