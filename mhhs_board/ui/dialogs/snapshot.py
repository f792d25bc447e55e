"""Snapshot: the board as a file to send or to print, with a look at it before. The window never waits for it.

The sheet is taken when the file is made, so that it shows the board of that moment. Making it can be called off until the
file is being put in place; a file that stood there stays whole whatever goes wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.base.file_names import proposed
from mhhs_board.base.safe_write import write_file
from mhhs_board.exchange import formats, pdf
from mhhs_board.exchange.sheet import Sheet
from mhhs_board.ui.dialogs.making import MakingDialog
from mhhs_board.ui.kit.controls import Choice, Tick
from mhhs_board.ui.kit.file_dialogs import dress
from mhhs_board.ui.kit.heading import headed
from mhhs_board.ui.kit.jobs import Job, Report, detached
from mhhs_board.ui.kit.plain import PlainLabel, one_line, plain_tooltip
from mhhs_board.ui.printing.printing import thumbnail

Taken = Callable[[bool, bool], Sheet]
"""Gives the sheet as the board stands: what is shown, or with True all of it; what is shared, or with True all."""

FORMATS = (
    ("PDF, for minutes and paper", ".pdf"),
    ("Picture (PNG)", ".png"),
    ("Picture that stays sharp (SVG)", ".svg"),
    ("Web page (HTML), searchable", ".html"),
    ("Text with tables (Markdown)", ".md"),
    ("Workbook (XLSX)", ".xlsx"),
    ("Table to read (CSV)", ".csv"),
)
PAPERS = (("A4, or A3 where that is one page", ""), ("A4", "a4"), ("A3", "a3"))
DENSITIES = (("As roomy as fits", ""), ("Compact", "compact"), ("Normal", "normal"), ("Full", "full"))
THEMES = (("Light", "light"), ("Dark", "dark"), ("Print", "print"), ("High contrast", "high_contrast"))
COLOURED = (".png", ".svg")
"""What has the colours of one theme; paper has its own, a page both."""
WITHOUT_LOOK = {
    ".html": "A page for any browser, light or dark as the reader's system is, that needs no network.",
    ".md": "Tables as text, for minutes, wikis and merge requests.",
    ".xlsx": "The board, its artefacts, what blocks them and the registers, a sheet each. When it is imported again, what "
    "was changed in it is compared with the board.",
    ".csv": "The artefacts as people read them. Export writes the table that loses nothing.",
}
NOTED = tuple(WITHOUT_LOOK)
"""What has room for what is private; a picture has none."""
NO_ROOM = "PDF and pictures have no room for it; all else has."
BOX = (420, 300)
"""The room for the look at the first page, in logical pixels."""
WAIT_MS = 150
"""How long typing must rest before the look is drawn again."""


class Snapshot(MakingDialog):
    """Format, paper, theme, marking and what is shown; then where the file shall lie."""

    def __init__(
        self,
        parent: QWidget | None,
        taken: Taken,
        told: Callable[[str], None],
        theme: str = "light",
        folder: Path = Path(),
    ) -> None:
        super().__init__(parent, told, folder)
        self._taken = taken
        self._look: Job | None = None
        shown = taken(False, False)
        self._left = bool(taken(True, False).left_out())
        self.format = _choice("Format", FORMATS)
        self.paper = _choice("Paper", PAPERS)
        self.density = _choice("Cards", DENSITIES)
        self.theme = _choice("Colours", THEMES, theme)
        all_of_it = f"All {shown.total}"
        what = [(f"As shown: {len(shown.artefacts)} of {shown.total}", False), (all_of_it, True)]
        self.what = _choice("Artefacts", what if shown.hidden else what[1:])
        self.marking = QLineEdit(shown.classification)
        self.marking.setMaxLength(200)
        self.marking.setPlaceholderText("None")
        self.private = Tick("Take along what is private")
        self.private.setVisible(self._left)
        self.no_room = PlainLabel(NO_ROOM, role="quiet", wrap=True)
        self.look = PlainLabel("", role="quiet", wrap=True)
        self.look.setFixedSize(*BOX)
        self.look.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.about = PlainLabel("", role="quiet", wrap=True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress")
        self.bar.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton("Save…")
        self.go.setDefault(True)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        # Focus goes there while a file is made; it must not stay what Return presses.
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self._place()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw_look)
        for field in (self.format, self.paper, self.density, self.theme, self.what):
            field.currentIndexChanged.connect(self._changed)
        self.marking.textChanged.connect(self._changed)
        self.private.toggled.connect(self._changed)
        self.go.clicked.connect(self._ask_where)
        self.buttons.rejected.connect(self.reject)
        self._changed()

    def _place(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        fields = (self.format, self.paper, self.density, self.theme, self.what, self.marking)
        labels = ("Format", "Paper", "Cards", "Colours", "Artefacts", "Classification")
        for label, field in zip(labels, fields, strict=True):
            field.setAccessibleName(label)
            form.addRow(PlainLabel(label, role="quiet"), field)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addWidget(self.private)
        left.addWidget(self.no_room)
        left.addWidget(self.about)
        left.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(20)
        across.addLayout(left, 1)
        across.addWidget(self.look)
        column, _head = headed(self, "Snapshot")
        column.addLayout(across)
        for widget in (self.sentence, self.bar, self.buttons):
            column.addWidget(widget)

    # -- what is asked for ---------------------------------------------------------------------------------------------

    @property
    def suffix(self) -> str:
        """The extension of the chosen format."""
        return str(self.format.currentData())

    def sheet(self) -> Sheet:
        """The sheet as it is asked for, of the board as it stands."""
        private = self._left and self.suffix in NOTED and self.private.isChecked()
        taken = self._taken(bool(self.what.currentData()), private)
        theme = str(self.theme.currentData()) if self.suffix in COLOURED else "light"
        density = str(self.density.currentData()) if self.suffix == ".pdf" else ""
        return replace(taken, classification=one_line(self.marking.text(), 200), theme=theme, density=density)

    def _changed(self) -> None:
        self.paper.setEnabled(self.suffix == ".pdf")
        self.density.setEnabled(self.suffix == ".pdf")
        self.theme.setEnabled(self.suffix in COLOURED)
        self._offer_private()
        self.sentence.hide()
        self._timer.start(WAIT_MS)

    def _offer_private(self) -> None:
        """Offer what is private where the format has room for it; else say why not."""
        room = self.suffix in NOTED
        self.private.setEnabled(room)
        self.private.setToolTip(plain_tooltip("" if room else NO_ROOM))
        self.private.setAccessibleDescription(self.private.toolTip())
        self.no_room.setVisible(self._left and not room)

    # -- the look at it ------------------------------------------------------------------------------------------------

    def _draw_look(self) -> None:
        if self._look is not None:
            self._look.abandon()
            self._look = None
        self.about.setText("")
        if self.suffix in WITHOUT_LOOK:
            self.look.setText(WITHOUT_LOOK[self.suffix])
            return
        if self.look.pixmap().isNull():
            self.look.setText("Drawing the first page …")
        take, paper, ratio = detached(self.sheet()), str(self.paper.currentData()), self.devicePixelRatioF()
        on_paper = self.suffix == ".pdf"

        def work(report: Report) -> tuple[QImage, str]:
            sheet = take()
            pages = pdf.pages_of(sheet, paper) if on_paper else pdf.paged(sheet, None, sheet.theme)
            report(1, 2)
            count = len(pages.pages)
            words = (
                f"{count} page{'' if count == 1 else 's'} {pages.paper.name}, the smallest words {pages.smallest:.0f} pt"
            )
            return thumbnail(pages, *BOX, ratio), words if on_paper else ""

        self._look = Job(work, self._seen, self.look.setText)

    def _seen(self, made: tuple[QImage, str]) -> None:
        image, words = made
        self._look = None
        self.look.setPixmap(QPixmap.fromImage(image))
        self.look.setAccessibleName(f"The first page. {words}")
        self.about.setText(words)

    # -- making it -----------------------------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        kind = self.format.currentText().replace("(", "").replace(")", "")
        sheet = self.sheet()
        name = proposed(f"{sheet.name} {sheet.today:%Y-%m-%d}", self.suffix)
        dialog = QFileDialog(self, "Snapshot", str(self._folder / name), f"{kind} (*{self.suffix})")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(self.suffix.removeprefix("."))
        dialog.fileSelected.connect(lambda chosen: self.make(Path(chosen)))
        dress(dialog)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def make(self, target: Path) -> None:
        """Make the file and put it in place; the dialog closes when it is there."""
        if target.suffix.lower() != self.suffix:
            target = target.with_name(target.name + self.suffix)
        take, paper, suffix = detached(self.sheet()), str(self.paper.currentData()), self.suffix
        left = self.sheet().left_out()
        self._said = f" {left}." if left else ""
        self._busy(True)

        def work(report: Report) -> Path:
            sheet = take()
            report(0, 0)
            if suffix == ".pdf":
                data = pdf.drawn(pdf.pages_of(sheet, paper), sheet, report)
            else:
                data = formats.render(target, sheet, plain=suffix in formats.PLAIN)
            report(1, 1)
            write_file(target, data)
            return target

        self._job = Job(work, self._made, self._failed, self._stopped, self._progress)

    def _busy(self, busy: bool) -> None:
        super()._busy(busy)
        self.go.setEnabled(not busy)
        for field in (self.format, self.what, self.marking):
            field.setEnabled(not busy)
        self.private.setEnabled(not busy and self.suffix in NOTED)
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy)
        if busy:
            self.paper.setEnabled(False)
            self.density.setEnabled(False)
            self.theme.setEnabled(False)
            self.sentence.hide()
        else:
            self.paper.setEnabled(self.suffix == ".pdf")
            self.density.setEnabled(self.suffix == ".pdf")
            self.theme.setEnabled(self.suffix in COLOURED)

    def _progress(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def done(self, result: int) -> None:
        """Let go of the look that is still being drawn."""
        self._timer.stop()
        if self._look is not None:
            self._look.abandon()
        super().done(result)


def _choice(label: str, options: Sequence[tuple[str, Any]], chosen: Any = None) -> Choice:
    field = Choice()
    field.setAccessibleName(label)
    field.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)  # its words are read whole
    field.offer(options, chosen)
    return field


def ask_snapshot(
    parent: QWidget,
    taken: Taken,
    told: Callable[[str], None],
    theme: str = "light",
    folder: Path = Path(),
) -> Snapshot:
    """Open the dialog over a window. `taken` gives the sheet, `told` hears one sentence when the file is there, and the
    place is asked from `folder`."""
    dialog = Snapshot(parent, taken, told, theme, folder)
    dialog.open()
    return dialog
