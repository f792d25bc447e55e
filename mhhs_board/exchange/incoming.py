"""A file on its way into a board: read, judged, and taken in as it was judged, at once or beside a window.

Shared by the command line and the window; which format a file has is known to `exchange` alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from mhhs_board.base.garbage import collection_paused, let_go
from mhhs_board.domain import invariants, names, telling, workflow
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import BoardError, Conflict, Refused
from mhhs_board.domain.governance import Meeting
from mhhs_board.domain.imported import NO_CHOICES, Blanks, Choices, Imported, Reading, Report, Verdict, unheard
from mhhs_board.domain.records import Artefact

if TYPE_CHECKING:
    from mhhs_board.domain.imported import Origin, RegisterReading
    from mhhs_board.domain.journal import Entry
    from mhhs_board.operations.context import Context
    from mhhs_board.operations.importing.compared import Stood
    from mhhs_board.operations.importing.importing import Look
    from mhhs_board.workspace import Past, Workspace


def import_file(
    workspace: Workspace, path: Path, *, blanks: Blanks = "keep", dry_run: bool = False, choices: Choices = NO_CHOICES
) -> Imported:
    """Take a file in as one entry, as somebody chose to read it, or with `dry_run` only judge it; also one that holds a
    past meeting. Raises Refused where the file cannot be read."""
    from mhhs_board.exchange import formats, meeting_file
    from mhhs_board.operations.importing import importing, usual
    from mhhs_board.workspace import Past

    if path.suffix.lower() == ".json" and meeting_file.is_one(formats.bytes_of(path)):
        return import_register(workspace, path, Meeting.KIND, dry_run=dry_run)
    with collection_paused():
        reading = formats.load(path, choices)
        past = Past(workspace.history, lambda _, entry, mark: workspace.stood(entry, mark))
        if dry_run:
            return _looked(workspace.board, workspace.context(), past, path, reading, blanks, choices)[0]
        mapping, stood = _mapping(reading, choices), _stood(workspace.board, past.stood, reading.origin)
        judged: list[list[Verdict]] = []
        entry = workspace.run(
            importing.import_rows,
            rows=reading.rows,
            blanks=blanks,
            source=_source(path, reading),
            history=workspace.history,
            choices=choices,
            stood=stood,
            heard=judged.append,
        )
        board, verdicts = workspace.board, judged[-1]
        remarks = (*_told_origin(reading.origin, Artefact.KIND, stood), *_remarks(reading, board, verdicts, choices))
        asked = reading.asked | importing.questions(board, reading.rows, verdicts, choices, stood)
        suggestions = reading.suggestions | usual.suggested(board, asked)
        return Imported(verdicts, remarks, reading.own, entry, mapping, asked, suggestions)


def _looked(
    board: Board,
    context: Context,
    past: Past,
    path: Path,
    reading: Reading,
    blanks: Blanks,
    choices: Choices,
    report: Report = unheard,
) -> tuple[Imported, Look]:
    """What an import would do on a board."""
    from mhhs_board.operations.importing import compared, importing, understood, usual

    source = _source(path, reading)
    stood = _stood(board, past.stood, reading.origin)
    found = importing.look(board, context, reading.rows, blanks, past.history, choices, source, report, stood)
    said = [*_told_origin(reading.origin, Artefact.KIND, stood), *_remarks(reading, found.scratch, found.verdicts, choices)]
    said += _told_gone(board, found.gone, source, choices)
    said += _told_changed(board, compared.gone(stood, board, found.verdicts).changed) if stood is not None else []
    judged = Imported(
        found.verdicts,
        tuple(said),
        reading.own,
        mapping=_mapping(reading, choices),
        questions=reading.asked | found.questions,
        suggestions=reading.suggestions | usual.suggested(board, found.questions),
        fields=understood.fields(found.scratch, reading.rows, found.verdicts),
        examples=reading.examples,
        sheets=reading.sheets,
        gone=found.gone,
    )
    return judged, found


@dataclass(frozen=True)
class Judged:
    """What an import would do on the board as it stood at entry `seq`, the choices by which it was read, and the entry that
    does it."""

    imported: Imported
    choices: Choices
    entry: Entry
    seq: int

    @property
    def large(self) -> bool:
        """Whether it takes so long to save that a window had better not wait for it."""
        return len(self.entry.changes) > _LARGE


Remembered = Callable[[Mapping[str, str]], Choices | None]
"""From heading → field to what was chosen for such a table before; None where nothing was."""


def judging(
    workspace: Workspace,
    path: Path,
    blanks: Blanks = "keep",
    choices: Choices = NO_CHOICES,
    remembered: Remembered = lambda columns: None,
) -> Callable[[Report], Judged]:
    """Takes hold of the board as it is; what is returned reads a file and judges it, in any thread. Raises Refused there
    where it cannot be read. What was remembered and does not fit any more is forgotten."""
    apart, context = workspace.apart(), workspace.context()

    def judge(report: Report) -> Judged:
        from mhhs_board.exchange import formats, meeting_file

        with collection_paused(kept=True), workspace.past_apart() as past:
            report(0, 0)
            board = apart()
            if path.suffix.lower() == ".json" and meeting_file.is_one(formats.bytes_of(path)):
                return _judged_meeting(board, context, path)
            reading, said = formats.load(path, choices, report), choices
            if known := remembered(reading.columns):
                with contextlib.suppress(BoardError):
                    reading, said = formats.load(path, known, report), known
            try:
                judged, found = _looked(board, context, past, path, reading, blanks, said, report)
            except BoardError:
                if said == choices:
                    raise
                reading, said = formats.load(path, choices, report), choices
                judged, found = _looked(board, context, past, path, reading, blanks, said, report)
            made = Judged(judged, said, found.entry(), board.seq)
            if made.large and (breaches := invariants.made_by(board, made.entry.changes)):
                raise Refused(invariants.refusal(breaches))
            many = [*reading.rows, *found.scratch.all_records(), *board.all_records()]
            del board, reading, found
            let_go(many)
            return made

    return judge


def _judged_meeting(board: Board, context: Context, path: Path) -> Judged:
    from mhhs_board.operations.importing import registered

    readings = _register_readings(path, Meeting.KIND, NO_CHOICES)
    verdicts: list[list[Verdict]] = []
    entry = registered.import_tables(board, context, readings=readings, source=path.name, heard=verdicts.append)
    remarks, own = tuple(remark for one in readings for remark in one.remarks), any(one.own for one in readings)
    return Judged(Imported(verdicts[-1], remarks, own), NO_CHOICES, entry, board.seq)


def take_in(workspace: Workspace, judged: Judged) -> Imported:
    """Take in what was judged, as it was judged. Raises Conflict where the board has moved since."""
    entry = workspace.run(_as_judged, judged=judged)
    return msgspec.structs.replace(judged.imported, entry=entry)


def _as_judged(board: Board, context: Context, *, judged: Judged) -> Entry:
    if board.seq != judged.seq:
        raise Conflict("The board was changed meanwhile, so the file has to be judged again. Nothing was changed.")
    return msgspec.structs.replace(judged.entry, actor=context.actor)


def taking_in(workspace: Workspace, judged: Judged) -> Callable[[], Callable[[], Imported]]:
    """The same of what is large: what is returned saves it in any thread, and what that returns takes it in here."""
    save = workspace.saving(_as_judged(workspace.board, workspace.context(), judged=judged))

    def saved() -> Callable[[], Imported]:
        kept = save()
        return lambda: msgspec.structs.replace(judged.imported, entry=workspace.take_saved(kept))

    return saved


_LARGE = 2_000
"""An entry of more changes is saved behind the window: so many take a tenth of a second."""


def _source(path: Path, reading: Reading) -> str:
    """What a table is called: its file without a folder, and of a workbook with several sheets the sheet."""
    return f"{path.name}, {reading.sheet}" if len(reading.sheets) > 1 else path.name


def _stood(board: Board, at: Callable[[Board, int, str], Board | None], origin: Origin | None) -> Stood | None:
    """The board that a workbook of ours was made of; None where its entry is not in this one's history, and for any other
    table."""
    from mhhs_board.operations.importing.compared import Stood

    if origin is None or (then := at(board, origin.entry, origin.mark)) is None:
        return None
    return Stood(then, origin.shown, origin.private)


def _told_origin(origin: Origin | None, kind: str, stood: Stood | None) -> list[str]:
    """What a workbook of ours is compared with, or that it is read as anybody's."""
    if origin is None:
        return []
    if stood is None:
        return [
            "The workbook was made of another board, or of a state that is not in the history of this one: "
            "it is read as anybody's table."
        ]
    read = next((sheet for sheet, of in origin.tables.items() if of == kind), "")
    alone = f" Of its sheets {names.quoted(read)} alone is read." if read else ""
    return [f"Each cell is compared with this board as it was at entry {origin.entry:,}.{alone}"]


