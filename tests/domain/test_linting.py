"""What is found in a report that was written as reports are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain import linting
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Action, Decision, Meeting
from mhhs_board.domain.names import find_registered
from mhhs_board.domain.records import Artefact
from tests.domain import words
from tests.domain.meeting_boards import put, with_meetings

REPORT = """
Design Advisory Group Headline Report

Issue date: 14/06/2027

Meeting Number\tDAG071\tVenue\tVirtual

Actions

Area\tRef\tAction\tOwner\tDue
Minutes and Actions\tx DAG71-01 Programme to share what was learned in the pilot\tProgramme (Nora Whitfield)\t14/07/2027
CR090 DAG71-02 Programme to raise a risk if CR090 is not ap\t\tProgramme to raise a risk if CR090 is not approved\tProgramme (Oskar Lindqvist)\t14/07/2027
CR091 Decision\t\t\tProgramme (Oskar Lindqvist)\t14/07/2027
CR091 Decision\tDAG71-04\tProgramme to raise a risk over CR091 before M10\t\t14/07/2027
Previous Meeting(s)\tDAG70-08\tProgramme to say whether the terms must change\tProgramme (PMO)\tASAP

DAG70-11\tMembers to send their views\tMembers\t03/06/202

Decisions

Area\tRef\tDecision
Decision DAG-DEC199 owing to the risks of delivery,\t\tThe SRO recommends that CR090 is escalated
CR091 Decision\tDAG-DEC200\tThe SRO recommends that CR091 is escalated
CR092 Decision\tDAG-DEC201\tThe SRO approved CR092 for a future IR9.x release

Key Discussion Items

Minutes and Actions\tDAG68-06: To go on. DAG70-02: closed and replaced (ACTION DAG71-01).
\tThe impact of CR090 (message IF-077) was shown, and a risk will be raised (ACTION DAG71-02).
\tThe Chair determined that it goes up pre-M10 (DECISION DAG-DEC199).
\tA risk will be raised (ACTION DAG17-03). Detailed design is needed (ACTION DAG17-04).
\tThe Chair approved CR092, see IR8 and IR7.2 (DECISION DAG-DAG201 - recording 02:02:00).
\tThe DAG 9 June 2027 papers, DIN-1066, ISS-4, SIT2, COVID19, 24/7 and the day two release were noted.

Next meeting: 14 July 2027 10am

Attendees

