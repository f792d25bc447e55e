"""Taking in one row: a new artefact, or what a row changes on one that is there.

A row that carries the details of its blockers and agrees with itself is taken at its details. A row whose simple columns
(stage, blocked_reason, escalation) say something else was edited by hand: there the simple columns count, and they act as a
drop would. The order in a cell, the ages and the notes of a move belong to the board and are taken from new rows only.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import msgspec

from mhhs_board.domain import dates, names, rank, references
from mhhs_board.domain.board import BLOCKED, Board, added, edited, revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Forum, Kind, Named, Stage, Workstream
from mhhs_board.domain.rows import BlockerDetail, EscalationDetail, Row
from mhhs_board.domain.workflow import verdict
from mhhs_board.operations import blocking, editing, escalating, moving, typed
from mhhs_board.operations.context import Context, Operation

_PLAIN = ("ref", "title", "owner", "priority", "version", "outcome", "decision", "notes")
_RELATIVE = ("+", "in ", "today", "tomorrow", "yesterday")


class Skipped(Exception):
    """A row that nothing can be made of, for a reason in its text."""


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
        self.warnings: list[str] = []
        self._refs: set[tuple[str, str]] | None = None

    # -- what a row names --------------------------------------------------------------------------------------------

    def lane(self, row: Row, present: Artefact | None) -> str:
        """The workstream a row names, else the present one. Raises Refused."""
        written = row.text("workstream")
        if not written and present is not None:
            return present.workstream
        return self._named(row, written, Workstream, "workstream")

    def _named(self, row: Row, written: str, record: type[Named], noun: str) -> str:
        if row.exact and written in self.board.of(record):
            return written
        live = [found for found in self.board.of(record).values() if not found.retired]
        return names.match(written, sorted(live, key=lambda found: (found.rank, found.id)), noun).id

    def _column(self, row: Row) -> str | None:
        """The column that the row's words name, or None where it has none."""
        word = row.text("stage") or row.text("column")
        return names.match_column(word, self.board) if word and not row.exact else None

    def _kept(self, row: Row) -> str | None:
        written = row.text("kept_stage")
        return self._named(row, written, Stage, "stage") if written else None

    def _forum(self, row: Row, written: str) -> str:
        return self._named(row, written, Forum, "forum")

    def _details(self, row: Row) -> tuple[BlockerDetail, ...] | None:
        """The row's details of its blockers, where it has them and its simple columns agree with them."""
        if row.blockers is None or row.exact:
            return row.blockers
        word = self._column(row)
        held = sorted(
            (detail for detail in row.blockers if not detail.closed), key=lambda detail: (detail.since, detail.id)
        )
        if not held:
            agrees = word != BLOCKED and not row.text("blocked_reason") and not row.text("escalation")
            if "kept_stage" in row.texts and word is not None:
                agrees = agrees and word == self._kept(row)
            return row.blockers if agrees else None
        if word not in (None, BLOCKED):
            return None
        if "blocked_reason" in row.texts and _cleaned(row.text("blocked_reason"), "reason") != held[0].reason:
            return None
        if "escalation" in row.texts:
            forums = [self._forum(row, one.forum) for detail in held for one in detail.escalations if not one.returned]
            said = self._forum(row, row.text("escalation")) if row.text("escalation") else None
            highest = min(forums, key=lambda forum: self.board.of(Forum)[forum].level, default=None)
            if said != highest and said not in forums:
                return None
        return row.blockers

    # -- fields ------------------------------------------------------------------------------------------------------

    def _fields(self, row: Row, present: Artefact | None) -> dict[str, Any]:
        """The plain fields a row states. Raises Skipped for a text that cannot be kept, Refused for an unknown kind."""
        typed_in: dict[str, Any] = {name: row.texts[name] for name in _PLAIN if name in row.texts}
        if not self.judged:
            typed_in = {name: value for name, value in typed_in.items() if name != "title" or value.strip()}
        typed_in |= row.lists
        try:
            fields = editing.cleaned(self.board, self.context, typed_in)
            if "due" in row.texts:
                written = typed.line(row.texts["due"], "due date", limit=60)
                if present is None or written != present.due:
                    fields["due"], fields["due_on"] = written, self._due_on(row, written)
        except Refused as refused:
            raise Skipped(str(refused)) from refused
        if "kind" in row.texts:
            written = row.text("kind")
            fields["kind"] = self._named(row, written, Kind, "kind") if written else None
        return fields

    def _due_on(self, row: Row, written: str) -> str:
        """The day a date means: as the file says, unless the text beside it was edited to mean another."""
        stated = row.text("due_on")
        anchor = dates.day_of(stated)
        if row.exact:
            return stated if anchor else ""
        if anchor is not None:
            relative = written.lower().startswith(_RELATIVE)
            if relative or dates.meant(written, anchor) == anchor:
                return stated
        return dates.iso_meant(written, self.context.today)

    # -- a new artefact ----------------------------------------------------------------------------------------------

    def add(self, row: Row) -> Made:
        """Make the artefact of a row that means none on the board. Raises Skipped or Refused."""
        lane = self.lane(row, None)
        fields = self._fields(row, None)
        if self.judged and not fields.get("title"):
            raise Skipped("It has no title.")
        new_id = _identity(row.text("id")) or self.context.new_id()
        if new_id in self.board.of(Artefact):
            raise Refused("Another row of the file has made an artefact with this id.")
        details = self._details(row)
        word = self._column(row)
        if details is None:
            stage, blockers = self._simple(row, new_id, word)
        else:
            stage = self._kept(row) if "kept_stage" in row.texts else (None if word == BLOCKED else word)
            blockers = self._merged(row, new_id, details)
        held = _still_open(self.board, new_id, blockers)
        if stage is None and not held and not row.text("retired"):
            stage = editing.first_stage(self.board).id
        artefact = Artefact(id=new_id, workstream=lane, **fields)
        if self.judged and not row.text("retired"):
            self._judge_place(artefact, lane, stage, held=held)
        made = msgspec.structs.replace(
            artefact,
            stage=stage,
            rank=self._rank(row, lane, stage),
            stage_since=_instant(row, "stage_since") or (self.context.now if stage and self.judged else ""),
            stage_note=_line(row, "stage_note"),
            retired=_instant(row, "retired"),
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
            reason=_cleaned(row.text("blocked_reason"), "reason"),
            since=self.context.now,
            raised_by=self.context.actor,
        )
        made: list[Change] = [added(blocker)]
        if row.text("escalation"):
            forum = self._forum(row, row.text("escalation"))
            made.append(added(escalating.raised(self.board, self.context, blocker.id, forum)))
        return self._kept(row), made

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
            fields = self._fields(row, present)
            self._collect(entries, self.context.entry("edit", [revised(present, **fields)]))
            lane = self.lane(row, present)
            details = self._details(row)
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
        word = self._column(row)
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
        reason = _cleaned(row.text("blocked_reason"), "reason")
        forum = self._forum(row, row.text("escalation")) if row.text("escalation") else None
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
        blockers = self._merged(row, artefact_id, details)
        word = self._column(row)
        stage = self._kept(row) if "kept_stage" in row.texts else present.stage if word in (None, BLOCKED) else word
        held = _still_open(board, artefact_id, blockers)
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
            fields["retired"] = _instant(row, "retired") or self.context.now
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

    # -- blockers ----------------------------------------------------------------------------------------------------

    def _merged(self, row: Row, artefact_id: str, details: tuple[BlockerDetail, ...]) -> list[Change]:
        """The changes that give an artefact these blockers and escalations; those it has besides stay."""
        changes: list[Change | None] = []
        for detail in details:
            new = self._blocker(artefact_id, detail)
            old = self.board.of(Blocker).get(new.id)
            if old is not None and (old.artefact != artefact_id or (old.closed and not new.closed)):
                raise Refused("A blocker in the file belongs to another artefact, or was closed here since.")
            changes.append(added(new) if old is None else edited(old, new))
            waiting = {found.id for found in self.board.escalations(new.id) if not found.returned}
            for one in detail.escalations:
                asked = self._escalation(row, new.id, one)
                before = self.board.of(Escalation).get(asked.id)
                if before is not None and (before.blocker != new.id or (before.returned and not asked.returned)):
                    raise Refused("An escalation in the file belongs to another blocker, or was answered here since.")
                changes.append(added(asked) if before is None else edited(before, asked))
                (waiting.discard if asked.returned else waiting.add)(asked.id)
            if len(waiting) > 1 and self.judged:
                raise Refused("A blocker would wait for the answers of more than one escalation.")
        found = [change for change in changes if change is not None]
        if len({(change.kind, change.id) for change in found}) != len(found):
            raise Skipped("The details of its blockers have the same id twice.")
        return found

    def _blocker(self, artefact_id: str, detail: BlockerDetail) -> Blocker:
        return Blocker(
            id=_identity(detail.id) or self.context.new_id(),
            artefact=artefact_id,
            reason=_cleaned(detail.reason, "reason"),
            owner=_cleaned(detail.owner, "name of who must unblock it"),
            since=_an_instant(detail.since, "since") or ("" if not self.judged else self.context.now),
            raised_by=_cleaned(detail.raised_by, "name of who raised it"),
            needed_by=_cleaned(detail.needed_by, "date it is needed by"),
            needed_on=_a_day(detail.needed_on, "needed_on"),
            closed=_an_instant(detail.closed, "closed"),
            closing_note=_cleaned(detail.closing_note, "closing note"),
        )

    def _escalation(self, row: Row, blocker_id: str, detail: EscalationDetail) -> Escalation:
        return Escalation(
            id=_identity(detail.id) or self.context.new_id(),
            blocker=blocker_id,
            forum=self._forum(row, detail.forum),
            question=_cleaned(detail.question, "question", note=True),
            raised=_an_instant(detail.raised, "raised"),
            raised_by=_cleaned(detail.raised_by, "name of who raised it"),
            needed_by=_cleaned(detail.needed_by, "date it is needed by"),
            needed_on=_a_day(detail.needed_on, "needed_on"),
            answer=_cleaned(detail.answer, "answer", note=True),
            returned=_an_instant(detail.returned, "returned"),
        )

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


