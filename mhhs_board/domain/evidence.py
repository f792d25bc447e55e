"""What groups have left about an artefact that a gate asks for: outcomes, decisions, comments, positions, open actions.

What stands on the artefact as text counts "as written" until a live record says it (docs/vocabulary.md, "Evidence").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple, TypeVar, get_args

from mhhs_board.domain import dates, meetings, names, stage_notes
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import (
    Action,
    Assessment,
    Comment,
    Decision,
    Forum,
    Issue,
    Item,
    Meeting,
    Milestone,
    Position,
    Seat,
)
from mhhs_board.domain.journal import NOT_STATED
from mhhs_board.domain.record import Registered, naming
from mhhs_board.domain.records import REGISTERS, Artefact
from mhhs_board.domain.references import parse

R = TypeVar("R", bound=Registered)

Recorded = Literal["outcome", "decision"]
RECORDED: tuple[Recorded, ...] = get_args(Recorded)
"""What an artefact says as written until a record says it."""

AGREED = frozenset({"consensus", "consensus with comments", "waived"})
"""The outcomes with which an artefact may go on."""


def about(board: Board, record_type: type[R], artefact: str) -> list[R]:
    """The records of a register in use that are about an artefact, in their order: what was decided or left to do on an
    agenda item, and names no artefact of its own, is about the item's."""
    if not board.any_of(record_type.KIND):  # spares an import the looking for each of its rows
        return []
    found = [*naming(board, record_type, Artefact.KIND, artefact)]
    if record_type in (Decision, Action):
        on_items = [one for item in about(board, Item, artefact) for one in naming(board, record_type, Item.KIND, item.id)]
        found = sorted([*found, *on_items], key=lambda one: one.order()) if on_items else found
    return [one for one in found if isinstance(one, record_type) and not one.retired]


def concerning(board: Board, artefact: Artefact) -> list[Registered]:
    """Every record of a register in use that is about an artefact, and the issues that name it among others."""
    found = [one for record_type in REGISTERS.values() for one in about(board, record_type, artefact.id)]
    return found + [one for one in issues(board, artefact) if one.artefact != artefact.id]


def issues(board: Board, artefact: Artefact) -> list[Issue]:
    """The issues in use that are about an artefact, then those that name it among their other artefacts."""
    known = board.of(Issue)
    naming = (known[one] for one in board.grouped(Issue.KIND, "others", _names_others).get("yes", ()))
    others = [one for one in naming if one.artefact != artefact.id and not one.retired and touches(board, one, artefact)]
    return about(board, Issue, artefact.id) + sorted(others, key=lambda one: one.order())


def touches(board: Board, issue: Issue, artefact: Artefact) -> bool:
    """Whether an issue is about an artefact, or names it among its others: by its reference, with its workstream before
    it or without, by its id, or by its title. A reference that several have means all of them."""
    return issue.artefact == artefact.id or any(names.means(board, one, artefact) for one in issue.others)


def _names_others(issue: Issue) -> str:
    return "yes" if issue.others else ""


def outcome(board: Board, artefact: Artefact) -> Item | None:
    """The agenda item with the newest outcome about an artefact; None where no meeting has made one."""
    made = (one for one in about(board, Item, artefact.id) if one.outcome)
    return max(made, key=lambda one: meetings.order(board, one), default=None)


def decision(board: Board, artefact: Artefact) -> Decision | None:
    """The newest decision about an artefact, by the meeting that made it; None where there is none."""
    return newest(board, about(board, Decision, artefact.id))


def newest(board: Board, found: Iterable[Decision]) -> Decision | None:
    """Of some decisions the newest, by the meeting that made it, that none of them follows; None where there is none."""
    made = list(found)
    followed = {one.follows for one in made}
    return max((one for one in made if one.id not in followed), key=lambda one: _decided(board, one), default=None)


