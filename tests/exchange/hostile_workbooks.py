"""Workbooks that want more than they may have: each with a part of the sentence that it gets.

`python -m tests.exchange.hostile_workbooks` reads all of them in one process and tells the seconds and the memory.
"""

from __future__ import annotations

import io
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping

from mhhs_board.domain.errors import Refused
from mhhs_board.exchange import xlsx
from tests.exchange import workbooks as made

MB = 1024 * 1024
_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
_ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
_START, _END = made.sheet("@").split("@")


def _sheet(data: str, **how: str) -> bytes:
    return made.workbook(data, **how)


def _repeated(
    again: str, times: int, *, before: str = "", after: str = "", part: str = made.SHEET, size: int = 100, **how: int
) -> bytes:
    """A workbook one of whose parts repeats something, and says that it is `size` bytes large."""
    packed = made.repeated(before.encode(), again.encode(), times, after.encode())
    members = made.parts("", shared=made.shared())
    return made.packed_by_hand(members, part, packed, size=size, **how)


def _grown(again: str, times: int, before: str = _START, after: str = _END, part: str = made.SHEET) -> bytes:
    """The same where the zip tells the truth, so that nothing but the limits ends it. `times` are of some hundred bytes."""
    many = again * 1000
    length = len(before.encode()) + len(many.encode()) * times + len(after.encode())
    crc = zlib.crc32(before.encode())
    for _ in range(times):
        crc = zlib.crc32(many.encode(), crc)
    crc = zlib.crc32(after.encode(), crc)
    return _repeated(many, times, before=before, after=after, part=part, size=length, crc=crc)


def _with(name: str, part: str | bytes, **how: str) -> bytes:
    return made.zipped({**made.parts(_ROW, **how), name: part})  # type: ignore[arg-type]


def _compound(*names: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 504
        + b"".join(name.encode("utf-16-le") + b"\0" * 40 for name in names)
    )


def _twice(name: str) -> bytes:
    page = io.BytesIO(made.workbook(_ROW))
    with zipfile.ZipFile(page, "a") as file:
        file._didModify = True  # type: ignore[attr-defined]
        info = zipfile.ZipInfo(name.upper())
        file.writestr(info, made.sheet(_ROW.replace(">1<", ">2<")))
    return page.getvalue()


def _many_members(count: int) -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w") as file:
        for name, part in made.parts(_ROW).items():
            file.writestr(name, part)
    front = page.getvalue()
    at = front.rindex(b"PK\5\6")
    (listed_at,) = struct.unpack_from("<I", front, at + 16)
    listed = front[listed_at:at] + b"".join(
        b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0) + b"%06d" % n
        for n in range(count)
    )
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, min(count, 65535), min(count, 65535), len(listed), listed_at, 0)
    return front[:listed_at] + listed + end


def _overlapping(count: int) -> bytes:
    """Members that all lie over the same packed bytes, each saying that it is a sheet of hundreds of megabytes."""
    packed = made.repeated(_START.encode(), b" " * MB, 150, _END.encode())
    data = made.packed_by_hand(made.parts(), made.SHEET, packed, size=150 * MB)
    at = data.rindex(b"PK\5\6")
    (size, listed_at) = struct.unpack_from("<II", data, at + 12)
    listed = data[listed_at : listed_at + size]
    last = listed[listed.rindex(b"PK\1\2") :]
    listed += b"".join(last[: -len(made.SHEET)] + f"xl/worksheets/shee{n:02}.xml".encode() for n in range(count))
    end = struct.pack("<HHHHIIH", 0, 0, 6 + count, 6 + count, len(listed), listed_at, 0)
    return data[:listed_at] + listed + b"PK\5\6" + end


def _locked() -> bytes:
    packed = made.sheet(_ROW).encode()
    return made.packed_by_hand(
        made.parts(), made.SHEET, packed, size=len(packed), method=0, crc=zlib.crc32(packed), flags=1
    )


def _cut(part: float) -> bytes:
    whole = made.workbook(_ROW)
    return whole[: int(len(whole) * part)]


_DAMAGED = "is damaged: "


def _in_a_long_space(*names: str) -> bytes:
    """Elements of a namespace whose name is 900,000 letters long, and stands before each of theirs."""
    head, tail = made.sheet("@").split("@")
    many = "".join(f"<x:{name}/>" for name in names)
    return made.workbook(one=f'{head.replace("<sheetData", f"""<sheetData xmlns:x="{"u" * 900_000}" """, 1)}{many}{tail}')


HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "many names in a long space": (lambda: _in_a_long_space(*(f"a{n}" for n in range(2_000))), "holds names that no"),
    "one name in a long space": (lambda: _in_a_long_space(*["a"] * 100_000), "holds names that no"),
    # what is no workbook
    "nothing": (lambda: b"", "The file is empty."),
    "a text": (lambda: b"title,workstream\n", "is no workbook"),
    "zeros": (lambda: b"\0" * MB, "is no workbook"),
    "65 MB": (lambda: b"PK\3\4" + b"\0" * (64 * MB), "larger than 64 MB"),
    "64 MB of list entries": (lambda: b"PK\1\2" * (16 * MB - 6) + b"PK\5\6" + b"\0" * 18, "more than 5,000 parts"),
    "an old workbook": (lambda: _compound("Root Entry", "Workbook"), "an old .xls workbook; save it as .xlsx"),
    "an older workbook": (lambda: _compound("Root Entry", "Book"), "an old .xls workbook; save it as .xlsx"),
    "the oldest workbook": (lambda: b"\x09\0\4\0\2\0\x10\0" + b"\0" * 99, "an old .xls workbook; save it as .xlsx"),
    "an old document": (lambda: _compound("Root Entry", "WordDocument"), "of an older Office"),
    "a password": (lambda: _compound("Root Entry", "EncryptionInfo", "EncryptedPackage"), "protected by a password"),
    "rights": (lambda: _compound("DRMEncryptedTransform", "EncryptedPackage"), "rights management"),
    "locked members": (_locked, "protected by a password"),
    "an .ods": (lambda: made.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}), "an .ods spreadsheet"),
    "an .odt": (lambda: made.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "of OpenDocument and no workbook"),
    "an .xlsb": (
        lambda: made.zipped({"_rels/.rels": made.relations(("r1", "officeDocument", "xl/workbook.bin")), "xl/workbook.bin": b"\x83\1"}), "(.xlsb); save it as .xlsx",
    ),
    "a .docx": (
        lambda: made.zipped({"_rels/.rels": made.relations(("r1", "officeDocument", "word/document.xml")), "word/document.xml": "<w:document xmlns:w='w'/>"}), "a document of Word",
    ),
    "a .pptx": (
        lambda: made.zipped({"_rels/.rels": made.relations(("r1", "officeDocument", "ppt/p.xml")), "ppt/p.xml": "<p:presentation xmlns:p='p'/>"}), "of PowerPoint",
    ),
    "a .numbers": (lambda: made.zipped({"Index/Document.iwa": b"x"}), "Apple's iWork"),
    "an empty zip": (lambda: made.zipped({}), "there is no workbook in it"),
    "a zip in a zip": (lambda: made.zipped({"a.xlsx": made.workbook(_ROW)}), "there is no workbook in it"),
    # what is half there
    "half of it": (lambda: _cut(0.5), "cut off, as if it had been half saved"),
    "nearly all of it": (lambda: _cut(0.98), "cut off"),
    "its beginning": (lambda: b"PK\3\4", "cut off"),
    "its end alone": (lambda: made.workbook(_ROW)[-22:], "is damaged"),
    "no sheet": (lambda: made.zipped({name: part for name, part in made.parts().items() if name != made.SHEET}), "sheet1.xml is missing"),
    "no list of relations": (lambda: made.zipped({name: part for name, part in made.parts().items() if "workbook.xml.rels" not in name}), "“S” is not in the file"),
    "half a sheet": (lambda: _sheet("", one=made.sheet(_ROW)[:-30]), "breaks off or is garbled"),
    "an empty sheet": (lambda: _sheet("", one=""), "breaks off or is garbled"),
    "no XML": (lambda: _sheet("", one="\1\2"), "breaks off or is garbled"),
    "half the texts": (lambda: _sheet(_ROW, shared=made.shared("<t>a</t>")[:-9]), "breaks off or is garbled"),
    "half the styles": (lambda: _sheet(_ROW, styles=made.styles()[:-9]), "breaks off or is garbled"),
    "a sum that is wrong": (lambda: made.packed_by_hand(made.parts(), made.SHEET, made.sheet(_ROW).encode(), size=len(made.sheet(_ROW)), method=0), "cannot be unpacked"),
    "bytes that do not unpack": (lambda: made.packed_by_hand(made.parts(), made.SHEET, b"\xff" * 100, size=100), "cannot be unpacked"),
    "packed another way": (lambda: made.packed_by_hand(made.parts(), made.SHEET, b"x", size=1, method=12), "packed in a way"),
    "packed in no way": (lambda: made.packed_by_hand(made.parts(), made.SHEET, b"x", size=1, method=77), "packed in a way"),
    "a sheet twice": (lambda: _twice(made.SHEET), "stands in it twice"),
    "no sheets": (lambda: _with("xl/workbook.xml", made.listing()), "no sheet with cells"),
    "a chart alone": (lambda: _with("xl/_rels/workbook.xml.rels", made.relations(("r1", "chartsheet", "a.xml"))), "no sheet with cells"),
    "two sheets of one name": (lambda: _with("xl/workbook.xml", made.listing(*['name="S" r:id="r1"'] * 2)), "two of its sheets have the same name"),
    "a sheet that is none": (lambda: _sheet("", one="<worksheets/>"), "is no sheet"),
    "a sheet elsewhere": (
        lambda: _with("xl/_rels/workbook.xml.rels", made.relations(("r1", "worksheet", "file:///etc/passwd")).replace("/>", ' TargetMode="External"/>')), "“S” is not in the file",
    ),
    "a sheet above the file": (lambda: _with("xl/_rels/workbook.xml.rels", made.relations(("r1", "worksheet", "../../../../etc/passwd"))), "etc/passwd is missing"),
    # what contradicts itself
    "a cell without a row": (lambda: _sheet("<c><v>1</v></c>"), "a cell where none can be"),
    "a cell in a cell": (lambda: _sheet("<row><c><c/></c></row>"), "a cell where none can be"),
    "a row in a row": (lambda: _sheet("<row><row/></row>"), "a row where none can be"),
    "a value in a value": (lambda: _sheet("<row><c><v><v>1</v></v></c></row>"), "a value where none can be"),
    "a value without a cell": (lambda: _sheet("<row><v>1</v></row>"), "a value where none can be"),
    "two values": (lambda: _sheet("<row><c><v>1</v><v>1</v></c></row>"), "a value where none can be"),
    "two formulas": (lambda: _sheet("<row><c><f>1</f><f>1</f></c></row>"), "a formula where none can be"),
    "two texts in place": (lambda: _sheet("<row><c><is/><is/></c></row>"), "a text where none can be"),
    "a text without a cell": (lambda: _sheet("<row><is/></row>"), "a text where none can be"),
    "a row twice": (lambda: _sheet(_ROW + _ROW), "row 1 stands twice"),
    "a cell twice": (lambda: _sheet('<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>1</v></c></row>'), "cell B1 stands in it twice"),
    "a cell of another row": (lambda: _sheet('<row r="2"><c r="A1"><v>1</v></c></row>'), "a cell in row 2"),
    "a cell of row 12 in row 2": (lambda: _sheet('<row r="2"><c r="A12"><v>1</v></c></row>'), "the column A1"),
    "row 0": (lambda: _sheet('<row r="0"/>'), "has the number 0"),
    "row 1048577": (lambda: _sheet('<row r="1048577"/>'), "has the number 1048577"),
    "row 9…9": (lambda: _sheet(f'<row r="{"9" * 5000}"/>'), "has the number 9999"),
    "a place without a row": (lambda: _sheet('<row r="1"><c r="A"><v>1</v></c></row>'), "has the place A"),
    "a place without a column": (lambda: _sheet('<row r="1"><c r="1"><v>1</v></c></row>'), "names the column ,"),
    "a text that is not there": (lambda: _sheet('<row r="7"><c r="C7" t="s"><v>0</v></c></row>'), "cell C7 refers to the text 0"),
    "text -1": (lambda: _sheet('<row><c t="s"><v>-1</v></c></row>', shared=made.shared("<t>a</t>")), "refers to the text -1"),
    "text 9…9": (lambda: _sheet(f'<row><c t="s"><v>{"9" * 5000}</v></c></row>', shared=made.shared("<t>a</t>")), "refers to the text 9999"),
    "nothing merged": (lambda: _sheet("", one=made.sheet(_ROW, after='<mergeCells><mergeCell ref="A:B"/></mergeCells>')), "merges A:B"),
    # what is too much
    "two cells far apart": (lambda: _sheet(f'{_ROW}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "something in column XFD; at most 2,000"),
    "column XFE": (lambda: _sheet('<row r="1"><c r="XFE1"/></row>'), "the column XFE"),
    "cells without a place": (lambda: _sheet(f"<row>{'<c><v>1</v></c>' * 3000}</row>"), "something in column BXY"),
    "wide gaps": (lambda: _sheet("".join(f'<row r="{n}"><c r="BXX{n}"><v>1</v></c></row>' for n in range(1, 2002))), "3,000,000 cells"),
    "100,002 rows": (lambda: _sheet("<row><c><v>1</v></c></row>" * 100_002), "more than 100,001 rows"),
    "100,002 rows of 29 cells": (lambda: _sheet(f'<row>{"<c><v>1</v></c>" * 29}</row>' * 100_002), "more than 100,001 rows"),
    "ten million rows": (lambda: _grown("<row><c><v>1</v></c></row>", 10_000), "tags, which is more than is read"),
    "a million rows": (lambda: _grown("<row><c><v>1</v></c></row>", 1_000), "more than 100,001 rows"),
    "two million rows": (lambda: _grown("<row><c><v>1</v></c></row>", 2_000), "more than 1,048,576 rows"),
    "four million cells": (lambda: _grown("<c><v>1</v></c>", 3_900, _START + "<row>", "</row>" + _END), "3,000,000 cells"),
    "ten million empty cells": (lambda: _grown("<c/>", 10_000, _START + "<row>", "</row>" + _END), "4,000,000 cells, empty ones with a format included"),
    "three million elements": (lambda: _grown("<a/>", 3_000), "more than 1,000,000 elements beside what it is for"),
    "five million runs": (lambda: _grown("<t/>", 5_000, _START + "<row><c><is>", "</is></c></row>" + _END), "more than 4,000,000 texts and parts"),
    "two million rows of one number": (lambda: _grown('<row r="1"/>', 2_000), "more than 1,048,576 rows"),
    "three million elements among texts": (lambda: _grown("<a/>", 3_000, *made.shared("@").split("@"), "xl/sharedStrings.xml"), "elements beside what it is for"),
    "three million elements among styles": (lambda: _grown("<a/>", 3_000, *made.styles().replace("<dxfs>", "@<dxfs>").split("@"), "xl/styles.xml"), "elements beside what it is for"),
    "ten million tags": (lambda: _grown("<a><b/></a>", 10_000), "tags, which is more than is read"),
    "50,000 merged": (lambda: _grown('<mergeCell ref="A1:B2"/>', 51, made.sheet(after="<mergeCells>@</mergeCells>").split("@")[0], "</mergeCells></worksheet>"), "merges cells in more than 50,000"),
    "201 sheets": (lambda: _with("xl/workbook.xml", made.listing(*(f'name="S{n}" sheetId="{n}" r:id="r1"' for n in range(201)))), "more than 200 sheets"),
    "70,000 members": (lambda: _many_members(70_000), "more than 5,000 parts"),
    "a gigabyte of blanks": (lambda: _repeated(" " * MB, 1024, before=_START, size=1024 * MB), "is larger than 192 MB"),
    "ten gigabytes": (lambda: _repeated(" " * MB, 10_240, before=_START, size=2**32 - 2), "is larger than 192 MB"),
    "a gigabyte that says it is small": (lambda: _repeated(" " * MB, 1024, before=_START, size=100), "cannot be unpacked"),
    "a gigabyte of texts": (lambda: _repeated(" " * MB, 1024, part="xl/sharedStrings.xml", size=1024 * MB), "is larger than 128 MB"),
    "a gigabyte of sheets' names": (lambda: _repeated(" " * MB, 1024, part="xl/workbook.xml", size=1024 * MB), "is larger than 4 MB"),
    "members over each other": (lambda: _overlapping(60), "is damaged"),
    "five million texts": (lambda: _grown("<si><t/></si>", 5_000, *made.shared("@").replace("<si>@</si>", "@").split("@"), "xl/sharedStrings.xml"), "more than 2,000,000 texts"),
    "160,000 long texts": (lambda: _grown(f"<si><t>{'😀' * 201}</t></si>", 130, *made.shared("@").replace("<si>@</si>", "@").split("@"), "xl/sharedStrings.xml"), "more text than is read at once"),
    "a text of 200 MB": (lambda: _grown("a" * 1000, 200, _START + '<row><c t="str"><v>', "</v></c></row>" + _END), "more than 1,000,000 letters"),
    "a shared text of 100 MB": (lambda: _grown("a" * 1000, 100, *made.shared("<t>@</t>").split("@"), "xl/sharedStrings.xml"), "more than 1,000,000 letters"),
    "a text of many runs": (lambda: _grown(f"<r><t>{'a' * 100}</t></r>", 100, _START + '<row><c t="inlineStr"><is>', "</is></c></row>" + _END), "more than 1,000,000 letters"),
    "an attribute of 50 MB": (lambda: _grown("a" * 1000, 50, f"{_START}<row r='", f"'/>{_END}"), "tags that no spreadsheet program writes"),
    "a comment of 200 MB": (lambda: _grown("a" * 1000, 200, f"{_START}<!--", f"-->{_END}"), "tags that no spreadsheet program writes"),
    "a name of 50 MB": (lambda: _grown("a" * 1000, 50, f"{_START}<", f"/>{_END}"), "tags that no spreadsheet program writes"),
    "100,000 names": (lambda: _sheet("".join(f"<a{n}/>" for n in range(100_000))), "tags that no spreadsheet program writes"),
    "100,000 namespaces": (lambda: _sheet("".join(f'<a xmlns:b{n}="c"/>' for n in range(100_000))), "tags that no spreadsheet program writes"),
    "100,000 attributes": (lambda: _sheet("<a " + " ".join(f"a{n}='1'" for n in range(100_000)) + "/>"), "tags that no spreadsheet program writes"),
    "a million deep": (lambda: _grown("<a>", 1_000), "nested deeper than 100"),
    "a million values deep": (lambda: _grown("<v>", 1_000, _START + "<row><c>"), "a value where none can be"),
    "a million texts deep": (lambda: _grown("<t>", 1_000, *made.shared("@").split("@"), "xl/sharedStrings.xml"), "nested deeper than 100"),
    "a million lists deep": (lambda: _grown("<a>", 1_000, made.listing()[:-11], "", "xl/workbook.xml"), "nested deeper than 100"),
    # what reaches for more
    "entities": (lambda: _sheet("", one=made.sheet('<row><c t="str"><v>&i;</v></c></row>').replace("\n", f"\n{_ENTITIES}]>", 1)), "entities of its own (a DTD)"),
    "entities in the list": (lambda: _with("xl/workbook.xml", made.listing('name="&i;" r:id="r1"').replace("\n", f"\n{_ENTITIES}]>", 1)), "entities of its own (a DTD)"),
    "entities in the texts": (lambda: _sheet(_ROW, shared=made.shared("<t>&i;</t>").replace("\n", f"\n{_ENTITIES}]>", 1)), "entities of its own (a DTD)"),
    "entities in the styles": (lambda: _sheet(_ROW, styles=made.styles().replace("\n", f"\n{_ENTITIES}]>", 1)), "entities of its own (a DTD)"),
    "entities in UTF-16": (
        lambda: _with(made.SHEET, made.sheet("&i;").replace("\n", f"\n{_ENTITIES}]>", 1).replace("UTF-8", "UTF-16").encode("utf-16")), "entities of its own (a DTD)",
    ),
    "entities behind 1 MB of blanks": (lambda: _sheet("", one=made.sheet("&i;").replace("\n", "\n" * MB + f"{_ENTITIES}]>", 1)), "entities of its own (a DTD)"),
    "an entity from elsewhere": (lambda: _sheet("", one='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'), "entities of its own (a DTD)"),
    "a DTD from elsewhere": (lambda: _sheet("", one='<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><worksheet/>'), "entities of its own (a DTD)"),
    "an entity of nobody's": (lambda: _sheet("<row><c><v>&b;</v></c></row>"), "breaks off or is garbled"),
    "an encoding of Python's": (lambda: _sheet("", one="<?xml version='1.0' encoding='rot13'?><worksheet/>"), "an encoding that no workbook has"),
    "an encoding of nobody's": (lambda: _sheet("", one="<?xml version='1.0' encoding='x-nobodys'?><worksheet/>"), "an encoding that no workbook has"),
}  # fmt: skip
"""What makes each, and what its sentence says."""


def peak() -> int:
    """The most memory in MB that this process held since it was started, 0 where the system does not say."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            said = dict(line.split(":", 1) for line in file)
    except OSError:
        return 0
    return int(said["VmHWM"].split()[0]) // 1024


def main() -> None:
    """Read all of them, and tell what each takes; at the end the most of each."""
    longest = 0.0
    for name, (make, _) in HOSTILE.items():
        data = make()
        started = time.process_time()
        try:
            xlsx.read(data, "S")
        except Refused as error:
            spent = time.process_time() - started
            longest = max(longest, spent)
            sys.stdout.write(f"{spent:6.2f} s {peak():4} MB {name}: {error}\n")
        else:
            sys.exit(f"{name} was read.")
        del data
    sys.stdout.write(f"{longest:.2f} {peak()}\n")


if __name__ == "__main__":
    main()
