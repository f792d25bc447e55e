"""Workbooks made by hand, part by part, for what no library writes: old forms, other programs' habits, hostile files."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "xl/worksheets/sheet1.xml"


def relations(*related: tuple[str, str, str], of: str = RELATIONS) -> str:
    """A part that says what another refers to: id, kind and target of each."""
    said = "".join(f'<Relationship Id="{id}" Type="{of}/{kind}" Target="{target}"/>' for id, kind, target in related)
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}">{said}</Relationships>'


def listing(*sheets: str, properties: str = "", main: str = MAIN, of: str = RELATIONS) -> str:
    """The part that lists sheets, given as their attributes."""
    said = "".join(f"<sheet {sheet}/>" for sheet in sheets)
    return f'{HEAD}<workbook xmlns="{main}" xmlns:r="{of}">{properties}<sheets>{said}</sheets></workbook>'


def sheet(data: str = "", *, before: str = "", after: str = "", main: str = MAIN) -> str:
    """The part of a sheet that holds these rows."""
    return f'{HEAD}<worksheet xmlns="{main}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def shared(*items: str, main: str = MAIN) -> str:
    """The part with the texts that sheets share, each as what stands in its `si`."""
    return f'{HEAD}<sst xmlns="{main}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


def styles(*codes: str, main: str = MAIN) -> str:
    """The part with the styles: one that is general, then one for each number format."""
    formats = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{_quoted(code)}"/>' for n, code in enumerate(codes))
    cells = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(codes)))
    return (
        f'{HEAD}<styleSheet xmlns="{main}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs><xf numFmtId="0"/>{cells}</cellXfs><dxfs><dxf><numFmt numFmtId="165" formatCode="0"/></dxf></dxfs>'
        "</styleSheet>"
    )


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def parts(rows: str = "", *, one: str | None = None, properties: str = "", **others: str) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet, `S`. `one` is its whole part, `shared` and `styles` those beside it."""
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": listing('name="S" sheetId="1" r:id="r1"', properties=properties),
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "sharedStrings.xml"),
            ("r3", "styles", "styles.xml"),
        ),
        SHEET: sheet(rows) if one is None else one,
    }
    names = {"shared": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    return found | {names[name]: part for name, part in others.items()}


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Parts as one file."""
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", method, compresslevel=1) as file:
        for name, part in members.items():
            file.writestr(zipfile.ZipInfo(name), part, method)
    return page.getvalue()


def workbook(rows: str = "", **how: str) -> bytes:
    """A workbook with one sheet, `S`, as `parts` takes it."""
    return zipped(parts(rows, **how))  # type: ignore[arg-type]


def packed_by_hand(
    members: Mapping[str, str | bytes],
    name: str,
    packed: bytes,
    *,
    size: int,
    method: int = 8,
    crc: int = 0,
    flags: int = 0,
) -> bytes:
    """A zip of parts, one of which is packed already and says of itself what it is told to say."""
    front, listed, count = b"", b"", 0

    def add(name: str, packed: bytes, size: int, method: int, crc: int, flags: int = 0) -> None:
        nonlocal front, listed, count
        said = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 33, crc, len(packed), size, len(name), 0)
        listed += b"PK\1\2\x14\0" + said + b"\0" * 10 + struct.pack("<I", len(front)) + name.encode()
        front += b"PK\3\4" + said + name.encode() + packed
        count += 1

    for other, part in members.items():
        if other != name:
            data = part.encode() if isinstance(part, str) else part
            add(other, data, len(data), 0, zlib.crc32(data))
    add(name, packed, size, method, crc, flags)
    return front + listed + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), len(front), 0)


def repeated(before: bytes, again: bytes, times: int, after: bytes = b"") -> bytes:
    """`before`, `again` so many times, and `after`, deflated: what repeats is packed once, so that gigabytes cost nothing."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(again) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * times + packer.compress(after) + packer.flush()