def positions(board: Board, artefact: Artefact) -> list[Position]:
    """The latest position of each seat, or of each who has none, that was taken on an artefact at any meeting."""
    items = sorted(about(board, Item, artefact.id), key=lambda one: meetings.order(board, one))
    return latest(position for item in items for position in taken(board, item))


def taken(board: Board, item: Item) -> list[Position]:
    """Every position on an agenda item in use, as they were taken."""
    found = board.linked(Position.KIND, "item", item.id)
    return [one for one in found if isinstance(one, Position) and not one.retired]


def latest(found: Iterable[Position]) -> list[Position]:
    """Of positions in their order the last of each seat or person, in the order in which they first spoke."""
    by_whom: dict[str, Position] = {}
    for one in found:
        by_whom[one.seat or names.person(one.by)] = one
    return list(by_whom.values())


def asked(board: Board, item: Item) -> list[Seat]:
    """The seats that are asked about an agenda item: those of the forum that meets in force on the day, and where it has a
    table of seats for each workstream, those of the artefact's. About minutes and actions nobody is."""
    meeting, artefact = board.of(Meeting).get(item.meeting or ""), board.of(Artefact).get(item.artefact or "")
    if meeting is None or item.purpose in ("minutes", "actions"):
        return []
    lanes = {None, artefact.workstream} if artefact is not None else None
    return [one for one in seats(board, meeting) if lanes is None or one.workstream in lanes]


def silent(board: Board, item: Item) -> list[Seat]:
    """The seats that were asked about an item and took no position: silence is no position."""
    spoke = {one.seat for one in taken(board, item)}
    return [one for one in asked(board, item) if one.id not in spoke]


class Silence(NamedTuple):
    """The seats that took no position on an item: who came for one and said nothing, and for which nobody came."""

    present: list[Seat]
    absent: list[Seat]


def silence(board: Board, item: Item) -> Silence:
    """The silent seats, told apart by who came. As long as nobody has written down who did, only who sent apologies is
    known not to have."""
    found = Silence([], [])
    came = meetings.attending(board, item.meeting)
    filled = {one.seat for one in came if one.how != "apologies"}
    sorry = {one.seat for one in came if one.how == "apologies"} - filled
    known = any(one.how != "apologies" for one in came)
    for seat in silent(board, item):
        absent = seat.id in sorry or (known and seat.id not in filled)
        (found.absent if absent else found.present).append(seat)
    return found


def seats(board: Board, meeting: Meeting) -> list[Seat]:
    """The seats in use of a meeting's forum in force on its day, in their order; all where its day is not known."""
    day = dates.kept_day(meeting.day)
    found = (one for one in board.of(Seat).values() if one.forum == meeting.forum and not one.retired)
    return sorted((one for one in found if in_force(one, day)), key=lambda one: one.order())


def in_force(seat: Seat, day: str) -> bool:
    """Whether a seat is in force on an ISO day: from and to are days of it, and what is not stated bounds nothing."""
    begins, ends = dates.kept_day(seat.begins), dates.kept_day(seat.ends)
    return not day or ((not begins or begins <= day) and (not ends or day <= ends))


def counts(board: Board, position: Position) -> bool:
    """Whether a position counts: its seat was in force on the day of the meeting; who has no seat speaks for themselves.
    One that does not is shown, and said to be none that counts."""
    seat, item = board.of(Seat).get(position.seat or ""), board.of(Item).get(position.item or "")
    meeting = board.of(Meeting).get((item.meeting if item is not None else None) or "")
    return seat is None or meeting is None or in_force(seat, dates.kept_day(meeting.day))


UNCOUNTED = "seat not in force that day"
"""What is said of a position that does not count."""


def empty_seats(board: Board, meeting: Meeting) -> list[Seat]:
    """The seats of a meeting's forum for which nobody came; two who share one fill it, one fills all that they sit on."""
    filled = {one.seat for one in meetings.attending(board, meeting.id) if one.how != "apologies"}
    return [one for one in seats(board, meeting) if one.id not in filled]


