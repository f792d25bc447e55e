"""The verbs of the command line that only read."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mhhs_board.base import terminal
from mhhs_board.cli import answers
from mhhs_board.cli.ends import DONE
from mhhs_board.cli.opening import ALL_NEW, before, opened, seq_of, sight_of
from mhhs_board.cli.tables import note, print_lines, terminal_width
from mhhs_board.domain import agenda, references, telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.changes import changes_between
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Item, Meeting
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import find_any, find_artefact
from mhhs_board.domain.record import Record, Registered
from mhhs_board.domain.records import Artefact
from mhhs_board.exchange import files
from mhhs_board.exchange.files import Sight
from mhhs_board.program import boards

if TYPE_CHECKING:
    from mhhs_board.workspace import Workspace


def list_(arguments: Namespace) -> int:
    """`list`: what the filter shows, in reading order."""
    with opened(arguments) as workspace:
        sight = sight_of(workspace, arguments.as_at)
        found, notes = files.filtered(workspace, sight, arguments.filter)
        for sentence in notes:
            note(sentence)
        if arguments.json:
            terminal.say_json([answers.artefact_object(sight, artefact) for artefact in found])
        else:
            print_lines(answers.list_lines(sight, found, terminal_width()))
            total = sight.board.count()
            terminal.say(f"{len(found)} of {total} shown · {total - len(found)} hidden")
    return DONE


def show(arguments: Namespace) -> int:
    """`show REF`: an artefact, or a record of a register."""
    with opened(arguments) as workspace:
        sight = Sight.now(workspace)
        artefact = known_record(workspace.board, arguments.ref)
        if not isinstance(artefact, Artefact):
            return shown_record(workspace, artefact, arguments)
        entries = history_of(workspace, artefact)
        if arguments.json:
            terminal.say_json(answers.show_object(sight, artefact, entries))
        else:
            print_lines(answers.show_lines(sight, artefact, entries, terminal_width()))
    return DONE


def shown_record(workspace: Workspace, record: Record, arguments: Namespace) -> int:
    """Say everything about a record of a register."""
    assert isinstance(record, Registered)
    sight = Sight.now(workspace)
    entries = history_of(workspace, record)
    now = answers.now_on_agenda(sight.board, record, agenda.Closings(workspace.history))
    if arguments.json:
        told = [answers.entry_object(entry, workspace.board) for entry in entries]
        beside = {"now": now} if isinstance(record, Item | Meeting) else answers.asked_about(sight, record)
        terminal.say_json({**answers.record_object(sight, record), **beside, "history": told})
    else:
        print_lines(answers.record_lines(sight, record, entries, terminal_width(), now))
    return DONE


def history(arguments: Namespace) -> int:
    """`history [REF]`."""
    with opened(arguments) as workspace:
        after = seq_of(workspace, arguments.since) if arguments.since else 0
        subject = ""
        if arguments.ref:
            record = _known_first(workspace.board, arguments.ref)
            subject = record.id if isinstance(record, Artefact) else ""
            entries = [entry for entry in history_of(workspace, record) if entry.seq > after]
        else:
            entries = list(workspace.entries(after))
        if arguments.json:
            terminal.say_json([answers.entry_object(entry, workspace.board, subject) for entry in entries])
        else:
            print_lines(answers.history_lines(workspace.board, entries, terminal_width(), subject))
    return DONE


def changes(arguments: Namespace) -> int:
    """`changes --since WHEN [--until WHEN]`."""
    with opened(arguments) as workspace:
        since = seq_of(workspace, arguments.since)
        until = seq_of(workspace, arguments.until) if arguments.until else workspace.head.seq
        if since > until:
            raise Refused("--since is later than --until; please turn them round.")
        if since < 1:
            note(ALL_NEW)
        new = Board() if until < 1 else workspace.as_at(until)
        old = Board() if since < 1 else workspace.as_at(since, near=new)
        groups = changes_between(old, new)
        if arguments.json:
            terminal.say_json(groups)
        else:
            print_lines(answers.changes_lines(groups, terminal_width()))
    return DONE


def export(arguments: Namespace) -> int:
    """`export FILE`."""
    with opened(arguments) as workspace:
        path = boards.typed_path(arguments.file)
        if arguments.document:
            return _document(workspace, path, arguments)
        said = {"query": arguments.filter, "classification": arguments.classification, "theme": arguments.theme}
        said |= {"paper": arguments.paper, "density": arguments.density}
        sight = sight_of(workspace, arguments.as_at)
        taken = {"private": arguments.private, "history": arguments.history, "plain": arguments.plain}
        earlier = before(workspace, arguments.since) if arguments.since else None
        return said_written(path, files.export(workspace, sight, path, earlier=earlier, **taken, **said), arguments)


def _document(workspace: Workspace, path: Path, arguments: Namespace) -> int:
    """`export FILE --document NAME`: drawn from the records of a meeting, a forum or an artefact."""
    from mhhs_board.exchange.documents import making

    asked = making.Asked(
        name=arguments.document,
        meeting=arguments.meeting,
        about=arguments.about,
        classification=arguments.classification,
    )
    return said_written(path, making.export(workspace, sight_of(workspace, arguments.as_at), path, asked), arguments)


def said_written(path: Path, sentences: Iterable[str], arguments: Namespace) -> int:
    """Say which file was written, and what is to be known of it."""
    for sentence in sentences:
        note(sentence)
    if arguments.json:
        terminal.say_json({"file": str(path)})
    else:
        terminal.say(f"Written: {path}")
    return DONE


def known_record(board: Board, ref: str) -> Record:
    """What a reference or an id names, also an artefact that is retired where nothing else has that name."""
    try:
        return find_any(board, ref)
    except Refused as refusal:
        try:
            return known(board, ref)
        except Refused:
            raise refusal from None


def _known_first(board: Board, ref: str) -> Record:
    """An artefact, else the record of a register that a reference or an id names."""
    try:
        return known(board, ref)
    except Refused as refusal:
        try:
            return find_any(board, ref)
        except Refused:
            raise refusal from None


def known(board: Board, ref: str) -> Artefact:
    """An artefact by reference or id, also a retired one where nothing on the board has that name."""
    try:
        return find_artefact(board, ref)
    except Refused:
        plain = references.normal(ref)
        gone = [found for found in board.retired() if ref.strip() == found.id or references.normal(found.ref) == plain]
        if len(gone) == 1:
            return gone[0]
        raise


def history_of(workspace: Workspace, record: Record) -> list[Entry]:
    """The entries that touch a record or what is about it, oldest first."""
    about = telling.about(workspace.board, record.id, record.KIND)
    touching = [entry for key in about for entry in workspace.history(*key)]
    return sorted({entry.seq: entry for entry in touching}.values(), key=lambda entry: entry.seq)