def _told_changed(board: Board, left: Sequence[str]) -> list[str]:
    """That what is not in a workbook any more was changed here since."""
    if not left:
        return []
    called = names.listed([telling.called(board, Artefact.KIND, one) for one in left])
    what = "it is" if len(left) == 1 else "they are"
    return [f"Not in the workbook any more, and changed here since it was made: {called}; {what} left alone."]


def _told_gone(board: Board, gone: Sequence[str], source: str, choices: Choices) -> list[str]:
    if not gone:
        return []
    called = names.listed([telling.called(board, Artefact.KIND, one) for one in gone])
    what = "it is" if len(gone) == 1 else "they are"
    becomes = "retired" if choices.gone == "retire" else "left alone"
    return [f"Came from {source} and not in it any more: {called}; {what} {becomes}."]


def _remarks(reading: Reading, board: Board, verdicts: Iterable[Verdict], choices: Choices) -> tuple[str, ...]:
    """What is said of a table, and where what is new begins if it does not say so itself."""
    said = {*reading.columns.values(), *choices.all}
    if reading.own or not reading.columns or said & {"stage", "column"} or all(one.verdict != "new" for one in verdicts):
        return reading.remarks
    first = workflow.first_stage(board)
    return (
        (*reading.remarks, f"No column is the stage, so what is new begins in {first.name}.") if first else reading.remarks
    )


