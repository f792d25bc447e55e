"""Which function runs each verb."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from mhhs_board.cli import changing, keeping, reading, registers, showing

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
    "workstream": registers.named,
    "stage": registers.named,
    "forum": registers.named,
    "kind": registers.named,
    "configure": registers.configure,
    "history": reading.history,
    "changes": reading.changes,
    "check": keeping.check,
    "backup": keeping.backup,
    "restore": keeping.restore,
    "export": reading.export,
    "import": changing.import_,
}
"""Every verb by its word."""
