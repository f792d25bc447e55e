"""The next agenda says what this forum left open, and what comes back from a group to which it was handed."""

from __future__ import annotations

import pytest

from mhhs_board.domain import agenda
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Action, Item, Meeting
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import find_registered
from mhhs_board.operations import agenda as agendas
from mhhs_board.operations import editing, registering
from tests.boards import TODAY, act, one
from tests.domain.meeting_boards import put, with_meetings
from tests.zones import noon


def request(board: Board, ref: str = "CR045") -> str:
    fields = {"title": "Correction tool", "ref": ref, "workstream": "smart", "kind": "Change Request"}
    return act(board, editing.add, **fields).changes[0].id


def reasons(board: Board, about: str, closed: agenda.Closed = lambda _action: "", number: str = "DAG036") -> str:
    meeting = find_registered(board, "meeting", number)
    assert isinstance(meeting, Meeting)
    found = {one.artefact: one for one in agenda.proposed(board, meeting, TODAY, closed)}
    return found[about].reason if about in found else ""


def on(instant: str) -> agenda.Closed:
    return lambda _action: instant


def left_to(board: Board, card: str, owner: str = "DRG", meeting: str = "DAG035", **values: str) -> str:
    said = {"meeting": meeting, "artefact": card, "text": "Develop the detail", "ref": "DAG35-05", **values}
    return put(board, "action", organisation=owner, **said)


def test_while_the_action_of_another_group_is_open_it_waits_and_when_it_was_closed_it_returns() -> None:
    board, _card = with_meetings()
    card = request(board)
    put(board, "decision", meeting="DAG035", artefact=card, decided="recommend", text="Yes", ref="DAG-DEC100")
    action = left_to(board, card)
    before = "change request in Backlog; recommended at DAG035 by DAG-DEC100; "
    assert reasons(board, card) == f"{before}waits for the DRG: action DAG35-05 is open"
    act(board, registering.edit, kind="action", id=action, values={"status": "closed"})
    back = f"{before}returns from the DRG: action DAG35-05 closed on 24 November 2026"
    assert reasons(board, card, on(noon("2026-11-24"))) == back
    assert reasons(board, card, on(noon("2026-11-11"))).endswith("closed on 11 November 2026"), "the day of the meeting"
    for long_ago in (noon("2026-11-10"), ""):
        assert reasons(board, card, on(long_ago)) == before.removesuffix("; "), "it was closed already"
    act(board, registering.edit, kind="action", id=action, values={"status": "replaced"})
    assert "returns" not in reasons(board, card, on(noon("2026-11-24")))


def test_what_a_decision_deferred_comes_again_and_what_comes_back_is_on_the_agenda_for_that_alone() -> None:
    board, card = with_meetings()
    assert reasons(board, card) == "", "it stands in the review of the working group"
    first = put(board, "decision", meeting="DAG034", artefact=card, decided="defer", text="Later")
    assert reasons(board, card) == "deferred at DAG034 by DAG-DEC1"
    put(board, "decision", meeting="DAG035", artefact=card, decided="recommend", text="Yes", follows=first)
    assert reasons(board, card) == "", "of itself a recommendation asks nothing of whoever made it"
    action = left_to(board, card)
    assert reasons(board, card) == "", "and neither does what others have to do"
    act(board, registering.edit, kind="action", id=action, values={"status": "closed"})
    told = "recommended at DAG035 by DAG-DEC2; returns from the DRG: action DAG35-05 closed on 24 November 2026"
    assert reasons(board, card, on(noon("2026-11-24"))) == told


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        ("DRG", "the DRG"),
        ("Design Resolution Group", "the Design Resolution Group"),
        ("bprwg", "the bprwg"),
        ("Programme", "the Programme"),
        ("Elexon", "Elexon"),
        ("IPA", "the IPA"),
        ("DAG", ""),
        ("design advisory group", ""),
        ("", ""),
    ],
)
def test_another_group_is_whoever_owns_it_but_the_forum_itself(owner: str, said: str) -> None:
    board, _card = with_meetings()
    card = request(board)
    left_to(board, card, owner)
    assert reasons(board, card) == "change request in Backlog" + (
        f"; waits for {said}: action DAG35-05 is open" if said else ""
    )


