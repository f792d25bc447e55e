"""Markdown: the grid and the artefacts as tables, for minutes, wikis and merge requests. Titles are literal text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mhhs_board.domain import dates, escalation, evidence, names, stage_notes
from mhhs_board.domain.board import BLOCKED
from mhhs_board.domain.records import Artefact, Kind
from mhhs_board.exchange import blocked
from mhhs_board.exchange.sheet import Sheet

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~^$&@#!])|(?<=[A-Za-z0-9]):(?=[/A-Za-z])|^:|(?<= ):|(?<=www)\.", re.IGNORECASE)


def write(sheet: Sheet) -> bytes:
    """The whole sheet as UTF-8 Markdown with tables (GitHub's flavour), lines ended by a line feed."""
    lines = [f"# {literal(sheet.name or 'Design board')}", "", " · ".join(literal(fact) for fact in sheet.facts), ""]
    lines += _grid(sheet)
    lines += ["", "## Artefacts", ""]
    lines += _table(sheet)
    lines += ["", "## Blocked and escalated", "", *_blockers(sheet)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def literal(text: str) -> str:
    """A user's text as Markdown that shows exactly it, on one line, also in a cell of a table."""
    plain = " ".join(text.split())
    escaped = _SPECIAL.sub(lambda found: "\\" + found[0], plain)
    # Only at the start of a line would these begin a list, a heading or a rule.
    return re.sub(
        r"^([-+=]|[0-9]+(?=[.)]))", lambda found: "\\" + found[0] if not found[0].isdigit() else found[0] + "\\", escaped
    )


def _grid(sheet: Sheet) -> list[str]:
    board = sheet.board
    columns = board.columns
    stages = {stage.id: stage.name for stage in board.stages}
    heads = [literal(stages.get(column) or names.column_name(column, board)) for column in columns]
    lines = [_line(["Workstream", *heads]), _line(["---"] * (len(columns) + 1))]
    for lane in board.workstreams:
        cells = []
        for column in columns:
            shown = [artefact_id for artefact_id in board.cell(lane.id, column) if artefact_id in sheet.shown]
            cells.append("<br>".join(_card(sheet, board.artefact(artefact_id), column) for artefact_id in shown) or "–")
        lines.append(_line([literal(lane.name), *cells]))
    return lines


def _card(sheet: Sheet, artefact: Artefact, column: str) -> str:
    name = literal(artefact.ref or artefact.title)
    if artefact.ref and artefact.title and artefact.title != artefact.ref:
        name = f"{name} {literal(artefact.title)}"
    return f"{name} ({literal(blocked.in_words(sheet, artefact))})" if column == BLOCKED else name


HEADS = (
    "Reference", "Title", "Kind", "Workstream", "Stage", "Owner", "Priority", "Due", "Version", "Outcome", "Decision",
    "Overrides and reasons", "Blocked and escalated",
)  # fmt: skip


def _due(sheet: Sheet, artefact: Artefact) -> str:
    """When it is due, and that this has passed."""
    told = dates.told(artefact.due, artefact.due_on, sheet.today)
    late = any(one.own for one in escalation.overdue(sheet.board, artefact, sheet.today))
    return f"{told} (overdue)" if late else told


def _table(sheet: Sheet) -> list[str]:
    heads = [*HEADS, *(["Private notes"] if sheet.private else [])]
    lines = _head(heads)
    board = sheet.board
    lanes, stages = ({place.id: place.name for place in places} for places in (board.workstreams, board.stages))
    for artefact in sheet.artefacts:
        kind = board.of(Kind)[artefact.kind].name if artefact.kind else ""
        stage = stages.get(artefact.stage or "") or names.column_name(artefact.stage, board)
        texts = [artefact.ref, artefact.title, kind, lanes[artefact.workstream], stage]
        texts += [artefact.owner, artefact.priority, _due(sheet, artefact), artefact.version]
        texts += [evidence.said_outcome(board, artefact), evidence.said_decision(board, artefact)]
        texts += ["; ".join(note.sentence for note in stage_notes.of(board, artefact))]
        texts += [blocked.in_words(sheet, artefact), *([artefact.notes] if sheet.private else [])]
        lines.append(_line([literal(text) for text in texts]))
    return lines


def _blockers(sheet: Sheet) -> list[str]:
    """What is blocked as minutes want it: who must unblock it, what was asked of whom, and by when."""
    rows, decisions = blocked.rows(sheet), blocked.decisions(sheet)
    lines = _rows(blocked.HEADS, rows) if rows else ["Nothing that is shown is blocked."]
    if decisions:
        lines += ["", "## Decisions that wait for a forum", "", *_rows(blocked.DECISION_HEADS, decisions)]
    return lines


def _rows(heads: Sequence[str], rows: Sequence[blocked.BlockedRow]) -> list[str]:
    return [*_head(heads), *(_line([literal(cell) for cell in row.cells]) for row in rows)]


def _head(heads: Sequence[str]) -> list[str]:
    return [_line(list(heads)), _line(["---"] * len(heads))]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
