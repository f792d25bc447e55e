"""Documents drawn from records: the same in every format, nothing private, and nothing that a text can break."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import docx
import msgspec
import pypdf
import pytest

from mhhs_board.base.document import Document, Para, Section, Table, plain
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import declared
from mhhs_board.domain.governance import (
    Action,
    Assessment,
    Attendance,
    Decision,
    Forum,
    Issue,
    Item,
    Meeting,
    Position,
    Seat,
)
from mhhs_board.domain.journal import Change, Entry
from mhhs_board.domain.record import Record
from mhhs_board.domain.records import RECORDS, Artefact, Stage, Workstream
from mhhs_board.exchange.documents import docx as docx_writer
from mhhs_board.exchange.documents import headline, html, logs, markdown, pack, pdf, versions
from mhhs_board.exchange.documents.words import Source
from tests.boards import TODAY
from tests.exchange.documented import board_with, full, of_docx, of_html, of_markdown, source
from tests.zones import noon

pytestmark = pytest.mark.usefixtures("qapp")


def every(from_: Source, meeting: str = "m2") -> dict[str, Document]:
    """Every document of a meeting and of the card."""
    held = from_.board.of(Meeting)[meeting]
    return {
        "headline": headline.document(from_, held),
        "agenda": pack.document(from_, held),
        "actions": logs.actions(from_, held),
        "decisions": logs.decisions(from_, held),
        "comments": logs.comments(from_, from_.board.of(Artefact)["cr"]),
        "issues": logs.issues(from_, None),
    }


def tables(made: Document) -> list[Table]:
    return [block for section in made.sections for block in section.blocks if isinstance(block, Table)]


def rows(made: Document, heading: str) -> list[tuple[str, ...]]:
    """The rows of the table below a heading."""
    (table,) = [
        one for section in made.sections if section.heading == heading for one in section.blocks if isinstance(one, Table)
    ]
    return [tuple(map(plain, row)) for row in table.rows]


def report(*more: Record) -> Document:
    board = board_with(*more)
    return headline.document(source(board), board.of(Meeting)["m2"])


# -- what they say -----------------------------------------------------------------------------------------------------


def test_the_report_has_the_parts_of_the_groups_own_in_their_order() -> None:
    made = every(source(full()))["headline"]
    assert made.title == "Design Advisory Group (DAG) Headline Report"
    assert made.draft == "Draft"
    assert [section.heading for section in made.sections] == [
        "", "Actions", "Decisions", "Key discussion items", "Next meeting", "Attendees", "Apologies",
    ]  # fmt: skip
    assert [table.head for table in tables(made)] == [
        ("Meeting number", "DAG071"),
        ("Area", "Ref", "Action", "Owner", "Due"),
        ("Area", "Ref", "Decision"),
        ("Area", "Discussion"),
        ("Group", "Name", "Role"),
        ("Name", "Role"),
    ]
    assert [tuple(map(plain, row)) for row in tables(made)[0].rows] == [
        ("Meeting date and time", "9 June 2027, 10:00 to 13:00"),
        ("Venue", "Online"),
        ("Classification", "Internal"),
    ]
    (coming,) = [section for section in made.sections if section.heading == "Next meeting"]
    assert coming.blocks == (Para("DAG072, 14 July 2027, 10:00"),)


def test_an_action_with_parts_missing_stays_and_takes_nothing_of_its_neighbour() -> None:
    assert rows(every(source(full()))["headline"], "Actions") == [
        ("Minutes and actions", "DAG71-01", "Share it Replaces DAG70-02.", "Programme (Ana)", "14 July 2027"),
        ("CR090 decision", "DAG71-02", "not stated", "Programme", "14 July 2027"),
        ("CR090 decision", "DAG71-03", "Raise a risk", "not stated", "14 July 2027"),
        ("Previous meeting(s)", "DAG68-06", "Carried", "Programme", "12 May 2027"),
        ("Previous meeting(s)", "DAG70-02", "Look Replaced by DAG71-01.", "IPA", "not stated"),
        ("Previous meeting(s)", "DAG70-04", "Go on", "IPA", "ASAP"),
    ]


def test_a_decision_has_its_authority_its_conditions_who_objected_and_what_was_asked_above() -> None:
    first, second = rows(every(source(full()))["headline"], "Decisions")
    assert first == (
        "CR090 decision",
        "DAG-DEC99",
        "To recommend CR090. Type: recommend. Authority: Chair under the SRO's delegation. In the recording: 01:35:00. "
        "Conditions: A test. Objected: Large Supplier Representative. "
        "Escalated to PSG on 9 June 2027: Shall it be done? It waits for an answer.",
    )
    assert second == ("not stated", "DAG-DEC100", "To go on. Type: not stated.")


def test_the_discussion_says_the_latest_of_each_seat_what_it_was_and_who_was_silent() -> None:
    said = dict(rows(every(source(full()))["headline"], "Key discussion items"))
    assert said["Minutes and actions"] == "All well. No more. Action: DAG71-01."
    assert said["CR090 decision"] == (
        "The impact was told. Positions on version 1.0: "
        "DNO Representative: After M10. (supports; not before M10; was: does not support) "
        "Large Supplier Representative: No need. (does not support; blocking; recording 01:30:00) "
        "IPA: Take care. "
        "Tally of 2 seats. Support: 1 yes, 1 no. Timing: 1 not before, 1 not stated. "
        "Nobody came for: Small Supplier. Outcome: consensus with comments. Decision: DAG-DEC99. Actions: DAG71-02, DAG71-03."
    )
    assert said["Updates"] == "Taken in the consent block, its outcome the Chair's; no seat took a position."


def test_assessments_are_told_apart_from_the_seats() -> None:
    made = report(
        Item(id="i", meeting="m2", number="1", subject="CR090", purpose="decision", artefact="cr"),
        Assessment(id="s1", artefact="cr", who="A", supports="yes", feasible="no"),
        Assessment(id="s2", artefact="cr", who="B", supports="yes"),
    )
    ((_, said),) = rows(made, "Key discussion items")
    assert said == (
        "Impact assessed by 2 participants. Supports the change: 2 yes. In time: 1 no, 1 not stated. "
        "No position: DNO, Large Supplier, Small Supplier."
    )


def test_who_was_there_stands_in_groups_and_for_whom() -> None:
    made = every(source(full()))["headline"]
    assert rows(made, "Attendees") == [
        ("Chair", "Jo", "Chair"),
        ("Industry representatives", "Ben (on behalf of Cal)", "DNO Representative"),
        ("Programme", "Fay", "Lead, Programme"),
        ("Other attendees", "Ida", "IPA"),
    ]
    assert rows(made, "Apologies") == [("Kim", "Large Supplier Representative")]
    (apologies,) = (one for one in made.sections if one.heading == "Apologies")
    assert apologies.blocks[-1] == Para(
        "Seats filled: 1 of 3. Seats for which nobody came: Large Supplier, Small Supplier."
    )


def test_seats_of_two_workstreams_are_told_apart_and_all_that_are_filled_are_counted() -> None:
    (other,) = (one for one in board_with().of(Workstream).values())
    made = report(
        msgspec.structs.replace(other, id="lane2", name="Registrations", rank="b"),
        Seat(id="one", forum="dag", constituency="Large Suppliers", workstream="lane"),
        Seat(id="two", forum="dag", constituency="Large Suppliers", workstream="lane2"),
        *(
            Attendance(id=f"w{number}", meeting="m2", person=person, seat=seat)
            for number, (person, seat) in enumerate(
                [("Ana", "one"), ("Ben", "two"), ("Cal", "dno"), ("Di", "dno"), ("Ed", "large"), ("Flo", "small")]
            )
        ),
    )
    roles = {name: role for _, name, role in rows(made, "Attendees")}
    assert roles["Ana"] == "Large Suppliers Representative (Smart)"
    assert roles["Ben"] == "Large Suppliers Representative (Registrations)"
    assert roles["Cal"] == "DNO Representative"
    assert made.sections[-1].blocks[-1] == Para("Seats filled: 5 of 5.")


def test_a_forum_without_seats_has_none_to_be_filled() -> None:
    board = board_with(Attendance(id="w", meeting="m2", person="Ana"))
    board = Board([one for one in board.all_records() if not isinstance(one, Seat)])
    made = headline.document(source(board), board.of(Meeting)["m2"])
    assert [type(block) for block in made.sections[-1].blocks] == [Table]


def approved(*more: Record) -> list[tuple[str, ...]]:
    """What the report of DAG071 and the register say of an approval there."""
    board = board_with(
        Stage(id="end", name="Approved", role="done", rank="c"),
        Forum(id="group", name="BPRWG", level=4),
        Meeting(id="g1", number="BPRWG 3", forum="group", day="1 June 2027"),
        Meeting(id="g2", number="BPRWG 4", forum="group", day="1 July 2027"),
        Decision(id="d1", ref="DAG-DEC99", meeting="m2", artefact="cr", decided="approve", text="Yes."),
        *more,
    )
    from_ = source(board)
    said = [row[-1] for row in rows(headline.document(from_, board.of(Meeting)["m2"]), "Decisions")]
    assert said == [
        row[-1] for row in rows(logs.decisions(from_, board.of(Meeting)["m2"]), "Decisions") if row[1] == "DAG071"
    ]
    return said


def stamped(*notes: str) -> Artefact:
    return Artefact(id="cr2", ref="CR091", title="", workstream="lane", stage="end", stage_notes="\n".join(notes))


def test_an_approval_says_what_was_waived_and_overridden_for_it() -> None:
    waived = Item(
        id="w", meeting="g1", number="1", subject="It", artefact="cr", outcome="waived", waived_by="Chair of the BPRWG"
    )
    assert approved(waived) == ["Yes. Type: approve. L4 outcome: waived by Chair of the BPRWG at BPRWG 3."]
    later = Item(id="l", meeting="g2", subject="CR090", artefact="cr", outcome="waived", waived_by="Another")
    assert approved(waived, later) == approved(waived), "what was waived after it let nothing come to it"
    agreed = Item(id="a", meeting="g1", number="2", subject="CR090", artefact="cr", outcome="consensus")
    assert approved(waived, agreed) == ["Yes. Type: approve."]
    assert approved(later) == ["Yes. Type: approve."]


def test_a_decision_says_every_override_on_its_way_and_an_approval_that_of_its_stamp() -> None:
    notes = (
        f"{noon('2027-06-01')} · override · Review · Skipped",
        f"{noon('2027-06-10')} · override · Approved · Ben is away",
        f"{noon('2027-06-20')} · reason · Backlog · A gap",
        f"{noon('2027-07-20')} · override · Approved · Ben is away again",
    )
    first = Decision(id="d2", ref="DAG-DEC100", meeting="m2", artefact="cr2", decided="approve", text="Yes.")
    again = Decision(id="d3", ref="DAG-DEC101", meeting="m3", artefact="cr2", decided="approve", text="Again.")
    way = "Override, to Review on 1 June 2027: Skipped."
    sentence = f"{way} Override, to Approved on 10 June 2027: Ben is away."
    assert approved(stamped(*notes), first, again)[1] == f"Yes. Type: approve. {sentence}"
    second = "Override, to Approved on 20 July 2027: Ben is away again."
    assert approved(stamped(*notes), first)[1] == f"Yes. Type: approve. {sentence} {second}"
    before = f"{noon('2027-06-01')} · override · Approved · Stamped before it met"
    assert approved(stamped(before), first, again)[1].endswith(
        "Override, to Approved on 1 June 2027: Stamped before it met."
    )
    other = msgspec.structs.replace(first, decided="recommend")
    assert approved(stamped(*notes), other)[1] == f"Yes. Type: recommend. {way}"


def test_the_agenda_has_times_and_the_consent_block_apart() -> None:
    made = every(source(full()))["agenda"]
    assert rows(made, "Agenda") == [
        ("1", "10:00", "15", "Minutes and actions", "actions", "–", "not stated"),
        ("2", "10:15", "40", "CR090 decision", "decision", "change request", "Ben"),
    ]
    (block,) = rows(made, "Consent block")
    assert block[3] == "Updates"
    card = dict(rows(made, "2. CR090 decision"))
    assert card["Last outcome"] == "consensus with comments at DAG071"
    assert card["Open comments"] == "1 (major): Why?"
    assert card["Blocking positions"].startswith("Large Supplier Representative: No need.")
    assert "DAG70-04" in {row[0] for row in rows(made, "Open actions")}
    assert "DAG70-05" not in {row[0] for row in rows(made, "Open actions")}


def test_after_an_item_without_a_time_no_clock_is_invented() -> None:
    items = [Item(id="a", subject="a", minutes="20"), Item(id="b", subject="b"), Item(id="c", subject="c", minutes="5")]
    assert list(pack.times(Meeting(id="m", begins="23:50"), items)) == ["23:50", "00:10", ""]
    assert list(pack.times(Meeting(id="m", begins="after lunch"), items)) == ["", "", ""]


def test_the_logs_of_a_forum_have_nothing_of_another() -> None:
    from_ = source(full())
    refs = [row[0] for row in rows(every(from_)["actions"], "Actions")]
    assert sorted(refs) == ["DAG68-06", "DAG70-02", "DAG70-04", "DAG70-05", "DAG71-01", "DAG71-02", "DAG71-03"]
    assert "PSG12-01" in [row[0] for row in rows(logs.actions(from_, None), "Actions")]
    late = from_._replace(today=date(2027, 7, 15))
    due = {row[0]: row[3] for row in rows(logs.actions(late, None), "Actions")}
    assert (due["DAG71-01"], due["DAG70-04"]) == ("14 July 2027 (overdue)", "ASAP")


def test_comments_stand_by_version_and_without_who_wrote_them() -> None:
    made = every(source(full()))["comments"]
    assert [section.heading for section in made.sections] == ["", "Version 0.9", "Version 1.0"]
    assert rows(made, "Version 0.9") == [("1", "–", "major", "DNO", "Why?", "–", "–", "open")]
    assert rows(made, "Version 1.0") == [("2", "–", "editorial", "IPA", "A comma", "Put in.", "accepted", "closed")]


def test_an_issue_is_handed_over_with_options_links_and_meetings_and_what_is_missing_is_said() -> None:
    whole = Issue(
        id="i1",
        ref="ISS-12",
        text="Which register holds it?",
        artefact="cr",
        priority="High",
        options="A: the supplier's\nB: the central one",
        views="DNO prefers A",
        links=("https://a.example/1", "https://a.example/2", "IF-051"),
        meetings=("DAG71", "BPRWG 9"),
    )
    bare = Issue(id="i2", text="Who tells the customer?", status="closed", resolution="The supplier", others=("cr090",))
    other = Issue(id="i3", ref="ISS-2", text="Not about it")
    from_ = source(board_with(whole, bare, other))
    made = logs.issues(from_, from_.board.of(Artefact)["cr"])
    assert [section.heading for section in made.sections] == [
        "",
        "ISS-12: Which register holds it?",
        "Who tells the customer?",
    ]
    _, first, second = tables(made)
    said = {plain(label): [one.text for one in content] for label, content in first.rows}
    assert said["Options"] == ["A: the supplier's", "B: the central one"]
    assert said["Links"] == ["https://a.example/1", "https://a.example/2", "IF-051"]
    assert said["Discussed at"] == ["DAG071, 9 June 2027", "BPRWG 9"]
    assert said["Not stated"] == ["Nothing; it is complete"]
    lacks = {plain(label): plain(content) for label, content in second.rows}
    assert lacks["Not stated"] == "reference, artefact, priority, options, views, links, discussed at"
    assert plain(tables(made)[0].rows[1][1]) == "1"
    assert [section.heading for section in logs.issues(from_, None).sections[1:3]] == [
        "ISS-2: Not about it",
        made.sections[1].heading,
    ]


def test_whoever_sits_on_three_seats_is_one_person_and_three_seats_filled() -> None:
    seats = [Seat(id=f"s{n}", forum="dag", constituency=f"Domain {n}") for n in range(4)]
    came = [
        Attendance(id=f"a{n}", meeting="m2", person="Ana", role=f"Domain {n} Representative", seat=f"s{n}")
        for n in range(3)
    ]
    made = report(*seats, *came)
    ours = [row for row in rows(made, "Attendees") if row[1] == "Ana"]
    assert ours == [
        ("Industry representatives", "Ana", "Domain 0 Representative; Domain 1 Representative; Domain 2 Representative")
    ]
    (empty,) = [
        block.text
        for section in made.sections
        if section.heading == "Apologies"
        for block in section.blocks
        if isinstance(block, Para)
    ]
    assert "Domain 3" in empty
    assert "Domain 0" not in empty


# -- versions ----------------------------------------------------------------------------------------------------------


def entry(seq: int, before: str | None, after: str, at: str, undoes: int | None = None) -> Entry:
    change = Change("meeting", "m2", None if before is None else {"status": before}, {"status": after})
    return Entry(uid=str(seq), verb="edit", actor="Ana", changes=(change,), seq=seq, at=at, undoes=undoes)


def with_past(now: Meeting, actions: dict[int, str], entries: list[Entry], text: str) -> Source:
    """A board whose meeting has a past: the text of its action after some entries, and now."""

    def board(words: str) -> Record:
        return Action(id="a", ref="DAG71-01", meeting="m2", text=words, organisation="Programme", due="14 July 2027")

    def then(seq: int) -> object:
        return board_with(now, board(actions[seq]))

    made = board_with(now, board(text))
    return Source(made, TODAY, lambda kind, _: entries if kind == "meeting" else [], then)  # type: ignore[arg-type, return-value]


def issued(status: str = "issued") -> Meeting:
    return Meeting(id="m2", number="DAG071", forum="dag", day="9 June 2027", status=status)  # type: ignore[arg-type]


FIRST = entry(5, "held", "issued", "2027-06-11T09:00:00Z")
AGAIN = [FIRST, entry(7, "issued", "held", "2027-06-12T09:00:00Z"), entry(9, "held", "issued", "2027-06-14T09:00:00Z")]


def test_what_is_issued_has_a_day_and_a_number_and_no_draft() -> None:
    from_ = with_past(issued(), {5: "Share it"}, [FIRST], "Share it")
    made = headline.document(from_, issued())
    assert (made.draft, made.day) == ("", date(2027, 6, 11))
    assert made.sections[0].blocks[:2] == (Para("Issue date: 11 June 2027"), Para("Version: 1"))
    assert [section.heading for section in made.sections][:2] == ["", "Actions"]


def test_a_correction_is_a_new_version_that_lists_what_changed() -> None:
    from_ = with_past(issued(), {5: "Share it", 9: "Share all of it"}, AGAIN, "Share all of it")
    made = headline.document(from_, issued())
    assert made.sections[0].blocks[1] == Para("Version: 2")
    assert made.sections[1] == Section(
        "Changes since version 1",
        (Para("Actions, DAG71-01, Action: was “Share it”, is “Share all of it”.", bullet=True),),
    )


def test_a_report_that_was_opened_again_is_a_draft_of_the_next_version() -> None:
    from_ = with_past(issued("held"), {5: "Share it"}, AGAIN[:2], "Share more")
    made = headline.document(from_, issued("held"))
    assert made.draft == "Draft of version 2"
    assert made.sections[1].heading == "Changes since version 1"


def test_what_was_changed_after_the_issue_does_not_pass_for_it() -> None:
    from_ = with_past(issued(), {5: "Share it"}, [FIRST], "Share more")
    made = headline.document(from_, issued())
    assert made.sections[1].heading == "Changed after version 1 was issued"


def test_an_issue_that_was_undone_is_none() -> None:
    undone = entry(6, "issued", "held", "2027-06-11T10:00:00Z", undoes=5)
    from_ = with_past(issued("held"), {}, [FIRST, undone], "Share it")
    assert versions.issues(from_, issued("held")) == []
    assert headline.document(from_, issued("held")).draft == "Draft"


def test_rows_that_came_and_went_are_told_as_such() -> None:
    def section(*refs: str) -> Section:
        made = tuple(((Para("Area"),), (Para(ref),)) for ref in refs)
        return Section("Actions", (Table(("Area", "Ref"), made),))

    assert versions.changes([section("A-1", "A-2")], [section("A-1", "A-3")]) == [
        "Actions, A-3: added.",
        "Actions, A-2: no longer there.",
    ]
    assert versions.changes([section("A-1")], [section("A-1")]) == []


# -- the formats -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["headline", "agenda", "actions", "decisions", "comments", "issues"])
def test_the_same_tables_stand_in_the_same_order_in_all_formats(name: str) -> None:
    made = msgspec.structs.replace(every(source(full()))[name], marking="Public")
    expected = [(table.head, [tuple(map(plain, row)) for row in table.rows]) for table in tables(made)]
    assert of_docx(docx_writer.write(made)) == expected
    assert of_html(html.write(made)) == expected
    assert of_markdown(markdown.write(made)) == expected
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.write(made))).pages).split())
    place = 0
    for head, body in expected:
        for words in (" ".join(head), *(row[-1].split()[0] for row in body)):
            assert words in text[place:], words
        place = text.index(" ".join(head).split()[0], place)
    assert "Public" in text


def test_the_same_records_make_the_same_bytes() -> None:
    for first, second in zip(every(source(full())).values(), every(source(full())).values(), strict=True):
        for writer in (docx_writer, html, markdown, pdf):
            assert writer.write(first) == writer.write(second), writer.__name__


def test_a_word_document_is_dressed_as_one() -> None:
    made = msgspec.structs.replace(every(source(full()))["headline"], marking="Public", day=date(2027, 6, 11))
    data = docx_writer.write(made)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.namelist()[0] == "[Content_Types].xml"
        styles, footer = (packed.read(f"word/{name}.xml").decode() for name in ("styles", "footer1"))
    assert 'w:val="en-GB"' in styles
    assert 'w:instr="PAGE"' in footer
    assert "Public" in footer
    file = docx.Document(io.BytesIO(data))
    assert (file.core_properties.language, file.core_properties.title) == ("en-GB", made.title)
    assert file.core_properties.created.date() == file.core_properties.modified.date() == date(2027, 6, 11)
    assert "Public · Draft" in file.sections[0].header.paragraphs[0].text
    assert round(file.sections[0].page_width.cm, 1) == 21.0
    named = [one.style.name for one in file.paragraphs if one.style.name.startswith("Heading")]
    assert named == ["Heading 1"] * 6
    for table in file.tables:
        (marked,) = table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert marked is not None
        assert table._tbl.xpath("./w:tblPr/w:tblCaption")


def test_nothing_private_stands_in_any_document() -> None:
    needed = {("action", "person"), ("item", "lead"), ("attendance", "person"), ("attendance", "on_behalf_of")}
    marked = []
    for record in full().all_records():
        private = [one for one in declared(type(record)) if not one.field.shared and one.type is str]
        words = {one.name: f"Zq{record.KIND}{one.name}qZ" for one in private if (record.KIND, one.name) not in needed}
        marked.append(msgspec.structs.replace(record, **words))
    assert {one.KIND for one in marked} >= {"meeting", "item", "decision", "action", "comment", "seat", "artefact"}
    from_ = source(type(full())(marked))
    for made in every(from_).values():
        for writer in (html, markdown):
            assert not re.search(rb"Zq.*qZ", writer.write(made))
    assert set(RECORDS) >= {kind for kind, _ in needed}


HOSTILE = (
    "<script>alert(1)</script>", "=HYPERLINK(1)", "a\x00b\x07c", "\ud800half", "\u202egnp.exe", "שלום עולם", "x" * 3000,
    "| a | b |", "# not a heading", "](http://x)", "line\nline\r\n• point", "&amp; \x1b[31m", "😀 𝔘",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_is_text_whatever_it_says(text: str) -> None:
    made = report(
        Item(id="i", meeting="m2", number=text, subject=text, said=text, lead=text, purpose="review"),
        Position(id="p", item="i", seat="dno", by=text, words=text),
        Action(id="a", ref=text, meeting="m2", item="i", text=text, organisation=text, person=text, due=text),
    )
    made = msgspec.structs.replace(made, marking="Public")
    expected = [(table.head, [tuple(map(plain, row)) for row in table.rows]) for table in tables(made)]
    assert of_docx(docx_writer.write(made)) == expected
    page = html.write(made)
    assert of_html(page) == expected
    assert b"<script" not in page
    assert len(of_markdown(markdown.write(made))) == len(expected)
    assert len(pypdf.PdfReader(io.BytesIO(pdf.write(made))).pages) >= 1


def test_a_meeting_that_left_nothing_has_a_report_all_the_same() -> None:
    made = report()
    assert [len(table.rows) for table in tables(made)] == [3, 0, 0, 0, 0, 0]
    for read, writer in ((of_docx, docx_writer), (of_html, html), (of_markdown, markdown)):
        assert [len(body) for _, body in read(writer.write(made))] == [3, 0, 0, 0, 0, 0]
    (page,) = pypdf.PdfReader(io.BytesIO(pdf.write(made))).pages
    assert "0 actions of this meeting" in " ".join(page.extract_text().split())


def test_the_longest_text_goes_over_pages_and_nothing_is_lost() -> None:
    words = " ".join(f"word{number}" for number in range(2500))
    made = report(Item(id="i", meeting="m2", number="1", subject="Long", said=words))
    pages = pypdf.PdfReader(io.BytesIO(pdf.write(made))).pages
    found = [int(one) for page in pages for one in re.findall(r"word(\d+)", page.extract_text())]
    assert found == list(range(2500))
    assert all("Discussion" in page.extract_text() for page in pages[1:-1])  # the head is repeated
    assert words in dict(of_docx(docx_writer.write(made))[3][1])["Long"]


def test_five_hundred_actions_have_a_row_each_and_no_row_is_cut() -> None:
    actions = [
        Action(
            id=f"a{number}",
            ref=f"DAG71-{number:03}",
            meeting="m2",
            text="Do " + "this " * (number % 40),
            due="14 July 2027",
        )
        for number in range(500)
    ]
    made = report(*actions)
    refs = [f"DAG71-{number:03}" for number in range(500)]
    assert [row[1] for row in of_docx(docx_writer.write(made))[1][1]] == refs
    pages = pypdf.PdfReader(io.BytesIO(pdf.write(made))).pages
    found = [re.findall(r"DAG71-\d{3}", pages[number].extract_text()) for number in (0, 1, 2, -2, -1)]
    assert [*found[0], *found[1], *found[2]] == refs[: sum(map(len, found[:3]))]
    assert min(map(len, found[:3])) > 5
    assert refs[-1] in [*found[3], *found[4]]
