"""What an agenda proposes for itself, and why."""

from __future__ import annotations

from mhhs_board.domain import agenda
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Item, Meeting
from mhhs_board.domain.names import find_registered
from mhhs_board.operations import agenda as agendas
from mhhs_board.operations import blocking, editing, escalating, registering
from tests.boards import TODAY, act, one
from tests.domain.meeting_boards import put, with_meetings


def proposed(board: Board, number: str) -> dict[str, tuple[str, str, str]]:
    meeting = find_registered(board, "meeting", number)
    assert isinstance(meeting, Meeting)
    return {found.subject: (found.purpose, found.how, found.reason) for found in agenda.proposed(board, meeting, TODAY)}


def test_a_working_group_has_what_stands_in_its_review_and_what_is_due_for_dag() -> None:
    board, card = with_meetings()
    put(board, "meeting", number="BPRWG 8", forum="BPRWG", day="30 November 2026")
    late, far = one(board, "smart", "Process 4"), one(board, "smart", "Process 5")
    act(board, editing.edit, artefact=late.id, values={"due": "9 December 2026", "title": "Change of supplier"})
    act(board, editing.edit, artefact=far.id, values={"due": "10 December 2026"})
    found = proposed(board, "BPRWG 8")
    assert found.pop("Minutes of BPRWG 7") == ("minutes", "new", "issued, not approved")
    assert found.pop("Process 4 Change of supplier (Smart Segment)") == ("review", "new", "due by DAG036")
    assert "Process 5" not in found
    assert {reason for _, _, reason in found.values()} == {"stands in L4 Working Group Review"}
    assert card in {one.artefact for one in agenda.proposed(board, _meeting(board, "BPRWG 8"), TODAY)}
    put(board, "item", meeting="BPRWG 7", artefact=card, outcome="consensus")
    again = {one.artefact for one in agenda.proposed(board, _meeting(board, "BPRWG 8"), TODAY)}
    assert card not in again, "what has its outcome is not reviewed again"


def test_dag_has_minutes_actions_outcomes_escalations_and_change_requests() -> None:
    board, card = with_meetings()
    put(board, "item", meeting="BPRWG 7", artefact=card, outcome="consensus")
    put(board, "action", meeting="DAG034", text="Raise a risk", ref="DAG34-02")
    put(board, "action", meeting="DAG035", text="Share what was learned")
    put(board, "action", meeting="DAG035", text="Done", status="closed")
    blocked = one(board, "smart", "Process 2")
    act(board, blocking.amend, blocker=board.blockers(blocked.id)[0].id, reason="No register")
    act(board, escalating.escalate, artefact=blocked.id, forum="dag", question="Whose register?")
    request = act(board, editing.add, title="Refresh", ref="CR044", workstream="smart", kind="Change Request").changes[0].id
    found = proposed(board, "DAG036")
    assert list(found)[:2] == ["Minutes of DAG035", "Actions"]
    assert found["Actions"] == ("actions", "new", "2 open: DAG34-02, DAG35-01")
    by_artefact = {one.artefact: one for one in agenda.proposed(board, _meeting(board, "DAG036"), TODAY)}
    assert by_artefact[card].reason == "consensus at BPRWG 7"
    assert by_artefact[blocked.id].reason == "escalated: “Whose register?”"
    assert by_artefact[request].reason == "change request in Backlog"
    assert {one.how for one in by_artefact.values()} == {"new"}


def _meeting(board: Board, number: str) -> Meeting:
    found = find_registered(board, "meeting", number)
    assert isinstance(found, Meeting)
    return found


def test_what_was_left_over_is_carried_once_and_what_was_there_before_returns() -> None:
    board, card = with_meetings()
    first = put(board, "item", meeting="DAG035", artefact=card, outcome="deferred")
    talked = one(board, "elexon", "Process 1")
    put(board, "item", meeting="DAG035", artefact=talked.id, outcome="consensus")
    told = put(board, "item", meeting="DAG035", subject="Programme update", purpose="information")
    by_artefact = {
        found.artefact or found.carried_from: found for found in agenda.proposed(board, _meeting(board, "DAG036"), TODAY)
    }
    assert (by_artefact[card].how, by_artefact[card].reason, by_artefact[card].carried_from) == (
        "carried",
        "deferred at DAG035",
        first,
    )
    assert by_artefact[talked.id].how == "returning"
    assert told not in by_artefact, "what was told is no work left over"
    put(board, "item", meeting="DAG036", artefact=card, carried_from=first)
    again = {found.artefact for found in agenda.proposed(board, _meeting(board, "DAG036"), TODAY)}
    assert card not in again


