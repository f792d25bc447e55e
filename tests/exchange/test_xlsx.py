"""Workbooks in: what stands in their cells, and what hostile ones get. What no library writes is made in `workbooks`."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from mhhs_board.domain.errors import Refused
from mhhs_board.exchange import xlsx
from mhhs_board.exchange.xlsx import cells
from tests.exchange import workbooks as made
from tests.exchange.hostile_workbooks import HOSTILE
from tests.exchange.mutants import endure, mutants, seeds
from tests.pace import slowness

ROOT = Path(__file__).parents[2]
Rows = tuple[tuple[int, tuple[str, ...]], ...]


def rows(data: bytes, sheet: str = "S") -> Rows:
    return xlsx.read(data, sheet).rows


def first(row: str, **how: str) -> tuple[str, ...]:
    """The cells of a sheet that has one row."""
    ((_, found),) = rows(made.workbook(f'<row r="1">{row}</row>', **how))
    return found


def why(data: bytes, sheet: str = "S") -> str:
    """The sentence that a file gets: one, of one line, that ends as one."""
    with pytest.raises(Refused) as refused:
        xlsx.read(data, sheet)
    said = str(refused.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert "Error" not in said
    return said


# -- the same as another reader sees -----------------------------------------------------------------------------------


def as_typed(value: Any) -> str:
    """What openpyxl reads, in our form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}') + 0:f}"
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, datetime):
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return (
            as_typed(value.date())
            if value.time() == time(0)
            else value.isoformat("T", "seconds" if value.second else "minutes")
        )
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def seen_by_another(data: bytes) -> dict[str, tuple[Rows, set[tuple[int, ...]]]]:
    """Rows and merged cells of each sheet as openpyxl reads them."""
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets:
        held: list[tuple[int, tuple[str, ...]]] = []
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            said = [as_typed(value) for value in row]
            while said and not said[-1]:
                said.pop()
            if said:
                held.append((number, tuple(said)))
        merged = {(one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges}
        found[sheet.title] = (tuple(held), merged)
    return found


def agrees(data: bytes) -> dict[str, xlsx.Sheet]:
    """Our sheets, once they are seen to be the same as openpyxl's."""
    ours = {name: xlsx.read(data, name) for name in xlsx.names(data)}
    theirs = seen_by_another(data)
    assert list(ours) == list(theirs)
    for name, sheet in ours.items():
        assert sheet.rows == theirs[name][0], name
        assert {tuple(one) for one in sheet.merged} == theirs[name][1], name
    return ours


def by_xlsxwriter(fill: Callable[[xlsxwriter.Workbook], object], **options: Any) -> bytes:
    page = io.BytesIO()
    book = xlsxwriter.Workbook(page, options)
    fill(book)
    book.close()
    return page.getvalue()


def by_openpyxl(fill: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


FORMATS = (
    "yyyy-mm-dd", "d/m/yy", "dd-mmm-yyyy", "dddd d mmmm", "mmm yy", "d mmm yyyy hh:mm", "hh:mm:ss", "h:mm AM/PM", "[h]:mm:ss",
    "mm:ss", "m/d/yy h:mm", "[$-809]dd mmmm yyyy;@", '"due "d.m.yyyy', "General", "0.00", "#,##0", "0%", "0.00E+00",
    "@", '0 "days"', r"0.0\d", "[Red]0;[Blue]-0", "[>100]0.0;0", "#\\ ?/?", "_-* #,##0.00_-", '"d/m/y" 0', "$#,##0",
)  # fmt: skip


def everything(book: xlsxwriter.Workbook) -> None:
    """Every kind of cell that XlsxWriter writes."""
    sheet = book.add_worksheet("All kinds")
    bold, shade = book.add_format({"bold": True}), book.add_format({"bg_color": "yellow"})
    for row, code in enumerate(FORMATS):
        style = book.add_format({"num_format": code})
        sheet.write_string(row, 0, code)
        for column, value in enumerate((45420, 45420.4166666667, 0.25, 1.5, 12), 1):
            sheet.write_number(row, column, value, style)
    row = len(FORMATS) + 3
    for value in ("", " padded ", "ünï ✓ 😀", "a\nb", "=no formula", "<&>\"'", "007", "x" * 32_767):
        sheet.write_string(row, 0, value)
        sheet.write_blank(row, 9, None, shade)
        row += 1
    for column, value in enumerate((0, 1, -1, 0.5, 1e15, 123456789012345, 1e-5, 2 / 3, -2.5e-8, 1234567.891, 99.9)):
        sheet.write_number(row, column, value)
    sheet.write_boolean(row + 1, 2, True)
    sheet.write_boolean(row + 1, 3, False)
    sheet.write_rich_string(row + 2, 1, "one ", bold, "two", " three ", bold, "four")
    sheet.write_formula(row + 3, 0, "=1+1", None, 2)
    sheet.write_formula(row + 3, 1, '="a"&"b"', None, "ab")
    sheet.write_formula(row + 3, 2, "=1/0", None, "#DIV/0!")
    sheet.write_formula(row + 3, 3, "=TRUE", None, True)
    sheet.write_array_formula(row + 4, 0, row + 5, 0, "{=ROW(A1:A2)}", None, 1)
    sheet.write_url(row + 6, 0, "https://example.org/", string="a link")
    sheet.merge_range(row + 8, 0, row + 9, 3, "merged")
    sheet.merge_range(row + 11, 2, row + 14, 2, 7)
    sheet.write_comment(0, 0, "a comment is no cell")
    sheet.data_validation(0, 0, 9, 0, {"validate": "list", "source": ["a", "b"]})
    sheet.conditional_format(0, 1, 9, 1, {"type": "cell", "criteria": ">", "value": 5, "format": bold})
    if not book.constant_memory:
        columns = [{"header": "H"}, {"header": "I"}]
        sheet.add_table(row + 20, 0, row + 22, 1, {"data": [["a", 1], ["b", 2]], "columns": columns})
    book.add_worksheet("Nothing")
    other = book.add_worksheet("Second; with “signs” & blanks")
    other.write(4, 4, "far")


@pytest.mark.parametrize("options", [{}, {"constant_memory": True}, {"date_1904": True}, {"use_zip64": True}])
def test_every_kind_of_cell_of_xlsxwriter(options: dict[str, Any]) -> None:
    found = agrees(by_xlsxwriter(everything, **options))
    assert not found["Nothing"].rows
    assert not found["All kinds"].remarks


def test_every_kind_of_cell_of_openpyxl() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        for row, value in enumerate(
            (
                "text", " a\nb ", "ünï 😀", 5, -0.5, 1e20, 0.1 + 0.2, True, False, date(2024, 5, 8), time(10, 0), time(10, 0, 30),
                datetime(2024, 5, 8, 10, 0, 30), datetime(1900, 1, 1), datetime(1900, 2, 28), datetime(1900, 3, 1),
                datetime(9999, 12, 31), timedelta(hours=30, minutes=5), "#N/A", CellRichText("a", TextBlock(InlineFont(b=True), "b")),
            ),
            2,
        ):  # fmt: skip
            sheet.cell(row, 1 + row % 3, value)
        sheet.merge_cells("F2:H9")
        sheet.cell(40, 1).number_format = "0.00"
        book.create_sheet("Twice as much", 0)["C3"] = "x"

    ours = agrees(by_openpyxl(fill))
    assert [text for _, (*_, text) in ours["Sheet"].rows][5:7] == ["100000000000000000000", "0.3"]


def test_1904(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("S")
        style = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for row, value in enumerate((datetime(1904, 1, 2), datetime(2024, 5, 8, 10), datetime(9999, 12, 31))):
            sheet.write_datetime(row, 0, value, style)

    said = [text for _, (text,) in agrees(by_xlsxwriter(fill, date_1904=True))["S"].rows]
    assert said == ["1904-01-02", "2024-05-08T10:00", "9999-12-31"]
    assert [text for _, (text,) in agrees(by_xlsxwriter(fill))["S"].rows] == said


printable = st.characters(blacklist_categories=("Cs", "Cc", "Cn"), whitelist_characters="\n\t")
values = st.one_of(
    st.none(),
    st.text(printable, min_size=1, max_size=20),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e14, 1e14, allow_nan=False),
    st.datetimes(datetime(1901, 1, 1), datetime(9999, 12, 30)).map(lambda at: at.replace(microsecond=0)),
    st.times().map(lambda at: at.replace(microsecond=0)),
)
tables = st.lists(st.lists(values, max_size=6), max_size=8)


@given(tables)
def test_any_table_of_openpyxl(table: list[list[Any]]) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for number, row in enumerate(table, 1):
            for column, value in enumerate(row, 1):
                cell = book.active.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # also where it begins as a formula

    data = by_openpyxl(fill)
    ours, theirs = xlsx.read(data, "Sheet").rows, seen_by_another(data)["Sheet"][0]
    if not any(
        "_x" in value for row in table for value in row if isinstance(value, str)
    ):  # openpyxl leaves escapes as they are
        assert [(number, [plainly(cell) for cell in row]) for number, row in ours] == [
            (number, [plainly(cell) for cell in row]) for number, row in theirs
        ]


def plainly(cell: str) -> str:
    """A cell for comparing: a number by its value, a text by its line ends."""
    try:
        return repr(float(cell))
    except ValueError:
        return cells.text(cell)


@given(tables, st.booleans(), st.booleans())
def test_any_table_of_xlsxwriter(table: list[list[Any]], in_place: bool, since_1904: bool) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("S")
        day, clock = book.add_format({"num_format": "d/m/yyyy hh:mm:ss"}), book.add_format({"num_format": "hh:mm"})
        for number, row in enumerate(table):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif isinstance(value, datetime):
                    sheet.write_datetime(number, column, value.replace(year=max(1905, value.year)), day)
                elif isinstance(value, time):
                    sheet.write_datetime(number, column, value, clock)
                elif value is not None:
                    sheet.write(number, column, value)

    found = dict(rows(by_xlsxwriter(fill, constant_memory=in_place, date_1904=since_1904)))
    for number, row in enumerate(table, 1):
        wanted = [as_written(value) for value in row]
        while wanted and not wanted[-1]:
            wanted.pop()
        assert [plainly(cell) for cell in found.pop(number, ())] == [plainly(cell) for cell in wanted]
    assert not found


def as_written(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.replace(year=max(1905, value.year))
    if isinstance(value, float):
        value = float(f"{value:.16g}")  # as XlsxWriter keeps it
    return cells.text(as_typed(value))


# -- what other programs write, and what no library does ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('<c r="A1"><v>5</v></c><c r="C1"><v>6</v></c>', ("5", "", "6")),
        ("<c><v>5</v></c><c/><c><v>6</v></c>", ("5", "", "6")),
        ('<c r="B1"/><c><v>6</v></c><c r="A1"><v>5</v></c>', ("5", "", "6")),
        ('<c t="inlineStr"><is><t>in place</t></is></c>', ("in place",)),
        ('<c t="inlineStr"><is>\n <r><rPr><b/></rPr><t>in </t></r>\n <r><t>runs</t></r>\n</is></c>', ("in runs",)),
        ('<c t="inlineStr"><is><t>漢</t><rPh sb="0" eb="1"><t>かん</t></rPh></is></c>', ("漢",)),
        ('<c t="str"><f>A2</f><v>of a formula</v></c>', ("of a formula",)),
        ("<c><f>1+1</f><v>2</v></c>", ("2",)),
        ('<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="b"><v>true</v></c>', ("TRUE", "FALSE", "TRUE")),
        ('<c t="e"><v>#N/A</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c>', ("#N/A", "#DIV/0!")),
        ('<c t="d"><v>2024-05-08</v></c><c t="d"><v>2024-05-08T10:00:30.5</v></c><c t="d"><v>10:00:00Z</v></c>', ("2024-05-08", "2024-05-08T10:00:30", "10:00")),
        ('<c t="d"><v>2024-05-08T00:00:00.000Z</v></c><c t="d"><v>some day</v></c>', ("2024-05-08", "some day")),
        ('<c t="str"><v>two_x000D_\nlines_x000A_three\nfour</v></c>', ("two\nlines\nthree\nfour",)),
        ('<c t="str"><v>_x0000_a_x0007_b_x007F_\x85c_x005F_x0041__x0041_</v></c>', ("ab\nc_x0041_A",)),
        ('<c t="str"><v>_xD83D__xDE00_ _xD83D_ _xFFFF</v></c>', ("😀 \ufffd _xFFFF",)),
        ('<c t="str"><v>&lt;&amp;&#233;&#10;<![CDATA[<v>]]></v></c>', ("<&é\n<v>",)),
        ('<c t="new"><v>a kind of tomorrow</v></c>', ("a kind of tomorrow",)),
        ("<c><v>no number</v></c><c><v>1_0</v></c><c><v>٣</v></c>", ("no number", "1_0", "٣")),
        ('<c s="9"><v>5</v></c><c s="x"><v>6</v></c>', ("5", "6")),
        ('<c t="inlineStr"><v>1</v><is><t>a</t></is></c><c><v>1</v><is><t>a</t></is></c><c t="inlineStr"><v>1.0</v></c>', ("a", "1", "1.0")),
        ("<c><v>5</v></c><c><v> </v></c><c><v/></c><c><is/></c>", ("5", " ")),
    ],
)  # fmt: skip
def test_a_cell_says_what_a_person_would_type(row: str, said: tuple[str, ...]) -> None:
    assert first(row) == said


def test_texts_are_shared() -> None:
    shared = made.shared(
        "<t>one</t>", "<r><t>t</t></r><r><rPr/><t>wo</t></r><rPh><t>x</t></rPh><phoneticPr/>", "<t/>", "<t> </t>"
    )
    assert first("".join(f'<c t="s"><v>{n}</v></c>' for n in (1, 0, 2, 1, 3)), shared=shared) == (
        "two",
        "one",
        "",
        "two",
        " ",
    )


def test_rows_may_lack_their_number_and_come_in_any_order() -> None:
    data = (
        "<row><c><v>1</v></c></row><row/><row><c><v>3</v></c></row>"
        '<row><c r="B9"><v>9</v></c><c><v>9</v></c></row><row><c><v>10</v></c></row><row><c/><c r="B11"><v>11</v></c></row>'
        '<row r="6"><c r="A6"><v>6</v></c></row><row r="20" ht="15"/><row r="21"><c r="A21" s="1"/></row>'
    )
    assert rows(made.workbook(data)) == (
        (1, ("1",)), (3, ("3",)), (6, ("6",)), (9, ("", "9", "9")), (10, ("10",)), (11, ("", "11")),
    )  # fmt: skip


def test_what_a_sheet_says_of_its_own_size_is_not_believed() -> None:
    for said in ("A1", "A1:XFD1048576", "nonsense", ""):
        one = made.sheet('<row r="2"><c r="B2"><v>1</v></c></row>', before=f'<dimension ref="{said}"/>')
        assert rows(made.workbook(one=one)) == ((2, ("", "1")),)


def test_the_strict_form_is_read() -> None:
    members = made.parts()
    members |= {
        "_rels/.rels": made.relations(("r1", "officeDocument", "xl/workbook.xml"), of=made.STRICT_RELATIONS),
        "xl/workbook.xml": made.listing(
            'name="S" sheetId="1" r:id="r1"', main=made.STRICT, of=made.STRICT_RELATIONS,
            properties='<workbookPr dateCompatibility="0" date1904="false"/>',
        ),
        "xl/_rels/workbook.xml.rels": made.relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml"),
            ("r3", "styles", "styles.xml"), of=made.STRICT_RELATIONS,
        ),
        made.SHEET: made.sheet('<row r="1"><c t="s"><v>0</v></c><c s="1"><v>45420</v></c></row>', main=made.STRICT),
        "xl/sharedStrings.xml": made.shared("<t>strict</t>", main=made.STRICT),
        "xl/styles.xml": made.styles("d mmm", main=made.STRICT),
    }  # fmt: skip
    assert rows(made.zipped(members)) == ((1, ("strict", "2024-05-08")),)


