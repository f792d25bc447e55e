"""A meeting outside of the window: its agenda on the clipboard and on paper, and its documents."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mhhs_board.domain.agenda import HELD
from mhhs_board.domain.governance import Meeting
from mhhs_board.ui.kit import stances
from mhhs_board.ui.kit.file_dialogs import beside
from mhhs_board.ui.kit.page import PageContext
from mhhs_board.ui.registers.agenda_rows import AgendaRows
from mhhs_board.workspace import Workspace

HEADS = ("No.", "Subject", "Type", "Minutes", "Outcome", "Positions")
"""Who leads is private and does not leave the board."""
_SHARES = (0.5, 3, 1, 0.7, 1.3, 3)


def texts(rows: AgendaRows) -> list[tuple[str, ...]]:
    """Every item as a row below the HEADS."""
    told: list[tuple[str, ...]] = []
    for item in rows.items:
        outcome = f"waived by {item.waived_by}" if item.outcome == "waived" else item.outcome
        outcome = f"taken off: {item.taken_off}" if item.taken_off else outcome
        positions = "; ".join(stances.each(one for one in rows.strip(item) if one.latest is not None))
        told.append((item.number, item.subject, item.purpose, item.minutes, outcome, positions))
    return told


def copy_agenda(rows: AgendaRows, told: Callable[[str], None]) -> None:
    """Put an agenda on the clipboard as a table; `told` hears how much that is."""
    from mhhs_board.ui.printing.printing import copy_rows

    copy_rows(HEADS, texts(rows), "agenda items", told)


def print_agenda(window: QWidget, workspace: Workspace, rows: AgendaRows, number: str, counts: str) -> None:
    """Open the preview from which the agenda of the meeting with that number is printed."""
    from mhhs_board.ui.registers.print_register import preview_rows

    preview_rows(
        window,
        workspace,
        title=f"Agenda of {number}",
        counts=counts,
        what="agenda",
        heads=HEADS,
        shares=_SHARES,
        rows=texts(rows),
        empty="Nothing is on this agenda.",
        query="",
    )


def ask_document(context: PageContext, meeting: Meeting | None) -> None:
    """Ask for a document of a meeting: for one that was held its report, else the agenda."""
    from mhhs_board.exchange.documents.making import Asked
    from mhhs_board.ui.dialogs import document

    asked = None
    if meeting is not None:
        asked = Asked(name="headline" if meeting.status in HELD else "agenda", meeting=meeting.id)
    workspace, told = context.workspace, context.messages.tell
    document.ask_document(context.window, workspace, told, beside(workspace.location), asked)
