"""Which function runs each verb."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from mhhs_board.cli import agenda, changing, furniture, keeping, linting, reading, records, showing
from mhhs_board.domain.records import REGISTERS

VERBS: dict[str, Callable[[Namespace], int]] = {
    "window": showing.window,
    "demo": showing.demo,
    "self-test": showing.self_test,
    "new": changing.new,
    "list": reading.list_,
    "show": reading.show,
    "add": changing.add,
    "edit": changing.edit,
    "move": changing.move,
    "block": changing.block,
    "escalate": changing.escalate,
    "answer": changing.end_escalation,
    "withdraw": changing.end_escalation,
    "unblock": changing.unblock,
    "retire": changing.retire,
    "undo": changing.undo,
    "redo": changing.redo,
    "workstream": furniture.named,
    "stage": furniture.named,
    "forum": furniture.named,
    "kind": furniture.named,
    "configure": furniture.configure,
    "history": reading.history,
    "changes": reading.changes,
    "check": keeping.check,
    "agenda": agenda.agenda_,
    "lint": linting.lint,
    "backup": keeping.backup,
    "restore": keeping.restore,
    "export": reading.export,
    "import": changing.import_,
    **dict.fromkeys(REGISTERS, records.registered),
}
"""Every verb by its word; a record type is one, with verbs of its own behind it."""
