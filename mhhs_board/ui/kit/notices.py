"""What the window says of an entry that was kept, where the board itself does not show it or where it could be a slip."""

from __future__ import annotations

from mhhs_board.domain import telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Forum
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact, Blocker, Escalation, Stage, Workstream
from mhhs_board.operations import undoing
from mhhs_board.ui.kit.plain import one_line


def notice(entry: Entry, board: Board) -> str:
    """What to say of an entry on one line: what it did, where that needs saying, and its warnings."""
    said = _done(entry, board)
    if said and entry.warnings:
        said = f"{said.rstrip('.')}."
    return " ".join(filter(None, (said, *entry.warnings)))


def _done(entry: Entry, board: Board) -> str:
    """What an entry undid, unblocked, or took to another workstream."""
    if entry.undoes is not None:
        return telling.sentence(entry, board)
    unblocked = [one for one in _unblocked(entry, board) if not board.is_blocked(one.id)]
    gone = [change for change in entry.changes if change.kind == Artefact.KIND and change.before and change.after]
    lanes = {change.after["workstream"] for change in gone if change.after and "workstream" in change.after}
    if not unblocked and not lanes:
        return ""
    stages = {change.after["stage"] for change in gone if change.after and "stage" in change.after}
    places = [board.of(Workstream)[lane].name for lane in lanes] if len(lanes) == 1 else []
    if unblocked:
        places += [board.of(Stage)[stage].name for stage in stages if stage] if len(stages) == 1 else []
        where = f" and moved to {', '.join(places)}" if places else ""
        return f"Unblocked {_who(unblocked)}{where}{_endings(entry, board)}"
    moved = [board.artefact(change.id) for change in gone if change.after and "workstream" in change.after]
    return f"Moved {_who(moved)} to {places[0] if places else 'other workstreams'}"


def offers_undo(entry: Entry) -> bool:
    """Whether what is said of an entry comes with Undo; of an undo it would take back what came before."""
    return entry.verb != undoing.UNDO


def _unblocked(entry: Entry, board: Board) -> list[Artefact]:
    closed = (
        change
        for change in entry.changes
        if change.kind == Blocker.KIND and change.before and (change.after or {}).get("closed")
    )
    found = dict.fromkeys(telling.artefact_of(board, change) for change in closed)
    return [board.artefact(one) for one in found if one in board.of(Artefact)]


def _endings(entry: Entry, board: Board) -> str:
    """How questions ended with it."""
    told = ""
    for change in entry.changes:
        if change.kind == Escalation.KIND and change.after and (how := change.after.get("ended")):
            forum = board.of(Forum)[board.of(Escalation)[change.id].forum]
            name = forum.short or forum.name
            told += f"; {name} answered" if how == "answered" else f"; question to {name} withdrawn"
    return told


def _who(artefacts: list[Artefact]) -> str:
    return one_line(called(artefacts[0]), 60) if len(artefacts) == 1 else str(len(artefacts))