def test_elements_may_have_a_prefix_and_another_encoding() -> None:
    one = made.sheet('<row r="1"><c r="A1" t="str"><v>ünï</v></c></row>')
    with_prefix = one.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    assert rows(made.workbook(one=with_prefix)) == ((1, ("ünï",)),)
    members = made.parts()
    for encoding in ("utf-16", "utf-8-sig", "iso-8859-1", "us-ascii"):
        said = one.replace("UTF-8", encoding.removesuffix("-sig"))
        members[made.SHEET] = said.encode(encoding, "xmlcharrefreplace")
        assert rows(made.zipped(members)) == ((1, ("ünï",)),)


@pytest.mark.parametrize(
    "target",
    ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml", "worksheets/../worksheets/sheet1.xml",
     "/xl/worksheets/SHEET1.XML", "worksheets\\sheet1.xml", "../../../../xl/worksheets/sheet1.xml", "worksheets/sheet%31.xml"],
)  # fmt: skip
def test_a_sheet_is_found_by_its_relation(target: str) -> None:
    members = made.parts('<row><c t="s"><v>0</v></c></row>', shared=made.shared("<t>x</t>"))
    members["xl/_rels/workbook.xml.rels"] = made.relations(("r1", "worksheet", target))  # none for the texts
    assert rows(made.zipped(members)) == ((1, ("x",)),)
    windows = {name.replace("/", "\\"): part for name, part in members.items()}
    assert rows(made.zipped(windows)) == ((1, ("x",)),)


