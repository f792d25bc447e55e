"""The first entry of a board: its stages, lanes, forums and perhaps artefacts, laid out from a template."""

from __future__ import annotations

import tomllib
from typing import Any

import msgspec

from mhhs_board.domain import rank
from mhhs_board.domain.board import Board, added
from mhhs_board.domain.governance import Forum, Seat, YesNo
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import Named, Record
from mhhs_board.domain.records import Artefact, Blocker, Details, Gate, Kind, Stage, Workstream
from mhhs_board.operations import typed
from mhhs_board.operations.context import Context
from mhhs_board.operations.undoing import TEMPLATE


class Placed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An artefact of a template. Without a stage it is blocked, with nothing stated."""

    ref: str
    title: str
    kind: str
    workstream: str
    stage: str | None = None


class Seats(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The seats of a forum, or of one workstream's table there, by constituency; no person's name."""

    forum: str
    constituencies: list[str]
    workstream: str | None = None
    tentative: list[str] = []


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a board starts with, as `resources/templates/*.toml` holds it. Lists are in order."""

    name: str
    gates: dict[str, Gate] = {}
    stage: list[dict[str, Any]] = []
    workstream: list[dict[str, Any]] = []
    kind: list[dict[str, Any]] = []
    forum: list[dict[str, Any]] = []
    seats: list[Seats] = []
    artefact: list[Placed] = []


def template(data: bytes) -> Template:
    """A template from the bytes of its file."""
    return msgspec.convert(tomllib.loads(data.decode()), Template)


def found(board: Board, context: Context, *, template: Template, name: str = "", example: bool = False) -> Entry:
    """The entry that lays out a template on an empty board; undo never goes behind it."""
    title = typed.line(name, "name of the board", limit=80) or template.name
    gates: dict[str, Any] = {f"gate_{gate}": value for gate, value in template.gates.items()}
    records: list[Record] = [Details(id="board", name=title, example=int(example), **gates)]
    kinds: tuple[tuple[type[Named], list[dict[str, Any]]], ...] = (
        (Stage, template.stage),
        (Workstream, template.workstream),
        (Kind, template.kind),
        (Forum, template.forum),
    )
    for record, rows in kinds:
        ranks = rank.spread("", "", len(rows))
        records += [msgspec.convert({**row, "rank": given}, record) for row, given in zip(rows, ranks, strict=True)]
    for table in template.seats:
        for name in table.constituencies:
            held: dict[str, Any] = {"forum": table.forum, "workstream": table.workstream, "constituency": name}
            tentative: YesNo = "yes" if name in table.tentative else "no"
            records.append(Seat(id=context.new_id(), tentative=tentative, **held))
    ranks = rank.spread("", "", len(template.artefact))
    for placed, given in zip(template.artefact, ranks, strict=True):
        artefact = Artefact(
            id=context.new_id(),
            ref=placed.ref,
            title=placed.title,
            kind=placed.kind,
            workstream=placed.workstream,
            stage=placed.stage,
            rank=given,
            stage_since=context.now if placed.stage else "",
        )
        records.append(artefact)
        if placed.stage is None:
            records.append(Blocker(id=context.new_id(), artefact=artefact.id, since=context.now, raised_by=context.actor))
    return context.entry(TEMPLATE, [added(record) for record in records], note=f"From the template “{template.name}”.")
