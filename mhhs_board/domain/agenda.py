"""What is on the agenda of a meeting, and what it proposes for itself, each with why (docs/vocabulary.md, "Meetings")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple

from mhhs_board.domain import dates, evidence, meetings, names, references, workflow
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Action, Decision, Forum, Item, ItemType, Meeting, subject_of
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import artefact_about
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Stage

How = Literal["new", "returning", "carried"]
"""Whether the forum has not had it on an agenda yet, has had it, or left it over."""

HELD = frozenset({"held", "issued", "approved", "deferred"})
"""The statuses of a meeting that has taken place."""

ISSUED = HELD - {"held"}
"""Those of one whose papers went out: they stay as they are."""

WORKING_GROUP, DECIDES = 4, 3
"""The level of forums that review, and of the one that decides; those above it are asked."""

_LONGEST = 300
"""Letters of a reference that are looked at."""
_NAMED = 6
"""So many actions are named in the reason of the item that goes through them."""


class Proposal(NamedTuple):
    """Something that a meeting's agenda proposes for itself."""

    key: str
    """What it is about; of two moments the same proposal has the same."""
    subject: str
    purpose: ItemType
    reason: str
    how: How
    artefact: str | None = None
    carried_from: str | None = None
    """The item that an earlier meeting left over."""


def items(board: Board, meeting: str) -> list[Item]:
    """What is on the agenda of a meeting in its order, also what was taken off; nothing that is retired."""
    found = board.linked(Item.KIND, "meeting", meeting)
    return [one for one in found if isinstance(one, Item) and not one.retired]


Closed = Callable[[Action], str]
"""The instant at which an action stopped being open, which its history knows; empty where nobody does."""


def closed_at(entries: Iterable[Entry], action: str) -> str:
    """The instant at which an action stopped being open, by the entries that touched it, oldest first; empty where it never
    was, as far as anybody wrote down."""
    for entry in reversed(list(entries)):
        for change in entry.changes:
            if change.id == action and "status" in (change.after or {}) and change.before is not None:
                return entry.at
    return ""


class Closings:
    """When actions were closed, each asked of the history once as long as it stays what it is."""

    def __init__(self, history: Callable[[str, str], Iterable[Entry]]) -> None:
        self._history = history
        self._found: dict[str, tuple[Action, str]] = {}

    def __call__(self, action: Action) -> str:
        """The instant at which an action stopped being open; empty where nobody knows."""
        found = self._found.get(action.id)
        if found is None or found[0] is not action:
            found = self._found[action.id] = (action, closed_at(self._history(Action.KIND, action.id), action.id))
        return found[1]

    @property
    def known(self) -> dict[str, str]:
        """What was asked for, by the actions' ids."""
        return {action: instant for action, (_, instant) in self._found.items()}


def proposed(board: Board, meeting: Meeting, today: date, closed: Closed = lambda _action: "") -> list[Proposal]:
    """What the agenda of a meeting proposes for itself beside what is on it: minutes and actions first, then what was left
    over, what is escalated, what is ready, workstream by workstream, and what returns. Each artefact once, with every
    reason. `closed` is asked about actions that are."""
    forum = board.of(Forum).get(meeting.forum or "")
    if forum is None:
        return []
    here = items(board, meeting.id)
    known = {one.artefact for one in here if one.artefact} | {one.carried_from for one in here if one.carried_from}
    subjects = {references.normal(one.subject) for one in here if not one.artefact}
    before = meetings.before(board, meeting)
    had = {one.artefact for earlier in before for one in items(board, earlier.id) if one.artefact}
    talked = {references.normal(one.subject) for earlier in before for one in items(board, earlier.id) if not one.artefact}
    found: dict[str, Proposal] = {}

    def propose(one: Proposal) -> None:
        if one.artefact in known or one.carried_from in known:
            return
        if one.artefact is None and references.normal(one.subject) in subjects:
            return
        there = found.get(one.key)
        if there is None:
            returns = one.artefact in had if one.artefact else references.normal(one.subject) in talked
            how: How = "returning" if one.how == "new" and returns else one.how
            found[one.key] = one._replace(how=how)
        elif one.reason not in there.reason:
            found[one.key] = there._replace(reason=f"{there.reason}; {one.reason}")

    for part in (_minutes(before), _actions(board, meeting, forum), _left_over(board, before)):
        for one in part:
            propose(one)
    since = _last_held(before)
    for one in _escalated(board, forum, since):
        propose(one)
    if forum.level >= WORKING_GROUP:
        ready = _for_review(board, forum, today)
    else:
        ready = _for_decision(board) if forum.level == DECIDES else iter(())
    for one in ready:
        propose(one)
    for one, by_itself in _returning(board, meeting, before, since, closed):
        if by_itself or one.key in found:
            propose(one)
    return list(found.values())


