"""A table of rows to choose, as every page that lists records shows them: without grid or edge."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from mhhs_board.drawing.theme import Theme


def settle(table: QTableView, model: QAbstractItemModel, name: str) -> QTableView:
    """Give a new table its model and the ways of a list of rows."""
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setCornerButtonEnabled(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.horizontalHeader().setHighlightSections(False)
    return table


def colour(table: QTableView, theme: Theme) -> None:
    """Draw a table in a theme's colours."""
    palette = table.palette()
    palette.setColor(QPalette.ColorRole.Base, theme["panel"])
    table.setPalette(palette)
    table.viewport().update()