def test_an_action_born_at_the_meeting_of_another_group_is_of_that_group() -> None:
    board, _card = with_meetings()
    card = request(board)
    left_to(board, card, "", "BPRWG 7", ref="BPRWG7-01")
    assert reasons(board, card).endswith("waits for the BPRWG: action BPRWG7-01 is open")


def test_what_is_approved_here_or_done_says_nothing_of_it() -> None:
    board, _card = with_meetings()
    card = request(board)
    put(board, "decision", meeting="DAG035", artefact=card, decided="approve", text="Yes")
    left_to(board, card)
    assert reasons(board, card) == ""
    done = one(board, "smart", "Process 1").id
    put(board, "decision", meeting="DAG035", artefact=done, decided="defer", text="Later")
    assert reasons(board, done) == ""


def test_what_is_put_on_the_agenda_keeps_why_it_came_back() -> None:
    board, _card = with_meetings()
    card = request(board)
    action = left_to(board, card, status="closed")
    meeting = find_registered(board, "meeting", "DAG036").id
    act(board, agendas.fill, meeting=meeting, proposals=[card], closed={action: noon("2026-11-20")})
    (item,) = board.of(Item).values()
    assert item.reason == "change request in Backlog; returns from the DRG: action DAG35-05 closed on 20 November 2026"


def test_closings_are_asked_of_the_history_once_and_again_where_the_action_is_another() -> None:
    board, card = with_meetings()
    action = left_to(board, card)
    asked: list[str] = []
    entries: list[Entry] = []

    def history(kind: str, record: str) -> list[Entry]:
        asked.append(f"{kind} {record}")
        return entries

    closings = agenda.Closings(history)
    found = board.of(Action)
    assert (closings(found[action]), closings(found[action]), len(asked)) == ("", "", 1)
    changed = act(
        board, registering.edit, kind="action", id=action, values={"status": "closed"}, now="2026-11-24T09:00:00Z"
    )
    entries.append(changed)
    assert (closings(found[action]), len(asked)) == ("2026-11-24T09:00:00Z", 2)
    assert closings.known == {action: "2026-11-24T09:00:00Z"}


def test_an_item_keeps_its_reason_and_what_waits_or_returns_since_stands_beside_it() -> None:
    board, _card = with_meetings()
    card = request(board)
    item = put(board, "item", meeting="DAG036", artefact=card, purpose="decision", reason="asked for by the chair")
    by_hand = put(board, "item", meeting="DAG036", artefact=card, purpose="information", subject="The same again")
    action = left_to(board, card)

    def why(closed: agenda.Closed = lambda _action: "", which: str = item) -> str:
        return agenda.why(board, board.of(Item)[which], closed)

    waits = "waits for the DRG: action DAG35-05 is open"
    assert why() == f"asked for by the chair; now: {waits}"
    assert why(which=by_hand) == f"now: {waits}"
    act(board, registering.edit, kind="item", id=by_hand, values={"reason": f"change request; {waits}"})
    assert why(which=by_hand) == f"change request; {waits}", "it is said once"
    act(board, registering.edit, kind="action", id=action, values={"status": "closed"})
    back = "returns from the DRG: action DAG35-05 closed on 24 November 2026"
    assert why(on(noon("2026-11-24"))) == f"asked for by the chair; now: {back}"
    assert why(on(noon("2026-11-24")), by_hand) == f"change request; {waits}; now: {back}"
    assert why(on(noon("2026-11-10"))) == "asked for by the chair", "it was closed already when DAG035 met"


def test_what_went_out_or_is_settled_says_nothing_of_today() -> None:
    board, _card = with_meetings()
    card = request(board)
    item = put(board, "item", meeting="DAG036", artefact=card, purpose="decision")
    left_to(board, card)
    assert agenda.since_then(board, board.of(Item)[item])
    for status, told in (("open", 1), ("held", 1), ("issued", 0), ("approved", 0), ("deferred", 0)):
        act(board, registering.edit, kind="meeting", id=board.of(Item)[item].meeting, values={"status": status})
        assert len(agenda.since_then(board, board.of(Item)[item])) == told, status
    act(board, registering.edit, kind="meeting", id=board.of(Item)[item].meeting, values={"status": "planned"})
    act(board, registering.edit, kind="item", id=item, values={"outcome": "withdrawn"})
    assert agenda.since_then(board, board.of(Item)[item]) == []
