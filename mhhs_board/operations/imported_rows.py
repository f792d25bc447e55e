"""Taking in one row: a new artefact, or what a row changes on one that is there.

A row that carries the details of its blockers and agrees with itself is taken at its details. A row whose simple columns
(stage, blocked_reason, escalation) say something else was edited by hand: there the simple columns count, and they act as a
drop would. The order in a cell, the ages and the notes of a move belong to the board and are taken from new rows only.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from mhhs_board.domain import names, rank, references
from mhhs_board.domain.board import BLOCKED, Board, added, revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.records import Artefact, Blocker, Stage, Workstream
from mhhs_board.domain.rows import BlockerDetail, Row
from mhhs_board.domain.workflow import verdict
from mhhs_board.operations import blocking, editing, escalating, moving
from mhhs_board.operations.context import Context, Operation
from mhhs_board.operations.imported_meaning import Meaning, Skipped, cleaned, identity, instant, line, still_open


class Made(NamedTuple):
    """A new artefact's id, and what there is to say about it."""

    id: str
    why: str


class Taker:
    """Takes rows in on a scratch board. `judged` is False where a whole board is copied as it is."""

    def __init__(self, scratch: Board, context: Context, *, judged: bool) -> None:
        self.board = scratch
        self.context = context
        self.judged = judged
        self.means = Meaning(scratch, context, judged=judged)
        self.warnings: list[str] = []
        self._refs: set[tuple[str, str]] | None = None

    # -- a new artefact ----------------------------------------------------------------------------------------------

    def add(self, row: Row) -> Made:
        """Make the artefact of a row that means none on the board. Raises Skipped or Refused."""
        lane = self.means.lane(row, None)
        fields = self.means.fields(row, None)
        if self.judged and not fields.get("title"):
            raise Skipped("It has no title.")
        new_id = identity(row.text("id")) or self.context.new_id()
        if new_id in self.board.of(Artefact):
            raise Refused("Another row of the file has made an artefact with this id.")
        details = self.means.details(row)
        word = self.means.column(row)
        if details is None:
            stage, blockers = self._simple(row, new_id, word)
        else:
            stage = self.means.kept(row) if "kept_stage" in row.texts else (None if word == BLOCKED else word)
            blockers = self.means.merged(row, new_id, details)
        held = still_open(self.board, new_id, blockers)
        if stage is None and not held and not row.text("retired"):
            stage = editing.first_stage(self.board).id
        artefact = Artefact(id=new_id, workstream=lane, **fields)
        if self.judged and not row.text("retired"):
            self._judge_place(artefact, lane, stage, held=held)
        made = msgspec.structs.replace(
            artefact,
            stage=stage,
            rank=self._rank(row, lane, stage),
            stage_since=instant(row, "stage_since") or (self.context.now if stage and self.judged else ""),
            stage_note=line(row, "stage_note"),
            retired=instant(row, "retired"),
        )
        self._apply([added(made), *blockers])
        return Made(new_id, self._doubled(made))

    def _simple(self, row: Row, new_id: str, word: str | None) -> tuple[str | None, list[Change]]:
        """Stage and blocker of a new row from its simple columns; Blocked alone leaves the stage not stated."""
        if word != BLOCKED:
            _refuse_contradiction(row, names.column_name(word, self.board) if word else "not Blocked")
            return word, []
        blocker = Blocker(
            id=self.context.new_id(),
            artefact=new_id,
            reason=cleaned(row.text("blocked_reason"), "reason"),
            since=self.context.now,
            raised_by=self.context.actor,
        )
        made: list[Change] = [added(blocker)]
        if row.text("escalation"):
            forum = self.means.forum(row, row.text("escalation"))
            made.append(added(escalating.raised(self.board, self.context, blocker.id, forum)))
        return self.means.kept(row), made

    def _judge_place(self, artefact: Artefact, lane: str, stage: str | None, *, held: bool) -> None:
        """What the rules say of a new artefact standing there. Raises Refused."""
        if stage is None:
            return
        judged = verdict(self.board, artefact, lane, stage)
        if not judged.allowed:
            raise Refused(judged.sentence, needs=judged.needs)
        self.warnings.extend(judged.warnings)
        if held:
            self._refuse_blocked_done(artefact, stage)

    def _refuse_blocked_done(self, artefact: Artefact, stage: str | None) -> None:
        if stage is not None and self.board.of(Stage)[stage].role == "done":
            name = self.board.of(Stage)[stage].name
            raise Refused(f"{names.called(artefact)} is in {name}, and what is approved cannot be blocked.")

    def _rank(self, row: Row, lane: str, stage: str | None) -> str:
        stated = row.text("rank")
        if stated and len(stated) <= 100 and all(digit in rank.DIGITS for digit in stated) and stated[-1] != "0":
            return stated
        cell = self.board.cell(lane, stage) if stage else []
        return rank.between(self.board.artefact(cell[-1]).rank if cell else "", "")

    def _doubled(self, made: Artefact) -> str:
        """A word about a reference that its workstream has twice; never a refusal."""
        if self._refs is None:
            self._refs = {
                (other.workstream, references.normal(other.ref))
                for other in self.board.of(Artefact).values()
                if other.ref and other.id != made.id and not other.retired
            }
        key = (made.workstream, references.normal(made.ref))
        if not made.ref or made.retired:
            return ""
        if key in self._refs:
            lane = self.board.of(Workstream)[made.workstream].name
            return f"{lane} has another artefact with the reference {made.ref}."
        self._refs.add(key)
        return ""

    # -- one that is there -------------------------------------------------------------------------------------------

    def update(self, row: Row, present: Artefact) -> list[Entry]:
        """Make an artefact what a row says; the entries applied, none where it is so already. All of it or nothing."""
        if present.retired and not (row.exact and row.text("retired")):
            raise Refused(f"{names.called(present)} is retired here; undo that first, or take the row out of the file.")
        entries: list[Entry] = []
        told = len(self.warnings)
        try:
            fields = self.means.fields(row, present)
            self._collect(entries, self.context.entry("edit", [revised(present, **fields)]))
            lane = self.means.lane(row, present)
            details = self.means.details(row)
            if details is None:
                self._simple_moves(row, present.id, lane, entries)
            else:
                self._detailed_moves(row, present.id, lane, details, entries)
        except (Refused, Skipped):
            self._take_back(entries, told)
            raise
        return entries

    def equal(self, row: Row, present: Artefact) -> bool:
        """Whether a row says of an artefact what is so already."""
        told = len(self.warnings)
        try:
            entries = self.update(row, present)
        except Refused:
            return False
        self._take_back(entries, told)
        return not entries

    def _simple_moves(self, row: Row, artefact_id: str, lane: str, entries: list[Entry]) -> None:
        """What the simple columns ask for, done as a drop would do it."""
        board = self.board
        present = board.artefact(artefact_id)
        word = self.means.column(row)
        blocked = board.is_blocked(artefact_id)
        elsewhere = lane if lane != present.workstream else None
        if word is not None and word != BLOCKED:
            _refuse_contradiction(row, names.column_name(word, board))
            if blocked or elsewhere or word != present.stage:
                self._do(entries, moving.move, ids=[artefact_id], workstream=elsewhere, stage=word)
            return
        if elsewhere:
            self._do(entries, moving.move, ids=[artefact_id], workstream=elsewhere)
        if word is None:
            return
        reason = cleaned(row.text("blocked_reason"), "reason")
        forum = self.means.forum(row, row.text("escalation")) if row.text("escalation") else None
        if not blocked:
            self._do(entries, blocking.block, ids=[artefact_id], reason=reason, not_stated=not reason, forum=forum)
            return
        oldest = board.open_blockers(artefact_id)[0]
        if "blocked_reason" in row.texts and reason != oldest.reason:
            self._do(entries, blocking.amend, blocker=oldest.id, reason=reason)
        waiting = {escalation.forum for escalation in board.open_escalations(artefact_id)}
        if forum is not None and forum not in waiting:
            self._do(entries, escalating.escalate, artefact=artefact_id, forum=forum)
        elif forum is None and waiting and "escalation" in row.texts:
            raise Refused(
                f"{names.called(present)} waits for an answer to its escalation; answer it instead of clearing it."
            )

    def _detailed_moves(
        self, row: Row, artefact_id: str, lane: str, details: tuple[BlockerDetail, ...], entries: list[Entry]
    ) -> None:
        """Blockers as the file details them, and with them the stage; judged like any move."""
        board = self.board
        present = board.artefact(artefact_id)
        blockers = self.means.merged(row, artefact_id, details)
        word = self.means.column(row)
        stage = self.means.kept(row) if "kept_stage" in row.texts else present.stage if word in (None, BLOCKED) else word
        held = still_open(board, artefact_id, blockers)
        if stage is None and present.stage is not None:
            raise Refused(f"{names.called(present)} has a stage here, which the file does not state.")
        if stage is None and not held:
            raise Refused(f"The stage of {names.called(present)} is not stated and nothing blocks it; state one.")
        fields: dict[str, Any] = {}
        if stage != present.stage or lane != present.workstream:
            if held and board.is_blocked(artefact_id) and stage != present.stage and present.stage is not None:
                raise Refused(f"{names.called(present)} is blocked, so it cannot change its stage.")
            fields = self._moved(present, lane, stage)
        if held and (fields or blockers):
            self._refuse_blocked_done(present, stage)
        if row.exact and row.text("retired") and not present.retired:
            fields["retired"] = instant(row, "retired") or self.context.now
        self._collect(entries, self.context.entry("move", [*blockers, revised(present, **fields)]))

    def _moved(self, present: Artefact, lane: str, stage: str | None) -> dict[str, Any]:
        fields: dict[str, Any] = {"workstream": lane}
        if stage is None:
            return fields
        judged = verdict(self.board, present, lane, stage)
        if not judged.allowed:
            raise Refused(judged.sentence, needs=judged.needs)
        self.warnings.extend(judged.warnings)
        cell = [other for other in self.board.cell(lane, stage) if other != present.id]
        fields["rank"] = rank.between(self.board.artefact(cell[-1]).rank if cell else "", "")
        if stage != present.stage:
            fields |= {"stage": stage, "stage_since": self.context.now, "stage_note": ""}
        return fields

    # -- the scratch board -------------------------------------------------------------------------------------------

    def _do(self, entries: list[Entry], operation: Operation, **arguments: Any) -> None:
        entry = operation(self.board, self.context, **arguments)
        self.warnings.extend(entry.warnings)
        self._collect(entries, entry)

    def _collect(self, entries: list[Entry], entry: Entry) -> None:
        if entry.changes:
            self.board.apply(entry)
            entries.append(entry)

    def _apply(self, changes: list[Change]) -> None:
        self.board.apply(self.context.entry("import", changes))

    def _take_back(self, entries: list[Entry], told: int) -> None:
        """Undo on the scratch board what a row did; only the first `told` warnings stay."""
        for entry in reversed(entries):
            self.board.unapply(entry)
        del self.warnings[told:]


def _refuse_contradiction(row: Row, stage: str) -> None:
    if row.text("blocked_reason") or row.text("escalation"):
        raise Refused(f"The row says why it is blocked, but its stage is {stage}; write Blocked, or clear the reason.")
