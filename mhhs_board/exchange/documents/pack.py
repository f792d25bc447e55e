"""The agenda pack of a meeting: its agenda with times, the consent block apart, what is known of each artefact on it, and
the open actions of its forum."""

from __future__ import annotations

from collections.abc import Iterator

from mhhs_board.base.document import NO_DAY, NOT_STATED, Cell, Document, Para, Section, Table, cell, line, paragraphs
from mhhs_board.domain import agenda, dates, evidence, hours, names, telling
from mhhs_board.domain.board import Board
from mhhs_board.domain.governance import Comment, Item, Meeting, Milestone
from mhhs_board.domain.records import Artefact, Stage
from mhhs_board.exchange.documents import words
from mhhs_board.exchange.documents.words import Source

HEAD = ("No.", "Time", "Minutes", "Subject", "Purpose", "Why", "Lead")
_SHARES = (6, 9, 10, 28, 13, 22, 12)


def document(source: Source, meeting: Meeting) -> Document:
    """The pack of a meeting as its records say it now."""
    board = source.board
    every = agenda.items(board, meeting.id)
    live = [one for one in every if not one.taken_off]
    block = [one for one in live if one.consent == "block"]
    talked = [one for one in live if one.consent != "block"]
    off = [one for one in every if one.taken_off]
    found = [Section("", (words.facts(board, meeting),)), Section("Agenda", (_listed(source, meeting, talked),))]
    if block:
        told = Para("Nobody is expected to object. Any seat may pull one out; the rest is recorded together.")
        rows = tuple(_row(source, one, "") for one in block)
        found.append(Section("Consent block", (told, Table(HEAD, rows, _many(len(rows)), _SHARES))))
    if off:
        points = tuple(Para(f"{words.item_called(one)}: {line(one.taken_off)}", bullet=True) for one in off)
        found.append(Section("Taken off the agenda", points))
    if cards := [one for one in live if one.artefact in board.of(Artefact)]:
        found.append(Section("What is on the agenda", (Para("Each artefact as it stands on the board."),)))
        found += [_card(source, one) for one in cards]
    found.append(Section("Open actions", (_actions(source, meeting),)))
    day = dates.day_of(dates.kept_day(meeting.day))
    return Document(f"{words.forum_called(board, meeting)} Agenda", tuple(found), day=day or NO_DAY)


def _many(count: int) -> str:
    return f"{count:,} item{'' if count == 1 else 's'}"


def _listed(source: Source, meeting: Meeting, items: list[Item]) -> Table:
    rows = tuple(_row(source, one, time) for one, time in zip(items, times(meeting, items), strict=True))
    planned = [count for one in items if (count := one.planned) is not None]
    without = len(items) - len(planned)
    told = f"{_many(len(items))}, {sum(planned)} minutes planned"
    return Table(HEAD, rows, told + (f", {without} without a time" if without else ""), _SHARES)


def times(meeting: Meeting, items: list[Item]) -> Iterator[str]:
    """When each item begins by the clock, from the meeting's beginning on; empty from the first on whose time is not
    planned."""
    clock = hours.minutes(meeting.begins)
    for one in items:
        yield "" if clock is None else f"{clock // 60 % 24:02}:{clock % 60:02}"
        clock = clock + one.planned if clock is not None and one.planned is not None else None


def _row(source: Source, item: Item, time: str) -> tuple[Cell, ...]:
    carried, now = words.carried(source.board, item), agenda.since_then(source.board, item, agenda.Closings(source.history))
    since = [f"Now: {line('; '.join(now))}"] if now else []
    why = (*paragraphs(item.reason), *(Para(words.ended(one)) for one in (carried, *since) if one))
    said = (item.number, time or "–", item.minutes or "–", item.subject, item.purpose)
    return (*map(cell, said), why or cell("–"), cell(item.lead))


# -- what is known of an artefact --------------------------------------------------------------------------------------


def _card(source: Source, item: Item) -> Section:
    board = source.board
    artefact = board.of(Artefact)[item.artefact or ""]
    stage = board.of(Stage).get(artefact.stage or "")
    milestone = board.of(Milestone).get(artefact.milestone or "")
    due = dates.whole(artefact.due, artefact.due_on)
    facts = (
        ("Stage", f"{stage.name if stage else NOT_STATED}{', blocked' if board.is_blocked(artefact.id) else ''}"),
        ("Version", artefact.version),
        ("Owner", artefact.owner),
        ("Due", due),
        ("Milestone", milestone.name if milestone is not None else ""),
        ("Last outcome", evidence.said_outcome(board, artefact)),
    )
    rows = [(cell(label), cell(said)) for label, said in facts]
    for label, content in (("Open comments", _comments(board, artefact)), ("Blocking positions", _held(board, artefact))):
        rows.append((cell(label), content or cell("none")))
    if told := missing(board, item):
        rows.append((cell("Missing"), (Para(line(told)),)))
    called = words.artefact_called(board, artefact.id)
    return Section(words.item_called(item), (Table(("Artefact", called), tuple(rows), shares=(1, 3)),), level=2)


def _comments(board: Board, artefact: Artefact) -> Cell:
    found = [one for one in evidence.about(board, Comment, artefact.id) if not one.done()]
    return tuple(
        Para(
            f"{line(one.number) or NOT_STATED} ({one.severity}): {telling.clipped(line(one.text)) or NOT_STATED}",
            bullet=True,
        )
        for one in found
    )


def _held(board: Board, artefact: Artefact) -> Cell:
    return tuple(words.position_words(board, one) for one in evidence.blocking(board, artefact))


def missing(board: Board, item: Item) -> str:
    """What is missing for what a meeting decides about an item; empty where it decides nothing about it, or has."""
    stage = agenda.aim(board, item.meeting)
    if stage is None or item.purpose not in ("review", "decision") or item.outcome:
        return ""
    found = agenda.lacking(board, item.meeting, item)
    found += ["it is blocked"] if board.is_blocked(item.artefact or "") else []
    return f"For {stage.name}: {names.listed(found)}." if found else f"Nothing is missing for {stage.name}."


def _actions(source: Source, meeting: Meeting) -> Table:
    found = agenda.open_actions(source.board, meeting.forum or "")
    rows = tuple(
        (
            cell(one.ref),
            words.action_words(source, one),
            cell(words.owner(one)),
            cell(words.day(one.due)),
            cell(words.meeting_called(source.board, one.meeting)),
        )
        for one in found
    )
    told = f"{len(rows):,} open action{'' if len(rows) == 1 else 's'}"
    return Table(("Ref", "Action", "Owner", "Due", "From"), rows, told, (13, 44, 18, 14, 11))
