"""What a file says of a board itself is refused as by hand; nothing that an import brings is taken for something else."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest

from mhhs_board.domain import invariants
from mhhs_board.domain.board import Board, added
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Action, Decision, Forum, Meeting, Milestone
from mhhs_board.domain.imported import AnyRow, RecordRow, Row, Verdict
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import find_artefact, match
from mhhs_board.domain.record import Named, Record
from mhhs_board.domain.records import Artefact, Details, Kind, Limit, Stage, View, Workstream
from mhhs_board.operations import configuring, registering
from mhhs_board.operations.importing.importing import import_rows, judge
from tests.boards import act, board_of, context, one


def rows(*records: Record) -> list[AnyRow]:
    return [RecordRow(record=number, value=record) for number, record in enumerate(records, 1)]


def verdicts(board: Board, given: Iterable[AnyRow]) -> list[Verdict]:
    """What an import makes of the rows; whatever it takes in breaks nothing."""
    entry = import_rows(board, context(), rows=list(given))
    assert invariants.made_by(board, entry.changes) == []
    return judge(board, context(), list(given))


def exact(**texts: str) -> Row:
    """An artefact of a lossless file."""
    return Row(record=1, texts={"kept_stage": "backlog", "workstream": "smart", **texts}, own=True, exact=True)


LONG = "x" * 81
REFUSED: list[tuple[Record, str]] = [
    (Workstream(id="w", name=""), "The name is empty"),
    (Workstream(id="w", name=" \u200b\u2060 "), "The name is empty"),
    (Workstream(id="w", name=LONG), "at most 80"),
    (Workstream(id="w", name="New", short="x" * 25), "at most 24"),
    (Workstream(id="w", name="SMART segment"), "called SMART segment already"),
    (Workstream(id="w", name="New", short="smart"), "called smart already"),
    (Workstream(id="w", name="New", aliases=("Elexon",)), "called Elexon already"),
    (Workstream(id="w", name="New", aliases=("",)), "aliases"),
    (Workstream(id="w", name="New", aliases=("a", "a")), "aliases"),
    (Workstream(id="w", name="New", aliases=tuple(map(str, range(201)))), "at most 200"),
    (Workstream(id="w", name="New", aliases=("x",) * 2_000), "at most 1,000"),
    (Workstream(id="w", name="New", rank="z0"), "rank"),
    (Workstream(id="w", name="New", rank="!"), "rank"),
    (Workstream(id="w", name="New", rank="z" * 101), "rank"),
    (Workstream(id="w", name="New", retired="yesterday"), "not a time"),
    (Workstream(id="", name="New"), "id"),
    (Workstream(id="a\nb", name="New"), "id"),
    (Workstream(id="x" * 101, name="New"), "id has 101"),
    (Stage(id="blocked", name="Strange", role="work"), "Blocked is a column"),
    (Stage(id="BLOCKED", name="Strange", role="work"), "Blocked is a column"),
    (Stage(id="s", name="Blocked", role="work"), "Blocked is a column"),
    (Stage(id="s", name="b-l o_c:k e.d", role="work"), "Blocked is a column"),
    (Stage(id="s", name="New", short="Blocked", role="work"), "Blocked is a column"),
    (Stage(id="s", name="New", aliases=("blocked",), role="work"), "Blocked is a column"),
    (Kind(id="k", name=""), "The name is empty"),
    (Forum(id="f", name=""), "The name is empty"),
    (Forum(id="f", name="F", parent="f"), "F is above itself"),
    (Forum(id="f", name="F", parent="nowhere"), "neither on the board nor in the file"),
    (Forum(id="f", name="F", level=10**6), "larger than a board can mean"),
    (Forum(id="f", name="F", level=-100), "larger than a board can mean"),
    (Forum(id="f", name="F", active_from="soon"), "not a day"),
    (Limit(id="l", stage="backlog", most=-5), "A limit is a number"),
    (Limit(id="l", stage="backlog", most=10**6), "larger than a board can mean"),
    (Limit(id="l", stage="backlog", most=5, gate="off"), "A limit is a number"),
    (Limit(id="l", most=5), "sits on a workstream"),
    (Limit(id="l", stage="nowhere", most=5), "neither on the board"),
    (View(id="v", name=""), "The name of the view is empty"),
    (View(id="v", name="V", query="x" * 301), "at most 300"),
    (View(id="v", name="V", folded=("x",) * 1_001), "at most 1,000"),
    (Details(id="other", name="X"), "one name and one set of settings"),
]  # fmt: skip


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(("record", "why"), REFUSED, ids=str)
def test_what_is_refused_by_hand_is_a_question(record: Record, why: str, whole: bool) -> None:
    board = board_of("l4-bare" if whole else "l4")
    given = rows(Details(id="board", name="B"), record) if whole else rows(record)
    found = verdicts(board, given)[-1]
    assert found.verdict == "question"
    assert why in found.why


def test_two_of_one_file_are_called_the_same() -> None:
    first, second = verdicts(board_of(), rows(Kind(id="a", name="New", short="N"), Kind(id="b", name="n")))
    assert (first.verdict, second.verdict) == ("new", "question")
    assert "called n already: New" in second.why


def test_two_limits_of_one_place_and_two_views_of_one_name() -> None:
    given = rows(
        Limit(id="a", stage="backlog", most=1),
        Limit(id="b", stage="backlog", most=2),
        View(id="c", name="V"),
        View(id="d", name="v"),
        View(id="e", name="v", owner="Ana"),
    )
    assert [found.verdict for found in verdicts(board_of(), given)] == ["new", "question", "new", "question", "new"]


@pytest.mark.parametrize("length", [1, 2, 3, 50])
@pytest.mark.parametrize("whole", [False, True])
def test_forums_in_a_circle_are_questions_and_the_others_are_taken_in(length: int, whole: bool) -> None:
    board = board_of("l4-bare" if whole else "l4")
    circle = [Forum(id=f"c{n}", name=f"C{n}", parent=f"c{(n + 1) % length}") for n in range(length)]
    below = Forum(id="below", name="Below", parent="c0")
    chain = [
        Forum(id="low", name="Low", parent="mid"),
        Forum(id="mid", name="Mid", parent="top"),
        Forum(id="top", name="Top"),
    ]
    head: tuple[Record, ...] = (Details(id="board", name="B"),) if whole else ()
    found = verdicts(board, rows(*head, below, *chain, *circle))[len(head) :]
    assert "not taken in" in found[0].why
    assert [one.verdict for one in found[1:4]] == ["new"] * 3
    assert {one.verdict for one in found[4:]} == {"question"}
    assert {one.why.partition(" ")[2] for one in found[4:]} == {"is above itself."}


def test_a_circle_by_way_of_the_board_is_found() -> None:
    board = board_of("l4-bare")
    forums = [forum for forum in board.of(Forum).values() if forum.parent]
    child, parent = forums[0], board.of(Forum)[str(forums[0].parent)]
    turned = msgspec.structs.replace(parent, parent=child.id)
    (_, found) = verdicts(board, rows(Details(id="board", name="B"), turned))
    assert (found.verdict, "above itself" in found.why) == ("question", True)


@pytest.mark.parametrize("template", ["l4", "l4-bare", "empty"])
@pytest.mark.parametrize("with_cards", [False, True])
def test_whose_copy_a_board_is_never_comes_along(template: str, with_cards: bool) -> None:
    board = board_of(template)
    given: list[AnyRow] = rows(Details(id="board", name="Copy", readers=1, example=1))
    if with_cards:
        given.append(exact(id="f" * 32, ref="X", title="Y"))
    entry = import_rows(board, context(), rows=given)
    board.apply(msgspec.structs.replace(entry, seq=board.seq + 1))
    assert board.details.readers == 0
    assert board.details.example == board_of(template).details.example


# -- ids ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row_id", ["Process 4", "process4", "Smart:Process 4", "smart:PROCESS4", "x:y:Process 4", "Its title"]
)
def test_an_id_that_reads_as_what_another_is_called_is_refused(row_id: str) -> None:
    board = board_of()
    act(board, configuring.configure, values={"name": "B"})
    from mhhs_board.operations import editing

    act(board, editing.add, title="Its title", workstream="smart", ref="T1")
    (found,) = judge(board, context(), [exact(id=row_id, ref="ZZ1", title="A stranger")])
    if row_id == "x:y:Process 4":
        return  # no lane is called so; what it would name is told below
    assert found.verdict == "question"
    assert "reads as what another artefact here is called" in found.why


@pytest.mark.parametrize("row_id", ["BP009", "Smart:BP009", "bp 009", "Later"])
def test_an_id_counts_among_what_a_reference_may_mean(row_id: str) -> None:
    """It was there first: an older program took it in, or the reference was given later."""
    from mhhs_board.operations import editing

    board = board_of()
    entry = import_rows(board, context(), rows=[exact(id=row_id, ref="ZZ1", title="A stranger")])
    board.apply(msgspec.structs.replace(entry, seq=board.seq + 1))
    act(board, editing.add, title="Later", workstream="smart", ref="BP009")
    with pytest.raises(Refused, match="fits 2 artefacts"):
        find_artefact(board, row_id)
    assert find_artefact(board, "ZZ1").id == row_id
    if row_id != "Smart:BP009":
        assert find_artefact(board, "Smart:BP009").title == "Later"


def test_a_reference_that_reads_as_lane_and_reference_takes_nothing_over() -> None:
    from mhhs_board.operations import editing

    board = board_of()
    act(board, editing.add, title="Own", workstream="smart", ref="BP009")
    act(board, editing.add, title="A stranger", workstream="advanced", ref="Smart:BP009")
    with pytest.raises(Refused, match="fits 2 artefacts"):
        find_artefact(board, "Smart:BP009")
    assert find_artefact(board, one(board, "smart", "BP009").id).title == "Own"


def test_an_id_of_ours_is_exact() -> None:
    from mhhs_board.operations import editing

    board, ours = board_of(), "0123456789abcdef" * 2
    entry = import_rows(board, context(), rows=[exact(id=ours, ref="A", title="A")])
    board.apply(msgspec.structs.replace(entry, seq=board.seq + 1))
    act(board, editing.add, title="B", workstream="smart", ref=ours)
    assert find_artefact(board, ours).title == "A"


def test_the_id_of_a_lane_takes_no_beginning_of_a_name_over() -> None:
    known: list[Named] = [Workstream(id="smart", name="Smart Segment"), Workstream(id="Sma", name="Strange")]
    with pytest.raises(Refused, match="fits more than one"):
        match("Sma", known)
    assert match("Smar", known).name == "Smart Segment"
    assert match("strange", known).id == "Sma"


@pytest.mark.parametrize("template", ["l4", "l4-bare", "empty"])
@pytest.mark.parametrize("title", ["", "  ", "\u200e\u2066"])
def test_no_artefact_is_without_a_title(template: str, title: str) -> None:
    board = board_of(template)
    given = [*rows(Details(id="board", name="B"), Workstream(id="w", name="W")), exact(id="a", title=title, workstream="w")]
    (found,) = [one for one in verdicts(board, given) if one.record == 1 and one.verdict == "skipped"]
    assert found.why in ("It has no title.", "The title is empty; please give one.")


def test_what_the_hand_may_do_an_import_may(tmp_path: object) -> None:
    """The same words by both roads: neither takes what the other refuses."""
    for name in (
        "Blocked",
        "",
        LONG,
        "Backlog",
        "Fine",
        "backlog ",
        "B L O C K E D",
        "and",
        "x" * 80,
        "\u202e",
        "\x1b[31m",
    ):
        board = board_of()
        try:
            act(board, configuring.add_named, kind="stage", name=name, role="work")
            by_hand = True
        except Refused:
            by_hand = False
        (found,) = judge(board_of(), context(), rows(Stage(id="s", name=name, role="work")))
        assert (found.verdict == "new") == by_hand, name


def test_a_copy_of_a_board_is_that_board() -> None:
    source, board = board_of(), board_of("empty")
    from mhhs_board.exchange import json_board
    from tests.exchange.boards import everything

    entry = import_rows(board, context(), rows=json_board.read(json_board.write(everything(source))).rows)
    board.apply(msgspec.structs.replace(entry, seq=board.seq + 1))
    assert {a.id: a for a in board.of(Artefact).values()} == {a.id: a for a in source.of(Artefact).values()}
    assert board.workstreams == source.workstreams
    assert board.forums == source.forums


@pytest.mark.parametrize("kind", [Action, Decision])
def test_a_link_goes_to_what_the_file_s_artefact_turned_out_to_be(kind: type[Action] | type[Decision]) -> None:
    board = board_of()
    present = next(artefact for artefact in board.of(Artefact).values() if artefact.ref)
    held = len(board.of(Artefact))
    theirs = Row(
        record=1,
        texts={"id": "theirs", "ref": present.ref, "workstream": present.workstream, "title": present.title},
        own=True,
    )
    named = RecordRow(record=2, value=kind(id="r1", text="Look at it.", artefact="theirs"))
    board.apply(import_rows(board, context(), rows=[theirs, named]))
    assert board.of(kind)["r1"].artefact == present.id
    assert len(board.of(Artefact)) == held
    assert [verdict.verdict for verdict in judge(board, context(), [theirs, named])] == ["unchanged", "unchanged"]


def with_a_meeting(meeting: str, number: str = "DAG036", milestone: str = "p1") -> Board:
    """A board with a meeting of DAG and a milestone, each under an id of its own."""
    board = board_of()
    dag = next(forum.id for forum in board.forums if forum.short == "DAG")
    for record in (Meeting(id=meeting, number=number, forum=dag), Milestone(id=milestone, name="M5")):
        board.apply(Entry(uid="", verb="", actor="", changes=(added(record),)))
    return board


def test_what_names_a_meeting_of_the_file_names_the_one_that_is_here_by_its_number() -> None:
    board = with_a_meeting("ours")
    there = with_a_meeting("theirs", "DAG36", "p2")
    stated = [*there.of(Milestone).values(), *there.of(Meeting).values()]
    present = next(artefact for artefact in board.of(Artefact).values() if artefact.ref)
    texts = {
        "id": present.id,
        "ref": present.ref,
        "workstream": present.workstream,
        "title": present.title,
        "milestone": "p2",
    }
    given = [
        *rows(*stated, Action(id="a1", ref="DAG36-01", text="Look at it.", meeting="theirs")),
        Row(record=9, texts=texts, own=True),
    ]
    told = {verdict.record: verdict for verdict in judge(board, context(), given)}
    assert [told[number].verdict for number in (1, 2, 3, 9)] == ["question", "question", "new", "update"]
    board.apply(import_rows(board, context(), rows=given))
    assert board.of(Action)["a1"].meeting == "ours"
    assert board.artefact(present.id).milestone == "p1"


def test_what_is_refused_by_hand_because_of_others_names_is_a_question() -> None:
    board = board_of()
    dag = next(forum.id for forum in board.forums if forum.short == "DAG")
    given = rows(Meeting(id="m1", number="FOO7", forum=dag), Milestone(id="p1", name="DAG099"))
    told = judge(board, context(), given)
    assert [verdict.verdict for verdict in told] == ["question", "question"]
    assert "no number of a meeting" in told[0].why + told[1].why
    assert "reads as a meeting" in told[0].why + told[1].why


def test_a_meeting_is_not_numbered_as_a_milestone_is_called() -> None:
    board = board_of()
    dag = next(forum.id for forum in board.forums if forum.short == "DAG")
    act(board, registering.add, kind="milestone", values={"name": "XYZ001"})
    act(board, configuring.rename, kind="forum", id=dag, name="Design Group", short="XYZ")
    with pytest.raises(Refused, match="There is a milestone called XYZ001"):
        act(board, registering.add, kind="meeting", values={"forum": dag, "number": "XYZ1"})
    assert invariants.breaches(board) == []


def test_what_a_file_holds_and_was_not_taken_in_is_not_said_to_be_missing() -> None:
    board = board_of()
    doubtful = Row(record=1, texts={"id": "theirs", "title": "Something", "workstream": "nowhere at all"}, own=True)
    given = [doubtful, RecordRow(record=2, value=Action(id="a1", text="Look.", artefact="theirs"))]
    (told,) = [verdict for verdict in judge(board, context(), given) if verdict.ref == "Look."]
    assert told.why == "It names an artefact that is not taken in."
