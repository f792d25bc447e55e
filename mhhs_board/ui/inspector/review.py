"""What groups made of an artefact: what somebody still has to do first, then all else in the order in which it happened.

Every register that may speak of an artefact is in it by being declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.domain import evidence, meetings
from mhhs_board.domain.board import Board
from mhhs_board.domain.fields import article, by_name
from mhhs_board.domain.governance import (
    Assessment,
    Comment,
    Decision,
    Forum,
    Item,
    Meeting,
    Position,
)
from mhhs_board.domain.names import normal
from mhhs_board.domain.record import Record, Registered
from mhhs_board.domain.records import ABOUT, REGISTERS, Artefact, Stage
from mhhs_board.ui.kit import register_words, stances
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import in_order
from mhhs_board.ui.kit.drawn import draw_line, in_bold
from mhhs_board.ui.kit.offered import mixed
from mhhs_board.ui.kit.plain import PlainLabel, menu_text, one_line, plain_tooltip
from mhhs_board.workspace import Workspace

LINE, LINES, HEADING = 26, 42, 30
"""The height of a line, of one with a text below, and of a heading."""
REQUESTS, OPEN, MADE = "Change requests", "To be done", "As it happened"
_PAD = 6
MOST = 500
"""So many lines are listed; the pages have all of them."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Line(NamedTuple):
    """A record on a line, or between them a heading. `meeting` is the one it is of, with `item` where it was on an agenda;
    what is `late` is past its day."""

    called: str
    text: str = ""
    beside: str = ""
    record: Record | None = None
    item: str = ""
    meeting: str = ""
    late: bool = False


def registers_about() -> list[tuple[str, str]]:
    """Every register that may speak of an artefact, with the field by which it does."""
    return [
        (kind, field)
        for kind, record_type in REGISTERS.items()
        for field in ABOUT.get(kind, ())
        if (link := by_name(record_type)[field].link) is not None and link.kind == Artefact.KIND
    ]


def about(board: Board, artefact: Artefact) -> Iterator[Registered]:
    """Every record in use about an artefact, the issues that name it too, and the positions on its agenda items."""
    for one in evidence.concerning(board, artefact):
        yield one
        if isinstance(one, Item):
            yield from evidence.taken(board, one)


def changing(board: Board, artefact: Artefact) -> list[Artefact]:
    """The change requests that an artefact names, and those that name it."""
    wanted, own = normal(artefact.ref), set(map(normal, artefact.links))
    known, by_ref = board.of(Artefact), board.grouped(Artefact.KIND, "reference", _reference)
    linking = board.grouped(Artefact.KIND, "linking", _linking).get("yes", {})
    near = {one: None for ref in own if ref for one in by_ref.get(ref, ())}
    near |= {one: None for one in linking if wanted and wanted in map(normal, known[one].links)}
    found = [known[one] for one in near if one != artefact.id and not known[one].retired]
    return [one for one in found if evidence.is_change_request(board, one)]


def _reference(artefact: Artefact) -> str:
    return normal(artefact.ref)


def _linking(artefact: Artefact) -> str:
    return "yes" if artefact.links else ""


def lines(workspace: Workspace, artefact_id: str) -> list[Line]:
    """The lines of an artefact, those of the change requests that touch it among them."""
    board = workspace.board
    artefact = board.of(Artefact).get(artefact_id)
    if artefact is None:
        return []
    found = [(one, "") for one in about(board, artefact)]
    requests = changing(board, artefact)
    for request in requests:
        found += [(one, request.ref) for one in about(board, request) if isinstance(one, Decision) or _open(board, one)]
    unsettled = [pair for pair in found if _open(board, pair[0])]
    made = [pair for pair in found if not _open(board, pair[0])]
    unsettled.sort(key=lambda pair: pair[0].order()[:2] if _comparable(pair[0]) else (False, "9999"))
    made.sort(key=lambda pair: _when(board, pair[0]))
    requested = [_request(board, one) for one in requests]
    told = [_line(workspace, one, ref) for one, ref in unsettled]
    happened = [_line(workspace, one, ref) for one, ref in made]
    rows = _under(REQUESTS, requested) + _under(f"{OPEN} · {len(unsettled)}", told[:MOST])
    return rows + (_under(MADE, happened[-MOST:]) if rows else happened[-MOST:])


def _under(heading: str, found: list[Line]) -> list[Line]:
    return [Line(heading), *found] if found else []


