"""A document as Markdown with tables (GitHub's flavour), in which every text is literal."""

from __future__ import annotations

from collections.abc import Iterator

from mhhs_board.base.document import Cell, Document, Para, Table
from mhhs_board.exchange.markdown import literal


def write(document: Document) -> bytes:
    """The whole document as UTF-8, lines ended by a line feed."""
    lines = [f"# {literal(document.title)}", ""]
    marks = [f"**{literal(one)}**" for one in (document.marking, document.draft) if one]
    lines += [" · ".join(marks), ""] if marks else []
    for section in document.sections:
        if section.heading:
            lines += [f"{'#' * (section.level + 1)} {literal(section.heading)}", ""]
        for number, block in enumerate(section.blocks):
            if isinstance(block, Table):
                lines += [*_table(block), ""]
                continue
            lines.append(f"- {literal(block.text)}" if block.bullet else literal(block.text))
            following = section.blocks[number + 1] if number + 1 < len(section.blocks) else None
            if not (block.bullet and isinstance(following, Para) and following.bullet):
                lines.append("")
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8", "replace")


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield literal(table.caption)
        yield ""
    yield _row(map(literal, table.head))
    yield _row(["---"] * len(table.head))
    for row in table.rows:
        yield _row(map(_cell, row))


def _cell(content: Cell) -> str:
    return "<br>".join(f"• {literal(one.text)}" if one.bullet else literal(one.text) for one in content)


def _row(cells: Iterator[str] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"
