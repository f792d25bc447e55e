"""Taking in one row: a new artefact, or what a row changes on one that is there.

A row that carries the details of its blockers and agrees with itself is taken at its details. A row whose simple columns
(stage, blocked_reason, escalation) say something else was edited by hand: there the simple columns count. The order in a
cell, the ages and the notes of a move belong to the board and are taken from new rows only.

An import states where things stand: no line is asked for a skip or a way back. But nothing ends by it unsaid: a row that
leaves out what blocks an artefact, or names the stage that it keeps, leaves it blocked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from mhhs_board.domain import invariants, names, rank, references, stage_notes, telling
from mhhs_board.domain.board import BLOCKED, Board, added, revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.escalation import how_ended
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.imported import BlockerDetail, Row
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Stage, Workstream
from mhhs_board.domain.workflow import Lacking, verdict
from mhhs_board.operations import blocking, editing, escalating
from mhhs_board.operations.context import Context, Operation, P
from mhhs_board.operations.importing.days import HERE, said_of
from mhhs_board.operations.importing.meaning import Meaning, Skipped, cleaned, identity, instant, line, lines, still_open
from mhhs_board.operations.importing.stale import History, Past, alike, kept, no_history
from mhhs_board.operations.releasing import released


class Made(NamedTuple):
    """A new artefact's id, and what there is to say about it."""

    id: str
    why: str