def _comparable(record: Registered) -> bool:
    """Whether its order begins as that of any register: whether it is done, then its day."""
    return type(record).order is Registered.order


def _open(board: Board, record: Registered) -> bool:
    """Whether somebody still has to do something about it: what comes to an end and has not, and what waits for a forum.
    An item on an agenda waits for its meeting, and stands in its order."""
    if isinstance(record, Decision):
        return any(not one.returned for one in board.escalations_of(record.id))
    return type(record).done is not Registered.done and not isinstance(record, Item) and not record.done()


def _item_of(board: Board, record: Registered) -> Item | None:
    return record if isinstance(record, Item) else board.of(Item).get(getattr(record, "item", None) or "")


def _meeting_of(board: Board, record: Registered) -> str:
    item = _item_of(board, record)
    named = getattr(record, "meeting", None) or (item.meeting if item is not None else None)
    return named or ""


def _when(board: Board, record: Registered) -> tuple[Any, ...]:
    """By the meeting's day and number, there by the agenda, an item before what was said about it; then by the place in the
    recording and by when it was written down."""
    item = _item_of(board, record)
    first = {Item.KIND: 0, Position.KIND: 1, Decision.KIND: 2}.get(record.KIND, 3)
    place = (item is None, item.order() if item is not None else ())
    recorded, made = getattr(record, "recorded", ""), getattr(record, "made", "")
    return (*meetings.when(board, _meeting_of(board, record)), place, first, recorded, made, record.id)


def _request(board: Board, one: Artefact) -> Line:
    stage = board.of(Stage).get(one.stage or "")
    standing = stage.short or stage.name if stage is not None else "stage not stated"
    return Line(one_line(one.ref, 60), one_line(one.title, 300), one_line(standing, 40), one)


def _line(workspace: Workspace, record: Registered, ref: str) -> Line:
    board, today = workspace.board, workspace.today
    item, meeting = _item_of(board, record), board.of(Meeting).get(_meeting_of(board, record))
    at = one_line(meeting.number, 40) if meeting is not None else ""
    called, text, beside = _words(workspace, record)
    if ref:
        at = " · ".join(filter(None, (one_line(ref, 40), at)))
    return Line(
        called,
        text,
        " · ".join(filter(None, (beside, at))),
        record,
        item.id if item is not None else "",
        meeting.id if meeting is not None else "",
        register_words.late(board, record, today),
    )


def _words(workspace: Workspace, record: Registered) -> tuple[str, str, str]:
    """What a record is called on its line, what stands below, and what beside."""
    board, today = workspace.board, workspace.today
    if isinstance(record, Item):
        waived = f"Waived by {record.waived_by}" if record.outcome == "waived" else record.outcome.capitalize()
        off = f"Taken off: {record.taken_off}" if record.taken_off else ""
        called = waived or ("Taken off the agenda" if off else "On the agenda")
        return one_line(called, 100), one_line(off or record.said or record.reason, 300), ""
    if isinstance(record, Position):
        told = stances.said(record)
        told += "" if evidence.counts(board, record) else f" ({evidence.UNCOUNTED})"
        spoken = one_line(record.words, 200) if record.words and not told.startswith("“") else ""
        version = f"on {one_line(record.version, 30)}" if record.version else ""
        return one_line(record.by, 100), " · ".join(filter(None, (told, spoken))), version
    if isinstance(record, Decision):
        asked = [board.of(Forum)[one.forum] for one in board.escalations_of(record.id) if not one.returned]
        waits = f"waits for {asked[0].short or asked[0].name}" if asked else ""
        return one_line(record.called(), 100), one_line(record.text, 300), waits or record.decided
    if isinstance(record, Comment):
        number = f" {record.number}" if record.number else ""
        settled = record.disposition or ("closed" if record.done() else "")
        on = f"on {one_line(record.version, 30)}" if record.version else ""
        parts = (record.severity, settled or one_line(record.raiser, 60), on)
        return f"Comment{number}", one_line(record.text, 300), " · ".join(filter(None, parts))
    if isinstance(record, Assessment):
        answers = {"supports": record.supports, "feasible": record.feasible}
        told = ", ".join(f"{name}: {answer}" for name, answer in answers.items() if answer)
        return one_line(record.who, 100), " · ".join(filter(None, (told, one_line(record.words, 200)))), "assessment"
    called, text, beside = register_words.summary(board, record, today)
    state = register_words.shown_state(record) if record.done() else ""
    return called, text, " · ".join(filter(None, (state, beside)))


