"""What documents call things: one wording for all of them. Persons' names stand in documents, and private notes never."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from mhhs_board.base.document import NOT_STATED, Cell, Para, Table, cell, line, paragraphs
from mhhs_board.domain import agenda, dates, escalation, evidence, meetings, references, stage_notes
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Action, Decision, Forum, Item, Meeting, Position, Seat
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import normal
from mhhs_board.domain.record import artefact_about
from mhhs_board.domain.records import Artefact, Stage
from mhhs_board.domain.stage_notes import StageNote

CLASSIFICATION = "Classification"
"""The fact that says so."""


class Source(NamedTuple):
    """A board at a moment with its past: `history` gives the entries up to that moment that touched a record, by its type
    and id, oldest first, `before` the board as it was after the entry of a number."""

    board: Board
    today: date
    history: Callable[[str, str], Iterable[Entry]]
    before: Callable[[int], Board]


def forum_called(board: Board, meeting: Meeting) -> str:
    """`Design Advisory Group (DAG)`."""
    forum = board.of(Forum).get(meeting.forum or "")
    if forum is None:
        return meeting.number
    return f"{forum.name} ({forum.short})" if forum.short and forum.short != forum.name else forum.name


def day(text: str) -> str:
    """A day as people read it in any year, or as it was written where it means none."""
    found = dates.day_of(dates.kept_day(text))
    return dates.written(found) if found is not None else line(text)


def on_day(instant: str) -> str:
    """`on 12 April 2024`; empty where nobody knows when."""
    found = dates.instant_day(instant)
    return f"on {dates.written(found)}" if found is not None else ""


def held(meeting: Meeting) -> str:
    """When a meeting is: `10 April 2024, 10:00 to 13:00`."""
    hours = " to ".join(line(one) for one in (meeting.begins, meeting.ends) if one)
    return ", ".join(filter(None, (day(meeting.day), hours)))


def facts(board: Board, meeting: Meeting) -> Table:
    """What a meeting is: number, time, venue, classification."""
    said = (
        ("Meeting date and time", held(meeting)),
        ("Venue", meeting.venue),
        (CLASSIFICATION, meeting.classification or board.details.classification),
    )
    rows = tuple((cell(label), cell(stated)) for label, stated in said)
    return Table(("Meeting number", line(meeting.number) or NOT_STATED), rows, shares=(1, 3))


def artefact_called(board: Board, artefact_id: str | None) -> str:
    """Reference and title of an artefact; empty where there is none."""
    found = board.of(Artefact).get(artefact_id or "")
    return line(" ".join(dict.fromkeys(filter(None, (found.ref, found.title))))) if found is not None else ""


def about_called(board: Board, record: Action | Decision) -> str:
    """Reference and title of the artefact that a record is about, itself or by its agenda item, else the item's subject; a
    dash where it is about neither."""
    item = board.of(Item).get(record.item or "")
    artefact = artefact_called(board, artefact_about(record, board))
    return artefact or (line(item.subject) if item is not None else "") or "–"


def meeting_called(board: Board, meeting_id: str | None) -> str:
    """The number of a meeting; empty where there is none."""
    found = board.of(Meeting).get(meeting_id or "")
    return line(found.number) if found is not None else ""


def item_called(item: Item) -> str:
    """`3. CR045 Decision`."""
    number = line(item.number)
    return f"{number}. {line(item.subject)}" if number else line(item.subject)


def area(board: Board, record: Action | Decision) -> str:
    """What an action or a decision belongs to: its agenda item, else its artefact."""
    item = board.of(Item).get(record.item or "")
    return line(item.subject) if item is not None else artefact_called(board, record.artefact)


def owner(action: Action) -> str:
    """`Programme (Ben)`."""
    organisation, person = line(action.organisation), line(action.person)
    return f"{organisation} ({person})" if organisation and person else organisation or person


def carried(board: Board, item: Item) -> str:
    """`Carried from DAG034, item 3.`; empty where it was not."""
    found = board.of(Item).get(item.carried_from or "")
    if found is None:
        return ""
    number = f", item {line(found.number)}" if found.number else ""
    return f"Carried from {meeting_called(board, found.meeting) or NOT_STATED}{number}."


def refs(records: Iterable[Action | Decision]) -> str:
    """The references of records; what has none is counted."""
    every = list(records)
    named = [line(one.ref) for one in every if one.ref]
    without = len(every) - len(named)
    return ", ".join([*named, *([f"{without} without a reference"] if without else [])])


def by_ref(record: Action | Decision) -> tuple[object, ...]:
    """What sorts records by their references, those without one last."""
    return (not record.ref, references.sort_key(record.ref), record.id)


# -- actions -----------------------------------------------------------------------------------------------------------


def born_at(action: Action) -> references.SortKey:
    """What sorts an action by the number of the meeting that its reference says it was born at."""
    found = references.parse(action.ref[:_LONGEST])
    return references.sort_key(references.counted(f"{found.forum}{found.meeting}" if found is not None else ""))


_LONGEST = 80
"""Letters of the longest text that is taken for a reference."""


def action_words(source: Source, action: Action) -> Cell:
    """The text of an action, which it replaces, and how it ended."""
    said = (replacing(source.board, action), ending(source, action))
    return (*paragraphs(action.text, gap=True), *(Para(one) for one in said if one))


def replacing(board: Board, action: Action) -> str:
    """`Replaces DAG34-02.`; empty where it replaces none."""
    naming = board.linked(Action.KIND, "replaced_by", action.id)
    found = [one for one in naming if isinstance(one, Action) and not one.retired]
    return f"Replaces {refs(sorted(found, key=by_ref))}." if found else ""


def ending(source: Source, action: Action) -> str:
    """`Replaced by DAG35-01.`, `Closed on 8 May 2024.`; empty where it is open."""
    if action.status == "open":
        return ""
    when = on_day(closed_at(source, action))
    if action.status == "replaced":
        by = source.board.of(Action).get(action.replaced_by or "")
        return f"Replaced by {line(by.ref) or 'an action without a reference'}." if by is not None else "Replaced."
    return ended(f"Closed {when}")


def closed_at(source: Source, action: Action) -> str:
    """The instant at which an action stopped being open; empty where it never was, as far as anybody wrote down."""
    return agenda.closed_at(source.history(Action.KIND, action.id), action.id)


# -- positions ---------------------------------------------------------------------------------------------------------

_SUPPORT = {"yes": "supports", "no": "does not support"}
_TIMING = {"feasible": "feasible", "no view": "no view on timing"}


def represents(seat: Seat) -> str:
    """`DNO Representative`."""
    return line(seat.represents())


def position_by(board: Board, position: Position) -> str:
    """Whose a position is, and where it does not count that it does not."""
    seat = board.of(Seat).get(position.seat or "")
    by = line(position.by)
    if seat is None:
        return by
    beside = [] if by in ("", line(seat.constituency), represents(seat)) else [by]
    beside += [] if evidence.counts(board, position) else [evidence.UNCOUNTED]
    return f"{represents(seat)} ({'; '.join(beside)})" if beside else represents(seat)


def stance(position: Position) -> list[str]:
    """What a position says on each of its axes, in a few words."""
    said = [_SUPPORT.get(position.support, "")]
    if position.support == "if":
        said = [f"supports if {line(position.condition)}" if position.condition else "supports on a condition"]
    if position.timing == "not before":
        said.append(f"not before {line(position.not_before)}" if position.not_before else "not before a time not stated")
    said.append(_TIMING.get(position.timing, ""))
    return [*filter(None, said), *filter(None, [held_by(position)])]


def held_by(position: Position) -> str:
    """That a position blocks, and the version that met it; empty where it does not."""
    if position.blocking != "yes":
        return ""
    return f"blocking, answered by version {line(position.answered_by)}" if position.answered_by else "blocking"


def position_words(board: Board, position: Position, earlier: Iterable[Position] = (), *, version: bool = True) -> Para:
    """A position as one point: whose, what was said, where it stands, on which version, and where it stood before."""
    said = stance(position)
    said += [f"on version {line(position.version)}"] if position.version and version else []
    said += [f"recording {line(position.recorded)}"] if position.recorded else []
    said += [f"was: {', '.join(stance(one)) or 'without support or timing'}" for one in earlier]
    words, whole = " ".join(line(position.words).split()), "; ".join(said)
    told = f"{words} ({whole})" if words and whole else words or f"{whole}."
    return Para(f"{position_by(board, position)}: {told}", bullet=True)


def tally(board: Board, positions: Iterable[Position]) -> str:
    """How many seats are where, each axis for itself; empty where no seat took a position that counts."""
    seated = [one for one in positions if one.seat and evidence.counts(board, one)]
    if not seated:
        return ""
    support = _counted(seated, "support", (("yes", "yes"), ("if", "if"), ("no", "no"), ("", NOT_STATED)))
    timings = (("feasible", "feasible"), ("not before", "not before"), ("no view", "no view"), ("", NOT_STATED))
    timing = _counted(seated, "timing", timings)
    seats = "1 seat" if len(seated) == 1 else f"{len(seated)} seats"
    return f"Tally of {seats}. Support: {support}. Timing: {timing}."


def _counted(positions: list[Position], field: str, words: Iterable[tuple[str, str]]) -> str:
    counts = [(sum(1 for one in positions if getattr(one, field) == value), word) for value, word in words]
    return ", ".join(f"{count} {word}" for count, word in counts if count)


# -- decisions ---------------------------------------------------------------------------------------------------------


def decision_words(board: Board, made: Decision) -> Cell:
    """A decision whole: its text, type, authority, conditions, who objected, what was waived and overridden so that it came
    to be, and what was asked above."""
    said = [f"Type: {made.decided or NOT_STATED}."]
    said += [f"Authority: {line(made.authority)}."] if made.authority else []
    said += [f"In the recording: {line(made.recorded)}."] if made.recorded else []
    before = board.of(Decision).get(made.follows or "")
    said += [f"Follows {line(before.ref) or NOT_STATED}."] if before is not None else []
    found = [*paragraphs(made.text, gap=True), Para(" ".join(said))]
    conditions = paragraphs(made.conditions)
    found += [Para(f"Conditions: {conditions[0].text}"), *conditions[1:]] if conditions else []
    if objections := objected(board, made):
        found.append(Para(f"Objected: {', '.join(objections)}."))
    if came := waived_before(board, made):
        found.append(Para(ended(f"L4 outcome: {came}")))
    found += [Para(ended(line(note.sentence))) for note in overrides_of(board, made)]
    found += [Para(one) for one in escalated(board, made)]
    return tuple(found)


def objected(board: Board, made: Decision) -> list[str]:
    """Who held a decision, by their latest position on its agenda item, else on its artefact at that meeting."""
    items = [board.of(Item)[made.item]] if made.item else []
    if not items and made.artefact and made.meeting:
        items = [one for one in evidence.about(board, Item, made.artefact) if one.meeting == made.meeting]
    found = [one for item in items for one in evidence.latest(evidence.taken(board, item)) if one.blocking == "yes"]
    return [
        position_by(board, one) + (f" (answered by version {line(one.answered_by)})" if one.answered_by else "")
        for one in found
    ]


def _about(board: Board, made: Decision) -> Artefact | None:
    return board.of(Artefact).get(artefact_about(made, board))


def waived_before(board: Board, made: Decision) -> str:
    """Who had waived the L4 review of what a decision is about when it was made, and where; empty where nobody had."""
    artefact, day = _about(board, made), _met_on(board, made.meeting)
    if artefact is None:
        return ""
    outcomes = [one for one in evidence.about(board, Item, artefact.id) if one.outcome]
    before = [one for one in outcomes if not (day and _met_on(board, one.meeting) > day)]
    newest = max(before, key=lambda one: meetings.order(board, one), default=None)
    if newest is None:
        return "" if outcomes else line(evidence.waiver(None, artefact))
    at = meeting_called(board, newest.meeting)
    return line(f"{evidence.waived(newest)}{f' at {at}' if at else ''}") if newest.outcome == "waived" else ""


def overrides_of(board: Board, made: Decision) -> list[StageNote]:
    """The overrides on the way to a decision. Those up to the stamp of an approval are of the last approval of the artefact
    before that stamp, or where none was before it of the first; of any other decision, those up to the day it was made."""
    artefact = _about(board, made)
    if artefact is None:
        return []
    notes = [one for one in stage_notes.of(board, artefact) if one.sort != stage_notes.REASON]
    if made.decided != "approve":
        met = _met_on(board, made.meeting)
        return [one for one in notes if not met or _day_of(one) <= met]
    done = {normal(word) for one in board.of(Stage).values() if one.role == "done" for word in (one.name, *one.aliases)}
    approvals = [one for one in evidence.about(board, Decision, artefact.id) if one.decided == "approve"]
    approvals.sort(key=lambda one: (*meetings.when(board, one.meeting), one.order()))

    def stamped(note: StageNote) -> Decision:
        known = _day_of(note)
        return next((one for one in reversed(approvals) if _met_on(board, one.meeting) <= known), approvals[0])

    found: list[StageNote] = []
    way: list[StageNote] = []
    for note in notes:
        way.append(note)
        if normal(note.stage) in done:
            found += way if stamped(note).id == made.id else []
            way = []
    return found + (way if approvals[-1].id == made.id else [])


def _day_of(note: StageNote) -> str:
    day = dates.instant_day(note.at)
    return day.isoformat() if day is not None else ""


def _met_on(board: Board, meeting: str | None) -> str:
    found = board.of(Meeting).get(meeting or "")
    return dates.kept_day(found.day) if found is not None else ""


def ended(sentence: str) -> str:
    """A sentence with a full stop, where it ends with nothing of the kind."""
    plain = sentence.rstrip()
    return plain if plain.endswith((".", "?", "!")) else f"{plain}."


def escalated(board: Board, made: Decision) -> list[str]:
    """To whom a decision was put, and what came of it, a sentence or two each."""
    told = []
    for one in board.escalations_of(made.id):
        forum = board.of(Forum)[one.forum]
        asked = f": {line(one.question)}" if one.question else ""
        said = ended(f"Escalated to {line(forum.short or forum.name)} {on_day(one.raised)}{asked}")
        how = escalation.how_ended(board, one)
        if how:
            word = {"passed_on": "Passed on"}.get(how, how.capitalize())
            said += f" {ended(f'{word} {on_day(one.returned)}: {line(one.answer) or NOT_STATED}')}"
        else:
            needed = day(one.needed_by)
            said += f" It waits for an answer{f', needed by {needed}' if needed else ''}."
        told.append(said)
    return told
