"""The item that is chosen on an agenda: where the seats stand, what was said, what came of it; each kept as it is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mhhs_board.base.drafts import PAGE, Draft
from mhhs_board.domain import agenda
from mhhs_board.domain.agenda import Closings
from mhhs_board.domain.errors import Refused
from mhhs_board.domain.fields import by_name
from mhhs_board.domain.governance import Item, Milestone, Position
from mhhs_board.domain.journal import Entry
from mhhs_board.domain.record import Registered
from mhhs_board.domain.records import Artefact
from mhhs_board.drawing.theme import Theme
from mhhs_board.operations import registering
from mhhs_board.operations.context import Wish, wish
from mhhs_board.ui.kit import stances
from mhhs_board.ui.kit.accessible import announce
from mhhs_board.ui.kit.choice_editor import ChoiceEditor
from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.controls import in_order
from mhhs_board.ui.kit.editors import words
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.ui.kit.plain import PlainLabel, one_line, plain_tooltip
from mhhs_board.ui.kit.stances import Stance
from mhhs_board.ui.kit.text_editors import LineEditor, NoteEditor
from mhhs_board.ui.registers.agenda_rows import AgendaRow
from mhhs_board.ui.registers.stance_table import FIGURE_KEYS, Stances, StanceTable

WAIVED = "waived"
_SUBJECT, _ABOUT = 140, 200
"""Characters shown of a subject and of what is said below it; the whole is a tooltip."""
_SILENT_HINT = "What was said, in their words"
_AXES = ("support", "condition", "timing", "not_before", "blocking")
"""What of a position goes on to the next one of the same seat."""
_DRAFTED = ("condition", "not_before", "words", "said", "waived_by")
_TEXTS = ("condition", "not_before", "words")
"""What of a position is typed; the rest is said by keys."""

Field = LineEditor | NoteEditor


@contained
class _Outcome(ChoiceEditor):
    """What came of an item, chosen from its list alone: an outcome that the arrows pass over is none."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Whatever would turn it opens the list."""
        turns = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End}
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if plain and (event.key() in turns or (event.text().isprintable() and event.text())):
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel is the page's."""
        event.ignore()


