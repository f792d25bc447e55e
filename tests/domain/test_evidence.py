"""What a gate finds in the records of groups."""

from __future__ import annotations

import pytest

from mhhs_board.domain import evidence, invariants, names
from mhhs_board.domain.board import Board, revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Attendance, Item, Meeting, Seat
from mhhs_board.domain.journal import Head, seal
from mhhs_board.domain.records import Artefact
from mhhs_board.operations import configuring, copying, editing, escalating, moving, registering, undoing
from tests.boards import act, context
from tests.domain.meeting_boards import put, with_meetings


def lacks(board: Board, artefact: str) -> list[str]:
    return list(evidence.lacks_outcome(board, board.artefact(artefact)))


def decided(board: Board, artefact: str) -> list[str]:
    return list(evidence.lacks_decision(board, board.artefact(artefact)))


def test_the_newest_outcome_counts_and_the_text_only_until_there_is_one() -> None:
    board, card = with_meetings()
    assert lacks(board, card) == ["no L4 outcome or waiver is recorded"]
    act(board, editing.edit, artefact=card, values={"outcome": "Consensus, as the slide says"})
    assert lacks(board, card) == []
    put(board, "item", meeting="DAG035", artefact=card, outcome="no consensus")
    assert lacks(board, card) == ["its outcome at DAG035 is “no consensus”"]
    put(board, "item", meeting="BPRWG 7", artefact=card, outcome="consensus")
    assert lacks(board, card) == ["its outcome at DAG035 is “no consensus”"], "BPRWG 7 was before"
    put(board, "item", meeting="DAG036", artefact=card, outcome="waived", waived_by="Chair of the BPRWG")
    assert lacks(board, card) == []


def test_a_major_comment_and_a_blocking_position_hold() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="BPRWG 7", artefact=card, outcome="consensus with comments")
    put(board, "comment", artefact=card, text="Which register?", severity="minor")
    major = put(board, "comment", artefact=card, text="Whose register?", severity="major")
    first = put(board, "item", meeting="DAG035", artefact=card)
    spoke = put(board, "position", item=first, seat="DNO", blocking="yes", words="Not so", now="2026-11-24T08:00:01Z")
    assert lacks(board, card) == ["comment 2 (major) is open", "DNO has a blocking position"]
    act(board, registering.edit, kind="comment", id=major, values={"status": "closed"})
    act(board, registering.edit, kind="position", id=spoke, values={"answered_by": "1.1"})
    assert lacks(board, card) == []
    act(board, registering.edit, kind="position", id=spoke, values={"answered_by": ""})
    put(board, "position", item=first, seat="DNO", support="yes", now="2026-11-24T08:00:02Z")
    assert lacks(board, card) == [], "the latest of a seat counts"
    silent = [one.constituency for one in evidence.silent(board, board.of(Item)[first])]
    assert silent == [
        "Consumer", "DCC", "Elexon", "I&C Supplier", "IDNO", "Large Supplier", "National Grid ESO", "RECCo", "Small Supplier",
        "Supplier Agent",
    ]  # fmt: skip
    assert len(evidence.silent(board, board.of(Item)[item])) == 9, "those of the artefact's workstream"


def test_a_position_of_nobody_s_seat_is_known_by_whose_it_is() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", artefact=card, outcome="consensus")
    put(board, "position", item=item, by="IPA", blocking="yes")
    put(board, "position", item=item, by="ipa", support="yes", now="2026-11-24T09:00:00Z")
    assert [(one.by, one.support) for one in evidence.positions(board, board.artefact(card))] == [("ipa", "yes")]
    assert lacks(board, card) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("approve", []),
        ("recommend", ["DAG-DEC1 recommends, and does not approve"]),
        ("reject", ["DAG-DEC1 rejects it"]),
        ("defer", ["DAG-DEC1 defers it"]),
        ("", ["DAG-DEC1 does not say that it approves"]),
    ],
)
def test_a_decision_approves_or_does_not(said: str, told: list[str]) -> None:
    board, card = with_meetings()
    assert decided(board, card) == ["no decision reference is recorded"]
    act(board, editing.edit, artefact=card, values={"decision": "DAG-DEC99"})
    assert decided(board, card) == []
    put(board, "decision", meeting="DAG035", artefact=card, decided=said, text="About it")
    assert decided(board, card) == told


