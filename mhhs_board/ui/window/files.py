"""Asking for files: new board, open, import, export. What is done with them is done by who gave the callables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

import platformdirs
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from mhhs_board.base.file_names import proposed
from mhhs_board.domain import leaving
from mhhs_board.ui.kit.actions import Handler
from mhhs_board.ui.kit.banner import MessageBar
from mhhs_board.ui.kit.file_dialogs import dress, follow_kind
from mhhs_board.ui.kit.perform import Performer

BOARDS = "Boards (*.mhhsboard)"
EXPORTS = "Table (*.csv);;Data (*.json);;Markdown (*.md)"
IMPORTS = "Tables and data (*.csv *.json)"


class Exporter(Protocol):
    """Writes what a query shows to a file, with what is private or without; returns sentences about what was left out."""

    def __call__(self, path: Path, query: str, private: bool, /) -> list[str]: ...


class Files:
    """`open_board` and `new_board` show the board at a path in a window, the latter after making it; `export_file` writes
    what a query shows, its format by the file's ending; `import_file` reads a file into the workspace and returns a
    sentence. Each may raise BoardError or OSError."""

    def __init__(
        self,
        window: QWidget,
        performer: Performer,
        messages: MessageBar,
        *,
        query: Callable[[], str],
        open_board: Callable[[Path], None],
        new_board: Callable[[Path], None],
        export_file: Exporter | None,
        import_file: Callable[[Path], str] | None,
    ) -> None:
        self._window = window
        self._performer = performer
        self._messages = messages
        self._query = query
        self._open_board, self._new_board = open_board, new_board
        self._export_file, self._import_file = export_file, import_file

    def handlers(self) -> dict[str, Handler]:
        """The commands there are."""
        found: dict[str, Handler] = {
            "new_board": self.ask_new_board,
            "open_board": self.ask_open_board,
        }
        if self._export_file is not None:
            found["export"] = self.ask_export
        if self._import_file is not None:
            found["import"] = self.ask_import
        return found

    def ask_new_board(self) -> None:
        """Ask where a new board shall lie."""
        self.ask("New board", "board.mhhsboard", BOARDS, lambda path: self._attempt(self._new_board, path))

    def ask_open_board(self) -> None:
        """Ask which board to open."""
        self.ask("Open a board", "", BOARDS, lambda path: self._attempt(self._open_board, path))

    def ask_export(self) -> None:
        """Ask where what is shown shall be written, before that whether what is private goes along, where there is any."""
        left = leaving.left(self._performer.workspace.board).sentence
        if not left:
            self._ask_export_place(private=False)
            return
        from mhhs_board.ui.dialogs.leaving import Leaving

        Leaving(self._window, left.replace(" left out", " are left out"), self._ask_export_place).open()

    def _ask_export_place(self, private: bool) -> None:
        name = proposed(self._performer.workspace.seen.details.name, ".csv")
        write = partial(self._write_export, private=private)
        self.ask("Export", name, EXPORTS, lambda path: self._performer.write_file(write, path))

    def ask_import(self) -> None:
        """Ask which file to read in."""
        self.ask("Import", "", IMPORTS, lambda path: self._attempt(self._read_import, path))

    def _write_export(self, path: Path, private: bool) -> str:
        return " ".join(self._export_file(path, self._query(), private)) if self._export_file is not None else ""

    def _read_import(self, path: Path) -> None:
        if self._import_file is not None:
            self._messages.tell(self._import_file(path))

    def _attempt(self, act: Callable[[Path], None], path: Path) -> None:
        self._performer.attempt(lambda: act(path))

    def ask(self, title: str, name: str, kinds: str, then: Callable[[Path], None]) -> None:
        """Ask for a file without a loop of its own: for one to write where a name is proposed, else for one to read."""
        dialog = QFileDialog(self._window, title, str(beside(self._performer.workspace.location) / name), kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave if name else QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile if name else QFileDialog.FileMode.ExistingFile)
        if name:
            dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
            dialog.selectFile(name)
            dialog.filterSelected.connect(lambda kind: follow_kind(dialog, kind))
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dress(dialog)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def beside(location: str) -> Path:
    """The folder in which a person looks for files of a board: its own, but for the one that the program keeps hidden."""
    folder = Path(location).absolute().parent
    if folder == Path(platformdirs.user_data_dir("mhhs-board", appauthor=False)):
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return folder