@contained
class _Model(QAbstractListModel):
    """The lines of one artefact."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.lines: list[Line] = []

    def show_lines(self, found: list[Line]) -> bool:
        """Show these; whether any differs."""
        if found == self.lines:
            return False
        self.beginResetModel()
        self.lines = found
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Headings and lines."""
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Lines are chosen, headings are passed over."""
        if self.lines[index.row()].record is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A line as text; all of its record in the tooltip."""
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (line.called, line.text, line.beside)))
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line.record, Registered):
            return plain_tooltip(register_words.whole(self._workspace.board, line.record, self._workspace.today))
        return None


@contained
class _Lines(QStyledItemDelegate):
    """Draws a line: its name, at the end by when or where, and what it says below."""

    def __init__(self, model: _Model, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line is high, or two."""
        line = self._model.lines[index.row()]
        return QSize(60, HEADING if line.record is None else LINES if line.text else LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        line = self._model.lines[index.row()]
        colours, box = option.palette, QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and bool(
            option.state & QStyle.StateFlag.State_HasFocus
        )
        ink, quiet = (colours.color(role) for role in (QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText))
        late = colours.color(QPalette.ColorRole.BrightText)
        painter.save()
        if chosen:
            painter.fillRect(box, colours.color(QPalette.ColorRole.Highlight))
            ink = quiet = late = colours.color(QPalette.ColorRole.HighlightedText)
        elif option.state & QStyle.StateFlag.State_MouseOver and line.record is not None:
            painter.fillRect(box, mixed(ink, colours.color(QPalette.ColorRole.Base), 0.06))
        bold = in_bold(option.font)
        room = box.adjusted(_PAD, 0, -_PAD, 0)
        if line.record is None:
            painter.setFont(bold)
            painter.setPen(quiet)
            draw_line(painter, room.adjusted(0, 6, 0, 0), line.called)
            painter.restore()
            return
        upper = QRect(room.x(), room.y() + (3 if line.text else 0), room.width(), 18 if line.text else room.height())
        painter.setFont(bold if line.late else option.font)
        painter.setPen(late if line.late else quiet)
        wide = draw_line(painter, upper, line.beside, right=True, most=upper.width() * 3 // 5)
        painter.setFont(bold)
        painter.setPen(ink)
        draw_line(painter, upper.adjusted(0, 0, -wide - 2 * _PAD, 0), line.called)
        if line.text:
            painter.setFont(option.font)
            draw_line(painter, QRect(room.x(), room.y() + 21, room.width(), 18), line.text)
        painter.restore()


@contained
class _List(QListView):
    """Lines to open by a click or by Enter; M goes to the meeting, a figure chooses a line."""

    def __init__(self, page: Review) -> None:
        super().__init__()
        self._page = page
        self.rows = _Model(page.workspace, self)
        self.setModel(self.rows)
        self.setItemDelegate(_Lines(self.rows, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the board's keys go on working
        self.clicked.connect(lambda _index: page.open_chosen())

    @property
    def chosen(self) -> Line | None:
        """The line that is chosen."""
        row = self.currentIndex().row()
        return self.rows.lines[row] if 0 <= row < len(self.rows.lines) and self.rows.lines[row].record else None

    def choose(self, number: int) -> None:
        """Choose the line of that number, headings not counted."""
        found = [row for row, line in enumerate(self.rows.lines) if line.record is not None]
        if 0 <= number < len(found):
            self.setCurrentIndex(self.rows.index(found[number]))
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the list; any other letter is a command of the window or nothing."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._page.open_chosen()
        elif plain and key == Qt.Key.Key_M:
            self._page.go_to_meeting()
        elif plain and key == Qt.Key.Key_Insert:
            self._page.open_adding()
        elif plain and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.choose(key - Qt.Key.Key_1)
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class Review(QWidget):
    """The lines of one artefact, with a button that adds to them."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self._artefact = self._why_not = ""
        self.on_add: Callable[[str, str, str], None] | None = None
        self.on_open: Callable[[str, str], None] | None = None
        self.on_meeting: Callable[[str, str], object] | None = None
        self.version = PlainLabel("", role="quiet", elide=True)
        self.add = QPushButton("Add ▾")
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.setAccessibleName("Add what groups make of it")
        self.add.clicked.connect(self.open_adding)
        self.list = _List(self)
        self.list.setAccessibleName("Review")
        self.nothing = PlainLabel("No group has made anything of it yet.", role="quiet", wrap=True)
        self.hint = PlainLabel("Enter opens · M its meeting · 1–9 a line", role="quiet", elide=True)
        head = QHBoxLayout()
        head.setContentsMargins(0, 6, 0, 0)
        head.addWidget(self.version, 1)
        head.addWidget(self.add)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(head)
        box.addWidget(self.nothing)
        box.addWidget(self.list, 1)
        box.addWidget(self.hint)
        box.addStretch()
        in_order(self.list, self.add)
        self.setFocusProxy(self.list)

    def host(
        self,
        add: Callable[[str, str, str], None],
        opens: Callable[[str, str], None],
        meeting: Callable[[str, str], object] | None = None,
    ) -> None:
        """From now on records can be added (their type, the field that names the artefact, the artefact), opened (their
        type and id), and their meeting gone to (type and id of the item or of the meeting)."""
        self.on_add, self.on_open, self.on_meeting = add, opens, meeting

    def show_artefact(self, artefact_id: str, why_not: str) -> None:
        """Show what there is about an artefact; `why_not` bars changing it and is said."""
        another = artefact_id != self._artefact
        self._artefact, self._why_not = artefact_id, why_not
        self.add.setEnabled(not why_not)
        self.add.setToolTip(plain_tooltip(why_not or "Add an action, a comment or what else a group makes of it (Ins)"))
        self.add.setVisible(self.on_add is not None)
        artefact = self.workspace.board.of(Artefact).get(artefact_id)
        version = artefact.version if artefact is not None else ""
        self.version.setText(f"Version {one_line(version, 60)}" if version else "")
        at = self.list.chosen.record if self.list.chosen is not None and not another else None
        if self.list.rows.show_lines(lines(self.workspace, artefact_id)):
            places = [line.record.id for line in self.list.rows.lines if line.record is not None]
            self.list.choose(places.index(at.id) if at is not None and at.id in places else 0)
        some = bool(self.list.rows.lines)
        self.list.setVisible(some)
        self.hint.setVisible(some and self.on_open is not None)
        self.nothing.setVisible(not some)

    def records(self) -> list[Record]:
        """The records shown, in their order."""
        return [line.record for line in self.list.rows.lines if line.record is not None]

    @property
    def told(self) -> str:
        """What the tab is called: how many lines there are, and of those to be done how many."""
        board = self.workspace.board
        waiting = sum(isinstance(one, Registered) and _open(board, one) for one in self.records())
        count = len(self.records())
        return f"Review · {waiting} open" if waiting else f"Review {count}" if count else "Review"

    def open_chosen(self) -> None:
        """Open the chosen record in its form, a change request on the board."""
        line = self.list.chosen
        record = line.record if line is not None else None
        opens = record is not None and (not self._why_not or isinstance(record, Artefact))
        if opens and record is not None and self.on_open is not None:
            self.on_open(record.KIND, record.id)

    def go_to_meeting(self) -> None:
        """Go to the item or the meeting of the chosen record."""
        line = self.list.chosen
        if line is not None and self.on_meeting is not None and (line.item or line.meeting):
            self.on_meeting(*((Item.KIND, line.item) if line.item else (Meeting.KIND, line.meeting)))

    def adding(self) -> QMenu:
        """A menu of what can be added."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, field in registers_about():
            action = menu.addAction(menu_text(f"Add {article(kind)} {'agenda ' if kind == Item.KIND else ''}{kind}…"))
            action.triggered.connect(lambda _checked=False, kind=kind, field=field: self._add(kind, field))
        menu.addSeparator()
        goes = menu.addAction("Go to the meeting of the chosen line")
        goes.setShortcut(QKeySequence("M"))
        line = self.list.chosen
        goes.setEnabled(self.on_meeting is not None and line is not None and bool(line.item or line.meeting))
        goes.triggered.connect(self.go_to_meeting)
        return menu

    def open_adding(self) -> None:
        """Ask what shall be added."""
        if self.on_add is not None and not self._why_not:
            self.adding().popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    def _add(self, kind: str, field: str) -> None:
        if self.on_add is not None:
            self.on_add(kind, field, self._artefact)