def carried_by(board: Board, item: str) -> Item | None:
    """The item of a later meeting to which one was carried; None where it was not."""
    found = (one for one in board.linked(Item.KIND, "carried_from", item) if isinstance(one, Item))
    return next((one for one in found if not (one.retired or one.taken_off)), None)


def since_then(board: Board, item: Item, closed: Closed = lambda _action: "") -> list[str]:
    """What another group has to do about an item that is still to be taken, or has done since the last meeting, beyond what
    its reason says: that stays as it was when the item was put on the agenda. Nothing once the papers are issued."""
    meeting, artefact = board.of(Meeting).get(item.meeting or ""), board.of(Artefact).get(item.artefact or "")
    if meeting is None or artefact is None or artefact.retired or meeting.status in ISSUED:
        return []
    stage = board.of(Stage).get(artefact.stage or "")
    if item.done() or _decided(board, item) or (stage is not None and stage.role == "done"):
        return []
    since = _last_held(meetings.before(board, meeting))
    return [told for told, _ in _left_to_others(board, meeting, artefact, since, closed) if told not in item.reason]


def why(board: Board, item: Item, closed: Closed = lambda _action: "") -> str:
    """Why an item is on its agenda: the reason with which it came, and what is so now: `change request in Backlog; now:
    waits for the DRG: action DAG35-05 is open`."""
    now = "; ".join(since_then(board, item, closed))
    return "; ".join(filter(None, (item.reason, f"now: {now}" if now else "")))


def aim(board: Board, meeting: str | None) -> Stage | None:
    """The stage for which a meeting has what is on its agenda: of a working group that of the decision, of the forum that
    decides that of what is done; None of any other meeting."""
    forum = meetings.forum_of(board, meeting)
    if forum is None or forum.level < DECIDES:
        return None
    wanted = "decision" if forum.level >= WORKING_GROUP else "done"
    return next((one for one in board.open_stages if one.role == wanted), None)


def lacking(board: Board, meeting: str | None, one: Item | Proposal) -> list[str]:
    """What is missing for the stage for which a meeting has something on its agenda, or would have, as far as the board's
    gates ask for it and the meeting does not make it itself; each in a few words. Nothing of what it has settled."""
    artefact, stage = board.of(Artefact).get(one.artefact or ""), aim(board, meeting)
    if artefact is None or stage is None or artefact.retired or one.purpose not in ("review", "decision"):
        return []
    if isinstance(one, Item) and (one.done() or _decided(board, one)):
        return []
    present = board.of(Stage).get(artefact.stage or "")
    if present is not None and present.order() >= stage.order():
        return []
    details = board.details
    found = workflow.lacks_first(artefact) if details.gate_version != "off" else []
    if details.gate_outcome != "off":
        decides = stage.role == "done"
        found += evidence.lacks_outcome(board, artefact) if decides else evidence.unsettled(board, artefact)
    if details.gate_decision != "off" and stage.role == "done":
        found += evidence.pending(board, artefact)
    return found


def _minutes(before: list[Meeting]) -> Iterator[Proposal]:
    for one in reversed(before):
        if one.status in HELD - {"approved"}:
            why = {"deferred": "their approval was deferred", "issued": "issued, not approved"}.get(
                one.status, "not issued yet"
            )
            yield Proposal(f"minutes {one.id}", f"Minutes of {one.number}", "minutes", why, "new")


def _actions(board: Board, meeting: Meeting, forum: Forum) -> Iterator[Proposal]:
    """One item that goes through all that are open, under their own references."""
    refs = [one.called() for one in open_actions(board, forum.id, besides=meeting.id)]
    if refs:
        more = f" and {len(refs) - _NAMED} more" if len(refs) > _NAMED else ""
        named = ", ".join(refs[:_NAMED]) + more
        yield Proposal("actions", "Actions", "actions", f"{len(refs)} open: {named}"[:300], "new")


def open_actions(board: Board, forum: str, *, besides: str = "") -> list[Action]:
    """The open actions of a forum in the order of their references; `besides` those of one meeting."""
    found = (one for one in actions_of(board, forum) if not one.done() and (not one.meeting or one.meeting != besides))
    return sorted(found, key=lambda one: (references.sort_key(one.ref), one.id))


