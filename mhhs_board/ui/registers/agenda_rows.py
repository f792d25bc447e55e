"""The agenda of a meeting as rows: what is on it in its order, then what is proposed for it, each with why."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from mhhs_board.domain import agenda
from mhhs_board.domain.agenda import Proposal
from mhhs_board.domain.governance import Item, Meeting
from mhhs_board.domain.records import Artefact, Workstream
from mhhs_board.ui.kit import stances
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.plain import one_line, plain_tooltip
from mhhs_board.ui.kit.stances import Stance
from mhhs_board.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
LOOK_MS = 150
"""So much later what is proposed is looked up again, so that no key waits for it."""


class AgendaRow(NamedTuple):
    """An item, a proposal, or between the two a heading."""

    key: str
    item: Item | None = None
    proposal: Proposal | None = None
    heading: str = ""


@contained
class AgendaRows(QAbstractListModel):
    """The rows of one meeting at a time."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._meeting: Meeting | None = None
        self._rows: list[AgendaRow] = []
        self._proposed: list[Proposal] = []
        self._strips: dict[str, list[Stance]] = {}
        self._beside: dict[str, str] = {}
        """What stands below each subject that was looked at since the board changed."""
        self.stamp = 0
        """Differs where what stands in a row may differ."""
        self.closings = agenda.Closings(workspace.history)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LOOK_MS)
        self._later.timeout.connect(self._look)

    def show_meeting(self, meeting: Meeting | None) -> bool:
        """Show a meeting as it is on the board now; whether any row differs."""
        another = meeting is None or self._meeting is None or meeting.id != self._meeting.id
        self._meeting = meeting
        self._strips.clear()
        self._beside.clear()
        self.stamp += 1
        if another:
            self.look_now()
            return True
        self._later.start()
        return self._lay_out()

    def look_now(self) -> None:
        """Look up what is proposed, and lay out all of it."""
        self._later.stop()
        meeting = self._meeting
        planned = meeting is not None and not meeting.retired and meeting.status not in agenda.HELD
        self._proposed = self._looked_up(meeting) if meeting is not None and planned else []
        self._lay_out()

    def _look(self) -> None:
        """The view chooses anew what was chosen, where the rows differ."""
        before = self._proposed
        meeting = self._meeting
        if meeting is None or meeting.retired or meeting.status in agenda.HELD:
            return
        self._proposed = self._looked_up(meeting)
        if self._proposed != before:
            self._beside.clear()
            self.stamp += 1
            self._lay_out()

    def _looked_up(self, meeting: Meeting) -> list[Proposal]:
        return agenda.proposed(self._workspace.board, meeting, self._workspace.today, self.closings)

    def _lay_out(self) -> bool:
        meeting, board = self._meeting, self._workspace.board
        items = agenda.items(board, meeting.id) if meeting is not None else []
        known = {one.artefact for one in items if one.artefact} | {one.carried_from for one in items if one.carried_from}
        subjects = {one.subject for one in items}
        rows = [AgendaRow(one.id, item=one) for one in items]
        proposed = [
            AgendaRow(f"proposed {one.key}", proposal=one)
            for one in self._proposed
            if one.artefact not in known
            and one.carried_from not in known
            and (one.artefact is not None or one.subject not in subjects)
        ]
        if proposed:
            rows += [AgendaRow("", heading=f"Proposed · {len(proposed)}"), *proposed]
        if rows == self._rows:
            return False
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        return True

    # -- what stands in it -----------------------------------------------------------------------------------------------

    @property
    def items(self) -> list[Item]:
        """What is on the agenda."""
        return [row.item for row in self._rows if row.item is not None]

    @property
    def proposals(self) -> list[Proposal]:
        """What is proposed for it."""
        return [row.proposal for row in self._rows if row.proposal is not None]

    def row(self, number: int) -> AgendaRow:
        """What stands in a row; nothing outside of them."""
        return self._rows[number] if 0 <= number < len(self._rows) else AgendaRow("")

    def number(self, key: str) -> int:
        """The row of an item or a proposal; -1 where it is not among them."""
        return next((number for number, row in enumerate(self._rows) if key and row.key == key), -1)

    def strip(self, item: Item) -> list[Stance]:
        """Where everybody stands on an item, those that hold it first."""
        if item.id not in self._strips:
            self._strips[item.id] = stances.by_weight(stances.stances(self._workspace.board, item))
        return self._strips[item.id]

    def beside(self, row: AgendaRow) -> str:
        """What stands below a subject, in a few words."""
        if row.key not in self._beside:
            self._beside[row.key] = self._said_beside(row)
        return self._beside[row.key]

    def _said_beside(self, row: AgendaRow) -> str:
        if row.proposal is not None:
            lane, lacks = self._workstream(row.proposal.artefact), self._lacks(row.proposal)
            return " · ".join(filter(None, (row.proposal.how, lane, one_line(row.proposal.reason, 300), lacks)))
        item = row.item
        if item is None:
            return ""
        if item.taken_off:
            return f"taken off: {one_line(item.taken_off, 300)}"
        pulled = f"pulled by {item.pulled_by}" if item.consent == "pulled" and item.pulled_by else ""
        waived = f"Waived by {item.waived_by}" if item.outcome == "waived" else item.outcome.capitalize()
        lane, lead = self._workstream(item.artefact), one_line(item.lead, 60)
        now = one_line("; ".join(agenda.since_then(self._workspace.board, item, self.closings)), 300)
        said = (waived, item.purpose.capitalize(), lane, now, self._lacks(item), lead, one_line(pulled, 60))
        return " · ".join(filter(None, said))

    def _lacks(self, one: Item | Proposal) -> str:
        """What is missing for what the meeting decides about it; empty where nothing is."""
        found = agenda.lacking(self._workspace.board, self._meeting.id, one) if self._meeting is not None else []
        return f"lacks: {one_line('; '.join(found), 300)}" if found else ""

    def _workstream(self, artefact: str | None) -> str:
        """Where an artefact stands, which tells it from another of the same name; empty without one."""
        board = self._workspace.board
        found = board.of(Artefact).get(artefact or "")
        lane = board.shown(Workstream, found.workstream) if found is not None else None
        return one_line(lane.short or lane.name, 60) if lane is not None else ""

    def told(self, row: AgendaRow) -> str:
        """A row in words, for who cannot see it."""
        if row.item is None:
            return f"Proposed: {row.proposal.subject}, {self.beside(row)}" if row.proposal else row.heading
        item = row.item
        minutes = f"{item.minutes} minutes" if item.minutes else ""
        block = "consent block" if item.consent == "block" else ""
        parts = (item.number, item.subject, self.beside(row), minutes, block, stances.tally(self.strip(item)))
        return ", ".join(filter(None, parts))

    # -- what Qt asks ------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Items, heading and proposals."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """All but the heading are chosen."""
        if self.row(index.row()).heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A row as text; its tooltip has every position."""
        row = self.row(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return row.item.subject if row.item else row.proposal.subject if row.proposal else row.heading
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return one_line(self.told(row), 600)
        if role == Qt.ItemDataRole.ToolTipRole and not row.heading:
            lines = [row.item.subject if row.item else row.proposal.subject if row.proposal else "", self.beside(row)]
            if row.item is not None:
                lines += [row.item.reason, stances.whole(self.strip(row.item))]
            return plain_tooltip("\n".join(filter(None, lines)))
        return None
