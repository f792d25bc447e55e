"""A document as DOCX, for Word and its like: headings as styles, heads of tables on every page, numbered pages.

The same document makes the same bytes: its times are the day it is of, and what is packed has one order and no time.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from mhhs_board.base.document import Cell, Document, Para, Table
from mhhs_board.base.text import leftwards

LANGUAGE = "en-GB"
WIDTH, HEIGHT, MARGIN = Cm(21), Cm(29.7), Cm(1.8)
"""A4 standing up."""
_ACROSS = WIDTH - 2 * MARGIN
_FONT, _INK, _HEAD = "Arial", RGBColor(0x1B, 0x24, 0x2E), "E3E8EE"
_SIZES = {"Normal": 10, "Title": 20, "Heading 1": 14, "Heading 2": 11.5, "Caption": 9, "List Bullet": 10}
_TABLE_TEXT, _TABLE_BULLET, _TABLE_POINTS = "TableText", "TableBullet", 9
"""How the paragraphs of a cell are dressed, by the ids of their styles."""
_PACKED = (1980, 1, 1, 0, 0, 0)
"""The first time that a packed file can have."""
_FIRST = "[Content_Types].xml"


def write(document: Document) -> bytes:
    """The whole document."""
    file: Any = docx.Document()
    _dress(file)
    _say_what_it_is(file, document)
    _around(file, document)
    file.add_paragraph(document.title, style="Title")
    for section in document.sections:
        if section.heading:
            file.add_heading(section.heading, level=section.level)
        for block in section.blocks:
            if isinstance(block, Table):
                _table(file, block, section.heading or document.title)
            else:
                paragraph = file.add_paragraph(style="List Bullet" if block.bullet else "Normal")
                _run(paragraph, block.text)
    packed = io.BytesIO()
    file.save(packed)
    return _settled(packed.getvalue())


def _dress(file: Any) -> None:
    """The template's styles as one quiet look, and the language of all that is in it."""
    page = file.sections[0]
    page.page_width, page.page_height = WIDTH, HEIGHT
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    page.header_distance = page.footer_distance = Cm(0.9)
    for name, points in _SIZES.items():
        style = file.styles[name]
        style.font.name, style.font.color.rgb = _FONT, _INK
        _size(style, points)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
        style.element.rPr.rFonts.set(qn("w:cs"), _FONT)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.line_spacing = 1.1
    for name in ("Title", "Heading 1", "Heading 2"):
        file.styles[name].font.bold = True
    for name, base in ((_TABLE_TEXT, "Normal"), (_TABLE_BULLET, "List Bullet")):
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = file.styles[base]
        _size(style, _TABLE_POINTS)
        style.paragraph_format.space_after = Pt(2)
    file.styles["Heading 1"].paragraph_format.space_before = Pt(16)
    file.styles["Heading 2"].paragraph_format.space_before = Pt(10)
    file.styles["Caption"].font.bold = False
    title = file.styles["Title"].element.pPr
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    file.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").set(qn("w:val"), LANGUAGE)
    for found in file.settings.element.iter(qn("w:themeFontLang")):
        found.set(qn("w:val"), LANGUAGE)


def _size(style: Any, points: float) -> None:
    """How large its letters are, those of scripts that run from right to left too, which have a size of their own."""
    style.font.size = Pt(points)
    properties = style.element.get_or_add_rPr()
    for found in properties.findall(qn("w:szCs")):
        properties.remove(found)
    own = OxmlElement("w:szCs")
    own.set(qn("w:val"), str(round(2 * points)))
    properties.find(qn("w:sz")).addnext(own)


def _say_what_it_is(file: Any, document: Document) -> None:
    said = file.core_properties
    said.title, said.language, said.author, said.comments = document.title[:255], LANGUAGE, "", ""
    said.last_modified_by, said.revision, said.keywords = "", 1, document.marking[:255]
    said.created = said.modified = datetime.combine(document.day, time())
    package = file.part.package
    for number, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # that of an empty page
            del package.rels[number]


def _around(file: Any, document: Document) -> None:
    """What every page says: classification and draft above, the same, the title and its number below."""
    page = file.sections[0]
    marks = " · ".join(filter(None, (document.marking, document.draft)))
    above = page.header.paragraphs[0]
    above.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(above, marks, bold=True)
    below = page.footer.paragraphs[0]
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(below, marks, bold=True)
    numbered = page.footer.add_paragraph()
    numbered.paragraph_format.tab_stops.add_tab_stop(_ACROSS, WD_TAB_ALIGNMENT.RIGHT)
    _run(numbered, document.title)
    numbered.add_run("\tPage ")
    _field(numbered, "PAGE")
    numbered.add_run(" of ")
    _field(numbered, "NUMPAGES")
    for paragraph in (above, below, numbered):
        for run in paragraph.runs:
            run.font.size = Pt(8)


def _field(paragraph: Any, what: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    paragraph._p.append(field)
    run = paragraph.add_run("1")
    run.font.size = Pt(8)
    field.append(run._r)


def _table(file: Any, table: Table, called: str) -> None:
    if table.caption:
        caption = file.add_paragraph(style="Caption")
        caption.paragraph_format.keep_with_next = True
        _run(caption, table.caption)
    made = file.add_table(rows=len(table.rows) + 1, cols=len(table.head), style="Table Grid")
    made.autofit = False
    said = OxmlElement("w:tblCaption")
    said.set(qn("w:val"), called[:255])
    made._tbl.tblPr.append(said)
    shares = table.shares or (1,) * len(table.head)
    widths = [int(_ACROSS * share / sum(shares)) for share in shares]
    for column, width in zip(made._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.w = width
    rows = list(made.rows)  # taken once: a table goes through all of its rows for each one that it is asked for
    _row(rows[0], [(Para(one),) for one in table.head], widths, head=True)
    for row, cells in zip(rows[1:], table.rows, strict=True):
        _row(row, cells, widths)
    file.add_paragraph().paragraph_format.space_after = Pt(0)


def _row(row: Any, cells: Any, widths: list[int], *, head: bool = False) -> None:
    if head:
        properties = row._tr.get_or_add_trPr()
        for name in ("w:cantSplit", "w:tblHeader"):
            properties.append(OxmlElement(name))
    for place, content, width in zip(row._tr.tc_lst, cells, widths, strict=True):
        place.width = width
        if head:
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD)):
                shade.set(qn(f"w:{name}"), value)
            place.get_or_add_tcPr().append(shade)
        _cell(place, content, bold=head)


def _cell(place: Any, content: Cell, *, bold: bool) -> None:
    first = place.p_lst[0]
    for number, one in enumerate(content):
        written = place.add_p() if number else first
        written.style = _TABLE_BULLET if one.bullet else _TABLE_TEXT
        _run(Paragraph(written, place), one.text, bold=bold)


def _run(paragraph: Any, text: str, *, bold: bool = False) -> Any:
    run = paragraph.add_run(text)
    if bold:
        run.bold = True
    if leftwards(text):
        run.font.rtl = True
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    return run


def _settled(data: bytes) -> bytes:
    """The packed files in one order, without a time and without the machine that packed them."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as again:
        for name in sorted(packed.namelist(), key=lambda one: (one != _FIRST, one)):
            member = zipfile.ZipInfo(name, _PACKED)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 0
            again.writestr(member, packed.read(name))
    return found.getvalue()