def test_a_workbook_may_stand_at_the_top() -> None:
    members = {
        "_rels/.rels": made.relations(("r1", "officeDocument", "/book.xml")),
        "book.xml": made.listing('name="S" sheetId="1" r:id="r1"'),
        "_rels/book.xml.rels": made.relations(("r1", "worksheet", "one.xml")),
        "one.xml": made.sheet("<row><c><v>1</v></c></row>"),
    }
    assert rows(made.zipped(members)) == ((1, ("1",)),)
    assert xlsx.names(made.zipped(members)) == ("S",)


def test_sheets_are_listed_in_their_order_and_charts_are_none() -> None:
    members = made.parts("<row><c><v>1</v></c></row>")
    members["xl/workbook.xml"] = made.listing(
        'name="C" sheetId="9" r:id="r9"', 'name="M" sheetId="5" r:id=""', 'name="Two &amp; &lt;more&gt;" sheetId="7" r:id="r2"', 'name="D" sheetId="3" r:id="r8"',
        'name="S" sheetId="2" state="hidden" r:id="r1"', 'name="V" sheetId="4" state="veryHidden" r:id="r2"',
    )  # fmt: skip
    members["xl/_rels/workbook.xml.rels"] = made.relations(
        ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "worksheet", "worksheets/sheet2.xml"),
        ("r8", "dialogsheet", "dialogsheets/sheet1.xml"), ("r9", "chartsheet", "chartsheets/sheet1.xml"),
    )  # fmt: skip
    members["xl/worksheets/sheet2.xml"] = made.sheet()
    data = made.zipped(members)
    assert xlsx.names(data) == ("Two & <more>", "S", "V")
    assert [xlsx.read(data, name).hidden for name in xlsx.names(data)] == [False, True, True]
    assert why(data, "C") == "The workbook has no sheet called “C”; it has “Two & <more>”; “S”; “V”."


