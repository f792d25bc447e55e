"""Taking in what a meeting's file says was put to forums: by the verbs that put and answer it by hand, and refused as by
hand. The same file again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from mhhs_board.domain import dates, invariants, names, references
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Decision, Meeting
from mhhs_board.domain.imported import RegisterReading, RegisterRow, Ruling, Verdict
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Escalation
from mhhs_board.operations import escalating, typed
from mhhs_board.operations.context import Context

FIELDS = ("decision", "to", "question", "needed_by", "raised", "answer", "withdrawn", "returned")
"""What a row may say, beside the meeting whose file it is of."""

Said = Mapping[str, str]


def take_put(scratch: Board, context: Context, reading: RegisterReading, warnings: list[str]) -> list[Verdict]:
    """Take rows in, each on the scratch board as those before it leave it; whole, or none of it."""
    return [_verdict(scratch, context, row, warnings) for row in reading.rows]


def _verdict(scratch: Board, context: Context, row: RegisterRow, warnings: list[str]) -> Verdict:
    said = {name: str(value).strip() for name, value in row.values.items()}
    why, entries = "", list[Entry]()
    ruling: Ruling
    try:
        ruling = _taken(scratch, context, said, entries)
    except Refused as refused:
        for entry in reversed(entries):
            scratch.unapply(entry)
        ruling, why, entries = "question", str(refused), []
    warnings += [warning for entry in entries for warning in entry.warnings]
    called = f"{Escalation.KIND} {said.get('decision', '')}".strip()
    return Verdict(record=row.record, line=row.line, ref=called[:300], verdict=ruling, why=why)


def _taken(scratch: Board, context: Context, said: Said, entries: list[Entry]) -> Ruling:
    for name in said:
        if name not in (*FIELDS, Meeting.KIND):
            near = names.nearest_words(name, FIELDS)
            hint = f"Nearest: {names.listed(near)}." if near else f"It has {', '.join(FIELDS)}."
            raise Refused(f"An escalation has no field {names.quoted(name)}. {hint}")
    if said.get("answer") and said.get("withdrawn"):
        raise Refused("An escalation was answered or withdrawn, not both.")
    if said.get("returned") and not (said.get("answer") or said.get("withdrawn")):
        raise Refused("It says when the escalation ended, and not how; give an answer, or why it was withdrawn.")
    decision = names.find_registered(scratch, Decision.KIND, said.get("decision", ""))
    assert isinstance(decision, Decision)
    day = _day_of_its_meeting(scratch, context, decision, said.get(Meeting.KIND, ""))
    forum = names.match(said.get("to", ""), scratch.forums, "forum").id
    standing = _standing(scratch, context, decision, forum, said)
    if standing is None:
        put = {name: said.get(name, "") for name in ("question", "needed_by")}
        on = said.get("raised") or day
        entry = escalating.escalate_decision(scratch, context, decision=decision.id, forum=forum, on=on, **put)
        _apply(scratch, entry, entries)
        standing = next(one for one in scratch.escalations_of(decision.id) if one.forum == forum and not one.returned)
        ruling: Ruling = "new"
    else:
        ruling = "unchanged"
    words = said.get("answer") or said.get("withdrawn")
    if not words:
        return ruling
    if standing.returned:
        if standing.answer != typed.note(words, "answer"):
            raise Refused(f"That ended here otherwise: {names.quoted(standing.answer[:120])}.")
        return ruling
    on = said.get("returned", "")
    if said.get("answer"):
        ended = escalating.answer(scratch, context, escalation=standing.id, answer=words, on=on)
    else:
        ended = escalating.withdraw(scratch, context, escalation=standing.id, why=words, on=on)
    _apply(scratch, ended, entries)
    return "new" if ruling == "new" else "update"


def _apply(scratch: Board, entry: Entry, entries: list[Entry]) -> None:
    if broken := invariants.made_by(scratch, entry.changes):
        raise Refused(broken[0].sentence)
    scratch.apply(entry)
    entries.append(entry)


def _day_of_its_meeting(board: Board, context: Context, decision: Decision, number: str) -> str:
    """The day of the meeting that made a decision, as far as it has come. Raises Refused where a file of one meeting names
    what another decided."""
    met = board.of(Meeting).get(decision.meeting or "")
    if met is None:
        return ""
    if number and references.counted(number) != references.counted(met.number):
        raise Refused(f"{names.clipped_name(decision)} is a decision of {met.number}.")
    day = dates.day_of(dates.kept_day(met.day))
    return met.day if day is not None and day <= context.today else ""


def _standing(board: Board, context: Context, decision: Decision, forum: str, said: Said) -> Escalation | None:
    """The escalation that a row means which is there already: of that decision to that forum, with the same question and of
    the same day where the row says these; the newest of several."""
    raised = typed.day(said.get("raised", ""), context.today, "day it was put there on").on
    question = typed.note(said.get("question", ""), "question")
    for one in reversed(board.escalations_of(decision.id)):
        day = dates.instant_day(one.raised)
        same_day = not raised or (day is not None and day.isoformat() == raised)
        if one.forum == forum and same_day and (not question or one.question == question):
            return one
    return None