def not_before(board: Board, artefact: Artefact, later: Callable[[str], bool]) -> bool:
    """Whether an artefact is not feasible before a milestone; `later` tells of another whether it is that or comes behind.

    The latest positions that take a view on timing decide: at least as many say so as call it feasible, and of as many
    those that hold the change itself do not count. Where none takes a view, the assessments decide alike, whose
    question is that of the artefact's own milestone.
    """
    milestone = board.of(Milestone).get(artefact.milestone or "")
    own = milestone.name if milestone is not None else THRESHOLD
    spoken = [one for one in positions(board, artefact) if one.timing in ("feasible", "not before") and counts(board, one)]
    if spoken:
        against = [one for one in spoken if one.timing == "not before" and later(one.not_before or own)]
        objecting = sum(one.blocking == "yes" for one in against)
        said, feasible = len(against), sum(one.timing == "feasible" for one in spoken)
    else:
        assessed = about(board, Assessment, artefact.id)
        unfit = [one for one in assessed if one.feasible == "no" and later(own)]
        objecting = sum(one.supports == "no" for one in unfit)
        said, feasible = len(unfit), sum(one.feasible == "yes" for one in assessed)
    return said > feasible or (said == feasible > 0 and not objecting)


THRESHOLD = "M10"
"""The milestone that is meant where none is named: what is not ready before it waits until it is past (DAG035)."""


def blocking(board: Board, artefact: Artefact) -> list[Position]:
    """The positions that hold an artefact: blocking, the latest of their seat, one that counts, and met by no version."""
    held = [one for one in positions(board, artefact) if one.blocking == "yes" and not one.answered_by]
    return [one for one in held if counts(board, one)]


def recorded(board: Board, artefact: Artefact, field: Recorded) -> Item | Decision | None:
    """The live record that says what the artefact's own text says only as written."""
    return outcome(board, artefact) if field == "outcome" else decision(board, artefact)


def said_outcome(board: Board, artefact: Artefact) -> str:
    """The L4 outcome of an artefact in a few words: `waived by the chair at BPRWG 12`; as written where no record says
    it."""
    made = outcome(board, artefact)
    if made is None:
        return artefact.outcome
    return f"{waived(made)} at {_meeting(board, made.meeting)}"


def said_decision(board: Board, artefact: Artefact) -> str:
    """What was decided about an artefact in a few words: `DAG-DEC99 (recommend)`; as written where no record says it."""
    made = decision(board, artefact)
    if made is None:
        return artefact.decision
    return f"{names.clipped_name(made)} ({made.decided})" if made.decided else names.clipped_name(made)


def waiver(made: Item | None, artefact: Artefact) -> str:
    """Who waived the review of an artefact whose newest outcome is this, in a few words: `waived by the chair`; as written
    where no record says an outcome, empty where nobody did."""
    if made is None:
        return artefact.outcome if names.normal(artefact.outcome).startswith("waive") else ""
    return waived(made) if made.outcome == "waived" else ""


def waived(made: Item) -> str:
    """The outcome of an agenda item in a few words, of a waiver with who gave it."""
    return f"{made.outcome} by {made.waived_by}" if made.outcome == "waived" and made.waived_by else made.outcome


def exceptional(board: Board, artefact: Artefact) -> bool:
    """Whether an artefact came where it stands by a waiver, an override, or for a reason that was given."""
    return bool(artefact.stage_notes or artefact.stage_note or waiver(outcome(board, artefact), artefact))


def review(board: Board, artefact: Artefact) -> list[str]:
    """What was made of an artefact on its way, each in words: its outcome with who waived it, its decision, and every
    override and reason that was given, in their order."""
    told = []
    if made := said_outcome(board, artefact):
        told.append(f"L4 outcome: {made}")
    if decided := said_decision(board, artefact):
        told.append(f"Decision: {decided}")
    return told + [note.sentence for note in stage_notes.of(board, artefact)]


