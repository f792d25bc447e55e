"""The logs: actions and decisions of a forum or of all, the comments on an artefact by version, and the issues, each whole
as it is handed over."""

from __future__ import annotations

from collections.abc import Sequence

from mhhs_board.base.document import NOT_STATED, Cell, Document, Para, Section, Table, cell, line, paragraphs
from mhhs_board.domain import agenda, dates, evidence, references
from mhhs_board.domain.fields import by_name
from mhhs_board.domain.governance import Action, Comment, Decision, Issue, Meeting
from mhhs_board.domain.records import Artefact, Stage
from mhhs_board.domain.telling import clipped
from mhhs_board.exchange.documents import words
from mhhs_board.exchange.documents.words import Source

ACTION_LOG = "Action log"


def actions(source: Source, meeting: Meeting | None) -> Document:
    """The action log: what is open first, by the day it is due; then what was closed or replaced."""
    board = source.board
    every = board.of(Action).values() if meeting is None else agenda.actions_of(board, meeting.forum)
    found = sorted((one for one in every if not one.retired), key=lambda one: one.order())
    order = [*(one for one in found if not one.done()), *sorted(filter(Action.done, found), key=words.by_ref)]
    rows = tuple(
        (
            cell(one.ref),
            words.action_words(source, one),
            cell(words.owner(one)),
            cell(_due(source, one)),
            cell(one.status),
            cell(words.meeting_called(board, one.meeting)),
            cell(words.about_called(board, one)),
        )
        for one in order
    )
    waiting = sum(1 for one in found if not one.done())
    told = f"{len(rows):,} action{'' if len(rows) == 1 else 's'}, {waiting:,} open"
    head = ("Ref", "Action", "Owner", "Due", "Status", "Meeting", "About")
    return _log(source, meeting, ACTION_LOG, Table(head, rows, told, (13, 28, 15, 13, 9, 10, 12)))


def _due(source: Source, action: Action) -> str:
    day = dates.day_of(dates.kept_day(action.due))
    late = day is not None and day < source.today and not action.done()
    return f"{words.day(action.due)} (overdue)" if late else words.day(action.due)


def decisions(source: Source, meeting: Meeting | None) -> Document:
    """The decision register, as people count the references."""
    board = source.board
    found = [one for one in board.of(Decision).values() if not one.retired]
    if meeting is not None:
        sittings = board.of(Meeting)
        found = [one for one in found if one.meeting and sittings[one.meeting].forum == meeting.forum]
    found.sort(key=words.by_ref)
    rows = tuple(
        (
            cell(one.ref),
            cell(words.meeting_called(board, one.meeting)),
            cell(words.about_called(board, one)),
            words.decision_words(board, one),
        )
        for one in found
    )
    told = f"{len(rows):,} decision{'' if len(rows) == 1 else 's'}"
    head = ("Ref", "Meeting", "About", "Decision")
    return _log(source, meeting, "Decision register", Table(head, rows, told, (15, 11, 17, 57)))


def comments(source: Source, artefact: Artefact) -> Document:
    """The comments on an artefact, a table a version, each with its severity and what became of it."""
    board = source.board
    found = evidence.about(board, Comment, artefact.id)
    live = sorted(found, key=lambda one: (references.sort_key(one.number), one.id))
    stage = board.of(Stage).get(artefact.stage or "")
    waiting = [one for one in live if not one.done()]
    major = sum(1 for one in waiting if one.severity == "major")
    facts = (
        ("Version now", artefact.version),
        ("Stage", stage.name if stage is not None else ""),
        ("Open comments", f"{len(waiting):,}, of which {major:,} major"),
        ("As at", dates.written(source.today)),
    )
    rows = tuple((cell(label), cell(said)) for label, said in facts)
    top = Section("", (Table(("Artefact", words.artefact_called(board, artefact.id)), rows, shares=(1, 3)),))
    versions = sorted({one.version for one in live}, key=lambda one: (not one, references.sort_key(one)))
    sections = [
        Section(
            f"Version {line(version)}" if version else f"Version {NOT_STATED}",
            (_commented([one for one in live if one.version == version]),),
        )
        for version in versions
    ]
    none = [Section("Comments", (Para("There are no comments."),))]
    called = line(artefact.ref or artefact.title)
    return Document(f"{called} Comment log", (top, *(sections or none)), day=source.today)


