"""A document as one page that any browser shows without a network; nothing in it is loaded, and every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from mhhs_board.base.document import Cell, Document, Para, Section, Table
from mhhs_board.exchange.html import head, text


def write(document: Document) -> bytes:
    """The whole document as one UTF-8 page."""
    said = " · ".join(f"<bdi>{text(one)}</bdi>" for one in (document.title, document.marking, document.draft) if one)
    parts = [
        *head(document.title, "document.css"),
        "<body>",
        "<header>",
        *(f'<p class="classification" dir="auto">{text(one)}</p>' for one in (document.marking, document.draft) if one),
        f'<h1 dir="auto">{text(document.title)}</h1>',
        "</header>",
        "<main>",
        *(part for number, section in enumerate(document.sections) for part in _section(section, number)),
        "</main>",
        f"<footer>{said}</footer>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(parts) + "\n").encode("utf-8", "replace")


def _section(section: Section, number: int) -> Iterator[str]:
    named = f"section-{number}"
    yield f'<section aria-labelledby="{named}">' if section.heading else "<section>"
    if section.heading:
        level = section.level + 1
        yield f'<h{level} id="{named}" dir="auto">{text(section.heading)}</h{level}>'
    for is_table, blocks in groupby(section.blocks, key=lambda block: isinstance(block, Table)):
        if is_table:
            for block in blocks:
                yield from _table(block) if isinstance(block, Table) else ()
        else:
            yield _paragraphs(one for one in blocks if isinstance(one, Para))
    yield "</section>"


def _table(table: Table) -> Iterator[str]:
    yield "<table>"
    if table.caption:
        yield f'<caption dir="auto">{text(table.caption)}</caption>'
    whole = sum(table.shares)
    if whole:
        yield "<colgroup>" + "".join(f'<col style="width:{one / whole:.1%}">' for one in table.shares) + "</colgroup>"
    heads = "".join(f'<th scope="col" dir="auto">{text(one)}</th>' for one in table.head)
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        yield "<tr>" + "".join(f'<td dir="auto">{_cell(one)}</td>' for one in row) + "</tr>"
    yield "</tbody></table>"


def _cell(content: Cell) -> str:
    return text(content[0].text) if len(content) == 1 and not content[0].bullet else _paragraphs(content)


def _paragraphs(blocks: Iterable[Para]) -> str:
    parts = []
    for bullets, run in groupby(blocks, key=lambda one: one.bullet):
        if bullets:
            parts.append("<ul>" + "".join(f'<li dir="auto">{text(one.text)}</li>' for one in run) + "</ul>")
        else:
            parts += [f'<p dir="auto">{text(one.text)}</p>' for one in run]
    return "".join(parts)
