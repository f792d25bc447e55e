"""One door to the documents: which there are, what each asks for, and how one is written to a file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import msgspec

from mhhs_board.base.document import Document, Para, Table, cell, plain
from mhhs_board.base.safe_write import NotWritten, write_file
from mhhs_board.domain import linting
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.governance import Meeting
from mhhs_board.domain.names import find_artefact, find_registered
from mhhs_board.exchange import files
from mhhs_board.exchange.documents import headline, logs, pack, versions
from mhhs_board.exchange.documents.words import CLASSIFICATION, Source
from mhhs_board.operations import typed

if TYPE_CHECKING:
    from mhhs_board.domain.journal import Entry
    from mhhs_board.domain.records import Artefact
    from mhhs_board.workspace import Workspace

Name = Literal["agenda", "headline", "actions", "decisions", "comments", "issues"]
NAMES: tuple[Name, ...] = get_args(Name)
"""The documents there are, as they are typed."""
OF_A_MEETING = frozenset({"agenda", "headline"})
"""Those that are of one meeting and of no more."""
OF_AN_ARTEFACT = frozenset({"comments", "issues"})
"""Those that are about an artefact; the issues also without one, as all there are."""
TITLES: dict[Name, str] = {
    "agenda": "Agenda pack",
    "headline": "Headline report",
    "actions": "Action log",
    "decisions": "Decision register",
    "comments": "Comment log",
    "issues": "Issue log",
}
WRITERS = {f".{name}": f"mhhs_board.exchange.documents.{name}" for name in ("docx", "pdf", "html")}
WRITERS[".md"] = "mhhs_board.exchange.documents.markdown"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which document is wanted: of the meeting with a number, about the artefact with a reference (either may be an id),
    under the classification of the meeting or the board, or under another."""

    name: Name
    meeting: str = ""
    about: str = ""
    classification: str | None = None


def document(workspace: Workspace, sight: files.Sight, asked: Asked) -> Document:
    """The document as the records say it at that moment. Raises Refused where what it is of is not there."""
    source = source_of(workspace, sight)
    meeting = _meeting(sight.board, asked)
    made = _drawn(source, asked, meeting)
    marking = asked.classification
    if marking is None:
        marking = (meeting.classification if meeting is not None else "") or sight.board.details.classification
    return _marked(made, typed.line(marking, "classification"))


def _marked(made: Document, marking: str) -> Document:
    """A document under a classification, which its facts say too."""

    def stated(block: Para | Table) -> Para | Table:
        if isinstance(block, Para):
            return block
        rows = tuple((row[0], cell(marking)) if plain(row[0]) == CLASSIFICATION else row for row in block.rows)
        return msgspec.structs.replace(block, rows=rows)

    top, *rest = made.sections
    top = msgspec.structs.replace(top, blocks=tuple(map(stated, top.blocks)))
    return msgspec.structs.replace(made, marking=marking, sections=(top, *rest))


def _drawn(source: Source, asked: Asked, meeting: Meeting | None) -> Document:
    if asked.name == "actions":
        return logs.actions(source, meeting)
    if asked.name == "decisions":
        return logs.decisions(source, meeting)
    if asked.name == "comments":
        return logs.comments(source, _artefact(source.board, asked))
    if asked.name == "issues":
        return logs.issues(source, _artefact(source.board, asked) if asked.about else None)
    if meeting is None:
        raise Refused(f"Say of which meeting the {TITLES[asked.name].lower()} is, by its number.")
    return headline.document(source, meeting) if asked.name == "headline" else pack.document(source, meeting)


def _meeting(board: Board, asked: Asked) -> Meeting | None:
    if not asked.meeting or asked.name in OF_AN_ARTEFACT:
        return None
    found = find_registered(board, Meeting.KIND, asked.meeting)
    assert isinstance(found, Meeting)
    return found


def _artefact(board: Board, asked: Asked) -> Artefact:
    if not asked.about:
        raise Refused("Say about which artefact the comment log is, by its reference.")
    return find_artefact(board, asked.about)


def source_of(workspace: Workspace, sight: files.Sight) -> Source:
    """A board as somebody looks at it, with its past up to that moment."""

    def history(kind: str, record_id: str) -> Iterable[Entry]:
        return [entry for entry in workspace.history(kind, record_id) if entry.seq <= sight.board.seq]

    return Source(sight.board, sight.today, history, lambda seq: workspace.as_at(seq, near=sight.board))


def render(path: Path, made: Document) -> bytes:
    """The bytes of a document in the format that the path's extension names. Raises Refused for one that it has none in."""
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        raise Refused(f"A document is written to a file that ends in {', '.join(WRITERS)}.")
    if suffix == ".pdf":
        files.ready_to_draw()
    data: bytes = import_module(WRITERS[suffix]).write(made)
    return data


def export(workspace: Workspace, sight: files.Sight, path: Path, asked: Asked, *, follow: bool = True) -> list[str]:
    """Write a document to a file. Returns sentences about what should be looked at before it is issued; nothing is mended.

    Raises Refused where it cannot be written, Unavailable where a PDF is asked for and Qt cannot make one.
    """
    with contextlib.suppress(OSError):  # one that is not there is none
        if os.path.samefile(path, workspace.location):
            raise Refused(f"{path} is the board itself, so nothing was written. Choose another name.")
    data = render(path, document(workspace, sight, asked))
    try:
        write_file(path, data, follow=follow)
    except NotWritten as error:
        raise Refused(str(error)) from error
    return list(before_issue(sight.board, asked))


def before_issue(board: Board, asked: Asked) -> Iterator[str]:
    """What `lint` finds in the meeting of a report that is not issued yet, a sentence each."""
    meeting = _meeting(board, asked) if asked.name == "headline" else None
    if meeting is None or meeting.status in versions.OUT:
        return
    yield from (f"Before it is issued, {sentence}." for sentence in linting.sentences(board, meeting))