def lacks_outcome(board: Board, artefact: Artefact) -> Iterator[str]:
    """What is missing before the decision stage, each in a few words."""
    made = outcome(board, artefact)
    if made is None and not artefact.outcome:
        yield "no L4 outcome or waiver is recorded"
    elif made is not None and made.outcome not in AGREED:
        yield f"its outcome at {_meeting(board, made.meeting)} is “{made.outcome}”"
    yield from unsettled(board, artefact)


def unsettled(board: Board, artefact: Artefact) -> Iterator[str]:
    """What somebody has against an artefact going on and nothing met yet, each in a few words."""
    for comment in about(board, Comment, artefact.id):
        if comment.severity == "major" and not comment.done():
            yield f"comment {names.clipped_name(comment)} (major) is open"
    for issue in issues(board, artefact):
        if names.normal(issue.priority).startswith("critical") and not issue.done():
            yield f"issue {names.clipped_name(issue)} (critical) is open"
    for position in blocking(board, artefact):
        yield f"{names.quoted(position.by)[1:-1]} has a blocking position"


def lacks_decision(board: Board, artefact: Artefact) -> Iterator[str]:
    """What is missing before the done stage, each in a few words."""
    made = decision(board, artefact)
    if made is None and not artefact.decision:
        yield "no decision reference is recorded"
    elif made is not None and made.decided != "approve":
        does = {"reject": "rejects it", "recommend": "recommends, and does not approve", "defer": "defers it"}
        yield f"{names.clipped_name(made)} {does.get(made.decided, 'does not say that it approves')}"
    yield from pending(board, artefact)


def pending(board: Board, artefact: Artefact) -> Iterator[str]:
    """What an approval still waits for, its decision aside, each in a few words."""
    for waiting in board.open_escalations(artefact.id, of=Decision):
        forum = board.of(Forum)[waiting.forum]
        what = board.of(Decision)[waiting.decision or ""]
        yield f"{names.clipped_name(what)} waits for {forum.short or forum.name}"
    for action in about(board, Action, artefact.id) if is_change_request(board, artefact) else ():
        if not action.done():
            yield f"action {names.clipped_name(action)} is open"


def same_hand(artefact: Artefact, actor: str) -> str:
    """Why an approval needs a line: whoever stamps it owns the artefact, or nobody knows that they do not. A few words;
    empty where two are known to be two."""
    owner, stamps = names.person(artefact.owner), names.person(actor)
    if not owner or not stamps or stamps == NOT_STATED:
        return "it is not stated that its owner is not the one who approves it"
    return f"{artefact.owner} owns it and would approve it" if owner == stamps else ""


def is_change_request(board: Board, artefact: Artefact) -> bool:
    """Whether an artefact changes others: by its kind, else by the shape of its reference."""
    kind = next((one for one in board.kinds if one.id == artefact.kind), None)
    if kind is not None:
        return names.normal(kind.name) == names.normal("Change Request")
    reference = parse(artefact.ref)
    return reference is not None and reference.sort == "change request"


def change_requested(board: Board, artefact: Artefact) -> bool:
    """Whether a change request is linked by an artefact that is approved, or names it among its own links."""
    linked = (parse(link) for link in artefact.links)
    if any(one is not None and one.sort == "change request" for one in linked):
        return True
    wanted = names.normal(artefact.ref)
    return bool(wanted) and any(
        wanted in map(names.normal, one.links) and is_change_request(board, one)
        for one in board.of(Artefact).values()
        if one.links and not one.retired and one.id != artefact.id
    )


def _decided(board: Board, made: Decision) -> tuple[object, ...]:
    return (*meetings.when(board, made.meeting), made.order())


def _meeting(board: Board, meeting: str | None) -> str:
    found = board.of(Meeting).get(meeting or "")
    return found.number if found is not None else "a meeting that is not stated"
