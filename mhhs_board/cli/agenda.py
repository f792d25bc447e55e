"""The verb `agenda`: what is on the agenda of a meeting, what it proposes for itself, and what is agreed in one go."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mhhs_board.base import terminal
from mhhs_board.base.text import shown
from mhhs_board.cli import answers
from mhhs_board.cli.changing import saved, touched
from mhhs_board.cli.ends import DONE
from mhhs_board.cli.opening import opened
from mhhs_board.cli.tables import print_lines, table, terminal_width
from mhhs_board.domain import agenda, cells, telling
from mhhs_board.domain.agenda import Proposal
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import by_name
from mhhs_board.domain.governance import Item, Meeting
from mhhs_board.domain.names import find_registered, listed
from mhhs_board.exchange.files import Sight
from mhhs_board.operations import agenda as acts

if TYPE_CHECKING:
    from mhhs_board.workspace import Workspace

_COLUMNS = ("number", "subject", "purpose", "minutes", "outcome", "reason")
"""The last with what is so now beside it."""


def agenda_(arguments: Namespace) -> int:
    """`agenda MEETING [--fill | --consent OUTCOME]`."""
    if arguments.fill and arguments.consent:
        raise Refused("--fill and --consent are two steps; please say one of them.")
    with opened(arguments) as workspace:
        meeting = find_registered(workspace.board, Meeting.KIND, arguments.meeting)
        assert isinstance(meeting, Meeting)
        if not (arguments.fill or arguments.consent):
            return _shown(workspace, meeting, arguments)
        if arguments.fill:
            closings = agenda.Closings(workspace.history)
            agenda.proposed(workspace.board, meeting, workspace.today, closings)
            entry = workspace.run(acts.fill, meeting=meeting.id, closed=closings.known)
        else:
            entry = workspace.run(acts.consent, meeting=meeting.id, outcome=arguments.consent)
        return saved(workspace, entry, touched(workspace.board, entry), arguments)


def _shown(workspace: Workspace, meeting: Meeting, arguments: Namespace) -> int:
    sight = Sight.now(workspace)
    there = agenda.items(sight.board, meeting.id)
    closings = agenda.Closings(workspace.history)
    proposed = agenda.proposed(sight.board, meeting, sight.today, closings)
    if arguments.json:
        terminal.say_json({
            "meeting": meeting.number,
            "items": [_item(sight, meeting, one, closings) for one in there],
            "proposed": [_object(sight.board, meeting, one) for one in proposed],
        })  # fmt: skip
        return DONE
    if there:
        print_lines(_table(sight.board, there, closings))
    terminal.say(f"{len(there)} on the agenda of {meeting.number}")
    if proposed:
        rows = [[one.subject, one.purpose, one.how, one.reason] for one in proposed]
        print_lines(["", *table(["PROPOSED", "PURPOSE", "", "WHY"], rows, terminal_width())])
        terminal.say(f"{len(proposed)} proposed; --fill puts them on it")
    print_lines(_lacking(sight.board, meeting, [*there, *proposed]))
    return DONE


def _lacking(board: Board, meeting: Meeting, every: Sequence[Item | Proposal]) -> list[str]:
    """What is missing for what the meeting decides about, an item or a proposal a line."""
    stage = agenda.aim(board, meeting.id)
    lines = []
    for one in every:
        if stage is not None and (found := agenda.lacking(board, meeting.id, one)):
            number = f"{one.number}. " if isinstance(one, Item) and one.number else ""
            lines.append(shown(f"{number}{one.subject} lacks for {stage.name}: {listed(found)}"))
    return ["", *lines] if lines else []


def _table(board: Board, there: list[Item], closings: agenda.Closings) -> list[str]:
    fields = [by_name(Item)[name] for name in _COLUMNS]
    rows = []
    for item in there:
        row = [*(cells.said(board, item, one) for one in fields[:-1]), agenda.why(board, item, closings)]
        if item.taken_off:
            row[_COLUMNS.index("outcome")] = f"taken off: {item.taken_off}"
        elif item.consent == "block" and not item.outcome:
            row[_COLUMNS.index("outcome")] = "in the consent block"
        rows.append(row)
    return table([one.word.upper() for one in fields], rows, terminal_width())


def _item(sight: Sight, meeting: Meeting, one: Item, closings: agenda.Closings) -> answers.Object:
    board = sight.board
    now = agenda.since_then(board, one, closings)
    return {**answers.record_object(sight, one), "now": now, "lacks": agenda.lacking(board, meeting.id, one)}


def _object(board: Board, meeting: Meeting, one: Proposal) -> dict[str, object]:
    return {
        "subject": one.subject,
        "artefact": telling.called(board, "artefact", one.artefact) if one.artefact else None,
        "artefact_id": one.artefact,
        "purpose": one.purpose,
        "how": one.how,
        "reason": one.reason,
        "lacks": agenda.lacking(board, meeting.id, one),
        "carried_from": telling.called(board, Item.KIND, one.carried_from) if one.carried_from else None,
    }