def test_macros_and_links_are_left_alone() -> None:
    members = made.parts("<row><c><v>1</v></c></row>")
    members |= {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros", "xl/externalLinks/externalLink1.xml": "not even XML"}
    members["xl/_rels/workbook.xml.rels"] = str(members["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        f'<Relationship Id="r9" Type="{made.RELATIONS}/externalLink" Target="file:///etc/passwd" TargetMode="External"/></Relationships>',
    )
    assert rows(made.zipped(members)) == ((1, ("1",)),)


# -- numbers and dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("0", "0"), ("-0", "0"), ("5", "5"), ("-5", "-5"), ("5.0", "5"), ("+5", "5"), ("007", "7"), (" 5 ", "5"), (".5", "0.5"), ("5.", "5"),
        ("0.30000000000000004", "0.3"), ("1.1000000000000001", "1.1"), ("0.1", "0.1"), ("1E5", "100000"), ("1E+05", "100000"),
        ("123456789012345678", "123456789012345678"), ("1.23456789012345E+18", "1234567890123450000"), ("1e20", "100000000000000000000"),
        ("1e21", "1E+21"), ("1.5E+300", "1.5E+300"), ("1e999", "1e999"), ("-1E-7", "-0.0000001"), ("1E-12", "1E-12"), ("0.00001", "0.00001"),
        ("99999.99", "99999.99"), ("45420", "45420"), ("NaN", "NaN"), ("Infinity", "Infinity"), ("1,5", "1,5"), ("1e", "1e"), ("0x10", "0x10"),
        ("9" * 500, "9" * 500),
    ],
)  # fmt: skip
def test_a_number_is_written_as_it_is_typed(kept: str, said: str) -> None:
    assert first(f'<c t="n"><v>{kept}</v></c>') == (said,)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_fifteen_digits(value: float) -> None:
    assert float(cells.number(repr(value))) == float(f"{value:.15g}")


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_number_that_was_typed_comes_back(value: Any) -> None:
    typed = f"{value:f}".rstrip("0").rstrip(".")
    assert cells.number(repr(float(value))) == ("0" if typed == "-0" else typed)


