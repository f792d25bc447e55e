"""The filter language."""

from __future__ import annotations

import unicodedata
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.domain.board import Board, revised
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Meeting, Milestone
from mhhs_board.domain.query import query
from mhhs_board.domain.query.completion import complete, token_start
from mhhs_board.domain.query.text import DECLARED, FIELDS, SAME, All, Word
from mhhs_board.domain.records import Artefact
from tests.boards import one
from tests.domain import words
from tests.domain.boards import entry
from tests.domain.meeting_boards import put, with_meetings

BOARD = words.some()
TODAY = date(2024, 4, 12)
EVERYTHING = {"a1", "a2", "a3", "a4", "a5", "a7"}


def shown(text: str, **known: object) -> set[str]:
    return query.parse(text).shown(BOARD, TODAY, "Ann Lee", **known)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", EVERYTHING),
        ("process", {"a1", "a2", "a3", "a4"}),
        ("PROCESS reading", {"a3"}),
        ('"Process 2"', {"a1", "a2", "a4"}),
        ("ann", {"a3"}),
        ("fuel", {"a3"}),
        ("-process", {"a5", "a7"}),
        ('-"process 2" -only', {"a3", "a7"}),
        ("tariff or tables", {"a2", "a4"}),
        ("process (tariff OR tables)", {"a2", "a4"}),
        ("process -(tariff or tables)", {"a1", "a3"}),
        ("only or process tariff", {"a4", "a5"}),
        ("workstream:smart", {"a3", "a4"}),
        ('segment:"Smart Segment"', {"a3", "a4"}),
        ("workstream:Registration", {"a1"}),
        ("stage:l4", {"a1"}),
        ('stage:"in progress"', {"a2", "a3"}),
        ('stage:"L4 Review"', {"a1"}),
        ("stage:Blocked", {"a3", "a4"}),
        ("stage:none", {"a4"}),
        ("column:blocked", {"a3", "a4"}),
        ('column:"In Progress"', {"a2"}),
        ("column:b", {"a3", "a4", "a7"}),
        ("kind:BP", {"a3"}),
        ("kind:none", {"a1", "a2", "a4", "a7"}),
        ("owner:lee", {"a3"}),
        ("-owner:none", {"a3"}),
        ("priority:high", {"a3"}),
        ("label:dual", {"a3"}),
        ("label:fuel", set()),
        ("ref:Process2", {"a1", "a2", "a4"}),
        ("ref:process", {"a1", "a2", "a3", "a4"}),
        ("ref:IF-05", set()),
        ("ref:IF", {"a5"}),
        ("ref:none", {"a7"}),
        ("is:blocked", {"a3", "a4"}),
        ("is:escalated", {"a3"}),
        ("is:overdue", {"a3"}),
        ("is:mine", {"a3"}),
        ("due:<14d", {"a5"}),
        ("due:<27d", {"a3", "a5"}),
        ("due:26d", {"a3"}),
        ("due:>1w", {"a3"}),
        ("due:<2024-05-08", {"a5"}),
        ("due:<=2024-05-08", {"a3", "a5"}),
        ('due:>="8 May 2024"', {"a3"}),
        ("due:2024-04-10", {"a5"}),
        ("due:none", {"a1", "a2", "a4", "a7"}),
        ("age:>20d", {"a1", "a2", "a4"}),
        ("age:<=11d", {"a3"}),
        ("changed:<14d", {"a3"}),
        ("changed:>2024-03-15", {"a3"}),
        ("for:next-dag", set()),
    ],
)
def test_what_a_query_shows(text: str, ids: set[str]) -> None:
    if text == "is:overdue":
        assert query.parse(text).shown(BOARD, date(2024, 4, 10), "") == set()
    assert shown(text) == ids


