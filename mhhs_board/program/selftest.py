"""`self-test`: a fresh board, a migration, the window, a move, a block, undo, every format, paper, help; a line for each.

Proves of a packaged build what a reader of files cannot see: that Qt starts, that what is imported or read by its name
(formats, migrations, templates, themes, help) is all in it, and that what is shown is what was saved. Works offscreen where
there is no display, and leaves nothing behind.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mhhs_board.base import assets, terminal
from mhhs_board.base.litter import temporary_folder
from mhhs_board.base.settings import Settings
from mhhs_board.domain.board import BLOCKED
from mhhs_board.drawing import display
from mhhs_board.exchange import files
from mhhs_board.operations import blocking, moving
from mhhs_board.program import boards
from mhhs_board.program import window as program_window

if TYPE_CHECKING:
    from mhhs_board.exchange.sheet import Sheet
    from mhhs_board.workspace import Workspace


class Failed(Exception):
    """A step did not come out as it must."""


def run() -> int:
    """Go through the steps in a temporary folder, say how each ended, and return 0 or, after the first failure, 1."""
    with temporary_folder() as folder:
        test = SelfTest(folder)
        try:
            return test.run()
        finally:
            test.close()


class SelfTest:
    """The steps, in order; a later one stands on the earlier."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "self-test é.mhhsboard"
        self._windows: program_window.Windows | None = None
        self._workspace: Workspace | None = None

    def run(self) -> int:
        """Every step until one fails; each says so on a line."""
        from mhhs_board.exchange import formats

        steps: list[tuple[str, Callable[[], None]]] = [
            ("new board", self._new),
            ("a board from each template", self._templates),
            ("migrate", self._migrate),
            ("show the window", self._window),
            ("themes and help", self._pages),
            ("move", self._move),
            ("block", self._block),
            ("undo", self._undo),
            *((f"export {suffix[1:]} and read it back", partial(self._export, suffix)) for suffix in formats.WRITERS),
            ("print", self._print),
            ("open again and check", self._again),
            ("quit", self._quit),
        ]
        for name, step in steps:
            try:
                step()
            except Exception as error:  # noqa: BLE001  whatever it is, the step has failed and says so
                terminal.say(f"FAILED  {name}: {error}")
                if not isinstance(error, Failed):
                    terminal.tell_fault(type(error), error, error.__traceback__)
                return 1
            terminal.say(f"ok      {name}")
        terminal.say("The self-test passed.")
        return 0

    def close(self) -> None:
        """Let go of the window and the board."""
        if self._windows is not None:
            self._windows.close()

    @property
    def workspace(self) -> Workspace:
        """The board opened by the first step."""
        assert self._workspace is not None
        return self._workspace

    def _new(self) -> None:
        boards.create_board(self._path, boards.EXAMPLE, example=True, actor="Self-test")
        self._workspace = boards.open_workspace(self._path, actor="Self-test", kept=False)
        _expect(self.workspace.board.count() == 23, "the example does not have its 23 artefacts")

    def _templates(self) -> None:
        for name in assets.names("templates", ".toml"):
            path = self._folder / f"{name}.mhhsboard"
            boards.create_board(path, name)
            boards.open_workspace(path, read_only=True, kept=False).close()
        _expect((self._folder / "l4-bare.mhhsboard").exists(), "the template of new boards is missing")

    def _migrate(self) -> None:
        from mhhs_board.store import migrations

        _expect(migrations.rehearse(self._folder / "oldest.mhhsboard"), "the board was not brought up to date")

    def _window(self) -> None:
        if not display.has_display():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        missing = display.missing_for_pictures()
        if missing:
            raise Failed(missing)
        from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
        from PySide6.QtWidgets import QApplication

        words = ["mhhs-board", "self-test"]
        self._application = QApplication.instance() or display.in_our_words(lambda: QApplication(words))
        self._windows = program_window.Windows(Settings(), "Self-test")
        painted: list[bool] = []
        self._windows.show(self.workspace, remember=False, painted=lambda: painted.append(True))
        waited = QDeadlineTimer(20_000)
        tick = QTimer()
        tick.start(20)
        while not painted and not waited.hasExpired():
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        _expect(bool(painted), "the board was not painted within 20 seconds")

    def _move(self) -> None:
        artefact = self._process_4()
        self.workspace.run(moving.move, ids=[artefact], stage="l4-review")
        _expect(artefact in self.workspace.board.cell("smart", "l4-review"), "Process 4 did not move")
        self._application.processEvents()

    def _block(self) -> None:
        artefact = self._process_4()
        self.workspace.run(blocking.block, ids=[artefact], reason="Self-test", forum="dag")
        _expect(artefact in self.workspace.board.cell("smart", BLOCKED), "Process 4 is not blocked")
        self._application.processEvents()

    def _undo(self) -> None:
        self.workspace.undo()
        self.workspace.undo()
        _expect(self._process_4() in self.workspace.board.cell("smart", "in-progress"), "undo did not take it back")
        self._application.processEvents()

    def _export(self, suffix: str) -> None:
        path = self._folder / f"board{suffix}"
        files.export(self.workspace, files.Sight.now(self.workspace), path)
        _READ[suffix](path)

    def _pages(self) -> None:
        from mhhs_board.drawing import theme
        from mhhs_board.ui.help import help as pages

        for name in assets.names("themes", ".toml"):
            theme.load(name)
        assert self._windows is not None
        assert self._windows.window is not None
        shown = pages.Help([], self._windows.window)
        for name in pages.PAGES:
            shown.open_page(name)
            _expect(bool(shown.browser.toPlainText().strip()), f"the page of help {name!r} is empty")
        shown.close()

    def _print(self) -> None:
        """The way of the print dialog, on paper that is a file; no service is asked for printers."""
        os.environ["CUPS_SERVER"] = os.devnull
        from PySide6.QtPrintSupport import QPrinter

        from mhhs_board.ui.printing import printing

        path = self._folder / "paper.pdf"
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        printer.setPageLayout(printing.pages_layout(printer))
        printing.paint(printer, printing.pages_on(printer, self._sheet()))
        _read_pdf(path)

    def _again(self) -> None:
        again = boards.open_workspace(self._path, read_only=True, kept=False)
        try:
            _expect(again.head == self.workspace.head, "the board on the disk is not the one in the window")
        finally:
            again.close()
        findings = boards.check_board(self._path)
        _expect(not findings, "; ".join(finding["sentence"] for finding in findings))

    def _quit(self) -> None:
        from PySide6.QtCore import QTimer

        self.close()
        QTimer.singleShot(0, self._application.quit)
        code = self._application.exec()
        _expect(code == 0, f"the event loop ended with {code}")

    def _sheet(self) -> Sheet:
        from mhhs_board.exchange.sheet import Sheet

        board = self.workspace.board
        return Sheet.of(board, (artefact.id for artefact in board.artefacts()), self.workspace.today)

    def _process_4(self) -> str:
        board = self.workspace.board
        return next(found.id for found in board.artefacts() if (found.workstream, found.ref) == ("smart", "Process 4"))


