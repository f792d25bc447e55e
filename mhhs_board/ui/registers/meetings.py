"""The page of the meetings: at the left every forum with its meetings, at the right the chosen one with its agenda, who
came, and what was decided.

The board's filter does not reach here: an agenda is read whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mhhs_board.base.drafts import Draft
from mhhs_board.domain import meetings
from mhhs_board.domain.governance import Action, Attendance, Decision, Item, Meeting, Position
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.records import Artefact
from mhhs_board.drawing.theme import Theme
from mhhs_board.operations import agenda as on_agenda
from mhhs_board.operations import registering
from mhhs_board.operations.context import Wish, wish
from mhhs_board.ui.dialogs.agenda import PullItem, TakeOff
from mhhs_board.ui.dialogs.register import RegisterForm, RetireRecords
from mhhs_board.ui.kit import stances
from mhhs_board.ui.kit.actions import READ_ONLY, PageCommand, RecordKey, State
from mhhs_board.ui.kit.controls import in_order
from mhhs_board.ui.kit.page import Page, PageContext
from mhhs_board.ui.kit.plain import PlainLabel, menu_text, one_line, plain_tooltip
from mhhs_board.ui.kit.switch import Switch
from mhhs_board.ui.registers import meeting_list
from mhhs_board.ui.registers.agenda_rows import AgendaRows
from mhhs_board.ui.registers.agenda_view import AgendaView, Pressed
from mhhs_board.ui.registers.item_panel import ItemPanel
from mhhs_board.ui.registers.register_page import RegisterPage
from mhhs_board.ui.registers.row_table import instead
from mhhs_board.ui.registers.side_list import SideList

TITLE = "Meetings"
_LIST = 196
AGENDA, ATTENDANCE, RESULTS = range(3)
PARTS = ("Agenda", "Attendance", "Decisions & actions")
AGREED = "consensus"
"""What one key records of a consent block; another outcome is chosen from the menu."""
_CONSENTS = ("consensus", "consensus with comments", "no consensus")

Act = Callable[[], None]
Key = Qt.Key


class MeetingsPage(QFrame, Page):
    """The page. Letters act on the item that is chosen on the agenda."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context = context
        self._performer, self._workspace = context.performer, context.workspace
        self._theme: Theme | None = None
        self._meeting: Meeting | None = None
        self.list = SideList(TITLE)
        self.list.setFixedWidth(_LIST)
        self.list.on_chosen = self._turn_to
        self.list.on_enter = self.focus
        self.list.on_add = self.add_meeting
        self.title = PlainLabel("", role="page-title")
        self.told = PlainLabel("", role="quiet", elide=True)
        self.edit_button = self._button("Edit…", "Open the meeting", "Ctrl+E", self.edit_meeting)
        self.add_button = self._button("Add meeting…", "Add a meeting", "Ctrl+Shift+A", self.add_meeting)
        self.switch = Switch(PARTS, [f"{part} (Ctrl+PgUp, Ctrl+PgDown)" for part in PARTS], name="Part of the meeting")
        self.switch.chosen.connect(self.show_part)
        self.rows = AgendaRows(context.workspace, self)
        self.agenda = AgendaView(self.rows)
        self.counts = PlainLabel("", role="quiet", elide=True)
        self.add_item = self._button("Add item…", "Add an item to the agenda", "Ins", self.new_item)
        self.add_all = self._button("Add all", "Put all that is proposed on the agenda", "Ctrl+Return", self.fill)
        self.consent = self._button(
            "Agree block", "Record consensus for the consent block", "Shift+C", lambda: self.agree()
        )
        self.panel = ItemPanel(context.performer)
        self.nothing = instead()
        self.nothing.setText("Nothing is on this agenda and nothing is proposed for it.")
        nowhere: Callable[[str], bool] = lambda _artefact: False  # noqa: E731  the filter does not reach here
        self.attendance = RegisterPage(context.performer, Attendance.KIND, nowhere, within="meeting")
        self.decisions = RegisterPage(context.performer, Decision.KIND, nowhere, within="meeting")
        self.actions_made = RegisterPage(context.performer, Action.KIND, nowhere, within="meeting")
        self._tables = (self.attendance, self.decisions, self.actions_made)
        self.parts = QStackedWidget()
        self.empty = instead()
        self.empty.setText("There are no meetings yet.")
        self.first = QPushButton("Add meeting…")
        self.first.setProperty("role", "primary")
        self.first.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.first.clicked.connect(self.add_meeting)
        self._place()
        self._wire()
        self.refresh()

    def _button(self, text: str, tip: str, keys: str, act: Act) -> QPushButton:
        button = QPushButton(menu_text(text))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(act)
        shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(plain_tooltip(f"{tip} ({shown})"))
        button.setProperty("tip", button.toolTip())
        return button

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 12, 4)
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.told, 1)
        head.addWidget(self.edit_button)
        head.addWidget(self.add_button)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(14, 0, 12, 6)
        tabs.addWidget(self.switch)
        tabs.addStretch()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 4, 8, 4)
        bar.setSpacing(8)
        bar.addWidget(self.counts, 1)
        for button in (self.consent, self.add_all, self.add_item):
            bar.addWidget(button)
        column.addLayout(bar)
        column.addWidget(self.agenda, 1)
        column.addWidget(self.nothing)
        column.addStretch()
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.setHandleWidth(1)
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(left)
        self.chosen_item = QScrollArea()
        self.chosen_item.setWidget(self.panel)
        self.chosen_item.setWidgetResizable(True)
        self.chosen_item.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.chosen_item.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.chosen_item.setMinimumWidth(340)
        self.halves.addWidget(self.chosen_item)
        self.halves.setSizes([540, 520])
        results = QSplitter(Qt.Orientation.Vertical)
        results.setHandleWidth(1)
        results.setChildrenCollapsible(False)
        results.addWidget(self.decisions)
        results.addWidget(self.actions_made)
        for part in (self.halves, self.attendance, results):
            self.parts.addWidget(part)
        beside = QWidget()
        right = QVBoxLayout(beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(head)
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
        self.agenda.movable = not self._workspace.read_only
        self.agenda.on_chosen = self._item_chosen
        self.agenda.on_enter = self.enter
        self.agenda.on_menu = self.open_menu
        self.agenda.on_move = self.place_item
        self.agenda.on_put = self.put
        self.agenda.on_left = self.list.setFocus
        self.agenda.on_right = self._into_positions
        self.agenda.keys = {
            Pressed(Key.Key_Plus): self.put_chosen,
            Pressed(Key.Key_Plus, True): self.put_chosen,
            Pressed(Key.Key_Insert): self.new_item,
            Pressed(Key.Key_Delete): self.take_off,
            Pressed(Key.Key_Space): self._context.actions["inspector"].trigger,
            Pressed(Key.Key_P): self._into_positions,
            Pressed(Key.Key_S): lambda: self.panel.go_to(self.panel.said),
            Pressed(Key.Key_O): lambda: self.panel.go_to(self.panel.outcome),
            Pressed(Key.Key_A): self.new_action,
            Pressed(Key.Key_D): self.new_decision,
            Pressed(Key.Key_T): self.carry,
            Pressed(Key.Key_C): self.turn_consent,
            Pressed(Key.Key_C, True): self.agree,
        }
        self.panel.on_left = self.agenda.setFocus
        self.panel.on_seen = self.chosen_item.ensureWidgetVisible
        self.panel.on_put = self.put
        self.panel.table.on_add = self.new_position
        self.panel.table.on_retire = self.retire_position
        self.panel.table.asked = self.open_positions_menu
        self._item_buttons = {
            "card": self._button("Go to card", "Show the artefact on the board", "Enter", self.enter),
            "action": self._button("Action…", "Add an action from this item", "A", self.new_action),
            "decision": self._button("Decision…", "Add a decision from this item", "D", self.new_decision),
            "more": self._button("More ▾", "What else can be done with the item", "Shift+F10", self._more),
        }
        for button in self._item_buttons.values():
            self.panel.buttons.addWidget(button)
        self.panel.buttons.addStretch()
        for table in self._tables:
            table.on_card = self._context.show_card
            table.on_chosen = self._context.turned
            table.on_peek = self._context.actions["inspector"].trigger
        for keys, act in (
            ("Ctrl+PgUp", lambda: self._step(-1)),
            ("Ctrl+PgDown", lambda: self._step(1)),
            ("Ctrl+E", self.edit_meeting),
            ("Ctrl+Shift+A", self.add_meeting),
            ("Ctrl+Return", self.fill),
            ("Ctrl+Enter", self.fill),
        ):
            widget = self.agenda if "nter" in keys or "Return" in keys else self
            context = Qt.ShortcutContext.WidgetShortcut if widget is self.agenda else _HERE
            QShortcut(QKeySequence(keys), widget, context=context).activated.connect(act)
        self._tell_commands()
        self.addAction(self._context.actions["edit"])
        in_order(self.list, self.agenda, self.panel.table, self.panel.condition, self.panel.not_before, self.panel.words)
        in_order(self.panel.words, self.panel.said, self.panel.outcome, self.panel.waived_by, self.panel.put)
        in_order(
            self.panel.put,
            *self._item_buttons.values(),
            self.consent,
            self.add_all,
            self.add_item,
            *self.switch.buttons,
            self.edit_button,
            self.add_button,
        )

    # -- what the window asks of any page --------------------------------------------------------------------------------

    def focus(self) -> None:
        """Take the keyboard: the part that is shown, else what there is to do."""
        if self._meeting is None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.switch.number == AGENDA:
            (self.agenda if self.rows.rowCount() else self.add_item).setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            table = self.attendance if self.switch.number == ATTENDANCE else self.decisions
            (table.focusProxy() or table).setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> Sequence[str]:
        """The artefact that the chosen item, or the chosen row, is about."""
        if (table := self._table()) is not None:
            return table.chosen()
        row, known = self.agenda.chosen, self._workspace.board.of(Artefact)
        about = row.item.artefact if row.item is not None else row.proposal.artefact if row.proposal else None
        return [about] if about in known and not known[about].retired else []

    def records(self) -> Sequence[RecordKey]:
        """What is chosen: an item, or the rows of a table; with nothing on the agenda the meeting."""
        if (table := self._table()) is not None:
            return [RecordKey(table.kind, record.id) for record in table.chosen_records()]
        item = self.agenda.chosen.item
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
        self._meeting = board.of(Meeting).get(self.list.key)
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.list.set_theme(theme)
        self.agenda.set_theme(theme)
        self.panel.set_theme(theme)
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
        self._meeting = found
        self._fill()
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
        """Fill the part that is shown, and say how much the others hold."""
        meeting, board, today = self._meeting, self._workspace.board, self._workspace.today
        if self.switch.undecided:
            self.switch.show_page(AGENDA)
        self._tell_commands()
        self.title.setText(one_line(meeting.number, 40) if meeting is not None else "")
        self.told.setText(meeting_list.head(board, meeting, today) if meeting is not None else "")
        self.rows.show_meeting(meeting)
        self.agenda.viewport().update()  # positions are drawn anew
        self._tell_agenda()
        named = meeting.id if meeting is not None else ""
        for table in self._tables:
            table.show_named(named)
        came = self._count(Attendance.KIND)
        made = self._count(Decision.KIND) + self._count(Action.KIND)
        for button, part, count in zip(self.switch.buttons, PARTS, (len(self.rows.items), came, made), strict=True):
            button.setText(menu_text(f"{part} {count}" if count else part))
        self._item_chosen()

    def _tell_commands(self) -> None:
        """What the window's commands do here, as the part that is shown has it."""
        table = self._table()
        kind = Meeting.KIND if self._meeting is None else table.kind if table is not None else Item.KIND
        article = "an" if kind[0] in "aeiou" else "a"
        rows = "agenda" if table is None else table.record_type.MANY
        self.commands = {
            "add": PageCommand(self.add, _writes, f"Add {kind}…", f"Add {article} {kind} (Ins)"),
            "edit": PageCommand(self.edit, self._editable, tip="Open what is chosen"),
            "retire": PageCommand(self.retire, self._editable, tip="Take what is chosen out of use"),
            "copy_table": PageCommand(self.copy_rows, text=f"Copy {rows} as table"),
            "print": PageCommand(self.print_rows),
        }

    def _count(self, kind: str) -> int:
        found = self._workspace.board.linked(kind, "meeting", self._meeting.id) if self._meeting is not None else []
        return sum(not getattr(one, "retired", "") for one in found)

    def _tell_agenda(self) -> None:
        items, proposals = self.rows.items, self.rows.proposals
        live = [one for one in items if not one.taken_off]
        minutes = sum(int(one.minutes) for one in live if one.minutes.isdecimal())
        done = sum(bool(one.outcome) for one in live)
        told = [f"{len(live)} item{'' if len(live) == 1 else 's'}", f"{minutes} min" if minutes else ""]
        told += [f"{done} with an outcome" if done else ""]
        self.counts.setText(" · ".join(filter(None, told)))
        why = READ_ONLY if self._workspace.read_only else ""
        for button in (self.add_item, self.add_all, self.consent, self.edit_button, self.add_button):
            button.setEnabled(not why)
            button.setToolTip(plain_tooltip(why) if why else str(button.property("tip")))
        self.add_all.setVisible(bool(proposals))
        self.add_all.setText(f"Add all ({len(proposals)})")
        block = sum(one.consent == "block" and not one.done() for one in items)
        self.consent.setVisible(bool(block))
        self.consent.setText(f"Agree block ({block})")
        some = bool(self.rows.rowCount())
        self.agenda.setVisible(some)
        self.nothing.setVisible(not some)

    def _item_chosen(self) -> None:
        row, why = self.agenda.chosen, READ_ONLY if self._workspace.read_only else ""
        self.panel.show_row(row, why)
        self.chosen_item.setVisible(bool(row.key))
        item = row.item
        for name, button in self._item_buttons.items():
            button.setVisible(item is not None and (name != "card" or bool(item.artefact)))
            button.setEnabled(name in ("card", "more") or not why)
        self._context.turned()

    def _table(self) -> RegisterPage | None:
        """The table that is shown and has the keyboard, or had it last; None on the agenda."""
        if self.switch.number == AGENDA:
            return None
        if self.switch.number == ATTENDANCE:
            return self.attendance
        return self.actions_made if self.actions_made.isAncestorOf(self.focusWidget() or self) else self.decisions

    # -- what is done ------------------------------------------------------------------------------------------------------

    def _perform(self, wished: Wish, done: Callable[[Entry | None], None] | None = None) -> None:
        self._performer.perform(wished, done)

    def _closed(self) -> bool:
        """Whether nothing may be written, which is said."""
        if self._workspace.read_only:
            self._context.messages.refuse(READ_ONLY)
        return self._workspace.read_only

    def add_meeting(self) -> None:
        """Ask for a new meeting, of the same forum as the one that is chosen."""
        if not self._closed():
            given = {"forum": self._meeting.forum} if self._meeting is not None else None
            RegisterForm(self._performer, self.window(), Meeting.KIND, done=self._added_meeting, given=given).open()

    def _added_meeting(self, entry: Entry | None) -> None:
        self.refresh()
        if entry is not None and entry.changes:
            self.list.choose(entry.changes[0].id)
        self.focus()

    def edit_meeting(self) -> None:
        """Open the form of the meeting."""
        if self._meeting is not None and not self._closed():
            RegisterForm(self._performer, self.window(), Meeting.KIND, self._meeting).open()

    def add(self) -> None:
        """Add to the part that is shown."""
        if (table := self._table()) is not None:
            table.add()
        elif self._meeting is None:
            self.add_meeting()
        else:
            self.new_item()

    def edit(self) -> None:
        """Open the form of what is chosen: a meeting in the list, a position among them, else the item or the row."""
        stance = self.panel.table.chosen
        if (table := self._table()) is not None and not self.list.hasFocus():
            table.edit_chosen()
        elif self.list.hasFocus():
            self.edit_meeting()
        elif self.panel.table.hasFocus() and stance is not None:
            self._open(Position.KIND, stance.latest.id) if stance.latest is not None else self.new_position()
        elif (item := self.agenda.chosen.item) is not None:
            self._open(Item.KIND, item.id)
        else:
            self.edit_meeting()

    def retire(self) -> None:
        """Ask why what is chosen goes out of use."""
        board = self._workspace.board
        if self._closed():
            return
        if (table := self._table()) is not None and not self.list.hasFocus():
            table.retire_chosen()
            return
        item = self.agenda.chosen.item
        record = self._meeting if self.list.hasFocus() or item is None else board.of(Item)[item.id]
        if record is not None:
            RetireRecords(self._performer, self.window(), record.KIND, [record]).open()

    def _open(self, kind: str, record_id: str) -> None:
        found = self._workspace.board.get(kind, record_id)
        if isinstance(found, Item | Position) and not self._closed():
            RegisterForm(self._performer, self.window(), kind, found).open()

    def new_item(self) -> None:
        """Ask for a new item of this agenda."""
        if self._meeting is not None and not self._closed():
            given = {"meeting": self._meeting.id}
            RegisterForm(self._performer, self.window(), Item.KIND, done=self._chosen_after, given=given).open()

    def _chosen_after(self, entry: Entry | None) -> None:
        if entry is not None and entry.changes:
            self.agenda.choose(entry.changes[0].id)
        self.focus()

    def _from_item(self, kind: str) -> None:
        item = self.agenda.chosen.item
        if item is not None and self._meeting is not None and not self._closed():
            given = {"meeting": self._meeting.id, "item": item.id}
            given |= {"artefact": item.artefact} if item.artefact else {}
            back = lambda _entry: self.agenda.setFocus(Qt.FocusReason.OtherFocusReason)  # noqa: E731
            RegisterForm(self._performer, self.window(), kind, done=back, given=given).open()

    def new_action(self) -> None:
        """Ask for an action from the chosen item."""
        self._from_item(Action.KIND)

    def new_decision(self) -> None:
        """Ask for a decision from the chosen item."""
        self._from_item(Decision.KIND)

    def new_position(self) -> None:
        """Ask for a position in its form, of the chosen seat where it is silent, else of whoever has none."""
        item, stance = self.agenda.chosen.item, self.panel.table.chosen
        if item is not None and not self._closed():
            given = {"item": item.id}
            if stance is not None and stance.seat is not None and stance.latest is None:
                given["seat"] = stance.seat
            back = lambda _entry: self.panel.table.setFocus(Qt.FocusReason.OtherFocusReason)  # noqa: E731
            RegisterForm(self._performer, self.window(), Position.KIND, done=back, given=given).open()

    def retire_position(self) -> None:
        """Ask why the latest position of the chosen seat goes out of use; the one before counts again."""
        stance = self.panel.table.chosen
        if stance is not None and stance.latest is not None and not self._closed():
            RetireRecords(self._performer, self.window(), Position.KIND, [stance.latest]).open()

    def enter(self) -> None:
        """Put a proposal on the agenda; of an item go to its card, else open its form."""
        row = self.agenda.chosen
        if row.proposal is not None:
            self.put(row.proposal.key)
        elif row.item is not None and self.chosen():
            self._context.show_card(self.chosen()[0])
        elif row.item is not None:
            self._open(Item.KIND, row.item.id)

    def put_chosen(self) -> None:
        """Put the chosen proposal on the agenda."""
        if (proposal := self.agenda.chosen.proposal) is not None:
            self.put(proposal.key)

    def put(self, key: str) -> None:
        """Put a proposal on the agenda; the next one is chosen."""
        if self._meeting is None or self._closed():
            return
        keys = [one.key for one in self.rows.proposals]
        following = keys[keys.index(key) + 1 :][:1] or keys[: keys.index(key)][-1:] if key in keys else []

        def done(entry: Entry | None) -> None:
            self.rows.look_now()
            if following:
                self.agenda.choose(f"proposed {following[0]}")
            elif entry is not None and entry.changes:
                self.agenda.choose(entry.changes[0].id)
            self._fill()

        self._perform(wish(on_agenda.fill, meeting=self._meeting.id, proposals=[key]), done)

    def fill(self) -> None:
        """Put all that is proposed on the agenda."""
        if self._meeting is None or not self.rows.proposals or self._closed():
            return

        def done(entry: Entry | None) -> None:
            self.rows.look_now()
            if entry is not None and entry.changes:
                self.agenda.choose(entry.changes[0].id)
            self._fill()
            self.focus()

        self._perform(wish(on_agenda.fill, meeting=self._meeting.id), done)

    def place_item(self, item: str, before: str | None) -> None:
        """Give an item its place before another, or the last."""
        if not self._closed():
            self._perform(wish(on_agenda.reorder, item=item, before=before))

    def take_off(self) -> None:
        """Ask why the chosen item is taken off."""
        item = self.agenda.chosen.item
        if item is not None and not item.taken_off and not self._closed():
            TakeOff(self._performer, self.window(), item).open()

    def carry(self) -> None:
        """Take the chosen item to the next meeting of the forum."""
        item, meeting = self.agenda.chosen.item, self._meeting
        if item is None or meeting is None or self._closed():
            return
        following = meetings.following(self._workspace.board, meeting)
        if following is None:
            self._context.messages.refuse(f"No meeting behind {meeting.number} is on the board yet; add that first.")
            return
        told = f"{one_line(item.subject, 60)} is carried to {following.number}"
        done: Callable[[Entry | None], None] = lambda _entry: self._context.messages.tell(told)  # noqa: E731
        self._perform(wish(on_agenda.carry, item=item.id, meeting=following.id), done)

    def turn_consent(self) -> None:
        """Put the chosen item into the consent block, or ask who pulls it out."""
        item = self.agenda.chosen.item
        if item is None or self._closed():
            return
        if item.consent == "block":
            PullItem(self._performer, self.window(), item).open()
        else:
            values, seen = {"consent": "block", "pulled_by": ""}, {"consent": item.consent}
            self._perform(wish(registering.edit, kind=Item.KIND, id=item.id, values=values, seen=seen))

    def agree(self, outcome: str = AGREED) -> None:
        """Record the outcome of all that is left in the consent block, as the chair's."""
        if self._meeting is not None and not self._closed():
            self._perform(wish(on_agenda.consent, meeting=self._meeting.id, outcome=outcome))

    def _into_positions(self) -> None:
        if self.agenda.chosen.item is not None and self.panel.positions.rowCount():
            self.panel.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.chosen_item.ensureWidgetVisible(self.panel.table)
        elif self.agenda.chosen.item is not None:
            self.panel.go_to(self.panel.said)

    # -- menus, paper ------------------------------------------------------------------------------------------------------

    def _more(self) -> None:
        button = self._item_buttons["more"]
        self.open_menu(button.mapToGlobal(QPoint(0, button.height())))

    def open_menu(self, place: QPoint) -> None:
        """What can be done with the chosen row of the agenda."""
        row, menu = self.agenda.chosen, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        item = row.item
        if row.proposal is not None:
            self._offer(menu, "Put on the agenda", "Return", self.put_chosen)
            self._offer(menu, f"Add all ({len(self.rows.proposals)})", "Ctrl+Return", self.fill)
        if item is not None:
            self._offer(menu, "Go to the artefact on the board", "Return", self.enter, bool(self.chosen()), writes=False)
            self._offer(menu, "Edit item…", "F2", lambda: self._open(Item.KIND, item.id))
            menu.addSeparator()
            self._offer(menu, "Add action…", "A", self.new_action)
            self._offer(menu, "Add decision…", "D", self.new_decision)
            menu.addSeparator()
            ids = [one.id for one in self.rows.items]
            self._offer(menu, "Move up", "Alt+Up", lambda: self.agenda.step(-1), item.id != ids[0])
            self._offer(menu, "Move down", "Alt+Down", lambda: self.agenda.step(1), item.id != ids[-1])
            word = "Pull out of the consent block…" if item.consent == "block" else "Into the consent block"
            self._offer(menu, word, "C", self.turn_consent)
            self._offer(menu, "Carry to the next meeting", "T", self.carry)
            self._offer(menu, "Take off the agenda…", "Del", self.take_off, not item.taken_off)
            self._offer(menu, "Retire…", "", self.retire)
        menu.addSeparator()
        self._offer(menu, "Add item…", "Ins", self.new_item)
        block = any(one.consent == "block" and not one.done() for one in self.rows.items)
        agreed = menu.addMenu("Outcome of the consent block")
        agreed.setEnabled(block and not self._workspace.read_only)
        for word in _CONSENTS:
            keys = "Shift+C" if word == AGREED else ""
            self._offer(agreed, word.capitalize(), keys, partial(self.agree, word))
        menu.popup(place)

    def open_positions_menu(self, place: QPoint) -> None:
        """What can be done with the position of the chosen seat."""
        menu, stance = QMenu(self), self.panel.table.chosen
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        latest = stance.latest if stance is not None else None
        self._offer(
            menu, "Edit position…", "F2", lambda: self._open(Position.KIND, latest.id if latest else ""), bool(latest)
        )
        self._offer(menu, "Add position…", "Ins", self.new_position)
        self._offer(menu, "Retire position…", "Del", self.retire_position, bool(latest))
        menu.popup(place)

    def _offer(self, menu: QMenu, text: str, keys: str, act: Act, fits: bool = True, *, writes: bool = True) -> None:
        action = menu.addAction(menu_text(text))
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.setEnabled(fits and not (writes and self._workspace.read_only))
        action.triggered.connect(lambda _checked=False: QTimer.singleShot(0, self, act))  # the menu is gone by then

    def _editable(self, state: State) -> str:
        return _writes(state) or ("" if self.records() else "Nothing is chosen.")

    def agenda_rows(self, *, private: bool = False) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The agenda as plain text, heads and rows; who leads only where what is private is asked for."""
        heads = ("No.", "Subject", "Type", *(("Lead",) if private else ()), "Minutes", "Outcome", "Positions")
        rows = []
        for item in self.rows.items:
            outcome = f"waived by {item.waived_by}" if item.outcome == "waived" else item.outcome
            outcome = f"taken off: {item.taken_off}" if item.taken_off else outcome
            lead = (item.lead,) if private else ()
            spoken = [one for one in self.rows.strip(item) if one.latest is not None]
            told = "; ".join(f"{one.called}: {stances.said(one.latest)}" for one in spoken if one.latest is not None)
            rows.append((item.number, item.subject, item.purpose, *lead, item.minutes, outcome, told))
        return heads, rows

    def copy_rows(self) -> None:
        """Put the agenda on the clipboard as a table; what is private stays."""
        from mhhs_board.ui.printing.printing import copy_rows

        if (table := self._table()) is not None:
            heads, rows = table.cells()
            copy_rows(heads, rows, table.record_type.MANY, self._context.messages.tell)
        else:
            copy_rows(*self.agenda_rows(), "agenda items", self._context.messages.tell)

    def print_rows(self) -> None:
        """Print the part that is shown, with a look at it before."""
        from mhhs_board.ui.registers.print_register import preview, preview_rows

        if (table := self._table()) is not None:
            preview(self._context.window, self._workspace, table, "")
            return
        heads, rows = self.agenda_rows()
        number = self._meeting.number if self._meeting is not None else ""
        preview_rows(
            self._context.window,
            self._workspace,
            title=f"Agenda of {number}",
            counts=f"{self.told.text()} · {self.counts.text()}",
            what="agenda",
            heads=heads,
            shares=(0.5, 3, 1, 0.7, 1.3, 3),
            rows=rows,
            empty="Nothing is on this agenda.",
            query="",
        )


_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


def _writes(state: State) -> str:
    return READ_ONLY if state.read_only else ""