TYPED = Artefact(
    id="x",
    ref="TO-123",
    title="A new MPAN",
    owner="O'Brien",
    labels=("day-1",),
    workstream="smart",
    stage="l4",
    due="8 May",
)
PASTED = Artefact(
    id="y",
    ref="TO\u2011123",
    title="A\u00a0new\u2009MPAN",
    owner="O\u2019Brien",
    labels=("day\u20131",),
    workstream="smart",
    stage="l4",
    due="8\u00a0May",
)
OTHER = Artefact(id="z", ref="TO1234", title="Another", workstream="reg", stage="l4")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "segment:Smart",
            "segment:“Smart Segment”",
            "segment:«Smart\u00a0Segment»",
            'segment:"Smart Segment”',
            "segment:Sm\u200bart",
        ),
        *('"new MPAN"', "“new MPAN”", "„new MPAN“", "”new MPAN”", "\ufeff“new\u202fMPAN”"),
        *("TO-123", "TO‑123", "TO–123", "TO—123", "TO−123", "ref:TO-123", "ref:TO‑123", "ref:TO\u00ad-123"),
        *("O'Brien", "O’Brien", "owner:O'Brien", "owner:O’Brien", "owner:Oʼbrien", "is:mine", "label:day-1", "label:day‑1"),
        *("–segment:Registrations", "−another", "–(another)", "due:“8 May”", "due:2024‑05‑08", '-"another"', "–“another”"),
    ],
)
def test_what_was_pasted_finds_what_was_typed_and_the_other_way_round(text: str) -> None:
    board = words.board(TYPED, PASTED, OTHER)
    for me in ("O'Brien", "O’BRIEN"):
        day = date(2024, 5, 1)
        board.fold([change for one in ("x", "y") if (change := revised(board.artefact(one), due_on="2024-05-08"))])
        assert query.parse(text).shown(board, day, me) == {"x", "y"}
        test = query.parse(text).matcher(board, day, me)
        assert {found.id for found in board.artefacts() if test(found)} == {"x", "y"}
        assert query.parse(str(query.parse(text))) == query.parse(text)


def test_a_quote_of_another_kind_inside_a_quoted_text_is_found_as_it_stands() -> None:
    board = words.board(msgspec.structs.replace(TYPED, title="A pipe of 5” and “more”"))
    for text in ('"pipe of 5” and"', '"“more”"', '"5"""', "“5”””", 'title or "5” and “m"'):
        assert query.parse(text).shown(board, TODAY, "") == {"x"}, text


def test_a_prefix_of_several_lanes_means_any_of_them() -> None:
    board = words.board(
        Artefact(id="x", workstream="adv", stage="l4"),
        Artefact(id="y", workstream="adv2", stage="l4"),
        msgspec.structs.replace(words.names()[3], id="adv2", name="Advanced Meters", short="AdvM"),
    )
    assert query.parse("workstream:adva").shown(board, TODAY, "") == {"x", "y"}
    assert query.parse("workstream:advanced").shown(board, TODAY, "") == {"x"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("workstream:Smrt", "No workstream is called “Smrt”. Nearest: Smart Segment"),
        ("colour:red", "There is no field “colour:”"),
        ("owner:", "“owner:” needs a value"),
        ("owner: Ann", "needs a value"),
        ("is:late", "“is:” knows blocked, escalated, overdue, mine"),
        ("age:>soon", "“age:” wants a number of days"),
        ("due:<soon", "“due:” wants a number of days like <14d or a date"),
        ("owner:<x", "“owner:” takes no “<”"),
        ('"open', "The quote before “open” is not closed"),
        ("(a", "opens a bracket"),
        ("a)", "closes a bracket"),
        ("()", "nothing between the brackets"),
        ("or a", "needs something before it"),
        ("a or", "needs something after it"),
        ("for:dag", "next meeting of a forum"),
        ("for:next-xyz", "No forum is called “xyz”"),
        ("(" * 500 + "a" + ")" * 500, "nests more than"),
        ("-" * 500 + "a", "nests more than"),
        ("a" * 5000, "at most 2,000 characters"),
    ],
)
def test_one_sentence_points_at_the_problem(text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        shown(text)
    assert sentence in str(refused.value)
    assert len(str(refused.value)) < 400


PIECES = st.sampled_from(
    [
        *(
            "a",
            "-",
            "or",
            "(",
            ")",
            '"',
            '"b c"',
            '""',
            "owner:x",
            'owner:"x y"',
            "segment:Smart",
            "–",
            "due:<14d",
            "é",
            '5"',
        ),
        *("x:y", "-or", "is:blocked", "10:30", "=", 'due:<"8 May"'),
    ]
)


@pytest.mark.parametrize("dash", ["-", "–", "—", "−"])
@pytest.mark.parametrize("asked", ["segment:Smart", "(segment:Smart)", "(is:blocked or segment:Smart)"])
def test_a_minus_may_stand_apart_from_the_field_that_it_leaves_out(dash: str, asked: str) -> None:
    apart, together = query.parse(f"{dash} {asked} process"), query.parse(f"{dash}{asked} process")
    assert apart == together
    assert shown(f"process {dash}   {asked}") == set(shown("process")) - set(shown(asked))


@pytest.mark.parametrize(
    "text", ["process - two", "process – (two or three)", '"-" segment:Smart', "process -", "- -segment:Smart"]
)
def test_a_dash_among_words_is_a_word(text: str) -> None:
    parsed = query.parse(text)
    assert isinstance(parsed.root, All)
    assert {Word("-"), Word("–")} & set(parsed.root.parts)
    assert query.parse(str(parsed)) == parsed


@given(
    st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=12).map("".join))
)
def test_text_round_trips_or_is_refused(text: str) -> None:
    try:
        parsed = query.parse(text)
    except Refused:
        return
    assert query.parse(str(parsed)) == parsed


