"""The verbs of the command line that only read, and how every verb gets at its board and its moment."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mhhs_board import files
from mhhs_board.base import terminal
from mhhs_board.base.text import shown
from mhhs_board.cli import answers
from mhhs_board.cli.ends import DONE
from mhhs_board.domain import dates, references
from mhhs_board.domain.board import Board
from mhhs_board.domain.changes import changes_between
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import find_artefact
from mhhs_board.domain.records import Artefact, Blocker, Escalation
from mhhs_board.files import Sight
from mhhs_board.program import boards

if TYPE_CHECKING:
    from mhhs_board.workspace import Workspace


@contextmanager
def opened(arguments: Namespace) -> Iterator[Workspace]:
    """The board that the command line names, for the length of one verb."""
    workspace = open_board(arguments)
    try:
        yield workspace
        kept = boards.watched(workspace)
        if kept is not None and kept.two_names:  # whoever wished to write was told as they were refused
            note(kept.store.why_read_only)
    finally:
        workspace.close()


def open_board(arguments: Namespace, *, window: bool = False) -> Workspace:
    """The named board, for a `window` else the one that a window showed last, or the user's own."""
    patience = None if window else boards.PATIENCE
    actor = boards.settings_name() if arguments.actor is None else arguments.actor
    path, read_only = None if arguments.board is None else boards.located(arguments.board), arguments.read_only
    if path is None and window and (path := boards.last_board()) is not None:
        read_only = read_only or boards.reads_only(path)
    if path is None:
        return boards.open_own(read_only=read_only, actor=actor, glimpsed=window, patience=patience)
    return boards.open_workspace(path, read_only=read_only, actor=actor, glimpsed=window, patience=patience)


def note(sentence: str) -> None:
    """A sentence beside the answer."""
    terminal.tell(shown(sentence))


def print_lines(lines: Sequence[str]) -> None:
    """Lines on standard output."""
    for line in lines:
        terminal.say(line)


# -- moments -----------------------------------------------------------------------------------------------------------


_OF_AN_EXPORT = re.compile(r"\b(as at .+?) · [0-9]+ of [0-9]+ shown · [0-9]+ hidden\b", re.IGNORECASE)
"""The line in which an export says what it is of."""


def seq_of(workspace: Workspace, when: str) -> int:
    """WHEN as the number of the newest entry at that moment; 0 before the first. Raises Refused for the future."""
    said, number = _apart(when)
    if number:
        if len(number) > 18 or int(number) > workspace.head.seq:
            raise Refused(f"The history has no entry {number[:20]} yet; the newest is {workspace.head.seq}.")
        return int(number)
    moment = dates.moment(said, workspace.today)
    day = dates.instant_day(moment)
    if day is not None and day > workspace.today:
        raise Refused(f"{dates.written(day)} is still to come; leave it out for the board as it is now.")
    return workspace.seq_at(moment)


def _apart(when: str) -> tuple[str, str]:
    """The moment and the number of the entry in WHEN, as an export says both or people one of them; empty where it has
    none. A number that is a day (20261129) is a day."""
    plain = " ".join(when.split())
    if plain.isascii() and plain.isdigit() and not dates.reads(plain):
        return "", plain
    if line := _OF_AN_EXPORT.search(plain):
        plain = line[1]
    found = re.search(r"[ ,·(]*\bentry ([0-9]{1,18})\)?$", plain[-100:], re.IGNORECASE | re.ASCII)
    return (plain[: len(plain) - len(found[0])], found[1]) if found else (plain, "")


def sight_of(workspace: Workspace, when: str) -> Sight:
    """The board now, or as it was at WHEN, on the day that it was then."""
    if not when:
        return Sight.now(workspace)
    seq = seq_of(workspace, when)
    first = next(workspace.entries(0, 1))
    if seq < 1:
        day = dates.instant_day(first.at)
        raise Refused(f"The board did not exist then; its history begins on {dates.written(day) if day else first.at}.")
    said, _ = _apart(when)
    at = dates.moment(said, workspace.today) if said else next(workspace.entries(seq - 1, seq)).at
    return Sight(workspace.as_at(seq), dates.instant_day(at) or workspace.today, at, past=True)


# -- reading -----------------------------------------------------------------------------------------------------------


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
            print_lines(answers.list_lines(sight, found, answers.terminal_width()))
            total = sight.board.count()
            terminal.say(f"{len(found)} of {total} shown · {total - len(found)} hidden")
    return DONE


def show(arguments: Namespace) -> int:
    """`show REF`."""
    with opened(arguments) as workspace:
        sight = Sight.now(workspace)
        artefact = known(workspace.board, arguments.ref)
        entries = history_of(workspace, artefact)
        if arguments.json:
            terminal.say_json(answers.show_object(sight, artefact, entries))
        else:
            print_lines(answers.show_lines(sight, artefact, entries, answers.terminal_width()))
    return DONE


def history(arguments: Namespace) -> int:
    """`history [REF]`."""
    with opened(arguments) as workspace:
        after = seq_of(workspace, arguments.since) if arguments.since else 0
        subject = ""
        if arguments.ref:
            artefact = known(workspace.board, arguments.ref)
            subject = artefact.id
            entries = [entry for entry in history_of(workspace, artefact) if entry.seq > after]
        else:
            entries = list(workspace.entries(after))
        if arguments.json:
            terminal.say_json([answers.entry_object(entry, workspace.board, subject) for entry in entries])
        else:
            print_lines(answers.history_lines(workspace.board, entries, answers.terminal_width(), subject))
    return DONE


def changes(arguments: Namespace) -> int:
    """`changes --since WHEN [--until WHEN]`."""
    with opened(arguments) as workspace:
        since = seq_of(workspace, arguments.since)
        until = seq_of(workspace, arguments.until) if arguments.until else workspace.head.seq
        if since > until:
            raise Refused("--since is later than --until; please turn them round.")
        if since < 1:
            note("The board did not exist yet at --since, so everything on it counts as new.")
        new = Board() if until < 1 else workspace.as_at(until)
        old = Board() if since < 1 else workspace.as_at(since, near=new)
        groups = changes_between(old, new)
        if arguments.json:
            terminal.say_json(groups)
        else:
            print_lines(answers.changes_lines(groups, answers.terminal_width()))
    return DONE


def export(arguments: Namespace) -> int:
    """`export FILE`."""
    with opened(arguments) as workspace:
        path = boards.typed_path(arguments.file)
        said = {"query": arguments.filter, "classification": arguments.classification, "theme": arguments.theme}
        sight = sight_of(workspace, arguments.as_at)
        taken = {"private": arguments.private, "history": arguments.history}
        for sentence in files.export(workspace, sight, path, **taken, **said):
            note(sentence)
        if arguments.json:
            terminal.say_json({"file": str(path)})
        else:
            terminal.say(f"Written: {path}")
    return DONE


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


def history_of(workspace: Workspace, artefact: Artefact) -> list[Entry]:
    """The entries that touch an artefact, its blockers or their escalations, oldest first."""
    board = workspace.board
    touching = list(workspace.history(Artefact.KIND, artefact.id))
    for blocker in board.blockers(artefact.id):
        touching += workspace.history(Blocker.KIND, blocker.id)
        for escalation in board.escalations(blocker.id):
            touching += workspace.history(Escalation.KIND, escalation.id)
    return sorted({entry.seq: entry for entry in touching}.values(), key=lambda entry: entry.seq)