def test_a_later_decision_counts_and_one_that_is_followed_does_not() -> None:
    board, card = with_meetings()
    first = put(board, "decision", meeting="DAG035", artefact=card, decided="defer", text="Later")
    put(board, "decision", meeting="DAG034", artefact=card, decided="approve", text="Long ago", follows=None)
    assert decided(board, card) == ["DAG-DEC1 defers it"]
    put(board, "decision", meeting="DAG035", artefact=card, decided="approve", text="Now", follows=first)
    assert decided(board, card) == []


def test_an_open_action_holds_a_change_request_and_nothing_else() -> None:
    board, card = with_meetings()
    put(board, "decision", meeting="DAG035", artefact=card, decided="approve", text="Yes")
    action = put(board, "action", meeting="DAG035", artefact=card, text="Raise a risk")
    assert decided(board, card) == []
    act(board, editing.edit, artefact=card, values={"kind": "Change Request"})
    assert decided(board, card) == ["action DAG35-01 is open"]
    act(board, registering.edit, kind="action", id=action, values={"status": "closed"})
    assert decided(board, card) == []


def test_whose_hand_approves() -> None:
    owned = Artefact(id="a", workstream="w", owner="O’Brien")
    assert evidence.same_hand(owned, "o'brien") == "O’Brien owns it and would approve it"
    assert evidence.same_hand(owned, "Ben") == ""
    for artefact, actor in ((owned, "not stated"), (Artefact(id="b", workstream="w"), "Ben")):
        assert evidence.same_hand(artefact, actor) == "it is not stated that its owner is not the one who approves it"


def test_a_change_request_opens_what_it_names() -> None:
    board, card = with_meetings()
    assert not evidence.change_requested(board, board.artefact(card))
    changes = act(board, editing.add, title="Refresh", ref="CR044", workstream="smart", links="IF-051; process 2").changes
    assert evidence.is_change_request(board, board.artefact(changes[0].id))
    assert evidence.change_requested(board, board.artefact(card))


def test_all_that_is_missing_is_one_sentence_and_the_record_lets_it_go_on() -> None:
    board, card = with_meetings()
    act(board, configuring.configure, values={"gate.outcome": "refuse", "gate.decision": "refuse"})
    stages = {stage.role: stage.id for stage in board.stages}
    put(board, "comment", artefact=card, text="Whose register?", severity="major")
    with pytest.raises(Refused, match=r"no L4 outcome or waiver is recorded and comment 1 \(major\) is open\.$"):
        act(board, moving.move, ids=[card], stage=stages["decision"])
    act(board, registering.edit, kind="comment", id=next(iter(board.all_of("comment"))).id, values={"status": "closed"})
    put(board, "item", meeting="BPRWG 7", artefact=card, outcome="consensus")
    act(board, moving.move, ids=[card], stage=stages["decision"])
    put(board, "decision", meeting="DAG035", artefact=card, decided="approve", text="Yes")
    with pytest.raises(Refused, match="it is not stated that its owner is not") as refused:
        act(board, moving.move, ids=[card], stage=stages["done"])
    assert refused.value.needs == "override"
    act(board, editing.edit, artefact=card, values={"owner": "Ana"})
    with pytest.raises(Refused, match="Ana owns it and would approve it; say in one line why it may"):
        act(board, moving.move, ids=[card], stage=stages["done"])
    entry = act(board, moving.move, ids=[card], stage=stages["done"], actor="Ben")
    assert entry.note == ""
    act(board, undoing.undo, entry=entry, later=lambda *_: [])
    entry = act(board, moving.move, ids=[card], stage=stages["done"], override="Ben is ill")
    assert board.artefact(card).stage_note == entry.note == "Ben is ill"


def test_the_text_cannot_contradict_the_record() -> None:
    board, card = with_meetings()
    act(board, editing.edit, artefact=card, values={"outcome": "As the slide says", "decision": "DAG-DEC7"})
    item = put(board, "item", meeting="DAG035", artefact=card, outcome="consensus")
    made = put(board, "decision", meeting="DAG035", artefact=card, decided="approve", text="Yes", ref="DAG-DEC8")
    with pytest.raises(
        Refused, match=r"The L4 outcome of Process 2 is that of agenda item Process 2 \(Registrations\) of DAG035"
    ):
        act(board, editing.edit, artefact=card, values={"outcome": "No consensus"})
    with pytest.raises(Refused, match="The decision of Process 2 is that of decision DAG-DEC8 of DAG035"):
        act(board, editing.edit, artefact=card, values={"decision": ""})
    act(board, editing.edit, artefact=card, values={"outcome": "As the slide says", "owner": "Ben"})
    act(board, registering.retire, kind="decision", ids=[made])
    act(board, editing.edit, artefact=card, values={"decision": "DAG-DEC9"})
    act(board, registering.edit, kind="item", id=item, values={"outcome": ""})
    act(board, editing.edit, artefact=card, values={"outcome": "None yet"})