@given(st.text(max_size=40))
def test_any_text_in_quotes_is_found_as_it_stands(text: str) -> None:
    parsed = query.parse("x" + ' "' + text.replace('"', '""') + '"')
    card = Artefact(id="n", title="x " + text, workstream="smart", stage="l4")
    board = words.board(card)
    if unicodedata.is_normalized("NFC", "x " + text):
        assert parsed.shown(board, TODAY, "") == {"n"}


def test_mine_needs_a_name_and_says_so() -> None:
    parsed = query.parse("is:mine")
    for nobody in ("", "not stated"):
        assert parsed.shown(BOARD, TODAY, nobody) == set()
        assert parsed.notes(BOARD, TODAY, nobody) == ["is:mine matches nothing until you have given your name."]
    assert parsed.notes(BOARD, TODAY, "Ann Lee") == []


def test_a_word_that_is_no_date_but_a_state_is_told() -> None:
    (said,) = query.parse("due:overdue").notes(BOARD, TODAY)
    assert said == "due:overdue looks for the word in the date as written; is:overdue shows what is overdue."


def test_the_next_meeting_where_it_is_known() -> None:
    parsed = query.parse("for:next-dag")
    unknown = ["The date of the next DAG is not known, so for:next-dag matches nothing."]
    assert parsed.notes(BOARD, TODAY) == unknown

    def found(text: str, *meetings: Meeting, today: date = TODAY) -> set[str]:
        board = Board([*BOARD.all_records(), *meetings])
        assert not query.parse(text).notes(board, today)
        return query.parse(text).shown(board, today, "")

    may = Meeting(id="m36", forum="dag", number="DAG036", day="8 May 2024")
    assert found("for:next-dag", may) == {"a3"}  # a5 is due earlier, and done
    assert found("for:next-dag", msgspec.structs.replace(may, day="2024-05-07")) == set()
    april = Meeting(id="m35", forum="dag", number="DAG035", day="12 April 2024")
    assert found("for:next-dag", may, april) == set()  # today's is the next one
    assert found("for:next-dag", may, april, today=date(2024, 4, 13)) == {"a3"}
    for other in ({"status": "held"}, {"forum": "psg"}, {"retired": words.AT}, {"day": "soon"}):
        board = Board([*BOARD.all_records(), msgspec.structs.replace(may, **other)])
        assert parsed.notes(board, TODAY) == unknown
        assert parsed.shown(board, TODAY, "") == set()


