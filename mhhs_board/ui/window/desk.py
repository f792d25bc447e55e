"""What lies around the board in its window: its pages, palette, saved views, the settings of the board, and the help.

Each is imported when it is first wanted, so that the start of the program waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from mhhs_board.domain.board import BLOCKED, Cell
from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact
from mhhs_board.ui.finding.views import SavedViews
from mhhs_board.ui.kit.actions import Actions, Command, Handler, RecordKey, Submenu
from mhhs_board.ui.kit.page import Page, PageContext, Pages, PageSpec
from mhhs_board.ui.kit.switch import Switch
from mhhs_board.ui.window.parts import Parts

if TYPE_CHECKING:
    from mhhs_board.ui.finding.palette import Palette

BOARD = 0
"""The page on which cards are gone to."""
SEEN = 6
"""The pages whose buttons are seen, which have room in a window of 1280 pixels; the others are in a menu behind them."""


class Desk:
    """Pages and helpers of one window: the board first, then those `beside` it. `actions` are the window's commands,
    `turned` is called when another page or another artefact is looked at, and `sqlite` is told in About."""

    def __init__(
        self,
        parts: Parts,
        board: Page,
        beside: Sequence[PageSpec],
        *,
        actions: Callable[[], Actions],
        turned: Callable[[], None],
        sqlite: str = "",
    ) -> None:
        self._parts = parts
        self._actions = actions
        self._turned = turned
        self._sqlite = sqlite
        self._palette: Palette | None = None
        self._beside: dict[str, QDialog] = {}
        self._specs = (PageSpec("board", "Board", "Ctrl+1", lambda _context: board), *beside)
        self.pages = Pages(board, [partial(self._made, spec) for spec in beside])
        self.views = SavedViews(parts.window, parts.performer, parts.messages, parts.view, parts.filter_bar)
        names = [spec.name for spec in self._specs]
        self.switch = Switch(names, [f"{spec.name} ({spec.key})" for spec in self._specs], most=SEEN)
        self.switch.chosen.connect(self.turn_to)
        self.switch.show_page(BOARD)
        parts.title_row.add_switch(self.switch)
        parts.filtering.changed.connect(self.taken)
        parts.filter_bar.left.connect(self.focus_page)
        parts.filter_bar.told.connect(self._say)

    def handlers(self) -> dict[str, Handler]:
        """What the commands of this module do."""
        pages: dict[str, Handler] = {spec.command.id: partial(self.turn_to, at) for at, spec in enumerate(self._specs)}
        return pages | {
            "palette": self.open_palette,
            "mine": partial(self._parts.filter_bar.toggle, "is", "mine"),
            "save_view": self.views.save,
            "board_settings": self._board_settings,
            "help": partial(self.open_help, "getting-started"),
            "key_sheet": self._key_sheet,
            "about": self._about,
        }

    def submenus(self) -> dict[str, Submenu]:
        """The menus of this module that are filled when they open."""
        return {"Saved views": self.views.fill}

    # -- pages -------------------------------------------------------------------------------------------------------

    def commands(self) -> list[Command]:
        """The commands that show the pages."""
        return [spec.command for spec in self._specs]

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self.pages.shown

    def turn_to(self, number: int) -> None:
        """Show a page and give it the keyboard."""
        page = self.pages.page(number)
        self.pages.turn_to(number)
        self.switch.show_page(number)
        self.taken()
        page.focus()
        self._turned()

    def focus_page(self) -> None:
        """Give the keyboard to the page that is shown."""
        self.page.focus()

    def _made(self, spec: PageSpec) -> Page:
        parts = self._parts
        page = spec.make(
            PageContext(
                window=parts.window,
                workspace=parts.workspace,
                performer=parts.performer,
                messages=parts.messages,
                actions=self._actions(),
                hides=parts.filtering.hides,
                query=lambda: parts.filter_bar.text,
                show_card=self.show_card,
                turned=self._turned,
            )
        )
        page.set_theme(parts.view.theme)
        page.say(parts.filter_bar.error.text())
        return page

    def _say(self, why: str) -> None:
        for page in self.pages.made:
            page.say(why)

    def taken(self) -> None:
        """The board or the filter has changed."""
        board, actions = self._parts.workspace.seen, self._actions()
        for number, (spec, button) in enumerate(zip(self._specs, self.switch.buttons, strict=True)):
            button.setText(spec.told(board))
            actions[spec.command.id].setChecked(number == self.pages.number)
        self.switch.renamed()
        actions["mine"].setChecked(self._parts.filter_bar.mine.isChecked())
        self.page.refresh()

    def set_theme(self) -> None:
        """Draw what is there in the window's colours."""
        for page in self.pages.made:
            page.set_theme(self._parts.view.theme)

    def chosen_record(self, kind: str) -> str:
        """The record of a kind that alone is chosen on the page shown, as one of an artefact's blockers; else empty."""
        records = self.page.records()
        return records[0].id if len(records) == 1 and records[0].kind == kind else ""

    def focused_cell(self) -> Cell | None:
        """Workstream and column of what is looked at, where something new goes; of several the first chosen's."""
        if (cell := self.page.focused_cell()) is not None:
            return cell
        artefact = self._parts.workspace.board.of(Artefact).get(self.page.focused())
        return (artefact.workstream, artefact.stage or BLOCKED) if artefact else None

    def show_card(self, artefact_id: str) -> None:
        """Go to a card on the board; what hides it gives way and says so."""
        parts = self._parts
        board = parts.workspace.board
        artefact = board.of(Artefact).get(artefact_id)
        column = board.column_of(artefact) if artefact else None
        if artefact is None or column is None:
            parts.messages.refuse("This artefact is no longer on the board.")
            return
        self.turn_to(BOARD)
        if parts.filtering.hides(artefact_id):
            parts.filter_bar.set_text("")
            parts.messages.tell(f"The filter hid {called(artefact)}, so it was cleared.")
        lanes, columns = parts.view.folded
        parts.view.set_folded(lanes - {artefact.workstream}, columns - {column})
        parts.view.focus_card(artefact_id)

    def show_record(self, kind: str, record_id: str) -> Page:
        """Go to a record of a register on the page that shows it; the page that is shown then."""
        for number, spec in enumerate(self._specs):
            if kind in spec.kinds:
                self.turn_to(number)
                self.page.show_record(RecordKey(kind, record_id))
                self._turned()
                break
        return self.page

    # -- helpers -----------------------------------------------------------------------------------------------------

    def open_palette(self) -> None:
        """Open the palette over what there is now."""
        from mhhs_board.ui.finding import palette, palette_sources

        parts = self._parts
        if self._palette is None:
            cards = palette_sources.Cards(self.show_card)
            self._palette = palette.Palette(
                parts.window,
                parts.view.theme,
                lambda: [
                    palette_sources.commands(self._actions()),
                    palette_sources.saved_views(self.views.all(), self.views.apply),
                    cards.of(parts.workspace.board),
                ],
                self.focus_page,
            )
        self._palette.set_theme(parts.view.theme)
        self._palette.open_it()

    @property
    def palette(self) -> Palette | None:
        """The palette once it has been opened."""
        return self._palette

    def _board_settings(self) -> None:
        from mhhs_board.ui.settings.board_settings import BoardSettings

        BoardSettings(self._parts.performer, self._parts.window).open()

    def open_help(self, page: str) -> None:
        """Open the help beside the board."""
        from mhhs_board.ui.help.help import Help
        from mhhs_board.ui.help.key_sheet import sections

        self._show("help", lambda: Help(sections(self._actions(), self._specs), self._parts.window, page))

    def _key_sheet(self) -> None:
        from mhhs_board.ui.help.key_sheet import KeySheet

        self._show("keys", lambda: KeySheet(self._actions(), self._parts.window, self._specs))

    def _about(self) -> None:
        from mhhs_board.ui.help.about import About

        self._show("about", lambda: About(self._parts.window, self._sqlite))

    def _show(self, name: str, make: Callable[[], QDialog]) -> None:
        """Open a dialog that stands beside the board; asked for again, the one there is comes to the front."""
        if name not in self._beside:
            dialog = self._beside[name] = make()
            dialog.finished.connect(lambda _result: self._beside.pop(name))
            dialog.show()
        self._beside[name].activateWindow()