Attendees
Chair\tRole\tApologies
Tomas Berg\tChair\tPetra Holm\tConsumer Representative
Industry Representatives
Ines Carvalho (on behalf of Hugo Marchetti)\tLarge Supplier Representative
Lena Fischer (on behaif of Rath Oldnan)\tAgent Reqresentative
Lena Fischer (on behalf of Ruth Oldman) Victor Arnin
Victor Aniin\tNetwork Representative
Nora Whitfield\tDelivery
"""


def board(*more: Action | Decision | Meeting | Artefact) -> Board:
    def action(ref: str, **said: str | None) -> Action:
        return Action(id=ref, ref=ref, text="Said", organisation="Programme", due="14 July 2027", **said)

    return words.board(
        Meeting(id="m70", number="DAG070", forum="dag"),
        Meeting(id="m71", number="DAG071", forum="dag"),
        *(action(f"DAG71-0{number}", meeting="m71") for number in (1, 2, 3, 4)),
        *(action(ref, meeting="m70") for ref in ("DAG70-04", "DAG70-08", "DAG70-11")),
        action("DAG70-02", status="replaced", replaced_by="DAG71-01"),
        action("DAG68-06"),
        *(Decision(id=ref, ref=ref, meeting="m71") for ref in ("DAG-DEC199", "DAG-DEC200", "DAG-DEC201")),
        *(
            Artefact(id=ref, ref=ref, title=ref, workstream="adv", stage="dag")
            for ref in ("CR090", "CR091", "CR092", "IF-077")
        ),
        *more,
    )


def found(text: str, on: Board | None = None) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for one in linting.of_text(on or board(), text):
        told.setdefault(one.heading, []).append(one.text)
    return told


def test_a_report_with_all_that_is_wrong_with_reports() -> None:
    assert found(REPORT) == {
        "cited and not defined": ["DAG17-03", "DAG17-04"],
        "malformed": ["DAG-DAG201"],
        "actions without owner or due": ["DAG71-04: no owner"],
        "rows without reference and text": ["Programme (Oskar Lindqvist), 14/07/2027"],
        "dates that are no dates": ["03/06/202"],
        "near-duplicate persons": ["Rath Oldnan / Ruth Oldman", "Victor Arnin / Victor Aniin"],
    }


def test_what_may_have_been_meant_is_offered_and_where_it_stands_is_said() -> None:
    offered = {one.text: one for one in linting.of_text(board(), REPORT)}
    assert offered["DAG17-03"].candidates == ("DAG71-03",)
    assert offered["DAG17-04"].candidates == ("DAG71-04",)
    assert offered["DAG-DAG201"].candidates == ("DAG-DEC201",)
    lines = REPORT.split("\n")
    for one in offered.values():
        assert one.line
        assert one.where.startswith("line ")
    assert "DAG17-03" in lines[offered["DAG17-03"].line - 1]


def test_a_text_defines_what_heads_its_own_rows() -> None:
    told = found(REPORT, words.board())
    assert {"DAG71-01", "DAG71-02", "DAG71-04", "DAG70-08", "DAG-DEC199"}.isdisjoint(told["cited and not defined"])
    assert {"DAG071", "CR090", "IF-077", "DAG68-06", "DAG17-03"} <= set(told["cited and not defined"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("see DAG71-1, DAG071-01 and dag", {}),  # with zeros or without
        ("the DAG 71 and DAG 9 June, DAG070's", {}),
        ("DAG 72 met", {"cited and not defined": ["DAG 72"]}),
        ("DAG72, DAG72 and DAG072", {"cited and not defined": ["DAG72"]}),
        ("CR090.", {}),
        ("(CR-099)", {"cited and not defined": ["CR-099"]}),
        ("DAG71-O2", {"malformed": ["DAG71-O2"]}),
        ("DAG71–02", {}),  # however its hyphen is drawn
        ("M10, pre-M10, IR8.x, DIN-1066, H2O, 3GPP, A4", {}),
        ("31/02/2027 and 30/06/2027", {"dates that are no dates": ["31/02/2027"]}),
        ("Ref\tAction\tOwner\tDue\nDAG71-01\tOne\tA\t1 May 2027\nDAG71-01\tTwo\tB\t1 May 2027", {"doubled": ["DAG71-01"]}),
        (
            "| Ref | Action | Owner | Due |\n| DAG71-01 | One | A |  |",
            {"actions without owner or due": ["DAG71-01: no due day"]},
        ),
        ("Ref\tDecision\n\n \t \nDAG71-01\tOne\n\u2003\nDAG71-01\tTwo", {"doubled": ["DAG71-01"]}),
        ("Ref\tAction\tOwner\tDue\nDAG71-01\tOne\tProgramme\tMay 2027", {"dates that are no dates": ["May 2027"]}),
    ],
)
def test_one_thing_at_a_time(text: str, told: dict[str, list[str]]) -> None:
    assert found(text) == told


def test_persons_of_a_text() -> None:
    head = "Attendees\n"
    assert found(f"{head}Nora Whitfield\nNora Whitfeild") == {"near-duplicate persons": ["Nora Whitfield / Nora Whitfeild"]}
    assert found(f"{head}Ann Lee / Anna Leigh\nTomas Berg\tChair\nThea Bergman") == {}
    assert found(f"{head}Hugo Marchetti / Hugo Marchett\tMembers")["near-duplicate persons"]


def test_the_records_of_a_meeting() -> None:
    wrong = [
        Action(id="x", ref="DAG71-05", text="Replace DAG17-03", meeting="m71", due="31/02/2027"),
        Action(
            id="y", ref="DAG71-05", meeting="m71", organisation="Programme", due="14 July 2027", person="Oskar Lindqvist"
        ),
        Action(id="z", ref="DAG-71-6", text="Done", meeting="m71", status="closed", person="Oskar Lindqist"),
        Decision(id="d", text="As DAG-DEC99 says", meeting="m71", conditions="CR999 first"),
        Action(id="other", ref="PSG1-01", text="PSG99-09", due="soon 1"),
    ]
    on = board(*wrong)
    meeting = on.of(Meeting)["m71"]
    told = [(one.heading, one.text) for one in linting.of_records(on, meeting)]
    assert told == [
        ("cited and not defined", "DAG17-03"),
        ("cited and not defined", "DAG-DEC99"),
        ("cited and not defined", "CR999"),
        ("malformed", "DAG-71-6"),
        ("doubled", "DAG71-05"),
        ("actions without owner or due", "DAG71-05: no owner"),
        ("rows without reference and text", "DAG71-05: no text"),
        ("dates that are no dates", "31/02/2027"),
        ("near-duplicate persons", "Oskar Lindqvist / Oskar Lindqist"),
    ]
    everywhere = {one.text for one in linting.of_records(on, None)}
    assert {"PSG99-09", "soon 1"} <= everywhere
    assert all(one.type and one.id for one in linting.of_records(on, meeting))


BOARD = board()
ALPHABET = st.sampled_from(
    [*"DAGCRIF0123456789-./ \t\n|()", "DAG-", "DAG71-0", "(on behalf of ", "Ref\tAction\tOwner\tDue\n"]
)


@given(st.lists(ALPHABET | st.characters(), max_size=300).map("".join))
def test_nothing_that_is_written_upsets_it(text: str) -> None:
    for one in linting.of_text(BOARD, text):
        assert one.text
        assert len(one.text) <= 140


@pytest.mark.parametrize(
    "piece",
    [
        "a", "A", "A-", "DAG-", "DAG1", "9", "9/", "DAG 1", "\t", "|", "(", "Ab ", "Ab Cd\t", "(on behalf of ", "́̃", "1/1/1 ",
        "DAG{n}-{n} ", "DAG-{n}x ", "Ab{n} Cd\n", "Ref\tAction\tOwner\tDue\n\t\t\tx\n",
    ],
)  # fmt: skip
def test_ten_times_as_many_letters_take_ten_times_as_long(piece: str) -> None:
    def taken(letters: int) -> float:
        some = "".join(piece.replace("{n}", str(number)) for number in range(letters // len(piece)))
        text = f"Attendees\n{some[:letters]}"
        started = time.perf_counter()
        linting.of_text(BOARD, text)
        return time.perf_counter() - started

    short = min(taken(30_000) for _ in range(2))
    assert taken(300_000) < 30 * short + 0.5


@pytest.mark.parametrize("blank", ["\n", " \n", "\t\n", "\u2003\n"])
def test_lines_with_nothing_in_them_cost_next_to_nothing(blank: str) -> None:
    def taken(piece: str) -> float:
        started = time.process_time()
        linting.of_text(BOARD, piece * 100_000)
        return time.process_time() - started

    assert min(taken(blank) for _ in range(3)) < taken("a\n") / 2


def test_a_text_of_nothing_but_names_is_told_in_part() -> None:
    names = "\n".join(
        f"A{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676 % 26)} B{'il' * 9}" for n in range(2000)
    )
    found = linting.of_text(Board(), f"Attendees\n{names}")
    assert 0 < len(found) < 200


@pytest.mark.parametrize("ref", ["DAG-DEC", "DAG-DEC١", "DAG-DEC-"])
def test_a_reference_without_a_number_is_malformed_and_breaks_nothing(ref: str) -> None:
    on = board(Decision(id="d1", ref=ref, text="The group approved it."))
    assert [one.text for one in linting.of_records(on, None) if one.heading == "malformed"] == [ref]


def test_who_came_and_what_was_said_is_looked_through_too() -> None:
    board, card = with_meetings()
    put(board, "attendance", meeting="DAG035", person="Ada Brownlow", seat="DNO")
    put(board, "attendance", meeting="DAG035", person="Ben Carver", on_behalf_of="Ada Brownlov")
    item = put(board, "item", meeting="DAG035", artefact=card, said="As DAG33-07 asks", outcome="consensus")
    put(board, "position", item=item, seat="DNO", words="See DAG-DEC77")
    put(board, "item", meeting="DAG034", subject="Elsewhere", said="As DAG31-01 asks")
    meeting = find_registered(board, "meeting", "DAG035")
    assert isinstance(meeting, Meeting)
    assert [(one.heading, one.text) for one in linting.of_records(board, meeting)] == [
        ("cited and not defined", "DAG33-07"),
        ("cited and not defined", "DAG-DEC77"),
        ("near-duplicate persons", "Ada Brownlow / Ada Brownlov"),
    ]
