"""The two questions about saved views: what to call what is seen now, and whether to forget one."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from mhhs_board.domain.records import View
from mhhs_board.operations import viewing
from mhhs_board.operations.context import Wish, wish
from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.kit.controls import Tick
from mhhs_board.ui.kit.perform import Done, Performer
from mhhs_board.ui.kit.plain import PlainLabel, one_line


class SaveView(Form):
    """A name for what is seen now, for oneself or for everybody on the board."""

    def __init__(
        self,
        performer: Performer,
        parent: QWidget,
        *,
        query: str,
        density: str,
        folded: tuple[str, ...],
        done: Done | None = None,
    ) -> None:
        super().__init__(performer, "Save this view", "Save", parent, done)
        self._seen: dict[str, Any] = {"query": query, "density": density, "folded": folded}
        told = f"Filter: {query}" if query.strip() else "No filter"
        hidden = f", {len(folded)} folded" if folded else ""
        self.form.addRow(PlainLabel(one_line(f"{told} · {density} cards{hidden}", 300), role="quiet", wrap=True))
        self.name = self.line("Name", "", "Blocked in Smart, For the DAG …")
        self.shared = Tick("Shared with everybody on this board")
        self.form.addRow("", self.shared)
        self.name.setFocus()

    def wish(self) -> Wish:
        """Keep it."""
        return wish(viewing.save_view, name=self.name.text(), shared=self.shared.isChecked(), **self._seen)


class RemoveView(Form):
    """Forget a view; asked because Undo passes views over."""

    def __init__(self, performer: Performer, parent: QWidget, view: View, done: Done | None = None) -> None:
        super().__init__(performer, "Remove a saved view", "Remove", parent, done)
        self._view = view
        whose = "everybody on this board sees it" if not view.owner else "only you see it"
        self.form.addRow(PlainLabel(f"{view.name} ({whose})", role="strong", wrap=True))
        self.form.addRow(PlainLabel(f"Filter: {view.query}" if view.query else "No filter", role="quiet", wrap=True))
        self.form.addRow(PlainLabel("No artefact changes. Undo does not bring a view back.", role="quiet", wrap=True))

    def wish(self) -> Wish:
        """Forget it."""
        return wish(viewing.remove_view, id=self._view.id)
