"""What lies around the board in its window: blockers page, palette, saved views, the settings of the board, and the help.

Each is imported when it is first wanted, so that the start of the program waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from mhhs_board.domain.names import called
from mhhs_board.domain.records import Artefact
from mhhs_board.ui.finding.views import SavedViews
from mhhs_board.ui.kit.actions import Handler, Submenu
from mhhs_board.ui.kit.switch import Pages, Switch

if TYPE_CHECKING:
    from mhhs_board.ui.finding.palette import Palette
    from mhhs_board.ui.registers.blockers import BlockersPage
    from mhhs_board.ui.window.main_window import MainWindow

BOARD, BLOCKERS = 0, 1
_AT_BLOCKERS = {"escalate": "Escalate…", "answer": "Answer…", "withdraw": "Withdraw…", "unblock": "Unblock…"}
"""The commands that have a button on the blockers page, and what it says."""


class Desk:
    """Pages and helpers of one window. `sqlite` is told in About."""

    def __init__(self, window: MainWindow, sqlite: str = "") -> None:
        self._window = window
        self._sqlite = sqlite
        self._palette: Palette | None = None
        self._blockers: BlockersPage | None = None
        self._beside: dict[str, QDialog] = {}
        self.pages = Pages(window.view, [self._made_blockers])
        self.views = SavedViews(window, window.performer, window.messages, window.view, window.filter_bar)
        self.switch = Switch(("Board", "Blockers"), ("Board (Ctrl+1)", "Blockers (Ctrl+2)"))
        self.switch.chosen.connect(self.turn_to)
        self.switch.show_page(BOARD)
        window.title_row.add_switch(self.switch)
        window.filtering.changed.connect(self.taken)
        window.filter_bar.left.connect(self.focus_page)

    def handlers(self) -> dict[str, Handler]:
        """What the commands of this module do."""
        return {
            "palette": self.open_palette,
            "mine": partial(self._window.filter_bar.toggle, "is", "mine"),
            "page_board": partial(self.turn_to, BOARD),
            "page_blockers": partial(self.turn_to, BLOCKERS),
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

    def turn_to(self, number: int) -> None:
        """Show a page and give it the keyboard."""
        page = self.pages.page(number)
        self.pages.turn_to(number)
        self.switch.show_page(number)
        self.taken()
        page.setFocus()
        self._window.page_turned()

    def focus_page(self) -> None:
        """Give the keyboard to the page that is shown."""
        self.pages.page(self.pages.number).setFocus()

    @property
    def blockers(self) -> BlockersPage | None:
        """The blockers page while it is shown."""
        return self._blockers if self.pages.number == BLOCKERS else None

    def _made_blockers(self) -> QWidget:
        from mhhs_board.ui.registers.blockers import BlockersPage
        from mhhs_board.ui.window.title_row import ActionButton

        window = self._window
        page = self._blockers = BlockersPage(window.workspace, window.filtering.hides)
        page.set_theme(window.theme)
        page.on_card = self.show_card
        page.on_chosen = window.page_turned
        page.on_peek = window.toggle_inspector
        page.on_clear = self._clear_filter
        page.say(window.filter_bar.error.text())
        window.filter_bar.told.connect(page.say)
        page.on_menu = lambda place: window.actions_by_id.context_menu(window).popup(place)
        page.print_button.clicked.connect(lambda: self.print_blockers())
        for name in ("add", "add_form", "edit", "block", "escalate", "answer", "withdraw", "unblock", "retire"):
            action = window.actions_by_id[name]
            text = _AT_BLOCKERS.get(name, "")
            page.add_action(action, ActionButton(action, text) if text else None)
        return page

    def _clear_filter(self) -> None:
        self._window.actions_by_id["clear_filter"].trigger()
        self.focus_page()

    def taken(self) -> None:
        """The board or the filter has changed."""
        board = self._window.workspace.seen
        self.switch.buttons[BLOCKERS].setText(f"Blockers {board.blocked_count()}" if board.whole else "Blockers …")
        actions = self._window.actions_by_id
        actions["mine"].setChecked(self._window.filter_bar.mine.isChecked())
        for name, shown in (("page_board", BOARD), ("page_blockers", BLOCKERS)):
            actions[name].setChecked(shown == self.pages.number)
        if self.blockers is not None:
            self.blockers.refresh()

    def set_theme(self) -> None:
        """Draw what is there in the window's colours."""
        if self._blockers is not None:
            self._blockers.set_theme(self._window.theme)

    def show_card(self, artefact_id: str) -> None:
        """Go to a card on the board; what hides it gives way and says so."""
        window = self._window
        board = window.workspace.board
        artefact = board.of(Artefact).get(artefact_id)
        column = board.column_of(artefact) if artefact else None
        if artefact is None or column is None:
            window.messages.refuse("This artefact is no longer on the board.")
            return
        self.turn_to(BOARD)
        if window.filtering.hides(artefact_id):
            window.filter_bar.set_text("")
            window.messages.tell(f"The filter hid {called(artefact)}, so it was cleared.")
        lanes, columns = window.view.folded
        window.view.set_folded(lanes - {artefact.workstream}, columns - {column})
        window.view.focus_card(artefact_id)

    def print_blockers(self) -> None:
        """Open the preview from which the list of the blockers page is printed."""
        from mhhs_board.ui.registers.print_blockers import preview

        if self.blockers is not None:
            preview(self._window, self._window.workspace, self.blockers.model.rows, self._window.filter_bar.text)

    # -- helpers -----------------------------------------------------------------------------------------------------

    def open_palette(self) -> None:
        """Open the palette over what there is now."""
        from mhhs_board.ui.finding import palette, palette_sources

        window = self._window
        if self._palette is None:
            cards = palette_sources.Cards(self.show_card)
            self._palette = palette.Palette(
                window,
                window.theme,
                lambda: [
                    palette_sources.commands(window.actions_by_id),
                    palette_sources.saved_views(self.views.all(), self.views.apply),
                    cards.of(window.workspace.board),
                ],
                self.focus_page,
            )
        self._palette.set_theme(window.theme)
        self._palette.open_it()

    @property
    def palette(self) -> Palette | None:
        """The palette once it has been opened."""
        return self._palette

    def _board_settings(self) -> None:
        from mhhs_board.ui.settings.board_settings import BoardSettings

        BoardSettings(self._window.performer, self._window).open()

    def open_help(self, page: str) -> None:
        """Open the help beside the board."""
        from mhhs_board.ui.help.help import Help
        from mhhs_board.ui.help.key_sheet import sections

        self._show("help", lambda: Help(sections(self._window.actions_by_id), self._window, page))

    def _key_sheet(self) -> None:
        from mhhs_board.ui.help.key_sheet import KeySheet

        self._show("keys", lambda: KeySheet(self._window.actions_by_id, self._window))

    def _about(self) -> None:
        from mhhs_board.ui.help.about import About

        self._show("about", lambda: About(self._window, self._sqlite))

    def _show(self, name: str, make: Callable[[], QDialog]) -> None:
        """Open a dialog that stands beside the board; asked for again, the one there is comes to the front."""
        if name not in self._beside:
            dialog = self._beside[name] = make()
            dialog.finished.connect(lambda _result: self._beside.pop(name))
            dialog.show()
        self._beside[name].activateWindow()
