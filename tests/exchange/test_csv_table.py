"""CSV out and in."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhhs_board.base.text import joined, parted
from mhhs_board.domain.board import added
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Decision, Milestone
from mhhs_board.domain.imported import counts
from mhhs_board.domain.records import Artefact, Kind
from mhhs_board.exchange import csv_table
from mhhs_board.exchange.guard import DANGEROUS, guarded, unguarded
from mhhs_board.exchange.tabular import grid
from mhhs_board.exchange.tabular import rows as table_rows
from mhhs_board.exchange.tabular.grid import Record
from mhhs_board.operations import blocking, configuring, editing, registering
from mhhs_board.operations.importing.importing import import_rows, judge
from tests.boards import NOW, TODAY, act, board_of, context, one
from tests.exchange.boards import board_after, everything, lossless, some, steps

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "sample_artefacts.csv"


def without_review(data: bytes) -> list[list[str]]:
    """The table without what decisions that it has no place for say in its last column."""
    return [row[:-1] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]


@given(steps)
def test_into_a_bare_board_and_out_again_gives_the_same_bytes(steps: list[tuple[str, object]]) -> None:
    board = board_after(steps)
    exported = csv_table.write(lossless(board))
    rows = csv_table.read(exported).rows
    copy = board_of("l4-bare")
    act(copy, import_rows, rows=rows, now="2027-01-01T00:00:00Z", actor="Somebody else")
    assert without_review(csv_table.write(lossless(copy))) == without_review(exported)
    if not board.of(Decision):
        assert csv_table.write(lossless(copy)) == exported
    for known in (board, copy):
        found = counts(judge(known, context(), rows))
        assert found["unchanged"] == len(rows)


@given(
    steps,
    st.lists(
        st.tuples(
            st.integers(0, 20),
            st.sampled_from(
                ["stage", "kept_stage", "workstream", "blocked_reason", "escalation", "owner", "due", "id", "ref"]
            ),
            st.sampled_from(
                ["", "Blocked", "Backlog", "L4 Review", "Approved", "Smart", "Elexon", "DAG", "PSG", "DCC", "+14d"]
            ),
        ),
        max_size=6,
    ),
)
def test_a_file_edited_by_hand_changes_nothing_the_second_time(
    steps: list[tuple[str, object]], edits: list[tuple[int, str, str]]
) -> None:
    board = board_after(steps)
    table = list(csv.reader(io.StringIO(csv_table.write(lossless(board)).decode("utf-8-sig"), newline="")))
    for line, column, text in edits:
        if len(table) > 1:
            table[1 + line % (len(table) - 1)][csv_table.COLUMNS.index(column)] = text
    page = io.StringIO()
    csv.writer(page).writerows(table)
    rows = csv_table.read(page.getvalue().encode()).rows
    act(board, import_rows, rows=rows, now="2027-01-01T00:00:00Z")
    assert not import_rows(board, context(), rows=rows).changes


def test_of_two_that_are_called_alike_a_row_without_an_id_means_the_one_that_no_other_row_names() -> None:
    board = board_of("l4-bare")
    for owner in ("Ana", "Ben"):
        act(board, editing.add, title="Read rejections", ref="BP001", workstream="smart", owner=owner)
    table = list(csv.reader(io.StringIO(csv_table.write(lossless(board)).decode("utf-8-sig"), newline="")))
    named = {column: csv_table.COLUMNS.index(column) for column in ("id", "ref", "owner")}
    table[1][named["ref"]], table[2][named["id"]], table[2][named["owner"]] = "", "", "Cy"
    page = io.StringIO()
    csv.writer(page).writerows(table)
    rows = csv_table.read(page.getvalue().encode()).rows
    act(board, import_rows, rows=rows)
    assert [(artefact.ref, artefact.owner) for artefact in board.artefacts()] == [("", "Ana"), ("BP001", "Cy")]
    assert not import_rows(board, context(), rows=rows).changes


def test_the_example_too() -> None:
    board = board_of("l4")
    rows = csv_table.read(csv_table.write(lossless(board))).rows
    copy = board_of("l4-bare")
    act(copy, import_rows, rows=rows)
    assert csv_table.write(lossless(copy)) == csv_table.write(lossless(board))


def test_the_columns_of_the_sample_come_first() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        sample = next(csv.reader(file))
    written = csv_table.write(everything(board_of())).decode().splitlines()[0].split(",")
    assert written[: len(sample)] == sample


def test_a_table_of_more_lines_or_cells_than_there_is_room_for_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = b"title,workstream\nOne,Smart\n"
    monkeypatch.setattr(grid, "MOST_LINES", 4)
    assert len(csv_table.read(plain + b"\n" * 90).rows) == 1, "what is blank at the end is none"
    for end in (b"\n", b"\r", b"\r\n"):
        with pytest.raises(Refused, match="more than 4 lines"):
            csv_table.read(plain + end * 9 + b"Two,Smart")
    monkeypatch.setattr(grid, "MOST_CELLS", 5)
    with pytest.raises(Refused, match="more than 5 cells"):
        csv_table.read(plain + b"Two,Smart")
    with pytest.raises(Refused, match="Nothing stands in the file"):
        csv_table.read(b"\n" * 90)


def test_merged_cells_are_filled_down_to_the_last_row_and_once() -> None:
    records = [Record(number, number, 1, cells) for number, cells in enumerate((["A", "x"], ["", "y"], ["", "z"]), 1)]
    merged = [(1, 1, 1_048_576), *[(2, 1, 1_048_576)] * 1_000, (1, 9, 1_048_576)]
    assert [record.cells for record in table_rows._filled_down(records, merged)] == [["A", "x"], ["A", "y"], ["A", "z"]]


def test_no_cell_is_computed_by_a_spreadsheet() -> None:
    board = board_of()
    for title in ("=1+1", "+1", "-1", "@x", "＝1", "'=1"):
        act(board, editing.add, title=title, ref=title, owner=title, workstream="smart", labels=[title], notes=title)
    blocked = one(board, "smart", "Process 4").id
    act(board, blocking.block, ids=[blocked], reason="=HYPERLINK(1)")
    for row in csv.reader(io.StringIO(csv_table.write(lossless(board)).decode("utf-8-sig"))):
        assert not [cell for cell in row if cell[:1] in DANGEROUS and cell]


@given(st.text())
def test_the_guard_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in DANGEROUS or not text


@given(st.lists(st.text(min_size=1).filter(lambda text: text.strip() == text)))
def test_several_texts_in_a_cell(parts: list[str]) -> None:
    assert parted(joined(tuple(parts))) == tuple(parts)


def test_labels_that_older_boards_could_hold_come_back_as_they_were() -> None:
    board = board_of("l4-bare")
    held = ("a, b", "c;d", "e\\")
    old = Artefact(
        id="0" * 32, title="Old", workstream="smart", stage="backlog", rank="i", stage_since=NOW, labels=held, links=held
    )
    board.apply(context().entry("add", [added(old)]))
    exported = csv_table.write(lossless(board))
    copy = board_of("l4-bare")
    act(copy, import_rows, rows=csv_table.read(exported).rows)
    assert copy.artefact(old.id).labels == copy.artefact(old.id).links == held
    assert csv_table.write(lossless(copy)) == exported
    assert counts(judge(copy, context(), csv_table.read(exported).rows))["unchanged"] == 1


def test_our_own_export_is_known_by_the_columns_that_only_we_write() -> None:
    table = csv_table.write(lossless(board_of("l4"))).decode().splitlines()
    assert csv_table.read("\n".join(table).encode()).own
    without_notes = list(csv.reader(table))
    place = without_notes[0].index("notes")
    page = io.StringIO()
    csv.writer(page).writerows([*line[:place], *line[place + 1 :]] for line in without_notes)
    assert csv_table.read(page.getvalue().encode()).own
    assert not csv_table.read("\n".join(table).replace("kept_stage", "Kept stage", 1).encode()).own
    assert not csv_table.read(b"id,title,workstream\n1,x,Smart\n").own


def test_a_column_called_blockers_is_ours_or_a_text() -> None:
    (row,) = csv_table.read(b"title,workstream,Blockers\nx,Smart,Waits for DCC\n").rows
    assert (row.text("blocked_reason"), row.blockers) == ("Waits for DCC", None)
    (row,) = csv_table.read(b'title,workstream,blockers\nx,Smart,"[{""reason"": ""DCC""}]"\n').rows
    assert row.blockers is not None
    assert row.blockers[0].reason == "DCC"
    (row,) = csv_table.read(b'title,workstream,blockers\nx,Smart,"[{""reasons"": 1}]"\n').rows
    assert row.fault == "The blockers column does not hold what was exported there; put back what stood in it."


def test_what_others_write_in_a_cell() -> None:
    assert parted(" a; b ;;c") == ("a", "b", "c")
    assert parted("C:\\x") == ("C:\\x",)
    assert unguarded("'tis") == "'tis"
    assert unguarded("'") == "'"


def test_a_filtered_export_says_what_it_left_out_and_is_read_all_the_same() -> None:
    board = board_of()
    chosen = [artefact.id for artefact in board.artefacts()][:12]
    exported = csv_table.write(some(board, *chosen, filter="workstream:Smart"))
    last = exported.decode("utf-8-sig").splitlines()[-1]
    assert last == "# As at 24 November 2026 08:00 · entry 1 · 12 of 23 shown · 11 hidden · Filter: workstream:Smart"
    assert len(csv_table.read(exported).rows) == 12


@pytest.mark.parametrize(
    "data",
    [
        "title,workstream,owner\nGrün,Smart,José\n".encode(),
        "title,workstream,owner\nGrün,Smart,José\n".encode("utf-8-sig"),
        "title,workstream,owner\nGrün,Smart,José\n".encode("cp1252"),
        "title\tworkstream\towner\r\nGrün\tSmart\tJosé\r\n".encode("utf-16"),
        "title;workstream;owner\rGrün;Smart;José\r".encode(),
        "sep=|\ntitle|workstream|owner\nGrün|Smart|José\n".encode(),
        '"Title","Segment","Assignee"\n"Grün","Smart","José"\n\n,,\n'.encode(),
    ],
)
def test_encodings_separators_and_other_names_for_columns(data: bytes) -> None:
    (row,) = csv_table.read(data).rows
    assert (row.text("title"), row.text("workstream"), row.text("owner")) == ("Grün", "Smart", "José")


def test_status_is_the_stage() -> None:
    (row,) = csv_table.read(b"Name,Segment,Status,Due date\nx,Smart,Blocked,8 May\n").rows
    assert (row.text("stage"), row.text("due")) == ("Blocked", "8 May")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Nothing stands"),
        (b"\n\n", "Nothing stands"),
        (b"RAID log\n\n12 April\n", "No line of the file names columns, .*; line 1 has: “RAID log”"),
        (b'title,"workstream\nx,y\n', "A quote that opens in line 1 is never closed"),
    ],
)
def test_a_file_that_cannot_be_a_table(data: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        csv_table.read(data)


def test_columns_that_no_board_has_are_passed_over_and_named() -> None:
    reading = csv_table.read(b"title,workstream,colour\na,Smart,red\n")
    assert reading.remarks == ("These columns were passed over, the board has no such field: “colour”.",)


def test_a_bad_row_never_stops_the_others() -> None:
    rows = [
        "title,workstream,ref",
        f'"{"x" * 1_000_000}",Smart,A1',
        "one\0two,Smart,A2",
        "too,many,cells,here",
        f"{'y' * 25_000},Smart,A4",
        ",Smart,A5",
        "good,Smart,A6",
    ]
    board = board_of()
    verdicts = judge(board, context(), csv_table.read("\n".join(rows).encode()).rows)
    assert [verdict.verdict for verdict in verdicts] == ["skipped"] * 5 + ["new"]
    assert [verdict.record for verdict in verdicts] == [2, 3, 4, 5, 6, 7]
    assert "1,000,000 characters" in verdicts[0].why
    assert "NUL" in verdicts[1].why
    assert "more cells" in verdicts[2].why
    assert "5,000 characters" in verdicts[3].why
    assert "has no title" in verdicts[4].why


def test_the_limit_of_the_csv_module_is_left_as_it_was() -> None:
    before = csv.field_size_limit()
    csv_table.read(b'title,workstream\n"' + b"x" * 300_000 + b'",Smart\n')
    assert csv.field_size_limit() == before


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: b"id,title,workstream,blockers\n" + text.encode("utf-8", "replace")),
    )
)
def test_no_bytes_break_reading_or_judging(data: bytes) -> None:
    try:
        rows = csv_table.read(data).rows
    except Refused as refused:
        assert str(refused)  # noqa: PT017
        return
    assert len(judge(board_of("l4-bare"), context(), rows)) == len(rows)


def test_the_sample_has_no_question() -> None:
    rows = csv_table.read(SAMPLE.read_bytes()).rows
    board = board_of()
    assert {ruling: number for ruling, number in counts(judge(board, context(), rows)).items() if number} == {"new": 60}
    entry = act(board, import_rows, rows=rows, source="sample_artefacts.csv")
    assert entry.note == "From sample_artefacts.csv: 60 new."
    assert board.count() == 83
    stuck = one(board, "smart", "BRS011")
    (blocker,) = board.open_blockers(stuck.id)
    (escalation,) = board.open_escalations(stuck.id)
    assert (stuck.stage, blocker.reason[:8], escalation.forum) == (None, "DCC user", "psg")
    assert one(board, "smart", "BP004").links == ("DES138", "IF-021", "IF-041")
    assert counts(judge(board, context(), rows))["unchanged"] == 60
    assert TODAY.isoformat() == stuck.stage_since[:10] or stuck.stage_since == ""


def test_what_a_link_names_leaves_whole_however_long_it_is() -> None:
    board = board_of("l4")
    kind = next(kind for kind in board.of(Kind).values() if not kind.retired)
    act(board, configuring.rename, kind="kind", id=kind.id, name="A kind of work whose name is " + "much " * 8 + "longer")
    act(board, registering.add, kind="milestone", values={"name": "The milestone of " + "very " * 12 + "many words"})
    (milestone,) = board.of(Milestone)
    card = one(board, "smart", "Process 4")
    act(board, editing.edit, artefact=card.id, values={"kind": kind.id, "milestone": milestone})
    rows = csv_table.read(csv_table.write(lossless(board))).rows
    assert {verdict.verdict for verdict in judge(board, context(), rows)} == {"unchanged"}
    copy = board_of("l4-bare")
    act(copy, configuring.rename, kind="kind", id=kind.id, name=board.of(Kind)[kind.id].name)
    act(copy, registering.add, kind="milestone", values={"name": board.of(Milestone)[milestone].name})
    act(copy, import_rows, rows=rows)
    came = one(copy, "smart", "Process 4")
    assert came.kind == kind.id
    assert came.milestone in copy.of(Milestone)