class Taker:
    """Takes rows in on a scratch board. `judged` is False where a whole board is copied as it is. `kept` is what the last
    row that was taken in leaves as it is here, because it was changed here since, and that its date means no day."""

    def __init__(
        self, scratch: Board, context: Context, *, judged: bool, history: History = no_history, source: str = ""
    ) -> None:
        self.board = scratch
        self.context = context
        self.judged = judged
        self.source = source
        self.means = Meaning(scratch, context, judged=judged)
        self.warnings: list[str] = []
        self.lacking: list[Lacking] = []
        self.kept: list[str] = []
        self.words: dict[str, None] = {}
        """What is said of the words that rows which were taken in have for a day."""
        self._past = Past(history)
        self._refs: set[tuple[str, str]] | None = None
        self._called: set[str] | None = None

    # -- a new artefact ----------------------------------------------------------------------------------------------

    def add(self, row: Row) -> Made:
        """Make the artefact of a row that means none on the board. Raises Skipped or Refused."""
        lane = self.means.lane(row, None)
        fields = self.means.fields(row, None)
        if not fields.get("title"):
            raise Skipped("It has no title.")
        new_id = (identity(row.text("id")) if row.own else "") or self.context.new_id()
        if new_id in self.board.of(Artefact):
            raise Refused("Another row of the file has made an artefact with this id.")
        if self.judged and not names.OUR_ID.fullmatch(new_id):
            self._refuse_reading_as_another(new_id)
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
            stage_notes=lines(row, "stage_notes"),
            retired=instant(row, "retired"),
            from_file="" if row.own else self.source,
            from_record=0 if row.own or not self.source else row.record,
        )
        if blockers:
            self._change([], [added(made), *blockers])
        else:
            self.board.put(made)
        return Made(new_id, " ".join(filter(None, [self._doubled(made), *self._dated(row)])))

    def _dated(self, row: Row, *, told: bool = False) -> list[str]:
        """Keep what there is to say of a word for a day; sentences about the row's dates, where nobody said it before.
        `told`: what changes is told with its day."""
        due, said = self.means.due
        if due is not None and due.note:
            self.words[due.note] = None
        if due is not None and not said and not (row.either_way and not due.on):
            said = due.warning if told else said_of(due)
        return [sentence for sentence in dict.fromkeys((said, *self.means.said)) if sentence]

    def _simple(self, row: Row, new_id: str, word: str | None) -> tuple[str | None, list[Change]]:
        """Stage and blocker of a new row from its simple columns; Blocked alone leaves the stage not stated."""
        reason = cleaned(row.text("blocked_reason"), "reason")
        if word != BLOCKED and not reason:
            _refuse_forum_alone(row)
            return word, []
        now, actor = self.context.now, self.context.actor
        blocker = Blocker(id=self.context.new_id(), artefact=new_id, reason=reason, since=now, raised_by=actor)
        made: list[Change] = [added(blocker)]
        if row.text("escalation"):
            forum = self.means.forum(row, row.text("escalation"))
            made.append(added(escalating.raised(self.board, self.context, forum, blocker=blocker.id)))
        return (self.means.kept(row) if word in (None, BLOCKED) else word), made

    def _judge_place(self, artefact: Artefact, lane: str, stage: str | None, *, held: bool) -> None:
        """What the rules say of a new artefact standing there. Raises Refused."""
        if stage is not None:
            self._judge(artefact, lane, stage, new=True)
            if held:
                self._refuse_blocked_done(artefact, stage)

    def _judge(self, artefact: Artefact, lane: str, stage: str, *, new: bool = False, unblock: bool = False) -> None:
        """What the rules say of an artefact that a file puts there. Raises Refused."""
        judged = verdict(self.board, artefact, lane, stage, new=new, unblock=unblock, asked=False)
        if judged.needs == "unblock":  # a row has no place for that
            name, where = names.called(artefact), self.board.of(Stage)[stage].name
            raise Refused(f"{name} is blocked, so it cannot go forward to {where}; unblock it first.")
        if not judged.allowed:
            raise Refused(judged.sentence, needs=judged.needs)
        self.lacking += judged.lacking

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

    def _refuse_reading_as_another(self, new_id: str) -> None:
        """Raises Refused for an id that is not one of ours and would be taken for what another artefact is called."""
        if self._called is None:
            called = self.board.of(Artefact).values()
            self._called = {references.normal(word) for other in called for word in (other.ref, other.title) if word}
        plain = references.normal(new_id)
        if not self._called.isdisjoint({plain, plain.partition(":")[2]}):
            raise Refused(f"Its id {names.quoted(new_id)} reads as what another artefact here is called.")

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
        told = self._told()
        self.kept = []
        try:
            fields = self._news(row, present, self.means.fields(row, present))
            editing.refuse_recorded(self.board, present, fields)
            if self.means.due.day is not None and "due" not in fields:
                self.means.due = HERE
            self._change(entries, [revised(present, **fields)])
            lane = self.means.lane(row, present)
            details = self.means.details(row)
            if details is None:
                self._simple_moves(row, present.id, lane, entries)
            else:
                self._detailed_moves(row, present.id, lane, details, entries)
        except (Refused, Skipped):
            self._take_back(entries, told)
            raise
        self.kept += [sentence.rstrip(".") for sentence in self._dated(row, told=True)]
        return entries

    def _news(self, row: Row, present: Artefact, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields that a row states, without those of a foreign table that say what was changed here since."""
        news = {name: value for name, value in fields.items() if not alike(value, getattr(present, name))}
        if {"due", "due_on"} & news.keys():
            news |= {name: fields[name] for name in ("due", "due_on")}
        if row.meant:
            return news
        for name in [name for name in news if name != "due_on" and self._past.is_old(present, name, fields)]:
            self.kept.append(kept(self.board, present, name, fields[name]))
            for together in ("due", "due_on") if name == "due" else (name,):
                del news[together]
        return news

    def equal(self, row: Row, present: Artefact) -> bool:
        """Whether a row says of an artefact what is so already."""
        told, words = self._told(), dict(self.words)
        try:
            entries = self.update(row, present)
        except (Refused, Skipped):
            return False
        self.words = words
        self._take_back(entries, told)
        return not entries

    def _simple_moves(self, row: Row, artefact_id: str, lane: str, entries: list[Entry]) -> None:
        """What the simple columns state: where it stands, what blocks it, and which forum was asked."""
        board = self.board
        present = board.artefact(artefact_id)
        word = self.means.column(row)
        stage = None if word == BLOCKED else word
        if lane != present.workstream:
            lane = self._news(row, present, {"workstream": lane}).get("workstream", present.workstream)
        if stage is not None and stage != present.stage:
            stage = self._news(row, present, {"stage": stage}).get("stage")
        unblocks = word != BLOCKED and self._clears_reason(row, artefact_id)
        if unblocks and not (stage or present.stage):
            raise Refused(f"The stage of {names.called(present)} is not stated; state one to unblock it.")
        closed = released(board, self.context, [present]) if unblocks else []
        fields = self._moved(present, lane, stage or present.stage, unblock=unblocks)
        self._change(entries, [*closed, revised(present, **fields) if fields else None])
        if word == BLOCKED or row.text("blocked_reason"):
            self._block(row, artefact_id, entries)
        elif not board.is_blocked(artefact_id):
            _refuse_forum_alone(row)
        else:
            self._escalate(row, artefact_id, entries, stated=row.edited and "escalation" in row.texts)

    def _clears_reason(self, row: Row, artefact_id: str) -> bool:
        """Whether an empty cell says that what blocks an artefact is gone. Our own export must have held that blocker: one
        from before it was blocked says nothing about it. Raises Refused where several blockers may be meant."""
        held = self.board.open_blockers(artefact_id)
        stated = "blocked_reason" in row.texts and not row.text("blocked_reason")
        if not stated or not held or not held[0].reason:
            return False
        if row.own and held[0].id not in {detail.id for detail in row.blockers or ()}:
            return False
        if len(held) > 1:
            name = names.called(self.board.artefact(artefact_id))
            raise Refused(f"{name} has {len(held)} open blockers, and an empty reason does not say which of them is gone.")
        return True

    def _block(self, row: Row, artefact_id: str, entries: list[Entry]) -> None:
        """Have an artefact blocked for the reason that a row states."""
        held = self.board.open_blockers(artefact_id)
        reason = cleaned(row.text("blocked_reason"), "reason")
        if not held and not row.meant and reason in {blocker.reason for blocker in self.board.blockers(artefact_id)}:
            self.kept.append(f"stays unblocked: {telling.clipped(reason) or 'reason not stated'} was settled here since")
            return
        if not held:
            forum = self.means.forum(row, row.text("escalation")) if row.text("escalation") else None
            self._do(entries, blocking.block, ids=[artefact_id], reason=reason, not_stated=not reason, forum=forum)
            return
        stated = "blocked_reason" in row.texts and reason not in {blocker.reason for blocker in held}
        old = stated and not row.meant and [one for one in held if self._past.is_old(one, "reason", {"reason": reason})]
        if old:
            self.kept.append(kept(self.board, old[0], "reason", reason))
        elif stated:
            self._do(entries, blocking.amend, blocker=held[0].id, reason=reason)
        self._escalate(row, artefact_id, entries, stated="escalation" in row.texts)

    def _escalate(self, row: Row, artefact_id: str, entries: list[Entry], *, stated: bool = False) -> None:
        """Have what blocks an artefact put to the forum that a row names; `stated`: a row that names none says that none
        was asked. Only our own file ends an escalation, by passing it on; Raises Refused where another table would."""
        board, name = self.board, names.called(self.board.artefact(artefact_id))
        waiting = {escalation.forum for escalation in board.open_escalations(artefact_id, of=Blocker)}
        if row.text("escalation"):
            forum = self.means.forum(row, row.text("escalation"))
            if forum in waiting:
                return
            if not row.meant and (ended := self._ended_here(artefact_id, forum)):
                self.kept.append(ended)
                return
            if waiting and not row.own:
                holder = board.of(Forum)[min(waiting, key=lambda one: board.of(Forum)[one].level)]
                raise Refused(
                    f"{name} waits for an answer of {holder.short or holder.name}; an import does not pass it on."
                )
            asked = board.open_escalations(artefact_id, of=Blocker)
            meant = (
                asked[0].blocker if asked else board.open_blockers(artefact_id)[0].id
            )  # the oldest, whose reason it names
            self._do(entries, escalating.escalate, artefact=artefact_id, forum=forum, blocker=meant)
        elif waiting and stated:
            raise Refused(f"{name} waits for an answer to its escalation; answer it instead of clearing it.")

    def _ended_here(self, artefact_id: str, forum: str) -> str:
        """That a forum was asked of what blocks an artefact and the question ended here since; empty where it is not so. A
        plan that is imported again says that it was asked, and not that it is to be asked once more."""
        board = self.board
        held = [one for blocker in board.open_blockers(artefact_id) for one in board.escalations(blocker.id)]
        ended = [one for one in held if one.forum == forum and one.returned]
        if not ended:
            return ""
        how = {"passed_on": "passed on", "closed": "closed"}.get(found := how_ended(board, ended[-1]), found)
        asked = board.of(Forum)[forum]
        return f"does not go to {asked.short or asked.name} again: the question to it was {how} here since"

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
        fields = self._moved(present, lane, stage, unblock=not held)
        if held and (fields or blockers):
            self._refuse_blocked_done(present, stage)
        if row.exact and row.text("retired") and not present.retired:
            fields["retired"] = instant(row, "retired") or self.context.now
        self._change(entries, [*blockers, revised(present, **fields) if fields else None])

    def _moved(self, present: Artefact, lane: str, stage: str | None, *, unblock: bool) -> dict[str, Any]:
        """The fields that let an artefact stand there, none where it does. `unblock`: the same row unblocks it."""
        if (lane, stage) == (present.workstream, present.stage):
            return {}
        self._judge(present, lane, stage or BLOCKED, unblock=unblock)
        fields: dict[str, Any] = {"workstream": lane}
        if stage is not None:
            cell = [other for other in self.board.cell(lane, stage) if other != present.id]
            fields["rank"] = rank.between(self.board.artefact(cell[-1]).rank if cell else "", "")
        if stage != present.stage:
            fields |= {"stage": stage, "stage_since": self.context.now, "stage_note": ""}
            fields["stage_notes"] = stage_notes.kept(self.board, present, stage or "", self.context.now)
        return fields

    # -- the scratch board -------------------------------------------------------------------------------------------

    def _do(self, entries: list[Entry], operation: Operation[P], *arguments: P.args, **named: P.kwargs) -> None:
        entry = operation(self.board, self.context, *arguments, **named)
        self.warnings.extend(entry.warnings)
        self._collect(entries, entry)

    def _change(self, entries: list[Entry], changes: Iterable[Change | None]) -> None:
        if found := [change for change in changes if change is not None]:
            self._collect(entries, self.context.entry("import", found))

    def _collect(self, entries: list[Entry], entry: Entry) -> None:
        # Where it may stand and what may block it was judged before; an escalation may break more than that.
        asks = self.judged and any(change.kind == Escalation.KIND for change in entry.changes)
        if asks and (found := invariants.made_by(self.board, entry.changes)):
            raise Refused(found[0].sentence)
        if entry.changes:
            self.board.apply(entry)
            entries.append(entry)

    def _told(self) -> tuple[int, int]:
        return len(self.warnings), len(self.lacking)

    def _take_back(self, entries: list[Entry], told: tuple[int, int]) -> None:
        """Undo on the scratch board what a row did; what is said stays as far as it was `told` before."""
        for entry in reversed(entries):
            self.board.unapply(entry)
        del self.warnings[told[0] :], self.lacking[told[1] :]


def _refuse_forum_alone(row: Row) -> None:
    if row.text("escalation"):
        raise Refused("The row names a forum, but nothing that blocks it; give a blocked_reason, or write Blocked.")