def test_of_two_positions_of_one_instant_the_later_one_counts() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", artefact=card)
    for support in ("yes", "no", "if", "no", "yes", "no"):
        put(board, "position", item=item, seat="DNO", support=support)
    assert [one.support for one in evidence.taken(board, board.of(Item)[item])] == ["yes", "no", "if", "no", "yes", "no"]
    (counts,) = evidence.positions(board, board.artefact(card))
    assert counts.support == "no"


def test_what_waits_for_an_answer_is_not_approved() -> None:
    board, card = with_meetings()
    made = put(board, "decision", meeting="DAG035", artefact=card, decided="recommend", text="Yes, later")
    act(board, escalating.escalate_decision, decision=made, forum="psg", question="May it?")
    put(board, "decision", meeting="DAG036", artefact=card, decided="approve", text="Yes")
    assert decided(board, card) == ["DAG-DEC1 waits for PSG"]


def test_positions_on_seats_of_another_forum_are_refused_on_every_path() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", artefact=card)
    put(board, "position", item=item, seat="DNO", support="yes")
    seat = next(one.id for one in board.of(Seat).values() if one.constituency == "DNO" and one.forum == "dag")
    for kind, record, values in (
        ("seat", seat, {"forum": "psg"}),
        ("item", item, {"meeting": "BPRWG 7"}),
    ):
        entry = registering.edit(board, context(), kind=kind, id=record, values=values)
        assert "DNO is a seat of" in invariants.made_by(board, entry.changes)[0].sentence


def test_a_meeting_decides_about_an_artefact_once_and_the_second_is_told_what_the_first_wrote() -> None:
    board, card = with_meetings()
    first = put(board, "decision", meeting="DAG035", artefact=card, decided="approve", text="Go on", ref="DAG-DEC7")
    with pytest.raises(Refused, match="has decided about it already, DAG-DEC7 \\(approve\\): “Go on”; edit that"):
        put(board, "decision", actor="Ben", meeting="DAG035", artefact=card, decided="reject", text="Do not")
    put(board, "decision", meeting="DAG035", artefact=card, decided="defer", text="Later", follows=first)
    put(board, "decision", meeting="DAG036", artefact=card, decided="reject", text="Do not")


@pytest.mark.parametrize(("forum", "called"), [("bprwg", "BPRWG"), ("dag", "DAG")])
def test_a_decision_is_put_to_a_forum_above_the_one_that_made_it(forum: str, called: str) -> None:
    board, card = with_meetings()
    made = put(board, "decision", meeting="DAG035", artefact=card, decided="recommend", text="Go on")
    with pytest.raises(Refused, match=f"{called} is not above DAG, which decided it"):
        act(board, escalating.escalate_decision, decision=made, forum=forum)
    act(board, escalating.escalate_decision, decision=made, forum="psg")


def test_an_open_critical_issue_shows_before_it_goes_to_dag() -> None:
    board, card = with_meetings()
    put(board, "item", meeting="BPRWG 7", artefact=card, outcome="consensus")
    put(board, "issue", artefact=card, text="Whose register?", priority="High")
    issue = put(board, "issue", artefact=card, ref="ISS-012", text="Which register?", priority="Critical")
    assert lacks(board, card) == ["issue ISS-012 (critical) is open"]
    act(board, registering.edit, kind="issue", id=issue, values={"status": "closed", "resolution": "That of the supplier"})
    assert lacks(board, card) == []


def test_the_seats_for_which_nobody_came() -> None:
    board, _card = with_meetings()
    meeting = next(one for one in board.of(Meeting).values() if one.number == "DAG035")
    every = [one.constituency for one in evidence.empty_seats(board, meeting)]
    assert len(every) == 11
    put(board, "attendance", meeting="DAG035", seat="Supplier Agent", person="Ana")
    put(board, "attendance", meeting="DAG035", seat="Supplier Agent", person="Ben", on_behalf_of="Cy")
    put(board, "attendance", meeting="DAG035", seat="DNO", how="for somebody")
    put(board, "attendance", meeting="DAG035", seat="Consumer", how="apologies")
    left = [one.constituency for one in evidence.empty_seats(board, meeting)]
    assert left == [one for one in every if one not in ("DNO", "Supplier Agent")]
    assert "Consumer" in left