@pytest.mark.parametrize(
    ("kept", "of_1900", "of_1904"),
    [
        ("0", "00:00", "00:00"), ("0.5", "12:00", "12:00"), ("1", "1900-01-01", "1904-01-02"), ("59", "1900-02-28", "1904-02-29"),
        ("60", "1900-02-29", "1904-03-01"), ("60.5", "1900-02-29T12:00", "1904-03-01T12:00"), ("61", "1900-03-01", "1904-03-02"),
        ("45420", "2024-05-08", "2028-05-09"), ("45420.416666666664", "2024-05-08T10:00", "2028-05-09T10:00"),
        ("45420.41701388889", "2024-05-08T10:00:30", "2028-05-09T10:00:30"), ("45420.99999999", "2024-05-09", "2028-05-10"),
        ("45420.0", "2024-05-08", "2028-05-09"), ("2958465", "9999-12-31", "2958465"), ("2958466", "2958466", "2958466"), ("-1", "-1", "-1"),
        ("1e300", "1E+300", "1E+300"), ("a day", "a day", "a day"), ("0.0000001", "00:00", "00:00"),
    ],
)  # fmt: skip
def test_a_date_is_told_as_iso(kept: str, of_1900: str, of_1904: str) -> None:
    assert cells.moment(False)(kept) == of_1900
    assert cells.moment(True)(kept) == of_1904
    row, style = f'<c s="1"><v>{kept}</v></c>', made.styles("dd/mm/yyyy")
    assert first(row, styles=style) == (of_1900,)
    assert first(row, styles=style, properties='<workbookPr date1904="1"/>') == (of_1904,)


