"""The agenda of a meeting as a part of its page: at the left its rows with what is counted of them, at the right the one
that is chosen. What is done with them is wired by the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from mhhs_board.domain.governance import Item, Meeting
from mhhs_board.domain.records import Artefact
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit.actions import READ_ONLY
from mhhs_board.ui.kit.controls import in_order, keyed_button, open_or_not
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.kit.plain import PlainLabel
from mhhs_board.ui.registers.agenda_rows import AgendaRows
from mhhs_board.ui.registers.agenda_view import AgendaView
from mhhs_board.ui.registers.item_panel import ItemPanel
from mhhs_board.ui.registers.row_table import instead


class AgendaPart(QSplitter):
    """Both halves. `on_chosen` is called when another row is chosen or what is shown of it is filled anew."""

    def __init__(self, performer: Performer) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._workspace = performer.workspace
        self.meeting: Meeting | None = None
        self.on_chosen: Callable[[], None] = lambda: None
        self.rows = AgendaRows(self._workspace, self)
        self.agenda = AgendaView(self.rows)
        self.agenda.movable = not self._workspace.read_only
        self.counts = PlainLabel("", role="quiet", elide=True)
        self.add_item = keyed_button("Add item…", "Add an item to the agenda", "Ins")
        self.add_all = keyed_button("Add all", "Put all that is proposed on the agenda", "Ctrl+Enter")
        self.consent = keyed_button("Agree block", "Record consensus for the consent block", "Shift+C")
        self.nothing = instead()
        self.nothing.setText("Nothing is on this agenda and nothing is proposed for it.")
        self.panel = ItemPanel(performer, self.rows.closings)
        self.item_buttons = {
            "card": keyed_button("Go to card", "Show the artefact on the board", "Enter"),
            "action": keyed_button("Action…", "Add an action from this item", "A"),
            "decision": keyed_button("Decision…", "Add a decision from this item", "D"),
            "more": keyed_button("More ▾", "What else can be done with the item", "Shift+F10"),
        }
        self._place()
        self.agenda.on_chosen = self.show_chosen
        self.agenda.on_right = self.into_positions
        self.panel.on_left = self.agenda.setFocus
        self.panel.on_seen = self._chosen.ensureWidgetVisible

    def _place(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 4, 8, 4)
        bar.setSpacing(8)
        bar.addWidget(self.counts, 1)
        for button in (self.consent, self.add_all, self.add_item):
            bar.addWidget(button)
        column.addLayout(bar)
        column.addWidget(self.agenda, 1)
        column.addWidget(self.nothing)
        column.addStretch()
        for button in self.item_buttons.values():
            self.panel.buttons.addWidget(button)
        self.panel.buttons.addStretch()
        self._chosen = QScrollArea()
        self._chosen.setWidget(self.panel)
        self._chosen.setWidgetResizable(True)
        self._chosen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._chosen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._chosen.setMinimumWidth(340)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(left)
        self.addWidget(self._chosen)
        self.setSizes([540, 520])

    def order_of_tab(self) -> None:
        """Have Tab go through the rows, the item that is chosen, then the buttons; once all stand on their page."""
        panel = self.panel
        in_order(self.agenda, panel.table, panel.condition, panel.not_before, panel.words)
        in_order(panel.words, panel.said, panel.outcome, panel.waived_by, panel.put)
        in_order(panel.put, *self.item_buttons.values(), self.consent, self.add_all, self.add_item)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.agenda.set_theme(theme)
        self.panel.set_theme(theme)

    # -- what it shows -----------------------------------------------------------------------------------------------------

    def show_meeting(self, meeting: Meeting | None) -> None:
        """Show the agenda of a meeting as it is on the board now; `show_chosen` fills what is at its right."""
        self.meeting = meeting
        self.rows.show_meeting(meeting)
        self.agenda.viewport().update()  # positions are drawn anew
        self._tell()

    def _tell(self) -> None:
        items, proposals = self.rows.items, self.rows.proposals
        live = [one for one in items if not one.taken_off]
        minutes = sum(int(one.minutes) for one in live if one.minutes.isdecimal())
        done = sum(bool(one.outcome) for one in live)
        told = [f"{len(live)} item{'' if len(live) == 1 else 's'}", f"{minutes} min" if minutes else ""]
        told += [f"{done} with an outcome" if done else ""]
        self.counts.setText(" · ".join(filter(None, told)))
        for button in (self.add_item, self.add_all, self.consent):
            open_or_not(button, self._why_not)
        self.add_all.setVisible(bool(proposals))
        self.add_all.setText(f"Add all ({len(proposals)})")
        block = sum(one.consent == "block" and not one.done() for one in items)
        self.consent.setVisible(bool(block))
        self.consent.setText(f"Agree block ({block})")
        some = bool(self.rows.rowCount())
        self.agenda.setVisible(some)
        self.nothing.setVisible(not some)

    def show_chosen(self) -> None:
        """Show at the right what is chosen at the left."""
        row, item = self.agenda.chosen, self.item
        self.panel.show_row(row, self._why_not)
        self._chosen.setVisible(bool(row.key))
        for name, button in self.item_buttons.items():
            button.setVisible(item is not None and (name != "card" or bool(item.artefact)))
            button.setEnabled(name in ("card", "more") or not self._why_not)
        self.on_chosen()

    @property
    def _why_not(self) -> str:
        return READ_ONLY if self._workspace.read_only else ""

    # -- what is chosen ----------------------------------------------------------------------------------------------------

    @property
    def item(self) -> Item | None:
        """The item that is chosen; None on a proposal."""
        return self.agenda.chosen.item

    @property
    def artefact(self) -> str:
        """The artefact that the chosen row is about; empty where that is none, or none in use."""
        row, known = self.agenda.chosen, self._workspace.board.of(Artefact)
        about = row.item.artefact if row.item is not None else row.proposal.artefact if row.proposal else None
        return about if about in known and not known[about].retired else ""

    def focus(self) -> None:
        """Take the keyboard: the rows, else the button that adds one."""
        (self.agenda if self.rows.rowCount() else self.add_item).setFocus(Qt.FocusReason.OtherFocusReason)

    def into_positions(self) -> None:
        """Go on to where the seats stand, of an item without any to what was said."""
        if self.item is not None and self.panel.positions.rowCount():
            self.panel.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._chosen.ensureWidgetVisible(self.panel.table)
        elif self.item is not None:
            self.panel.go_to(self.panel.said)
