"""What is typed as work in a window and not saved yet: kept every few seconds, offered again after a crash or a logout.

Who holds such a text tells it as drafts and takes it back; of anything else that is typed, as a path or a search, nothing
is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QWidget

from mhhs_board.base.drafts import FORM, PAGE, SETTINGS, Draft, Drafts
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact
from mhhs_board.ui.board.adding import DRAFT, Adding
from mhhs_board.ui.kit.file_dialogs import fit
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.plain import PlainLabel, one_line
from mhhs_board.ui.window.acts import Acts
from mhhs_board.ui.window.desk import Desk
from mhhs_board.ui.window.parts import Parts
from mhhs_board.ui.window.side import Side
from mhhs_board.workspace import Workspace

EVERY_MS = 3000
"""How often what is typed goes to the disk."""


@runtime_checkable
class _Holds(Protocol):
    """A dialog in which work is typed."""

    def drafts(self) -> list[Draft]:
        """What is typed and not saved."""


class Drafting(QObject):
    """Keeps the drafts of one window as long as it lives: what is typed in the inspector, in place on the board, on its
    other pages, in dialogs and in the line that asks."""

    def __init__(
        self,
        parts: Parts,
        drafts: Drafts,
        *,
        side: Side,
        adding: Adding,
        acts: Acts,
        desk: Desk,
    ) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._drafts = drafts
        self._side, self._adding, self._acts, self._desk = side, adding, acts, desk
        self._rest: list[Draft] = []
        """What an earlier window left that could not be put back; it goes on to the next."""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.keep)
        self._timer.start(EVERY_MS)
        QTimer.singleShot(0, self, self.offer)

    def keep(self) -> None:
        """Put what is typed on the disk; nothing is written where it is there already."""
        asked = self._parts.prompt.drafts()
        pages = [draft for page in self._desk.pages.made for draft in page.drafts()]
        self._drafts.keep([*self._in_inspector(), *self._adding.drafts(), *self._in_dialogs(), *pages, *asked, *self._rest])

    def end(self) -> None:
        """The window closes: what is typed stays for the next one."""
        self._timer.stop()
        self.keep()

    def _in_inspector(self) -> Iterator[Draft]:
        if self._side.made:
            yield from self._side.inspector.details.drafts()

    def _in_dialogs(self) -> Iterator[Draft]:
        for dialog in self._parts.window.findChildren(QDialog):
            if isinstance(dialog, _Holds) and not dialog.isHidden():
                yield from dialog.drafts()

    # -- offering ----------------------------------------------------------------------------------------------------

    def offer(self) -> None:
        """Show what an earlier window left, if it left anything."""
        left = self._drafts.left()
        if left:
            dialog = LeftDialog(self._parts.window, self._parts.workspace, left)
            dialog.forgotten.clicked.connect(self._drafts.forget)
            dialog.put_back.clicked.connect(lambda: self._put_back(left))
            dialog.show()

    def _put_back(self, left: list[Draft]) -> None:
        """Put back what can be: into the inspector, open at its first artefact, into the box that adds in place, onto the
        page of one record, and into one dialog, opened again. The rest goes on to the next window."""
        fields = [draft for draft in left if _of_field(draft, self._parts.workspace)]
        if fields:
            self._side.inspector.details.put_back(fields)
            self._side.show_details(fields[0].artefact)
        typed = next((draft for draft in left if draft.name == DRAFT), None)
        if typed is not None:
            self._adding.put_back(typed)
        shown = self._on_its_page([draft for draft in left if draft.name.startswith(PAGE)])
        opened: Sequence[Draft] = ()
        for dialog, group in groupby(left, _dialog_of):
            if not opened and dialog:
                opened = self._reopened(list(group))
        back = [*fields, *shown, *opened]
        self._rest = [draft for draft in left if draft not in back and draft is not typed]
        self.keep()
        self._drafts.forget()
        if self._rest:
            self._parts.messages.tell("What could not be put back is kept, and offered again at the next start.")

    def _on_its_page(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Go to the record that the first of these is about and put back what is about it; what is there then."""
        first = next((one for one in drafts if self._stands(one)), None)
        if first is None:
            return []
        page = self._desk.show_record(first.name.removeprefix(PAGE), first.artefact)
        return [one for one in drafts if one.artefact == first.artefact and page.put_back(one)]

    def _stands(self, draft: Draft) -> bool:
        record = self._parts.workspace.board.get(draft.name.removeprefix(PAGE), draft.artefact)
        return record is not None and not getattr(record, "retired", "")

    def _reopened(self, drafts: Sequence[Draft]) -> Sequence[Draft]:
        """Open the dialog that drafts were typed in, with them in its fields; returns those that are there."""
        first, parts = drafts[0], self._parts
        if first.name.startswith(SETTINGS):
            from mhhs_board.ui.settings.board_settings import BoardSettings

            if parts.workspace.read_only:
                return ()
            settings = BoardSettings(parts.performer, parts.window)
            settings.open()
            settings.put_back(drafts)
            return drafts
        form = self._acts.reopen(first.name.removeprefix(FORM), first.artefact.split(), first.seen)
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


def _placed(draft: Draft) -> bool:
    """Whether a draft was typed in a dialog that opens again, or on a page."""
    return bool(_dialog_of(draft)) or draft.name.startswith(PAGE)


def _of_field(draft: Draft, workspace: Workspace) -> bool:
    """Whether a draft belongs to a field of the inspector."""
    return bool(draft.name) and not _dialog_of(draft) and draft.artefact in workspace.board.of(Artefact)


class LeftDialog(QDialog):
    """The texts that were typed and not saved when the program ended; nothing is saved by putting them back."""

    def __init__(self, parent: QWidget, workspace: Workspace, left: list[Draft]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        board = workspace.board.of(Artefact)
        fits = [one for one in left if _of_field(one, workspace) or one.name == DRAFT or _placed(one)]
        fits = [] if workspace.read_only else fits
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
