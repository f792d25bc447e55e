"""The editor of what names another record."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from mhhs_board.ui.kit.contained import contained
from mhhs_board.ui.kit.meaning_line import INSIDE, Inside, MeaningLine
from mhhs_board.ui.kit.offered import Offered
from mhhs_board.ui.kit.offers import Offer, Offers

NOT_STATED = "Not stated"

Opens = Callable[[str, str], None]
"""Goes to the record of a type with an id."""


@contained
class LinkEditor(MeaningLine):
    """Names a record by what people call it. What is typed is looked for among all records of the type, what it names is
    said beneath, and its id is what is kept; a text that names none or several stays and is told."""

    def __init__(
        self,
        kind: str,
        offers: Offers,
        *,
        required: bool = False,
        in_place: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(in_place=in_place, room=False, parent=parent)
        self.kind = kind
        self._offers = offers
        self._held: Offer | None = None
        """What is named; its text stands in the line."""
        self.on_open: Opens | None = None
        """Goes to what is named, where there is a way."""
        self.offered = Offered(self.line, lambda text: offers.records(kind, text), sure=True)
        self.offered.none = None if required else Offer(NOT_STATED)
        self.offered.taken.connect(self._take)
        self.button = Inside(self.line, "list", f"Choose the {kind}", "F4")
        self.button.clicked.connect(self._toggle)
        self.jump = Inside(self.line, "jump", f"Go to the {kind}", "Ctrl+Enter", 1)
        self.jump.clicked.connect(self._jump)
        self.line.setTextMargins(0, 0, 2 * INSIDE, 0)
        self.line.installEventFilter(self)
        self._read()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter goes to what is named."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() == Qt.KeyboardModifier.ControlModifier and self.jump.isVisibleTo(self.line):
                self._jump()
                return True
        return False

    def _toggle(self) -> None:
        if self.offered.is_open:
            self.offered.close()
        else:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.offered.look(everything=True)

    def _jump(self) -> None:
        if self.on_open is not None and self._held is not None:
            self.on_open(self.kind, self._held.id)

    def _take(self, offer: Offer) -> None:
        """A record was chosen."""
        self._held = offer if offer.id else None
        self.line.setSelection(0, len(self.line.text()))
        self.line.insert(offer.text if offer.id else "")
        self.line.setModified(True)
        # Writing the choice into the line looked again for what is like it.
        self.offered.close()
        self._read()
        self.committed.emit()

    def _read(self) -> None:
        text = self.line.text().strip()
        if self._held is not None and self._held.text.strip() != text:
            self._held = None
        said = ""
        if self._held is None and text:
            found = self._offers.records(self.kind, text)
            if len(found.exact) == 1:
                self._held = found.exact[0]
            else:
                said = self._doubt(len(found.exact), found.total)
        if self._held is not None:
            said = f"= {self._held.beside}" if self._held.beside else ""
        self._say(said)
        self.jump.setVisible(self._held is not None and self.on_open is not None)

    def _doubt(self, exact: int, fit: int) -> str:
        """Why a text names no record yet."""
        many = f"{self.kind}s"
        if exact > 1:
            return f"{exact:,} {many} are called that; choose one of them"
        if fit:
            return f"{fit:,} {many} fit; choose one of them" if fit > 1 else f"One {self.kind} fits; Enter takes it"
        return f"No {self.kind} is called that"

    def value(self) -> str:
        """The id of what is named, else the text as it stands, which the operation will refuse with its reason."""
        return self._held.id if self._held is not None else self.line.text().strip()

    def set_value(self, value: str | None) -> None:
        """Show the record with an id; None shows that nothing is named."""
        offer = self._offers.record(self.kind, value) if value else None
        if offer == self._held and self.line.text() == (offer.text if offer else ""):
            self.line.setModified(False)
            return
        self._held = offer
        self.line.set_value(offer.text if offer else "")
        self._held = offer
        self._read()

    def typed(self) -> str:
        """What names the record and no other, else the text as it stands."""
        return self._offers.typed(self.kind, self._held.id) if self._held is not None else self.line.text()

    def put_back(self, text: str) -> None:
        """What was typed before; an id, or a reference with its lane, is shown as what it names."""
        offer = self._offers.typed_before(self.kind, text)
        self._held = offer
        self.line.put_back(offer.text if offer else text)
        self._held = offer or self._held
        self._read()

    def set_read_only(self, why: str) -> None:
        """Close it for a reason, or with none open it; one may still go to what is named."""
        self.line.set_read_only(why)
        self.button.setEnabled(not why)