def actions_of(board: Board, forum: str | None) -> list[Action]:
    """The actions in use of a forum's meetings; one without a meeting is of the forum its reference begins with."""
    sittings, whose = board.of(Meeting), board.of(Forum).get(forum or "")
    called = {name.casefold() for name in (whose.short, whose.name) if name} if whose is not None else set()

    def is_of(action: Action) -> bool:
        if action.meeting:
            return sittings[action.meeting].forum == forum
        found = references.parse(action.ref[:_LONGEST]) if action.ref else None
        return found is not None and found.sort == "action" and found.forum.casefold() in called

    return [one for one in board.of(Action).values() if not one.retired and is_of(one)]


def _left_over(board: Board, before: list[Meeting]) -> Iterator[Proposal]:
    """What an earlier meeting deferred, or took place without an outcome of, and no later one has had since."""
    later: set[str] = set()
    for meeting in before:
        on_it = items(board, meeting.id)
        for one in on_it:
            waits = one.outcome == "deferred" or (
                meeting.status in HELD
                and not (one.outcome or one.taken_off or _decided(board, one))
                and one.purpose in ("review", "decision")
            )
            artefact = board.of(Artefact).get(one.artefact or "")
            if (
                not waits
                or one.artefact in later
                or carried_by(board, one.id)
                or (artefact is not None and artefact.retired)
            ):
                continue
            why = (
                f"deferred at {meeting.number}"
                if one.outcome == "deferred"
                else f"left without an outcome at {meeting.number}"
            )
            yield Proposal(one.artefact or one.id, one.subject, one.purpose, why, "carried", one.artefact, one.id)
        later |= {one.artefact for one in on_it if one.artefact and not one.taken_off}


def _decided(board: Board, item: Item) -> bool:
    """Whether the meeting decided something on an item, or about its artefact."""
    made = [one for one in board.linked(Decision.KIND, "item", item.id) if isinstance(one, Decision) and not one.retired]
    about = evidence.about(board, Decision, item.artefact) if item.artefact else []
    return bool(made) or any(one.meeting == item.meeting for one in about)


def _escalated(board: Board, forum: Forum, since: str) -> Iterator[Proposal]:
    """What waits for an answer of this forum, what this forum asked another, and what that has answered since a day."""
    forums, decisions = board.of(Forum), board.of(Decision)
    for one in sorted(board.of(Escalation).values(), key=lambda found: found.order()):
        made = decisions.get(one.decision or "")
        blocker = board.of(Blocker).get(one.blocker or "")
        artefact = board.of(Artefact).get(artefact_about(one, board))
        if (artefact is not None and artefact.retired) or (blocker is not None and blocker.closed):
            continue
        if made is not None and made.retired:
            continue
        back = dates.instant_day(one.returned)
        answered = made is not None and one.ended == "answered" and back is not None and "" < since <= back.isoformat()
        if one.returned and not answered:
            continue
        asked = f": {names.quoted(one.question)}" if one.question else ""
        by = f" by {names.clipped_name(made)}" if made is not None else ""
        subject = (
            subject_of(artefact.id, board) if artefact is not None else names.clipped_name(made) if made is not None else ""
        )
        about = artefact.id if artefact is not None else None
        key = about or one.id
        if one.forum == forum.id and not one.returned:
            yield Proposal(key, subject, "decision", f"escalated{by}{asked}", "new", about)
        elif made is not None and (own := meetings.forum_of(board, made.meeting)) is not None and own.id == forum.id:
            to = forums[one.forum]
            if one.returned:
                answer = f"{to.short or to.name} answered{by}: {names.quoted(one.answer)}"
                yield Proposal(key, subject, "information", answer, "new", about)
                continue
            yield Proposal(key, subject, "information", f"waits for {to.short or to.name}{by}", "new", about)


def _for_review(board: Board, forum: Forum, today: date) -> Iterator[Proposal]:
    """For a working group: what stands in its review, and what is due for the next meeting above it."""
    above = board.of(Forum).get(forum.parent or "")
    coming = meetings.next_meeting(board, above.id, today) if above is not None else None
    limit = dates.kept_day(coming.day) if coming is not None else ""
    for artefact, stage in _standing(board):
        if stage.role == "review" and evidence.outcome(board, artefact) is None:
            yield _ready(board, artefact, "review", f"stands in {stage.name}")
        if coming is not None and stage.role in ("backlog", "work", "review") and "" < artefact.due_on <= limit:
            yield _ready(board, artefact, "review", f"due by {coming.number}")


