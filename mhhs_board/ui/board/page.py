"""The board as a page of its window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from mhhs_board.domain.board import Cell
from mhhs_board.ui.board.adding import Adding
from mhhs_board.ui.board.nothing_fits import NothingFits
from mhhs_board.ui.board.view import BoardView
from mhhs_board.ui.kit.actions import PageCommand
from mhhs_board.ui.kit.page import Page


class BoardPage(Page):
    """The board view with what stands on it. Cards are added in place."""

    def __init__(self, view: BoardView, adding: Adding) -> None:
        self._view = view
        self.nothing_fits = NothingFits(view)
        self.commands = {"add": PageCommand(adding.here)}

    @property
    def widget(self) -> QWidget:
        """The view; it draws in the window's colours from the start, and follows board and filter by its model."""
        return self._view

    def chosen(self) -> Sequence[str]:
        """The selected cards, else the one in focus."""
        return self._view.selected_ids()

    def focused(self) -> str:
        """The card in focus."""
        return self._view.focused_id()

    def focused_cell(self) -> Cell | None:
        """Where the focus stands, also where it stands on no card."""
        return self._view.focused_cell()

    def say(self, why: str) -> None:
        """Beside that nothing fits the filter stands why."""
        self.nothing_fits.say(why)

    def looked_at(self) -> QRect:
        """The card in focus, or the way out where nothing is shown."""
        place = self._view.visualRect(self._view.currentIndex())
        if self.nothing_fits.isVisible():
            place = self.nothing_fits.geometry()
        if place.isEmpty():
            return QRect()
        return QRect(self._view.viewport().mapTo(self._view, place.topLeft()), place.size())