@contained
class ItemPanel(QFrame):
    """The right half of the agenda. What leads away from it is told to the `on_…` functions."""

    def __init__(self, performer: Performer, closings: Closings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._performer, self._closings = performer, closings
        self.on_left: Callable[[], None] = lambda: None
        self.on_put: Callable[[str], None] = lambda _key: None
        """Puts the proposal of a key on the agenda."""
        self.on_seen: Callable[[QWidget], None] = lambda _field: None
        """Scrolls to what has the keyboard."""
        self._item: Item | None = None
        self._proposal = ""
        self._begun: dict[str, str] = {}
        """The position that the keys write of the seat that is chosen, begun since it was chosen last."""
        self._stance_key = ""
        self._drafts: dict[tuple[str, str, str], str] = {}
        """What was typed and refused, by item, seat and field; it comes back with them."""
        self.subject = PlainLabel("", role="card-title", wrap=True)
        self.about = PlainLabel("", role="quiet", wrap=True)
        self.put = QPushButton("Put on the agenda")
        self.put.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.put.setToolTip("Put it on the agenda (Enter)")
        self.put.clicked.connect(lambda: self.on_put(self._proposal))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(6)
        self.tally = PlainLabel("", role="quiet", elide=True)
        self.positions = Stances(performer.workspace, self)
        self.table = StanceTable(self, self.positions)
        self.table.on_say = self._say
        self.table.on_words = self._go_to_words
        self.table.on_left = lambda: self.on_left()
        self.table.on_chosen = self._stance_chosen
        self.table.setMinimumHeight(4 * 26)
        self.hint = PlainLabel(
            "Y I N support · F B V timing · X blocking · 1–9 seat · Enter words", role="quiet", elide=True
        )
        self.condition, self.not_before = LineEditor(in_place=True), LineEditor(in_place=True)
        self.condition.setPlaceholderText("Under which condition")
        self.not_before.setPlaceholderText("M10, IR8.x …")
        self.words = NoteEditor(least=1, most=4, in_place=True)
        self.words.setPlaceholderText(_SILENT_HINT)
        self.said = NoteEditor(least=3, most=8, in_place=True)
        self.said.setPlaceholderText("What was said about it")
        self.outcome = _Outcome(lambda: [(words(word), word) for word in by_name(Item)["outcome"].words])
        self.waived_by = LineEditor(in_place=True)
        self.waived_by.setPlaceholderText("By whom")
        self.sentence = PlainLabel("", role="error", wrap=True)
        self.sentence.hide()
        self._typed: dict[str, Field] = {
            "condition": self.condition,
            "not_before": self.not_before,
            "words": self.words,
        }
        self._labels: dict[str, PlainLabel] = {}
        self._place()
        for field in (*self._typed.values(), self.said, self.waived_by):
            field.on_cut = self._tell
        for name, field in self._typed.items():
            field.installEventFilter(self)
            field.committed.connect(lambda name=name: self._commit_position(name))
            field.given_up.connect(lambda name=name: self._give_up(name))
        self.said.committed.connect(lambda: self._commit_item("said", self.said))
        self.said.given_up.connect(lambda: self._give_up("said"))
        self.outcome.committed.connect(self._outcome_chosen)
        self.waived_by.committed.connect(self._waived)
        self.waived_by.given_up.connect(lambda: self._give_up("waived_by"))
        self._row, self._why_not = AgendaRow(""), ""
        self.show_row(self._row, "")

    def _place(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(8)
        box.addWidget(self.subject)
        box.addWidget(self.about)
        box.addWidget(self.put, 0, Qt.AlignmentFlag.AlignLeft)
        box.addLayout(self.buttons)
        self._rest = QWidget()
        inner = QVBoxLayout(self._rest)
        inner.setContentsMargins(0, 4, 0, 0)
        inner.setSpacing(6)
        head = QHBoxLayout()
        self._heading = PlainLabel("Positions", role="strong")
        head.addWidget(self._heading)
        head.addWidget(self.tally, 1)
        inner.addLayout(head)
        inner.addWidget(self.table, 1)
        inner.addWidget(self.hint)
        self.fields = QGridLayout()
        self.fields.setHorizontalSpacing(10)
        self.fields.setVerticalSpacing(6)
        rows: list[tuple[str, str, QWidget]] = [
            ("condition", "If", self.condition),
            ("not_before", "Not before", self.not_before),
            ("words", "Words", self.words),
            ("said", "What was said", self.said),
            ("outcome", "Outcome", self.outcome),
            ("waived_by", "Waived by", self.waived_by),
        ]
        for number, (name, label, field) in enumerate(rows):
            self._labels[name] = PlainLabel(label, role="quiet")
            self._labels[name].setBuddy(field)
            self._labels[name].setContentsMargins(0, 6, 0, 0)
            field.setAccessibleName(label)
            self.fields.addWidget(self._labels[name], number, 0, Qt.AlignmentFlag.AlignTop)
            self.fields.addWidget(field, number, 1)
        inner.addLayout(self.fields)
        inner.addStretch()  # where no table takes the room
        box.addWidget(self._rest, 1)
        box.addWidget(self.sentence)
        box.addStretch()
        in_order(self.table, self.condition, self.not_before, self.words, self.said, self.outcome, self.waived_by)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self.table.set_theme(theme)

    @property
    def item(self) -> Item | None:
        """The item that is shown."""
        return self._item

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt and a figure keep what is typed of one seat and go on to another."""
        if isinstance(event, QKeyEvent) and event.key() in FIGURE_KEYS:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if held == Qt.KeyboardModifier.AltModifier and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
            elif held == Qt.KeyboardModifier.AltModifier and event.type() == QEvent.Type.KeyPress:
                self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.table.choose(FIGURE_KEYS.index(Qt.Key(event.key())))
                self.on_seen(self.table)
                return True
        return super().eventFilter(watched, event)

    # -- filling ---------------------------------------------------------------------------------------------------------

    def show_row(self, row: AgendaRow, why_not: str) -> None:
        """Show what is chosen on an agenda; `why_not` bars changing it. What somebody types in stays as it is."""
        another = row.key != self._row.key
        self._row, self._why_not = row, why_not
        self._item = item = row.item
        self._proposal = row.proposal.key if row.proposal is not None else ""
        board = self._performer.workspace.board
        subject = item.subject if item else row.proposal.subject if row.proposal else ""
        self.subject.setText(one_line(subject, _SUBJECT))
        self.subject.setToolTip(plain_tooltip(subject if len(subject) > _SUBJECT else ""))
        self.about.setText(one_line(self._about(row), _ABOUT))
        self.about.setToolTip(plain_tooltip(self._about(row) if len(self._about(row)) > _ABOUT else ""))
        self.about.setVisible(bool(self.about.text()))
        self.put.setVisible(row.proposal is not None)
        self.put.setEnabled(not why_not)
        self._rest.setVisible(item is not None)
        if another:
            self.sentence.hide()
            self._begun.clear()
        found = stances.stances(board, item) if item is not None else []
        self.tally.setText(stances.tally(found))
        self.positions.show_item(item, found)
        self._heading.setVisible(bool(found))
        self.table.setVisible(bool(found))
        self.hint.setVisible(bool(found) and not why_not)
        if another and found:
            self.table.choose(0)
        self._fill_position(another)
        if item is None:
            return
        self._show("said", self.said, item.said, another)
        self.outcome.set_value(item.outcome)
        self._show("waived_by", self.waived_by, item.waived_by, another)
        self._tell_waived(item.outcome == WAIVED)
        for field in (*self._typed.values(), self.said, self.outcome, self.waived_by):
            field.set_read_only(why_not)

    def _about(self, row: AgendaRow) -> str:
        if row.proposal is not None:
            return f"Proposed, {row.proposal.how}: {row.proposal.reason}"
        item = row.item
        if item is None:
            return ""
        board = self._performer.workspace.board
        artefact = board.of(Artefact).get(item.artefact or "")
        before = board.of(Item).get(item.carried_from or "")
        told = [
            agenda.why(board, item, self._closings),
            f"now {one_line(artefact.version, 40)}" if artefact is not None and artefact.version else "",
            "carried from an earlier meeting" if before is not None and "carried" not in item.reason else "",
            f"taken off: {item.taken_off}" if item.taken_off else "",
        ]
        return " · ".join(filter(None, told))

    def _show(self, name: str, field: Field, text: str, another: bool) -> None:
        """What the board says, unless something was refused or is being typed there."""
        draft = self._drafts.get(self._draft_key(name))
        if draft is not None:
            if field.typed() != draft:
                field.put_back(draft)
                self._drafts[self._draft_key(name)] = field.typed()
        elif another or not field.modified:
            field.set_value(text)

    def _draft_key(self, name: str) -> tuple[str, str, str]:
        return (self._item.id if self._item is not None else "", self._stance_key if name in self._typed else "", name)

    def _give_up(self, name: str) -> None:
        """Show again what the board says, and go back to the rows."""
        self._drafts.pop(self._draft_key(name), None)
        self.sentence.hide()
        for field in (*self._typed.values(), self.said, self.waived_by):
            _unmodified(field)
        self.show_row(self._row, self._why_not)
        if name in self._typed:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.on_left()

    def _tell_waived(self, waived: bool) -> None:
        self._labels["waived_by"].setVisible(waived)
        self.waived_by.setVisible(waived)

    def _stance_chosen(self) -> None:
        stance = self.table.chosen
        if stance is not None and stance.key != self._stance_key:
            self._stance_key = stance.key
            self._begun.clear()
            self._fill_position(True)

    def _fill_position(self, another: bool) -> None:
        """The texts of the seat that is chosen; a line for a condition and a day only where one was said."""
        stance = self.table.chosen if self._item is not None else None
        latest = stance.latest if stance is not None else None
        shown = {
            "condition": latest is not None and latest.support == "if",
            "not_before": latest is not None and latest.timing == "not before",
            "words": stance is not None,
        }
        for name, field in self._typed.items():
            self._show(name, field, getattr(latest, name) if latest is not None else "", another)
            field.setVisible(shown[name])
            self._labels[name].setVisible(shown[name])
        if stance is not None:
            self.words.setPlaceholderText(f"What {one_line(stance.called, 40)} said")
            self.words.viewport().update()  # Qt draws a hint anew only where it comes or goes

    # -- positions -------------------------------------------------------------------------------------------------------

    def _say(self, stance: Stance, name: str, value: str) -> None:
        """Say something of a seat, in one entry: of the position that is being written, else of one without an answer
        there, else in a new one that keeps the rest."""
        if self._item is None or self._why_not:
            return
        latest, filled = stance.latest, {"condition": "support", "not_before": "timing"}
        if latest is not None and getattr(latest, name) == value:
            return
        said = {name: value, **self._implied(value)}
        if latest is None:
            self._add(stance, said)
        elif self._begun.get(stance.key) == latest.id or (self._fits(latest) and not getattr(latest, name)):
            gone = {text: "" for text, axis in filled.items() if axis == name and getattr(latest, text)}
            self._edit(latest, {**gone, **said})
        else:
            kept = {one: getattr(latest, one) for one in _AXES}
            gone = {text: "" for text, axis in filled.items() if axis == name}
            self._add(stance, {**kept, **gone, **said})

    def _implied(self, value: str) -> dict[str, str]:
        """Before what something is not feasible: the milestone that its artefact is for, where it has one."""
        board, item = self._performer.workspace.board, self._item
        artefact = board.of(Artefact).get((item.artefact if item is not None else None) or "")
        milestone = board.of(Milestone).get((artefact.milestone if artefact is not None else None) or "")
        return {"not_before": milestone.name} if value == "not before" and milestone is not None else {}

    def _fits(self, latest: Position) -> bool:
        """Whether a position was spoken on the version that there is now."""
        item = self._item
        artefact = self._performer.workspace.board.of(Artefact).get(item.artefact or "") if item is not None else None
        return artefact is None or latest.version == artefact.version

    def _add(self, stance: Stance, values: dict[str, str], typed: str = "") -> None:
        assert self._item is not None
        whose = {"seat": stance.seat} if stance.seat is not None else {"by": stance.called}
        named: dict[str, Any] = {"item": self._item.id, **whose, **values}

        def begun(entry: Entry | None) -> None:
            if entry is not None and entry.changes:
                self._begun[stance.key] = entry.changes[0].id
                self._announce(stance.key)

        adds = wish(registering.add, kind=Position.KIND, values=named, propose=True)
        self._perform(adds, typed, begun)

    def _edit(self, record: Registered, values: dict[str, str], typed: str = "") -> None:
        def kept(_entry: Entry | None) -> None:
            self._announce(self._stance_key if isinstance(record, Position) else "")

        seen = {name: getattr(record, name) for name in values}
        edits = wish(registering.edit, kind=record.KIND, id=record.id, values=values, seen=seen)
        self._perform(edits, typed, kept)

    def _perform(self, wished: Wish, typed: str, done: Callable[[Entry | None], None]) -> None:
        """Run it; what was typed in the field of that name is kept as a draft where it is refused."""
        self.sentence.hide()
        key, field = self._draft_key(typed), self._field(typed)
        text = field.typed() if field is not None else ""
        self._drafts.pop(key, None)
        if field is not None:
            _unmodified(field)

        def refused(refusal: Refused) -> bool:
            if field is not None:
                self._drafts[key] = text
                field.put_back(text)
            self._tell(str(refusal))
            return True

        self._performer.perform(wished, done, refused)

    def _tell(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.show()
        announce(self, sentence)

    def _field(self, name: str) -> Field | None:
        return {**self._typed, "said": self.said, "waived_by": self.waived_by}.get(name)

    def _announce(self, key: str) -> None:
        row = self.positions.row_of(key)
        if row >= 0:
            announce(self.table, self.positions.whole(row))

    def go_to(self, field: Field | ChoiceEditor) -> None:
        """Give a field the keyboard, and have it seen."""
        field.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.on_seen(field)

    def _go_to_words(self) -> None:
        """On to what is typed: the condition or the day where one is asked for and missing, else the words."""
        for name in _TEXTS:
            field = self._typed[name]
            if field.isVisibleTo(self) and (name == "words" or not field.value()):
                self.go_to(field)
                return

    def _commit_position(self, name: str) -> None:
        field, stance = self._typed[name], self.table.chosen
        if self._item is None or stance is None or not field.modified or self._why_not:
            return
        text, latest = str(field.value()), stance.latest
        if text == (getattr(latest, name) if latest is not None else ""):
            field.set_value(text)
        else:
            if latest is None:
                self._add(stance, {name: text}, name)
            elif self._begun.get(stance.key) == latest.id or not getattr(latest, name) or not text:
                self._edit(latest, {name: text}, name)
            else:
                kept = {one: getattr(latest, one) for one in _AXES}
                self._add(stance, {**kept, name: text}, name)
        if not field.field.hasFocus():
            return
        if name == "words":
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._go_to_words()  # letters typed on are words, and answers of no seat

    # -- the item --------------------------------------------------------------------------------------------------------

    def _commit_item(self, name: str, field: Field) -> None:
        if self._item is None or not field.modified or self._why_not:
            return
        text = str(field.value())
        if text == getattr(self._item, name):
            field.set_value(text)
            return
        self._edit(self._item, {name: text}, name)

    def _outcome_chosen(self) -> None:
        if self._item is None or self._why_not:
            return
        chosen = str(self.outcome.value())
        self._tell_waived(chosen == WAIVED)
        if chosen == WAIVED and not self._item.waived_by:
            self.go_to(self.waived_by)
        elif chosen != self._item.outcome:
            gone = {"waived_by": ""} if chosen != WAIVED and self._item.waived_by else {}
            self._edit(self._item, {"outcome": chosen, **gone})

    def _waived(self) -> None:
        if self._item is None or self._why_not or not self.waived_by.modified:
            return
        by = self.waived_by.value()
        if by.strip() and (by != self._item.waived_by or self._item.outcome != WAIVED):
            self._edit(self._item, {"outcome": WAIVED, "waived_by": by}, "waived_by")

    # -- what outlives a crash -------------------------------------------------------------------------------------------

    def drafts(self, where: str) -> list[Draft]:
        """What is typed here and not kept yet."""
        found, known = [], self._performer.workspace.board.of(Item)
        now = {self._draft_key(name): field.typed() for name in _DRAFTED if (field := self._field(name)) and field.modified}
        for (item, seat, name), text in {**self._drafts, **now}.items():
            if item in known:
                label = name.replace("_", " ").capitalize() if name != "said" else "What was said"
                stance = self.positions.stance(self.positions.row_of(seat))
                by = f"{one_line(stance.called, 40)}, " if stance is not None else ""
                place = f"{where}, {one_line(known[item].subject, 80)}"
                found.append(Draft(place, f"{by}{label}", text, item, PAGE + Item.KIND, f"{name}\n{seat}"))
        return found

    def put_back(self, draft: Draft) -> bool:
        """Show what an earlier window left of the item that is shown; whether it has a place here."""
        name, _, seat = draft.seen.partition("\n")
        if self._item is None or draft.artefact != self._item.id or self._field(name) is None or self._why_not:
            return False
        self._drafts[draft.artefact, seat, name] = draft.text
        if seat:
            self.table.choose(self.positions.row_of(seat))
        self.show_row(self._row, self._why_not)
        return True


def _unmodified(field: Field) -> None:
    """What is typed in it is on its way to the board."""
    if isinstance(field, NoteEditor):
        field.document().setModified(False)
    else:
        field.setModified(False)