@given(st.dates(date(1900, 3, 1)), st.booleans())
def test_each_day_is_the_one_that_was_meant(day: date, since_1904: bool) -> None:
    first_day = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
    serial = (day - first_day).days
    if serial > 0:
        assert cells.moment(since_1904)(str(serial)) == day.isoformat()


@pytest.mark.parametrize(
    ("kept", "said"),
    [("1.5", "36:00"), ("0", "0:00"), ("0.25", "6:00"), ("-0.5", "-12:00"), ("1.00001", "24:00:01"), ("10000", "240000:00"), ("x", "x"), ("1e99", "1E+99")],
)  # fmt: skip
def test_a_length_of_time_is_told_in_hours(kept: str, said: str) -> None:
    assert first(f'<c s="1"><v>{kept}</v></c>', styles=made.styles("[h]:mm")) == (said,)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        *((code, "moment") for code in (
            "yyyy-mm-dd", "d", "D/M/YYYY", "mmm", "h:mm", "hh:mm:ss.000", "mm:ss.0", "AM/PM", r"d\.m\.yyyy", '"of" d', "[Red]d mmm", "[$-409]d mmm;@",
            "[$-F800]dddd, mmmm dd, yyyy", ';;;"none";d', "0;d/m/yy", 'General;"x"d', "_(d_)", "*-d", "[h]:mm d", '[$-411]ggge"年"m"月"d"日"', "ss",
        )),
        *((code, "span") for code in ("[h]:mm:ss", "[hh]", "[mm]:ss", "[ss].00", "[H]:MM", "[s]", "[Red][h]:mm", '0;[h]"h"')),
        *((code, "number") for code in (
            "General", "GENERAL", "Standard", "0", "0.00", "#,##0", "0%", "0.00E+00", "##0.0E+0", "# ?/?", '"day"', '0" days"', r"0\d", r"\y\m\d", "[Red]0",
            "[Yellow]0", "[>100]0", "[$€-2] 0", "@", "_d0", "*d0", "", ";;;", '"d', "0.0 d", "[dd", "[$d]0", "\\", "_", "*", '"', "[",
        )),
    ],
)  # fmt: skip
def test_a_number_format_tells_what_it_shows(code: str, shown: str) -> None:
    assert cells.shown_by(code).value == shown


