"""Taking in what was asked about decisions: records of their own in a file, known by their ids. What was asked about
blockers comes with the artefacts that they block."""

from __future__ import annotations

from collections.abc import Sequence, Set

from msgspec.structs import replace

from mhhs_board.domain import dates, invariants, leaving
from mhhs_board.domain import escalation as ladder
from mhhs_board.domain.board import Board, added, edited
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Decision
from mhhs_board.domain.imported import RecordRow, Ruling, Verdict
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import REFERENCES, Escalation
from mhhs_board.operations import typed
from mhhs_board.operations.context import Context
from mhhs_board.operations.importing import days
from mhhs_board.operations.importing.named import refuse_id, refuse_missing


def take_escalations(
    scratch: Board, context: Context, rows: Sequence[RecordRow], *, coming: Set[tuple[str, str]]
) -> list[Verdict]:
    """Take escalations of decisions in, on the scratch board, what has ended first, so that a question and what it was
    passed on to may come together. `coming` is every record of the file by type and id."""
    return [_verdict(scratch, context, row, coming) for row in sorted(rows, key=_waits)]


def _waits(row: RecordRow) -> bool:
    return isinstance(row.value, Escalation) and not row.value.returned


def _verdict(scratch: Board, context: Context, row: RecordRow, coming: Set[tuple[str, str]]) -> Verdict:
    assert isinstance(row.value, Escalation)
    why = ""
    ruling: Ruling
    try:
        ruling = _judged(scratch, context, row.value, row.private, coming)
    except Refused as refused:
        ruling, why = "question", str(refused)
    decision = scratch.of(Decision).get(row.value.decision or "")
    name = f"{ladder.named(scratch, row.value)}, {row.ref}" if decision else row.ref
    return Verdict(record=row.record, ref=name[:300], verdict=ruling, why=why, title=row.value.question[:300])


def _judged(scratch: Board, context: Context, record: Escalation, private: bool, coming: Set[tuple[str, str]]) -> Ruling:
    standing = scratch.of(Escalation).get(record.id)
    record = _clean(scratch, context, record, standing, coming)
    if standing is not None and not private:
        record = leaving.keeping_private(standing, record)
    if standing is not None and (standing.decision != record.decision or (standing.returned and not record.returned)):
        raise Refused("It is of another blocker or decision here, or was answered here since.")
    change = added(record) if standing is None else edited(standing, record)
    if change is None:
        return "unchanged"
    if found := invariants.made_by(scratch, [change]):
        raise Refused(found[0].sentence)
    scratch.apply(Entry(uid="", verb="", actor="", changes=(change,)))
    return "new" if standing is None else "update"


def _clean(
    scratch: Board, context: Context, record: Escalation, standing: Escalation | None, coming: Set[tuple[str, str]]
) -> Escalation:
    """The record with every text made fit to keep. Raises Refused."""
    refuse_id(record)
    if record.blocker or not record.decision:
        raise Refused("It stands for a blocker and a decision, or for neither; it stands for one of them.")
    for name, kind in REFERENCES[Escalation.KIND].items():
        refuse_missing(scratch, kind, getattr(record, name), coming)
    for name in ("raised", "returned"):
        if getattr(record, name) and dates.instant_day(getattr(record, name)) is None:
            raise Refused(f"{name} is not a time like 2026-11-24T08:00:00Z.")
    if record.ended and not record.returned:
        raise Refused("It has ended, but the file does not say when.")
    needed = _needed(context, record, standing)
    return replace(
        record,
        blocker=None,
        question=typed.note(record.question, "question"),
        raised_by=typed.line(record.raised_by, "name of who raised it"),
        answer=typed.note(record.answer, "answer"),
        needed_by=needed.written,
        needed_on=needed.on,
    )


def _needed(context: Context, record: Escalation, standing: Escalation | None) -> typed.Day:
    """The day an answer is needed by; text and day are one value, whichever of them was edited in the file."""
    written = typed.line(record.needed_by, "date an answer is needed by", limit=60)
    if record.needed_on and dates.day_of(record.needed_on) is None:
        raise Refused("needed_on is not a day like 2026-11-24.")
    stated = days.Stated(written, record.needed_on, exact=True, names=("needed_by", "needed_on"))
    here = typed.Day(standing.needed_by, standing.needed_on) if standing is not None else None
    return days.read(stated, context.today, here).day or here or typed.NO_DAY
