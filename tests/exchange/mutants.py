"""Workbooks that are nearly right: bytes of the file, or letters of one of its parts, changed by a seed."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from functools import cache

import openpyxl
import xlsxwriter

from mhhs_board.domain.errors import Refused
from mhhs_board.exchange import xlsx
from tests.exchange import workbooks as made

_SNIPPETS = (
    '<c r="XFD1048576"><v>1</v></c>', '<row r="1048577"><c><v>1</v></c></row>', "<row>", "<c>", "<c/>", "</c>", "<v>1</v>", "<v/>",
    '<c t="s"><v>99</v></c>', '<c t="s"><v>-1</v></c>', '<c t="d"><v>2024-13-45T99:99</v></c>', '<c t="e"><v>#N/A</v></c>',
    '<is><t>x</t></is>', "<t>_xD83D_</t>", "<t>_x0000_</t>", "<rPh><t>x</t></rPh>", "<r><t>x</t></r>", "<f>1+1</f>", "<si><t/></si>",
    '<!DOCTYPE a [<!ENTITY b "c">]>', "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>", "&b;", "&#0;", "&#xD800;", "&#10;", "<![CDATA[<v>]]>",
    "<!-- -->", "<?a b?>", '<mergeCell ref="A1:XFD1048576"/>', '<mergeCell ref="B:C"/>', '<col min="0" max="99999" hidden="1"/>',
    ' r="A0"', ' s="99999"', ' t="x"', ' xmlns="a"', ' xmlns:q="b"', ' date1904="1"', ' state="veryHidden"', ' TargetMode="External"',
    '<sheet name="S" sheetId="9" r:id="r1"/>', '<xf numFmtId="14"/>', '<numFmt numFmtId="1" formatCode="[h"/>', "\ufeff", "\u0130", "\0",
)  # fmt: skip
_NUMBERS = (
    "0", "-1", "00", "1.5", "1e999", "-1e-999", "1048576", "1048577", "16385", "2147483648", "9" * 25, "9" * 5000, "60", "2958466",
    "٣", "NaN", "", " 1", "1_0", "0x1",
)  # fmt: skip


@cache
def seeds() -> tuple[bytes, ...]:
    """Small workbooks that are right, with much of what may stand in one, and without what says when they were made."""
    return tuple(_dateless(data) for data in (_of_xlsxwriter(False), _of_xlsxwriter(True), _of_openpyxl(), _of_hand()))


def _dateless(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return made.zipped({name: file.read(name) for name in file.namelist() if not name.startswith("docProps")})


def _of_xlsxwriter(in_place: bool) -> bytes:
    page = io.BytesIO()
    book = xlsxwriter.Workbook(page, {"constant_memory": in_place})
    sheet, bold = book.add_worksheet("S"), book.add_format({"bold": True})
    day = book.add_format({"num_format": 'd mmm "of" yyyy'})
    for row in range(6):
        sheet.write_string(row, 0, f"CR{row:03}")
        sheet.write_string(row, 1, "A title\nof _x000D_ two")
        sheet.write_number(row, 2, 45420.4 + row, day)
        sheet.write_number(row, 4, 1 / (row + 1))
        sheet.write_boolean(row, 5, row % 2 == 0)
        sheet.write_formula(row, 6, "=A1", None, "CR000")
    sheet.write_rich_string(7, 0, "a", bold, "b", "c")
    sheet.merge_range(9, 0, 10, 1, "merged")
    sheet.set_column(3, 3, None, None, {"hidden": True})
    sheet.set_row(4, None, None, {"hidden": True})
    book.add_worksheet("T").hide()
    book.close()
    return page.getvalue()


def _of_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    for row in range(5):
        book.active.append([f"R{row}", row, row / 7, True, "=A1", None, "é 😀"])
    book.create_sheet("U")["C3"] = "x"
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def _of_hand() -> bytes:
    data = (
        '<row><c><v>1</v></c><c t="s"><v>0</v></c></row><row r="5" hidden="1"><c r="B5" t="d"><v>2024-05-08T10:00:00</v></c>'
        '<c t="inlineStr"><is><r><t>a</t></r><rPh sb="0" eb="1"><t>b</t></rPh></is></c><c r="F5" s="1"><f>1</f></c></row>'
    )
    shared = made.shared("<t>one</t>", "<r><t>t</t></r><r><t>wo</t></r>", main=made.STRICT)
    merged = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    one = made.sheet(data, main=made.STRICT, before='<cols><col min="2" max="3" hidden="1"/></cols>', after=merged)
    return made.workbook(one=one, shared=shared, styles=made.styles("[h]:mm"), properties='<workbookPr date1904="1"/>')


@cache
def _unpacked(seed: int) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(seeds()[seed])) as file:
        return {name: file.read(name) for name in file.namelist()}


def mutants(first: int, last: int) -> Iterator[bytes]:
    """The mutants of these numbers; each is the same on every machine."""
    for number in range(first, last):
        chance = random.Random(number)
        seed = chance.randrange(len(seeds()))
        if chance.random() < 0.4:
            yield _changed(seeds()[seed], chance)
        else:
            yield _repacked(dict(_unpacked(seed)), chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    """A file with some of its bytes changed, doubled, moved or gone."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, length = chance.randrange(len(found) + 1), chance.choice((1, 1, 2, 4, 30, 300))
        match chance.randrange(6):
            case 0:
                found[at : at + length] = chance.randbytes(length)
            case 1:
                del found[at : at + length]
            case 2:
                found[at:at] = found[at : at + length]
            case 3:
                found[at : at + 4] = chance.choice(
                    (b"\0" * 4, b"\xff" * 4, b"\xff\xff\xff\x7f", b"PK\1\2", b"PK\5\6", b"PK\6\7")
                )
            case 4:
                found[at : at + 1] = bytes((found[at] ^ 1 << chance.randrange(8),)) if at < len(found) else b""
            case _:
                del found[chance.randrange(len(found) // 2, len(found) + 1) :]
        if not found:
            break
    return bytes(found)


def _repacked(parts: dict[str, bytes], chance: random.Random) -> bytes:
    """A file of parts, some of them with their letters changed, gone, or under another's name."""
    wanted = [name for name in parts if not name.startswith(("[Content", "xl/theme"))]
    for _ in range(chance.choice((1, 1, 2, 3))):
        name = chance.choice([*wanted, *(name for name in wanted if "heet" in name or "hared" in name)])
        if chance.random() < 0.05:
            parts[name] = parts.get(chance.choice(wanted), b"")
        elif chance.random() < 0.03:
            parts.pop(name, None)
        elif name in parts:
            parts[name] = _rewritten(parts[name], chance)
    return made.zipped(parts, zipfile.ZIP_STORED)


def _rewritten(part: bytes, chance: random.Random) -> bytes:
    text = part.decode("utf-8", "replace")
    for _ in range(chance.choice((1, 1, 2, 5))):
        at, length = chance.randrange(len(text) + 1), chance.choice((1, 3, 20, 200))
        tag, number = text.find("<", at), next((place for place in range(at, len(text)) if text[place].isdigit()), -1)
        match chance.randrange(8):
            case 0:
                text = text[:at] + text[at + length :]
            case 1:
                text = text[:at] + text[at : at + length] * chance.choice((2, 50)) + text[at + length :]
            case 2 | 3 if tag >= 0:
                text = text[:tag] + chance.choice(_SNIPPETS) + text[tag:]
            case 4 | 5 if number >= 0:
                end = next((place for place in range(number, len(text)) if not text[place].isdigit()), len(text))
                text = text[:number] + chance.choice(_NUMBERS) + text[end:]
            case 6 if tag >= 0 and (quote := text.find('"', tag)) >= 0:
                text = text[:quote] + chance.choice(_SNIPPETS) + text[quote:]
            case _:
                text = text[:at] + chr(chance.choice((0, 32, 34, 38, 60, 62, 0x85, 0xD7FF, 0x1F600))) + text[at + 1 :]
    if chance.random() < 0.05:
        return text.encode(chance.choice(("utf-16", "utf-16-le", "latin-1", "utf-8-sig", "utf-7")), "replace")
    return text.encode("utf-8", "replace")


def endure(data: bytes) -> bool:
    """Read all sheets of a file; whether they could be read. Raises whatever is raised but Refused."""
    try:
        found = xlsx.names(data)
    except Refused:
        return False
    right = True
    for name in found:
        try:
            sheet = xlsx.read(data, name)
        except Refused:
            right = False
        else:
            assert all(cells and cells[-1] for _, cells in sheet.rows)
            assert [number for number, _ in sheet.rows] == sorted({number for number, _ in sheet.rows})
    return right