def test_a_meeting_by_its_number() -> None:
    meetings = [
        Meeting(id="m36", forum="dag", number="DAG036", day="8 May 2024", status="held"),
        Meeting(id="m37", forum="dag", number="DAG037", day="in June"),
        Meeting(id="m10", forum="bprwg", number="BPRWG 10.1", day="9 May 2024"),
    ]
    board = Board([*BOARD.all_records(), *meetings, Milestone(id="m5", name="DAG036 pack")])
    for text in ("for:DAG036", "for:dag36", 'for:"DAG 36"', 'for:"BPRWG 10.1"'):
        assert query.parse(text).shown(board, TODAY, "") == {"a3"}, text
        assert query.parse(text).notes(board, TODAY) == []
    parsed = query.parse("for:DAG37")
    assert parsed.shown(board, TODAY, "") == set()
    assert parsed.notes(board, TODAY) == ["The day of DAG037 is not known, so for:DAG37 matches nothing."]
    for text in ("for:DAG038", 'for:"BPRWG 101"'):
        with pytest.raises(Refused, match="a meeting on the board like DAG036"):
            query.parse(text).shown(board, TODAY, "")
    assert complete("for:d", 5, board) == ['for:"DAG036 pack"', "for:DAG037"]


def test_the_newest_entry_counts_as_the_change_where_it_is_known() -> None:
    assert shown("changed:<2d", changed={"a1": "2024-04-11T12:00:00Z"}) == {"a1"}


def test_a_changed_artefact_is_read_again() -> None:
    kept = query.Haystacks()
    old = Artefact(id="a", title="old", workstream="smart", stage="l4")
    test = query.parse("old").matcher(BOARD, TODAY, "", haystacks=kept)
    assert test(old)
    assert not test(msgspec.structs.replace(old, title="new"))
    assert kept.of(old) is kept.of(old)


def test_texts_are_made_ahead_some_at_a_time() -> None:
    kept = query.Haystacks()
    known = [len(kept.kept) for _ in kept.ahead(BOARD, 2)]
    assert known == list(range(2, len(EVERYTHING) + 1, 2))
    assert kept.kept.keys() == EVERYTHING


def test_chips_are_the_same_text_as_the_query() -> None:
    smart, registrations = BOARD.workstreams[0], BOARD.workstreams[1]
    one = query.with_field("reading", "workstream", smart, True)
    assert one == "reading workstream:Smart"
    two = query.with_field(one, "workstream", registrations, True)
    assert two == "reading (workstream:Smart or workstream:Registrations)"
    assert query.parse(two).shown(BOARD, TODAY, "") == {"a3"}
    assert query.has_field(two, "workstream", smart)
    assert query.has_field(two, "workstream", "Smart Segment")
    assert not query.has_field(one, "workstream", registrations)
    assert query.with_field(two, "workstream", smart, False) == "reading workstream:Registrations"
    assert query.with_field(one, "workstream", smart, True) == one
    assert query.with_field("workstream:smart", "workstream", smart, False) == ""
    assert query.with_field("", "is", "blocked", True) == "is:blocked"


def test_a_chip_keeps_the_meaning_of_what_was_typed() -> None:
    typed = 'tariff or "data tables"'
    switched = query.with_field(typed, "workstream", "Smart Segment", True)
    assert switched == '(tariff or "data tables") workstream:"Smart Segment"'
    assert query.parse(switched).shown(BOARD, TODAY, "") == {"a4"}
    assert query.with_field(switched, "workstream", "Smart Segment", False) == typed
    assert not query.has_field("-workstream:smart", "workstream", "Smart Segment")
    assert not query.has_field('"half', "workstream", "Smart Segment")
    with pytest.raises(Refused):
        query.with_field('"half', "workstream", "Smart Segment", True)


@given(st.lists(st.sampled_from(["Smart Segment", "Registrations", 'A "quoted" or (odd) one', "<x", "none"]), unique=True))
def test_switching_on_and_off_again_changes_nothing(values: list[str]) -> None:
    text = "reading"
    for value in values:
        text = query.with_field(text, "owner", value, True)
        assert query.has_field(text, "owner", value)
    for value in values:
        text = query.with_field(text, "owner", value, False)
    assert text == "reading"