@given(st.text(st.sampled_from('ymdhsGeneral0#?.,;:[]"\\_*@+-/ $AMPRed')))
def test_any_number_format_is_understood_somehow(code: str) -> None:
    cells.shown_by(code)


def test_formats_have_numbers_of_their_own_and_may_be_named_anew() -> None:
    dates = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
    for number in range(100):
        style = made.styles().replace(
            '<xf numFmtId="0"/></cellXfs>', f'<xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>'
        )
        wanted = "2024-05-08" if number in dates else "1090080:00" if number == 46 else "45420"
        assert first('<c s="1"><v>45420</v></c>', styles=style) == (wanted,)
    named = made.styles("0.0").replace("164", "14")
    assert first('<c s="1"><v>45420</v></c>', styles=named) == ("45420",)


# -- what is said beside the rows --------------------------------------------------------------------------------------


def test_formulas_without_a_result_are_told() -> None:
    one = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="str"><f>A9</f><v></v></c></row>'
    assert xlsx.read(made.workbook(one), "S").remarks == (
        "Cell B1 holds a formula without its result and is read as empty.",
    )
    two = one + '<row r="2"><c r="AB2"><f>1</f><v/></c></row>'
    found = xlsx.read(made.workbook(two), "S")
    assert found.rows == ((1, ("1",)),)
    assert found.remarks == ("2 cells, the first of them B1, hold formulas without their results and are read as empty.",)


def test_what_is_hidden_is_read_and_told() -> None:
    row = '<row r="{0}" hidden="{1}"><c><v>1</v></c><c><v>2</v></c></row>'
    before = '<cols><col min="2" max="2" hidden="1"/><col min="3" max="16384" hidden="true"/></cols>'
    found = xlsx.read(
        made.workbook(one=made.sheet(row.format(1, 1) + row.format(2, 0) + '<row r="3" hidden="1"/>', before=before)), "S"
    )
    assert [number for number, _ in found.rows] == [1, 2]
    assert found.remarks == (
        "A row that is hidden in the sheet, by a filter or by hand, is read too.",
        "Columns that are hidden in the sheet are read too: B.",
    )
    many = xlsx.read(made.workbook("".join(row.format(n, 1) for n in range(1, 2001))), "S")
    assert many.remarks == ("2,000 rows that are hidden in the sheet, by a filter or by hand, are read too.",)


def test_merged_cells_are_told_and_not_filled() -> None:
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A1:B2", "C9:C3", "D4", "A5:XFD1048576"))
    found = xlsx.read(
        made.workbook(one=made.sheet("<row><c><v>1</v></c></row>", after=f"<mergeCells>{merged}</mergeCells>")), "S"
    )
    assert found.rows == ((1, ("1",)),)
    assert found.merged == ((1, 1, 2, 2), (3, 3, 9, 3), (4, 4, 4, 4), (5, 1, 1_048_576, 16_384))
    assert found.merged[0].bottom == 2


