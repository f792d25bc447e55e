"""Which cards the query in the filter bar shows, and the counts that always add up."""

from __future__ import annotations

from collections.abc import Iterator, Set

from PySide6.QtCore import QObject, QTimer, Signal

from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.query import query
from mhhs_board.domain.query.completion import complete
from mhhs_board.domain.query.doubts import doubts
from mhhs_board.domain.query.text import DECLARED, fields_in
from mhhs_board.domain.records import FURNITURE, REGISTERS, Artefact
from mhhs_board.domain.telling import artefact_of
from mhhs_board.ui.board.model import BoardModel
from mhhs_board.ui.finding.filter_bar import FilterBar
from mhhs_board.ui.kit import accessible, counts
from mhhs_board.workspace import Workspace

TELL_AFTER_MS = 700
"""How long typing must rest until a screen reader hears the counts."""
AHEAD = 500
"""Of how many artefacts the texts are made at once while nothing else is to be done: some milliseconds' work."""


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
        self._test: query.Test | None = None
        self._shown: Set[str] | None = None
        bar.changed.connect(self._typed)
        bar.completion.proposals = lambda text, cursor: complete(text, cursor, workspace.board)
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(TELL_AFTER_MS)
        self._telling.timeout.connect(self._tell)
        self._to_read: Iterator[None] = iter(())
        self._reading_ahead = QTimer(self)
        self._reading_ahead.timeout.connect(self._read_ahead)

    def hides(self, artefact_id: str) -> bool:
        """Whether the filter keeps an artefact from being seen."""
        return self._shown is not None and artefact_id not in self._shown

    @property
    def shown(self) -> frozenset[str] | None:
        """The artefacts that the filter shows; None where it asks nothing."""
        return None if self._shown is None else frozenset(self._shown)

    @property
    def asked(self) -> str:
        """The query that chose them, also where what is being typed cannot be read yet."""
        return str(self._query)

    def _tell(self) -> None:
        """Have a screen reader say what has come of the typing, once it rests."""
        accessible.announce(self._bar, self._bar.error.text() or self._bar.count.text())

    @property
    def reading_ahead(self) -> bool:
        """Whether texts are being made for the first key."""
        return self._reading_ahead.isActive()

    def _read_ahead(self) -> None:
        """The first key in a large board should not wait for the texts of all of it."""
        if next(self._to_read, self) is self:
            self._reading_ahead.stop()

    def _typed(self, text: str) -> None:
        self._telling.start()
        try:
            asked = query.parse(text)
            self._test = self._matcher(asked)
        except Refused as refusal:
            self._bar.set_error(str(refusal))
            return
        self._query = asked
        self._judge_all()
        board, today = self._workspace.board, self._workspace.today
        said = asked.notes(board, today, self._workspace.actor)
        if not self._shown and self._shown is not None and board.count():
            said += doubts(asked, board, self._workspace.today)
        self._bar.set_error(" ".join(said))
        self.changed.emit()

    def refresh(self, entry: Entry | None) -> None:
        """The board has taken an entry in (None: begin): judge what it touched again, and count again."""
        board = self._workspace.board
        self._bar.set_workstreams(board.workstreams)
        try:
            self._test = self._matcher(self._query)
        except Refused as refusal:  # a name that the query asks for is gone since; nothing can have it
            self._bar.set_error(str(refusal))
            self._test = lambda artefact: False
        if entry is None:
            self._to_read = self._haystacks.ahead(board, AHEAD)
            self._reading_ahead.start()
        changes = () if entry is None or self._test is None else entry.changes  # where nothing is asked, all is shown
        if not changes or any(change.kind in FURNITURE or self._asks_for(change.kind) for change in changes):
            self._judge_all()
        else:
            self._judge_some({artefact_of(board, change) for change in changes})

    def _asks_for(self, kind: str) -> bool:
        """Whether the query names records of a type by what they are called, which they may be no longer."""
        if kind not in REGISTERS:
            return False
        naming = {name for name, one in DECLARED.items() if one.link is not None and one.link.kind == kind}
        return any(part.name in naming | {"for"} for part in fields_in(self._query.root))

    def begin_again(self) -> None:
        """The workspace has another board with another history; what was remembered of the old one is forgotten."""
        self._haystacks = query.Haystacks()
        self._changed_at, self._changed_seq = {}, 0
        self._shown = None

    def _matcher(self, asked: query.Query) -> query.Test | None:
        """The test of a query, None where it asks nothing. Raises Refused where it asks for a name that nothing has."""
        if not asked:
            return None
        workspace = self._workspace
        changed = self._when_changed() if "changed:" in str(asked) else None
        return asked.matcher(workspace.board, workspace.today, workspace.actor, haystacks=self._haystacks, changed=changed)

    def _judge_all(self) -> None:
        workspace, asked = self._workspace, self._query
        if not asked:
            self._show(None)
            return
        board, today, me = workspace.board, workspace.today, workspace.actor
        shown: Set[str]
        try:
            shown = asked.shown(board, today, me, haystacks=self._haystacks, changed=self._changed_at)
        except Refused:  # told already
            shown = frozenset()
        self._show(shown)

    def _judge_some(self, ids: set[str]) -> None:
        if self._test is None or self._shown is None:
            self._show(None)
            return
        board = self._workspace.board
        known = board.of(Artefact)
        fitting = {one for one in ids if one in known and not known[one].retired and self._test(known[one])}
        before = {one for one in ids if one in self._shown}
        self._show(self._shown if fitting == before else (frozenset(self._shown) - before) | fitting)

    def _show(self, shown: Set[str] | None) -> None:
        if shown is not self._shown:
            self._shown = shown
            self._model.set_shown(shown)
        board = self._workspace.board
        stored = board.count()
        self._bar.set_counts(stored if shown is None else len(shown), stored, *counts.blocked_and_escalated(board))

    def _when_changed(self) -> dict[str, str]:
        """When each artefact was last touched; read from the history once, then only what is new."""
        board = self._workspace.board
        for entry in self._workspace.entries(self._changed_seq, board.seq):
            for change in entry.changes:
                if owner := artefact_of(board, change):
                    self._changed_at[owner] = entry.at
            self._changed_seq = entry.seq
        return self._changed_at
