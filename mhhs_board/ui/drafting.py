"""What is typed in a window and not saved yet: kept every few seconds, offered again after a crash or a logout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from mhhs_board.base.drafts import Draft, Drafts
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact
from mhhs_board.ui.board_adding import DRAFT
from mhhs_board.ui.dialogs.heading import headed
from mhhs_board.ui.plain import PlainLabel, one_line
from mhhs_board.ui.window_state import fit

if TYPE_CHECKING:
    from mhhs_board.ui.main_window import MainWindow

EVERY_MS = 3000
"""How often what is typed goes to the disk."""

NO_DRAFT = "no_draft"
"""The property of a widget whose fields only look for something, so that what is typed there is worth nothing later."""


class Drafting(QObject):
    """Keeps the drafts of one window as long as it lives."""

    def __init__(self, window: MainWindow, drafts: Drafts) -> None:
        super().__init__(window)
        self._window = window
        self._drafts = drafts
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.keep)
        self._timer.start(EVERY_MS)
        window.closing.connect(self._end)
        QTimer.singleShot(0, self, self.offer)

    def keep(self) -> None:
        """Put what is typed on the disk; nothing is written where it is there already."""
        self._drafts.keep([*self._in_inspector(), *self._window.adding.drafts(), *self._in_fields()])

    def _end(self) -> None:
        """The window closes: what is typed stays for the next one."""
        self._timer.stop()
        self.keep()

    def _in_inspector(self) -> Iterator[Draft]:
        window = self._window
        if window.has_inspector:
            yield from window.inspector.details.drafts()

    def _in_fields(self) -> Iterator[Draft]:
        fields: list[QLineEdit | QPlainTextEdit] = list(self._window.findChildren(QLineEdit))
        for field in [*fields, *self._window.findChildren(QPlainTextEdit)]:
            if isinstance(field, QLineEdit):
                text, typed = field.text(), field.isModified()
            else:
                text, typed = field.toPlainText(), field.document().isModified()
            if typed and text.strip() and not field.isReadOnly() and not field.isHidden() and _counts(field):
                title = field.window().windowTitle() if isinstance(field.window(), QDialog) else "Board"
                yield Draft(one_line(title, 200), one_line(field.accessibleName() or "Text", 200), text)

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
        """Put back what can be: into the inspector, open at its first artefact, and into the box that adds in place. The
        rest stays to be copied."""
        window = self._window
        fields = [draft for draft in left if _of_field(draft, window)]
        if fields:
            window.inspector.details.put_back(fields)
            window.show_details(fields[0].artefact)
        typed = next((draft for draft in left if draft.name == DRAFT), None)
        if typed is not None:
            window.adding.put_back(typed)
        if all(draft in fields or draft is typed for draft in left):
            self.keep()
            self._drafts.forget()


def _of_field(draft: Draft, window: MainWindow) -> bool:
    """Whether a draft belongs to a field of the inspector."""
    return bool(draft.name) and draft.artefact in window.workspace.board.of(Artefact)


class LeftDialog(QDialog):
    """The texts that were typed and not saved when the program ended; nothing is saved by putting them back."""

    def __init__(self, window: MainWindow, left: list[Draft]) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        board = window.workspace.board.of(Artefact)
        fits = [draft for draft in left if _of_field(draft, window) or draft.name == DRAFT]
        fits = [] if window.workspace.read_only else fits
        told = "When the program ended, this was typed and not saved yet. The board itself holds everything that was saved."
        if fits and len(fits) < len(left):
            told += " What belongs to the inspector or to the board can be put back there; the rest can be copied."
        self.text = QPlainTextEdit("\n\n".join(self._told(draft, board) for draft in left))
        self.text.setReadOnly(True)
        self.text.setAccessibleName("What was typed")
        self.text.setMinimumHeight(72)
        self.put_back = QPushButton("Put back where it was typed")
        self.put_back.setVisible(bool(fits))
        self.copy = QPushButton("Copy all")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self.forgotten = QPushButton("Discard")
        self.later = QPushButton("Later")
        buttons = QDialogButtonBox()
        buttons.addButton(self.put_back, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.forgotten, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.later, QDialogButtonBox.ButtonRole.RejectRole)
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
        where = one_line(called(artefact), 120) if artefact else draft.where
        return f"{where}, {draft.field}:\n{draft.text}"


def _counts(field: QWidget) -> bool:
    """Whether a field stands in nothing that only looks for something. The inspector's are told by itself."""
    widget: QWidget | None = field
    while widget is not None:
        if widget.property(NO_DRAFT):
            return False
        widget = widget.parentWidget() if not widget.isWindow() else None
    return True
