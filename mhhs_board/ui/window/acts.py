"""What the window's commands do to artefacts: the right dialog, or an operation at once.

Dialogs are imported when one is first opened, so that the start of the program does not wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.governance import Decision
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import Artefact, Escalation, Workstream
from mhhs_board.domain.workflow import verdict
from mhhs_board.operations import moving
from mhhs_board.operations.context import wish
from mhhs_board.ui.board.judging import judge, unblocks
from mhhs_board.ui.kit.actions import NOTHING, READ_ONLY
from mhhs_board.ui.kit.banner import MessageBar
from mhhs_board.ui.kit.perform import Arguments, Done, Performer
from mhhs_board.ui.kit.plain import menu_text, plain_tooltip

if TYPE_CHECKING:
    from mhhs_board.ui.dialogs.form import Form


class Acts:
    """Acts on the chosen artefacts. `chosen` says which they are, `blocker` which of their blockers is meant (empty: all),
    `cell` in which cell the focus stands, and `seen` brings an artefact into view after it was added or moved."""

    def __init__(
        self,
        window: QWidget,
        performer: Performer,
        messages: MessageBar,
        *,
        chosen: Callable[[], Sequence[str]],
        blocker: Callable[[], str],
        cell: Callable[[], tuple[str, str] | None],
        seen: Callable[[str], None],
    ) -> None:
        self._window = window
        self._performer = performer
        self._messages = messages
        self._chosen = chosen
        self._blocker = blocker
        self._cell = cell
        self._seen = seen
        performer.ask_block = self.ask_block
        performer.ask_stage = self.unblock

    @property
    def _board(self) -> Board:
        return self._performer.workspace.board

    def _artefacts(self, ids: Sequence[str] | None = None) -> list[Artefact]:
        known = self._board.of(Artefact)
        return [known[one] for one in (self._chosen() if ids is None else ids) if one in known]

    def _refused_here(self) -> bool:
        """Whether nothing may be written; said in a sentence, for ways that no disabled command stops."""
        if self._performer.workspace.read_only:
            self._messages.refuse(READ_ONLY)
            return True
        return False

    # -- moving ------------------------------------------------------------------------------------------------------

    def move(self, ids: Sequence[str], workstream: str | None, column: str | None, slot: int | None = None) -> None:
        """Move artefacts to a cell, as dropped, chosen in a menu or moved by keys. A stage unblocks those that are blocked,
        the Blocked column asks who and why, and with no column each keeps its own."""
        if column == BLOCKED:
            self._into_blocked(ids, workstream)
            return
        wished = wish(moving.move, ids=list(ids), workstream=workstream, stage=column, slot=slot, unblock=unblocks(column))
        self._performer.perform(wished, self._show_first(ids))

    def _into_blocked(self, ids: Sequence[str], workstream: str | None) -> None:
        from mhhs_board.ui.dialogs.blocking import Block

        free = [one for one in self._artefacts(ids) if not self._board.is_blocked(one.id)]
        if not free:
            self.move(ids, workstream, None)
            return
        if self._refused_here():
            return
        for artefact in free:
            judged = verdict(self._board, artefact, workstream or artefact.workstream, BLOCKED)
            if not judged.allowed and judged.needs != "block":
                self._messages.refuse(judged.sentence)
                return
        Block(self._performer, self._window, free, workstream=workstream, done=self._show_first(ids)).open()

    def fill_stages(self, menu: QMenu) -> None:
        """The stages that the chosen artefacts can move to; forbidden ones say why."""
        board, artefacts = self._board, self._artefacts()
        for stage in board.open_stages:
            here = bool(artefacts) and all(board.column_of(one) == stage.id for one in artefacts)
            self._offer(menu, stage.name, here, artefacts, None, stage.id)
        menu.addSeparator()
        blocked = bool(artefacts) and all(board.is_blocked(one.id) for one in artefacts)
        self._offer(menu, "Blocked…", blocked, artefacts, None, BLOCKED)

    def fill_lanes(self, menu: QMenu) -> None:
        """The workstreams that the chosen artefacts can move to."""
        artefacts = self._artefacts()
        for lane in self._board.open_workstreams:
            here = bool(artefacts) and all(one.workstream == lane.id for one in artefacts)
            self._offer(menu, lane.name, here, artefacts, lane.id, None)

    def _offer(
        self, menu: QMenu, name: str, here: bool, artefacts: list[Artefact], lane: str | None, column: str | None
    ) -> None:
        action = menu.addAction(menu_text(name))
        action.setCheckable(here)
        action.setChecked(here)
        why = self._why_not(artefacts, lane, column)
        action.setEnabled(not why and not here)
        action.setToolTip(plain_tooltip(why or name))
        ids = [artefact.id for artefact in artefacts]
        action.triggered.connect(lambda: self.move(ids, lane, column))

    def _why_not(self, artefacts: list[Artefact], lane: str | None, column: str | None) -> str:
        if self._performer.workspace.read_only:
            return READ_ONLY
        if not artefacts:
            return NOTHING
        judged = judge(self._board, artefacts, lane, column, self._performer.workspace.actor)
        return judged.sentence if judged.tone == "no" else ""

    # -- dialogs -----------------------------------------------------------------------------------------------------

    def _show_first(self, ids: Sequence[str]) -> Done:
        return lambda entry: self._seen(ids[0]) if entry is not None else None

    def _show_added(self, entry: Entry | None) -> None:
        for change in entry.changes if entry else ():
            if change.kind == Artefact.KIND:
                self._seen(change.id)

    def add(self, workstream: str | None = None, column: str | None = None) -> None:
        """Ask for a new artefact, in the cell given or in focus."""
        from mhhs_board.ui.dialogs.artefact import AddArtefact

        if self._refused_here():
            return
        if workstream is None and (cell := self._cell()) is not None:
            workstream, column = cell
        stage = None if column == BLOCKED else column
        AddArtefact(self._performer, self._window, workstream=workstream, stage=stage, done=self._show_added).open()

    def edit(self, artefact_id: str = "") -> None:
        """Open the fields of an artefact, read or written as the workspace allows."""
        from mhhs_board.ui.dialogs.artefact import EditArtefact

        artefacts = self._artefacts([artefact_id] if artefact_id else None)
        if artefacts and not self._refused_here():
            EditArtefact(self._performer, self._window, artefacts[0]).open()

    def block(self) -> None:
        """Ask what blocks the chosen artefacts; of one that is blocked, say by what, to edit that or to add another."""
        from mhhs_board.ui.dialogs.blocking import Block, Blocked

        artefacts = self._artefacts()
        if not artefacts or self._refused_here():
            return
        done = self._show_first([artefacts[0].id])
        if len(artefacts) == 1 and self._board.is_blocked(artefacts[0].id):
            Blocked(self._performer, self._window, artefacts[0], self._blocker(), done).open()
        else:
            Block(self._performer, self._window, artefacts, done=done).open()

    def ask_block(self, ids: Sequence[str], arguments: Arguments, done: Done | None) -> None:
        """Open Block with what a refused operation said already."""
        from mhhs_board.ui.dialogs.blocking import Block

        Block(
            self._performer,
            self._window,
            self._artefacts(ids),
            workstream=arguments.get("workstream"),
            forum=arguments.get("forum"),
            question=arguments.get("question", ""),
            needed_by=arguments.get("needed_by", ""),
            done=done,
        ).open()

    def escalate(self, artefact_id: str = "", blocker: str = "") -> None:
        """Ask whom to put a blocker to, of several the one given or chosen on its page; what is not blocked is blocked
        first, with a forum chosen."""
        from mhhs_board.ui.dialogs.blocking import Block
        from mhhs_board.ui.dialogs.escalating import Escalate

        artefacts = self._artefacts([artefact_id] if artefact_id else None)
        if not artefacts or self._refused_here():
            return
        artefact = artefacts[0]
        if self._board.is_blocked(artefact.id):
            Escalate(self._performer, self._window, artefact, blocker or self._blocker()).open()
        else:
            forums = self._board.forums
            forum = forums[0].id if forums else None
            done = self._show_first([artefact.id])
            Block(self._performer, self._window, [artefact], forum=forum, done=done).open()

    def answer(self, escalation_id: str = "") -> None:
        """Ask what a forum answered, to the escalation given or one of the chosen artefact's."""
        from mhhs_board.ui.dialogs.escalating import Answer

        if waiting := self._waiting(escalation_id):
            Answer(self._performer, self._window, waiting).open()

    def withdraw(self, escalation_id: str = "") -> None:
        """Ask why a question is no longer put, the escalation's given or one of the chosen artefact's."""
        from mhhs_board.ui.dialogs.escalating import Withdraw

        if waiting := self._waiting(escalation_id):
            Withdraw(self._performer, self._window, waiting).open()

    def _waiting(self, escalation_id: str) -> list[Escalation]:
        """The open escalations that may be meant; none where nothing may be written."""
        if self._refused_here():
            return []
        known = self._board.of(Escalation)
        if escalation_id:
            found = [known[escalation_id]] if escalation_id in known else []
        else:
            found = [one for artefact in self._artefacts() for one in self._board.open_escalations(artefact.id)]
            found = [one for one in found if self._blocker() in ("", one.blocker)]
        waiting = [one for one in found if not one.returned]
        if not waiting:
            self._messages.refuse("No question waits for an answer here.")
        return waiting

    def unblock(self, artefact_id: str = "", blocker: str = "") -> None:
        """Ask into which stage and with what note; of several blockers the one given stands first."""
        from mhhs_board.ui.dialogs.blocking import Unblock

        artefacts = self._artefacts([artefact_id] if artefact_id else None)
        if artefacts and not self._refused_here():
            done = self._show_first([artefacts[0].id])
            Unblock(self._performer, self._window, artefacts[0], blocker or self._blocker(), done).open()

    # -- registers ---------------------------------------------------------------------------------------------------

    def add_record(self, kind: str, field: str, record_id: str) -> None:
        """Ask for a new record of a register that names a record in that field, as an action about an artefact does."""
        from mhhs_board.ui.dialogs.register import RegisterForm

        if not self._refused_here():
            RegisterForm(self._performer, self._window, kind, given={field: record_id}).open()

    def open_record(self, kind: str, record_id: str) -> None:
        """Open what is linked: an artefact on the board, a record of a register in its form."""
        from mhhs_board.ui.dialogs.register import RegisterForm

        record = self._board.get(kind, record_id)
        if isinstance(record, Artefact):
            self._seen(record.id)
        elif isinstance(record, Registered) and not self._refused_here():
            RegisterForm(self._performer, self._window, kind, record).open()

    def reopen(self, name: str, about: Sequence[str], place: str) -> Form | None:
        """Open again the dialog that was kept under a name, about these artefacts; None where they or what it was about are
        no longer there."""
        from mhhs_board.ui.dialogs import artefact, blocking, escalating, register

        if (kept := register.reopened(self._performer, self._window, name, about, place)) is not None:
            kept.open()
            return kept
        found, board = self._artefacts(about), self._board
        if len(found) != len(about) or self._performer.workspace.read_only or any(one.retired for one in found):
            return None
        first, done = next(iter(found), None), self._show_first(about) if about else self._show_added
        common = self._performer, self._window
        form: Form | None = None
        if name == "add":
            lane, _, stage = place.partition("\n")
            form = artefact.AddArtefact(*common, workstream=lane, stage=stage, done=done)
        elif name in ("answer", "withdraw"):
            known = board.of(Escalation)
            waiting = [known[one] for one in place.split() if one in known and not known[one].returned]
            kind = escalating.Answer if name == "answer" else escalating.Withdraw
            form = kind(*common, waiting) if waiting else None
        elif name == "escalate_decision":
            decision = board.of(Decision).get(place)
            form = escalating.EscalateDecision(*common, decision) if decision and not decision.retired else None
        elif first is None:
            return None
        elif name == "edit":
            form = artefact.EditArtefact(*common, first)
        elif name == "retire":
            form = artefact.RetireArtefacts(*common, found)
        elif name == "block" or (name == "blocked" and not board.is_blocked(first.id)):
            form = blocking.Block(*common, found, workstream=place if place in board.of(Workstream) else None, done=done)
        elif name == "blocked":
            form = blocking.Blocked(*common, first, place, done)
            form.ways.show_page(0 if place else 1)
            form.turn()
        elif board.is_blocked(first.id):
            form = escalating.Escalate(*common, first, place) if name == "escalate" else None
            form = blocking.Unblock(*common, first, place, done) if name == "unblock" else form
        if form is not None:
            form.open()
        return form

    def retire(self) -> None:
        """Ask why the chosen artefacts leave the board."""
        from mhhs_board.ui.dialogs.artefact import RetireArtefacts

        artefacts = self._artefacts()
        if artefacts and not self._refused_here():
            RetireArtefacts(self._performer, self._window, artefacts).open()
