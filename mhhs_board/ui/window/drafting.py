"""What is typed as work in a window and not saved yet: kept every few seconds, offered again after a crash or a logout.

Who holds such a text tells it as drafts and takes it back; of anything else that is typed, as a path or a search, nothing
is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton

from mhhs_board.base.drafts import FORM, SETTINGS, Draft, Drafts
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact
from mhhs_board.ui.board.adding import DRAFT
from mhhs_board.ui.kit.file_dialogs import fit
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.plain import PlainLabel, one_line

if TYPE_CHECKING:
    from mhhs_board.ui.window.main_window import MainWindow

EVERY_MS = 3000
"""How often what is typed goes to the disk."""


@runtime_checkable
class _Holds(Protocol):
    """A dialog in which work is typed."""

    def drafts(self) -> list[Draft]:
        """What is typed and not saved."""


class Drafting(QObject):
    """Keeps the drafts of one window as long as it lives."""

    def __init__(self, window: MainWindow, drafts: Drafts) -> None:
        super().__init__(window)
        self._window = window
        self._drafts = drafts
        self._rest: list[Draft] = []
        """What an earlier window left that could not be put back; it goes on to the next."""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.keep)
        self._timer.start(EVERY_MS)
        window.closing.connect(self._end)
        QTimer.singleShot(0, self, self.offer)

    def keep(self) -> None:
        """Put what is typed on the disk; nothing is written where it is there already."""
        window = self._window
        self._drafts.keep(
            [*self._in_inspector(), *window.adding.drafts(), *self._in_dialogs(), *window.prompt.drafts(), *self._rest]
        )

    def _end(self) -> None:
        """The window closes: what is typed stays for the next one."""
        self._timer.stop()
        self.keep()

    def _in_inspector(self) -> Iterator[Draft]:
        window = self._window
        if window.has_inspector:
            yield from window.inspector.details.drafts()

    def _in_dialogs(self) -> Iterator[Draft]:
        for dialog in self._window.findChildren(QDialog):
            if isinstance(dialog, _Holds) and not dialog.isHidden():
                yield from dialog.drafts()

    # -- offering ----------------------------------------------------------------------------------------------------

    def offer(self) -> None:
        """Show what an earlier window left, if it left anything."""
        left = self._drafts.left()
        if left:
            dialog = LeftDialog(self._window, left)
            dialog.forgotten.clicked.connect(self._drafts.forget)
            dialog.put_back.clicked.connect(lambda: self._put_back(left))
            dialog.show()

    def _put_back(self, left: list[Draft]) -> None:
        """Put back what can be: into the inspector, open at its first artefact, into the box that adds in place, and into
        one dialog, opened again. The rest goes on to the next window."""
        window = self._window
        fields = [draft for draft in left if _of_field(draft, window)]
        if fields:
            window.inspector.details.put_back(fields)
            window.show_details(fields[0].artefact)
        typed = next((draft for draft in left if draft.name == DRAFT), None)
        if typed is not None:
            window.adding.put_back(typed)
        opened: Sequence[Draft] = ()
        for dialog, group in groupby(left, _dialog_of):
            if not opened and dialog:
                opened = self._reopened(list(group))
        self._rest = [draft for draft in left if draft not in fields and draft is not typed and draft not in opened]
        self.keep()
        self._drafts.forget()
        if self._rest:
            window.messages.tell("What could not be put back is kept, and offered again at the next start.")

    def _reopened(self, drafts: Sequence[Draft]) -> Sequence[Draft]:
        """Open the dialog that drafts were typed in, with them in its fields; returns those that are there."""
        first, window = drafts[0], self._window
        if first.name.startswith(SETTINGS):
            from mhhs_board.ui.settings.board_settings import BoardSettings

            if window.workspace.read_only:
                return ()
            settings = BoardSettings(window.performer, window)
            settings.open()
            settings.put_back(drafts)
            return drafts
        form = window.acts.reopen(first.name.removeprefix(FORM), first.artefact.split(), first.seen)
        if form is None:
            return ()
        left = form.put_back(drafts)
        if len(left) == len(drafts):
            form.reject()
        return [draft for draft in drafts if draft not in left]


def _dialog_of(draft: Draft) -> str:
    """Which dialog a draft was typed in; empty where in none that opens again."""
    if draft.name.startswith(SETTINGS):
        return SETTINGS
    return f"{draft.name} {draft.artefact}" if draft.name.startswith(FORM) else ""


def _of_field(draft: Draft, window: MainWindow) -> bool:
    """Whether a draft belongs to a field of the inspector."""
    return bool(draft.name) and not _dialog_of(draft) and draft.artefact in window.workspace.board.of(Artefact)


class LeftDialog(QDialog):
    """The texts that were typed and not saved when the program ended; nothing is saved by putting them back."""

    def __init__(self, window: MainWindow, left: list[Draft]) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        board = window.workspace.board.of(Artefact)
        fits = [draft for draft in left if _of_field(draft, window) or draft.name == DRAFT or _dialog_of(draft)]
        fits = [] if window.workspace.read_only else fits
        told = "When the program ended, this was typed and not saved yet. The board itself holds everything that was saved."
        if fits and len(fits) < len(left):
            told += " What has a place can be put back there; the rest can be copied."
        self.text = QPlainTextEdit("\n\n".join(self._told(draft, board) for draft in left))
        self.text.setReadOnly(True)
        self.text.setAccessibleName("What was typed")
        self.text.setMinimumHeight(72)
        self.put_back = QPushButton("Put back where it was typed")
        self.copy = QPushButton("Copy all")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self.forgotten = QPushButton("Discard")
        self.later = QPushButton("Later")
        buttons = QDialogButtonBox()
        buttons.addButton(self.put_back, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.forgotten, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.later, QDialogButtonBox.ButtonRole.RejectRole)
        self.put_back.setVisible(bool(fits))  # only now: the box shows what it takes in
        for button in (self.put_back, self.forgotten, self.later):
            button.clicked.connect(self.close)
        box, _head = headed(self, "Kept from last time")
        box.addWidget(PlainLabel(told, role="quiet", wrap=True))
        box.addWidget(self.text, 1)
        box.addWidget(buttons)
        fit(self, 540, 380)
        (self.put_back if fits else self.later).setFocus()

    @staticmethod
    def _told(draft: Draft, board: dict[str, Artefact]) -> str:
        artefact = board.get(draft.artefact)
        where = one_line(called(artefact), 120) if artefact and not draft.name.startswith(FORM) else draft.where
        return f"{where}, {draft.field}:\n{draft.text}"