@pytest.mark.parametrize(
    ("text", "proposals"),
    [
        ("pro wor", ["workstream:"]),
        ("-(sta", ["stage:"]),
        ("segment:sm", ['segment:"Smart Segment"']),
        ('x workstream:"smart s', ['workstream:"Smart Segment"']),
        ("stage:b", ["stage:Backlog", "stage:Blocked"]),
        ("is:m", ["is:mine"]),
        ("owner:", ['owner:"Ann Lee"']),
        ("label:c", ["label:CSS"]),
        ("due:<1", ["due:<14d"]),
        ("x workstream:“smart s", ['workstream:"Smart Segment"']),
        ("–sta", ["stage:"]),
        ("for:next-d", ["for:next-dag"]),
        ("", []),
        ("nofield:x", []),
    ],
)
def test_proposals(text: str, proposals: list[str]) -> None:
    assert complete(text, len(text), BOARD) == proposals


def test_proposals_count_as_people_do() -> None:
    cards = [
        Artefact(
            id=str(number), ref=f"Process {number}", owner=f"Analyst {20 - number}", workstream="reg", stage="progress"
        )
        for number in (10, 2, 9, 1)
    ]
    board = words.board(*cards)
    assert complete("ref:", 4, board) == [f'ref:"Process {number}"' for number in (1, 2, 9, 10)]
    assert complete("owner:analyst", 13, board) == [f'owner:"Analyst {number}"' for number in (10, 11, 18, 19)]


@given(st.text(max_size=30), st.integers(0, 40))
def test_no_text_breaks_completion(text: str, cursor: int) -> None:
    assert len(complete(text, cursor, BOARD)) <= 13
    assert 0 <= token_start(text, cursor) <= len(text)


def test_every_name_and_state_can_be_completed_to_something_that_parses() -> None:
    for field in FIELDS:
        proposals = complete(f"{field}:", len(field) + 1, BOARD)
        assert proposals or field in (*DECLARED, "agenda", "not-before")  # of what nobody wrote there is nothing to propose
        for proposal in proposals:
            query.parse(proposal).matcher(BOARD, TODAY, "")


@pytest.mark.parametrize(
    "text", ["process", "process 1", "PROCESS is:blocked", "is:blocked", "(a, b)", "-process", '"process 2"', ""]
)
def test_what_is_shown_is_what_passes_the_test(text: str) -> None:
    kept, asked = query.Haystacks(), query.parse(text)
    board = BOARD.copy()
    for retired in ("", "2026-11-24T08:00:00Z"):
        first = next(iter(board.of(Artefact).values()))
        with board.trial(filter(None, [revised(first, title="Something process 1 else", retired=retired)])) as keep:
            keep(board.seq + 1)
        test = asked.matcher(board, TODAY, "")
        assert asked.shown(board, TODAY, "", haystacks=kept) == {found.id for found in board.artefacts() if test(found)}


@given(
    st.lists(
        st.tuples(
            st.text('pro cess12(-)"isblocked:or', max_size=14)
            | st.sampled_from(["process", "process 1", "process 12", "is:blocked p", "is:blocked", "due:<14d", "-only p"]),
            st.sampled_from(["title", "retired", "workstream", ""]),
            st.sampled_from(sorted(EVERYTHING)),
        ),
        max_size=12,
    )
)
def test_however_it_was_typed_the_answer_is_that_of_a_new_question(typed: list[tuple[str, str, str]]) -> None:
    board, kept = BOARD.copy(), query.Haystacks()
    for text, field, changed in typed:
        if field:
            value = {"title": text, "retired": "2026-11-24T08:00:00Z", "workstream": board.workstreams[0].id}[field]
            with board.trial(filter(None, [revised(board.artefact(changed), **{field: value})])) as keep:
                keep(board.seq + 1)
        try:
            asked = query.parse(text)
            fresh = {found.id for found in board.artefacts() if asked.matcher(board, TODAY, "Ann Lee")(found)}
        except Refused:
            continue
        found = asked.shown(board, TODAY, "Ann Lee", haystacks=kept)
        assert found == fresh
        assert list(found) == [one.id for one in board.artefacts() if one.id in fresh]
        cells = {(lane.id, column): board.cell(lane.id, column) for lane in board.workstreams for column in board.columns}
        assert found.cells(board) == {cell: [one for one in ids if one in fresh] for cell, ids in cells.items()}
        assert found.cells(board.copy()) is None


