"""Adding in place: an editor in the cell, at the slot where the new card will stand. Enter adds and stays; what is typed is
kept until it is added, also after Escape, a refusal or a fold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QToolButton, QVBoxLayout

from mhhs_board.base.drafts import Draft
from mhhs_board.domain import dates, quick_add, workflow
from mhhs_board.domain.board import BLOCKED, Cell
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact
from mhhs_board.drawing.geometry import Hit
from mhhs_board.operations import editing
from mhhs_board.operations.context import wish
from mhhs_board.ui.board.focus import FocusedBoard
from mhhs_board.ui.board.keys import full_slot
from mhhs_board.ui.kit import accessible
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import NO_ROOM
from mhhs_board.ui.kit.perform import ASKS, Performer
from mhhs_board.ui.kit.plain import PlainLabel, one_line

LEAST_WIDTH = 264
"""A column may be narrower; the editor then reaches over the next."""
MOST_ROWS = 6
"""Rows of text until it scrolls."""
LONGEST = 200_000
"""Characters that a paste brings in; the operation refuses far earlier, in a sentence."""
LONGEST_LINE = 2_000
"""Characters of a line of it: one without a blank is laid out in the square of them."""
DRAFT = "added in place"
"""The name under which what is typed here is kept for after a crash."""
SKIP = ASKS["override"][0]
"""What is asked where stages are skipped on the way to the cell."""
EXPLAINED = "@owner  !priority  due:8 May  +label"


def with_room(text: str) -> str:
    """As much of a text as there is room for."""
    return "\n".join(line[:LONGEST_LINE] for line in text[:LONGEST].split("\n"))


@contained
class _Text(QPlainTextEdit):
    """What is typed. Enter adds, Shift+Enter and a paste make lines, Escape and a second Tab leave."""

    entered = Signal()
    escaped = Signal()
    left = Signal()
    shortened = Signal()
    """Not all of what was put in has room."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("New artefact")
        self.setPlaceholderText("Reference and title")
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape mean the editor; nothing reaches the board behind it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & ~_KEYPAD == _NONE:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
        event.accept()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Only text."""
        return source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """As plain text, in lines."""
        text = source.text()
        fits = with_room(text)
        self.insertPlainText(fits)
        if fits != text:
            self.shortened.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Somebody went on to something else."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_NONE = Qt.KeyboardModifier.NoModifier


@contained
class Editor(QFrame):
    """The box in the cell: what is typed, what of it is understood or wrong, and a button for the mouse."""

    def __init__(self, view: FocusedBoard, today: Callable[[], date]) -> None:
        super().__init__(view.viewport())
        self._today = today
        self.setProperty("role", "palette")
        self.setAccessibleName("Add artefact")
        self.text = _Text()
        self.told = PlainLabel("", role="quiet", wrap=True)
        self.error = PlainLabel("", role="error", wrap=True)
        self.asked = PlainLabel("", wrap=True)
        self.why = QLineEdit()
        self.why.setPlaceholderText(SKIP.hint)
        self.why.setAccessibleName(SKIP.missing)
        self.why.returnPressed.connect(self.text.entered)
        self.why.textEdited.connect(lambda _text: self.refuse(""))
        self.button = QPushButton("Add")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setAccessibleName("Close, and keep what is typed")
        self.close_button.setToolTip("Close, and keep what is typed (Esc)")
        self.close_button.clicked.connect(self.text.escaped)
        self.button.clicked.connect(self.text.entered)
        self.text.textChanged.connect(self._typed)
        self.text.shortened.connect(lambda: self.refuse(NO_ROOM))
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self.told, 1)
        below.addWidget(self.button)
        below.addWidget(self.close_button)
        self._rows = rows = QVBoxLayout(self)
        rows.setContentsMargins(6, 6, 6, 6)
        rows.setSpacing(4)
        rows.addWidget(self.text)
        rows.addWidget(self.asked)
        rows.addWidget(self.why)
        rows.addWidget(self.error)
        rows.addLayout(below)
        self.error.hide()
        self.ask("")
        self.hide()
        self._typed()

    def lines(self) -> list[str]:
        """The lines that say something."""
        return list(quick_add.lines(self.text.toPlainText()))

    def refuse(self, sentence: str) -> None:
        """Say what is wrong; what is typed stays."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.text.setAccessibleDescription(sentence)
        self.fit()

    def ask(self, sentence: str) -> None:
        """Ask below what is typed for the one line of a skip; with nothing to ask the line goes and keeps its text."""
        self.asked.setText(sentence)
        self.asked.setVisible(bool(sentence))
        self.why.setVisible(bool(sentence))
        self.why.setAccessibleDescription(sentence)
        self.fit()

    @property
    def override(self) -> str | None:
        """The line of a skip; None where none has been asked for."""
        return self.why.text() if not self.why.isHidden() else None

    def _typed(self) -> None:
        lines = self.lines()
        self.button.setText(f"Add {len(lines)} artefacts" if len(lines) > 1 else "Add")
        self.told.setText(_understood(lines, self._today()))
        self.refuse("")

    def fit(self) -> None:
        """As high as what is in it."""
        rows = min(max(1, int(self.text.document().size().height())), MOST_ROWS)
        self.text.setFixedHeight(rows * self.text.fontMetrics().lineSpacing() + 12)
        width = max(self.width(), LEAST_WIDTH)
        self._rows.activate()
        self.resize(width, max(self.heightForWidth(width), self._rows.minimumSize().height()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The board behind it is not meant."""
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keys of its buttons stay with it, too."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.Wheel):
            if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
                self.text.escaped.emit()
            event.accept()
            return True
        return super().event(event)


def _understood(lines: Sequence[str], today: date) -> str:
    """What the signs of a line say, or what signs there are."""
    if len(lines) > 1:
        return "A line each, one step to undo."
    said = quick_add.read(lines[0] if lines else "", today)
    parts = [f"reference {said.ref}"] if said.ref else []
    parts += [f"owner {said.owner}"] if said.owner else []
    parts += [f"priority {said.priority}"] if said.priority else []
    parts += [f"due {_day(said.due, today)}"] if said.due else []
    parts += [f"label {label}" for label in said.labels]
    return one_line(" · ".join(parts), 200) or EXPLAINED


def _day(text: str, today: date) -> str:
    """A date as typed, with the day it means where that stands there in other words."""
    meant = dates.meant(text, today)
    if meant is None:
        return f"{text} (no day is read from it)"
    return text if dates.written(meant) == text else f"{text} = {dates.short(meant, today)}"


class Adding(QObject):
    """Opens the editor in a cell of one view and adds through the performer. `seen` brings what was added into view."""

    def __init__(self, view: FocusedBoard, performer: Performer, seen: Callable[[str], None]) -> None:
        super().__init__(view)
        self._view = view
        self._performer = performer
        self._seen = seen
        self._cell: Cell | None = None
        self._slot: int | None = None
        """Among the shown cards of the cell; None is the end."""
        self._editor: Editor | None = None
        self._typed_in: Cell | None = None
        """Where the box was open last; what is typed in it belongs there."""
        self.on_open: Callable[[], None] = lambda: None
        """Called when the box opens, so that what lies over the board gives way."""
        view.cards.cells_changed.connect(self._place)
        view.view_changed.connect(self._place)
        for bar in (view.verticalScrollBar(), view.horizontalScrollBar()):
            bar.valueChanged.connect(self._place)
            bar.rangeChanged.connect(self._place)

    @property
    def editor(self) -> Editor:
        """The box, made when it is first wanted."""
        if self._editor is None:
            made = self._editor = Editor(self._view, lambda: self._view.cards.today)
            made.text.entered.connect(self._add)
            made.text.escaped.connect(self.close)
            made.text.left.connect(lambda: QTimer.singleShot(0, self, self._left))
            made.text.textChanged.connect(self._place)
        return self._editor

    @property
    def is_open(self) -> bool:
        """Whether somebody is adding."""
        return self._cell is not None

    def here(self) -> None:
        """Open behind the focused card, at the end of the focused cell, or where nothing has the focus in the first."""
        view = self._view
        grid = view.cards.grid
        cell = view.focused_cell() or ((grid.lanes[0], grid.columns[0]) if grid.lanes else None)
        if cell is None:
            view.say("The board has no workstream yet.")
            return
        focus = view.focused_id()
        slot = grid.cells[cell].index(focus) + 1 if focus in grid.cells[cell] else None
        self.open(*cell, slot)

    def open(self, workstream: str, column: str, slot: int | None = None) -> None:
        """Open in a cell, before the shown card of that slot or at the end. In the Blocked column nothing is added: the
        lane's first stage opens instead."""
        view = self._view
        if not view.movable:
            view.say("This board cannot be changed here.")
            return
        if column == BLOCKED:
            column, slot = view.cards.grid.columns[0], None
            if column == BLOCKED:
                view.say("The board has no stages yet.")
                return
        board = view.cards.board
        if why := workflow.closed(board, workstream) or workflow.closed(board, column):
            view.say(why)
            return
        lanes, columns = view.folded
        view.set_folded(lanes - {workstream}, columns - {column})
        self._cell = self._typed_in = (workstream, column)
        self._slot = slot
        editor = self.editor
        editor.refuse("")
        editor.ask("")
        editor.show()
        self.on_open()
        self._place()
        self._reveal()
        editor.text.selectAll()
        editor.text.setFocus(Qt.FocusReason.OtherFocusReason)
        cell_name = accessible.cell_name(view.cards.board, workstream, column, len(view.cards.grid.cells[self._cell]))
        accessible.announce(view, f"Add artefact: {cell_name}")

    def close(self) -> None:
        """Put the editor away; what is typed is there again when it opens next."""
        if self._cell is None:
            return
        self._show_gap(None)
        cell, self._cell = self._cell, None
        had_focus = self._editor is not None and self._editor.isAncestorOf(self._view.focusWidget() or self._view)
        self.editor.hide()
        if had_focus:
            self._view.setFocus()
        if not self._view.focused_id():
            self._view.focus_cell(cell)

    def _left(self) -> None:
        """Gone on to something else: an editor with nothing in it goes, too."""
        focus = self._view.window().focusWidget()
        inside = focus is not None and (focus is self.editor or self.editor.isAncestorOf(focus))
        if self._cell is not None and not inside and not self.editor.text.toPlainText().strip():
            self.close()

    # -- drafts ------------------------------------------------------------------------------------------------------

    def drafts(self) -> list[Draft]:
        """What is typed and not added, also where the box is closed over it."""
        text = self._editor.text.toPlainText() if self._editor is not None else ""
        if not text.strip() or self._typed_in is None:
            return []
        return [Draft("Add artefact", "New artefact", text, name=DRAFT, seen="\n".join(self._typed_in))]

    def put_back(self, draft: Draft) -> None:
        """Open with what an earlier window left, where it was typed or, where there is no such cell now, at the focus."""
        workstream, _, column = draft.seen.partition("\n")
        if (workstream, column) in self._view.cards.grid.cells:
            self.open(workstream, column)
        else:
            self.here()
        if self.is_open:
            fits = with_room(draft.text)
            self.editor.text.setPlainText(fits)
            if fits != draft.text:
                self.editor.refuse(NO_ROOM)

    # -- where it stands ---------------------------------------------------------------------------------------------

    def _place(self, *_: object) -> None:
        """In its slot, inside the viewport; away where its cell is gone or folded."""
        cell, view = self._cell, self._view
        if cell is None:
            return
        grid = view.layout_shown.grid
        if cell not in grid.cells or grid.is_folded(cell):
            self.close()
            return
        editor = self.editor
        at = view.layout_shown.slot_rect(*cell, self._clamped())
        width = max(at.width, LEAST_WIDTH)
        editor.resize(width, editor.height())
        editor.fit()
        room = view.viewport().rect()
        x = min(at.x - view.horizontalOffset(), room.width() - editor.width() - 2)
        y = at.y - view.verticalOffset()
        if not QRect(0, -view.layout_shown.sizes.card, room.width(), room.height() * 2).contains(max(0, x), y):
            y = max(0, min(y, room.height()))  # scrolled away: it waits at the edge, out of the way
        else:
            y = max(2, min(y, room.height() - editor.height() - 2))
        editor.move(max(0, x), y)
        editor.raise_()
        self._show_gap(Hit(*cell, self._clamped()))

    def _clamped(self) -> int:
        count = len(self._view.layout_shown.grid.cells[self._cell]) if self._cell else 0
        return count if self._slot is None else min(self._slot, count)

    def _reveal(self) -> None:
        if self._cell is not None:
            self._view.reveal(self._view.layout_shown.slot_rect(*self._cell, self._clamped()))
            self._place()

    def _show_gap(self, gap: Hit | None) -> None:
        view = self._view
        if not view.dragging:
            view.show_gap(gap)

    # -- adding ------------------------------------------------------------------------------------------------------

    def _add(self) -> None:
        """Add what is typed, all or none."""
        editor, cell = self.editor, self._cell
        lines, override = editor.lines(), editor.override
        if cell is None or not lines:
            return
        if override is not None and not override.strip():
            editor.refuse(SKIP.missing)
            editor.why.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        view = self._view
        today = view.cards.today
        wished = wish(
            editing.add_several,
            artefacts=[quick_add.read(line, today).fields() for line in lines],
            workstream=cell[0],
            stage=cell[1],
            slot=full_slot(view.cards.board, view.layout_shown, cell, self._slot, ()),
            override=override or "",
        )
        self._performer.perform(wished, self._added, self._refused)

    def _refused(self, refusal: Refused) -> bool:
        if refusal.needs == SKIP.argument:
            self.editor.refuse("")
            self.editor.ask(str(refusal))
            self.editor.why.selectAll()
            self.editor.why.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.editor.refuse(str(refusal))
        self._place()
        accessible.announce(self._view, str(refusal))
        return True

    def _added(self, entry: Entry | None) -> None:
        new = [change.id for change in entry.changes if change.kind == Artefact.KIND] if entry else []
        if not new or self._cell is None:
            return
        view = self._view
        if self._slot is not None:
            self._slot += sum(1 for artefact in new if view.cards.grid.where(artefact) == self._cell)
        self.editor.text.clear()
        self._seen(new[-1])
        self._reveal()
        self.editor.text.setFocus(Qt.FocusReason.OtherFocusReason)
        last = view.cards.board.artefact(new[-1])
        name = last.ref or last.title
        where = accessible.cell_name(view.cards.board, *self._cell, len(view.cards.grid.cells[self._cell]))
        accessible.announce(view, f"Added {name if len(new) == 1 else f'{len(new)} artefacts'}: {where}")
