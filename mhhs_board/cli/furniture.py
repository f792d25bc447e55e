"""The verbs for what a board is made of: workstreams, stages, forums, kinds, and its settings."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from mhhs_board.base import terminal
from mhhs_board.base.text import shown
from mhhs_board.cli.changing import assigned, saved
from mhhs_board.cli.ends import DONE
from mhhs_board.cli.opening import opened
from mhhs_board.cli.tables import print_lines
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.names import match
from mhhs_board.operations import configuring


def named(arguments: Namespace) -> int:
    """`workstream|stage|forum|kind add|rename|reorder|retire`."""
    kind = arguments.verb
    with opened(arguments) as workspace:
        board = workspace.board
        records = configuring.named(board, kind)
        if arguments.act == "add":
            fields: dict[str, Any] = {"short": arguments.short or "", "aliases": arguments.aliases or ()}
            if kind == "stage":
                fields["role"] = arguments.role
            if kind == "forum":
                parent = match(arguments.parent, board.forums, "forum").id if arguments.parent else None
                fields |= {"level": arguments.level, "parent": parent, "cadence": arguments.cadence or ""}
            entry = workspace.run(configuring.add_named, kind=kind, name=arguments.name, **fields)
            return saved(workspace, entry, [], arguments)
        record = match(arguments.name, records, kind).id
        if arguments.act == "rename":
            words = {"name": arguments.new_name, "short": arguments.short, "aliases": arguments.aliases}
            if kind == "stage":
                words["role"] = arguments.role
            if kind == "forum":
                above = match(arguments.parent, board.forums, "forum").id if arguments.parent else arguments.parent
                words |= {"level": arguments.level, "parent": above, "cadence": arguments.cadence}
            if all(word is None for word in words.values()):
                more = {"stage": ", or --role", "forum": ", or --level, --parent or --cadence"}.get(kind, "")
                raise Refused(f"Say the new name, or --short or --alias{more}.")
            entry = workspace.run(configuring.amend_named, kind=kind, id=record, **words)
        elif arguments.act == "reorder":
            before = match(arguments.before, records, kind).id if arguments.before else None
            entry = workspace.run(configuring.reorder, kind=kind, id=record, before=before)
        else:
            entry = workspace.run(configuring.retire_named, kind=kind, id=record)
        return saved(workspace, entry, [], arguments)


def configure(arguments: Namespace) -> int:
    """`configure [NAME=VALUE …]`."""
    with opened(arguments) as workspace:
        if arguments.values:
            entry = workspace.run(configuring.configure, values=assigned(arguments.values))
            return saved(workspace, entry, [], arguments)
        settings = configuring.settings(workspace.board)
        if arguments.json:
            terminal.say_json(settings)
        else:
            print_lines([shown(f"{name}={value}") for name, value in settings.items()])
    return DONE
