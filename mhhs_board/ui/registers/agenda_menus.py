"""The context menus of an agenda: of its rows, and of where the seats stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from mhhs_board.domain.governance import Item
from mhhs_board.ui.kit.plain import menu_text
from mhhs_board.ui.registers.agenda_acts import AGREED, AgendaActs
from mhhs_board.ui.registers.agenda_part import AgendaPart

_CONSENTS = ("consensus", "consensus with comments", "no consensus")

Act = Callable[[], None]


class AgendaMenus:
    """What can be done with what is chosen in a part; what writes is closed where nothing may be written."""

    def __init__(self, part: AgendaPart, acts: AgendaActs, *, read_only: bool) -> None:
        self._part, self._acts = part, acts
        self._read_only = read_only

    def open_at_button(self) -> None:
        """Open the menu of the rows below the button that has what else there is."""
        button = self._part.item_buttons["more"]
        self.open_on_rows(button.mapToGlobal(QPoint(0, button.height())))

    def open_on_rows(self, place: QPoint) -> None:
        """What can be done with the chosen row of the agenda."""
        part, acts, menu = self._part, self._acts, self._menu()
        if part.agenda.chosen.proposal is not None:
            self._offer(menu, "Put on the agenda", "Enter", acts.put_chosen)
            self._offer(menu, f"Add all ({len(part.rows.proposals)})", "Ctrl+Enter", acts.fill)
        if part.item is not None:
            self._offer_item(menu, part.item)
        menu.addSeparator()
        self._offer(menu, "Add item…", "Ins", acts.new_item)
        block = any(one.consent == "block" and not one.done() for one in part.rows.items)
        agreed = menu.addMenu("Outcome of the consent block")
        agreed.setEnabled(block and not self._read_only)
        for word in _CONSENTS:
            self._offer(agreed, word.capitalize(), "Shift+C" if word == AGREED else "", partial(acts.agree, word))
        menu.popup(place)

    def _offer_item(self, menu: QMenu, item: Item) -> None:
        part, acts = self._part, self._acts
        self._offer(menu, "Go to the artefact on the board", "Enter", acts.enter, bool(part.artefact), writes=False)
        self._offer(menu, "Edit item…", "F2", acts.edit_item)
        menu.addSeparator()
        self._offer(menu, "Add action…", "A", acts.new_action)
        self._offer(menu, "Add decision…", "D", acts.new_decision)
        menu.addSeparator()
        ids = [one.id for one in part.rows.items]
        self._offer(menu, "Move up", "Alt+Up", partial(part.agenda.step, -1), item.id != ids[0])
        self._offer(menu, "Move down", "Alt+Down", partial(part.agenda.step, 1), item.id != ids[-1])
        word = "Pull out of the consent block…" if item.consent == "block" else "Into the consent block"
        self._offer(menu, word, "C", acts.turn_consent)
        self._offer(menu, "Carry to the next meeting", "T", acts.carry)
        self._offer(menu, "Take off the agenda…", "Del", acts.take_off, not item.taken_off)
        self._offer(menu, "Retire…", "", acts.retire_item)

    def open_on_positions(self, place: QPoint) -> None:
        """What can be done with the position of the chosen seat."""
        stance, menu = self._part.panel.table.chosen, self._menu()
        spoke = stance is not None and stance.latest is not None
        self._offer(menu, "Edit position…", "F2", self._acts.edit_position, spoke)
        self._offer(menu, "Add position…", "Ins", self._acts.new_position)
        self._offer(menu, "Retire position…", "Del", self._acts.retire_position, spoke)
        menu.popup(place)

    def _menu(self) -> QMenu:
        menu = QMenu(self._part)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _offer(self, menu: QMenu, text: str, keys: str, act: Act, fits: bool = True, *, writes: bool = True) -> None:
        action = menu.addAction(menu_text(text))
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.setEnabled(fits and not (writes and self._read_only))
        action.triggered.connect(lambda _checked=False: QTimer.singleShot(0, self._part, act))  # the menu is gone by then
