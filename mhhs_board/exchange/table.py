"""The shown artefacts as one table for the clipboard: as tabbed text for spreadsheets, as HTML for letters and minutes.

A cell that a spreadsheet would compute is guarded in both, for spreadsheets read both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mhhs_board.domain import dates, evidence, names
from mhhs_board.domain.records import Kind, Workstream
from mhhs_board.exchange.guard import guarded
from mhhs_board.exchange.html import text
from mhhs_board.exchange.sheet import Sheet

HEADS = ("Reference", "Title", "Kind", "Workstream", "Stage", "Owner", "Priority", "Due", "Blocked", "Review")


def rows(sheet: Sheet) -> list[list[str]]:
    """A row for each shown artefact in reading order, each text on one line; `Blocked` holds the reasons, `Review` what
    was made of it on its way."""
    board = sheet.board
    found: list[list[str]] = []
    for artefact in sheet.artefacts:
        kind = board.of(Kind)[artefact.kind].name if artefact.kind else ""
        reasons = "; ".join(blocker.reason or "reason not stated" for blocker in board.open_blockers(artefact.id))
        cells = [artefact.ref, artefact.title, kind, board.of(Workstream)[artefact.workstream].name]
        cells += [names.column_name(artefact.stage, board), artefact.owner, artefact.priority]
        cells += [dates.told(artefact.due, artefact.due_on, sheet.today), reasons]
        cells += ["; ".join(evidence.review(board, artefact))]
        cells += [artefact.notes] if sheet.private else []
        found.append(cells)
    return on_one_line(found)


def heads(sheet: Sheet) -> tuple[str, ...]:
    """What stands above the cells."""
    return (*HEADS, *(("Private notes",) if sheet.private else ()))


def tabbed(sheet: Sheet) -> str:
    """The table as text with a tab between cells, its heads first, and as in CSV a last line where it is marked."""
    said = ["# " + " ".join(" · ".join(sheet.facts).split())] if sheet.marked else []
    return tabbed_rows(heads(sheet), rows(sheet)) + "".join(line + "\n" for line in said)


def on_one_line(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """Cells as they stand in a table: each on one line, and none that a spreadsheet would compute."""
    return [[guarded(" ".join(cell.split())) for cell in row] for row in rows]


def tabbed_rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as text with a tab between cells; its cells are on one line and guarded already."""
    return "".join("\t".join(row) + "\n" for row in (heads, *rows))


def html_rows(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """The same as HTML."""
    above = "".join(f'<th scope="col">{text(head)}</th>' for head in heads)
    body = "".join(f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    said = f"<caption>{text(caption)}</caption>" if caption else ""
    return f"<table>{said}<thead><tr>{above}</tr></thead><tbody>{body}</tbody></table>"


def html(sheet: Sheet) -> str:
    """The table as HTML, with what the sheet says of itself as its caption."""
    return html_rows(heads(sheet), rows(sheet), " · ".join(part for part in (sheet.name, *sheet.facts) if part))
