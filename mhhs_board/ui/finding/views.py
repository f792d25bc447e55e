"""Saved views in the window: a menu of them, a name for what is seen now, and one to be forgotten."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidget

from mhhs_board.domain.records import View
from mhhs_board.drawing.geometry import Density
from mhhs_board.operations import viewing
from mhhs_board.ui.board.view import BoardView
from mhhs_board.ui.finding.filter_bar import FilterBar
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.kit.banner import MessageBar
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.kit.plain import menu_text, plain_tooltip

MORE = 30
"""Views that the menu names; the palette finds all."""


class SavedViews:
    """The saved views of a window's board."""

    def __init__(
        self, window: QWidget, performer: Performer, messages: MessageBar, view: BoardView, bar: FilterBar
    ) -> None:
        self._window = window
        self._performer = performer
        self._messages = messages
        self._view = view
        self._bar = bar

    def all(self) -> list[View]:
        """The views that this user sees, in order."""
        workspace = self._performer.workspace
        return viewing.views(workspace.board, workspace.actor)

    def apply(self, saved: View) -> None:
        """Look at the board so: filter, density, and what is folded."""
        self._bar.set_text(saved.query)
        if saved.density.upper() in Density.__members__:
            self._view.set_density(Density[saved.density.upper()])
        board = self._performer.workspace.board
        lanes = {lane.id for lane in board.workstreams}
        self._view.set_folded(set(saved.folded) & lanes, set(saved.folded) & set(board.columns))
        self._view.setFocus()

    def shown(self, saved: View) -> bool:
        """Whether the board is seen just so."""
        density = not saved.density or saved.density == self._view.density.name.lower()
        return density and saved.query == self._bar.text.strip() and set(saved.folded) == set(self._folded())

    def _folded(self) -> tuple[str, ...]:
        lanes, columns = self._view.folded
        return (*sorted(lanes), *sorted(columns))

    def save(self) -> None:
        """Ask what to call what is seen now."""
        if self._performer.workspace.read_only:
            self._messages.refuse(READ_ONLY)
            return
        from mhhs_board.ui.dialogs.view import SaveView

        SaveView(
            self._performer,
            self._window,
            query=self._bar.text.strip(),
            density=self._view.density.name.lower(),
            folded=self._folded(),
            done=lambda entry: self._messages.tell("The view is saved: View ▸ Saved views.") if entry else None,
        ).open()

    def remove(self, saved: View) -> None:
        """Ask whether to forget a view."""
        from mhhs_board.ui.dialogs.view import RemoveView

        RemoveView(self._performer, self._window, saved).open()

    def fill(self, menu: QMenu) -> None:
        """The menu of saved views, made anew each time it opens."""
        found = self.all()
        for saved in found[:MORE]:
            action = menu.addAction(menu_text(saved.name if saved.owner else f"{saved.name} (shared)"))
            action.setCheckable(True)
            action.setChecked(self.shown(saved))
            action.setToolTip(plain_tooltip(saved.query or "No filter"))
            action.triggered.connect(lambda _checked=False, saved=saved: self.apply(saved))
        if not found:
            menu.addAction("No view is saved yet").setEnabled(False)
            return
        menu.addSeparator()
        remove = menu.addMenu("Remove")
        if self._performer.workspace.read_only:
            remove.setEnabled(False)
            remove.menuAction().setToolTip(plain_tooltip(READ_ONLY))
        for saved in found[:MORE]:
            remove.addAction(menu_text(saved.name)).triggered.connect(lambda _=False, saved=saved: self.remove(saved))