def test_what_was_taken_off_is_not_proposed_again_for_that_meeting() -> None:
    board, _card = with_meetings()
    stands = one(board, "elexon", "Process 1")
    item = put(board, "item", meeting="DAG036", artefact=stands.id)
    act(board, registering.edit, kind="item", id=item, values={"taken_off": "The lead is away"})
    assert stands.id not in {found.artefact for found in agenda.proposed(board, _meeting(board, "DAG036"), TODAY)}
    assert [found.id for found in agenda.items(board, _meeting(board, "DAG036").id)] == [item]
    act(board, registering.retire, kind="item", ids=[item])
    assert stands.id in {found.artefact for found in agenda.proposed(board, _meeting(board, "DAG036"), TODAY)}
    assert isinstance(board.of(Item)[item], Item)


def test_a_meeting_of_no_forum_that_is_there_proposes_nothing() -> None:
    board, _card = with_meetings()
    assert agenda.proposed(board, Meeting(id="m", number="X1", forum=None), TODAY) == []


def test_what_was_decided_is_not_left_over_and_actions_of_no_meeting_are_known_by_their_references() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", artefact=card, purpose="decision")
    meeting = _meeting(board, "DAG036")
    assert card in {found.artefact for found in agenda.proposed(board, meeting, TODAY)}
    put(board, "decision", meeting="DAG035", item=item, artefact=card, decided="approve", text="Yes")
    assert card not in {found.artefact for found in agenda.proposed(board, meeting, TODAY)}
    put(board, "action", ref="DAG32-06", text="Carried for long")
    put(board, "action", ref="BPRWG3-01", text="Of another group")
    put(board, "action", meeting="DAG035", text="New")
    assert proposed(board, "DAG036")["Actions"][2] == "2 open: DAG32-06, DAG35-01"


def test_whoever_is_above_dag_is_asked_and_does_not_get_its_work_and_dag_hears_the_answer() -> None:
    board, card = with_meetings()
    put(board, "meeting", number="PSG001", forum="PSG", day="25 November 2026")
    made = put(board, "decision", meeting="DAG035", artefact=card, decided="recommend", text="Yes, later")
    assert agenda.proposed(board, _meeting(board, "PSG001"), TODAY) == []
    asked = act(board, escalating.escalate_decision, decision=made, forum="psg", question="May it?")
    (found,) = agenda.proposed(board, _meeting(board, "PSG001"), TODAY)
    assert (found.artefact, found.reason) == (card, "escalated by DAG-DEC1: “May it?”")
    assert "waits for PSG by DAG-DEC1" in proposed(board, "DAG036")["Process 2 (Registrations)"][2]
    act(board, escalating.answer, escalation=asked.changes[0].id, answer="After M10")
    assert agenda.proposed(board, _meeting(board, "PSG001"), TODAY) == []
    assert "PSG answered by DAG-DEC1: “After M10”" in proposed(board, "DAG036")["Process 2 (Registrations)"][2]


def test_what_is_approved_or_rejected_is_not_proposed_again() -> None:
    board, _card = with_meetings()
    stands = one(board, "elexon", "Process 1").id
    put(board, "decision", meeting="DAG035", artefact=stands, decided="reject", text="No")
    assert stands not in {found.artefact for found in agenda.proposed(board, _meeting(board, "DAG036"), TODAY)}


def test_what_was_carried_and_taken_off_comes_back_and_an_answer_of_the_day_is_heard() -> None:
    board, card = with_meetings()
    first = put(board, "item", meeting="DAG034", artefact=card, outcome="deferred")
    carried = put(board, "item", meeting="DAG035", carried_from=first)
    assert (board.of(Item)[carried].artefact, board.of(Item)[carried].subject) == (card, board.of(Item)[first].subject)
    act(board, registering.edit, kind="item", id=carried, values={"taken_off": "The lead is away"})
    assert card in {one.artefact for one in agenda.proposed(board, _meeting(board, "DAG036"), TODAY)}
    talked = one(board, "elexon", "Process 2").id
    made = put(board, "decision", meeting="DAG035", artefact=talked, decided="recommend", text="Yes")
    asked = act(board, escalating.escalate_decision, decision=made, forum="psg")
    put(board, "meeting", number="DAG035.1", forum="DAG", day="24 November 2026", status="held")
    act(board, escalating.answer, escalation=asked.changes[0].id, answer="Yes")
    reasons = {found.artefact: found.reason for found in agenda.proposed(board, _meeting(board, "DAG036"), TODAY)}
    assert "PSG answered by DAG-DEC1" in reasons[talked]
    act(board, registering.retire, kind="decision", ids=[made])
    reasons = {found.artefact: found.reason for found in agenda.proposed(board, _meeting(board, "DAG036"), TODAY)}
    assert "PSG" not in reasons.get(talked, "")


def test_a_title_as_long_as_one_may_be_bars_no_agenda() -> None:
    board, card = with_meetings()
    act(board, editing.edit, artefact=card, values={"title": "w" * 300})
    act(board, agendas.fill, meeting=_meeting(board, "DAG036").id)
    put(board, "item", meeting="DAG036", artefact=card)
    assert {len(found.subject) <= 300 for found in board.of(Item).values()} == {True}