def _expect(held: bool, otherwise: str) -> None:
    if not held:
        raise Failed(otherwise)


# -- reading back --------------------------------------------------------------------------------------------------------


def _read_rows(path: Path) -> None:
    from mhhs_board.domain.imported import Row
    from mhhs_board.exchange import formats

    count = sum(isinstance(row, Row) and not row.fault for row in formats.load(path).rows)
    _expect(count == 23, f"{count} artefacts were read back, not 23")


def _read_book(path: Path) -> None:
    from mhhs_board.exchange import formats

    _read_rows(path)
    told = [sheet for sheet in formats.load(path).sheets if sheet in ("Board", "Artefacts", "Blockers")]
    _expect(len(told) == 3, f"of its sheets only {', '.join(told)} were read back")


def _read_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    missing = [words for words in ("Process 4", "Registrations", "Blocked") if words not in text]
    _expect(not missing, f"it lacks {', '.join(missing)}")


def _read_png(path: Path) -> None:
    from PySide6.QtGui import QImage

    image = QImage(str(path))
    _expect(image.width() > 400 and image.height() > 300, "no picture was read back")
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    _expect(len(colours) > 8, f"the picture has only {len(colours)} colours")


def _read_svg(path: Path) -> None:
    from xml.etree import ElementTree

    texts = " ".join(ElementTree.parse(path).getroot().itertext())
    _expect("Process 4" in texts, "the picture's texts are not text")


def _read_pdf(path: Path) -> None:
    data = path.read_bytes()
    _expect(data.startswith(b"%PDF-") and b"%%EOF" in data[-16:], "it is no whole PDF")
    _expect(data.count(b"/Type /Page\n") > 0, "it has no page")
    _expect(b"/FontFile" in data, "its letters are not in it")


_READ: dict[str, Callable[[Path], None]] = {
    ".csv": _read_rows,
    ".xlsx": _read_book,
    ".json": _read_rows,
    ".md": _read_text,
    ".html": _read_text,
    ".png": _read_png,
    ".svg": _read_svg,
    ".pdf": _read_pdf,
}
