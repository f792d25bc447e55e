"""Workbooks out: what stands on their sheets, that every text is a text, and that nothing strange is in the file."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhhs_board.domain import table_rows
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import typed
from mhhs_board.domain.imported import Origin, Row
from mhhs_board.domain.records import REGISTERS, Artefact
from mhhs_board.exchange import book_origin as origin
from mhhs_board.exchange import csv_table, formats, register_table, xlsx
from mhhs_board.exchange.book import plain, tables, writing
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.exchange.tabular import headings, rows, workbook
from mhhs_board.operations import blocking, editing, moving, registering
from mhhs_board.operations.importing import compared
from mhhs_board.operations.importing.compared import Stood
from tests.boards import TODAY, act, board_of, one
from tests.exchange.boards import NASTY, board_after, everything, lossless, some, steps

HEAD = 4
"""The row of the headings."""


def sheet_of(data: bytes, name: str) -> list[tuple[str, ...]]:
    """The rows of a sheet from its headings on, all as wide as these."""
    rows = dict(xlsx.read(data, name).rows)
    width = len(rows[HEAD])
    return [(*cells, *[""] * (width - len(cells)))[:width] for number, cells in sorted(rows.items()) if number >= HEAD]


def records(data: bytes, name: str = "Artefacts") -> list[dict[str, str]]:
    head, *rows = sheet_of(data, name)
    return [dict(zip(head, row, strict=True)) for row in rows]


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def full() -> Sheet:
    """A board with something in most places, under a classification, with what changed since it was new."""
    board = board_of()
    before = board.copy()
    card = one(board, "smart", "Process 4").id
    act(
        board,
        editing.edit,
        artefact=card,
        values={"owner": "Ana", "due": "8 May 2027", "labels": "a; b", "priority": "High"},
    )
    act(board, moving.move, ids=[card], stage="l4-review")
    act(board, blocking.block, ids=[card], reason="=Waits & sees", forum="dag")
    act(
        board,
        registering.add,
        kind="action",
        values={"ref": "ACT-1", "text": "Ask", "due": "1 June 2027", "artefact": card},
    )
    said = {
        "name": "Board & Co",
        "classification": "OFFICIAL",
        "as_at": "24 November 2026, 08:00",
        "at": "2026-11-24T08:00:30Z",
    }
    return replace(everything(board), mark="ab" * 32, earlier=before, since="23 November 2026", **said)


# -- what stands in it -------------------------------------------------------------------------------------------------


def test_the_sheets_there_are() -> None:
    names = xlsx.names(writing.write(full()))
    assert names[:5] == ("Board", "Artefacts", "Blockers", "Actions", "Decisions")
    assert names[-2:] == ("Changes", origin.SHEET)
    assert "Changes" not in xlsx.names(writing.write(everything(board_of())))


def test_each_sheet_says_what_it_is_of() -> None:
    book = opened(writing.write(full()))
    for page in book.worksheets[:-1]:
        assert page["A1"].value == "Board & Co"
        said = page["A2"].value
        assert said.startswith("OFFICIAL · As at 24 November 2026, 08:00 · entry ")
        assert "23 of 23 shown · 0 hidden" in said
        assert page.oddFooter.center.text == page.oddHeader.right.text == "OFFICIAL"
        assert page.oddFooter.left.text == "Board && Co"
        assert page.page_setup.orientation == "landscape"
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_title_rows == f"$1:${HEAD}"
        assert page.freeze_panes.endswith(str(HEAD + 1))
    assert book["Artefacts"].auto_filter.ref == f"A{HEAD}:T{HEAD + 23}"
    assert book["Artefacts"].column_dimensions["T"].hidden
    assert book.worksheets[-1].sheet_state == "veryHidden"


def test_an_artefact_in_peoples_words() -> None:
    found = next(row for row in records(writing.write(full())) if row["Owner"] == "Ana")
    assert found["Stage"] == "Blocked"
    assert found["Stage kept"] == "L4 Working Group Review"
    assert found["Blocked because"] == "=Waits & sees"
    assert (found["Escalated to"], found["Due"], found["Labels"]) == ("DAG", "2027-05-08", "a; b")


def test_a_day_that_is_known_is_a_date_and_all_else_a_text() -> None:
    board = board_of()
    ids = [found.id for found in board.artefacts()]
    for artefact, due in zip(ids, ("8 May 2027", "when M10 is near", "1 January 1066", "ASAP"), strict=False):
        act(board, editing.edit, artefact=artefact, values={"due": due})
    page = opened(writing.write(everything(board)))["Artefacts"]
    cells = [page.cell(HEAD + 1 + line, 8) for line in range(4)]
    assert [cell.value for cell in cells] == [datetime(2027, 5, 8), "when M10 is near", "1066-01-01", "ASAP"]
    assert (cells[0].number_format, page.cell(HEAD + 1, 2).number_format) == ("d mmm yyyy", "@")


def test_the_grid_has_every_card_once() -> None:
    sheet = full()
    head, *rows = sheet_of(writing.write(sheet), "Board")
    cards = [cell for row in rows for cell in row[1:] if cell]
    assert len(cards) == 23
    assert sum(int(re.search(r"\((\d+)\)$", name)[1]) for name in head[1:]) == 23  # type: ignore[index]
    assert "Process 4\nAna · High · due 8 May 2027\nBlocked: =Waits & sees, 0 days, with DAG" in cards
    filtered = sheet_of(writing.write(some(sheet.board, sheet.artefacts[0].id, filter="x")), "Board")
    assert [cell for cell in filtered[0] if " of " in cell]


def test_of_a_filtered_board_the_registers_hold_what_is_about_what_is_shown() -> None:
    sheet = full()
    about = next(found.id for found in sheet.artefacts if found.owner == "Ana")
    other = next(found.id for found in sheet.artefacts if found.owner != "Ana")
    assert [row["Reference"] for row in records(writing.write(some(sheet.board, about)), "Actions")] == ["ACT-1"]
    assert records(writing.write(some(sheet.board, other)), "Actions") == []
    left_out = replace(sheet, shown=frozenset([other]))
    assert len(sheet_of(writing.write(left_out), "Changes")) == 1


def test_what_changed_since_is_told() -> None:
    told = [(row["Change"], row["What"], row["Said"]) for row in records(writing.write(full()), "Changes")]
    assert ("Moved", "Process 4", "In Progress → L4 Working Group Review") in told
    assert ("Blocked", "Process 4", "=Waits & sees") in told
    assert ("Added", "Action ACT-1") in [row[:2] for row in told]


def test_a_sheet_without_rows_says_so() -> None:
    page = opened(writing.write(everything(board_of("empty"))))
    assert page["Artefacts"]["A3"].value == "No artefact is shown."
    assert page["Blockers"]["A3"].value == "Nothing that is shown is blocked."
    assert page["Actions"]["A3"].value == "There are no actions."


def test_every_heading_of_an_artefact_names_its_field() -> None:
    """So that the table is read as such also where nobody knows any more where it comes from."""
    for column in table_rows.columns(Artefact.KIND, private=True):
        assert headings.field_of(column.label) == ("" if column.derived else column.name)
    named = {column.name for column in table_rows.columns(Artefact.KIND, private=True)}
    assert {declared.name for declared in typed(Artefact)} <= named


@pytest.mark.parametrize("kind", REGISTERS)
def test_a_sheet_of_a_register_has_a_name_that_it_may_have(kind: str) -> None:
    said = REGISTERS[kind].MANY.capitalize()
    assert writing.name(said) == said


# -- texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        *NASTY,
        "http://example.org/a",
        "mailto:a@b",
        "internal:Board!A1",
        "_x0041_",
        "_x005F_x0041_",
        " a ",
        "{=1+1}",
        "<r>x</r>",
        "<r></si></sst></r>",
    ],
)
def test_a_text_is_a_text(said: str) -> None:
    board = board_of()
    card = next(iter(board.artefacts())).id
    act(board, editing.edit, artefact=card, values={"title": said})
    kept = board.artefact(card).title
    data = writing.write(everything(board))
    assert [row["Title"] for row in records(data) if row["id"] == card] == [kept]
    page = opened(data)["Artefacts"]
    cell = next(page.cell(line, 2) for line in range(HEAD + 1, HEAD + 24) if page.cell(line, 20).value == card)
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert not any(b"<f>" in packed.read(part) or b"<hyperlink" in packed.read(part) for part in packed.namelist())


@given(st.lists(st.sampled_from(["_", "x", "005F", "0041", "_x005F", "_x0041_", "x005f_", "a"]), max_size=9).map("".join))
def test_what_looks_like_an_escape_comes_back_as_it_is(said: str) -> None:
    board = board_of()
    card = next(iter(board.artefacts())).id
    act(board, editing.edit, artefact=card, values={"title": f"b{said}"})
    assert [row["Title"] for row in records(writing.write(lossless(board))) if row["id"] == card] == [f"b{said}"]


@given(steps)
def test_any_board_can_be_opened(done: list[tuple[str, object]]) -> None:
    board = board_after(done)
    data = writing.write(lossless(board))
    assert len(records(data)) == board.count()
    assert opened(data).sheetnames[:2] == ["Board", "Artefacts"]


@settings(max_examples=15)
@given(steps, steps)
def test_what_comes_back_as_it_was_sent_says_nothing(
    done: list[tuple[str, object]], more: list[tuple[str, object]]
) -> None:
    """Whatever stands on the board, and whatever stands there since."""
    board = board_after(done)
    data = writing.write(lossless(board))
    read = rows.read(workbook.grid_of(data, "", headings.known)).rows
    stood = Stood(board, frozenset(found.id for found in board.artefacts()), private=True)
    for here in (board, board_after(more), board_of("empty")):
        assert not [row for row in compared.read(read, stood, here) if isinstance(row, Row) and row.changed]
    for kind in REGISTERS:
        if origin.sheet_of(origin_of(data), kind):
            grid = workbook.grid_of(data, "", register_table.names_a_field(kind), kind)
            found = compared.records(register_table.read(grid, kind), stood, board_of("empty"))
            assert not [row for row in found if row.values]


def origin_of(data: bytes) -> Origin:
    found = origin.read(cells for _, cells in xlsx.read(data, origin.SHEET).rows)
    assert found is not None
    return found


def test_what_no_cell_holds_is_cut_or_replaced() -> None:
    assert table_rows.fit("a\0b\x0bc\ufffe\ud800") == "a\ufffdb\ufffdc\ufffd\ufffd"
    assert table_rows.fit("a\r\nb\rc\td") == "a\nb\nc\td"
    for letter in ("x", "😀", "x😀"):
        said = table_rows.fit(letter * 40_000)
        assert len(said.encode("utf-16-le")) // 2 <= table_rows.LONGEST
        assert said.endswith("…")
        assert letter * 10_000 in said
    assert table_rows.fit("x" * table_rows.LONGEST) == "x" * table_rows.LONGEST


def test_names_of_sheets() -> None:
    assert writing.name("a/b[c]:*?\\d") == "a b c d"
    assert writing.name("'x'") == "x"
    assert writing.name("History") == "History 2"
    assert writing.name("actions", ["Actions"]) == "actions 2"
    assert len(writing.name("x" * 40, ["x" * 31])) <= 31
    assert writing.name("[]") == "Sheet"


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 20)
    with pytest.raises(Refused, match=r"A sheet of a workbook holds 20 rows, and Artefacts has more; filter the board\."):
        writing.write(everything(board_of()))


def test_the_words_around_a_page_are_within_what_they_may_be() -> None:
    for said in ("&" * 200, "x" * 200, "😀" * 200, "&D &[Page]"):
        sheet = replace(everything(board_of()), name=said, classification=said)
        page = opened(writing.write(sheet))["Artefacts"]
        assert len(str(page.oddFooter.left.text)) <= 45
        assert page["A1"].value == said


# -- the file ----------------------------------------------------------------------------------------------------------


def test_the_same_makes_the_same_bytes_and_another_moment_others() -> None:
    sheet = full()
    data = writing.write(sheet)
    assert writing.write(sheet) == data
    assert writing.write(replace(sheet, at="2026-11-24T08:00:59Z")) == data  # to the minute
    assert writing.write(replace(sheet, at="2026-11-24T08:01:00Z")) != data


def test_no_stranger_is_in_it() -> None:
    data = writing.write(full())
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {member.date_time for member in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {member.create_system for member in packed.infolist()} == {0}
        assert packed.testzip() is None
        told = b"".join(packed.read(part) for part in packed.namelist())
    assert b"<Application>L4 Design Board</Application>" in told
    assert b"Microsoft Excel" not in told
    assert b"xlsxwriter" not in told.lower()
    said = opened(data).properties
    assert (said.creator, said.lastModifiedBy, said.title, said.keywords) == (
        "L4 Design Board", "L4 Design Board", "Board & Co", "OFFICIAL",
    )  # fmt: skip
    assert said.created == said.modified == datetime(2026, 11, 24, 8, 0)


def test_it_carries_where_it_comes_from() -> None:
    sheet = full()
    found = origin.read(cells for _, cells in xlsx.read(writing.write(sheet), origin.SHEET).rows)
    assert found is not None
    assert (found.entry, found.mark, found.private, found.shown) == (sheet.board.seq, "ab" * 32, False, sheet.shown)
    assert {"Artefacts": "artefact", "Actions": "action", "Seats": "seat"}.items() <= found.tables.items()
    assert origin.sheet_of(found, "decision") == "Decisions"


@pytest.mark.parametrize(
    "rows",
    [(), (("form", "of another"), ("entry", "3")), (("form", origin.FORM),), (("form", origin.FORM), ("entry", "²"))],
)
def test_what_is_no_origin_is_none(rows: Iterable[tuple[str, ...]]) -> None:
    assert origin.read(rows) is None


def test_the_library_is_loaded_when_a_workbook_is_written() -> None:
    code = "import sys; from mhhs_board.exchange import formats, files, csv_table; sys.exit('xlsxwriter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -- the plain table ---------------------------------------------------------------------------------------------------


def test_a_plain_table_is_for_people() -> None:
    sheet = full()
    text = plain.write(sheet).decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0].startswith("Reference,Title,Kind,Workstream,Stage,Owner,Priority,Due,Blocked because,Escalated to,")
    assert "Ana,High,8 May 2027,'=Waits & sees,DAG" in text
    assert lines[-2].startswith('"# OFFICIAL · As at 24 November 2026, 08:00 · entry ')
    assert not any(found.id in text for found in sheet.artefacts)
    assert formats.render("a.csv", sheet, plain=True) == plain.write(sheet)
    assert formats.render("a.csv", sheet) == csv_table.write(sheet)
    with pytest.raises(Refused, match=r"A plain table is written to a file that ends in \.csv\."):
        formats.render("a.pdf", sheet, plain=True)


def test_tables_are_wide_enough_to_be_read_on_paper() -> None:
    found = {table.name: sum(head.width for head in table.heads if not head.hidden) for table in tables.tables(full())}
    assert found["Artefacts"] <= 290, "On A3 letters of ten points are seven."
    assert max(width for name, width in found.items() if name != "Artefacts") <= 290


def test_a_row_is_as_high_as_its_longest_cell() -> None:
    """Not every program looks for that when it opens a file, and a title that is not seen whole is cut."""
    board = board_of()
    first, second = [found.id for found in board.artefacts()][:2]
    act(board, editing.edit, artefact=first, values={"title": "Many words " * 20})
    act(board, editing.edit, artefact=second, values={"title": "Word"})
    page = opened(writing.write(everything(board)))["Artefacts"]
    heights = {page.cell(line, 20).value: page.row_dimensions[line].height for line in range(HEAD + 1, HEAD + 24)}
    assert heights[first] >= 6 * 12.75
    assert heights[second] is None


def test_a_sheet_of_today_needs_no_moment() -> None:
    sheet = everything(board_of())
    assert opened(writing.write(sheet)).properties.created.date() == TODAY == date(2026, 11, 24)
