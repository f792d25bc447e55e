"""What assistive technology is told: a card's name, its tooltip, and announcements of what has happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QWidget

from mhhs_board.domain import evidence
from mhhs_board.domain.board import BLOCKED, Board
from mhhs_board.domain.escalation import age_days, band_words, named, overdue, total_blocked_days
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.records import Artefact, Stage, Workstream
from mhhs_board.drawing.face import Face, face_of, signs


def _called(face: Face) -> str:
    return f"{face.ref} {face.title}".strip()


def _stage(board: Board, artefact: Artefact) -> str:
    return board.shown(Stage, artefact.stage).name if artefact.stage in board.of(Stage) else "stage not stated"


def _days(age: str) -> str:
    number = age.removesuffix(" d")
    return f"{number} day" if number == "1" else f"{number} days"


def in_stage(board: Board, artefact: Artefact, today: date) -> str:
    """ "30 days, 12 of them blocked": the whole stay in the stage with the blocked time beside it; empty where nobody knows
    since when."""
    days = age_days(artefact, today)
    if days is None:
        return ""
    blocked = total_blocked_days(board, artefact, today)
    return _days(str(days)) + (f", {min(blocked, days)} of them blocked" if blocked and days else "")


def card_name(board: Board, artefact: Artefact, today: date) -> str:
    """ "Process 4, In Progress, Smart Segment, blocked 12 days, escalated to DAG": what a screen reader says of a card."""
    face = face_of(board, signs(board, artefact), today)
    words = [_called(face), _stage(board, artefact), board.shown(Workstream, artefact.workstream).name]
    if face.blocked:
        words.append(f"blocked {_days(face.age)}" + ("", ", long", ", very long")[face.band] if face.age else "blocked")
        words.append(face.reason)
    elif face.age:
        words.append(f"{_days(face.age)} in this stage" + ("", ", long", ", very long")[face.band])
    if face.flag:
        words.append(face.flag.replace("Escalated", "escalated", 1).replace(" · ", ", "))
    if face.told_late:
        words.append("overdue")
    words += [longest for longest, *_ in face.marks]
    if face.owner:
        words.append(f"owner {face.owner}")
    return ", ".join(words)


def _escalated(board: Board, artefact: Artefact) -> list[str]:
    """To whom it is escalated, a line each, with the decision that was escalated."""
    told = []
    for one in board.open_escalations(artefact.id):
        forum = board.of(Forum)[one.forum]
        what = f" for {named(board, one)}" if one.decision else ""
        told.append(f"Escalated to {forum.short or forum.name}{what}")
    return told


def tooltip(board: Board, artefact: Artefact, today: date) -> str:
    """Every mark of a card in words, one a line; plain text that a sink must not take for rich text."""
    face = face_of(board, signs(board, artefact), today)
    lines = [_called(face), f"{_stage(board, artefact)} · {board.shown(Workstream, artefact.workstream).name}"]
    if face.blocked:
        more = f" (+{face.more} more)" if face.more else ""
        since = f" for {_days(face.age)}" if face.age else ""
        lines += [f"Blocked{since}: {face.reason}{more}", face.wanted[:1].upper() + face.wanted[1:]]
    lines += _escalated(board, artefact)
    if stay := in_stage(board, artefact, today):
        lines.append(f"In this stage for {stay}")
    why = band_words(board, artefact, face.band)
    lines.append(why[:1].upper() + why[1:])
    lines.append(f"Owner: {face.owner}" if face.owner else "")
    lines.append(" · ".join(chip.text for chip in face.chips))
    late = [one.words(board) for one in overdue(board, artefact, today)]
    lines.append(f"Overdue: {'; '.join(late)}" if late else "")
    lines += evidence.review(board, artefact)
    return "\n".join(line for line in lines if line)


def called(board: Board, artefact_id: str) -> str:
    """What people call an artefact: "Process 4", or "BP021 Change of Meter"."""
    return _called(face_of(board, signs(board, board.artefact(artefact_id)), date.min))


def place_name(board: Board, workstream: str, column: str) -> str:
    """ "Smart Segment, L4 Working Group Review"."""
    stage = "Blocked" if column == BLOCKED else board.shown(Stage, column).name
    return f"{board.shown(Workstream, workstream).name}, {stage}"


def cell_name(
    board: Board, workstream: str, column: str, count: int, *, folded: bool = False, more: Sequence[str] = ()
) -> str:
    """ "Smart Segment, L4 Working Group Review, empty": what is said of a cell that has the focus, its marks as `more`."""
    shown = "empty" if not count else f"{count} {'folded away' if folded else 'shown'}"
    return ", ".join((place_name(board, workstream, column), shown, *more))


def announce(widget: QObject, text: str) -> None:
    """Have a screen reader say a text now; nothing where none listens."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def tell_focus(view: QWidget, row: int) -> None:
    """Say that a row of a list has the focus; without the row as child a screen reader names only the list."""
    if QAccessible.isActive():
        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(row)
        QAccessible.updateAccessibility(event)


def tell_selection(view: QWidget, row: int, selected: bool) -> None:
    """Say that a row of a list was added to the selection or taken from it."""
    if QAccessible.isActive():
        kind = QAccessible.Event.SelectionAdd if selected else QAccessible.Event.SelectionRemove
        event = QAccessibleEvent(view, kind)
        event.setChild(row)
        QAccessible.updateAccessibility(event)
