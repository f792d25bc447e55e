"""What a page is to the window that shows it: its name and its count, what is chosen on it, and what the commands do there.

The window knows its pages by this alone and never asks which of them is shown. A further page is a `PageSpec` in
`registers/pages.py` and a class of its own; the switch, the menus, the palette and the sheet of keys list it by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from mhhs_board.base.drafts import Draft
from mhhs_board.domain.board import Board, Cell
from mhhs_board.drawing.theme import Theme
from mhhs_board.ui.kit.actions import Actions, Command, PageCommand, RecordKey
from mhhs_board.ui.kit.banner import MessageBar
from mhhs_board.ui.kit.perform import Performer
from mhhs_board.workspace import Workspace


class Page:
    """One page. A page that is a widget of its own inherits from that widget and from this, the widget first."""

    commands: Mapping[str, PageCommand] = {}
    """What commands do here in place of what they do elsewhere, by id: `add` adds a row, `print` prints the list."""

    @property
    def widget(self) -> QWidget:
        """What is shown; by default the page itself."""
        assert isinstance(self, QWidget)
        return self

    def focus(self) -> None:
        """Take the keyboard, where it was on this page."""
        self.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> Sequence[str]:
        """The artefacts that are chosen, or that the chosen records are about, each once: what the commands act on."""
        return ()

    def records(self) -> Sequence[RecordKey]:
        """The records that are chosen, where the rows of the page are no artefacts."""
        return ()

    def show_record(self, key: RecordKey) -> None:
        """Choose a record that is gone to from elsewhere, and whatever it stands in."""

    def focused(self) -> str:
        """The artefact that the inspector is about, empty where there is none: by default the first chosen."""
        return next(iter(self.chosen()), "")

    def focused_cell(self) -> Cell | None:
        """Workstream and column where something new goes; None leaves it to where the focused artefact stands."""
        return None

    def refresh(self) -> None:
        """The board or the filter has changed, or the page is shown again."""

    def say(self, why: str) -> None:
        """What the filter says of what was asked; empty where it has nothing to say."""

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""

    def drafts(self) -> Sequence[Draft]:
        """What is typed on it as work and not kept yet."""
        return ()

    def put_back(self, draft: Draft) -> bool:
        """Show again, still not kept, what an earlier window left of a record that is shown; whether it has a place."""
        return False

    def looked_at(self) -> QRect:
        """The part of the widget that nothing should lie over; empty where it may."""
        return QRect()


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a window gives to a page when it is made. `hides` says whether the filter hides an artefact, `query` is what is
    typed in it, `show_card` goes to an artefact on the board, and `turned` is called when something else is chosen."""

    window: QWidget
    """Over what dialogs are opened."""
    workspace: Workspace
    performer: Performer
    messages: MessageBar
    actions: Actions
    hides: Callable[[str], bool]
    query: Callable[[], str]
    show_card: Callable[[str], None]
    turned: Callable[[], None]


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page that a window has: called `name` in the switch and the menu, opened by `key`, made when it is first shown."""

    id: str
    name: str
    key: str
    make: Callable[[PageContext], Page]
    count: Callable[[Board], int] | None = None
    """How many rows there are on a board, told beside the name also before the page is made; None tells nothing."""
    kinds: tuple[str, ...] = ()
    """The record types whose records are gone to there; of several pages the first one is meant."""
    keys: tuple[tuple[str, str], ...] = ()
    """What keys do on it that are no command's, for the sheet of keys: keys parted by " or ", and what they do."""

    @property
    def command(self) -> Command:
        """The command that shows the page."""
        return Command(f"page_{self.id}", "View", self.name, (self.key,), checkable=True, group="Page")

    def told(self, board: Board) -> str:
        """The name with the count, where there is one and all of the board has been read."""
        if self.count is None:
            return self.name
        return f"{self.name} {self.count(board)}" if board.whole else f"{self.name} …"


class Pages(QStackedWidget):
    """Pages by number; each but the first is made when it is first wanted."""

    def __init__(self, first: Page, makers: Sequence[Callable[[], Page]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makers = makers
        self._made: dict[int, Page] = {0: first}
        self.addWidget(first.widget)

    def page(self, number: int) -> Page:
        """A page, made where it is not there yet."""
        if number not in self._made:
            made = self._made[number] = self._makers[number - 1]()
            self.addWidget(made.widget)
        return self._made[number]

    @property
    def made(self) -> Sequence[Page]:
        """The pages that there are yet."""
        return tuple(self._made.values())

    @property
    def number(self) -> int:
        """Which page is shown."""
        return next(number for number, page in self._made.items() if page.widget is self.currentWidget())

    @property
    def shown(self) -> Page:
        """The page that is shown."""
        return self._made[self.number]

    def turn_to(self, number: int) -> Page:
        """Show a page and give it the keyboard."""
        page = self.page(number)
        self.setCurrentWidget(page.widget)
        page.focus()
        return page
