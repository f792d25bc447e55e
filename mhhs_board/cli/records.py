"""The verbs of every register: `action add|list|show|edit|retire|export|import`, and the same for any other record type."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from mhhs_board.base import terminal
from mhhs_board.cli import answers
from mhhs_board.cli.changing import assigned, chosen, said_of_import, saved, touched
from mhhs_board.cli.ends import DONE
from mhhs_board.cli.opening import opened, sight_of
from mhhs_board.cli.reading import said_written, shown_record
from mhhs_board.cli.tables import print_lines, table, terminal_width
from mhhs_board.domain import cells, evidence
from mhhs_board.domain.board import Board
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import main_field, typed
from mhhs_board.domain.governance import Issue
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.names import find_artefact, find_registered
from mhhs_board.domain.record import Registered, artefact_about
from mhhs_board.domain.records import REGISTERS, Artefact
from mhhs_board.exchange import files, incoming, register_table
from mhhs_board.operations import registering
from mhhs_board.program import boards

if TYPE_CHECKING:
    from mhhs_board.workspace import Workspace


def registered(arguments: Namespace) -> int:
    """`TYPE ACT …`."""
    return _ACTS[arguments.act](arguments)


def add(arguments: Namespace) -> int:
    """`TYPE add`: its fields as options, the first of them also without its name."""
    kind = arguments.verb
    values = {one.name: found for one in typed(REGISTERS[kind]) if (found := getattr(arguments, one.name))}
    first = main_field(REGISTERS[kind]).name
    if arguments.unnamed:
        if first in values:
            raise Refused(f"The {first} is given twice.")
        values[first] = arguments.unnamed
    if not values:
        options = ", ".join(f"--{one.name.replace('_', '-')}" for one in typed(REGISTERS[kind]))
        raise Refused(f"Say at least one field: {options}.")
    with opened(arguments) as workspace:
        return _saved(workspace, workspace.run(registering.add, kind=kind, values=values, propose=True), arguments)


def edit(arguments: Namespace) -> int:
    """`TYPE edit REF FIELD=VALUE …`."""
    values = assigned(arguments.values)
    with opened(arguments) as workspace:
        found = find_registered(workspace.board, arguments.verb, arguments.ref)
        entry = workspace.run(registering.edit, kind=arguments.verb, id=found.id, values=values)
        return _saved(workspace, entry, arguments)


def retire(arguments: Namespace) -> int:
    """`TYPE retire REF`."""
    with opened(arguments) as workspace:
        found = find_registered(workspace.board, arguments.verb, arguments.ref)
        entry = workspace.run(registering.retire, kind=arguments.verb, ids=[found.id], reason=arguments.reason)
        return _saved(workspace, entry, arguments)


def _saved(workspace: Workspace, entry: Entry | None, arguments: Namespace) -> int:
    return saved(workspace, entry, touched(workspace.board, entry), arguments)


def list_(arguments: Namespace) -> int:
    """`TYPE list [--all] [--about REF]`: in their order, without `--all` only what is open."""
    with opened(arguments) as workspace:
        sight = sight_of(workspace, arguments.as_at)
        every = register_table.in_use(sight.board, arguments.verb)
        found = [one for one in every if arguments.all or not one.done()]
        if arguments.about:
            artefact = find_artefact(sight.board, arguments.about)
            found = [one for one in found if _is_about(sight.board, one, artefact)]
        if arguments.json:
            terminal.say_json([answers.record_object(sight, one) for one in found])
        else:
            head, rows = register_table.lines(sight.board, arguments.verb, found)
            if rows:
                print_lines(table([word.upper() for word in head], rows, terminal_width()))
            gaps = sum(1 for one in found if any(cells.gaps(one)))
            missing = f" · {gaps} incomplete" if gaps else ""
            many = REGISTERS[arguments.verb].MANY
            terminal.say(f"{len(found)} of {len(every)} {many} shown{missing}")
    return DONE


def _is_about(board: Board, record: Registered, artefact: Artefact) -> bool:
    if isinstance(record, Issue):
        return evidence.touches(board, record, artefact)
    return artefact_about(record, board) == artefact.id


def show(arguments: Namespace) -> int:
    """`TYPE show REF`."""
    with opened(arguments) as workspace:
        return shown_record(workspace, find_registered(workspace.board, arguments.verb, arguments.ref), arguments)


def export(arguments: Namespace) -> int:
    """`TYPE export FILE.csv`."""
    with opened(arguments) as workspace:
        path = boards.typed_path(arguments.file)
        sight = sight_of(workspace, arguments.as_at)
        told = files.export_register(workspace, sight, path, arguments.verb, private=arguments.private)
        return said_written(path, told, arguments)


def import_(arguments: Namespace) -> int:
    """`TYPE import FILE.csv [--dry-run]`: refused where no row could be taken in."""
    with opened(arguments) as workspace:
        path = boards.typed_path(arguments.file)
        said = {"dry_run": arguments.dry_run, "choices": chosen(arguments)}
        taken = incoming.import_register(workspace, path, arguments.verb, **said)
        return said_of_import(taken, arguments)


_ACTS: dict[str, Callable[[Namespace], int]] = {
    "add": add, "list": list_, "show": show, "edit": edit, "retire": retire, "export": export, "import": import_,
}  # fmt: skip