def _mapping(reading: Reading, choices: Choices) -> dict[str, Any]:
    """How a table was read, in the words in which it can be chosen; empty for a file of our own."""
    if reading.own or not reading.columns:
        return {}
    read = {"program": reading.program, "sheet": reading.sheet, "headings": reading.headings}
    told: dict[str, Any] = read | {"columns": dict(reading.columns)}
    told |= {"set": dict(choices.all), "values": {field: dict(known) for field, known in choices.values.items()}}
    return told | {"rest": choices.rest, "days": choices.days, "merged": choices.merged}


def import_register(
    workspace: Workspace, path: Path, kind: str, *, dry_run: bool = False, choices: Choices = NO_CHOICES
) -> Imported:
    """Take a register's table in as one entry, or a past meeting as a whole from its JSON, or with `dry_run` only judge it.
    Raises Refused where it cannot be read."""
    from mhhs_board.operations.importing import registered

    readings = _register_readings(path, kind, choices)
    origin = readings[0].origin if readings else None
    stood = _stood(workspace.board, lambda _, entry, mark: workspace.stood(entry, mark), origin)
    remarks = (*_told_origin(origin, kind, stood), *(remark for one in readings for remark in one.remarks))
    own = any(one.own for one in readings)
    if dry_run:
        return Imported(registered.judge_tables(workspace.board, workspace.context(), readings, stood), remarks, own)
    judged: list[list[Verdict]] = []
    entry = workspace.run(registered.import_tables, readings=readings, source=path.name, stood=stood, heard=judged.append)
    return Imported(judged[-1], remarks, own, entry)


def _register_readings(path: Path, kind: str, choices: Choices) -> tuple[RegisterReading, ...]:
    """The tables of a register's file. Raises Refused where it cannot be read."""
    from mhhs_board.exchange import formats, meeting_file, register_table
    from mhhs_board.exchange.tabular import workbook

    if kind == Meeting.KIND and path.suffix.lower() == ".json":
        return tuple(meeting_file.read(formats.bytes_of(path)))
    if path.suffix.lower() in formats.WORKBOOKS:
        grid = workbook.grid_of(formats.workbook_bytes(path), choices.sheet, register_table.names_a_field(kind), kind)
        return (register_table.read(grid, kind, choices),)
    return (register_table.read(formats.bytes_of(path), kind, choices),)
