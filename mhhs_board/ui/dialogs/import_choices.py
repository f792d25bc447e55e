"""What somebody says of a table before it is taken in: which field a column holds, what its words mean here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from mhhs_board.domain.fields import by_name
from mhhs_board.domain.imported import ADD, LEAVE_OUT, Choices, Imported
from mhhs_board.domain.names import normal
from mhhs_board.domain.records import Artefact
from mhhs_board.exchange.tabular.headings import CHOICE
from mhhs_board.operations.importing.chosen import may_add
from mhhs_board.ui.kit.controls import Choice
from mhhs_board.ui.kit.plain import PlainLabel, clip, one_line

PASSED = "– passed over –"
ASKED = "– asked: its rows are left out –"
OTHERS = {"blocked_reason": "Blocked because", "escalation": "Escalated to", "id": "Reference"}
"""What the fields of a table are called that no artefact has by that name."""
ORDERS = (
    ("Not said: such days stay text", ""),
    ("The day stands first: 3/4 is 3 April", "day first"),
    ("The month stands first: 3/4 is 4 March", "month first"),
)
RESTS = (("Passed over", "leave"), ("Kept in the notes, each with its heading", "notes"))
MERGES = (("It is of the first row alone", "leave"), ("It is said of each of them", "fill down"))
_OF_ALL = ("workstream", "stage")
"""What may be said of all rows that say nothing of it."""
_CHOICE, _WIDE = 240, 860
"""Pixels of a choice, and of a row at most: an answer stands near its question, however wide the window is."""
_FEW = 2
"""Of so many words something may be said at once."""
_LINES = 12
"""In one of so many lines the headings may be said to stand."""
_MOST = 120
"""So many columns or words are shown; nobody looks through more."""

Names = Callable[[str], Sequence[str]]
"""The names that a field may have on the board."""


def field_called(field: str) -> str:
    """What people call a field of a table."""
    return OTHERS.get(field) or by_name(Artefact)[field].label


class _Part(QWidget):
    """Rows of a question and its answer, which scroll. `changed` is told what was chosen in place of what stood there."""

    def __init__(self, changed: Callable[[Choices], None]) -> None:
        super().__init__()
        self._changed = changed
        self.choices = Choices()
        self.fields: dict[tuple[str, ...], Choice] = {}
        self._told: object = None
        self._held: tuple[str, ...] = ()
        """Which choice had the keyboard when the rows were made anew."""
        self._beside: dict[tuple[str, ...], tuple[QWidget, QWidget]] = {}
        inner = QWidget()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(4, 8, 12, 8)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        for column in (0, 1):  # what is asked and its example share what the choice leaves
            self._grid.setColumnStretch(column, 1)
        inner.setMaximumWidth(_WIDE)
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._grid)
        inside.addStretch(1)
        area = QScrollArea()
        area.setProperty("role", "plain")
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)

    def _made(self, what: object) -> bool:
        """Whether the rows for this were made already; else they are taken away for new ones."""
        if what == self._told:
            return True
        self._told = what
        self._held = next((key for key, choice in self.fields.items() if choice.hasFocus()), ())
        self.fields, self._beside = {}, {}
        QTimer.singleShot(0, self._keep_keyboard)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        return False

    def _heading(self, text: str) -> None:
        self._grid.addWidget(PlainLabel(text, role="quiet", wrap=True), self._grid.rowCount(), 0, 1, 3)

    def _row(self, key: tuple[str, ...], text: str, beside: str, options: Sequence[tuple[str, Any]]) -> None:
        row, choice = self._grid.rowCount(), Choice()
        name = PlainLabel(one_line(text, 200), elide=True)
        name.setBuddy(choice)
        choice.setAccessibleName(one_line(f"{text}: {beside}" if beside else text, 200))
        choice.setMinimumWidth(_CHOICE)
        choice.offer(list(options))
        choice.activated.connect(lambda _index: self._say(key, choice.currentData()))
        example = PlainLabel(clip(beside, 90), role="quiet", elide=True)
        self.fields[key], self._beside[key] = choice, (name, example)
        for column, widget in enumerate((name, example, choice)):
            self._grid.addWidget(widget, row, column)

    def _keep_keyboard(self) -> None:
        """Whoever goes through a choice by keys stays on it, though the rows around it were made anew."""
        if self._held in self.fields:
            self.fields[self._held].setFocus()
        self._held = ()

    def _wanted(self, key: tuple[str, ...], *, shown: bool) -> None:
        """Show a row or hide it. None is taken away while somebody goes through its choices by keys."""
        for widget in (*self._beside[key], self.fields[key]):
            widget.setVisible(shown or self.fields[key].hasFocus())

    def _show(self, key: tuple[str, ...], value: str) -> None:
        choice = self.fields[key]
        if (place := choice.findData(value)) >= 0 and not choice.hasFocus():
            choice.setCurrentIndex(place)

    def _say(self, key: tuple[str, ...], value: str) -> None:
        raise NotImplementedError


def _suggested_first(offered: Sequence[tuple[str, str]], suggested: str) -> list[tuple[str, str]]:
    """What is offered, what is suggested of it before the others, and said so."""
    first = [(f"{text} – suggested", value) for text, value in offered if suggested and value == suggested]
    return [*first, *(one for one in offered if not suggested or one[1] != suggested)]


class ColumnsPart(_Part):
    """Each column with an example and the field it holds, and what holds of every row."""

    def tell(self, judged: Imported, names: Names) -> None:
        """Show how a table was read."""
        columns: Mapping[str, str] = judged.mapping.get("columns", {})
        asked = judged.questions
        if not self._made((judged.sheets, str(judged.mapping.get("sheet", "")), *columns)):
            self._row(("sheet",), "Sheet", "", [(name, name) for name in judged.sheets])
            for field in _OF_ALL:
                none = ASKED if field == "workstream" else f"{next(iter(names(field)), ASKED)}, the first one"
                options = [(none, ""), *((name, name) for name in names(field))]
                self._row(("all", field), f"{field_called(field)} of rows that name none", "", options)
            self._row(("days",), "Days in numbers", "", ORDERS)
            self._row(("merged",), "What stands once for several rows", "", MERGES)
            self._row(("rest",), "Columns that are no field", "", RESTS)
            lines = [(f"Line {line} names the columns", str(line)) for line in range(1, _LINES + 1)]
            self._row(("headings",), "Headings", "", [*lines, ("No line names them; columns go by their places", "0")])
            order = sorted(columns, key=lambda said: self._rank(said, judged))
            for said in order[:_MOST]:
                fields = [(field_called(field), field) for field in CHOICE]
                options = [(PASSED, ""), *_suggested_first(fields, judged.suggestions.get("columns", {}).get(said, ""))]
                self._row(("columns", said), said, judged.examples.get(said, ""), options)
        for key in self.fields:
            if key[0] == "columns":
                self._show(key, columns[key[1]])
        for field in _OF_ALL:
            said = self.choices.all.get(field, "")
            self._show(("all", field), said)
            lacks = field not in columns.values() or field in asked.get("set", {})
            self._wanted(("all", field), shown=lacks or bool(said))
        self._show(("sheet",), str(judged.mapping.get("sheet", "")))
        self._wanted(("sheet",), shown=len(judged.sheets) > 1)
        self._show(("days",), self.choices.days)
        self._wanted(("days",), shown="days" in asked or bool(self.choices.days))
        self._show(("merged",), self.choices.merged or "leave")
        self._wanted(("merged",), shown="merged" in asked or bool(self.choices.merged))
        self._show(("rest",), self.choices.rest or "leave")
        self._wanted(("rest",), shown="rest" in asked or bool(self.choices.rest))
        self._show(("headings",), str(judged.mapping.get("headings", 1)))
        self._wanted(("headings",), shown="headings" in asked or self.choices.headings is not None)

    def _rank(self, said: str, judged: Imported) -> tuple[bool, bool, bool]:
        """Where a column stands: what is asked first, then what is read, then what is passed over, empty columns last."""
        asked = said in judged.questions.get("columns", {})
        return (not asked, not judged.mapping["columns"][said], not judged.examples.get(said))

    def _say(self, key: tuple[str, ...], value: str) -> None:
        if key[0] == "sheet":
            self._changed(Choices(sheet=value))  # another sheet is another table
        elif key[0] == "columns":
            self._changed(self.choices.under(Choices(columns={key[1]: value})))
        elif key[0] == "all":
            self._changed(self.choices.under(Choices(all={key[1]: value})))
        elif key[0] == "headings":
            self._changed(Choices(sheet=self.choices.sheet, headings=int(value)))  # other headings are another table
        elif key[0] == "rest":
            self._changed(self.choices.under(Choices(rest=value)))  # type: ignore[arg-type]
        elif key[0] == "days":
            self._changed(self.choices.under(Choices(days=value)))  # type: ignore[arg-type]
        else:
            self._changed(self.choices.under(Choices(merged=value)))  # type: ignore[arg-type]


class WordsPart(_Part):
    """Each word that names nothing here, and what it means. What is open at first stands first, and keeps its place."""

    def __init__(self, changed: Callable[[Choices], None]) -> None:
        super().__init__(changed)
        self._words: dict[str, list[str]] = {}

    def tell(self, judged: Imported, names: Names, rows: Mapping[str, Mapping[str, int]]) -> None:
        """Show the words that are open, and those about which something was said, each with the number of its `rows`."""
        asked: Mapping[str, Mapping[str, str]] = judged.questions.get("values", {})
        self._words = words = {
            field: _in_place(self._words.get(field, ()), asked.get(field, ()), self.choices.values.get(field, ()))[:_MOST]
            for field in _in_place(self._words, asked, self.choices.values)
        }
        known = {field: tuple(names(field)) for field in words}
        if not self._made((tuple((field, tuple(found)) for field, found in words.items()), tuple(known.items()))):
            for field, found in words.items():
                suggested: Mapping[str, str] = judged.suggestions.get("values", {}).get(field, {})
                self._of_all(field, found, suggested)
                for word in found:
                    offered: list[tuple[str, str]] = [(name, name) for name in known[field]]
                    if may_add(field):
                        offered.append((f"Add “{one_line(word, 40)}” to the board", ADD))
                    offered.append(("Leave its rows out", LEAVE_OUT))
                    options = [(ASKED, ""), *_suggested_first(offered, suggested.get(word, ""))]
                    count = rows.get(field, {}).get(normal(word), 0)
                    self._row((field, word), word, f"{count:,} row{'' if count == 1 else 's'}" if count else "", options)
        for field, found in words.items():
            said = {normal(word): name for word, name in self.choices.values.get(field, {}).items()}
            for word in found:
                self._show((field, word), said.get(normal(word), ""))

    def _of_all(self, field: str, words: Sequence[str], suggested: Mapping[str, str]) -> None:
        """What is said of a field's words together, and what may be said of all of them at once."""
        self._heading(f"{field_called(field)}: these words name nothing on the board.")
        if len(words) < _FEW:
            return
        row = QHBoxLayout()
        ways = [(f"Leave the rows of all {len(words):,} out", dict.fromkeys(words, LEAVE_OUT))]
        if may_add(field):
            ways.insert(0, (f"Add all {len(words):,} to the board", dict.fromkeys(words, ADD)))
        if len(suggested) >= _FEW:
            ways.insert(0, (f"Say what is suggested of {len(suggested):,}", dict(suggested)))
        for text, names in ways:
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._say_all, field, names))
            row.addWidget(button)
        row.addStretch(1)
        holder = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(row)
        self._grid.addWidget(holder, self._grid.rowCount(), 0, 1, 3)

    def _say_all(self, field: str, names: Mapping[str, str]) -> None:
        self._changed(self.choices.under(Choices(values={field: names})))

    def _say(self, key: tuple[str, ...], value: str) -> None:
        field, word = key
        self._changed(self.choices.under(Choices(values={field: {word: value}})))


def _in_place(before: Iterable[str], asked: Iterable[str], said: Iterable[str]) -> list[str]:
    """What is asked or said, in the order in which it stood before, so that no row slips from under the pointer."""
    now = dict.fromkeys([*asked, *said])
    return list(dict.fromkeys([*(one for one in before if one in now), *now]))
