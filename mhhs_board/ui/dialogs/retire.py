"""Take things out of use, with a reason if there is one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from mhhs_board.ui.dialogs.form import Form
from mhhs_board.ui.kit.perform import Done, Performer
from mhhs_board.ui.kit.plain import PlainLabel, one_line


class RetireForm(Form):
    """Asks for the reason; what is retired by it says who derives it. The first is called `first`, several are `many`,
    and they leave `place`."""

    def __init__(
        self,
        performer: Performer,
        parent: QWidget,
        ids: Sequence[str],
        first: str,
        many: str,
        place: str,
        done: Done | None = None,
    ) -> None:
        name = one_line(first, 60) if len(ids) == 1 else f"{len(ids)} {many}"
        super().__init__(performer, f"Retire {name}", "Retire", parent, done)
        self.ids = list(ids)
        told = f"What is retired leaves {place}, stays in the history, and comes back with Undo."
        self.form.addRow(PlainLabel(told, role="quiet", wrap=True))
        self.reason = self.line("Reason", "", "May be left empty")
        self.reason.setFocus()

    def about(self) -> str:
        """Those that shall be retired."""
        return " ".join(self.ids)