def test_what_must_be_ready_by_a_milestone() -> None:
    board = Board([*BOARD.all_records(), Milestone(id="m5", name="M5"), Milestone(id="m10", name="M10")])
    board.apply(entry(*[change for change in [revised(board.artefact("a1"), milestone="m5")] if change]))

    def found(text: str) -> set[str]:
        test = query.parse(text).matcher(board, TODAY, "")
        return {one.id for one in board.artefacts() if test(one)}

    assert found("for:M5") == found("for:m5") == found("milestone:M5") == {"a1"}
    assert found("for:M10") == set()
    assert found("for:M") == {"a1"}  # several are meant
    assert "a1" not in found("milestone:none")
    assert query.parse("for:M5").notes(board, TODAY) == []
    for text in ("for:M7", "milestone:M7"):
        with pytest.raises(Refused, match="M5"):
            found(text)
    assert complete("for:", 4, board)[:2] == ["for:M5", "for:M10"]


def test_a_declared_field_is_looked_for_by_what_it_is() -> None:
    first = next(iter(BOARD.artefacts()))
    board = Board(BOARD.all_records())
    fields = {"version": "v0.3", "outcome": "Consensus", "links": ("IF-051", "BP009")}
    board.apply(entry(*[change for change in [revised(first, **fields)] if change]))
    for text in ("version:0.3", "outcome:consensus", "link:if-051", "links:BP009"):
        test = query.parse(text).matcher(board, TODAY, "")
        assert {one.id for one in board.artefacts() if test(one)} == {first.id}, text
    with pytest.raises(Refused, match="only due:, age: and changed: do"):
        query.parse("version:<3")
    assert query.parse("some-thing:else") == query.parse('"some-thing:else"')


def test_what_groups_made_of_it_is_found() -> None:
    board, card = with_meetings()
    other = one(board, "elexon", "Process 2").id
    item = put(board, "item", meeting="DAG036", artefact=card)
    put(board, "position", item=item, seat="DNO", support="yes", timing="not before", not_before="M10")
    put(board, "position", item=item, seat="Large Supplier", blocking="yes")
    put(board, "decision", meeting="DAG036", artefact=card, decided="recommend", text="Yes, later")
    put(board, "action", meeting="DAG036", artefact=other, text="Raise a risk", due="1 November 2023")
    put(board, "comment", artefact=other, text="Whose?", severity="minor")

    def found(text: str) -> set[str]:
        test = query.parse(text).matcher(board, TODAY, "")
        return {artefact.id for artefact in board.artefacts() if test(artefact)}

    for text in (
        "agenda:DAG36",
        "position:DNO",
        "position:large",
        "position:blocking",
        "decided:recommend",
        "not-before:m10",
    ):
        assert found(text) == {card}, text
    for text in ("action:open", "action:overdue", "comment:open", "-comment:major comment:open"):
        assert found(text) == {other}, text
    assert found("comment:major") == found("position:IDNO") == found("decided:approve") == found("not-before:M11") == set()
    assert {card, other} < found("needs:outcome")
    put(board, "item", meeting="DAG035", artefact=card, outcome="consensus")
    assert card not in found("needs:outcome")
    assert card not in found("needs:decision decided:none")
    assert found("decided:recommend not-before:M10") == {card}
    for text, why in (
        ("agenda:DAG99", "No meeting is called “DAG99”"),
        ("needs:love", "“needs:” knows outcome, decision"),
        ("position:nobody", "nobody of that name took a position"),
        ("decided:perhaps", "“decided:” knows approve, reject, recommend, defer, agreed, none"),
        ("action:late", "“action:” knows open, overdue"),
        ("comment:minor", "“comment:” knows open, major"),
    ):
        with pytest.raises(Refused, match=why):
            found(text)


@pytest.mark.parametrize("field", [*FIELDS, *SAME])
@pytest.mark.parametrize("letter", ["-", "_", "-x", "-:", " -"])
def test_a_word_that_begins_as_a_field_is_read_to_its_end(field: str, letter: str) -> None:
    """What somebody has typed half must not keep the program waiting, whatever it is."""
    text = f"{field}{letter}"
    for said in (text, f"process {text}", f"({text})"):
        assert query.parse(said)
