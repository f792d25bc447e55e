"""The agenda of a meeting: what is put on it, in which order, what is carried on, taken off, pulled, agreed in one go."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mhhs_board.domain import agenda, meetings, numbering
from mhhs_board.domain.board import Board, added, revised
from mhhs_board.domain.errors import Conflict, Refused
from mhhs_board.domain.governance import Item, Meeting
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import clipped_name
from mhhs_board.operations import registering, typed
from mhhs_board.operations.context import Context

VERB = "agenda"
"""What the history calls all of it."""


def fill(
    board: Board,
    context: Context,
    *,
    meeting: str,
    proposals: Collection[str] | None = None,
    closed: Mapping[str, str] | None = None,
) -> Entry:
    """Put what is proposed on the agenda of a meeting, all of it or what has one of these keys, behind what is on it.
    `closed` says of actions, by their ids, at which instant they stopped being open.

    Raises Refused where nothing is proposed, Conflict where what was chosen is not proposed any more.
    """
    found = _meeting(board, meeting)
    known = closed or {}
    there = agenda.proposed(board, found, context.today, lambda action: known.get(action.id, ""))
    chosen = [one for one in there if proposals is None or one.key in proposals]
    if proposals is not None and len(chosen) < len(set(proposals)):
        raise Conflict(f"What was chosen for {found.number} is not proposed any more; look again.")
    if not chosen:
        raise Refused(f"Nothing is proposed for {found.number}.")
    at = int(numbering.next_in_row(one.number for one in agenda.items(board, meeting)))
    items = [
        Item(
            id=context.new_id(),
            meeting=meeting,
            number=str(number),
            subject=typed.line(one.subject, "subject"),
            purpose=one.purpose,
            reason=typed.line(one.reason[:300], "reason"),
            artefact=one.artefact,
            carried_from=one.carried_from,
        )
        for number, one in enumerate(chosen, at)
    ]
    return context.entry(VERB, map(added, items))


def reorder(board: Board, context: Context, *, item: str, before: str | None) -> Entry:
    """Give an item its place before another of its meeting, or with None the last; all are numbered anew from 1."""
    moved = _item(board, item)
    others = [one for one in agenda.items(board, moved.meeting or "") if one.id != item]
    place = next((at for at, one in enumerate(others) if one.id == before), None) if before is not None else len(others)
    if place is None:
        raise Conflict("The item before which it was to stand is not on this agenda any more.")
    order = [*others[:place], moved, *others[place:]]
    return context.entry(VERB, [revised(one, number=str(number)) for number, one in enumerate(order, 1)])


def carry(board: Board, context: Context, *, item: str, meeting: str) -> Entry:
    """Take an item to a later meeting of its forum. It stays in the minutes it was in, and the new one names it.

    Raises Refused where the meeting is of another forum or no later one, and where it is on a later agenda already.
    """
    found, target = _item(board, item), _meeting(board, meeting)
    own = board.of(Meeting)[found.meeting or ""]
    if target.forum != own.forum:
        raise Refused(f"{target.number} is a meeting of another forum than {own.number}.")
    if not meetings.is_before(own, target):
        raise Refused(f"{target.number} is not held after {own.number}.")
    if there := agenda.carried_by(board, item):
        raise Refused(f"It is on the agenda of {board.of(Meeting)[there.meeting or ''].number} already.")
    new = Item(
        id=context.new_id(),
        meeting=target.id,
        number=numbering.next_in_row(one.number for one in agenda.items(board, target.id)),
        subject=found.subject,
        purpose=found.purpose,
        reason=f"carried from {own.number}",
        artefact=found.artefact,
        lead=found.lead,
        minutes=found.minutes,
        carried_from=found.id,
    )
    return context.entry(VERB, [added(new)])


def take_off(board: Board, context: Context, *, item: str, reason: str) -> Entry:
    """Take an item off its agenda, and say why; it stays there to be read, and may be proposed for the next."""
    found, reason = _item(board, item), typed.line(reason, "reason")
    if not reason:
        raise Refused(f"Say why {clipped_name(found)} is taken off the agenda.")
    return context.entry(VERB, [revised(found, taken_off=reason)], note=reason)


def pull(board: Board, context: Context, *, item: str, by: str) -> Entry:
    """Pull an item out of the consent block, so that it is talked about, at somebody's wish."""
    found, by = _item(board, item), typed.line(by, "name of who pulls it")
    if found.consent != "block":
        raise Refused(f"{clipped_name(found)} is not in the consent block.")
    if not by:
        raise Refused("Say who asked for it.")
    return context.entry(VERB, [revised(found, consent="pulled", pulled_by=by)])


def consent(board: Board, context: Context, *, meeting: str, outcome: str) -> Entry:
    """Record the outcome of all that is left in a meeting's consent block, as the chair's. It makes no position: whoever
    was silent stays silent. Raises Refused where the block is empty."""
    found = _meeting(board, meeting)
    block = [one for one in agenda.items(board, meeting) if one.consent == "block" and not one.done()]
    if not block:
        raise Refused(f"Nothing without an outcome is in the consent block of {found.number}.")
    said = registering.cleaned(board, context, Item, {"outcome": outcome})["outcome"]
    if not said or said in ("waived", "deferred", "withdrawn"):
        raise Refused("A consent block has one of the outcomes consensus, consensus with comments, no consensus.")
    return context.entry(VERB, [revised(one, outcome=said) for one in block])


def _meeting(board: Board, meeting: str) -> Meeting:
    found = registering.standing(board, Meeting.KIND, meeting)
    assert isinstance(found, Meeting)
    return found


def _item(board: Board, item: str) -> Item:
    found = registering.standing(board, Item.KIND, item)
    assert isinstance(found, Item)
    return found