def _still_open(board: Board, artefact_id: str, changes: list[Change]) -> bool:
    """Whether any blocker of an artefact is open once these changes are made."""
    held = {blocker.id for blocker in board.open_blockers(artefact_id)}
    for change in changes:
        if change.kind != Blocker.KIND:
            continue
        after = change.after or {}
        if after.get("closed"):
            held.discard(change.id)
        elif change.before is None:
            held.add(change.id)
    return bool(held)


def _refuse_contradiction(row: Row, stage: str) -> None:
    if row.text("blocked_reason") or row.text("escalation"):
        raise Refused(f"The row says why it is blocked, but its stage is {stage}; write Blocked, or clear the reason.")


def _cleaned(text: str, what: str, *, note: bool = False) -> str:
    try:
        return typed.note(text, what) if note else typed.line(text, what)
    except Refused as refused:
        raise Skipped(str(refused)) from refused


def _line(row: Row, name: str) -> str:
    return _cleaned(row.text(name), name.replace("_", " "))


def _identity(text: str) -> str:
    """An id that a board can keep, or empty for none."""
    if len(text) > 100 or _cleaned(text[:100], "id") != text:
        raise Skipped("Its id is not one that a board can keep.")
    return text


def _instant(row: Row, name: str) -> str:
    return _an_instant(row.text(name), name)


def _an_instant(text: str, name: str) -> str:
    if text and dates.instant_day(text) is None:
        raise Skipped(f"{name} is not a time like 2026-11-24T08:00:00Z.")
    return text


def _a_day(text: str, name: str) -> str:
    day: date | None = dates.day_of(text)
    if text and day is None:
        raise Skipped(f"{name} is not a day like 2026-11-24.")
    return text
