"""Files of a window: boards, made, opened or copied, recent ones, backups, import, export, and what is dropped on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout

from mhhs_board.base import settings as keys
from mhhs_board.base.file_names import proposed
from mhhs_board.domain import leaving
from mhhs_board.domain.errors import Damaged, Missing
from mhhs_board.exchange import formats
from mhhs_board.ui.kit.actions import READ_ONLY, Handler, Submenu
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.doors import Doors
from mhhs_board.ui.kit.file_dialogs import beside
from mhhs_board.ui.kit.plain import menu_text, one_line, plain_tooltip
from mhhs_board.ui.window import asking
from mhhs_board.ui.window.asking import BOARD, BOARDS, EXPORTS, IMPORTS
from mhhs_board.ui.window.parts import Parts
from mhhs_board.ui.window.recent import recent

if TYPE_CHECKING:
    from mhhs_board.ui.window.importing import Importing

TAKEN_IN = (".csv", ".xlsx", ".xlsm", ".json")


@contained
class Files(QObject):
    """The commands of one window on files. What can only be done by the program's start is done through its doors."""

    def __init__(self, parts: Parts, doors: Doors) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._window = parts.window
        self._doors = doors
        self._importing: Importing | None = None
        parts.window.setAcceptDrops(True)
        parts.window.installEventFilter(self)

    def handlers(self) -> dict[str, Handler]:
        """The commands there are."""
        return {
            "new_board": self.ask_new_board,
            "new_template": self.ask_template,
            "open_board": lambda: self.ask_open(read_only=False),
            "open_reading": lambda: self.ask_open(read_only=True),
            "import": self.ask_import,
            "export": self.ask_export,
            "save_copy": self.ask_copy,
            "save_readers": self.ask_readers,
            "backups": self.show_backups,
        }

    def submenus(self) -> dict[str, Submenu]:
        """The boards that were open, filled when the menu opens."""
        return {"Open recent": self.fill_recent}

    # -- the first start -----------------------------------------------------------------------------------------------

    def greet(self) -> None:
        """Three ways to begin, above the example, until one of them was taken."""
        welcome = self._parts.welcome
        page = welcome.parentWidget()
        layout = page.layout() if page is not None else None
        if self._parts.settings.get(keys.STARTED) or not isinstance(layout, QVBoxLayout):
            return
        from mhhs_board.ui.window.start_panel import StartPanel

        panel = StartPanel()
        panel.sent.connect(lambda: self.ask_open(read_only=True))
        panel.ours.connect(self.ask_new_board)
        panel.example.connect(panel.close)
        panel.example.connect(self._look_at_example)
        welcome.hide()
        layout.insertWidget(layout.indexOf(welcome), panel)

    def _look_at_example(self) -> None:
        self._parts.settings.set(keys.STARTED, True)
        self._parts.welcome.greet()
        self._parts.view.setFocus()

    # -- opening -----------------------------------------------------------------------------------------------------

    def ask_new_board(self) -> None:
        """Ask where a new board shall lie."""
        self._ask_place("", "")

    def ask_template(self) -> None:
        """Ask what a new board starts from, then where it shall lie."""
        from mhhs_board.ui.dialogs.boards import FromTemplate

        FromTemplate(self._window, self._ask_place).open()

    def _ask_place(self, template: str, name: str) -> None:
        self.ask("New board", f"board{BOARD}", BOARDS, lambda path: self._make(path, template, name))

    def _make(self, path: Path, template: str, name: str) -> None:
        self._attempt(lambda: self._doors.new_board(path, template, name or path.stem))

    def ask_open(self, *, read_only: bool) -> None:
        """Ask which board to open."""
        title = "Open a board for reading" if read_only else "Open a board"
        self.ask(title, "", BOARDS, lambda path: self.open(path, read_only=read_only))

    def open(self, path: Path, *, read_only: bool) -> None:
        """Show a board in the window's place, or say why not."""
        self._attempt(lambda: self._open(path, read_only))

    def _open(self, path: Path, read_only: bool) -> None:
        try:
            self._doors.open_board(path, read_only)
        except (Damaged, Missing) as error:
            way = self._doors.remedy(path)
            if not (way.helps or way.boards):
                raise Damaged(str(error) if way.sentence in ("", str(error)) else f"{error} {way.sentence}") from error
            from mhhs_board.ui.dialogs.backups import Unopened

            asked = Unopened(self._window, path.name, str(error), way)
            asked.wanted.connect(lambda state: self._attempt(lambda: self._doors.put_back(path, state)))
            asked.open()

    def fill_recent(self, menu: QMenu) -> None:
        """The boards that were open; one that is not there any more stays, grey, and says so."""
        paths = [Path(path) for path in recent(self._parts.settings)]
        here = Path(self._parts.workspace.location).absolute()
        twice = {path.name for path in paths if sum(path.name == other.name for other in paths) > 1}
        for path in paths:
            name = f"{path.stem} ({path.parent.name})" if path.name in twice else path.stem
            action = menu.addAction(menu_text(name))
            there = os.path.isfile(path)  # false also for what is no path at all
            action.setEnabled(there and path != here)
            why = " is shown now" if path == here else "" if there else " is not there any more"
            action.setToolTip(plain_tooltip(f"{path}{why}"))
            reading = str(path) in self._parts.settings.get(keys.READING)
            action.triggered.connect(lambda _checked=False, path=path, reading=reading: self.open(path, read_only=reading))
        if not paths:
            menu.addAction("No board yet").setEnabled(False)

    # -- copies ------------------------------------------------------------------------------------------------------

    def ask_copy(self) -> None:
        """Ask where a copy of the whole board, with its history, shall lie."""
        self._ask_target("Save a copy", "copy", self._doors.save_copy)

    def ask_readers(self) -> None:
        """Ask where a copy without history and private notes shall lie."""
        self._ask_target("Save a copy for readers", "for readers", self._doors.save_for_readers)

    def _ask_target(self, title: str, kind: str, save: Callable[[Path], object]) -> None:
        proposed = f"{Path(self._parts.workspace.location).stem} {kind}{BOARD}"
        self.ask(title, proposed, BOARDS, lambda path: self._parts.performer.write_file(save, path))

    def show_backups(self) -> None:
        """List the backups of this board, make one, or go back to one."""
        from mhhs_board.ui.dialogs.backups import Backups

        doors, parts = self._doors, self._parts
        here = Path(parts.workspace.location)
        put_back = lambda state: self._attempt(lambda: doors.put_back(here, state))  # noqa: E731  the window goes with it
        read_only = parts.workspace.read_only
        self._attempt(lambda: Backups(parts.window, doors, here, read_only, parts.messages.tell, put_back).open())

    # -- taking in ---------------------------------------------------------------------------------------------------

    def ask_import(self) -> None:
        """Ask which file to take in, then show what that would do."""
        self.ask("Import", "", IMPORTS, self.preview)

    @property
    def saving(self) -> bool:
        """Whether a file is being taken in just now, which cannot be called off."""
        return self._importing is not None and self._importing.preview.saving

    def preview(self, path: Path) -> None:
        """Show what an import would do, as soon as that is known; nothing is written by it. The newest file counts."""
        from mhhs_board.ui.window.importing import Importing

        if self._importing is not None:
            self._importing.give_up()
        self._importing = Importing(self._parts, self._doors, path)

    # -- giving out --------------------------------------------------------------------------------------------------

    def ask_export(self) -> None:
        """Ask where what is shown shall be written, before that whether what is private goes along, where there is any."""
        left = leaving.left(self._parts.workspace.board).sentence
        if not left:
            self._ask_export_place(private=False)
            return
        from mhhs_board.ui.dialogs.leaving import Leaving

        Leaving(self._window, left.replace(" left out", " are left out"), self._ask_export_place).open()

    def _ask_export_place(self, private: bool) -> None:
        name = proposed(self._parts.workspace.seen.details.name, ".csv")
        write = partial(self._export, private=private)
        self.ask("Export", name, EXPORTS, lambda path: self._parts.performer.write_file(write, path))

    def _export(self, path: Path, private: bool) -> str:
        return " ".join(self._doors.export(path, self._parts.filter_bar.text, private))

    def ask(self, title: str, name: str, kinds: str, then: Callable[[Path], None]) -> None:
        """Ask for a file where those of this board lie: one to write where a name is proposed, else one to read."""
        asking.ask(self._window, beside(self._parts.workspace.location), title, name, kinds, then)

    def _attempt(self, act: Callable[[], object]) -> None:
        self._parts.performer.attempt(act)

    # -- dropping ----------------------------------------------------------------------------------------------------

    def take(self, path: Path, *, read_only: bool) -> None:
        """A file that the system hands over: a board is shown, all else is taken as if it had been dropped."""
        if path.suffix.lower() == BOARD:
            self.open(path, read_only=read_only)
        else:
            self.dropped([path], 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Files may be dropped anywhere on the window. Their addresses are all that is read of what is dropped."""
        if isinstance(event, QDropEvent):  # entering and moving are kinds of it
            if not event.mimeData().hasUrls() or event.source() is not None:
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                urls = event.mimeData().urls()
                self.dropped([Path(url.toLocalFile()) for url in urls if url.isLocalFile()], len(urls))
            return True
        return False

    def dropped(self, paths: Sequence[Path], of: int) -> None:
        """Offer what can be done with a file that was dropped, or say in a sentence what could."""
        messages = self._parts.messages
        if of != 1 or not paths:
            messages.refuse("Drop one file from this computer at a time: a board, or a table or data to import.")
            return
        path = paths[0]
        ending = path.suffix.lower()
        if ending == BOARD and path.is_file():
            from mhhs_board.ui.dialogs.boards import HandedOver

            HandedOver(self._window, path, lambda read_only: self.open(path, read_only=read_only)).open()
        elif ending in TAKEN_IN and path.is_file():
            if self._parts.workspace.read_only:
                messages.refuse(f"{READ_ONLY.rstrip('.')}, so nothing can be imported.")
            else:
                self.preview(path)
        else:
            messages.refuse(
                formats.workbook(path)
                or f"{one_line(path.name, 80)} is nothing that this program takes in. "
                "Boards end in .mhhsboard; a table to import ends in .csv or .xlsx, data in .json."
            )
