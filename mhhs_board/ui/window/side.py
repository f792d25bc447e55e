"""The inspector at the side of a window's pages: made when it is first wanted, shown, and led by what is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSplitter

from mhhs_board.base import settings as keys
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit.actions import Actions
from mhhs_board.ui.window.acts import Acts
from mhhs_board.ui.window.parts import Parts

if TYPE_CHECKING:
    from mhhs_board.ui.inspector.panel import Inspector

WIDTH = 320


class Side:
    """The right half of a splitter. `focused` is the artefact that is looked at, `shows` goes to a record of a register on
    its page."""

    def __init__(
        self,
        parts: Parts,
        acts: Acts,
        splitter: QSplitter,
        *,
        actions: Callable[[], Actions],
        focused: Callable[[], str],
        shows: Callable[[str, str], object],
    ) -> None:
        self._parts = parts
        self._acts = acts
        self._splitter = splitter
        self._actions = actions
        self._focused = focused
        self._shows = shows
        self._inspector: Inspector | None = None

    @property
    def inspector(self) -> Inspector:
        """The inspector, made when it is first wanted, so that a start does not wait for it."""
        if self._inspector is None:
            from mhhs_board.ui.inspector.panel import Inspector

            found = self._inspector = Inspector(self._parts.performer)
            found.set_theme(self._parts.view.theme)
            found.escalate.connect(self._acts.escalate)
            found.unblock.connect(self._acts.unblock)
            found.answer.connect(self._acts.answer)
            found.withdraw.connect(self._acts.withdraw)
            found.records.host(self._acts.add_record, self._acts.open_record, self._shows)
            found.details.go_to(self._acts.open_record)
            found.closed.connect(lambda: self.show(False))
            found.hide()
            self._splitter.addWidget(found)
            self._splitter.setStretchFactor(0, 1)
            self._splitter.setStretchFactor(1, 0)
        return self._inspector

    @property
    def made(self) -> bool:
        """Whether the inspector was wanted yet."""
        return self._inspector is not None

    def toggle(self) -> None:
        """Open or close the inspector."""
        self.show(self._inspector is None or self._inspector.isHidden())

    def show(self, shown: bool) -> None:
        """Open or close it, and remember which."""
        if shown or self._inspector is not None:
            self.inspector.setVisible(shown)
        self._actions()["inspector"].setChecked(shown)
        self._parts.settings.set(keys.INSPECTOR, shown)
        if shown:
            if self._splitter.sizes()[1] < WIDTH:
                self._splitter.setSizes([max(1, self._splitter.width() - WIDTH), WIDTH])
            self.follow()
        if focused := self._parts.view.focused_id():
            self._parts.view.focus_card(focused)

    def show_details(self, artefact_id: str) -> None:
        """Open the inspector on an artefact's fields."""
        self._parts.view.focus_card(artefact_id)
        self.show(True)
        self.inspector.tabs.setCurrentWidget(self.inspector.details)
        self.inspector.show_artefact(artefact_id)

    def review(self) -> None:
        """Open the inspector at what groups made of the artefact that is looked at, with the keyboard there."""
        self.show(True)
        self.inspector.go_to_review()

    def follow(self) -> None:
        """Show what is looked at, once all of the board has been read."""
        if self._inspector is not None and self._parts.workspace.glimpse is None:
            self._inspector.show_artefact(self._focused())

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        if self._inspector is not None:
            self._inspector.set_theme(theme)
