"""The page of the meetings: at the left every forum with its meetings, at the right the chosen one with its agenda, who
came, and what was decided.

The board's filter does not reach here: an agenda is read whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from mhhs_board.base.drafts import Draft
from mhhs_board.domain import evidence, meetings
from mhhs_board.domain.fields import article
from mhhs_board.domain.governance import Action, Attendance, Decision, Item, Meeting, Position
from mhhs_board.domain.journal import Entry
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.dialogs.register import RegisterForm, RetireRecords
from mhhs_board.ui.kit import stances
from mhhs_board.ui.kit.actions import READ_ONLY, PageCommand, RecordKey, State
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import in_order
from mhhs_board.ui.kit.page import Page, PageContext
from mhhs_board.ui.kit.plain import menu_text, one_line
from mhhs_board.ui.kit.switch import Switch
from mhhs_board.ui.registers import meeting_list, meeting_paper
from mhhs_board.ui.registers.agenda_acts import AgendaActs
from mhhs_board.ui.registers.agenda_menus import AgendaMenus
from mhhs_board.ui.registers.agenda_part import AgendaPart
from mhhs_board.ui.registers.agenda_view import Pressed
from mhhs_board.ui.registers.meeting_head import MeetingHead
from mhhs_board.ui.registers.register_page import RegisterPage
from mhhs_board.ui.registers.row_table import instead
from mhhs_board.ui.registers.side_list import SideList

TITLE = "Meetings"
_LIST = 196
AGENDA, ATTENDANCE, RESULTS = range(3)
PARTS = ("Agenda", "Attendance", "Decisions & actions")

Key = Qt.Key


@contained
class MeetingsPage(QFrame, Page):
    """The page. Letters act on the item that is chosen on the agenda."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context = context
        self._performer, self._workspace = context.performer, context.workspace
        self.list = SideList(TITLE)
        self.list.setFixedWidth(_LIST)
        self.head = MeetingHead(context)
        self.title, self.told = self.head.title, self.head.told
        self.switch = Switch(PARTS, [f"{part} (Ctrl+PgUp, Ctrl+PgDown)" for part in PARTS], name="Part of the meeting")
        self.part = AgendaPart(context.performer)
        self.rows, self.agenda, self.panel = self.part.rows, self.part.agenda, self.part.panel
        self.acts = AgendaActs(context, self.part, self._fill)
        self.menus = AgendaMenus(self.part, self.acts, read_only=self._workspace.read_only)
        nowhere: Callable[[str], bool] = lambda _artefact: False  # noqa: E731  the filter does not reach here
        self.attendance = RegisterPage(context.performer, Attendance.KIND, nowhere, within="meeting")
        self.decisions = RegisterPage(context.performer, Decision.KIND, nowhere, within="meeting")
        self.actions_made = RegisterPage(context.performer, Action.KIND, nowhere, within="meeting")
        self.attendance.counted = self._who_came
        self._tables = (self.attendance, self.decisions, self.actions_made)
        self.parts = QStackedWidget()
        self.empty = instead()
        self.empty.setText("There are no meetings yet.")
        self.first = QPushButton("Add meeting…")
        self.first.setProperty("role", "primary")
        self.first.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._place()
        self._wire()
        self._wire_agenda()
        self._tell_commands()
        self.refresh()

    @property
    def _meeting(self) -> Meeting | None:
        return self.part.meeting

    def _place(self) -> None:
        tabs = QHBoxLayout()
        tabs.setContentsMargins(14, 0, 12, 6)
        tabs.addWidget(self.switch)
        tabs.addStretch()
        results = QSplitter(Qt.Orientation.Vertical)
        results.setHandleWidth(1)
        results.setChildrenCollapsible(False)
        results.addWidget(self.decisions)
        results.addWidget(self.actions_made)
        for part in (self.part, self.attendance, results):
            self.parts.addWidget(part)
        beside = QWidget()
        right = QVBoxLayout(beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(self.head)
        right.addLayout(tabs)
        right.addWidget(self.parts, 1)
        line = QFrame()
        line.setProperty("role", "divider")
        line.setFixedWidth(1)
        self._body = QWidget()
        whole = QHBoxLayout(self._body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for widget in (self.list, line):
            whole.addWidget(widget)
        whole.addWidget(beside, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._body, 1)
        box.addWidget(self.empty)
        box.addWidget(self.first, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch()

    def _wire(self) -> None:
        self.list.on_chosen = self._turn_to
        self.list.on_enter = self.focus
        self.list.on_add = self.add_meeting
        self.head.edit.clicked.connect(self.edit_meeting)
        for button in (self.head.add, self.first):
            button.clicked.connect(self.add_meeting)
        self.switch.chosen.connect(self.show_part)
        for table in self._tables:
            table.on_card = self._context.show_card
            table.on_chosen = self._context.turned
            table.on_peek = self._context.actions["inspector"].trigger
        for keys, act in (
            ("Ctrl+PgUp", lambda: self._step(-1)),
            ("Ctrl+PgDown", lambda: self._step(1)),
            ("Ctrl+E", self.edit_meeting),
            ("Ctrl+Shift+A", self.add_meeting),
        ):
            here = Qt.ShortcutContext.WidgetWithChildrenShortcut
            QShortcut(QKeySequence(keys), self, context=here).activated.connect(act)
        self.addAction(self._context.actions["edit"])

    def _wire_agenda(self) -> None:
        part, acts, menus = self.part, self.acts, self.menus
        part.on_chosen = self._context.turned
        part.agenda.on_enter = acts.enter
        part.agenda.on_menu = menus.open_on_rows
        part.agenda.on_move = acts.place_item
        part.agenda.on_put = acts.put
        part.agenda.on_left = self.list.setFocus
        part.agenda.keys = {
            Pressed(Key.Key_Plus): acts.put_chosen,
            Pressed(Key.Key_Plus, True): acts.put_chosen,
            Pressed(Key.Key_Insert): acts.new_item,
            Pressed(Key.Key_Delete): acts.take_off,
            Pressed(Key.Key_Space): self._context.actions["inspector"].trigger,
            Pressed(Key.Key_P): part.into_positions,
            Pressed(Key.Key_S): lambda: part.panel.go_to(part.panel.said),
            Pressed(Key.Key_O): lambda: part.panel.go_to(part.panel.outcome),
            Pressed(Key.Key_A): acts.new_action,
            Pressed(Key.Key_D): acts.new_decision,
            Pressed(Key.Key_T): acts.carry,
            Pressed(Key.Key_C): acts.turn_consent,
            Pressed(Key.Key_C, True): acts.agree,
        }
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            here = Qt.ShortcutContext.WidgetShortcut
            QShortcut(QKeySequence(keys), part.agenda, context=here).activated.connect(acts.fill)
        part.panel.on_put = acts.put
        part.panel.table.on_add = acts.new_position
        part.panel.table.on_retire = acts.retire_position
        part.panel.table.asked = menus.open_on_positions
        for button, act in (
            (part.add_item, acts.new_item),
            (part.add_all, acts.fill),
            (part.consent, lambda: acts.agree()),
            (part.item_buttons["card"], acts.enter),
            (part.item_buttons["action"], acts.new_action),
            (part.item_buttons["decision"], acts.new_decision),
            (part.item_buttons["more"], menus.open_at_button),
        ):
            button.clicked.connect(act)
        in_order(self.list, part.agenda)
        part.order_of_tab()
        in_order(part.add_item, *self.switch.buttons, self.head.document, self.head.edit, self.head.add)

    # -- what the window asks of any page --------------------------------------------------------------------------------

    def focus(self) -> None:
        """Take the keyboard: the part that is shown, else what there is to do."""
        if self._meeting is None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.switch.number == AGENDA:
            self.part.focus()
        else:
            table = self.attendance if self.switch.number == ATTENDANCE else self.decisions
            (table.focusProxy() or table).setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> Sequence[str]:
        """The artefact that the chosen item, or the chosen row, is about."""
        if (table := self._table()) is not None:
            return table.chosen()
        return [self.part.artefact] if self.part.artefact else []

    def records(self) -> Sequence[RecordKey]:
        """What is chosen: an item, or the rows of a table; with nothing on the agenda the meeting."""
        if (table := self._table()) is not None:
            return [RecordKey(table.kind, record.id) for record in table.chosen_records()]
        item = self.part.item
        if item is not None and not self.list.hasFocus():
            return [RecordKey(Item.KIND, item.id)]
        return [RecordKey(Meeting.KIND, self._meeting.id)] if self._meeting is not None else []

    def show_record(self, key: RecordKey) -> None:
        """Go to a meeting, or to an item on its agenda, or to a position on one."""
        board = self._workspace.board
        item = board.of(Item).get(key.id)
        if item is None and (position := board.of(Position).get(key.id)) is not None:
            item = board.of(Item).get(position.item or "")
        self.list.choose((item.meeting or "") if item is not None else key.id)
        if item is not None:
            self.show_part(AGENDA)
            self.agenda.choose(item.id)
            self.agenda.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the board anew."""
        board, today = self._workspace.board, self._workspace.today
        fresh = not self.list.key
        self.list.show_rows(meeting_list.rows(board, today))
        if fresh:
            self.list.choose(meeting_list.first(board, today))
        some = bool(self.list.key)
        self._body.setVisible(some)
        self.empty.setVisible(not some)
        self.first.setVisible(not some)
        self.first.setEnabled(not self._workspace.read_only)
        self._show(board.of(Meeting).get(self.list.key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Insert adds also where nothing is listed that would hear it."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Key.Key_Insert and plain and not self._workspace.read_only:
            self.add()
        else:
            super().keyPressEvent(event)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.list.set_theme(theme)
        self.part.set_theme(theme)
        for table in self._tables:
            table.set_theme(theme)

    def looked_at(self) -> QRect:
        """The row or the field that has the keyboard."""
        widget = self.focusWidget()
        if widget is None or not self.isAncestorOf(widget):
            return QRect()
        place = QRect(widget.rect())
        if widget is self.agenda:
            widget, place = self.agenda.viewport(), self.agenda.visualRect(self.agenda.currentIndex())
        return QRect(widget.mapTo(self, place.topLeft()), place.size())

    def drafts(self) -> list[Draft]:
        """What is typed here and not kept yet."""
        return self.panel.drafts(f"{TITLE}, {self._meeting.number}") if self._meeting is not None else []

    def put_back(self, draft: Draft) -> bool:
        """Show again what an earlier window left of the item that is shown."""
        return self.panel.put_back(draft)

    # -- what it shows -----------------------------------------------------------------------------------------------------

    def _turn_to(self, meeting: str) -> None:
        found = self._workspace.board.of(Meeting).get(meeting)
        if self._meeting is not None and found is not None and found.id == self._meeting.id:
            return
        self._show(found)
        self._context.turned()

    def show_part(self, number: int) -> None:
        """Show the agenda, the attendance, or what was decided."""
        self.switch.show_page(number)
        self.parts.setCurrentIndex(number)
        self._fill()
        self.focus()
        self._context.turned()

    def _step(self, by: int) -> None:
        self.show_part((self.switch.number + by) % len(PARTS))

    def _fill(self) -> None:
        self._show(self._meeting)

    def _show(self, meeting: Meeting | None) -> None:
        """Fill the part that is shown, and say how much the others hold."""
        if self.switch.undecided:
            self.switch.show_page(AGENDA)
        self.head.show_meeting(meeting)
        self.part.show_meeting(meeting)
        self._tell_commands()
        for table in self._tables:
            table.show_named(meeting.id if meeting is not None else "")
        board = self._workspace.board
        came = meetings.persons(meetings.attending(board, meeting.id)) if meeting is not None else 0
        made = self._count(Decision.KIND) + self._count(Action.KIND)
        for button, part, count in zip(self.switch.buttons, PARTS, (len(self.rows.items), came, made), strict=True):
            button.setText(menu_text(f"{part} {count}" if count else part))
        self.part.show_chosen()

    def _tell_commands(self) -> None:
        """What the window's commands do here, as the part that is shown has it."""
        table = self._table()
        kind = Meeting.KIND if self._meeting is None else table.kind if table is not None else Item.KIND
        rows = "agenda" if table is None else table.record_type.MANY
        self.commands = {
            "add": PageCommand(self.add, _writes, f"Add {kind}…", f"Add {article(kind)} {kind} (Ins)"),
            "edit": PageCommand(self.edit, self._editable, tip="Open what is chosen"),
            "retire": PageCommand(self.retire, self._editable, tip="Take what is chosen out of use"),
            "copy_table": PageCommand(self.copy_rows, text=f"Copy {rows} as table"),
            "print": PageCommand(self.print_rows),
            "document": PageCommand(self.ask_document, tip="Agenda or headline report of this meeting, or a log"),
        }

    def _count(self, kind: str) -> int:
        found = self._workspace.board.linked(kind, "meeting", self._meeting.id) if self._meeting is not None else []
        return sum(not getattr(one, "retired", "") for one in found)

    def _who_came(self) -> str:
        """How many persons came, however many seats each sits on, and how many seats that fills."""
        board, meeting = self._workspace.board, self._meeting
        if meeting is None:
            return ""
        found = meetings.attending(board, meeting.id)
        came = meetings.persons(one for one in found if one.how != "apologies")
        sorry = meetings.persons(one for one in found if one.how == "apologies")
        every, empty = evidence.seats(board, meeting), evidence.empty_seats(board, meeting)
        told = [f"{came} {'person' if came == 1 else 'people'}"]
        told += [f"{sorry} {'apology' if sorry == 1 else 'apologies'}"] if sorry else []
        told += [f"{len(every) - len(empty)} of {len(every)} seats filled"] if every else []
        if came and empty:
            told.append(f"nobody came for {', '.join(one_line(stances.seat_called(board, seat), 60) for seat in empty)}")
        return " · ".join(told)

    def _table(self) -> RegisterPage | None:
        """The table that is shown and has the keyboard, or had it last; None on the agenda."""
        if self.switch.number == AGENDA:
            return None
        if self.switch.number == ATTENDANCE:
            return self.attendance
        return self.actions_made if self.actions_made.isAncestorOf(self.focusWidget() or self) else self.decisions

    # -- what is done ------------------------------------------------------------------------------------------------------

    def add_meeting(self) -> None:
        """Ask for a new meeting, of the same forum as the one that is chosen."""
        if not self.acts.closed():
            given = {"forum": self._meeting.forum} if self._meeting is not None else None
            RegisterForm(self._performer, self.window(), Meeting.KIND, done=self._added_meeting, given=given).open()

    def _added_meeting(self, entry: Entry | None) -> None:
        self.refresh()
        if entry is not None and entry.changes:
            self.list.choose(entry.changes[0].id)
        self.focus()

    def edit_meeting(self) -> None:
        """Open the form of the meeting."""
        if self._meeting is not None and not self.acts.closed():
            RegisterForm(self._performer, self.window(), Meeting.KIND, self._meeting).open()

    def add(self) -> None:
        """Add to the part that is shown."""
        if (table := self._table()) is not None:
            table.add()
        elif self._meeting is None:
            self.add_meeting()
        else:
            self.acts.new_item()

    def edit(self) -> None:
        """Open the form of what is chosen: a meeting in the list, a position among them, else the item or the row."""
        if (table := self._table()) is not None and not self.list.hasFocus():
            table.edit_chosen()
        elif self.list.hasFocus():
            self.edit_meeting()
        elif self.panel.table.hasFocus() and self.panel.table.chosen is not None:
            self.acts.edit_position()
        elif self.part.item is not None:
            self.acts.edit_item()
        else:
            self.edit_meeting()

    def retire(self) -> None:
        """Ask why what is chosen goes out of use."""
        if (table := self._table()) is not None and not self.list.hasFocus():
            table.retire_chosen()
        elif self.part.item is not None and not self.list.hasFocus():
            self.acts.retire_item()
        elif self._meeting is not None and not self.acts.closed():
            RetireRecords(self._performer, self.window(), Meeting.KIND, [self._meeting]).open()

    def _editable(self, state: State) -> str:
        return _writes(state) or ("" if self.records() else "Nothing is chosen.")

    def copy_rows(self) -> None:
        """Put the part that is shown on the clipboard as a table; what is private stays."""
        from mhhs_board.ui.printing.printing import copy_rows

        if (table := self._table()) is not None:
            copy_rows(*table.cells(), table.record_type.MANY, self._context.messages.tell)
        else:
            meeting_paper.copy_agenda(self.rows, self._context.messages.tell)

    def ask_document(self) -> None:
        """Ask for a document of the meeting, and for a place."""
        meeting_paper.ask_document(self._context, self._meeting)

    def print_rows(self) -> None:
        """Print the part that is shown, with a look at it before."""
        from mhhs_board.ui.registers.print_register import preview

        window, workspace, meeting = self._context.window, self._workspace, self._meeting
        if (table := self._table()) is not None:
            preview(window, workspace, table, "")
        else:
            counts = f"{self.told.text()} · {self.part.counts.text()}"
            meeting_paper.print_agenda(window, workspace, self.rows, meeting.number if meeting is not None else "", counts)


def _writes(state: State) -> str:
    return READ_ONLY if state.read_only else ""
