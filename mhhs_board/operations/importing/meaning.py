"""What a row of a file means on a board: the records its words name, its fields fit to keep, its blockers as changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast, get_args

from mhhs_board.domain import dates, leaving, names
from mhhs_board.domain.board import BLOCKED, Board, added, edited
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import Day, Declared
from mhhs_board.domain.fields import typed as typed_fields
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.imported import BlockerDetail, EscalationDetail, Row
from mhhs_board.domain.journal import Change
from mhhs_board.domain.record import Named
from mhhs_board.domain.records import RECORDS, Artefact, Blocker, Ending, Escalation, Stage, Workstream
from mhhs_board.operations import editing, registering, typed
from mhhs_board.operations.context import Context
from mhhs_board.operations.importing import days as imported_days

_PLAIN = tuple(
    one.name for one in typed_fields(Artefact) if not one.many and one.link is None and not getattr(one.field, "beside", "")
)
"""The fields of an artefact that are read by their text alone."""
_DAYS = tuple(one.name for one in typed_fields(Artefact) if isinstance(one.field, Day) and not one.field.beside)
"""Those of them that keep a day in their text."""
_LINKS = tuple(one for one in typed_fields(Artefact) if one.link is not None)
"""Those that name another record."""
_MANY = 200
"""Behind so many names that nothing has it is not looked for what is nearest: that costs more than all the rest."""


class Skipped(Exception):
    """A row that nothing can be made of, for a reason in its text."""


class Meaning:
    """Reads rows against a board as it stands. `judged` is False where a whole board is copied as it is.

    Every method raises Skipped for a text that cannot be kept and Refused for a name that nothing has.
    """

    def __init__(self, board: Board, context: Context, *, judged: bool) -> None:
        self.board = board
        self.context = context
        self.judged = judged
        self._known: dict[tuple[type[Named] | None, str], str] = {}
        """What a text has named before, None standing for columns: thousands of rows name the same few records."""
        self.due = imported_days.HERE
        """The due date that the last row's `fields` hold, where they hold one, and what there is to say of it."""
        self.said: list[str] = []
        """What there is to say of the dates of the last row's blockers."""
        self._unknown: dict[tuple[type[Named] | None, str], str] = {}
        """Why a text has named nothing before."""

    # -- what a row names --------------------------------------------------------------------------------------------

    def lane(self, row: Row, present: Artefact | None) -> str:
        """The workstream a row names, else the present one. Raises Refused."""
        written = row.text("workstream")
        if not written:
            if present is None:
                raise Refused("The row names no workstream.")
            return present.workstream
        return self.named(row, written, Workstream, "workstream")

    def named(self, row: Row, written: str, record: type[Named], noun: str) -> str:
        """The id of the record in use that a text names; in an exact row the text may be the id itself."""
        if row.exact and written in self.board.of(record):
            return written
        return self._remembered(record, written, lambda: self._in_use(record), noun)

    def _remembered(self, record: type[Named] | None, written: str, records: Callable[[], list[Any]], noun: str) -> str:
        """The id of what a text names, looked for once. Raises Refused; behind many others without what is nearest."""
        key = (record, written)
        if key in self._known:
            return self._known[key]
        if key in self._unknown:
            raise Refused(self._unknown[key])
        try:
            known = records()
            if len(self._unknown) >= _MANY and not names.matching(written, known, whole=True):
                raise Refused(f"No {noun} is called {names.quoted(written)}.")
            found: str = names.match(written, known, noun, whole=True).id  # an A in a file is no Approved
        except Refused as refused:
            self._unknown[key] = str(refused)
            raise
        self._known[key] = found
        return found

    def _in_use(self, record: type[Named]) -> list[Any]:
        """What a text may name, in order; a retired workstream or stage too for as long as something stands in it."""
        if record is Workstream:
            return list(self.board.workstreams)
        if record is Stage:
            return list(self.board.stages)
        live = [found for found in self.board.of(record).values() if not found.retired]
        return sorted(live, key=lambda found: (found.rank, found.id))

    def column(self, row: Row) -> str | None:
        """The column that the row's words name, or None where it has none."""
        word = row.text("stage") or row.text("column")
        if not word or row.exact:
            return None
        return self._remembered(None, word, lambda: names.columns(self.board), "stage")

    def kept(self, row: Row) -> str | None:
        """The stage it stands in, also while blocked; None where the row does not state it."""
        written = row.text("kept_stage")
        return self.named(row, written, Stage, "stage") if written else None

    def forum(self, row: Row, written: str) -> str:
        """The id of the forum that a text names."""
        return self.named(row, written, Forum, "forum")

    def details(self, row: Row) -> tuple[BlockerDetail, ...] | None:
        """The row's details of its blockers, where it has them and its simple columns agree with them."""
        if row.blockers is None or row.exact:
            return row.blockers
        word = self.column(row)
        held = sorted(
            (detail for detail in row.blockers if not detail.closed), key=lambda detail: (detail.since, detail.id)
        )
        if not held:
            agrees = word != BLOCKED and not row.text("blocked_reason") and not row.text("escalation")
            if "kept_stage" in row.texts and word is not None:
                agrees = agrees and word == self.kept(row)
            return row.blockers if agrees else None
        if word not in (None, BLOCKED):
            return None
        if "blocked_reason" in row.texts and cleaned(row.text("blocked_reason"), "reason") != held[0].reason:
            return None
        if "escalation" in row.texts:
            forums = [self.forum(row, one.forum) for detail in held for one in detail.escalations if not one.returned]
            said = self.forum(row, row.text("escalation")) if row.text("escalation") else None
            highest = min(forums, key=lambda forum: self.board.of(Forum)[forum].level, default=None)
            if said != highest and said not in forums:
                return None
        return row.blockers

    # -- fields ------------------------------------------------------------------------------------------------------

    def fields(self, row: Row, present: Artefact | None) -> dict[str, Any]:
        """The plain fields a row states. Raises Skipped for a text that cannot be kept, Refused for an unknown kind."""
        typed_in: dict[str, Any] = {name: row.texts[name] for name in _PLAIN if name in row.texts}
        if present is None and not row.text("title"):
            typed_in.pop("title", None)
        try:
            read = editing.cleaned(self.board, self.context, typed_in)
            fields: dict[str, Any] = dict(read)
            fields |= {name: typed.each(parts, name[:-1]) if parts else () for name, parts in row.lists.items()}
        except Refused as refused:
            raise Skipped(str(refused)) from refused
        self.due, self.said = self._due(row, present), [*read.warnings]
        for name in _DAYS:
            day = dates.kept_day(fields.get(name, ""))
            if day and present is not None and day == dates.kept_day(getattr(present, name)):
                del fields[name]  # the same day in another spelling is no change
        if self.due.day is not None:
            fields["due"], fields["due_on"] = self.due.day.written, self.due.day.on
        for one in _LINKS:
            if one.name in row.texts:
                written = row.text(one.name)
                fields[one.name] = self._linked(row, written, one) if written else None
        return fields

    def _linked(self, row: Row, written: str, one: Declared) -> str:
        """The id of the record that a text names in a field. Raises Refused."""
        assert one.link is not None
        record_type = RECORDS[one.link.kind]
        if issubclass(record_type, Named):
            return self.named(row, written, record_type, one.word)
        if row.exact and self.board.get(one.link.kind, written) is not None:
            return written
        return registering.linked(self.board, one.link.kind, written)

    def _due(self, row: Row, present: Artefact | None) -> imported_days.Found:
        """The due date that a row states; where it states the day alone, by that."""
        beside = row.text("due_on") if row.own or row.text("due_on") else None
        text = row.texts.get("due", beside or "")
        if "due" not in row.texts and not text:
            return imported_days.HERE
        written = cleaned(text, "due date", limit=60)
        stated = imported_days.Stated(written, beside, row.exact, row.either_way, wordless=row.own and not row.exact)
        here = typed.Day(present.due, present.due_on) if present is not None else None
        return imported_days.read(stated, self.context.today, here)

    # -- blockers ----------------------------------------------------------------------------------------------------

    def merged(self, row: Row, artefact_id: str, details: tuple[BlockerDetail, ...]) -> list[Change]:
        """The changes that give an artefact these blockers and escalations; those it has besides stay."""
        changes: list[Change | None] = []
        for detail in details:
            old = self.board.of(Blocker).get(detail.id)
            new = self._blocker(artefact_id, detail, old)
            new = leaving.keeping_private(old, new) if old is not None and not row.private else new
            if old is not None and (old.artefact != artefact_id or (old.closed and not new.closed)):
                raise Refused("A blocker in the file belongs to another artefact, or was closed here since.")
            changes.append(added(new) if old is None else edited(old, new))
            waiting = {found.id for found in self.board.escalations(new.id) if not found.returned}
            for one in detail.escalations:
                before = self.board.of(Escalation).get(one.id)
                asked = self._escalation(row, new.id, one, before)
                asked = leaving.keeping_private(before, asked) if before is not None and not row.private else asked
                if before is not None and (before.blocker != new.id or (before.returned and not asked.returned)):
                    raise Refused("An escalation in the file belongs to another blocker, or was answered here since.")
                changes.append(added(asked) if before is None else edited(before, asked))
                (waiting.discard if asked.returned else waiting.add)(asked.id)
            if waiting and new.closed and self.judged:
                raise Refused(
                    "A blocker is closed in the file, but not how its escalation ended, which waits for an answer."
                )
        found = [change for change in changes if change is not None]
        if len({(change.kind, change.id) for change in found}) != len(found):
            raise Skipped("The details of its blockers have the same id twice.")
        return found

    def _needed(self, detail: BlockerDetail | EscalationDetail, here: Blocker | Escalation | None) -> typed.Day:
        """The date by which something is needed, and keep what there is to say of it."""
        written, beside = cleaned(detail.needed_by, "date it is needed by", limit=60), _a_day(detail.needed_on, "needed_on")
        stated = imported_days.Stated(written, beside, exact=True, names=("needed_by", "needed_on"))
        held = typed.Day(here.needed_by, here.needed_on) if here is not None else None
        found = imported_days.read(stated, self.context.today, held)
        day = found.day or held or typed.NO_DAY
        self.said += filter(None, [found.said or (imported_days.said_of(day) if found.day else "")])
        return day

    def _blocker(self, artefact_id: str, detail: BlockerDetail, old: Blocker | None) -> Blocker:
        needed = self._needed(detail, old)
        return Blocker(
            id=identity(detail.id) or self.context.new_id(),
            artefact=artefact_id,
            reason=cleaned(detail.reason, "reason"),
            owner=cleaned(detail.owner, "name of who must unblock it"),
            since=_an_instant(detail.since, "since") or ("" if not self.judged else self.context.now),
            raised_by=cleaned(detail.raised_by, "name of who raised it"),
            needed_by=needed.written,
            needed_on=needed.on,
            closed=_an_instant(detail.closed, "closed"),
            closing_note=cleaned(detail.closing_note, "closing note"),
        )

    def _escalation(self, row: Row, blocker_id: str, detail: EscalationDetail, before: Escalation | None) -> Escalation:
        if detail.ended not in get_args(Ending):
            raise Skipped("An escalation in the file has ended otherwise than answered, withdrawn or passed_on.")
        if detail.ended and not detail.returned:
            raise Skipped("An escalation in the file has ended, but the file does not say when.")
        needed = self._needed(detail, before)
        return Escalation(
            id=identity(detail.id) or self.context.new_id(),
            blocker=blocker_id,
            forum=self.forum(row, detail.forum),
            question=cleaned(detail.question, "question", note=True),
            raised=_an_instant(detail.raised, "raised"),
            raised_by=cleaned(detail.raised_by, "name of who raised it"),
            needed_by=needed.written,
            needed_on=needed.on,
            answer=cleaned(detail.answer, "answer", note=True),
            returned=_an_instant(detail.returned, "returned"),
            ended=cast(Ending, detail.ended),
        )


def still_open(board: Board, artefact_id: str, changes: list[Change]) -> bool:
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


def cleaned(text: str, what: str, *, note: bool = False, limit: int = typed.LINE) -> str:
    """One clean line, or a note of several. Raises Skipped where it does not fit."""
    try:
        return typed.note(text, what) if note else typed.line(text, what, limit=limit)
    except Refused as refused:
        raise Skipped(str(refused)) from refused


def line(row: Row, name: str) -> str:
    """A field of a row as one clean line."""
    return cleaned(row.text(name), name.replace("_", " "))


def lines(row: Row, name: str) -> str:
    """A field of a row as clean lines, of which each may hold as much as several fields."""
    kept = (cleaned(one, name.replace("_", " "), limit=4 * typed.LINE) for one in row.text(name).split("\n"))
    return "\n".join(filter(None, kept))


def identity(text: str) -> str:
    """An id that a board can keep, or empty for none."""
    if len(text) > 100 or cleaned(text[:100], "id") != text:
        raise Skipped("Its id is not one that a board can keep.")
    return text


def instant(row: Row, name: str) -> str:
    """A field of a row as a UTC instant text, or empty. Raises Skipped where it is something else."""
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