def _for_decision(board: Board) -> Iterator[Proposal]:
    """For whoever decides: what has an outcome of a working group, what stands in the decision stage, change requests."""
    for artefact, stage in _standing(board):
        decided = evidence.decision(board, artefact)
        if stage.role == "done" or (decided is not None and decided.decided in ("approve", "reject")):
            continue
        made = evidence.outcome(board, artefact)
        if stage.role == "decision":
            yield _ready(board, artefact, "decision", f"stands in {stage.name}")
        if made is not None and made.outcome in evidence.AGREED:
            at = board.of(Meeting)[made.meeting].number if made.meeting else "a meeting"
            yield _ready(board, artefact, "decision", f"{made.outcome} at {at}")
        elif made is None and artefact.outcome and stage.role == "review":
            yield _ready(board, artefact, "decision", f"L4 outcome as written: {names.quoted(artefact.outcome)}")
        if evidence.is_change_request(board, artefact):
            yield _ready(board, artefact, "decision", f"change request in {stage.name}")


def _returning(
    board: Board, meeting: Meeting, before: list[Meeting], since: str, closed: Closed
) -> Iterator[tuple[Proposal, bool]]:
    """What this forum deferred or recommended, and what it left to another group. Each with whether that alone puts it on
    the agenda, or is only one reason more."""
    earlier = {one.id for one in before}
    for artefact, stage in _standing(board):
        if stage.role == "done":
            continue
        why, by_itself = list[str](), False
        made = evidence.about(board, Decision, artefact.id)
        own = evidence.newest(board, (one for one in made if one.meeting in earlier))
        if own is not None and own.decided in _LEFT and own.meeting is not None:
            why.append(f"{_LEFT[own.decided]} at {board.of(Meeting)[own.meeting].number} by {names.clipped_name(own)}")
            by_itself = own.decided == "defer" and evidence.decision(board, artefact) == own
        for told, returns in _left_to_others(board, meeting, artefact, since, closed):
            why.append(told)
            by_itself = by_itself or returns
        if why:
            yield _ready(board, artefact, "decision", "; ".join(why)), by_itself


def _left_to_others(
    board: Board, meeting: Meeting, artefact: Artefact, since: str, closed: Closed
) -> Iterator[tuple[str, bool]]:
    """What a meeting finds left to another group about an artefact, in words: that waits there, or was closed since the day
    `since`; with whether it returns."""
    for action in evidence.about(board, Action, artefact.id):
        group = _other_group(board, action, meeting)
        if not group or action.meeting == meeting.id:
            continue
        called = names.clipped_name(action)
        day = dates.instant_day(closed(action)) if action.status == "closed" else None
        if not action.done():
            yield f"waits for {group}: action {called} is open", False
        elif day is not None and "" < since <= day.isoformat():
            yield f"returns from {group}: action {called} closed on {dates.written(day)}", True


def _last_held(before: list[Meeting]) -> str:
    """The ISO day of the last of some earlier meetings that took place; empty where nobody knows it."""
    return next((day for one in before if one.status in HELD and (day := dates.kept_day(one.day))), "")


_LEFT = {"defer": "deferred", "recommend": "recommended"}
"""What is said of decisions that settle nothing."""


def _other_group(board: Board, action: Action, meeting: Meeting) -> str:
    """To whom an action was left, as it stands in a sentence: its owner, else the forum at whose meeting it was born; empty
    where that is the forum that meets, or nobody knows."""
    forums = board.of(Forum)
    born = meetings.forum_of(board, action.meeting)
    group = action.organisation or ((born.short or born.name) if born is not None else "")
    own = forums.get(meeting.forum or "")
    called = {names.normal(one) for one in (own.name, own.short, *own.aliases) if one} if own is not None else set()
    if not group or names.normal(group) in called:
        return ""
    named = names.quoted(group)[1:-1]
    is_forum = any(names.normal(group) in map(names.normal, (one.name, one.short)) for one in forums.values())
    return f"the {named}" if is_forum or named.isupper() or named.casefold().endswith(_BODIES) else named


_BODIES = ("group", "programme", "team", "board", "forum", "committee")
"""How what has an article is called."""


def _standing(board: Board) -> Iterator[tuple[Artefact, Stage]]:
    """Every artefact on the board with its kept stage, workstream by workstream, as it stands there."""
    stages = board.of(Stage)
    for artefact in board.artefacts():
        if artefact.stage is not None:
            yield artefact, stages[artefact.stage]


def _ready(board: Board, artefact: Artefact, purpose: ItemType, reason: str) -> Proposal:
    held = " (blocked)" if board.is_blocked(artefact.id) else ""
    return Proposal(artefact.id, subject_of(artefact.id, board), purpose, f"{reason}{held}", "new", artefact.id)
