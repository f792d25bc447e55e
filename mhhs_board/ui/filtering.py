"""Which cards the query in the filter bar shows, and the counts that always add up."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from mhhs_board.domain import query
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.telling import artefact_of
from mhhs_board.ui.board_model import BoardModel
from mhhs_board.ui.filter_bar import FilterBar
from mhhs_board.workspace import Workspace


class Filtering(QObject):
    """Between the filter bar and the model. A query that cannot be read leaves the last good one standing."""

    changed = Signal()
    """What is shown has changed."""

    def __init__(self, workspace: Workspace, model: BoardModel, bar: FilterBar) -> None:
        super().__init__(bar)
        self._workspace = workspace
        self._model = model
        self._bar = bar
        self._query = query.Query()
        self._haystacks = query.Haystacks()
        self._changed_at: dict[str, str] = {}
        self._changed_seq = 0
        self._shown: set[str] | None = None
        bar.changed.connect(self._typed)

    def hides(self, artefact_id: str) -> bool:
        """Whether the filter keeps an artefact from being seen."""
        return self._shown is not None and artefact_id not in self._shown

    def refresh(self) -> None:
        """The board has changed: judge again, and count again."""
        self._bar.set_workstreams(self._workspace.board.workstreams)
        self._judge()

    def _typed(self, text: str) -> None:
        try:
            self._query = query.parse(text)
        except Refused as refusal:
            self._bar.set_error(str(refusal))
            return
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        board, me = self._workspace.board, self._workspace.actor
        try:
            shown = self._found() if self._query else None
        except Refused as refusal:
            self._bar.set_error(str(refusal))
            return
        notes = self._query.notes(board, me) if self._query else []
        self._bar.set_error(" ".join(notes))
        if shown != self._shown:
            self._shown = shown
            self._model.set_shown(shown)
        stored = board.count()
        seen = stored if shown is None else len(shown)
        self._bar.set_counts(seen, stored, board.blocked_count(), board.escalated_count())

    def _found(self) -> set[str]:
        workspace = self._workspace
        known: dict[str, object] = {"haystacks": self._haystacks}
        if "changed:" in str(self._query):
            known["changed"] = self._when_changed()
        return self._query.shown(workspace.board, workspace.today, workspace.actor, **known)

    def _when_changed(self) -> dict[str, str]:
        """When each artefact was last touched; read from the history once, then only what is new."""
        board = self._workspace.board
        for entry in self._workspace.entries(self._changed_seq):
            for change in entry.changes:
                if owner := artefact_of(board, change):
                    self._changed_at[owner] = entry.at
            self._changed_seq = entry.seq
        return self._changed_at
