"""The help, inside the program: the pages of `resources/help`, and the sheet of keys made from the program's own commands.

The one module that shows rich text: its pages are the program's own, never a user's. The browser loads nothing, neither
file nor network; a link leads to another page, or to the opener that asks.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QWidget,
)

from mhhs_board.base import assets
from mhhs_board.drawing.fonts import font
from mhhs_board.ui.help.key_sheet import Section
from mhhs_board.ui.kit import links
from mhhs_board.ui.kit.heading import headed

PAGES = {
    "getting-started": "Getting started",
    "moving-cards": "Moving cards",
    "blocking-and-escalating": "Blocking and escalating",
    "actions-and-milestones": "Actions and milestones",
    "meetings-and-decisions": "Meetings and decisions",
    "documents": "Documents",
    "importing": "Taking in a spreadsheet",
    "finding": "Finding",
    "snapshots-and-printing": "Snapshots and printing",
    "command-line": "The command line",
    "keys": "All keys",
    "your-data": "Your data",
}
"""The pages in their order. Each is a file of that name, but for the keys, which are generated."""
KEYS = "keys"
HEADINGS = (20, 16, 14)
"""The pixels of a heading of the first, second and any further level."""
_MARGIN = 16
"""The pixels between the edge of a page and its text."""


def keys_page(sections: list[Section]) -> str:
    """The page of all keys as Markdown; a stroke would part the cells of its table."""
    parts = ["# All keys\n"]
    for section in sections:
        rows = "\n".join(f"| {_cell(keys)} | {_cell(what)} |" for keys, what in section.rows)
        parts.append(f"## {_cell(section.title)}\n\n| Keys | What they do |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return "".join(f"\\{letter}" if letter in r"\`*_{}[]<>()#+-.!|&" else letter for letter in text)


class Browser(QTextBrowser):
    """Shows what it is given and fetches nothing."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAccessibleName(name)

    def loadResource(self, kind: int, name: QUrl | str) -> QByteArray:
        """Nothing is loaded from anywhere."""
        return QByteArray()

    def show_page(self, markdown: str) -> None:
        """Show a page of the program's own."""
        self.setMarkdown(markdown)
        self._space_out()

    def show_text(self, text: str) -> None:
        """Show a text as it is, in no letters of the page before."""
        self.setCurrentCharFormat(QTextCharFormat())
        self.setPlainText(text)
        self.document().setDocumentMargin(_MARGIN)

    def _space_out(self) -> None:
        """Headings of a page's own sizes, room between the paragraphs, and tables as wide as the page."""
        document = self.document()
        document.setDocumentMargin(_MARGIN)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                table = frame.format()
                table.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                table.setTopMargin(4)
                table.setBottomMargin(10)
                frame.setFormat(table)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        block = document.begin()
        while block.isValid():
            shape = block.blockFormat()
            level = shape.headingLevel()
            inside = block.textList() is not None or QTextCursor(block).currentTable() is not None
            shape.setTopMargin(14 if level > 1 else 0)
            shape.setBottomMargin(2 if inside else 8)
            cursor.setPosition(block.position())
            cursor.mergeBlockFormat(shape)
            if level:
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                letters = cursor.charFormat()
                letters.clearProperty(QTextFormat.Property.FontSizeAdjustment)  # it would outdo the pixels
                letters.setFont(font(HEADINGS[min(level, len(HEADINGS)) - 1], True))
                cursor.setCharFormat(letters)
            block = block.next()
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)


class Help(QDialog):
    """The pages, their list at the left. It stays open beside the board."""

    def __init__(self, sections: list[Section], parent: QWidget, page: str = "getting-started") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sections = sections
        self.list = QListWidget()
        self.list.setAccessibleName("Help pages")
        self.list.setFixedWidth(190)
        for name, title in PAGES.items():
            entry = QListWidgetItem(title)
            entry.setData(Qt.ItemDataRole.UserRole, name)
            self.list.addItem(entry)
        self.list.currentRowChanged.connect(self._show)
        self.browser = Browser("Help page")
        self.browser.anchorClicked.connect(self._follow)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.list)
        row.addWidget(self.browser, 1)
        box, _head = headed(self, "Help")
        box.addLayout(row, 1)
        box.addWidget(close)
        self.resize(min(900, parent.window().width() - 40), min(660, parent.window().height() - 40))
        self.open_page(page)
        self.list.setFocus()

    def open_page(self, name: str) -> None:
        """Show a page by its name."""
        self.list.setCurrentRow(list(PAGES).index(name))

    def _show(self, row: int) -> None:
        name = list(PAGES)[row]
        self.browser.show_page(keys_page(self._sections) if name == KEYS else assets.text(f"help/{name}.md"))

    def _follow(self, url: QUrl) -> None:
        name = url.path().removesuffix(".md")
        if url.isRelative() and name in PAGES:
            self.open_page(name)
        elif not url.isRelative():
            links.ask(url.toString(), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1 closes what F1 opened."""
        if event.matches(QKeySequence.StandardKey.HelpContents):
            self.reject()
        else:
            super().keyPressEvent(event)
