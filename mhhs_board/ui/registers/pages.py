"""The pages beside the board, in their order. Each is imported when it is first shown, so that no start waits for it."""

from __future__ import annotations

from functools import partial

from mhhs_board.domain.board import Board
from mhhs_board.domain.escalation import waiting
from mhhs_board.domain.governance import Action, Decision, Item, Meeting, Milestone, Position
from mhhs_board.domain.records import REGISTERS
from mhhs_board.ui.kit.page import Page, PageContext, PageSpec

MEETING_KEYS = (
    ("Ctrl+PgUp or Ctrl+PgDown", "The part of the meeting before or behind"),
    ("Ctrl+E", "Open the meeting"),
    ("Ctrl+Shift+A", "Add a meeting"),
    ("Enter", "Go to the item's card; of a proposal, put it on"),
    ("+", "Put a proposal on the agenda"),
    ("Ctrl+Enter", "Put all that is proposed on the agenda"),
    ("Alt+Up or Alt+Down", "Move the item"),
    ("Ins", "Add an item"),
    ("Del", "Take the item off, with a reason"),
    ("C", "Into the consent block, or pull it out"),
    ("Shift+C", "Record consensus for the consent block"),
    ("A", "Add an action from the item"),
    ("D", "Add a decision from the item"),
    ("T", "Carry the item to the next meeting"),
    ("S", "What was said"),
    ("O", "Outcome"),
    ("P", "Positions; there 1 to 9 choose a seat"),
    ("Alt+1 to Alt+9", "From the words of one seat to another"),
    ("Y or I or N", "Yes, if, no"),
    ("F or B or V", "Feasible, not before, no view"),
    ("X", "Blocking, or no more"),
)
"""What keys do on the page of the meetings, those of the agenda before those of the positions."""


def _blockers(context: PageContext) -> Page:
    from mhhs_board.ui.registers.blockers import BlockersPage

    return BlockersPage(context)


def _escalations(context: PageContext) -> Page:
    from mhhs_board.ui.registers.escalations import EscalationsPage

    return EscalationsPage(context)


def _decisions(context: PageContext) -> Page:
    from mhhs_board.ui.registers.decisions import DecisionsPage

    return DecisionsPage(context)


def _register(kind: str, context: PageContext) -> Page:
    from mhhs_board.ui.registers.beside_board import RegisterBesideBoard

    return RegisterBesideBoard(context, kind)


def _meetings(context: PageContext) -> Page:
    from mhhs_board.ui.registers.meetings import MeetingsPage

    return MeetingsPage(context)


def _registers(context: PageContext) -> Page:
    from mhhs_board.ui.registers.registers_page import RegistersPage

    return RegistersPage(context, OTHERS)


def _open(kind: str, board: Board) -> int:
    """How many records somebody still has to do something about."""
    return sum(not record.done() for record in board.of(REGISTERS[kind]).values())


def _waiting(board: Board) -> int:
    return len(waiting(board))


def _of_register(kind: str, key: str) -> PageSpec:
    if kind == Meeting.KIND:
        kinds = (kind, Item.KIND, Position.KIND)
        return PageSpec(kind, Meeting.TITLE, key, _meetings, partial(_open, kind), kinds, MEETING_KEYS)
    make = _decisions if kind == Decision.KIND else partial(_register, kind)
    return PageSpec(kind, REGISTERS[kind].TITLE, key, make, partial(_open, kind), (kind,))


_OWN = (Action.KIND, Milestone.KIND, Meeting.KIND, Decision.KIND)
"""The registers that have a page to themselves; that of the meetings is made by hand."""
OTHERS = tuple(kind for kind in REGISTERS if kind not in _OWN)
"""All others share one, where a further one stands by being declared."""

PAGES = (
    PageSpec("blockers", "Blockers", "Ctrl+2", _blockers, Board.blocked_count),
    *(_of_register(kind, f"Ctrl+{number}") for number, kind in enumerate(_OWN, 3)),
    PageSpec("escalations", "Escalations", "Ctrl+7", _escalations, _waiting),
    PageSpec("registers", "Registers", "Ctrl+8", _registers, kinds=OTHERS),
)
"""The board's own page comes before them, on Ctrl+1."""