def _commented(found: list[Comment]) -> Table:
    rows = tuple(
        (
            cell(one.number),
            cell(one.section or "–"),
            cell(one.severity),
            cell(one.raiser),
            paragraphs(one.text, gap=True),
            paragraphs(one.response) or cell("–"),
            cell(one.disposition or "–"),
            cell(one.status),
        )
        for one in found
    )
    told = f"{len(rows):,} comment{'' if len(rows) == 1 else 's'}"
    head = ("No.", "Section", "Severity", "Raised by", "Comment", "Response", "Disposition", "Status")
    return Table(head, rows, told, (6, 9, 10, 13, 24, 18, 12, 8))


def issues(source: Source, artefact: Artefact | None) -> Document:
    """The issues, or those that touch an artefact, to be handed over: options and views also while nobody has decided,
    links, the meetings that talked of it, and what of all this is not stated."""
    board = source.board
    live = [one for one in board.of(Issue).values() if not one.retired]
    found = live if artefact is None else evidence.issues(board, artefact)
    found.sort(key=lambda one: (one.done(), not one.ref, references.sort_key(one.ref), one.id))
    waiting = sum(1 for one in found if not one.done())
    lacking = sum(1 for one in found if _lacking(one))
    of = words.artefact_called(board, artefact.id) if artefact is not None else line(board.details.name)
    facts = (
        ("Issues", f"{len(found):,}, of which {waiting:,} open"),
        ("With something not stated", f"{lacking:,}"),
        ("As at", dates.written(source.today)),
    )
    rows = tuple((cell(label), cell(said)) for label, said in facts)
    head = ("Artefact" if artefact is not None else "Board", of or NOT_STATED)
    sections = [Section(_issue_called(one), (_handed_over(source, one),)) for one in found]
    none = [Section("Issues", (Para("There are no issues."),))]
    called = line(artefact.ref or artefact.title) if artefact is not None else ""
    top = Section("", (Table(head, rows, shares=(1, 3)),))
    return Document(f"{called} Issue log".strip(), (top, *(sections or none)), day=source.today)


def _issue_called(issue: Issue) -> str:
    begins = clipped(line(" ".join(issue.text.split())), _HEADING)
    return ": ".join(filter(None, (line(issue.ref), begins)))


_HEADING = 80
"""Letters of an issue's text in its heading; it stands whole beneath."""


_HANDED_OVER = ("ref", "text", "artefact", "priority", "options", "views", "links", "meetings")


def _lacking(issue: Issue) -> list[str]:
    """What of an issue is not stated, though who takes it over will ask."""
    fields = by_name(Issue)
    return [fields[name].word for name in _HANDED_OVER if not getattr(issue, name)]


def _handed_over(source: Source, issue: Issue) -> Table:
    board = source.board
    said: list[tuple[str, Cell]] = [
        ("Issue", paragraphs(issue.text, gap=True)),
        ("Artefact", cell(words.artefact_called(board, issue.artefact))),
        *([("Other artefacts", _points(issue.others))] if issue.others else []),
        ("Priority", cell(issue.priority)),
        ("Options", paragraphs(issue.options, gap=True)),
        ("Views", paragraphs(issue.views, gap=True)),
        ("Links", _points(issue.links)),
        ("Discussed at", _points([_met(source, one) for one in issue.meetings])),
        ("Resolution", paragraphs(issue.resolution, gap=True)),
        ("Not stated", cell(", ".join(lacking) if (lacking := _lacking(issue)) else "Nothing; it is complete")),
    ]
    rows = tuple((cell(label), content) for label, content in said)
    return Table(("Status", issue.status), rows, shares=(1, 4))


def _points(texts: Sequence[str]) -> Cell:
    return tuple(Para(line(one)) for one in texts) or cell("")


def _met(source: Source, number: str) -> str:
    """A meeting as an issue names it, with its day where the board has it."""
    wanted = references.counted(number)
    for one in source.board.of(Meeting).values():
        if not one.retired and references.counted(one.number) == wanted:
            return f"{one.number}, {words.day(one.day)}" if one.day else one.number
    return number


def _log(source: Source, meeting: Meeting | None, title: str, table: Table) -> Document:
    board = source.board
    called = words.forum_called(board, meeting) if meeting is not None else ""
    rows = ((cell("As at"), cell(dates.written(source.today))),)
    top = Table(("Forum", called or f"All forums of {line(board.details.name) or 'the board'}"), rows, shares=(1, 3))
    sections = (Section("", (top,)), Section("Actions" if title == ACTION_LOG else "Decisions", (table,)))
    return Document(f"{called} {title}".strip(), sections, day=source.today)