def test_the_latest_is_the_latest_also_where_a_clock_is_behind() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", artefact=card)
    put(board, "position", item=item, seat="DNO", support="yes", now="2026-11-24T08:00:00Z")
    put(board, "position", item=item, seat="DNO", support="no", now="2026-11-24T07:00:00Z")
    (counts,) = evidence.positions(board, board.artefact(card))
    assert counts.support == "no"


@pytest.mark.parametrize("order", [("seat", "meeting"), ("meeting", "seat")])
def test_which_seat_is_meant_hangs_on_no_order_of_columns(order: tuple[str, str]) -> None:
    board, _card = with_meetings()
    put(board, "seat", constituency="DNO", forum="BPRWG", workstream="Smart")
    said = {"meeting": "DAG035", "seat": "DNO"}
    came = put(board, "attendance", **{name: said[name] for name in order})
    assert board.of(Seat)[board.of(Attendance)[came].seat or ""].forum == "dag"


def test_what_is_named_within_its_own_is_found_with_zeros_and_without_and_told_apart() -> None:
    board, card = with_meetings()
    put(board, "item", meeting="DAG035", artefact=card, number="03")
    assert names.find_registered(board, "item", "DAG35:3").id == names.find_registered(board, "item", "DAG035:03").id
    twin = next(one.id for one in board.artefacts() if one.ref == "Process 2" and one.id != card)
    for artefact in (card, twin):
        put(board, "comment", artefact=artefact, text="Whose?")
    with pytest.raises(Refused, match="fits 2 comments") as refused:
        names.find_registered(board, "comment", "1")
    for one in board.all_of("comment"):
        assert names.handle(board, one) in str(refused.value)
        assert names.find_registered(board, "comment", names.handle(board, one)).id == one.id


def test_a_copy_for_readers_holds_nothing_about_what_is_retired() -> None:
    board, card = with_meetings()
    item = put(board, "item", meeting="DAG035", artefact=card)
    put(board, "position", item=item, seat="DNO", support="yes")
    put(board, "comment", artefact=card, text="Whose?")
    put(board, "assessment", artefact=card, who="A")
    put(board, "attendance", meeting="DAG035", person="Ana")
    made = put(board, "decision", meeting="DAG035", artefact=card, decided="recommend", text="Yes")
    act(board, escalating.escalate_decision, decision=made, forum="psg")
    act(board, editing.retire, ids=[card])
    copy = Board()
    act(copy, copying.for_readers, source=board)
    for kind in ("item", "position", "comment", "assessment", "decision", "escalation", "attendance"):
        assert not list(copy.all_of(kind)), kind
    assert invariants.breaches(copy) == []


def test_decisions_of_a_meeting_follow_each_other_through_others_and_undo_brings_no_second_one() -> None:
    board, card = with_meetings()
    last = None
    for number in range(1, 4):
        last = put(board, "decision", meeting="DAG035", artefact=card, text=f"{number}", follows=last)
    other, _card = with_meetings()
    first = act(
        other, registering.add, kind="decision", values={"meeting": "DAG035", "artefact": _card, "text": "1"}, propose=True
    )
    retired = act(other, registering.retire, kind="decision", ids=[first.changes[0].id])
    put(other, "decision", actor="Ben", meeting="DAG035", artefact=_card, text="2")
    back = undoing.undo(other, context(), entry=retired, later=lambda *_: [])
    assert "has decided about it already" in invariants.made_by(other, back.changes)[0].sentence


def test_a_question_is_put_upwards_on_every_path() -> None:
    board, card = with_meetings()
    made = put(board, "decision", meeting="DAG035", artefact=card, decided="recommend", text="Yes")
    put(board, "meeting", number="PSG001", forum="PSG")
    act(board, escalating.escalate_decision, decision=made, forum="psg")
    moved = registering.edit(board, context(), kind="decision", id=made, values={"meeting": "PSG001"})
    assert "waits for Programme Steering Group, which is not above" in invariants.made_by(board, moved.changes)[0].sentence


def test_the_mend_of_a_link_that_must_be_there_is_to_retire() -> None:
    board, card = with_meetings()
    meeting = next(one for one in board.of(Meeting).values() if one.number == "DAG036")
    item = put(board, "item", meeting="DAG036", artefact=card)
    board.apply(
        seal(
            context().entry("x", [revised(meeting, retired="2026-11-24T08:00:00Z")]),
            Head(board.seq),
            now="2026-11-24T08:00:00Z",
            salt="",
        ).entry
    )
    (found,) = invariants.breaches(board)
    assert found.mend == f"item retire {item}"