def test_texts_that_are_the_same_are_kept_once() -> None:
    data = made.workbook(
        "".join(f'<row r="{n}"><c t="str"><v>the same again</v></c><c><v>4.5</v></c></row>' for n in range(1, 50))
    )
    assert len({id(cell) for _, row in rows(data) for cell in row}) == 2


# -- what hostile files get --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence(name: str) -> None:
    make, said = HOSTILE[name]
    assert said in why(make())


@pytest.mark.slow
def test_no_hostile_file_takes_two_seconds_or_300_mb() -> None:
    """All in one process, in which nothing else is."""
    command = [sys.executable, "-X", "utf8", "-m", "tests.exchange.hostile_workbooks"]
    for _ in range(3):  # others use the machine too
        told = subprocess.check_output(command, cwd=ROOT, text=True, encoding="utf-8")
        seconds, memory = map(float, told.splitlines()[-1].split())
        if seconds < 2:
            break
    assert seconds < 2 * slowness(), told
    assert memory < 300, told


def test_a_sheet_that_does_not_exist_is_told_with_those_that_do() -> None:
    data = made.workbook("<row/>")
    assert why(data, "s\u202e\n") == "The workbook has no sheet called “s  ”; it has “S”."
    with pytest.raises(Refused, match="is empty"):
        xlsx.names(b"")


@pytest.mark.slow
def test_a_sheet_as_long_as_may_be_is_read() -> None:
    """Empty rows and cells do not count, where there are so many tags that they are counted before."""
    one = made.sheet(
        "<row><c/><c/></row>" * 400_000 + ("<row>" + "<c><v>1</v></c>" * 12 + "</row>") * 100_001,
        before="<sheetPr>\n<tabColor/>\n</sheetPr>",
    )
    found = rows(made.workbook(one=one))
    assert (len(found), found[0][0], found[-1][0]) == (100_001, 400_001, 500_001)
    assert found[-1][1] == ("1",) * 12


def test_another_sheet_may_be_damaged() -> None:
    """Only what is asked for is unpacked."""
    members = made.parts("<row><c><v>1</v></c></row>")
    members["xl/workbook.xml"] = made.listing('name="S" r:id="r1"', 'name="T" r:id="r2"')
    members["xl/_rels/workbook.xml.rels"] = made.relations(
        ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "worksheet", "worksheets/sheet2.xml")
    )
    data = made.packed_by_hand(members, "xl/worksheets/sheet2.xml", made.repeated(b"", b" " * 2**20, 1024), size=2**30)
    assert rows(data) == ((1, ("1",)),)
    assert xlsx.names(data) == ("S", "T")
    assert "is larger than 192 MB" in why(data, "T")


def test_names_of_members_are_nothing_but_names() -> None:
    """Nothing is ever unpacked to a disk, whatever a member is called."""
    members = made.parts("<row><c><v>1</v></c></row>")
    members |= {
        "../../../tmp/a": "x",
        "/etc/passwd": "x",
        "C:\\a": "x",
        "": "x",
        "a" * 60_000: "x",
        "\u202e\x1b[2J": "x",
        "xl": "x",
        "xl/": "",
    }
    assert rows(made.zipped(members)) == ((1, ("1",)),)


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_no_bytes_raise_anything_else(data: bytes, beginning: bytes) -> None:
    assert not endure(beginning + data)
    assert not endure(beginning + data + b"PK\5\6" + b"\0" * 18)


def test_what_mutants_are_made_of_is_right() -> None:
    assert all(map(endure, seeds()))
    assert list(mutants(0, 50)) == list(mutants(0, 50))


@pytest.mark.slow
def test_mutants_are_read_or_refused() -> None:
    """Of some, so that it is not only damage that is tried, all sheets are read."""
    assert sum(map(endure, mutants(0, 4000))) > 400
