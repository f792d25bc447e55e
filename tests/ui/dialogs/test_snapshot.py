"""The snapshot dialog: what is asked for is what lies in the file, it can be called off, and an old file stays whole."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mhhs_board.domain.board import Board
from mhhs_board.drawing.geometry import Density
from mhhs_board.exchange import formats, pdf, png
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.operations import editing
from mhhs_board.ui.dialogs import snapshot
from mhhs_board.ui.dialogs.snapshot import FORMATS, NO_ROOM, Snapshot, ask_snapshot
from tests.boards import act
from tests.exchange.pictured import many, sheet_of

pytestmark = pytest.mark.qt_log_ignore("qt.text.font.db", "This plugin does not support")


class Rig:
    """A dialog over a board of 40 of which 12 are shown."""

    def __init__(self, qtbot: QtBot, board: Board) -> None:
        self.qtbot, self.board = qtbot, board
        self.told: list[str] = []
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.dialog: Snapshot = ask_snapshot(self.window, self.taken, self.told.append, "dark")
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)

    def taken(self, everything: bool, private: bool = False) -> Sheet:
        shown = [found.id for found in self.board.artefacts()]
        some = shown if everything else shown[:12]
        return sheet_of(self.board, *some, filter="" if everything else "owner:ana", private=private)

    def choose(self, suffix: str) -> None:
        self.dialog.format.setCurrentIndex([known for _, known in FORMATS].index(suffix))

    def ended(self) -> None:
        self.qtbot.waitUntil(lambda: bool(self.told) or not self.dialog.sentence.isHidden(), timeout=30_000)


@pytest.fixture(autouse=True)
def painted(qapp: QGuiApplication) -> None:
    """Something was painted before, as by any window: two threads that paint for the very first time at once end the process."""
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, 8, 8), QColor("white"))
    painter.end()


@pytest.fixture
def rig(qtbot: QtBot) -> Rig:
    return Rig(qtbot, many(40))


@pytest.mark.parametrize("suffix", [suffix for _, suffix in FORMATS])
def test_each_format_lands_whole_and_says_so(rig: Rig, tmp_path: Path, suffix: str) -> None:
    rig.choose(suffix)
    rig.dialog.make(tmp_path / "board")
    rig.ended()
    target = tmp_path / f"board{suffix}"
    assert rig.told == [f"Written: {target}"]
    assert [file.name for file in tmp_path.iterdir()] == [target.name]
    assert not rig.dialog.isVisible()
    if suffix in (".html", ".md", ".svg"):
        assert "12 of 40 shown" in target.read_text("utf-8")


def test_everything_and_another_marking_on_request(rig: Rig) -> None:
    assert [rig.dialog.what.itemText(n) for n in range(2)] == ["As shown: 12 of 40", "All 40"]
    assert rig.dialog.sheet().hidden == 28
    rig.dialog.what.setCurrentIndex(1)
    rig.dialog.marking.setText("DRAFT")
    assert (rig.dialog.sheet().hidden, rig.dialog.sheet().classification) == (0, "DRAFT")


def test_the_theme_is_a_choice_for_pictures_alone(rig: Rig) -> None:
    rig.choose(".png")
    assert rig.dialog.theme.isEnabled()
    assert rig.dialog.sheet().theme == "dark"
    rig.choose(".pdf")
    assert not rig.dialog.theme.isEnabled()
    assert pdf.pages_of(rig.dialog.sheet()).theme.name == "print"


def test_how_much_room_the_cards_leave_is_a_choice_for_paper_alone(rig: Rig) -> None:
    rig.choose(".pdf")
    for number, density in enumerate(["", "compact", "normal", "full"]):
        rig.dialog.density.setCurrentIndex(number)
        assert rig.dialog.sheet().density == density
    assert pdf.pages_of(rig.dialog.sheet()).density is Density.FULL
    rig.choose(".html")
    assert not rig.dialog.density.isEnabled()
    assert rig.dialog.sheet().density == ""


@pytest.mark.parametrize("suffix", [".pdf", ".svg"])
def test_the_first_page_is_shown(rig: Rig, suffix: str) -> None:
    rig.choose(suffix)
    rig.qtbot.waitUntil(lambda: not rig.dialog.look.pixmap().isNull(), timeout=20_000)
    assert max(rig.dialog.look.pixmap().width(), rig.dialog.look.pixmap().height()) >= 300
    assert ("page" in rig.dialog.about.text()) == (suffix == ".pdf")


def test_the_box_for_what_is_private_says_why_it_is_closed(rig: Rig) -> None:
    card = next(iter(rig.board.artefacts())).id
    act(rig.board, editing.edit, artefact=card, values={"notes": "for us"})
    dialog = ask_snapshot(rig.window, rig.taken, rig.told.append)
    rooms = {".pdf": False, ".html": True, ".png": False, ".md": True, ".xlsx": True, ".csv": True, ".svg": False}
    for suffix, room in rooms.items():
        dialog.format.setCurrentIndex([known for _, known in FORMATS].index(suffix))
        assert (dialog.private.isVisible(), dialog.private.isEnabled()) == (True, room)
        assert dialog.no_room.isVisible() == (not room)
        assert (dialog.private.toolTip(), dialog.no_room.text()) == ("" if room else NO_ROOM, NO_ROOM)
    dialog.reject()


def _folder(tmp_path: Path) -> Path:
    (tmp_path / "taken.pdf").mkdir()
    return tmp_path / "taken.pdf"


@pytest.mark.parametrize(
    ("target", "why"),
    [(_folder, "it is a folder"), (lambda tmp_path: tmp_path / "none" / "a.pdf", "its folder is not there")],
)
def test_a_target_that_cannot_be_written_is_said_and_the_dialog_stays(
    rig: Rig, tmp_path: Path, target: Callable[[Path], Path], why: str
) -> None:
    rig.dialog.make(target(tmp_path))
    rig.ended()
    assert why in rig.dialog.sentence.text()
    assert rig.dialog.isVisible()
    assert rig.dialog.go.isEnabled()
    assert not rig.told


def test_a_full_disk_leaves_the_old_file(rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mhhs_board.base import safe_write

    target = tmp_path / "old.pdf"
    target.write_bytes(b"what stood there")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(safe_write.os, "fsync", full)
    rig.dialog.make(target)
    rig.ended()
    assert "the disk is full" in rig.dialog.sentence.text()
    assert target.read_bytes() == b"what stood there"
    assert list(tmp_path.iterdir()) == [target]


def test_cancel_calls_it_off_and_writes_nothing(rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()
    render = formats.render

    def slow(path: Path, sheet: Sheet, **how: bool) -> bytes:
        begun.set()
        assert go_on.wait(20)
        return render(path, sheet, **how)

    monkeypatch.setattr(formats, "render", slow)
    rig.choose(".svg")
    rig.dialog.make(tmp_path / "a.svg")
    rig.qtbot.waitUntil(begun.is_set)
    assert rig.dialog.bar.isVisible()
    assert not rig.dialog.go.isEnabled()
    rig.dialog.reject()
    go_on.set()
    rig.ended()
    assert rig.dialog.sentence.text() == "Called off; nothing was written."
    assert not list(tmp_path.iterdir())
    rig.dialog.reject()
    assert not rig.dialog.isVisible()


def test_the_file_is_made_off_the_windows_thread_from_a_board_of_its_own(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[threading.Thread, Sheet]] = []
    write = png.write

    def noted(sheet: Sheet) -> bytes:
        made.append((threading.current_thread(), sheet))
        return write(sheet)

    monkeypatch.setattr(png, "write", noted)
    rig.choose(".png")
    rig.dialog.make(tmp_path / "a.png")
    rig.ended()
    ((thread, sheet),) = made
    assert thread is not threading.main_thread()
    assert sheet.board is not rig.board
    assert [found.id for found in sheet.artefacts] == [found.id for found in rig.taken(False).artefacts]


def test_closing_while_the_look_is_drawn_harms_nothing(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*given: object) -> object:
        begun.set()
        assert go_on.wait(20)
        return thumbnail(*given)  # type: ignore[arg-type]

    thumbnail = snapshot.thumbnail
    monkeypatch.setattr(snapshot, "thumbnail", slow)
    rig.qtbot.waitUntil(begun.is_set)
    rig.dialog.reject()
    go_on.set()
    rig.qtbot.wait(100)
    assert rig.dialog.look.pixmap().isNull()
